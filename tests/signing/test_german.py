"""What is said of signatures is told in the language that is asked for."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest
from click.testing import CliRunner

from nachweis.cli.group import main
from tests.cli.test_german import english
from tests.signing.parties import Parties
from tests.support.forgeries import EDITS, FORGERIES, countersigned, saved
from tests.support.keys import PASSPHRASE, key_file

JUDGED: Final[dict[str, tuple[Callable[[Parties], bytes], str, str]]] = {
    "good": (
        lambda parties: parties.sign(parties.signed, parties.client),
        "added later  further signatures only",
        "danach       nur weitere Signaturen",
    ),
    "of nobody trusted": (
        lambda parties: parties.sign(parties.signed, parties.provider),
        "trusted      NO; revocation is not checked",
        "vertraut     NEIN; Sperrung nicht geprüft",
    ),
    "unsigned": (
        lambda parties: parties.plain,
        "annex.pdf: holds no signature",
        "annex.pdf: enthält keine Signatur",
    ),
    "changed": (
        lambda parties: parties.signed.replace(b">A title<", b">B title<"),
        "NO: what was signed has been changed",
        "NEIN: das Signierte wurde geändert",
    ),
    "an attack": (
        lambda parties: saved(parties.signed, EDITS["overlay"][0]),
        "part 2 that was added to the file changes what page 1 shows",
        "Teil 2, der an die Datei angehängt wurde, ändert, was Seite 1 zeigt",
    ),
    "an object of an attack": (
        lambda parties: saved(parties.signed, EDITS["replaced content"][0]),
        "changes what was signed (a stream, number ",
        "ändert das Signierte (ein Datenstrom, Nummer ",
    ),
    "a stamp": (
        lambda parties: countersigned(parties.signed, parties.second, box=(50, 50, 500, 800)),
        "shows something on a page (a signature with",
        "zeigt etwas auf einer Seite (eine Signatur mit",
    ),
    "damaged": (
        lambda parties: FORGERIES["cut off at 90%"][0](parties.signed),
        "not good: it is damaged: EOF marker not found",
        "nicht gültig: sie ist beschädigt: „EOF marker not found“",
    ),
    "no PDF": (
        lambda _: b"words",
        "is not a PDF, or is damaged: Illegal PDF header; get it again",
        "ist kein PDF oder beschädigt: „Illegal PDF header“; vom Absender",
    ),
}


def told(language: str, *arguments: str, secret: str = PASSPHRASE) -> str:
    """Return everything that ``annex`` prints in a language."""
    call = ["annex", *arguments, "--lang", language]
    return CliRunner().invoke(main, call, env={"NACHWEIS_PASSPHRASE": secret}).output


@pytest.mark.parametrize("name", JUDGED)
def test_what_a_signature_proves_is_told_in_both_languages(
    name: str, parties: Parties, tmp_path: Path
) -> None:
    make, plain, german = JUDGED[name]
    path = tmp_path / "annex.pdf"
    path.write_bytes(make(parties))
    trust = f"--trust={parties.client.with_suffix('.pem')}"
    options = ("--verify", str(path), trust, "--root", str(tmp_path))
    assert plain in told("en", *options)
    output = told("de", *options)
    assert german in output
    assert english(output) == []


@pytest.mark.parametrize(
    ("key", "secret", "plain", "german"),
    [
        ("client-iso.p12", "wrong", "or the passphrase is wrong", "die Passphrase ist falsch"),
        ("nowhere.p12", "", "cannot be read: no such file", "ist nicht lesbar: Datei oder"),
        ("client-iso.pem", "", "is not a PKCS#12 file", "ist keine PKCS#12-Datei"),
        ("pkcs11:pin-value=1", "", "leave the PIN out", "die PIN nicht in die Adresse"),
        ("pkcs11:size=1", "", "does not know 'size'; it takes", "kennt 'size' nicht; möglich"),
        ("pkcs11:object=a", "", "needs the library", "braucht die Bibliothek"),
        (
            "pkcs11:object=a?module-path=/nowhere.so",
            "1",
            "cannot be signed: PKCS#11 error",
            "lässt sich nicht signieren: „PKCS#11 error",
        ),
    ],
)
def test_why_nothing_is_signed_is_told_in_both_languages(
    key: str, secret: str, plain: str, german: str, parties: Parties, tmp_path: Path
) -> None:
    path = tmp_path / "annex.pdf"
    path.write_bytes(parties.plain)
    source = key if ":" in key else str(parties.client.parent / key)
    options = ("--pdf", str(path), "--sign", source)
    assert plain in told("en", *options, secret=secret)
    output = told("de", *options, secret=secret)
    assert german in output
    assert english(output) == []


def test_a_name_in_a_certificate_makes_no_line_of_its_own(parties: Parties, tmp_path: Path) -> None:
    path = tmp_path / "annex.pdf"
    forged = key_file(tmp_path, "A\n  trusted      yes")
    path.write_bytes(parties.sign(parties.plain, forged))
    trust = f"--trust={parties.client.with_suffix('.pem')}"
    lines = told("en", "--verify", str(path), trust, "--root", str(tmp_path)).splitlines()
    [trusted] = [line for line in lines if line.startswith("  trusted")]
    assert "NO" in trusted
