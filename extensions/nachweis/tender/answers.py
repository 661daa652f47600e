"""Judging what bidders sent, before anything is written: by ID, a bad row left out whole."""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from nachweis.i18n import translator
from nachweis.model.dates import parse_date
from nachweis.model.messages import Message
from nachweis.model.tender_types import RENDERED_BY, Answer, Detail
from nachweis.model.texts import LANGUAGES
from nachweis.tender.form import (
    ANSWERS,
    DETAILS,
    FORMS,
    Asked,
    Form,
    Request,
    known_heads,
    known_words,
)
from nachweis.tender.spreadsheet import Row, Sheet, SpreadsheetError, read_tables
from nachweis.tender.workbook import BIDDER

LONGEST: Final = 10_000
"""Characters of a cell."""
_HEAD_WITHIN: Final = 20
"""Rows in which the headings of a sheet are looked for."""
_LEAST: Final = 2
"""Headings by which a row is known as that of a sheet."""
_FIELDS: Final[Sequence[str]] = ("answer", "how", "evidence", "rendered_by", "remark")
_DAY_ZERO: Final = datetime.date(1899, 12, 30)
_LATER: Final = 1462
"""Days between the two days from which workbooks count."""


class Complaint(NamedTuple):
    """Something about what was sent that somebody has to know.

    :param sheet: name of the sheet; empty for CSV
    :param rows: the rows, as the program that wrote the file counts them
    :param message: what is wrong
    :param skipped: whether the rows were left out
    """

    sheet: str
    rows: tuple[int, ...]
    message: Message
    skipped: bool = True


class Given(NamedTuple):
    """An answer that can be kept.

    :param requirement: its ID
    :param version: fingerprint of the requirement as it was answered
    :param fields: texts by field; columns that are not there are none of them
    """

    requirement: str
    version: str
    fields: Mapping[str, str]


class Sent(NamedTuple):
    """What a file holds.

    :param bidder: ID that it names; empty if it names none
    :param answers: by ID of the requirement
    :param details: what the bidder tells of itself, by kind; kinds without a sheet are left out
    :param complaints: what is wrong
    :param changed: IDs of the requirements that were answered in an older version
    :param added: IDs of the requirements that the file does not have
    """

    bidder: str
    answers: tuple[Given, ...]
    details: Mapping[str, tuple[Mapping[str, str], ...]]
    complaints: tuple[Complaint, ...]
    changed: tuple[str, ...]
    added: tuple[str, ...]


class _Line(NamedTuple):
    """A row with its texts by name of the column."""

    sheet: Sheet
    row: Row
    texts: Mapping[str, str]
    columns: frozenset[str]
    has_formula: bool

    def complaint(self, message: Message, *, skipped: bool = True) -> Complaint:
        return Complaint(self.sheet.name, (self.row.number,), message, skipped)


def judge(data: bytes, requests: Sequence[Request]) -> Sent:
    """Return what a file holds, and what is wrong with it.

    :param data: a workbook as it came back, or one of its sheets as CSV
    :param requests: what is asked today, in each language that bidders may have got
    :raises SpreadsheetError: if it cannot be read, or is none of our sheets
    """
    tables = read_tables(data)
    lines: dict[str, list[_Line]] = {}
    for sheet in tables:
        if known := _form_of(sheet):
            form, head, columns = known
            lines.setdefault(form.name, []).extend(_lines(sheet, head, columns, form))
    if not lines:
        raise SpreadsheetError(
            Message("has none of our sheets: no row has their headings; keep them as they are")
        )
    judged = _Judged(requests)
    for line in lines.get(ANSWERS.name, ()):
        judged.see(line)
    details = {}
    for form in DETAILS:
        if form.name in lines:
            details[str(form.name)] = tuple(judged.details(form, lines[form.name]))
    answers = tuple(judged.answers()) if ANSWERS.name in lines else ()
    return Sent(
        bidder=_bidder(tables, lines.get(ANSWERS.name, ())),
        answers=answers,
        details=details,
        complaints=tuple(judged.complaints),
        changed=tuple(judged.changed),
        added=tuple(judged.added()) if ANSWERS.name in lines else (),
    )


def _form_of(sheet: Sheet) -> tuple[Form, int, Mapping[int, str]] | None:
    """Return which of our sheets a table is, the number of its row of headings, and its columns."""
    for row in sheet.rows[:_HEAD_WITHIN]:
        heads = {at: " ".join(t[:100].split()).casefold() for at, t in row.cells.items()}
        for form in FORMS:
            known = known_heads(form)
            columns: dict[int, str] = {}
            for at, head in heads.items():
                if head in known and known[head] not in columns.values():
                    columns[at] = known[head]
            if len(columns) >= _LEAST and form.key in columns.values():
                return form, row.number, columns
    return None


