"""The workbook that a bidder fills in, and the same as CSV: no formulas, always the same bytes."""

from __future__ import annotations

import datetime
import io
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from nachweis.export.sheets import Sheet
from nachweis.export.spreadsheets import cell_text, to_csv
from nachweis.i18n import Words, translator
from nachweis.model.messages import gettext_noop
from nachweis.tender.form import (
    ANSWERS,
    DETAILS,
    QUESTIONS,
    Form,
    Request,
    answer_words,
    rendered_words,
)

BIDDER: Final = gettext_noop("Bidder's ID")
VERSION: Final = gettext_noop("Version of the requirements")
_FREE_ROWS: Final = 30
"""Rows of the sheets in which bidders tell of themselves."""
_MOST_LINES: Final = 27
"""Lines of a row; a sheet has none that is higher than 409 points."""
_LINE: Final = 15
"""Points of a line; LibreOffice does not find out how high a row has to be."""
_UNPRINTED: Final = ("version", "bidder")
"""Columns at the end that nobody reads on paper."""
_HEAD, _OURS, _THEIRS = "#1F3A4D", "#F2F4F6", "#FFFBE6"
_A4: Final = 9
_INSTRUCTIONS: Final = (
    gettext_noop("Answer each requirement on the sheet Requirements, in its yellow columns."),
    gettext_noop(
        "Choose an answer: fulfilled, partly, not, or alternative where you meet its purpose in "
        "another way. Say how it is met, and which evidence you offer for it."
    ),
    gettext_noop(
        "Say who renders it: you, a subcontractor, or the client. Where several do, choose all: "
        "they share the responsibility."
    ),
    gettext_noop(
        "List subcontractors with the locations of service and data, contacts, certificates with "
        "the last day of their validity, and the service levels that you offer on their sheets."
    ),
    gettext_noop(
        "You may sort, filter and hide rows, and leave out columns that you do not fill in. Our "
        "texts are protected without a password; a row whose text was changed is not read. "
        "Do not enter formulas."
    ),
    gettext_noop(
        "Answers belong to rows by their ID, so keep the columns ID and State of the row."
    ),
    gettext_noop(
        "Our answers to all questions of bidders stand on the sheet Questions and answers."
    ),
)


class Envelope(NamedTuple):
    """What a workbook is about.

    :param project: title of the project
    :param bidder: ID of the bidder
    :param name: its title
    :param sent: the day of the workbook
    :param due: last day for answers
    :param language: ISO 639-1 code
    """

    project: str
    bidder: str
    name: str
    sent: datetime.date
    due: datetime.date | None
    language: str


def workbook(request: Request, envelope: Envelope) -> bytes:
    """Return the workbook for a bidder.

    :param request: what is asked, as the bidder may see it
    :param envelope: whom and what it is about
    """
    return _Book(request, envelope).write()


def csv_files(request: Request, envelope: Envelope) -> dict[str, bytes]:
    """Return the sheets as CSV files by name, as spreadsheet programs of the language read them.

    :param request: what is asked, as the bidder may see it
    :param envelope: whom and what it is about
    """
    words = translator(envelope.language)
    made = {}
    for form, rows in _sheets(request, envelope):
        sheet = Sheet(
            name=f"{envelope.bidder}-{form.name}",
            title=words(form.title),
            columns=tuple(words(column.head) for column in form.columns),
            rows=tuple(tuple(row.get(column.name) for column in form.columns) for row in rows),
        )
        made[f"{sheet.name}.csv"] = to_csv(sheet, envelope.language)
    return made


def _sheets(
    request: Request, envelope: Envelope
) -> Iterator[tuple[Form, Sequence[Mapping[str, str]]]]:
    rows = [
        {**row.texts, "version": row.version, "bidder": envelope.bidder} for row in request.rows
    ]
    yield ANSWERS, rows
    yield from ((form, ()) for form in DETAILS)
    yield QUESTIONS, request.questions


