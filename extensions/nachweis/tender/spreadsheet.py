"""Tables of others: workbooks (Office Open XML) and CSV, as rows of texts.

A workbook is read by a parser of its own, not by a library that makes a grid of it, as files come
from strangers: docs/explanation/decisions/workbooks-of-strangers.md has the numbers. It reads the
texts of cells and nothing else: no entities, links to other files, macros or styles.
"""

from __future__ import annotations

import csv
import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, NamedTuple
from xml.parsers import expat

from nachweis.export.spreadsheets import FORMULA
from nachweis.model.messages import Message

LARGEST: Final = 16 * 1024 * 1024
"""Bytes of a file."""
UNPACKED: Final = 64 * 1024 * 1024
"""Bytes that the parts of a workbook which are read may have together."""
PARTS: Final = 1_000
"""Files in a workbook."""
ROWS: Final = 20_000
"""Rows of a sheet that hold something; empty ones are not counted."""
COLUMNS: Final = 64
"""Columns of a sheet; cells beyond are not read."""
SHEETS: Final = 64
"""Sheets of a workbook."""
_ESCAPE: Final = re.compile(r"_x([0-9A-Fa-f]{4})_")
_CELL: Final = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_DELIMITERS: Final = ";,\t"


class SpreadsheetError(Exception):
    """A file that cannot be read; its first argument says why."""


class Row(NamedTuple):
    """A row that holds something.

    :param number: as the program that wrote the file counts it, from 1
    :param cells: texts by column, counted from 0
    :param formulas: columns whose cells hold a formula, which nobody computes here
    """

    number: int
    cells: Mapping[int, str]
    formulas: frozenset[int] = frozenset()


class Sheet(NamedTuple):
    """A table.

    :param name: its name; empty for CSV
    :param starts_1904: whether days are counted from 1904-01-01
    """

    name: str
    rows: tuple[Row, ...]
    starts_1904: bool = False


