"""Taking what another party says of its proofs: verified, kept as it came, and as records."""

from __future__ import annotations

import datetime
import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple

from nachweis.exchange.envelope import Envelope, unseal
from nachweis.exchange.offer import PREDICATE, own_party
from nachweis.model.catalogue import Requirement
from nachweis.model.dates import parse_date
from nachweis.model.items import Item
from nachweis.model.messages import Message
from nachweis.model.places import Place
from nachweis.model.terms import State
from nachweis.scaffold.imported import yaml_text
from nachweis.sources.errors import SourceError
from nachweis.sources.files import problem
from nachweis.trace.gate import Verdict

FOLDER: Final = "evidence/files/stated"
MOST: Final = 20_000
"""Statements of a bundle."""
_KEY: Final = re.compile(r"[A-Z][A-Z0-9_]{0,19}")
_ID: Final = re.compile(r"[A-Z][A-Z0-9_]{2,79}")
_DIGEST: Final = re.compile(r"[0-9a-f]{64}")
_KINDS: Final = {"clause": "Vertrag", "section": "Konzept", "record": "Nachweis"}
_LONGEST: Final = 2_000
"""Letters of a text that is kept beside the envelope."""


class Bundle(NamedTuple):
    """What another party says, checked.

    :param sender: the party in our register
    :param key: key of its project
    :param statements: what it says, each with requirement, kind and digest
    """

    sender: Item
    key: str
    sequence: int
    issued: datetime.date
    until: datetime.date
    statements: tuple[Mapping[str, Any], ...]


class Accepted(NamedTuple):
    """What an accepted bundle becomes.

    :param files: texts and bytes by path below the project
    :param proven: how many requirements it proves
    :param unknown: statements about requirements that are not selected here, or no duty of the
        sender
    :param contradicted: requirements of which a record of our own says something else
    :param changed: requirements that it states otherwise than the bundle before
    :param withdrawn: requirements that it states no longer
    """

    files: Mapping[str, bytes]
    proven: int
    unknown: int
    contradicted: tuple[str, ...]
    changed: tuple[str, ...]
    withdrawn: tuple[str, ...]


def verify(data: bytes, name: str, verdict: Verdict, today: datetime.date) -> Bundle:
    """Return what a bundle says, if it is signed, of a party we know, for us, and in force.

    :param data: the file
    :param name: its path, for messages
    :param verdict: our project
    :param today: the day on which it is to be in force
    :raises SourceError: with the one reason why it is refused
    """
    envelope = unseal(data, name)
    return _checked(envelope, name, verdict, today)


def _checked(envelope: Envelope, name: str, verdict: Verdict, today: datetime.date) -> Bundle:
    place = Place(path=name, line=0)
    parties = verdict.graph.of_type("party")
    known = [p for p in parties if p.get("key").replace(":", "").casefold() == envelope.key]
    if len(known) != 1:
        message = Message(
            "is signed with a key of nobody here ({key}); if it is right, write it into 'key' of "
            "the party",
            key=envelope.key,
        )
        raise problem(place, message)
    if envelope.statement.get("predicateType") != PREDICATE:
        message = Message(
            "has another schema ({schema}) than this version of Nachweis reads; upgrade it",
            schema=str(envelope.statement.get("predicateType"))[:80],
        )
        raise problem(place, message)
    try:
        found = _bundle(envelope.statement["predicate"], known[0])
        sender = envelope.statement["predicate"]["from"]["domain"]
        recipient = envelope.statement["predicate"]["to"]["domain"]
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise problem(place, Message("is signed, but says nothing that can be read")) from error
    if sender != known[0].get("domain").casefold():
        message = Message("is of {domain}, but signed by {id}", domain=sender, id=known[0].id)
        raise problem(place, message)
    ours = own_party(verdict).get("domain").casefold()
    if not ours or recipient != ours:
        raise problem(place, Message("is for {other}, not for us", other=recipient))
    if not found.issued <= today <= found.until:
        message = Message(
            "counts from {begin} to {end}; ask for another one",
            begin=found.issued,
            end=found.until,
        )
        raise problem(place, message)
    return found


