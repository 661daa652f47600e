"""Measure an annex of 200 and of 1000 pages, beside WeasyPrint on the same document.

The document has clauses, footnotes, and a matrix of 300 rows and 11 columns. Ours is the whole
command, from Markdown and YAML to PDF/A-2a and PDF/UA-1. WeasyPrint gets the page that stock
Sphinx makes of the same files; and once more the words as plain HTML made for it, which no project
has, so that its time is that of typesetting alone.
"""

from __future__ import annotations

import argparse
import datetime
import importlib.util
import json
import math
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from document import write
from measure import Case, Result, RunError, alternate, clean_environment
from nachweis.sources.workspace import package_data

ROOT: Final = Path(__file__).resolve().parents[1]
WORK: Final = ROOT / "_build" / "bench-annex"
AS_OF: Final = datetime.date(2026, 11, 20)
SIZES: Final = {200: 580, 1000: 3000}
"""Clauses that fill so many pages, nearly."""
TYPESET: Final = """\
import sys, typst
fonts = typst.Fonts(include_system_fonts=False, font_paths=[sys.argv[2]])
compiler = typst.Compiler(
    sys.argv[1], root=sys.argv[3], font_paths=fonts, ignore_system_fonts=True
)
compiler.compile(format="pdf", pdf_standards=["a-2a", "ua-1"])
"""
PRINT: Final = """\
import sys, weasyprint
weasyprint.HTML(filename=sys.argv[1]).write_pdf(sys.argv[2], pdf_variant="pdf/ua-1")
"""


def ours(folder: Path) -> Case:
    """Return the whole command, cold."""
    command = [str(Path(sys.executable).with_name("nachweis")), "annex", "BENCH", "all"]
    return Case(
        name=f"nachweis annex, {folder.name} pages",
        command=[*command, "--as-of", str(AS_OF)],
        folder=folder,
        prepare=lambda: shutil.rmtree(folder / "_build", ignore_errors=True),
    )


def typesetting(folder: Path) -> Case:
    """Return typesetting alone, of what the command has left."""
    source = folder / "_build" / "annexes" / "BENCH" / "all-en"
    fonts = package_data("templates") / "annex" / "fonts"
    paths = [str(source / "annex.typ"), str(fonts), str(source)]
    name = f"of which Typst, {folder.name} pages"
    return Case(name=name, command=[sys.executable, "-c", TYPESET, *paths], folder=folder)


def plain(folder: Path, python: str) -> Case:
    """Return WeasyPrint on plain HTML of the same words."""
    return _weasyprint("WeasyPrint of plain HTML", folder, python, folder / "annex.html")


def stock(folder: Path, python: str) -> tuple[Case, Case]:
    """Return the stock route from the same files: Sphinx, and WeasyPrint on what it makes."""
    out = folder / "_build" / "stock"
    build = [str(Path(sys.executable).with_name("sphinx-build")), "-q", "-b", "singlehtml"]
    sphinx = Case(
        name=f"sphinx-build -b singlehtml, {folder.name} pages",
        command=[*build, "-c", "peer", ".", str(out)],
        folder=folder,
        prepare=lambda: shutil.rmtree(out, ignore_errors=True),
    )
    page = out / "peer" / "index.html"
    return sphinx, _weasyprint("WeasyPrint of that page", folder, python, page)


def _weasyprint(name: str, folder: Path, python: str, page: Path) -> Case:
    paths = [str(page), str(folder / f"{name}.pdf")]
    name = f"{name}, {folder.name} pages"
    return Case(name=name, command=[python, "-c", PRINT, *paths], folder=folder)


def pages(pdf: Path) -> int:
    """Return the number of pages."""
    import pikepdf

    with pikepdf.open(pdf) as document:
        return len(document.pages)


