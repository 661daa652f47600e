"""VKN set back to its selection phase, with three invented bidders of different quality."""

from __future__ import annotations

import io
import shutil
from collections.abc import Mapping
from pathlib import Path

import xlsxwriter

from nachweis.tender.spreadsheet import read_tables

ROOT = Path(__file__).resolve().parents[2]
KEY = "VKN"
ALPHA, BETA, GAMMA = "VKN_P_HALDEN", "VKN_P_FJORDBYTE", "VKN_P_SILBERBACH"
NAMES = {
    ALPHA: "Haldenrechner Betriebsgesellschaft",
    BETA: "Fjordbyte",
    GAMMA: "Silberbach Systemhaus",
}
"""Titles of the bidders; one is a single word."""
ASKS = ("OPS31_M14", "OPS31_M10", "OPS31_M02_EMG")
AS_OF = "2026-01-20"

_PARTIES = "".join(
    f"""  - id: {identifier}
    title: {title}
    role: bidder
    sphere: Nothing yet.
    domain: {title.split()[0].lower()}.example
"""
    for identifier, title in NAMES.items()
)
_PARTNERS = "".join(
    f"""  - id: VKN_Q_9{number}
    title: Bid office {number}
    party: {identifier}
    may_receive: VKN_L_K1
    channel: Tender platform
    purpose: Tender documents
    authorised: 2025-11-03
    authorised_by: VKN_K_CM
"""
    for number, identifier in enumerate(NAMES)
)
_CRITERIA = """criteria:
  - id: VKN_M_01
    title: Emergencies
    weighs: OPS31_M14
    weight: 3
    fixed: 2025-11-28
  - id: VKN_M_02
    title: Notice of incidents
    weighs: OPS31_M02_EMG_04
    weight: 5
    knock_out: "yes"
    minimum: Within two hours, at any time.
    fixed: 2025-11-28
  - id: VKN_M_03
    title: Backup and restore
    weighs: OPS31_M10
    weight: 2
    fixed: 2025-11-28
"""
_QUESTIONS = """questions:
  - id: VKN_Y_01
    title: Does the notice have to reach a person?
    about: OPS31_M02_EMG_04
    asked: 2025-12-05
    answered: 2025-12-09
    text: Yes, the duty officer by telephone; a ticket alone is no notice.
  - id: VKN_Y_02
    title: May tapes be carried by a courier of our own choosing?
    about: OPS31_M10
    asked: 2025-12-18
"""
_TENDER = f"""tender:
  asks: [{", ".join(ASKS)}]
  sent: 2025-12-01
  due: 2026-01-31
"""


def tender_workspace(folder: Path) -> Path:
    """Return a workspace with VKN in its selection phase.

    :param folder: an empty folder
    """
    project = folder / "projects" / KEY
    shutil.copytree(ROOT / "projects" / KEY, project)
    shutil.rmtree(project / "baselines")
    settings = (project / "project.yaml").read_text(encoding="utf-8")
    settings = settings.replace("  folders:\n", "  folders:\n    tender: VKN public\n")
    kept = [
        line
        for line in settings.split("\n")
        if not line.startswith(("  selection:", "  contract:", "  concept:"))
    ]
    (project / "project.yaml").write_text("\n".join(kept) + _TENDER, encoding="utf-8")
    for name, more in (("parties", _PARTIES), ("partners", _PARTNERS)):
        path = project / "registers" / f"{name}.yaml"
        path.write_text(path.read_text(encoding="utf-8").rstrip() + "\n" + more, encoding="utf-8")
    (project / "tender").mkdir()
    (project / "tender" / "criteria.yaml").write_text(_CRITERIA, encoding="utf-8")
    (project / "tender" / "questions.yaml").write_text(_QUESTIONS, encoding="utf-8")
    return folder


Tables = dict[str, list[list[str]]]


def tables_of(data: bytes) -> Tables:
    """Return the cells of a workbook by name of the sheet, row by row.

    :param data: the workbook
    """
    found: Tables = {}
    for sheet in read_tables(data):
        width = 1 + max((max(row.cells, default=0) for row in sheet.rows), default=0)
        grid = [[""] * width for _ in range(max((row.number for row in sheet.rows), default=0))]
        for row in sheet.rows:
            for column, text in row.cells.items():
                grid[row.number - 1][column] = text
        found[sheet.name] = grid
    return found


def saved(tables: Tables, hidden: frozenset[int] = frozenset()) -> bytes:
    """Return a workbook with these cells, as a program saves it after a person has changed it.

    :param tables: cells by name of the sheet; texts that begin with ``=`` become formulas
    :param hidden: numbers of the rows that are hidden on each sheet, from 1
    """
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True})
    for name, rows in tables.items():
        page = book.add_worksheet(name)
        for line, row in enumerate(rows):
            for column, text in enumerate(row):
                page.write(line, column, text)
        for number in hidden:
            page.set_row(number - 1, None, None, {"hidden": True})
    book.close()
    return target.getvalue()


def answered(
    tables: Tables, answers: Mapping[str, Mapping[str, str]], sheet: str = "Requirements"
) -> Tables:
    """Return tables in which rows have been answered.

    :param tables: cells by name of the sheet
    :param answers: by ID, what is entered below each heading; ``*`` stands for all other rows
    :param sheet: name of the sheet
    """
    head, *rows = tables[sheet]
    made = [head]
    for row in rows:
        given = answers.get(row[0], answers.get("*", {}))
        made.append([given.get(title, row[i]) for i, title in enumerate(head)])
    return {**tables, sheet: made}