def _bundle(predicate: Mapping[str, Any], sender: Item) -> Bundle:
    said = predicate["statements"]
    if not isinstance(said, list) or len(said) > MOST:
        raise ValueError
    statements = tuple(map(_statement, said))
    sequence = predicate["sequence"]
    if not isinstance(sequence, int) or isinstance(sequence, bool) or sequence < 1:
        raise ValueError
    key = predicate["from"]["key"]
    if not _KEY.fullmatch(key):
        raise ValueError
    return Bundle(
        sender=sender,
        key=key,
        sequence=sequence,
        issued=parse_date(predicate["issued"]),
        until=parse_date(predicate["until"]),
        statements=statements,
    )


def _statement(entry: Mapping[str, Any]) -> Mapping[str, Any]:
    made = {name: entry[name] for name in ("requirement", "kind", "digest")}
    fits = _ID.fullmatch(made["requirement"]) and _DIGEST.fullmatch(made["digest"])
    if not fits or made["kind"] not in _KINDS:
        raise ValueError
    for name in ("since", "fresh_until"):
        if name in entry:
            made[name] = parse_date(entry[name])
    made["texts"] = [
        {"title": _plain(part["title"]), "text": _plain(part["text"])}
        for part in entry.get("texts", ())
    ]
    return made


def _plain(text: str) -> str:
    """Return a text of others on one line, without what could mean something in Markdown."""
    bare = re.sub(r"[^\w\s.,;:()§%/+'\"?!-]", " ", text)
    return " ".join(bare.split())[:_LONGEST]


def accept(bundle: Bundle, data: bytes, verdict: Verdict, before: bytes | None) -> Accepted:
    """Return what a bundle becomes: the envelope as it came, and a record for each requirement.

    Of a requirement of which a newer record of our own says that it fails, nothing is made.

    :param bundle: what it says
    :param data: the file
    :param verdict: our project
    :param before: the bundle of the same party that was accepted last
    :raises SourceError: if it is no later one than that
    """
    previous = _previous(before, bundle)
    if previous and bundle.sequence <= previous.sequence:
        message = Message(
            "has the number {number}, and {last} was accepted before; it is an old one",
            number=bundle.sequence,
            last=previous.sequence,
        )
        raise problem(Place(path=bundle.sender.id, line=0), message)
    stem = bundle.sender.id.lower().replace("_", "-")
    envelope = f"{FOLDER}/{stem}.dsse.json"
    selected = verdict.graph.requirements
    failing = {
        cell.requirement.id
        for cell in verdict.coverage.cells
        if cell.state in (State.FAILED, State.PARTIAL)
        and not all(_is_stated(verdict.graph.items[name]) for name in cell.by)
    }
    by_requirement: dict[str, list[Mapping[str, Any]]] = {}
    unknown = 0
    for said in bundle.statements:
        requirement = selected.get(said["requirement"])
        if requirement is None or bundle.sender.get("role") not in requirement.responsible:
            unknown += 1
        elif _asks(requirement):
            by_requirement.setdefault(requirement.id, []).append(said)
    taken = {name: said for name, said in by_requirement.items() if name not in failing}
    digest = hashlib.sha256(data).hexdigest()
    language = verdict.graph.project.settings.language
    records = [
        _record(bundle, name, said, envelope, digest, language) for name, said in taken.items()
    ]
    head = (
        f"# Stated by {bundle.sender.title}, number {bundle.sequence}. Written by 'nachweis "
        "accept', which writes it again; what is signed is the file beside.\n"
    )
    older = _digests(previous)
    newer = _digests(bundle)
    return Accepted(
        files={
            envelope: data,
            f"evidence/stated-{stem}.yaml": (head + yaml_text({"records": records})).encode()
            if records
            else (head + "records: []\n").encode(),
        },
        proven=len(taken),
        unknown=unknown,
        contradicted=tuple(sorted(failing & by_requirement.keys())),
        changed=tuple(sorted(n for n in older.keys() & newer.keys() if older[n] != newer[n])),
        withdrawn=tuple(sorted(older.keys() - newer.keys())),
    )


