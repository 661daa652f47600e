"""Rules about IDs and what points to them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import chain
from operator import attrgetter
from typing import Final

from nachweis.model.findings import Finding, Rule
from nachweis.model.items import Item, split_list
from nachweis.model.kinds import REQUIREMENT_TARGETS, Field, FieldKind, Link
from nachweis.model.messages import Message, Term
from nachweis.model.objects import PROOFS, TYPE
from nachweis.model.places import Place
from nachweis.model.terms import NOT_LINKED, Severity, State
from nachweis.trace.coverage import Coverage
from nachweis.trace.graph import Graph
from nachweis.trace.rules.alike import Alike
from nachweis.trace.rules.subjects import named, unread

_BINDING: Final = (
    ("section", "implements"),
    ("agreement", "contains"),
    ("sla", "agreed_in"),
    ("dependency", "passes_on"),
)
"""What says by a link to clauses that they bind; a record may look at what bound then."""


def duplicates(graph: Graph, _: Coverage, /) -> Iterator[Finding]:
    """Yield a finding for every object whose ID another one had before it.

    :param graph: catalogue and project
    """
    catalogue = graph.catalogue
    written = sum(map(bool, map(attrgetter("id"), graph.project.items)))
    of_catalogue = (catalogue.requirements, catalogue.groups, catalogue.threats)
    if len(graph.items) == sum(map(len, of_catalogue)) + written:
        return
    first: dict[str, Place] = {}
    for item in graph.project.items:
        if not item.id:
            continue
        known = next((part[item.id] for part in of_catalogue if item.id in part), None)
        earlier = known.place if known else first.get(item.id)
        if earlier is not None:
            message = Message(
                "the ID {id} is used twice, first at {place}; give this one its own",
                id=item.id,
                place=earlier,
            )
            yield DUPLICATE_ID.about(item, message)
        first.setdefault(item.id, item.place)


DUPLICATE_ID: Final = Rule(
    name="duplicate-id",
    severity=Severity.ERROR,
    meaning="Two objects have the same ID.",
    check=duplicates,
)


def targets(graph: Graph, _: Coverage, /) -> Iterator[Finding]:
    """Yield a finding for every link to nothing, or to an object of the wrong type.

    :param graph: catalogue and project
    """
    known: dict[str, set[str]] = defaultdict(set)
    if _has_all(graph):
        for name, items in graph.by_type.items():
            known[name] = set(map(attrgetter("id"), items))
        catalogue = graph.catalogue
        left = chain(catalogue.groups, catalogue.requirements, catalogue.threats)
    else:
        left = chain(graph.items)
    for identifier in left:
        known[graph.items[identifier].type].add(identifier)
    alike = Alike(graph)
    measures = known["measure"]
    known["measure"] = measures & {r.part_of for r in graph.catalogue.requirements.values()}
    refused = unread(graph)
    for name, items in graph.by_type.items():
        links = {link.name: link for link in TYPE[name].links}
        right = {
            used: (measures if link.whole else set[str]()).union(
                *(known[kind] for kind in link.targets)
            )
            for used, link in links.items()
        }
        if all(_points_into(graph, used, targets) for used, targets in right.items()):
            continue
        for item in items:
            for used, ends in item.links.items():
                if not right[used].issuperset(ends):
                    wrong = (end for end in ends if end not in right[used] and end not in refused)
                    told = (end for end in wrong if end.isprintable())
                    yield from (_wrong(graph, item, links[used], end, alike) for end in told)


UNKNOWN_TARGET: Final = Rule(
    name="unknown-target",
    severity=Severity.ERROR,
    meaning="A link points to an ID that does not exist.",
    check=targets,
)


WRONG_TARGET: Final = Rule(
    name="wrong-target",
    severity=Severity.ERROR,
    meaning="A link points to an object of a type that it may not point to.",
    check=targets,
)


def _points_into(graph: Graph, link: str, targets: set[str]) -> bool:
    """Whether surely all links of a name point to some targets, which is quick to tell."""
    return _has_all(graph) and targets.issuperset(graph.summary.ends.get(link, ()))


def _has_all(graph: Graph) -> bool:
    """Whether the graph has all objects: none is without an ID, or has one of another."""
    catalogue = graph.catalogue
    parts = (catalogue.requirements, catalogue.groups, catalogue.threats, graph.project.items)
    return len(graph.items) == sum(map(len, parts))


def _wrong(graph: Graph, item: Item, link: Link, target: str, alike: Alike) -> Finding:
    """Make the finding about a link with a missing or forbidden target."""
    end = graph.items.get(target)
    message: str
    if end is None:
        rule = UNKNOWN_TARGET
        message = Message(
            "{id} {link} {target}, which does not exist; {hint}",
            id=item.id,
            link=link.name,
            target=target,
            hint=alike.hint(target, link.targets),
        )
    elif end.type not in link.targets:
        rule = WRONG_TARGET
        message = Message(
            "{id} {link} {target}, which is a {kind}; allowed are {allowed}",
            id=item.id,
            link=link.name,
            target=target,
            kind=end.type,
            allowed=", ".join(link.targets),
        )
    else:
        rule = WRONG_TARGET
        message = Message(
            "{id} {link} {target}, a measure with topics; name its topics or requirements",
            id=item.id,
            link=link.name,
            target=target,
        )
    return rule.about(item, message, link.name, related=f"{link.name} {target}")


def useless(graph: Graph, _: Coverage, /) -> Iterator[Finding]:
    """Yield a warning for every proof that is linked to what does not ask for it.

    Likewise for what rests on clauses alone that bind nobody any more.

    :param graph: catalogue and project
    """
    yield from _superseded(graph)
    asked = _asked(graph)
    fine = {
        kind: {target for target, kinds in asked.items() if not kinds or kind in kinds}
        for kind in PROOFS
    }
    doubtful = {
        kind for kind, proof in PROOFS.items() if not _points_into(graph, proof.link, fine[kind])
    }
    for item in graph.project.items if doubtful else ():
        if item.type not in doubtful:
            continue
        link = PROOFS[item.type].link
        if fine[item.type].issuperset(item.targets(link)):
            continue
        for target in item.targets(link):
            if target not in graph.items or graph.items[target].type not in REQUIREMENT_TARGETS:
                continue
            if target not in asked:
                message = Message(
                    "{id} {link} {target}, which the project's catalog does not select",
                    id=item.id,
                    link=link,
                    target=target,
                )
                yield NOT_SELECTED.about(item, message, link, related=f"{link} {target}")
            elif asked[target] and item.type not in asked[target]:
                message = Message(
                    "{id} {link} {target}, which asks for no {kind}; drop the link",
                    id=item.id,
                    link=link,
                    target=target,
                    kind=Term(item.type),
                )
                yield USELESS_LINK.about(item, message, link, related=f"{link} {target}")


NOT_SELECTED: Final = Rule(
    name="not-selected",
    severity=Severity.WARNING,
    meaning="A link points to a requirement that the project's `catalog` does not select.",
    check=useless,
)


USELESS_LINK: Final = Rule(
    name="useless-link",
    severity=Severity.WARNING,
    meaning="A link points to requirements none of which asks for this kind of proof, or what is "
    "in force rests on superseded clauses alone.",
    check=useless,
)


def _superseded(graph: Graph) -> Iterator[Finding]:
    """Yield what puts into practice, or agrees, clauses all of which are superseded."""
    old = {c.id for c in graph.having("clause", "status") if c.fields["status"] == "superseded"}
    for kind, link in _BINDING if old else ():
        for item in graph.of_type(kind):
            ends = item.targets(link)
            if ends and old.issuperset(ends) and item.get("status") not in NOT_LINKED:
                message = Message(
                    "{id} {link} {target}, which is superseded; name the clause that binds now",
                    id=item.id,
                    link=link,
                    target=ends[0],
                )
                yield USELESS_LINK.about(item, message, link, related=f"{link} {ends[0]}")


def _asked(graph: Graph) -> dict[str, set[str]]:
    """Return the kinds of proof that links to an ID can bring, for all that is selected.

    A measure with topics has none: it is the wrong target, not one that is not selected.
    """
    asked: dict[str, set[str]] = {}
    for requirement in graph.requirements.values():
        if requirement.part_of not in asked:
            for above in graph.catalogue.chain(requirement.id):
                asked.setdefault(above, set())
        for target in (requirement.id, requirement.part_of):
            asked.setdefault(target, set()).update(requirement.proofs)
    return asked


def suspects(graph: Graph, coverage: Coverage, /) -> Iterator[Finding]:
    """Yield a warning for every confirmed link one of whose ends has changed since.

    :param graph: catalogue and project
    :param coverage: the states of all cells
    """
    suspicious = {
        (source, target): cell
        for cell in reversed(coverage.cells)
        if cell.state is State.SUSPECT
        for source in cell.by
        for target, _ in graph.proven_at(cell.requirement, cell.kind)
    }
    for (source, link, target), locked in graph.project.locks.items():
        item = graph.items.get(source)
        if item is None or target not in item.targets(link):
            continue
        if locked == graph.link_fingerprint(item, target):
            continue
        cell = suspicious.get((source, target))
        message = Message(
            "{id} {link} {target}: the text at one end changed since the link was confirmed; "
            "read both and run 'nachweis confirm {key} {id}'",
            id=source,
            link=link,
            target=target,
            key=graph.project.settings.key,
        )
        found = SUSPECT_LINK.about(
            item,
            message,
            link,
            phase=cell.due if cell else None,
            related=f"{link} {target}",
        )
        yield found._replace(state=State.SUSPECT)


SUSPECT_LINK: Final = Rule(
    name="suspect-link",
    severity=Severity.WARNING,
    meaning="The text at the other end changed since the link was confirmed.",
    check=suspects,
    hardened=True,
)


def contacts(graph: Graph, _: Coverage, /) -> Iterator[Finding]:
    """Yield a warning where a field names a contact by an ID that no register holds.

    A project without any contact is told once whom it names.

    :param graph: catalogue and project
    """
    settings = graph.project.settings
    known = set(map(attrgetter("id"), graph.of_type("contact")))
    found = [
        (item, field.name, who)
        for kind in graph.by_type
        for field in TYPE[kind].of_kind(FieldKind.CONTACT)
        for item in graph.having(kind, field.name)
        if item.fields[field.name] not in known
        for who in _contacts_in(item.fields[field.name], field, settings.key)
        if who not in known and (field.in_register or not _is_body(graph, who))
    ]
    if not known:
        approvers = (closing.approved_by for closing in settings.closed.values())
        names = dict.fromkeys([*filter(None, approvers), *(who for _, _, who in found)])
        if names:
            message = Message(
                "no register holds a contact, and these are named: {names}; add them with "
                "'nachweis add contact {key}'",
                names=named([*names]),
                key=settings.key,
            )
            yield UNKNOWN_CONTACT.at(settings.place, settings.key, message)
        return
    for item, name, who in found:
        message = Message(
            "{id}: {field} names {contact}, which no register holds; "
            "add it to a register or correct the ID",
            id=item.id,
            field=name,
            contact=who,
        )
        if who in graph.items:
            message = Message(
                "{id}: {field} names {contact}, which is a {kind} and not a contact; name a "
                "contact",
                id=item.id,
                field=name,
                contact=who,
                kind=graph.items[who].type,
            )
        yield UNKNOWN_CONTACT.about(item, message, name, related=f"{name} {who}")


def _contacts_in(value: str, field: Field, key: str) -> Iterator[str]:
    """Yield the contacts that a field names; what else stands in it is plain text."""
    words = split_list(value)
    for who in words if field.in_register else " ".join(words).split():
        if field.in_register or who.startswith(f"{key}_"):
            yield who


def _is_body(graph: Graph, who: str) -> bool:
    item = graph.items.get(who)
    return item is not None and item.type in ("party", "partner")


UNKNOWN_CONTACT: Final = Rule(
    name="unknown-contact",
    severity=Severity.WARNING,
    meaning="A field names a contact that no register holds.",
    check=contacts,
)


RULES: Final = (
    DUPLICATE_ID,
    UNKNOWN_TARGET,
    WRONG_TARGET,
    NOT_SELECTED,
    USELESS_LINK,
    SUSPECT_LINK,
    UNKNOWN_CONTACT,
)
