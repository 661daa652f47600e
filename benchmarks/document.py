"""An invented document of clauses, footnotes and a matrix, as Markdown and as plain HTML."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from html import escape
from pathlib import Path
from random import Random
from typing import Final

from nachweis.sources.catalogue import read_catalogue
from nachweis.sources.workspace import package_data
from peer import configuration
from prose import Prose

COLUMNS: Final = 11
ROWS: Final = 300
CLAUSES_A_HEADING: Final = 4
SENTENCES_A_CLAUSE: Final = 9
CLAUSES_A_NOTE: Final = 7
LARGEST: Final = 500_000
"""Letters of a page; more of them make the next one."""

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
      - documents: [contract/*.md]
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
INDEX: Final = """\
# Benchmark

```{toctree}
:glob:

/projects/**
```
"""
STOCK: Final = """
html_theme = "basic"
html_static_path = ["."]
html_css_files = ["print.css"]
suppress_warnings = ["needs"]
"""
"""What the stock configuration has beside that of the other benchmark: a sheet for printing. The
catalogue is left out, so that links end nowhere."""


class Content:
    """What the document says: clauses under headings, and a table; the same for a seed."""

    def __init__(self, clauses: int, seed: int) -> None:
        """Invent it.

        :param clauses: how many clauses there are
        :param seed: decides every choice
        """
        random = Random(seed)
        prose = Prose(random)
        folder = package_data("catalog")
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


def _pages(text: str) -> Iterator[str]:
    """Yield a document in pages that are small enough for the parser of Markdown."""
    title, *sections = text.split("\n## ")
    page = [title]
    for section in sections:
        if sum(map(len, page)) > LARGEST:
            yield "\n## ".join(page)
            page = [title]
        page.append(section)
    yield "\n## ".join(page)


def write(folder: Path, clauses: int, seed: int) -> None:
    """Write the workspace with the document, its plain HTML, and how stock Sphinx builds it.

    :param folder: the workspace, made anew
    :param clauses: how many clauses the document has
    :param seed: decides what it says
    """
    shutil.rmtree(folder, ignore_errors=True)
    content = Content(clauses, seed)
    project = folder / "projects" / "BENCH"
    (project / "contract").mkdir(parents=True)
    (project / "project.yaml").write_text(PROJECT, encoding="utf-8")
    (project / "annexes.yaml").write_text(ANNEXES, encoding="utf-8")
    for number, text in enumerate(_pages("".join(content.markdown()))):
        (project / "contract" / f"annex-{number:02}.md").write_text(text, encoding="utf-8")
    (folder / "annex.html").write_text("".join(content.html()), encoding="utf-8")
    peer = folder / "peer"
    peer.mkdir()
    (peer / "conf.py").write_text(configuration() + STOCK, encoding="utf-8")
    (peer / "index.md").write_text(INDEX, encoding="utf-8")
    (peer / "print.css").write_text(STYLE, encoding="utf-8")
