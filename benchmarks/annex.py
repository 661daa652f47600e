"""How fast an annex is typeset: CPU seconds and memory of the whole command, from cold.

The annex has clauses with lists, tables and footnotes, and a matrix of at least 300 rows.
"""

from __future__ import annotations

import argparse
import math
import os
import random
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any, Final, NamedTuple

import pypdfium2

sys.path.insert(0, str(Path(__file__).resolve().parent))

from measure import Case, run
from prose import Prose

REPOSITORY: Final = Path(__file__).resolve().parents[1]
GOALS: Final = {"cpu": 15.0, "typesetting": 8.0, "memory": 900.0, "exponent": 1.1}
CLAUSES_OF_200_PAGES: Final = 470

TYPESET: Final = """
import sys, typst
fonts = typst.Fonts(include_system_fonts=False, font_paths=[sys.argv[2]])
compiler = typst.Compiler(sys.argv[1], font_paths=fonts, ignore_system_fonts=True)
compiler.compile(format="pdf", pdf_standards=["a-2a", "ua-1"], timestamp=0)
"""


class Measured(NamedTuple):
    """What an annex took."""

    pages: int
    cpu: float
    typesetting: float
    memory: float


def generate(root: Path, clauses: int) -> None:
    """Write a workspace with one project, whose annex holds all its clauses and a matrix.

    :param root: an empty folder
    :param clauses: how many there are
    """
    words = Prose(random.Random(7))
    project = root / "projects" / "VKN"
    shutil.copytree(REPOSITORY / "catalog", root / "catalog")
    shutil.copytree(REPOSITORY / "projects" / "VKN" / "registers", project / "registers")
    shutil.copy(REPOSITORY / "projects" / "VKN" / "project.yaml", project)
    requirements = _requirements()
    (project / "contract").mkdir()
    for page in range(math.ceil(clauses / 40)):
        lines = [f"# § {page + 1} Part {page + 1} of the contract", ""]
        for number in range(page * 40, min(page * 40 + 40, clauses)):
            target = requirements[number % len(requirements)]
            lines += _clause(words, page + 1, number, target)
        (project / "contract" / f"{page:03}.md").write_text("\n".join(lines), encoding="utf-8")
    (project / "annexes.yaml").write_text(
        "annexes:\n  all:\n    title: All of it\n    numbering: {sections: written}\n    content:\n"
        "      - documents: [contract/*.md]\n      - matrix: {title: Matrix, names: true}\n",
        encoding="utf-8",
    )


def _requirements() -> list[str]:
    from nachweis.sources.catalogue import read_catalogue

    return list(read_catalogue(REPOSITORY / "catalog", REPOSITORY).requirements)


def _clause(words: Prose, page: int, number: int, target: str) -> list[str]:
    lines = [
        f":::{{clause}} Clause {number} on {words.title()}",
        f":id: VKN_C_{number:05}",
        f":number: {page}.{number % 40 + 1}",
        ":status: agreed",
        ":obliges: provider",
        f":fulfils: {target}",
        "",
        words.body(90),
        "",
        *(f"- {words.sentence()}" for _ in range(3)),
        "",
    ]
    if number % 4 == 0:
        lines += [f"A note on it[^n{number}].", "", f"[^n{number}]: {words.sentence()}", ""]
    if number % 6 == 0:
        lines += ["| who | does | when |", "|---|---|---|"]
        lines += ["| " + " | ".join(words.title() for _ in range(3)) + " |" for _ in range(5)]
        lines.append("")
    return [*lines, ":::", ""]


def measured(clauses: int) -> Measured:
    """Build an annex from cold and return what that took.

    :param clauses: how many clauses it holds
    """
    with tempfile.TemporaryDirectory(prefix="nachweis-bench-") as folder:
        root = Path(folder)
        generate(root, clauses)
        command = [sys.executable, "-m", "nachweis", "annex", "VKN", "all", "-q"]
        whole = _run([*command, "--root", folder, "--as-of", "2026-11-20"], root)
        source = root / "_build" / "annexes" / "VKN" / "all-en" / "annex.typ"
        fonts = REPOSITORY / "templates" / "annex" / "fonts"
        alone = _run([sys.executable, "-c", TYPESET, str(source), str(fonts)], root)
        pages = len(pypdfium2.PdfDocument(root / "_build" / "annexes" / "VKN" / "all.pdf"))
    return Measured(pages=pages, cpu=whole.cpu, typesetting=alone.cpu, memory=whole.peak)


def _run(command: list[str], folder: Path) -> Any:
    case = Case(name=command[3], command=command, folder=folder)
    return run(case, dict(os.environ))


def main() -> int:
    """Measure, print, and return 1 if a goal is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--large", action="store_true", help="about 1 000 pages, too")
    parser.add_argument("--clauses", type=int, default=CLAUSES_OF_200_PAGES)
    arguments = parser.parse_args()
    results = [measured(arguments.clauses)]
    if arguments.large:
        results.append(measured(arguments.clauses * 5))
    print("| pages | CPU s | of which typesetting | MiB |\n|---|---|---|---|")
    for result in results:
        times = f"{result.cpu:.1f} | {result.typesetting:.1f}"
        print(f"| {result.pages} | {times} | {result.memory:.0f} |")
    first, last = results[0], results[-1]
    held = [
        first.cpu <= GOALS["cpu"],
        first.typesetting <= GOALS["typesetting"],
        first.memory <= GOALS["memory"],
    ]
    if last is not first:
        exponent = math.log(last.cpu / first.cpu) / math.log(last.pages / first.pages)
        print(f"exponent {exponent:.2f}")
        held.append(exponent <= GOALS["exponent"])
    return 0 if all(held) else 1


if __name__ == "__main__":
    sys.exit(main())
