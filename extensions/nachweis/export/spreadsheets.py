"""Sheets as CSV and as a workbook of spreadsheet programs: text stays text, never a formula."""

from __future__ import annotations

import csv
import datetime
import io
import math
import re
from collections.abc import Iterable, Sequence
from typing import Any, Final

from nachweis.export.formats import Exported, ExportRequest
from nachweis.export.sheets import (
    Sheet,
    Value,
    all_sheets,
    calendar_sheet,
    coverage_sheet,
)
from nachweis.i18n import translator
from nachweis.model.texts import shown_number

FORMULA: Final = tuple("=+-@\t\r")
"""What makes a spreadsheet program take a text for a formula, at its begin."""
_NO_TEXT: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_NO_NAME: Final = re.compile(r"[\[\]:*?/\\']")
_LONGEST: Final = 32_767
"""Characters that a cell of a workbook may have."""
_LONGEST_NAME: Final = 31
_WIDTHS: Final = (8, 60)
_WIDEST_HEAD: Final = 18
_LINE: Final = 15
_HIGHEST: Final = 409
"""Height of a line, and the most that a row may have, in points."""
_ROOM: Final = 30
"""Width of a column that people fill in, in signs."""
_ON_A_PAGE: Final = 15
"""Columns that are still readable in print where they are fitted to the width of a page."""
_SHEETS: Final = {"coverage": coverage_sheet, "calendar": calendar_sheet}


def export_csv(request: ExportRequest) -> Exported:
    """Return a sheet of a project as CSV.

    :param request: names the project and the sheet
    """
    sheet = _SHEETS[request.options.get("sheet") or "coverage"](request.project)
    language = request.project.graph.project.settings.language
    return Exported(content=to_csv(sheet, language), what=f"{len(sheet.rows)} rows")


def export_xlsx(request: ExportRequest) -> Exported:
    """Return all sheets of a project as a workbook.

    :param request: names the project
    """
    sheets = list(all_sheets(request.project))
    graph, as_of = request.project.graph, request.project.coverage.as_of
    content = to_xlsx(sheets, graph.project.settings.language, as_of)
    return Exported(content=content, what=f"{len(sheets)} sheets")


def to_csv(sheet: Sheet, language: str) -> bytes:
    """Return a sheet as CSV in UTF-8, as the spreadsheet programs of the language read it.

    :param sheet: the sheet
    :param language: ISO 639-1 code; German has semicolons, decimal commas, and days first
    :source: RFC 4180; OWASP, CSV Injection
    """
    target = io.StringIO()
    delimiter = ";" if language == "de" else ","
    writer = csv.writer(target, delimiter=delimiter, lineterminator="\r\n")
    writer.writerow(map(safe_text, sheet.columns))
    for row in sheet.rows:
        writer.writerow([_written(value, language) for value in row])
    return target.getvalue().encode("utf-8-sig")


def _written(value: Value, language: str) -> str:
    if isinstance(value, float):
        return shown_number(f"{value:.15g}", language)
    if isinstance(value, datetime.date):
        return translator(language).day(value)
    return safe_text(value or "")


def cell_text(text: str) -> str:
    """Return a text as a cell of a workbook can hold it.

    :param text: any text
    """
    return _without_controls(text)[:_LONGEST]


def _without_controls(text: str) -> str:
    return _NO_TEXT.sub("", text)


def safe_text(text: str) -> str:
    """Return a text that no spreadsheet program takes for a formula when it reads it from CSV.

    :param text: any text
    :source: OWASP, CSV Injection
    """
    text = _without_controls(text)
    return f"'{text}" if text.startswith(FORMULA) else text


def to_xlsx(sheets: Iterable[Sheet], language: str, as_of: datetime.date) -> bytes:
    """Return sheets as a workbook (Office Open XML), the same bytes for the same input.

    :param sheets: the sheets
    :param language: ISO 639-1 code; says how dates look
    :param as_of: date of judgement, which the file has as its own
    """
    import xlsxwriter

    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True})
    book.set_properties(
        {"created": datetime.datetime.combine(as_of, datetime.time()), "author": "Nachweis"}
    )
    head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    text = book.add_format({"text_wrap": True, "valign": "top", "num_format": "@"})
    number = book.add_format({"valign": "top"})
    pattern = "dd.mm.yyyy" if language == "de" else "yyyy-mm-dd"
    day = book.add_format({"valign": "top", "num_format": pattern})
    names: set[str] = set()
    for sheet in sheets:
        page = book.add_worksheet(_name(sheet.title, names))
        widths = [_width(sheet, column) for column in range(len(sheet.columns))]
        for column, title in enumerate(sheet.columns):
            page.write_string(0, column, title, head)
            page.set_column(column, column, widths[column])
        for line, row in enumerate((sheet.columns, *sheet.rows)):
            page.set_row(line, _height(row, widths))
        for line, row in enumerate(sheet.rows, start=1):
            for column, value in enumerate(row):
                _write(page, (line, column), value, {"text": text, "number": number, "day": day})
        page.freeze_panes(1, 1)
        page.autofilter(0, 0, len(sheet.rows), len(sheet.columns) - 1)
        page.set_landscape()
        page.repeat_rows(0)
        page.repeat_columns(0)
        page.set_paper(9)  # A4
        if len(sheet.columns) <= _ON_A_PAGE:
            page.fit_to_pages(1, 0)
    book.close()
    return target.getvalue()


def _write(page: Any, at: tuple[int, int], value: Value, formats: dict[str, Any]) -> None:
    if isinstance(value, float) and math.isfinite(value):
        page.write_number(*at, value, formats["number"])
    elif isinstance(value, datetime.date) and value.year >= 1900:
        page.write_datetime(*at, value, formats["day"])
    elif value:
        page.write_string(*at, cell_text(str(value)), formats["text"])


def _width(sheet: Sheet, column: int) -> int:
    if column >= len(sheet.columns) - sheet.filled_in:
        return _ROOM
    longest = max((len(str(row[column] or "")) for row in sheet.rows), default=0)
    least, most = _WIDTHS
    head = min(len(sheet.columns[column]) + 4, _WIDEST_HEAD)
    return min(max(least, head, longest + 1), most)


def _height(row: Sequence[Value], widths: Sequence[int]) -> float:
    """Return the height in which all lines of a row are seen, which not every program finds."""
    texts = zip(("" if value is None else str(value) for value in row), widths, strict=True)
    lines = max(sum(-(-len(part) // width) or 1 for part in t.split("\n")) for t, width in texts)
    return float(min(lines * _LINE, _HIGHEST))


def _name(title: str, taken: set[str]) -> str:
    """Return a name that a worksheet may have, and that no other of the workbook has."""
    plain = _NO_NAME.sub(" ", _without_controls(title)).strip()[:_LONGEST_NAME] or "Sheet"
    name, number = plain, 1
    while name.casefold() in taken:
        number += 1
        name = f"{plain[: _LONGEST_NAME - 1 - len(str(number))]} {number}"
    taken.add(name.casefold())
    return name
