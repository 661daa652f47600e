"""Two repositories prove to each other: what is offered, what is accepted, what is refused."""

from __future__ import annotations

import base64
import gzip
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import load_pem_x509_certificate

from nachweis.cli.group import main
from nachweis.exchange.envelope import LARGEST, key_of
from tests.support.keys import PASSPHRASE, key_file, no_running_loop
from tests.support.sandbox import TODAY, Sandbox, cell_of

CLASSES = """\
infoclasses:
  - {id: TEST_L_1, title: Open, rank: 1, handling: All.}
  - {id: TEST_L_2, title: Shut, rank: 2, handling: Nobody.}
"""
PARTNERS = """\
partners:
  - {id: TEST_Q_1, title: Desk, party: TEST_P_OTHER, may_receive: TEST_L_1, authorised: 2026-01-01,
     authorised_by: TEST_K_ISB, channel: Mail, purpose: Work}
"""
OTHER = (
    "parties:\n  - {{id: TEST_P_OTHER, title: Other house, role: {role}, domain: {domain}{more}}}\n"
)


def house(root: Path, domain: str, other: str, more: str = "") -> Sandbox:
    """Return a repository of one of the two."""
    made = Sandbox(root, documents=True)
    made.edit("registers/contacts.yaml", "role: client", f"role: client\n    domain: {domain}")
    made.configure(infoclass="Open", disclosure={"proven_to": ["TEST_P_OTHER"]})
    text = OTHER.format(role="provider", domain=other, more=more)
    made.write("registers/others.yaml", text)
    made.write("registers/classes.yaml", CLASSES)
    made.write("registers/partners.yaml", PARTNERS)
    return made


class Pair:
    """Two repositories, of which the second knows the key of the first."""

    def __init__(self, folder: Path) -> None:
        """Make them."""
        folder.mkdir()
        self.key = key_file(folder)
        (folder / "secret").write_text(PASSPHRASE, encoding="utf-8")
        self.secret = folder / "secret"
        pem = self.key.with_suffix(".pem").read_bytes()
        certificate = load_pem_x509_certificate(pem).public_bytes(Encoding.DER)
        self.pin = key_of(certificate)
        self.sender = house(folder / "one" / "workspace", "one.example", "two.example")
        more = f", key: {self.pin}"
        self.receiver = house(folder / "two" / "workspace", "two.example", "one.example", more)
        self.file = folder / "offer.json"

    def offer(self, *more: str, key: Path | None = None, number: int = 1) -> Result:
        """Write a bundle of the first for the second."""
        words = ["offer", "TEST", "--to", "TEST_P_OTHER", "--sign", str(key or self.key)]
        words += ["--passphrase-file", str(self.secret), "--number", str(number)]
        words += ["--output", str(self.file), "--root", str(self.sender.root), "--as-of", TODAY]
        with no_running_loop():
            return CliRunner().invoke(main, [*words, *more], prog_name="nachweis")

    def accept(self, *more: str, as_of: str = TODAY) -> Result:
        """Let the second take it."""
        words = ["accept", "TEST", str(self.file), "--root", str(self.receiver.root)]
        return CliRunner().invoke(main, [*words, "--as-of", as_of, *more], prog_name="nachweis")

    def statement(self) -> dict[str, Any]:
        """Return what the bundle says."""
        outer = json.loads(self.file.read_text(encoding="utf-8"))
        said: dict[str, Any] = json.loads(base64.b64decode(outer["payload"]))
        return said


@pytest.fixture
def pair(tmp_path: Path) -> Pair:
    """Return two repositories."""
    return Pair(tmp_path / "pair")


def test_what_one_house_proves_is_stated_in_the_other(pair: Pair) -> None:
    pair.receiver.edit("evidence/records.md", ":proves: TSA_M2_EMG_01", ":tags: none")
    assert cell_of(pair.receiver.judge(), "TSA_M2_EMG_01", "record").state == "missing"
    assert pair.offer().exit_code == 0
    said = pair.statement()
    assert said["predicate"]["oscal"]["system-security-plan"]["uuid"]
    result = pair.accept("--format", "json")
    assert result.exit_code == 0, result.output
    assert json.loads(result.stdout)["party"] == "TEST_P_OTHER"
    verdict = pair.receiver.judge()
    cell = cell_of(verdict, "TSA_M2_EMG_01", "record")
    assert cell.state == "covered"
    stated = verdict.graph.items[cell.by[0]]
    assert stated.title.startswith("Stated by Other house")
    assert stated.get("kind") == "statement"
    assert "nobody here has looked at it" in stated.body
    later = cell_of(pair.receiver.judge("2027-03-01"), "TSA_M2_EMG_01", "record")
    assert later.state == "stale"


def test_a_later_bundle_says_what_changed_and_withdraws(pair: Pair) -> None:
    pair.offer()
    pair.accept()
    pair.sender.edit(
        "evidence/records.md",
        "The service was back after three hours.",
        "The service was back after four hours.",
    )
    pair.offer(number=2)
    assert "stated otherwise than before: TSA_M2_EMG_01" in pair.accept().stdout
    pair.offer("--withdraw", number=3)
    result = pair.accept()
    assert result.exit_code == 0, result.output
    assert "stated no longer: " in result.stdout
    items = pair.receiver.judge().graph.items
    assert not [item for item in items.values() if item.get("kind") == "statement"]


