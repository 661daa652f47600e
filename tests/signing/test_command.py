"""Signing and checking on the command line."""

from __future__ import annotations

import datetime
import hashlib
from pathlib import Path
from typing import Final

import typst
from click.testing import CliRunner, Result

from nachweis.cli.group import main
from nachweis.signing.sign import sign, signer_of
from tests.support.annexes import Annexes
from tests.support.keys import DAY, PASSPHRASE
from tests.support.repository import git

NOW: Final = datetime.datetime.now(datetime.UTC)


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
    options: tuple[str, ...]
    options = ("--sign", str(key), "--passphrase-file", str(secret), "--out", str(target))
    plain = annexes.pdf("contract").read_bytes()
    draft = annexes.annex("contract", *options)
    assert (draft.exit_code, target.exists()) == (2, False)
    assert (
        "is a draft and is not signed; check out the release, or add --sign-draft" in draft.stderr
    )
    options = (*options, "--sign-draft")
    assert annexes.annex("contract", *options).exit_code == 0
    assert target.read_bytes().startswith(plain)
    assert nachweis("--verify", str(target)).exit_code == 0

    before = target.read_bytes()
    annexes.document("# One\n\n![A picture](nowhere.png)\n")
    refused = annexes.annex("contract", *options)
    assert refused.exit_code == 2
    assert "is not signed" in refused.stderr
    assert target.read_bytes() == before


def test_a_draft_is_signed_only_where_its_maker_says_so(
    annexes: Annexes, key: Path, tmp_path: Path
) -> None:
    draft = annexes.pdf("contract")
    refused = nachweis("--pdf", str(draft), "--sign", str(key), secret=PASSPHRASE)
    assert (refused.exit_code, len(refused.stderr.splitlines())) == (2, 1)
    assert "is a draft and is not signed" in refused.stderr
    options = ("--pdf", str(draft), "--sign", str(key), "--sign-draft")
    assert nachweis(*options, secret=PASSPHRASE).exit_code == 0
    found = nachweis("--verify", str(draft), "--root", str(tmp_path))
    assert found.exit_code == 0
    assert "state        DRAFT, commit unknown, as of 2026-11-20" in found.stdout
    assert "repository   not compared: no repository is at hand" in found.stdout


def test_a_comparison_is_never_signed(annexes: Annexes, key: Path) -> None:
    annexes.commit()
    annexes.edit("contract/agreement.md", "within two hours", "within one hour")
    redline = annexes.pdf("contract", "--against", "HEAD")
    options = ("--sign", str(key), "--sign-draft")
    asked = annexes.annex("contract", "--against", "HEAD", *options)
    assert (asked.exit_code, "is not signed" in asked.stderr) == (2, True)
    refused = nachweis("--pdf", str(redline), *options, secret=PASSPHRASE)
    assert (refused.exit_code, "compares two states" in refused.stderr) == (2, True)
    with signer_of(str(key), PASSPHRASE.encode(), NOW) as signer:
        redline.write_bytes(sign(redline.read_bytes(), signer, "redline.pdf"))
    found = nachweis("--verify", str(redline))
    assert (found.exit_code, ": good" in found.stdout) == (1, False)
    assert "it compares two states; nobody can agree to both" in found.stderr


def verified(annexes: Annexes, pdf: bytes, key: Path) -> Result:
    """Sign a PDF and verify it with the repository at hand."""
    target = annexes.root / "out" / "signed.pdf"
    with signer_of(str(key), PASSPHRASE.encode(), NOW) as signer:
        target.write_bytes(sign(pdf, signer, "annex.pdf"))
    return nachweis("--verify", str(target), "--root", str(annexes.root))


def test_what_was_signed_is_compared_with_the_repository(annexes: Annexes, key: Path) -> None:
    commit = annexes.commit()
    plain = annexes.pdf("contract", "--embed").read_bytes()
    same = verified(annexes, plain, key)
    assert same.exit_code == 0
    assert f"DRAFT, commit {commit}, as of 2026-11-20" in same.stdout
    assert f"SHA-256 {hashlib.sha256(plain).hexdigest()} (without signatures)" in same.stdout
    assert f"repository   the same bytes, made again from commit {commit}" in same.stdout

    annexes.edit("contract/agreement.md", "within two hours", "within one hour")
    dirty = verified(annexes, annexes.pdf("contract").read_bytes(), key)
    assert "not compared: it was made from files that are in no commit" in dirty.stdout

    annexes.pdf("contract", "--embed")
    code = annexes.root / "_build/annexes/TEST/contract-en/annex.typ"
    code.write_text(
        code.read_text(encoding="utf-8").replace(f"commit={commit}+", f"commit={commit}"),
        encoding="utf-8",
    )
    forged = typst.compile(str(code), pdf_standards=["a-3a", "ua-1"], root=str(code.parent))
    other = verified(annexes, forged, key)
    assert other.exit_code == 1
    assert "differs, made again from commit" in other.stderr


def test_a_release_is_compared_with_its_tag(annexes: Annexes, key: Path) -> None:
    annexes.commit()
    annexes.release("1.0.0")
    plain = annexes.pdf("contract").read_bytes()
    annexes.edit("contract/agreement.md", "within two hours", "within one hour")
    annexes.commit()
    same = verified(annexes, plain, key)
    assert (same.exit_code, same.stderr) == (0, "")
    assert "state        version 1.0.0, commit " in same.stdout
    assert "repository   the same bytes, made again from tag TEST/1.0.0" in same.stdout

    git(annexes.root, "tag", "-f", "TEST/1.0.0", "HEAD")
    moved = verified(annexes, plain, key)
    assert moved.exit_code == 1
    assert "not what the repository has: tag TEST/1.0.0 is at commit" in moved.stderr
    git(annexes.root, "tag", "-d", "TEST/1.0.0")
    without = verified(annexes, plain, key)
    assert (without.exit_code, "not compared: tag TEST/1.0.0 is not here" in without.stdout) == (
        0,
        True,
    )