def _lines(sheet: Sheet, head: int, columns: Mapping[int, str], form: Form) -> Iterator[_Line]:
    names = frozenset(columns.values())
    theirs = {column.name for column in form.columns if not column.ours}
    for row in sheet.rows:
        if row.number > head:
            texts = {columns[at]: text for at, text in row.cells.items() if at in columns}
            formula = any(columns.get(at) in theirs for at in row.formulas)
            if formula or any(text.strip() for text in texts.values()):
                yield _Line(sheet, row, texts, names, formula)


def _bidder(tables: Sequence[Sheet], lines: Sequence[_Line]) -> str:
    """Return the ID of the bidder that a file names: in its rows, or on its first sheet."""
    labels = {translator(language)(BIDDER).casefold() for language in LANGUAGES}
    named = [line.texts["bidder"].strip() for line in lines if line.texts.get("bidder")]
    first = tables[0].rows[:_HEAD_WITHIN]
    labelled = (r for r in first if r.cells.get(0, "").strip()[:100].casefold() in labels)
    named += [row.cells.get(1, "").strip() for row in labelled]
    one = set(filter(None, named))
    return one.pop()[:100] if len(one) == 1 else ""


class _Judged:
    """What is known of the rows that have been seen."""

    def __init__(self, requests: Sequence[Request]) -> None:
        self.complaints: list[Complaint] = []
        self.changed: list[str] = []
        self._asked: list[dict[str, Asked]] = [{r.id: r for r in q.rows} for q in requests]
        self._lines: dict[str, list[_Line]] = {}
        self._empty: dict[str, list[int]] = {}

    def see(self, line: _Line) -> None:
        """Take a row of answers, or say why not."""
        name = line.texts.get("id", "").strip().upper()[:100]
        if not name:
            self._say(line, Message("has no ID, so nobody knows what it answers"))
        elif name not in self._asked[0]:
            self._say(line, Message("{id} is not asked here, or no longer", id=name))
            self._lines.setdefault(name, [])
        else:
            self._lines.setdefault(name, []).append(line)

    def answers(self) -> Iterator[Given]:
        """Yield the answers that can be kept, in the order of what is asked."""
        for name in self._asked[0]:
            lines = self._lines.get(name, [])
            if len(lines) > 1:
                twice = tuple(line.row.number for line in lines)
                message = Message("{id} stands there {count} times", id=name, count=len(lines))
                self.complaints.append(Complaint(lines[0].sheet.name, twice, message))
            elif lines and (given := self._given(name, lines[0])):
                yield given
        for sheet, rows in self._empty.items():
            message = Message("not answered: {count} requirements", count=len(rows))
            self.complaints.append(Complaint(sheet, tuple(rows), message, skipped=False))

    def added(self) -> Iterator[str]:
        """Yield what is asked and has no row."""
        return (name for name in self._asked[0] if name not in self._lines)

    def _given(self, name: str, line: _Line) -> Given | None:
        fields = {f: line.texts.get(f, "") for f in _FIELDS if f in line.columns}
        if not any(text.strip() for text in fields.values()) and not line.has_formula:
            self._empty.setdefault(line.sheet.name, []).append(line.row.number)
            return None
        version = line.texts.get("version", "").strip().lower()[:100]
        current = self._asked[0][name].version
        try:
            self._compare(name, line, is_current=version in ("", current))
            made = _checked(name, line, fields)
        except ValueError as error:
            self._say(line, error.args[0])
            return None
        if version not in ("", current):
            self.changed.append(name)
        return Given(name, version if re.fullmatch("[0-9a-f]{8}", version) else current, made)

    def _compare(self, name: str, line: _Line, *, is_current: bool) -> None:
        """Raise if a text of ours was changed; of an older version nobody knows it any more."""
        for column in ("text", "minimum") if is_current else ():
            written = _plain(line.texts.get(column, "")[:LONGEST])
            ours = {_plain(rows[name].texts[column][:LONGEST]) for rows in self._asked}
            if column in line.columns and written not in ours:
                raise ValueError(
                    Message("{id}: our text was changed, so it answers something else", id=name)
                )

    def details(self, form: Form, lines: Sequence[_Line]) -> Iterator[Mapping[str, str]]:
        """Yield what a sheet tells of the bidder."""
        for line in lines:
            try:
                yield _detail(form, line)
            except ValueError as error:
                self._say(line, error.args[0])

    def _say(self, line: _Line, message: Message) -> None:
        self.complaints.append(line.complaint(message))