def test_a_record_of_our_own_that_says_otherwise_stands(pair: Pair) -> None:
    pair.receiver.edit(
        "evidence/records.md",
        ":result: pass\n:by: TEST_K_ISB\n:proves: TSA_M2_EMG_01",
        ":result: fail\n:by: TEST_K_ISB\n:proves: TSA_M2_EMG_01",
    )
    pair.offer()
    assert "own records say something else" in pair.accept().stdout
    assert cell_of(pair.receiver.judge(), "TSA_M2_EMG_01", "record").state == "failed"


def test_texts_go_only_where_they_may_be_seen(pair: Pair) -> None:
    pair.sender.edit("evidence/records.md", ":kind: exercise", ":kind: exercise\n:infoclass: Shut")
    pair.offer()
    text = json.dumps(pair.statement())
    assert "three hours" not in text
    assert "texts" not in _entry(pair, "record")  # that it is proven may be known, and no more
    assert _entry(pair, "clause")["texts"]
    pair.sender.configure(disclosure=None)
    pair.offer()
    assert not _entry(pair, "record")


def _entry(pair: Pair, kind: str) -> dict[str, Any]:
    said = pair.statement()["predicate"]["statements"]
    return next((e for e in said if (e["requirement"], e["kind"]) == ("TSA_M2_EMG_01", kind)), {})


def _outer(pair: Pair, **changes: Any) -> None:
    data = json.loads(pair.file.read_text(encoding="utf-8"))
    pair.file.write_text(json.dumps({**data, **changes}), encoding="utf-8")


def _tampered(pair: Pair) -> None:
    said = pair.statement()
    said["predicate"]["statements"][0]["requirement"] = "TSA_GEN_99"
    _outer(pair, payload=base64.b64encode(json.dumps(said).encode()).decode())


def _resigned(pair: Pair) -> None:
    folder = pair.file.parent / "other"
    folder.mkdir()
    pair.offer(key=key_file(folder, "Somebody Else"))


def _swapped(pair: Pair) -> None:
    folder = pair.file.parent / "other"
    folder.mkdir()
    good = json.loads(pair.file.read_text(encoding="utf-8"))
    pair.offer(key=key_file(folder, "Somebody Else"))
    bad = json.loads(pair.file.read_text(encoding="utf-8"))
    signature = {**bad["signatures"][0], "cert": good["signatures"][0]["cert"]}
    _outer(pair, signatures=[signature])


def _replayed(pair: Pair) -> None:
    pair.offer(number=7)
    pair.accept()
    pair.offer(number=6)


def _for_another(pair: Pair) -> None:
    pair.sender.edit("registers/others.yaml", "two.example", "three.example")
    pair.offer()


def _expired(pair: Pair) -> None:
    pair.offer("--until", "2026-11-19")


def _later_schema(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("nachweis.exchange.offer.PREDICATE", "https://nachweis.example/offer/2")
    pair.offer()
    monkeypatch.undo()


def _of_another(pair: Pair) -> None:
    pair.receiver.edit("registers/others.yaml", "one.example", "four.example")


ATTACKS: dict[str, tuple[Callable[[Pair], object], str]] = {
    "tampered": (_tampered, "was changed after it was signed"),
    "an unknown key": (_resigned, "is signed with a key of nobody here"),
    "a certificate of another": (_swapped, "was changed after it was signed"),
    "replayed": (_replayed, "is an old one"),
    "replayed as it is": (lambda pair: pair.accept(), "is an old one"),
    "for another party": (_for_another, "is for three.example, not for us"),
    "of another party": (_of_another, "is of one.example, but signed by TEST_P_OTHER"),
    "expired": (_expired, "ask for another one"),
    "too large": (lambda pair: pair.file.write_bytes(b" " * (LARGEST + 1)), "has more than 16 MiB"),
    "a zip bomb": (
        lambda pair: pair.file.write_bytes(gzip.compress(b" " * 50_000_000)),
        "is no signed statement",
    ),
    "no JSON": (lambda pair: pair.file.write_text("{"), "is not JSON"),
    "nested": (lambda pair: pair.file.write_text("[" * 100_000), "is not JSON"),
    "two signatures": (
        lambda pair: _outer(pair, signatures=[{}, {}]),
        "is no signed statement",
    ),
    "another type": (lambda pair: _outer(pair, payloadType="text/plain"), "is no signed statement"),
}


@pytest.mark.parametrize("name", ATTACKS)
def test_what_is_not_as_signed_for_us_now_is_refused_in_one_line(pair: Pair, name: str) -> None:
    attack, reason = ATTACKS[name]
    pair.offer()
    attack(pair)
    folder = pair.receiver.root / "projects/TEST/evidence"
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    result = pair.accept()
    assert result.exit_code == 2
    assert reason in result.stderr or name == "nested"
    assert len(result.stderr.splitlines()) == 1
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before


def test_a_bundle_of_a_later_schema_is_refused(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    _later_schema(pair, monkeypatch)
    assert "has another schema" in pair.accept().stderr


def test_texts_of_others_mean_nothing_here(pair: Pair) -> None:
    hostile = "A `{eval-rst}` <script>alert(1)</script> [x](https://a.example) {{ x }} word"
    pair.sender.edit("evidence/records.md", "The service was back after three hours.", hostile)
    pair.offer()
    assert pair.accept().exit_code == 0
    text = (pair.receiver.root / "projects/TEST/evidence/stated-test-p-other.yaml").read_text(
        "utf-8"
    )
    assert "alert 1" in text or "alert(1)" in text
    assert not any(mark in text for mark in ("<script", "`", "{{", "]("))
    assert "refused-construct" not in pair.receiver.check().stdout