def read_tables(data: bytes) -> tuple[Sheet, ...]:
    """Return the sheets of a workbook, or the one table of a CSV file.

    :param data: the file
    :raises SpreadsheetError: if it is neither, or larger than a file may be
    """
    if len(data) > LARGEST:
        raise SpreadsheetError(
            Message("is larger than {size} MiB; send what was asked only", size=LARGEST >> 20)
        )
    if data[:2] == b"PK":
        return _Workbook(data).sheets()
    if data[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        raise SpreadsheetError(
            Message("is an old or encrypted Excel file; save it as .xlsx without a password")
        )
    return (_csv(data),)


class _Workbook:
    """The parts of a workbook, none of which is trusted."""

    def __init__(self, data: bytes) -> None:
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
            raise _unreadable() from error
        names = self._archive.namelist()
        if len(names) > PARTS:
            raise SpreadsheetError(Message("has more than {count} parts", count=PARTS))
        self._names = frozenset(names)
        self._left = UNPACKED

    def sheets(self) -> tuple[Sheet, ...]:
        """Return its sheets in their order."""
        relations = self._relations("xl/_rels/workbook.xml.rels")
        book = _Book()
        self._parse("xl/workbook.xml", book.start, None, None)
        if len(book.sheets) > SHEETS:
            raise SpreadsheetError(Message("has more than {count} sheets", count=SHEETS))
        texts = _Texts()
        shared = next((p for kind, p in relations.values() if kind == "sharedStrings"), "")
        if shared in self._names:
            self._parse(shared, texts.start, texts.end, texts.data)
        found = []
        for name, relation in book.sheets:
            kind, part = relations.get(relation, ("", ""))
            if kind == "worksheet" and part in self._names:
                grid = _Grid(texts.found)
                self._parse(part, grid.start, grid.end, grid.data)
                found.append(Sheet(name, tuple(grid.rows), book.starts_1904))
        if not found:
            raise _unreadable()
        return tuple(found)

    def _relations(self, name: str) -> dict[str, tuple[str, str]]:
        """Return kinds and parts by the names of relations; none that leads outside."""
        found = {}

        def start(tag: str, attributes: Mapping[str, str]) -> None:
            if tag == "Relationship" and attributes.get("TargetMode") != "External":
                target = attributes.get("Target", "")
                part = posixpath.normpath(posixpath.join("/xl", target)).lstrip("/")
                kind = attributes.get("Type", "").rpartition("/")[2]
                found[attributes.get("Id", "")] = (kind, part)

        self._parse(name, start, None, None)
        return found

    def _parse(
        self,
        name: str,
        start: Callable[[str, Mapping[str, str]], None],
        end: Callable[[str], None] | None,
        data: Callable[[str], None] | None,
    ) -> None:
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = _refuse_doctype
        parser.StartElementHandler = lambda tag, given: start(tag.rpartition(":")[2], given)
        if end is not None:
            parser.EndElementHandler = lambda tag: end(tag.rpartition(":")[2])
        if data is not None:
            parser.CharacterDataHandler = data
        try:
            parser.Parse(self._part(name), True)  # noqa: FBT003 - the last part, as expat says it
        except expat.ExpatError as error:
            raise _unreadable() from error

    def _part(self, name: str) -> bytes:
        try:
            with self._archive.open(name) as stream:
                content = stream.read(self._left + 1)
        except (
            *(KeyError, OSError, EOFError, RuntimeError, NotImplementedError),
            *(zipfile.BadZipFile, zlib.error, ValueError),
        ) as error:
            raise _unreadable() from error
        self._left -= len(content)
        if self._left < 0:
            raise SpreadsheetError(
                Message(
                    "is larger than {size} MiB unpacked; delete empty rows and send it again",
                    size=UNPACKED >> 20,
                )
            )
        return content


class _Book:
    """What ``workbook.xml`` says."""

    def __init__(self) -> None:
        self.sheets: list[tuple[str, str]] = []
        self.starts_1904 = False

    def start(self, tag: str, given: Mapping[str, str]) -> None:
        if tag == "sheet":
            relation = next((v for k, v in given.items() if k.rpartition(":")[2] == "id"), "")
            self.sheets.append((given.get("name", ""), relation))
        elif tag == "workbookPr":
            self.starts_1904 = given.get("date1904", "0") in ("1", "true")


class _Texts:
    """The texts that cells share; how they are pronounced is left out."""

    def __init__(self) -> None:
        self.found: list[str] = []
        self._parts: list[str] = []
        self._is_open = self._is_spoken = False

    def start(self, tag: str, _: Mapping[str, str]) -> None:
        if tag == "si":
            self._parts = []
        elif tag == "rPh":
            self._is_spoken = True
        elif tag == "t":
            self._is_open = not self._is_spoken

    def end(self, tag: str) -> None:
        if tag == "t":
            self._is_open = False
        elif tag == "rPh":
            self._is_spoken = False
        elif tag == "si":
            self.found.append(_unescaped("".join(self._parts)))

    def data(self, text: str) -> None:
        if self._is_open:
            self._parts.append(text)


class _Grid:
    """The cells of a sheet that hold something."""

    def __init__(self, shared: list[str]) -> None:
        self.rows: list[Row] = []
        self._shared = shared
        self._number = 0
        self._column = -1
        self._kind = ""
        self._parts: list[str] = []
        self._is_open = self._is_spoken = False
        self._cells: dict[int, str] = {}
        self._formulas: set[int] = set()

    def start(self, tag: str, given: Mapping[str, str]) -> None:
        if tag == "c":
            found = _CELL.fullmatch(given.get("r", ""))
            self._column = _column(found[1]) if found else self._column + 1
            self._kind = given.get("t", "n")
            self._parts = []
        elif tag == "row":
            number = given.get("r", "")
            self._number = (
                int(number) if number.isdecimal() and len(number) < 8 else self._number + 1
            )
            self._column = -1
        elif tag in ("v", "t"):
            self._is_open = not self._is_spoken
        elif tag == "rPh":
            self._is_spoken = True
        elif tag == "f":
            self._formulas.add(self._column)

    def end(self, tag: str) -> None:
        if tag in ("v", "t"):
            self._is_open = False
        elif tag == "rPh":
            self._is_spoken = False
        elif tag == "c":
            text = "".join(self._parts)
            if text and self._column < COLUMNS:
                self._cells[self._column] = self._value(text)
        elif tag == "row" and (self._cells or self._formulas):
            self.rows.append(Row(self._number, self._cells, frozenset(self._formulas)))
            self._cells, self._formulas = {}, set()
            _refuse_more(self.rows)

    def data(self, text: str) -> None:
        if self._is_open:
            self._parts.append(text)

    def _value(self, text: str) -> str:
        if self._kind == "s":
            index = int(text) if text.isdecimal() and len(text) < 9 else -1
            return self._shared[index] if 0 <= index < len(self._shared) else ""
        if self._kind == "b":
            return "TRUE" if text == "1" else "FALSE"
        return text if self._kind == "n" else _unescaped(text)


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def _unescaped(text: str) -> str:
    """Return a text with the characters that programs write as numbers."""
    if "_x" not in text:
        return text
    return _ESCAPE.sub(lambda found: chr(int(found[1], 16)), text)


def _refuse_doctype(*_: Any) -> None:
    raise SpreadsheetError(Message("declares a document type, which no workbook has"))


def _refuse_more(rows: Sequence[Row]) -> None:
    """Refuse a sheet with more rows than one may have."""
    if len(rows) > ROWS:
        raise SpreadsheetError(
            Message("has a sheet with more than {count} rows that hold something", count=ROWS)
        )


def _unreadable() -> SpreadsheetError:
    return SpreadsheetError(
        Message("is no workbook that can be read; save it as .xlsx or as CSV, and send it again")
    )


def _csv(data: bytes) -> Sheet:
    text = _decoded(data)
    if "\0" in text:
        raise _unreadable()
    first = text.lstrip().partition("\n")[0]
    delimiter = max(_DELIMITERS, key=first.count)
    rows = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        for number, parts in enumerate(reader, 1):
            cells = {i: _unguarded(part) for i, part in enumerate(parts[:COLUMNS]) if part.strip()}
            if cells:
                rows.append(Row(number, cells))
                _refuse_more(rows)
    except csv.Error as error:
        raise _unreadable() from error
    return Sheet("", tuple(rows))


def _decoded(data: bytes) -> str:
    """Return a text in the encodings that spreadsheet programs write."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def _unguarded(text: str) -> str:
    """Return a text without the apostrophe that keeps programs from taking it for a formula."""
    return text[1:] if text[:1] == "'" and text[1:].startswith(FORMULA) else text
