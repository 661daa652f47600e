"""Measure an annex of 200 and of 1000 pages, beside WeasyPrint on the same document.

The document has clauses, footnotes, and a matrix of 300 rows and 11 columns. WeasyPrint gets
its words, headings, contents and table as finished HTML, so that its time is that of typesetting
alone; ours is the whole command, from Markdown and YAML to PDF/A-2a and PDF/UA-1.
"""

from __future__ import annotations

import argparse
import datetime
import importlib.util
import json
import math
import shutil
import sys
from collections.abc import Iterator, Sequence
from html import escape
from pathlib import Path
from random import Random
from typing import Final

from measure import Case, Result, RunError, alternate, clean_environment
from nachweis.sources.catalogue import read_catalogue
from nachweis.sources.workspace import shipped
from prose import Prose

ROOT: Final = Path(__file__).resolve().parents[1]
WORK: Final = ROOT / "_build" / "bench-annex"
AS_OF: Final = datetime.date(2026, 11, 20)
COLUMNS: Final = 11
ROWS: Final = 300
CLAUSES_A_HEADING: Final = 4
SENTENCES_A_CLAUSE: Final = 9
CLAUSES_A_NOTE: Final = 7
SIZES: Final = {200: 580, 1000: 3000}
"""Clauses that fill so many pages, nearly."""

PROJECT: Final = """\
key: BENCH
title: {en: Benchmark}
side: client
catalog: [B111, M2251, M2254, M2256, OPS31]
protection: {confidentiality: normal, integrity: normal, availability: normal}
phases: {}
languages: [en]
"""
ANNEXES: Final = """\
annexes:
  all:
    title: Everything
    identifier: BENCH-1
    content:
      - documents: [contract/annex.md]
"""
STYLE: Final = """\
@page { size: A4; margin: 30mm 25mm 25mm;
        @top-left { content: "Benchmark: Everything" }
        @bottom-right { content: "Page " counter(page) " of " counter(pages) } }
@page wide { size: A4 landscape }
body { font: 10pt serif; hyphens: auto; text-align: justify }
nav a::after { content: leader(".") target-counter(attr(href), page) }
nav li { list-style: none }
.note { float: footnote; font-size: 8pt }
.wide { page: wide }
table { border-collapse: collapse; font-size: 7pt; width: 100%; table-layout: fixed }
td, th { border: 0.3pt solid gray; padding: 1pt 2pt; text-align: left }
"""
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


class Content:
    """What the document says: clauses under headings, and a table; the same for a seed."""

    def __init__(self, clauses: int, seed: int) -> None:
        """Invent it.

        :param clauses: how many clauses there are
        :param seed: decides every choice
        """
        random = Random(seed)
        prose = Prose(random)
        folder = shipped("catalog")
        targets = sorted(read_catalogue(folder, folder.parent).requirements)
        self.headings: list[tuple[str, list[tuple[str, str, str]]]] = []
        for number in range(clauses):
            if number % CLAUSES_A_HEADING == 0:
                self.headings.append((prose.title(), []))
            text = " ".join(prose.sentence() for _ in range(SENTENCES_A_CLAUSE))
            self.headings[-1][1].append((prose.title(), text, random.choice(targets)))
        words = [prose.title() for _ in range(ROWS)]
        self.rows = [
            [f"R-{row:03}", words[row], *(random.choice(("yes", "draft", "open", "–"))
             for _ in range(COLUMNS - 2))]
            for row in range(ROWS)
        ]  # fmt: skip

    note: Final = "As the annex on charges says; the parties review it once a year."

    def noted(self, number: int) -> bool:
        """Return whether a clause has a footnote."""
        return number % CLAUSES_A_NOTE == 0

    def markdown(self) -> Iterator[str]:
        """Yield the document as a writer has it."""
        yield "# Everything\n"
        number = 0
        for title, clauses in self.headings:
            yield f"## {title}\n"
            for name, text, target in clauses:
                number += 1
                yield f":::{{clause}} {name}\n:id: BENCH_C_{number}\n:number: {number}\n"
                yield f":status: agreed\n:obliges: provider\n:fulfils: {target}\n\n{text}"
                yield f"[^n{number}]\n:::\n\n" if self.noted(number) else "\n:::\n\n"
                if self.noted(number):
                    yield f"[^n{number}]: {self.note}\n\n"
        yield "## Matrix\n\n|" + " head |" * COLUMNS + "\n|" + "---|" * COLUMNS + "\n"
        for row in self.rows:
            yield "| " + " | ".join(row) + " |\n"

    def html(self) -> Iterator[str]:
        """Yield the document as WeasyPrint gets it."""
        yield f'<html lang="en"><title>Everything</title><style>{STYLE}</style><nav><ul>'
        for index, (title, _) in enumerate(self.headings):
            yield f'<li><a href="#s{index}">{escape(title)}</a>'
        yield "</ul></nav><h1>Everything</h1>"
        number = 0
        for index, (title, clauses) in enumerate(self.headings):
            yield f'<h2 id="s{index}">{index + 1} {escape(title)}</h2>'
            for name, text, target in clauses:
                number += 1
                mark = f'<span class="note">{self.note}</span>' if self.noted(number) else ""
                yield f"<h3>§ {number} {escape(name)}</h3><p>{escape(text)}{mark}</p>"
                yield f"<p><small>BENCH_C_{number} · provider · {target}</small></p>"
        yield '<div class="wide"><h2>Matrix</h2><table><thead><tr>'
        yield "<th>head</th>" * COLUMNS + "</tr></thead>"
        for row in self.rows:
            yield "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>"
        yield "</table></div></html>"


