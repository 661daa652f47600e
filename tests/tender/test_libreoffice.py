"""A workbook that LibreOffice has saved is read like one that nobody has touched."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from nachweis.tender.answers import judge
from nachweis.tender.form import Request
from tests.support.tenders import ALPHA, answered, saved, tables_of

PROGRAM = shutil.which("soffice") or shutil.which("libreoffice")
CSV = "csv:Text - txt - csv (StarCalc):59,34,76,1,,0,false,true,false,false,false,2"
"""Semicolons, UTF-8, the second sheet."""


@pytest.mark.slow
@pytest.mark.skipif(PROGRAM is None, reason="LibreOffice is not installed")
def test_answers_that_were_sorted_hidden_and_saved_in_libreoffice_are_read(
    tmp_path: Path, sent_out: bytes, requests: list[Request]
) -> None:
    entered = {"Answer": "partly", "How it is met": "As =1+1 is", "Rendered by": "bidder + client"}
    full = answered(tables_of(sent_out), {"*": entered})
    head, *rows = full["Requirements"]
    full["Requirements"] = [head, *reversed(rows)]
    full["Certificates"].append(["ISO 27001", "Office", "Hosting", "2027-12-31"])
    source = tmp_path / "filled.xlsx"
    source.write_bytes(saved(full, hidden=frozenset(range(4, 9))))
    for name, form in (("xlsx", "xlsx"), ("csv", CSV)):
        target = tmp_path / name
        profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
        command = [str(PROGRAM), profile, "--headless", "--convert-to", form]
        command += ["--outdir", str(target), str(source)]
        subprocess.run(command, check=True, timeout=120, capture_output=True)
        [path] = target.iterdir()
        sent = judge(path.read_bytes(), requests)
        assert sent.bidder == ALPHA
        assert [given.requirement for given in sent.answers] == [r.id for r in requests[0].rows]
        assert {given.fields["how"] for given in sent.answers} == {"As =1+1 is"}
        assert {given.fields["rendered_by"] for given in sent.answers} == {"bidder, client"}
        assert [c for c in sent.complaints if c.skipped] == []
        if name == "xlsx":
            [certificate] = sent.details["certificate"]
            assert certificate["valid_until"] == "2027-12-31"
