"""Signatures that hold when their certificates have ended: timestamps, and proofs of validity."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from nachweis.cli.group import main
from nachweis.signing.services import Level, Services
from nachweis.signing.sign import renew, sign, signer_of
from nachweis.signing.verify import SignedFile, read_trust, verify
from nachweis.sources.errors import SourceError
from tests.support.authority import YEAR, Authority, running
from tests.support.examples import every
from tests.support.forgeries import EDITS, saved
from tests.support.keys import DAY, PASSPHRASE
from tests.support.pdf import broken_rules


@pytest.fixture
def authority(tmp_path: Path) -> Iterator[Authority]:
    with running(tmp_path) as found:
        yield found


def now() -> datetime.datetime:
    return datetime.datetime.now(datetime.UTC)


def services(authority: Authority, level: Level) -> Services:
    trust = read_trust(authority.trust)
    return Services(timestamps=authority.timestamps, level=level, trust=trust)


def signed(pdf: bytes, key: Path, asked: Services) -> bytes:
    with signer_of(str(key), PASSPHRASE.encode(), now()) as signer:
        return sign(pdf, signer, "annex.pdf", asked)


def judged(pdf: bytes, authority: Authority, later: datetime.timedelta = 0 * DAY) -> SignedFile:
    return verify(pdf, "annex.pdf", read_trust(authority.trust), now() + later)


def both(pdf: bytes, authority: Authority, level: Level) -> bytes:
    for name in ("Client ISO", "Provider ISO"):
        pdf = signed(pdf, authority.signer(name), services(authority, level))
    return pdf


@pytest.fixture(scope="module")
def shared(
    pdf: bytes, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Authority, bytes]]:
    with running(tmp_path_factory.mktemp("authority")) as authority:
        yield authority, both(pdf, authority, Level.ARCHIVED)


@pytest.mark.parametrize(
    "level",
    [Level.TIMESTAMPED, pytest.param(Level.LONG_TERM, marks=pytest.mark.slow), Level.ARCHIVED],
)
def test_a_file_signed_in_time_stays_good(level: Level, pdf: bytes, authority: Authority) -> None:
    begun = now().replace(microsecond=0)
    made = both(pdf, authority, level)
    assert made.startswith(pdf)
    assert broken_rules(made) == []
    for later in (0 * DAY, 60 * DAY, 9 * YEAR):
        found = judged(made, authority, later)
        assert found.objections == ()
        for signature in found.signatures:
            assert signature.good, (later, signature)
            assert signature.level == level
            assert signature.authority == "Timestamps"
            assert signature.proven is not None
            assert begun <= signature.proven <= now()
            assert signature.unrevoked is (level is not Level.TIMESTAMPED)
    assert not judged(made, authority, 11 * YEAR).good


def test_without_a_timestamp_nothing_is_asked(pdf: bytes, authority: Authority) -> None:
    made = signed(pdf, authority.signer("Client ISO"), Services())
    [signature] = judged(made, authority).signatures
    assert (signature.good, signature.level, signature.proven) == (True, Level.BASIC, None)
    assert not judged(made, authority, 60 * DAY).good
    assert authority.asked == []


def test_checking_asks_nobody(shared: tuple[Authority, bytes]) -> None:
    authority, made = shared
    authority.asked.clear()
    assert judged(made, authority, 60 * DAY).good
    assert authority.asked == []


def test_a_timestamp_of_anybody_proves_nothing(
    pdf: bytes, authority: Authority, tmp_path: Path
) -> None:
    (tmp_path / "other").mkdir()
    key = authority.signer("Client ISO")
    with running(tmp_path / "other") as other:
        made = signed(pdf, key, services(other, Level.TIMESTAMPED))
    [signature] = judged(made, authority).signatures
    assert (signature.good, signature.proven) == (True, None)
    [signature] = judged(made, authority, 60 * DAY).signatures
    assert not signature.good
    assert "the authority of its timestamp is not trusted then" in signature.doubts[0]
    [signature] = verify(made, "annex.pdf", (), now() + 60 * DAY).signatures
    assert not signature.good


def test_a_timestamp_of_after_the_end_is_too_late(pdf: bytes, authority: Authority) -> None:
    authority.timestamper.fixed_dt = now() + 60 * DAY
    made = signed(pdf, authority.signer("Client ISO"), services(authority, Level.TIMESTAMPED))
    [signature] = judged(made, authority, 90 * DAY).signatures
    assert not signature.good
    assert "when a timestamp was made" in signature.doubts[0]


def test_a_revoked_certificate_gets_no_proofs(pdf: bytes, authority: Authority) -> None:
    key = authority.signer("Client ISO")
    authority.revoke("Client ISO")
    with pytest.raises(SourceError, match=r"annex\.pdf.*cannot be signed.*revoked"):
        signed(pdf, key, services(authority, Level.LONG_TERM))


def test_a_timestamp_is_renewed_before_it_ends(pdf: bytes, shared: tuple[Authority, bytes]) -> None:
    authority, made = shared
    authority.renew_timestamps(9 * YEAR)
    renewed = renew(made, "annex.pdf", services(authority, Level.ARCHIVED))
    assert renewed.startswith(made)
    assert broken_rules(renewed) == []
    assert not judged(made, authority, 12 * YEAR).good
    found = judged(renewed, authority, 12 * YEAR)
    assert (found.good, found.objections) == (True, ())
    assert found.signatures[1].later == "proofs of validity and timestamps only"
    with pytest.raises(SourceError, match="holds no signature"):
        renew(pdf, "annex.pdf", services(authority, Level.ARCHIVED))


@pytest.mark.parametrize("name", every(3, EDITS))
def test_what_comes_after_proofs_is_judged_as_well(
    name: str, pdf: bytes, shared: tuple[Authority, bytes]
) -> None:
    authority, made = shared
    edit, _ = EDITS[name]
    if name.startswith("shadow attack, hide"):
        pytest.skip("needs a prepared file")
    assert not judged(saved(made, edit), authority).good


def nachweis(*arguments: str) -> Result:
    environment = {"NACHWEIS_PASSPHRASE": PASSPHRASE}
    return CliRunner().invoke(main, ["annex", *arguments], prog_name="nachweis", env=environment)


def test_the_command_line_asks_whom_it_is_told(
    pdf: bytes, authority: Authority, tmp_path: Path
) -> None:
    target, key = tmp_path / "annex.pdf", authority.signer("Client ISO")
    target.write_bytes(pdf)
    trust = ("--trust", str(authority.trust))
    asked = ("--pdf", str(target), "--timestamp", authority.timestamps)
    assert nachweis("--pdf", str(target), "--sign", str(key), "--ltv").exit_code == 2
    assert nachweis(*asked[:3], "ftp://a.example", "--sign", str(key)).exit_code == 2
    assert nachweis("TEST", "contract", *asked[2:]).exit_code == 2
    assert authority.asked == []

    made = nachweis(*asked, "--sign", str(key), "--ltv", *trust)
    assert (made.exit_code, made.stderr) == (0, "")
    found = nachweis("--verify", str(target), *trust, "--root", str(tmp_path))
    assert found.exit_code == 0
    assert "UTC by a timestamp of Timestamps" in found.stdout
    assert "level        B-LTA" in found.stdout
    assert "yes; not revoked, by answers in the file" in found.stdout
    assert nachweis(*asked, "--ltv", *trust).exit_code == 0
    nobody = nachweis(*asked[:3], "http://127.0.0.1:9/", "--sign", str(key))
    assert (nobody.exit_code, len(nobody.stderr.splitlines())) == (2, 1)
