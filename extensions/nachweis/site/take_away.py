"""Files to take away, beside the pages: a workbook, CSV, and the calendar for other programs.

They are what ``nachweis export`` writes, made anew where what they are made from has changed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from sphinx.application import Sphinx

from nachweis.export import ics, spreadsheets
from nachweis.export.formats import Exported, ExportRequest
from nachweis.site.state import State, state_of

FOLDER: Final = "take-away"
_WRITERS: Final[Mapping[str, tuple[Callable[[ExportRequest], Exported], Mapping[str, str]]]] = {
    "calendar.ics": (ics.export, {}),
    "calendar.csv": (spreadsheets.export_csv, {"sheet": "calendar"}),
    "coverage.csv": (spreadsheets.export_csv, {"sheet": "coverage"}),
    "{}.xlsx": (spreadsheets.export_xlsx, {}),
}
"""What writes each file, with its options; ``{}`` is the key of the project."""


def taken_files(state: State) -> dict[str, str]:
    """Return the files by their suffix or name, relative to the output.

    :param state: the state of the build
    """
    key = state.config.project
    return {name: f"{FOLDER}/{name.format(key)}" for name in _WRITERS} if key else {}


def write_taken(app: Sphinx, *, known: bool) -> None:
    """Write the files.

    :param app: the build's application
    :param known: whether those that are there are made from the same
    """
    state = state_of(app)
    for name, path in taken_files(state).items():
        target = Path(app.outdir, path)
        if known and target.is_file():
            continue
        write, options = _WRITERS[name]
        request = ExportRequest(workspace=state.workspace, verdict=state.verdict, options=options)
        content = write(request).content
        target.parent.mkdir(exist_ok=True)
        target.write_bytes(content if isinstance(content, bytes) else str(content).encode())
