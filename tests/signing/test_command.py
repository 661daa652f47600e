"""Signing and checking on the command line."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Final

import pytest
from click.testing import CliRunner, Result

from nachweis.cli.group import main
from tests.support.annexes import Annexes
from tests.support.keys import DAY, PASSPHRASE, key_file, small_pdf

NOW: Final = datetime.datetime.now(datetime.UTC)


@pytest.fixture(scope="module")
def pdf(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return small_pdf(tmp_path_factory.mktemp("pdf"))


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return key_file(tmp_path_factory.mktemp("keys"))


def nachweis(*arguments: str, secret: str | None = None) -> Result:
    environment = {"NACHWEIS_PASSPHRASE": secret}
    return CliRunner().invoke(main, ["annex", *arguments], prog_name="nachweis", env=environment)


def test_a_file_is_signed_and_judged_on_the_command_line(
    pdf: bytes, key: Path, tmp_path: Path
) -> None:
    target = tmp_path / "annex.pdf"
    target.write_bytes(pdf)
    trust = str(key.with_suffix(".pem"))
    unsigned = nachweis("--verify", str(target))
    assert (unsigned.exit_code, unsigned.stderr) == (1, f"{target}: holds no signature\n")

    wrong = nachweis("--pdf", str(target), "--sign", str(key), secret="wrong")
    assert (wrong.exit_code, len(wrong.stderr.splitlines())) == (2, 1)
    assert target.read_bytes() == pdf

    assert nachweis("--pdf", str(target), "--sign", str(key), secret=PASSPHRASE).exit_code == 0
    good = nachweis("--verify", str(target), "--trust", trust)
    assert good.exit_code == 0
    assert "signer       Client ISO, Client AG" in good.stdout
    assert nachweis("--verify", str(target), "--quiet").stdout == ""

    late = nachweis("--verify", str(target), "--as-of", str((NOW + 60 * DAY).date()))
    assert (late.exit_code, "NOT GOOD" in late.stdout) == (1, True)
    target.write_bytes(target.read_bytes().replace(b">A title<", b">B title<"))
    broken = nachweis("--verify", str(target))
    assert (broken.exit_code, "NOT GOOD" in broken.stdout) == (1, True)
    target.write_bytes(b"words")
    unreadable = nachweis("--verify", str(target))
    assert (unreadable.exit_code, len(unreadable.stderr.splitlines())) == (2, 1)
    assert nachweis("--verify", str(tmp_path / "nowhere.pdf")).exit_code == 2


def test_the_passphrase_may_stand_in_a_file(pdf: bytes, key: Path, tmp_path: Path) -> None:
    source, target, secret = (tmp_path / name for name in ("a.pdf", "b.pdf", "secret"))
    source.write_bytes(pdf)
    secret.write_text(f"{PASSPHRASE}\n", encoding="utf-8")
    options = ("--sign", str(key), "--passphrase-file", str(secret), "--out", str(target))
    assert nachweis("--pdf", str(source), *options).exit_code == 0
    assert source.read_bytes() == pdf
    assert nachweis("--verify", str(target)).exit_code == 0


def test_an_annex_is_built_and_signed(annexes: Annexes, key: Path) -> None:
    target = annexes.root / "signed.pdf"
    secret = annexes.root / "secret"
    secret.write_text(PASSPHRASE, encoding="utf-8")
    options = ("--sign", str(key), "--passphrase-file", str(secret), "--out", str(target))
    plain = annexes.pdf("contract").read_bytes()
    assert annexes.annex("contract", *options).exit_code == 0
    assert target.read_bytes().startswith(plain)
    assert nachweis("--verify", str(target)).exit_code == 0

    before = target.read_bytes()
    annexes.document("# One\n\n![A picture](nowhere.png)\n")
    refused = annexes.annex("contract", *options)
    assert refused.exit_code == 2
    assert "is not signed" in refused.stderr
    assert target.read_bytes() == before
