"""A project as a workbook and as CSV: whole, in columns of their own, and never a formula."""

from __future__ import annotations

import csv
import datetime
import io
import zipfile

from click.testing import CliRunner

from nachweis.cli.group import main
from nachweis.export.sheets import Sheet
from nachweis.export.spreadsheets import to_csv, to_xlsx
from tests.support.sandbox import TODAY, Sandbox

HOSTILE = ("=1+1", "+49 30", "-2", "@SUM(A1)", "\tx", "\x01\ud800=1")


def export(workspace: Sandbox, *arguments: str) -> bytes:
    command = ["export", *arguments, "TEST", "--root", str(workspace.root), "--as-of", TODAY]
    done = CliRunner().invoke(main, command, catch_exceptions=False)
    assert done.exit_code == 0, done.stderr
    return done.stdout_bytes


def strings(book: bytes) -> str:
    return zipfile.ZipFile(io.BytesIO(book)).read("xl/sharedStrings.xml").decode()


def test_the_coverage_has_state_ids_and_dates_in_columns_of_their_own(workspace: Sandbox) -> None:
    workspace.add("record R_90 date=2026-11-01 result=pass proves=TSA_M2_OPS_03")
    workspace.add("record R_91 date=2026-10-01 result=pass proves=TSA_M2_OPS_03")
    rows = list(csv.DictReader(io.StringIO(export(workspace, "csv").decode("utf-8-sig"))))
    assert len(rows) == len(workspace.judge().coverage.cells)
    [row] = [row for row in rows if "R_90" in row["Rests on"]]
    assert (row["ID"], row["State"], row["Date"]) == ("TSA_M2_OPS_03", "covered", "2026-11-01")
    assert row["Rests on"].split(", ") == ["TEST_R_90", "TEST_R_91"]


def test_the_workbook_has_all_sheets_and_the_same_bytes_each_time(workspace: Sandbox) -> None:
    book = export(workspace, "xlsx")
    assert book == export(workspace, "xlsx")
    workbook = zipfile.ZipFile(io.BytesIO(book)).read("xl/workbook.xml").decode()
    assert all(f'name="{name}"' in workbook for name in ("Coverage", "Calendar", "Clauses"))
    assert all(item.id in strings(book) for item in workspace.judge().graph.project.items)


def test_german_spreadsheets_read_the_numbers() -> None:
    rows = ("a;b", 99.5), (datetime.date.fromisoformat(TODAY), None)
    sheet = Sheet(name="levels", title="", columns=("Ziel", "Wert"), rows=rows)
    assert to_csv(sheet, "de").decode("utf-8-sig") == 'Ziel;Wert\r\n"a;b";99,5\r\n20.11.2026;\r\n'
    assert to_csv(sheet, "en").decode("utf-8-sig") == "Ziel,Wert\r\na;b,99.5\r\n2026-11-20,\r\n"


def test_no_text_is_a_formula() -> None:
    sheet = Sheet(name="x", title="[a]:*?/", columns=("=A",), rows=tuple((t,) for t in HOSTILE))
    lines = csv.reader(io.StringIO(to_csv(sheet, "en").decode("utf-8-sig"), newline=""))
    assert [line[0][0] for line in lines] == ["'"] * (len(HOSTILE) + 1)
    book = zipfile.ZipFile(
        io.BytesIO(to_xlsx([sheet, sheet], "en", datetime.date.fromisoformat(TODAY)))
    )
    for name in ("xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml"):
        assert b"<f>" not in book.read(name)
