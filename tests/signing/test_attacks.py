"""Attacks on signed annexes: each is refused with its reason, and nothing is called good."""

from __future__ import annotations

import datetime
import re
from pathlib import Path
from typing import Final

import pytest
from click.testing import CliRunner

from nachweis.cli.group import main
from tests.signing.parties import Parties
from tests.support.examples import every
from tests.support.forgeries import (
    EDITS,
    FORGERIES,
    HidingWriter,
    countersigned,
    hidden_object_shown,
    saved,
)

NOW: Final = datetime.datetime.now(datetime.UTC)


def said(pdf: bytes, parties: Parties, folder: Path) -> tuple[int, str, list[str]]:
    """Return exit code, output and lines of errors of ``--verify``."""
    target = folder / "annex.pdf"
    target.write_bytes(pdf)
    trust = [f"--trust={key.with_suffix('.pem')}" for key in (parties.client, parties.provider)]
    result = CliRunner().invoke(
        main, ["annex", "--verify", str(target), *trust, "--root", str(folder)]
    )
    return result.exit_code, result.stdout, result.stderr.splitlines()


def refuse(pdf: bytes, reason: str, parties: Parties, folder: Path) -> None:
    code, output, errors = said(pdf, parties, folder)
    assert code == 1, output
    assert ": good" not in output
    assert errors
    assert re.search(reason, errors[0]), errors
    assert all(line.startswith(str(folder / "annex.pdf")) for line in errors)


@pytest.mark.parametrize("name", EDITS)
def test_an_edit_after_the_signature_is_refused(
    name: str, parties: Parties, tmp_path: Path
) -> None:
    edit, reason = EDITS[name]
    refuse(saved(parties.signed, edit), reason, parties, tmp_path)


@pytest.mark.parametrize("name", every(3, EDITS))
def test_an_edit_that_the_second_party_signs_is_refused(
    name: str, parties: Parties, tmp_path: Path
) -> None:
    edit, reason = EDITS[name]
    refuse(countersigned(parties.signed, parties.second, edit), reason, parties, tmp_path)


@pytest.mark.parametrize("name", every(3, EDITS))
def test_an_edit_between_two_signatures_is_refused(
    name: str, parties: Parties, tmp_path: Path
) -> None:
    edit, reason = EDITS[name]
    between = countersigned(saved(parties.signed, edit), parties.second)
    refuse(between, reason, parties, tmp_path)


@pytest.mark.parametrize("name", FORGERIES)
def test_a_forged_file_is_refused(name: str, parties: Parties, tmp_path: Path) -> None:
    forge, reason = FORGERIES[name]
    refuse(forge(parties.signed), reason, parties, tmp_path)


def test_a_stamp_of_the_second_party_is_refused(parties: Parties, tmp_path: Path) -> None:
    stamped = countersigned(parties.signed, parties.second, box=(50, 50, 500, 800))
    refuse(stamped, "shows something on a page", parties, tmp_path)


def test_a_hidden_object_that_is_shown_later_is_refused(parties: Parties, tmp_path: Path) -> None:
    refuse(hidden_object_shown(parties.signed), "changes what|stand elsewhere", parties, tmp_path)


def test_an_object_that_no_table_names_is_refused_in_signed_bytes(
    parties: Parties, tmp_path: Path
) -> None:
    hidden = countersigned(parties.signed, parties.second, writing=HidingWriter)
    refuse(hidden, "hides objects that its table does not name", parties, tmp_path)


def test_what_was_added_before_the_first_signature_is_refused(
    parties: Parties, tmp_path: Path
) -> None:
    edited = saved(parties.plain, EDITS["overlay"][0])
    refuse(parties.sign(edited, parties.client), "part 1 .* changes what page 1", parties, tmp_path)


def test_the_parties_sign_in_either_order(parties: Parties, tmp_path: Path) -> None:
    for keys in ((parties.client, parties.provider), (parties.provider, parties.client)):
        both = parties.sign(parties.sign(parties.plain, keys[0]), keys[1])
        code, output, errors = said(both, parties, tmp_path)
        assert (code, errors, output.count(": good")) == (0, [], 2)
        assert "added later  further signatures only" in output


def test_an_invisible_signature_of_another_program_is_good(
    parties: Parties, tmp_path: Path
) -> None:
    code, output, _ = said(countersigned(parties.signed, parties.second), parties, tmp_path)
    assert (code, output.count(": good")) == (0, 2)


def _revisions(count: int) -> bytes:
    """Return a PDF to which a page was added again and again, each time by the one before."""
    page = b"3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>\nendobj\n"
    parts = (
        b"1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n",
        b"2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count 1 >>\nendobj\n",
        page,
    )
    pdf = bytearray(b"%PDF-1.7\n")
    rows = [b"0000000000 65535 f \n"]
    for part in parts:
        rows.append(b"%010d 00000 n \n" % len(pdf))
        pdf += part
    table = len(pdf)
    pdf += b"xref\n0 4\n" + b"".join(rows)
    end = b"trailer\n<< /Size 4 /Root 1 0 R /ID [<00><00>] %s>>\nstartxref\n%d\n%%%%EOF\n"
    pdf += end % (b"", table)
    for _ in range(count):
        place, before, table = len(pdf), table, len(pdf) + len(page)
        pdf += page + b"xref\n3 1\n%010d 00000 n \n" % place + end % (b"/Prev %d " % before, table)
    return bytes(pdf)


def test_a_file_that_takes_too_long_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("nachweis.sources.bounds.SECONDS", 0)
    path = tmp_path / "a.pdf"
    path.write_bytes(_revisions(1500))
    result = CliRunner().invoke(main, ["annex", "--verify", str(path)])
    assert result.exit_code == 2
    assert re.fullmatch(
        r"\S+: takes more than [^\n]+; get it again from its sender\n", result.stderr
    )
