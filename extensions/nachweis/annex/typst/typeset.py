"""Runs Typst in this process; its errors become problems with file and line of the sources."""

from __future__ import annotations

import dataclasses
import datetime
import re
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from nachweis.model.messages import Message
from nachweis.model.places import Place
from nachweis.model.registry import active_house
from nachweis.sources.errors import Problem, SourceError
from nachweis.sources.files import problem
from nachweis.sources.folders import beside, move_in
from nachweis.sources.memory import free_memory
from nachweis.templates import find_template, template_folders

STANDARDS: Final = ("a-2a", "ua-1")
WITH_DATA: Final = ("a-3a", "ua-1")
_AT: Final = re.compile(r"┌─ (?:.*?)annex\.typ:(\d+):(\d+)")
_COMMENT: Final = re.compile(r"/\*(\d+)\*/")
_OF_A_LETTER: Final = 390
"""Bytes of memory that a letter of a Typst document takes: Typst keeps all pages until the last."""
_OF_A_STRING: Final = 38_000
"""Bytes that each string takes on top of that: a cell, an item, a word with marks."""
_OF_A_LINE: Final = 7_500
"""Bytes that each line of a listing takes on top of that.

Measured on fourteen kinds of text, each alone: a document took from 21 % (single words with marks)
to 99 % (bold ones) of what these say.
"""
_GIB: Final = 2**30
_BASE: Final = _GIB // 10
"""Bytes that the program itself takes, with Sphinx and fonts."""
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
    refuse_large(source.text, active_house().annex_memory * _GIB, free_memory())
    try:
        import typst
    except ImportError as error:
        message = Message("annexes need Typst; install it with: pip install 'nachweis[pdf]'")
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


def refuse_large(text: str, most: int, free: int | None) -> None:
    """Refuse a document before it is set that would take more memory than it may, or than is free.

    :param text: the Typst document
    :param most: bytes of memory that it may take
    :param free: bytes of memory; None if nobody says
    :raises SourceError: if it is too large
    """
    needed = (
        _BASE
        + len(text) * _OF_A_LETTER
        + text.count('"') // 2 * _OF_A_STRING
        + text.count("\\n") * _OF_A_LINE
    )
    place = Place(path="annexes.yaml")
    wants = f"{needed / _GIB:.1f}"
    if needed > most:
        message = Message(
            "takes about {wants} GiB of memory, and no annex may take more than {most}; declare "
            "several annexes instead of this one, or raise 'annex_memory' in nachweis.toml",
            wants=wants,
            most=most // _GIB,
        )
        raise problem(place, message)
    if free is not None and needed > free:
        message = Message(
            "takes about {wants} GiB of memory, and {free} are free; declare several annexes "
            "instead of this one, or free memory",
            wants=wants,
            free=f"{free / _GIB:.1f}",
        )
        raise problem(place, message)


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