def report(results: Sequence[Result], sizes: Sequence[int]) -> dict[str, float]:
    """Print a table, and return what the goals are about."""
    by_name = {result.name: result for result in results}
    print("| command | CPU s | range | MiB | pages |\n|---|---|---|---|---|")
    for result in results:
        size = result.name.rpartition(", ")[2].removesuffix(" pages")
        folder = WORK / size
        name = result.name.rpartition(", ")[0]
        pdf = f"{name}.pdf" if "WeasyPrint" in name else "_build/annexes/BENCH/all.pdf"
        made = "" if "sphinx" in name else pages(folder / pdf)
        least, most = result.range
        spread = f"{least:.2f}–{most:.2f}"
        print(f"| {result.name} | {result.cpu:.2f} | {spread} | {result.peak:.0f} "
              f"| {made} |")  # fmt: skip
    first = f"{sizes[0]} pages"
    values = {"whole": by_name[f"nachweis annex, {first}"].cpu}
    values["typesetting"] = by_name[f"of which Typst, {first}"].cpu
    values["MiB"] = by_name[f"nachweis annex, {first}"].peak
    if f"WeasyPrint of that page, {first}" in by_name:
        other = by_name[f"WeasyPrint of that page, {first}"].cpu
        sphinx = by_name[f"sphinx-build -b singlehtml, {first}"].cpu
        values["whole / Sphinx and WeasyPrint"] = values["whole"] / (sphinx + other)
        values["typesetting / WeasyPrint"] = values["typesetting"] / other
        simple = by_name[f"WeasyPrint of plain HTML, {first}"].cpu
        values["typesetting / WeasyPrint of plain HTML"] = values["typesetting"] / simple
    if len(sizes) > 1:
        long = f"{sizes[-1]} pages"
        ratio = by_name[f"nachweis annex, {long}"].cpu / values["whole"]
        made = [
            pages(WORK / str(s) / "_build/annexes/BENCH/all.pdf") for s in (sizes[0], sizes[-1])
        ]
        values["exponent"] = math.log(ratio) / math.log(made[1] / made[0])
    return values


GOALS: Final = {
    "whole": 15,
    "typesetting": 8,
    "MiB": 900,
    "whole / Sphinx and WeasyPrint": 0.1,
    "typesetting / WeasyPrint": 0.1,
    "typesetting / WeasyPrint of plain HTML": 1,
    "exponent": 1.1,
}


def main() -> int:
    """Measure, print, and return 1 where a goal is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--short", action="store_true", help="200 pages only")
    parser.add_argument(
        "--weasyprint",
        metavar="PYTHON",
        help="an interpreter that has WeasyPrint; default: this one, if it has",
    )
    arguments = parser.parse_args()
    python = arguments.weasyprint
    if python is None and importlib.util.find_spec("weasyprint"):
        python = sys.executable
    if python is None:
        print(
            "WeasyPrint is not compared: make a venv, pip install weasyprint (it needs the "
            "libraries of Pango), and name its interpreter with --weasyprint.",
            file=sys.stderr,
        )
    sizes = [200] if arguments.short else list(SIZES)
    cases: list[Case] = []
    for size in sizes:
        folder = WORK / str(size)
        write(folder, SIZES[size], arguments.seed)
        cases += [ours(folder), typesetting(folder)]
        if python is not None and size == sizes[0]:
            cases.append(plain(folder, python))
            cases += stock(folder, python)
    try:
        environment = clean_environment(WORK / "bytecode")
        alternate([ours(WORK / str(sizes[0]))], environment, 1)  # compiles modules
        results = alternate(cases, environment, arguments.runs)
    except RunError as error:
        print(error, file=sys.stderr)
        return 2
    values = report(results, sizes)
    missed = {name for name, value in values.items() if value > GOALS[name]}
    for name, value in values.items():
        print(f"{name}: {value:.2f}, goal {GOALS[name]}{', MISSED' if name in missed else ''}")
    (WORK / "bench.json").write_text(
        json.dumps([result.plain() for result in results], indent=1), encoding="utf-8"
    )
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
