"""What is not as it was signed, for us, and in force is refused in one line; nothing half-taken."""

from __future__ import annotations

import base64
import gzip
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from nachweis.sources.statements import LARGEST
from tests.exchange.houses import Houses
from tests.support.keys import key_file

Bundle = dict[str, Any]


def _open(houses: Houses) -> Bundle:
    data: Bundle = json.loads(houses.bundle("pro", "cli").read_text(encoding="utf-8"))
    return data


def _outer(houses: Houses, **changes: Any) -> None:
    text = json.dumps({**_open(houses), **changes})
    houses.bundle("pro", "cli").write_text(text, encoding="utf-8")


def _payload(text: Any) -> str:
    return base64.b64encode(json.dumps(text).encode()).decode()


def _said(envelope: Bundle) -> Bundle:
    data: Bundle = json.loads(base64.b64decode(envelope["payload"]))
    return data


def _tampered(houses: Houses) -> None:
    said = _said(_open(houses))
    said["predicate"]["statements"][0]["requirement"] = "TSX_M1_04"
    _outer(houses, payload=_payload(said))


def _other_key(houses: Houses) -> Path:
    folder = houses.folder / "other"
    folder.mkdir()
    return key_file(folder, "Somebody Else")


def _swapped(houses: Houses) -> None:
    good = _open(houses)["signatures"][0]
    houses.offer("pro", "cli", number=2, key=_other_key(houses))
    bad = _open(houses)["signatures"][0]
    _outer(houses, signatures=[{**bad, "cert": good["cert"]}])


def _expired(houses: Houses) -> None:
    houses.offer("pro", "cli", "--until", "2026-11-19", number=2)


def _for_another(houses: Houses) -> None:
    houses.at["pro"].edit("registers/parties.yaml", "cli.example", "three.example")
    houses.offer("pro", "cli", number=2)


def _of_another(houses: Houses) -> None:
    houses.offer("pro", "cli", number=2)
    houses.at["cli"].edit("registers/parties.yaml", "pro.example", "four.example")


def _raw(data: bytes) -> Callable[[Houses], object]:
    return lambda houses: houses.bundle("pro", "cli").write_bytes(data)


def _middle(change: Callable[[Bundle], object]) -> Callable[[Houses], None]:
    """Return an attack by the provider: it signs anew what its network provider said otherwise."""

    def attack(houses: Houses) -> None:
        from nachweis.exchange import offer

        before = offer._passed_on
        with pytest.MonkeyPatch.context() as patch:

            def passed(*arguments: Any) -> Any:
                found = before(*arguments)
                for entry in found.values():
                    change(entry.envelope)
                return found

            patch.setattr(offer, "_passed_on", passed)
            assert houses.offer("pro", "cli", number=2).exit_code == 0

    return attack


def _prolong(envelope: Bundle) -> None:
    said = _said(envelope)
    said["predicate"]["until"] = "2030-01-01"
    envelope["payload"] = _payload(said)


def _foreign_middle(houses: Houses) -> None:
    houses.at["cli"].edit("registers/parties.yaml", houses.pin("net"), "0" * 64)
    houses.offer("pro", "cli", number=2)


def _old_middle(houses: Houses) -> None:
    """Let the network provider renew, and the provider come back to what it said before."""
    kept = houses.file("pro", "evidence/files/stated/test-p-net.dsse.json")
    old = kept.read_bytes()
    houses.send("net", "pro", number=5)
    houses.send("pro", "cli", number=5)
    kept.write_bytes(old)
    houses.offer("pro", "cli", number=6)


def _more_than_it_said(houses: Houses) -> None:
    from nachweis.exchange import offer

    before = offer._entry
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            offer, "_entry", lambda *arguments: {**before(*arguments), "on": "net.example"}
        )
        houses.offer("pro", "cli", number=2)