def _asks(requirement: Requirement) -> bool:
    """Return whether a statement can prove it: of others contract, concept or a deed is proof."""
    kinds = requirement.record_kinds
    return "record" in requirement.proofs and (not kinds or "statement" in kinds)


def _is_stated(item: Item) -> bool:
    return item.get("kind") == "statement" and item.get("file").endswith(".dsse.json")


def _previous(before: bytes | None, bundle: Bundle) -> Bundle | None:
    if before is None:
        return None
    try:
        envelope = unseal(before, "the last one")
        return _bundle(envelope.statement["predicate"], bundle.sender)
    except (SourceError, KeyError, TypeError, ValueError, AttributeError):
        return None


def _digests(bundle: Bundle | None) -> dict[str, frozenset[tuple[str, str]]]:
    found: dict[str, set[tuple[str, str]]] = {}
    for said in bundle.statements if bundle else ():
        found.setdefault(said["requirement"], set()).add((said["kind"], said["digest"]))
    return {name: frozenset(pairs) for name, pairs in found.items()}


def _record(
    bundle: Bundle,
    requirement: str,
    said: list[Mapping[str, Any]],
    envelope: str,
    digest: str,
    language: str,
) -> dict[str, Any]:
    fresh = [entry["fresh_until"] for entry in said if "fresh_until" in entry]
    words = [*_sentences(bundle, said, language)]
    key = bundle.sender.id.partition("_")[0]
    title = {"de": "Angabe von {party}: {id}"}.get(language, "Stated by {party}: {id}")
    return {
        "id": f"{key}_R_{bundle.key}_{requirement}",
        "title": title.format(party=bundle.sender.title, id=requirement),
        "kind": "statement",
        "date": str(bundle.issued),
        "valid_until": str(min([bundle.until, *fresh])),
        "result": "pass",
        "by": bundle.sender.title,
        "file": envelope.removeprefix("evidence/"),
        "sha256": digest,
        "proves": [requirement],
        "text": "\n\n".join(words),
    }


def _sentences(bundle: Bundle, said: list[Mapping[str, Any]], language: str) -> Iterator[str]:
    german = language == "de"
    kinds = ", ".join(_KINDS[e["kind"]] if german else e["kind"] for e in said)
    party = bundle.sender.title
    yield (
        f"{party} gibt an, dass es dort nachgewiesen ist ({kinds}); hier hat es niemand geprüft."
        if german
        else f"{party} states that it is proven there ({kinds}); nobody here has looked at it."
    )
    for entry in said:
        if "since" in entry:
            yield (f"Seit {entry['since']}." if german else f"Since {entry['since']}.")
        for part in entry["texts"]:
            yield f"{part['title']}: {part['text']}"


def last_of(folder: Path, sender: Item) -> bytes | None:
    """Return the bundle of a party that was accepted last, as it came.

    :param folder: our project's folder
    :param sender: the party
    """
    stem = sender.id.lower().replace("_", "-")
    path = folder / FOLDER / f"{stem}.dsse.json"
    return path.read_bytes() if path.is_file() else None


def as_json(accepted: Accepted, bundle: Bundle) -> str:
    """Return what was accepted as JSON.

    :param accepted: what it became
    :param bundle: what it says
    """
    data = {
        "schema": "nachweis/accepted/1",
        "party": bundle.sender.id,
        "sequence": bundle.sequence,
        "until": str(bundle.until),
        "proven": accepted.proven,
        "unknown": accepted.unknown,
        "contradicted": list(accepted.contradicted),
        "changed": list(accepted.changed),
        "withdrawn": list(accepted.withdrawn),
    }
    return json.dumps(data, indent=1) + "\n"
