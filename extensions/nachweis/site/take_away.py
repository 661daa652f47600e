"""Files to take away, beside the pages: a workbook, CSV, and the calendar for other programs.

They are what ``nachweis export`` writes, made anew where what they are made from has changed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final, TypeAlias

from sphinx.application import Sphinx

from nachweis.export import spreadsheets
from nachweis.export.formats import ExportRequest
from nachweis.export.sheets import Sheet, portfolio_sheet
from nachweis.site.state import State, state_of

FOLDER: Final = "take-away"

Content: TypeAlias = str | bytes | Mapping[str, str]
"""What an export gives."""


def _csv(state: State, sheet: str) -> Content:
    request = ExportRequest(
        workspace=state.workspace, verdict=state.verdict, options={"sheet": sheet}
    )
    return spreadsheets.export_csv(request).content


def _calendar(request: ExportRequest) -> Content:
    from nachweis.export import ics  # after most edits there is none to write

    return ics.export(request).content


def _of_project(state: State) -> Mapping[str, Callable[[], Content]]:
    request = ExportRequest(workspace=state.workspace, verdict=state.verdict, options={})
    return {
        "calendar.ics": lambda: _calendar(request),
        "calendar.csv": lambda: _csv(state, "calendar"),
        "coverage.csv": lambda: _csv(state, "coverage"),
        f"{state.config.project}.xlsx": lambda: spreadsheets.export_xlsx(request).content,
    }


def _of_all(state: State) -> Mapping[str, Callable[[], Content]]:
    language = state.language

    def sheet() -> Sheet:
        return portfolio_sheet(state.portfolio(), language)

    return {
        "portfolio.csv": lambda: spreadsheets.to_csv(sheet(), language),
        "portfolio.xlsx": lambda: spreadsheets.to_xlsx([sheet()], language, state.config.date),
    }


def _writers(state: State) -> Mapping[str, Callable[[], Content]]:
    """Return what makes each file, by its name."""
    return _of_project(state) if state.config.project else _of_all(state)


def taken_files(state: State) -> list[str]:
    """Return the files, relative to the output.

    :param state: the state of the build
    """
    return [f"{FOLDER}/{name}" for name in _writers(state)] if state.verdicts else []


def write_taken(app: Sphinx, *, known: bool) -> None:
    """Write the files.

    :param app: the build's application
    :param known: whether those that are there are made from the same
    """
    state = state_of(app)
    for name, make in _writers(state).items() if state.verdicts else ():
        target = Path(app.outdir, FOLDER, name)
        if known and target.is_file():
            continue
        content = make()
        target.parent.mkdir(exist_ok=True)
        target.write_bytes(content if isinstance(content, bytes) else str(content).encode())