def _more_than_can_be_kept(houses: Houses) -> None:
    from nachweis.exchange import offer

    texts = [{"title": "A", "text": "b"}] * 40_000
    before = offer._entry
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(offer, "_entry", lambda *arguments: {**before(*arguments), "texts": texts})
        houses.offer("pro", "cli", number=2)


ATTACKS: dict[str, tuple[Callable[[Houses], object], str]] = {
    "tampered": (_tampered, "was changed after it was signed"),
    "an unknown key": (
        lambda houses: houses.offer("pro", "cli", number=2, key=_other_key(houses)),
        "is signed with a key of nobody here",
    ),
    "a certificate of another": (_swapped, "was changed after it was signed"),
    "replayed": (lambda houses: houses.offer("pro", "cli", number=0 + 1), "is an old one"),
    "for another party": (_for_another, "is for three.example, not for us"),
    "of another party": (_of_another, "is of pro.example, but signed by TEST_P_PRO"),
    "expired": (_expired, "ask for another one"),
    "too large": (_raw(b" " * (LARGEST + 1)), "has more than 16 MiB"),
    "a zip bomb": (_raw(gzip.compress(b" " * 50_000_000)), "is no signed statement"),
    "no JSON": (_raw(b"{"), "is not JSON"),
    "nested": (_raw(b"[" * 100_000), ""),
    "two signatures": (
        lambda houses: _outer(houses, signatures=[{}, {}]),
        "is no signed statement",
    ),
    "another type": (lambda houses: _outer(houses, payloadType="a/b"), "is no signed statement"),
    "what may be passed on, sent as it is": (
        lambda houses: houses.bundle("pro", "cli").write_text(
            json.dumps(houses.says("pro", "cli")["onward"])
        ),
        "has another schema",
    ),
    "changed in the middle": (
        _middle(_prolong),
        "rests on a statement that was changed after it was signed",
    ),
    "a middle of nobody we know": (_foreign_middle, "is signed with a key of nobody here"),
    "an old middle": (_old_middle, "rests on an old statement of net.example"),
    "more than can be kept": (_more_than_can_be_kept, "is more than a build can make of one page"),
    "a middle that never said so": (_more_than_it_said, "on net.example, which does not state it"),
}


@pytest.mark.parametrize("name", ATTACKS)
def test_it_is_refused_in_one_line_and_changes_nothing(houses: Houses, name: str) -> None:
    attack, reason = ATTACKS[name]
    attack(houses)
    folder = houses.file("cli", "")
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    result = houses.accept("cli", "pro")
    assert result.exit_code == 2, result.output
    assert reason in result.stderr
    assert len(result.stderr.splitlines()) == 1
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before


def test_a_bundle_of_a_later_schema_is_refused(
    houses: Houses, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("nachweis.exchange.offer.OFFER", "https://nachweis.example/offer/2")
    houses.offer("pro", "cli", number=2)
    assert "has another schema" in houses.accept("cli", "pro").stderr


@pytest.mark.parametrize("failing", [1, 2, 3])
def test_what_is_accepted_is_written_in_one_step(
    houses: Houses, monkeypatch: pytest.MonkeyPatch, failing: int
) -> None:
    """A disk that is full at the first, second or third file leaves all as it was."""
    from nachweis.sources import writing

    houses.at["pro"].edit("concept/own.md", "Two engineers", "Three engineers")
    houses.offer("pro", "cli", number=2)
    before = writing._staged
    calls = []

    def full(*arguments: Any) -> Any:
        calls.append(arguments)
        if len(calls) == failing:
            raise OSError(28, "No space left on device", str(arguments[0]))
        return before(*arguments)

    folder = houses.file("cli", "")
    files = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    with monkeypatch.context() as patch:
        patch.setattr(writing, "_staged", full)
        result = houses.accept("cli", "pro")
    assert result.exit_code == 2
    assert len(result.stderr.splitlines()) == 1
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == files
    assert houses.accept("cli", "pro").exit_code == 0