class _Book:
    """A workbook that is being written."""

    def __init__(self, request: Request, envelope: Envelope) -> None:
        import xlsxwriter

        self._request, self._envelope = request, envelope
        self._words: Words = translator(envelope.language)
        self._target = io.BytesIO()
        self._book = xlsxwriter.Workbook(self._target, {"in_memory": True})
        created = datetime.datetime.combine(envelope.sent, datetime.time())
        self._book.set_properties({"created": created, "author": "Nachweis"})
        common = {"text_wrap": True, "valign": "top", "num_format": "@"}
        framed = {**common, "border": 1, "border_color": "#C8CED3"}
        self._head = self._book.add_format(
            {**framed, "bold": True, "bg_color": _HEAD, "font_color": "#FFFFFF"}
        )
        self._ours = self._book.add_format({**framed, "bg_color": _OURS})
        self._theirs = self._book.add_format({**framed, "bg_color": _THEIRS, "locked": False})
        pattern = "dd.mm.yyyy" if envelope.language == "de" else "yyyy-mm-dd"
        self._day = self._book.add_format(
            {**framed, "bg_color": _THEIRS, "locked": False, "num_format": pattern}
        )
        self._title = self._book.add_format({"bold": True, "font_size": 16})
        self._label = self._book.add_format({**common, "bold": True})
        self._text = self._book.add_format(common)

    def write(self) -> bytes:
        """Return the file."""
        self._instructions()
        for form, rows in _sheets(self._request, self._envelope):
            self._sheet(form, rows)
        self._book.close()
        return self._target.getvalue()

    def _instructions(self) -> None:
        _, envelope = self._words, self._envelope
        page = self._page(_("Instructions"))
        page.set_portrait()
        page.set_column(0, 0, 30)
        page.set_column(1, 1, 62)
        page.write_string(0, 0, _("Invitation to tender"), self._title)
        facts = {
            _("Project"): envelope.project,
            _("Bidder"): envelope.name,
            _(BIDDER): envelope.bidder,
            _(VERSION): self._request.version,
            _("Requirements"): str(len(self._request.rows)),
            _("Answers until"): _.day(envelope.due) if envelope.due else "",
        }
        row = 2
        for label, value in facts.items():
            page.write_string(row, 0, label, self._label)
            page.write_string(row, 1, cell_text(value), self._text)
            row += 1
        for number, text in enumerate(_INSTRUCTIONS, 1):
            page.merge_range(row + number, 0, row + number, 1, "", self._text)
            page.write_string(row + number, 0, f"{number}. {_(text)}", self._text)
            page.set_row(row + number, 32)

    def _page(self, title: str) -> Any:
        page = self._book.add_worksheet(title[:31])
        page.set_paper(_A4)
        page.fit_to_pages(1, 0)
        page.set_margins(left=0.5, right=0.5, top=0.7, bottom=0.7)
        envelope = self._envelope
        left = f"{envelope.project} · {envelope.name}".replace("&", "&&")[:120]
        page.set_footer(f"&L{left}&R&P / &N")
        page.protect(
            "",
            {
                **dict.fromkeys(("sort", "autofilter", "format_cells", "format_columns"), True),
                "format_rows": True,
            },
        )
        return page

    def _sheet(self, form: Form, rows: Sequence[Mapping[str, str]]) -> None:
        page = self._page(self._words(form.title))
        page.set_landscape()
        page.repeat_rows(0)
        is_free = form in DETAILS
        count = max(len(rows), _FREE_ROWS if is_free else 1)
        page.set_row(0, 2 * _LINE)
        for number, column in enumerate(form.columns):
            page.set_column(number, number, column.width)
            page.write_string(0, number, self._words(column.head), self._head)
        styles = [self._style(column.name, ours=column.ours) for column in form.columns]
        for line in range(1, count + 1):
            row = rows[line - 1] if line <= len(rows) else {}
            page.set_row(line, _LINE * _lines(row, form))
            for number, column in enumerate(form.columns):
                text = row.get(column.name, "")
                if text:
                    page.write_string(line, number, cell_text(text), styles[number])
                else:
                    page.write_blank(line, number, None, styles[number])
        for number, column in enumerate(form.columns):
            for choice in self._choices(column.name) if not column.ours else ():
                page.data_validation(1, number, count, number, choice)
        page.freeze_panes(1, 1)
        page.autofilter(0, 0, count, len(form.columns) - 1)
        printed = [n for n, column in enumerate(form.columns) if column.name not in _UNPRINTED]
        page.print_area(0, 0, count, printed[-1])

    def _style(self, name: str, *, ours: bool) -> Any:
        return self._ours if ours else self._day if name == "valid_until" else self._theirs

    def _choices(self, name: str) -> Iterator[dict[str, Any]]:
        """Yield the rule for what may be entered into a column, where there is one."""
        _ = self._words
        if name == "answer":
            yield {
                "validate": "list",
                "source": list(answer_words(_)),
                "error_title": _("Answer"),
                "error_message": _("Choose one of the words of the list."),
            }
        elif name == "rendered_by":
            yield {
                "validate": "list",
                "source": list(rendered_words(_)),
                "error_title": _("Rendered by"),
                "error_message": _("Choose one of the words of the list."),
            }
        elif name == "valid_until":
            yield {
                "validate": "date",
                "criteria": "between",
                "minimum": datetime.date(2000, 1, 1),
                "maximum": datetime.date(2099, 12, 31),
                "error_type": "warning",
                "error_message": _("Enter a date."),
            }


def _lines(row: Mapping[str, str], form: Form) -> int:
    """Return how many lines the longest of the cells of a row takes."""
    taken = (
        sum(-(-max(1, len(part)) // column.width) for part in row[column.name].split("\n"))
        for column in form.columns
        if row.get(column.name)
    )
    return min(max(taken, default=1), _MOST_LINES)
