"""What a party tells another one of its proofs: what is covered, since when, and until when."""

from __future__ import annotations

import base64
import datetime
import hashlib
import json
from collections.abc import Callable, Container, Iterator, Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple

from nachweis.model.foreign import STATED_BY, is_stated
from nachweis.model.items import Item
from nachweis.model.messages import Message
from nachweis.model.objects import PROOFS
from nachweis.model.terms import State
from nachweis.sources.files import problem
from nachweis.sources.statements import IN_TOTO, OFFER, ONWARD
from nachweis.trace.coverage import Cell
from nachweis.trace.figures import figures
from nachweis.trace.gate import Verdict
from nachweis.trace.graph import Graph

_NOT_DISCLOSED: Final = "Not disclosed."
Sealed = Callable[[dict[str, Any]], dict[str, Any]]
"""Signs an in-toto statement, and returns its envelope."""


class Terms(NamedTuple):
    """For whom, in which order and how long statements are made.

    :param recipient: ID of the party
    :param sequence: greater than in every bundle before: a later one replaces an earlier one
    :param issued: day on which they are made
    :param until: last day on which they count
    :param about: IDs of requirements, topics, measures and modules that they are about; empty: of
        all
    :param onward: whether the recipient may pass on that it was stated
    :param texts: whether it gets texts that it may see, too, or only that there are proofs
    """

    recipient: str
    sequence: int
    issued: datetime.date
    until: datetime.date
    about: frozenset[str] = frozenset()
    onward: bool = True
    texts: bool = True


class Withheld(NamedTuple):
    """What the recipient may not know.

    :param ids: IDs of the objects that it may not see
    :param proven: whether it may know that something is proven whose proof it may not see
    """

    ids: frozenset[str]
    proven: bool


class Source(NamedTuple):
    """The project whose proofs are stated.

    :param verdict: judged
    :param root: its workspace
    :param oscal: what the recipient may see of it, as a security plan in OSCAL
    """

    verdict: Verdict
    root: Path
    oscal: Mapping[str, Any]


def offer(source: Source, withheld: Withheld, terms: Terms, seal: Sealed) -> dict[str, Any]:
    """Return a statement of what is proven, with the texts that the recipient may see.

    What rests on the statement of a third party goes along as that party signed it: the recipient
    verifies both, and nobody can say more for another one.

    :param source: the project
    :param withheld: what the recipient may not know
    :param terms: for whom, and how long
    :param seal: signs what the recipient may pass on
    :raises SourceError: if sender or recipient has no domain by which the other side knows it
    """
    verdict = source.verdict
    passed = _passed_on(verdict, source.root)
    head = _head(verdict, terms)
    said = list(_stated(verdict, withheld, terms, passed))
    bare = [
        {name: value for name, value in entry.items() if name != "texts"}
        for entry in said
        if "on" not in entry
    ]
    named = dict.fromkeys(entry["on"] for entry in said if "on" in entry)
    known = [
        {"about": f.figure.about, "name": f.figure.name, "value": f.figure.value}
        for f in figures(verdict.graph)
        if f.item is None or f.item.id not in withheld.ids
    ]
    predicate = {
        **head,
        **_recipient(verdict, terms),
        "as_of": str(verdict.coverage.as_of),
        "statements": said,
        "figures": known,
        "rests_on": [passed[domain].envelope for domain in named],
        "oscal": _part(source.oscal, verdict.graph, terms),
    }
    if terms.onward:
        predicate["onward"] = seal(_statement(ONWARD, {**head, "statements": bare}))
    return _statement(OFFER, predicate)


def _part(plan: Mapping[str, Any], graph: Graph, terms: Terms) -> Mapping[str, Any]:
    """Return a security plan with what the statement is about, and nothing else of it."""
    if terms.texts and not terms.about:
        return plan
    whole = {k: v for k, v in plan["system-security-plan"].items() if k != "back-matter"}
    control = whole["control-implementation"]
    kept = [
        entry if terms.texts else _without_texts(entry)
        for entry in control["implemented-requirements"]
        if _is_about(entry["control-id"], graph, terms)
    ]
    control = {**control, "implemented-requirements": kept}
    return {"system-security-plan": {**whole, "control-implementation": control}}


def _without_texts(value: Any) -> Any:
    """Return a part of a plan in which nothing is described."""
    if isinstance(value, dict):
        return {
            name: _NOT_DISCLOSED if name == "description" else _without_texts(part)
            for name, part in value.items()
        }
    return [*map(_without_texts, value)] if isinstance(value, list) else value


def _is_about(requirement: str, graph: Graph, terms: Terms) -> bool:
    chain = (requirement, *graph.catalogue.chain(requirement))
    return not terms.about or not terms.about.isdisjoint(chain)


def withdrawal(verdict: Verdict, terms: Terms, seal: Sealed) -> dict[str, Any]:
    """Return the statement that takes back all that was stated before.

    :param verdict: the project
    :param terms: for whom, and how long
    :param seal: signs what the recipient may pass on
    :raises SourceError: as :func:`offer`
    """
    head = {**_head(verdict, terms), "statements": []}
    onward = seal(_statement(ONWARD, head))
    return _statement(OFFER, {**head, **_recipient(verdict, terms), "onward": onward})