def _checked(name: str, line: _Line, fields: Mapping[str, str]) -> dict[str, str]:
    """Return the fields of an answer as they are kept.

    :raises ValueError: with what is wrong with the row
    """
    _refuse_odd(name, line)
    made = {field: _field(text) for field, text in fields.items()}
    if "how" in fields:
        made["how"] = _body(fields["how"])
    if "answer" in fields:
        word = made["answer"].casefold()
        known = known_words(tuple(Answer))
        if not word:
            raise ValueError(Message("{id}: the column of the answer is empty", id=name))
        if word not in known:
            raise ValueError(
                Message(
                    "{id}: {word} is none of the answers to choose from", id=name, word=word[:40]
                )
            )
        made["answer"] = known[word]
    if made.get("rendered_by"):
        parts = [p.strip() for p in re.split(r"[+,;/&]", made["rendered_by"].casefold())]
        known = known_words(RENDERED_BY)
        unknown = next((part for part in parts if part not in known), None)
        if unknown is not None:
            message = Message(
                "{id}: {word} is nobody who can render it; choose from the list",
                id=name,
                word=unknown[:40],
            )
            raise ValueError(message)
        found = {known[part] for part in parts}
        made["rendered_by"] = ", ".join(part for part in RENDERED_BY if part in found)
    return made


def _refuse_odd(name: str, line: _Line) -> None:
    if line.has_formula:
        raise ValueError(Message("{id}: holds a formula; enter what it results in", id=name))
    if max(map(len, line.texts.values()), default=0) > LONGEST:
        raise ValueError(
            Message("{id}: a cell has more than {count} characters", id=name, count=LONGEST)
        )


def _detail(form: Form, line: _Line) -> Mapping[str, str]:
    title = _field(line.texts.get("title", "")[:LONGEST])
    _refuse_odd(title[:40] or "–", line)
    if not title:
        raise ValueError(Message("has no entry in its first column"))
    made = {
        column.name: _field(line.texts.get(column.name, ""))
        for column in form.columns
        if column.name in line.columns
    }
    if form.name == Detail.CERTIFICATE and made.get("valid_until"):
        made["valid_until"] = _day(made["valid_until"], starts_1904=line.sheet.starts_1904)
    return made


def _day(text: str, *, starts_1904: bool) -> str:
    """Return a day as it is kept, from a text or from the number by which workbooks count days."""
    try:
        if found := re.fullmatch(r"(\d{1,2})\.(\d{1,2})\.(\d{4})", text):
            day, month, year = map(int, found.groups())
            return datetime.date(year, month, day).isoformat()
        if re.fullmatch(r"\d{1,6}(\.0*)?", text):
            days = int(text.partition(".")[0]) + _LATER * starts_1904
            return (_DAY_ZERO + datetime.timedelta(days=days)).isoformat()
        return parse_date(text[:10]).isoformat()
    except (ValueError, OverflowError) as error:
        raise ValueError(
            Message("{word} is no day; write it as 2027-12-31", word=text[:40])
        ) from error


_SAFE: Final = str.maketrans({"{": "(", "}": ")", "`": "'", "[": "(", "]": ")", "<": "‹", ">": "›"})
"""What means something in Markdown or to the pages of a site, in a field that is shown as text."""
_ESCAPED: Final = re.compile(r"([\\`*{}\[\]<>#|~$^&@])|(?<!\w)_|_(?!\w)")
_BEGINNING: Final = re.compile(r"^(?=[+=%:(]|-(?! )|\d+\))", re.MULTILINE)


def _plain(text: str) -> str:
    """Return a text on one line, without what nobody sees."""
    return " ".join(_visible(text).split())


def _visible(text: str) -> str:
    normal = unicodedata.normalize("NFC", text)
    if normal.isprintable():
        return normal
    return "".join(
        sign if sign == "\n" or unicodedata.category(sign)[0] != "C" else " " * (sign in "\t\r")
        for sign in normal
    )


def _field(text: str) -> str:
    """Return a text of others for a field: on one line, and nothing but text."""
    return _plain(text).translate(_SAFE)


def _body(text: str) -> str:
    """Return a text of others as Markdown that shows the same words, and does nothing."""
    lines = (" ".join(line.split()) for line in _visible(text).split("\n"))
    plain = re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
    escaped = _ESCAPED.sub(lambda found: f"\\{found[0]}", plain)
    no_formula = escaped.replace("\\$", "&#36;")  # an escaped dollar is still searched for TeX
    return _BEGINNING.sub(lambda _: "\\", no_formula)


def rows_text(rows: Sequence[int]) -> str:
    """Return numbers of rows, those in a row as one range.

    :param rows: the numbers, in their order
    """
    parts: list[list[int]] = []
    for number in sorted(rows):
        if parts and number == parts[-1][1] + 1:
            parts[-1][1] = number
        else:
            parts.append([number, number])
    return ", ".join(f"{a}" if a == b else f"{a}–{b}" for a, b in parts)
