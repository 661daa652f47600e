"""Runs Typst in this process; its errors become problems with file and line of the sources."""

from __future__ import annotations

import dataclasses
import datetime
import re
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from nachweis.model.places import Place
from nachweis.sources.errors import Problem, SourceError
from nachweis.sources.files import problem
from nachweis.sources.folders import beside, move_in
from nachweis.sources.memory import free_memory
from nachweis.templates import find_template, template_folders

STANDARDS: Final = ("a-2a", "ua-1")
WITH_DATA: Final = ("a-3a", "ua-1")
_AT: Final = re.compile(r"┌─ (?:.*?)annex\.typ:(\d+):(\d+)")
_COMMENT: Final = re.compile(r"/\*(\d+)\*/")
LARGEST: Final = 8_000_000
"""Letters of a Typst document that are set: about 2 000 pages."""
_A_PAGE: Final = 4_200
"""Letters of a Typst document that make a page of prose."""
_MEMORY: Final = 700
"""Bytes of memory that each of them takes, as Typst keeps all pages until the last one is set."""
_GLYPHS: Final = re.compile(r'the text `"(.*?)"` could not be displayed')


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Source:
    """A Typst document with its files.

    :param text: the document
    :param images: content of its images by file name
    :param house: the module with the look of the house
    :param fonts: a folder with fonts of the house
    :param places: the places that the comments in the text refer to
    :param date: creation date of the PDF
    :param data: the coverage as JSON, if it is attached
    """

    text: str
    images: dict[str, bytes]
    house: str
    fonts: Path | None
    places: Sequence[Place]
    date: datetime.date
    data: bytes = b""

    def write(self, folder: Path) -> Path:
        """Write everything that Typst needs into a folder, and return the path of the document.

        :param folder: it is replaced in one step, with the files of an earlier selection
        """
        with beside(folder) as hidden:
            fresh = hidden / "fresh"
            (fresh / "images").mkdir(parents=True)
            for name, content in self.images.items():
                (fresh / "images" / name).write_bytes(content)
            if self.data:
                (fresh / "coverage.json").write_bytes(self.data)
            shutil.copy(find_template("annex", "annex.typ"), fresh / "look.typ")
            (fresh / "house.typ").write_text(self.house, encoding="utf-8")
            (fresh / "annex.typ").write_text(self.text, encoding="utf-8")
            move_in(fresh, folder)
        return folder / "annex.typ"


def typeset(source: Source, folder: Path, standards: Sequence[str] = STANDARDS) -> bytes:
    """Return the PDF.

    :param source: the Typst document
    :param standards: those that the file has to conform to, by their names in Typst
    :raises SourceError: with all errors and warnings of Typst, or if it is too large
    """
    refuse_large(len(source.text), free_memory())
    try:
        import typst
    except ImportError as error:
        message = "annexes need Typst; install it with: pip install 'nachweis[pdf]'"
        raise problem(Place(path="nachweis", line=0), message) from error
    path = source.write(folder)
    fonts = typst.Fonts(
        include_system_fonts=False,
        font_paths=[
            *([str(source.fonts)] if source.fonts else []),
            *(str(path / "fonts") for path in template_folders("annex")),
        ],
    )
    compiler = typst.Compiler(path, root=folder, font_paths=fonts, ignore_system_fonts=True)
    moment = datetime.datetime.combine(source.date, datetime.time(), datetime.UTC)
    try:
        made, warnings = compiler.compile_with_warnings(
            format="pdf",
            pdf_standards=list(standards),  # type: ignore[arg-type]  # literals
            timestamp=moment,
        )
    except typst.TypstError as error:
        raise SourceError(list(dict.fromkeys(_refused(source, error)))) from error
    if warnings:
        raise SourceError([p for warning in warnings for p in _refused(source, warning)])
    assert isinstance(made, bytes)  # noqa: S101 - a PDF is one file
    return made if made.endswith(b"\n") else made + b"\n"


def refuse_large(letters: int, free: int | None) -> None:
    """Refuse a document before it is set whose pages would not fit into memory.

    :param letters: of the Typst document
    :param free: bytes of memory; None if nobody says
    :raises SourceError: if it is too large
    """
    needed, place = letters * _MEMORY, Place(path="annexes.yaml")
    size = f"about {max(letters // _A_PAGE, 1):,} pages".replace(",", " ")
    advice = "declare several annexes instead of this one"
    if letters > LARGEST:
        most = f"{LARGEST // _A_PAGE // 100 * 100:,}".replace(",", " ")
        raise problem(place, f"has {size}, and no annex has more than {most}; {advice}")
    if free is not None and needed > free:
        wants, there = (f"{amount / 2**30:.1f} GiB" for amount in (needed, free))
        message = f"has {size}, which take {wants} of memory, and {there} are free; {advice}"
        raise problem(place, f"{message}, or free memory")


def _refused(source: Source, error: Exception) -> Iterator[Problem]:
    """Yield Typst's messages with the places in our sources."""
    message = str(getattr(error, "message", error))
    place = _place(source, str(getattr(error, "diagnostic", "")))
    for part in message.split("\n"):
        glyphs = _GLYPHS.search(part)
        if glyphs is not None:
            yield from _missing(source, glyphs[1])
        elif "depth exceeded" in part:
            deep = "nests too deeply to be typeset; flatten its lists or quotations"
            yield Problem(place=place, message=deep)
        elif part.strip():
            yield Problem(place=place, message=part)


def _missing(source: Source, text: str) -> Iterator[Problem]:
    characters = ", ".join(f"{c} (U+{ord(c):04X})" for c in dict.fromkeys(text) if not c.isascii())
    message = f"no font of the annex has the character {characters or text}; write it in words"
    position = source.text.find(text)
    while position >= 0:
        yield Problem(place=place_at(source, position), message=message)
        position = source.text.find(text, position + len(text))


def _place(source: Source, diagnostic: str) -> Place:
    found = _AT.search(diagnostic)
    if found is None:
        return Place(path="annexes.yaml")
    lines = source.text.split("\n")
    position = sum(len(line) + 1 for line in lines[: int(found[1]) - 1]) + int(found[2])
    return place_at(source, position)


def place_at(source: Source, position: int) -> Place:
    """Return the place that the last comment before a position refers to."""
    numbers = _COMMENT.findall(source.text, 0, position)
    return source.places[int(numbers[-1])] if numbers else Place(path="annexes.yaml")