def _head(verdict: Verdict, terms: Terms) -> dict[str, Any]:
    sender = own_party(verdict)
    return {
        "from": {"key": verdict.key, "title": sender.title, "domain": _domain(sender)},
        "sequence": terms.sequence,
        "issued": str(terms.issued),
        "until": str(terms.until),
    }


def _recipient(verdict: Verdict, terms: Terms) -> dict[str, Any]:
    return {"to": {"domain": _domain(verdict.graph.items[terms.recipient])}}


def _statement(kind: str, predicate: dict[str, Any]) -> dict[str, Any]:
    ends = [predicate[end]["domain"] for end in ("from", "to") if end in predicate]
    return {
        "_type": IN_TOTO,
        "subject": [{"name": " to ".join(ends), "digest": {"sha256": _digest(predicate)}}],
        "predicateType": kind,
        "predicate": predicate,
    }


def own_party(verdict: Verdict) -> Item:
    """Return the party whose project it is: the one in the role of its side.

    :param verdict: the project
    :raises SourceError: if there is none, or several are
    """
    side = verdict.graph.project.settings.side
    found = [item for item in verdict.graph.of_type("party") if item.get("role") == side]
    if len(found) != 1:
        message = Message(
            "the register of parties must have one party in the role {role}; there are {count}",
            role=side,
            count=len(found),
        )
        raise problem(verdict.graph.project.settings.place, message)
    return found[0]


def _domain(party: Item) -> str:
    if not party.get("domain"):
        message = Message(
            "{id} has no domain, by which the other side knows it; add it", id=party.id
        )
        raise problem(party.place, message)
    return party.get("domain").casefold()


def _stated(
    verdict: Verdict, withheld: Withheld, terms: Terms, passed: Mapping[str, _Passed]
) -> Iterator[dict[str, Any]]:
    """Yield what is proven of the sender's duties, and what others have stated to it."""
    graph, role = verdict.graph, own_party(verdict).get("role")
    for cell in verdict.coverage.cells:
        if cell.state is not State.COVERED or not _is_about(cell.requirement.id, graph, terms):
            continue
        if role not in cell.requirement.responsible or cell.stated_by:
            yield from _on_others(cell, verdict, terms, passed)
        elif withheld.proven or withheld.ids.isdisjoint(cell.by):
            yield _entry(cell, graph.items, withheld.ids if terms.texts else graph.items.keys())


def _entry(cell: Cell, items: Mapping[str, Item], hidden: Container[str]) -> dict[str, Any]:
    resting = [items[name] for name in cell.by if name in items]
    days = [day for item in resting if (day := item.date("date"))]
    shown = [item for item in resting if item.id not in hidden and not is_stated(item)]
    made: dict[str, Any] = {
        "requirement": cell.requirement.id,
        "kind": cell.kind,
        "digest": _digest([[item.type, item.title, item.body] for item in resting]),
    }
    if days:
        made["since"] = str(max(days))
    if cell.fresh_until:
        made["fresh_until"] = str(cell.fresh_until)
    if cell.kind == "record" and resting[0].get("kind"):
        made["by"] = resting[0].get("kind")
    if shown:
        made["texts"] = [{"title": item.title, "text": item.body} for item in shown]
    return made


def _on_others(
    cell: Cell, verdict: Verdict, terms: Terms, passed: Mapping[str, _Passed]
) -> Iterator[dict[str, Any]]:
    """Yield what a third party stated to us, if it lets us pass that on.

    Nothing goes back to who stated it, nor further than one step: who gets it verifies the key of
    everybody in the chain. What we have seen of it ourselves to fail is not covered.
    """
    graph, as_of = verdict.graph, verdict.coverage.as_of
    for item in graph.sources(cell.requirement.id, PROOFS[cell.kind].link):
        until = item.date("valid_until")
        counts = item.type == cell.kind and item.get("status") != "superseded"
        if not is_stated(item) or not counts or until is None or until < as_of:
            continue
        by, *_ = item.targets(STATED_BY)
        domain = _domain(graph.items[by])
        about = (cell.requirement.id, cell.kind, item.get("statement"))
        if domain not in passed or about not in passed[domain].said or by == terms.recipient:
            continue
        made = dict(zip(("requirement", "kind", "digest"), about, strict=True))
        made |= {"on": domain, "fresh_until": str(until)}
        if since := item.get("date"):
            made["since"] = since
        yield made
        return


class _Passed(NamedTuple):
    """What a third party lets us pass on.

    :param envelope: as it signed it
    :param said: requirement, kind and digest of each of its statements
    """

    envelope: dict[str, Any]
    said: frozenset[tuple[str, str, str]]


def _passed_on(verdict: Verdict, root: Path) -> dict[str, _Passed]:
    """Return what third parties let us pass on, by the domain of each."""
    found = {}
    for foreign in verdict.graph.project.foreign:
        data = json.loads((root / foreign.path).read_text(encoding="utf-8"))
        onward = json.loads(base64.b64decode(data["payload"]))["predicate"].get("onward")
        if onward:
            said = ((s.requirement, s.kind, s.digest) for s in foreign.statements if not s.on)
            found[foreign.sender] = _Passed(envelope=onward, said=frozenset(said))
    return found


def _digest(value: object) -> str:
    text = json.dumps(value, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