def write(folder: Path, clauses: int, seed: int) -> None:
    """Write the workspace with the document, and the HTML."""
    shutil.rmtree(folder, ignore_errors=True)
    content = Content(clauses, seed)
    project = folder / "projects" / "BENCH"
    (project / "contract").mkdir(parents=True)
    (project / "project.yaml").write_text(PROJECT, encoding="utf-8")
    (project / "annexes.yaml").write_text(ANNEXES, encoding="utf-8")
    (project / "contract" / "annex.md").write_text("".join(content.markdown()), encoding="utf-8")
    (folder / "annex.html").write_text("".join(content.html()), encoding="utf-8")


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
    fonts = shipped("templates") / "annex" / "fonts"
    paths = [str(source / "annex.typ"), str(fonts), str(source)]
    name = f"of which Typst, {folder.name} pages"
    return Case(name=name, command=[sys.executable, "-c", TYPESET, *paths], folder=folder)


def beside(folder: Path, python: str) -> Case:
    """Return WeasyPrint on the same words."""
    paths = [str(folder / "annex.html"), str(folder / "weasyprint.pdf")]
    name = f"WeasyPrint, {folder.name} pages"
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
        other = result.name.startswith("WeasyPrint")
        pdf = "weasyprint.pdf" if other else "_build/annexes/BENCH/all.pdf"
        least, most = result.range
        spread = f"{least:.2f}–{most:.2f}"
        print(f"| {result.name} | {result.cpu:.2f} | {spread} | {result.peak:.0f} "
              f"| {pages(folder / pdf)} |")  # fmt: skip
    first = f"{sizes[0]} pages"
    values = {"whole": by_name[f"nachweis annex, {first}"].cpu}
    values["typesetting"] = by_name[f"of which Typst, {first}"].cpu
    values["MiB"] = by_name[f"nachweis annex, {first}"].peak
    if f"WeasyPrint, {first}" in by_name:
        other = by_name[f"WeasyPrint, {first}"].cpu
        values["whole / WeasyPrint"] = values["whole"] / other
        values["typesetting / WeasyPrint"] = values["typesetting"] / other
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
    "whole / WeasyPrint": 1,
    "typesetting / WeasyPrint": 0.1,
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
    cases = []
    for size in sizes:
        folder = WORK / str(size)
        write(folder, SIZES[size], arguments.seed)
        cases += [ours(folder), typesetting(folder)]
        if python is not None and size == sizes[0]:
            cases.append(beside(folder, python))
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
