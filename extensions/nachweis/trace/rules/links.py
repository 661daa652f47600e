"""Rules about IDs and what points to them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from nachweis.model.findings import Finding, Rule
from nachweis.model.items import Item, split_list
from nachweis.model.kinds import REQUIREMENT_TARGETS, FieldKind, Link
from nachweis.model.messages import Message, Term
from nachweis.model.objects import PROOFS, TYPE
from nachweis.model.places import Place
from nachweis.model.terms import Severity, State
from nachweis.trace.coverage import Coverage
from nachweis.trace.graph import Graph
from nachweis.trace.rules.alike import Alike
from nachweis.trace.rules.subjects import unread


def duplicates(graph: Graph, _: Coverage, /) -> Iterator[Finding]:
    """Yield a finding for every object whose ID another one had before it.

    :param graph: catalogue and project
    """
    catalogue = graph.catalogue
    written = sum(1 for item in graph.project.items if item.id)
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
    for identifier, item in graph.items.items():
        known[item.type].add(identifier)
    alike = Alike(graph)
    known["measure"] &= {r.part_of for r in graph.catalogue.requirements.values()}
    refused = unread(graph)
    for name, items in graph.by_type.items():
        links = {link.name: link for link in TYPE[name].links}
        right = {
            used: set[str]().union(*(known[kind] for kind in link.targets))
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
    """Whether surely all links of a name point to some targets, which is quick to tell.

    The graph has no links of objects without an ID, or whose ID another one had before.
    """
    catalogue = graph.catalogue
    parts = (catalogue.requirements, catalogue.groups, catalogue.threats, graph.project.items)
    has_all = len(graph.items) == sum(map(len, parts))
    return has_all and targets.issuperset(graph.incoming.get(link, ()))


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

    :param graph: catalogue and project
    """
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
    meaning="A link points to requirements none of which asks for this kind of proof.",
    check=useless,
)


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

    A project without any contact is not warned of each: it has no register yet.

    :param graph: catalogue and project
    """
    key = graph.project.settings.key
    if not any(item.type == "contact" for item in graph.project.items):
        return
    named = (
        (item, field, item.fields[field.name])
        for kind, items in graph.by_type.items()
        for field in TYPE[kind].of_kind(FieldKind.CONTACT)
        for item in items
        if field.name in item.fields
    )
    for item, field, value in named:
        if value not in graph.items:
            name, words = field.name, split_list(value)
            for who in words if field.in_register else " ".join(words).split():
                is_meant = field.in_register or who.startswith(f"{key}_")
                if is_meant and who not in graph.items:
                    message = Message(
                        "{id}: {field} names {contact}, which no register holds; "
                        "add it to a register or correct the ID",
                        id=item.id,
                        field=name,
                        contact=who,
                    )
                    rule = UNKNOWN_CONTACT
                    yield rule.about(item, message, name, related=f"{name} {who}")


UNKNOWN_CONTACT: Final = Rule(
    name="unknown-contact",
    severity=Severity.WARNING,
    meaning="A field names a contact that no register holds.",
    check=contacts,
)


<<<<<<< HEAD
=======
def dead_references(graph: Graph, _: Coverage, /) -> Iterator[Finding]:
    """Yield a finding for every object and file that a text names and that is not there.

    :param graph: catalogue and project
    """
    alike = _Alike(graph)
    for mention in graph.project.mentions:
        if mention.id.partition(".")[0] not in graph.items:
            message = Message(
                "{id} is named here and does not exist; {hint}",
                id=mention.id,
                hint=alike.hint(mention.id, tuple(TYPE)),
            )
            yield DEAD_REFERENCE.at(mention.place, "", message, related=mention.id)
    for use in graph.project.absent:
        message = Message(
            "{file} is not there; correct the address or add the file", file=repr(use.written)
        )
        yield DEAD_REFERENCE.at(use.place, "", message, related=use.path)


DEAD_REFERENCE: Final = Rule(
    name="dead-reference",
    severity=Severity.ERROR,
    meaning="A text refers to what is not there: `{need}` to an ID that does not exist, a link or "
    "picture to a file.",
    check=dead_references,
)


class _Alike:
    """Suggested IDs for the first few unknown ones, as each search takes long."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._suggestions, self._comparisons = SUGGESTED, COMPARED
        self._labels: dict[str, str] = {}

    def hint(self, target: str, types: tuple[str, ...]) -> str:
        """Say how to correct a link to an unknown ID."""
        if meant := self._meant(target, types) or self._moved(target):
            return meant
        close = []
        if self._suggestions > 0 and self._comparisons > 0:
            known = (item for item in self._graph.items.values() if item.type in types)
            alike = [
                item.id for item in known if item.id[:3] == target[:3] and _near(item.id, target)
            ]
            self._suggestions -= 1
            self._comparisons -= len(alike)
            import difflib

            close = difflib.get_close_matches(target, alike, n=1, cutoff=_CUTOFF)
        if close:
            return Message("did you mean {id}?", id=close[0])
        return Message("correct the ID or add the object")

    def _moved(self, target: str) -> str:
        """Say what a later release of an imported catalogue made of an ID."""
        for source in self._graph.catalogue.sources.values():
            if target in source.aliases:
                return Message(
                    "{release} calls it {id}",
                    release=source.release,
                    id=source.aliases[target],
                )
            if target in source.withdrawn:
                return Message(
                    "{release} withdrew it: {text}; link what replaces it, or drop the link",
                    release=source.release,
                    text=source.withdrawn[target],
                )
        return ""

    def _meant(self, target: str, types: tuple[str, ...]) -> str:
        """Find the ID that another spelling stands for: small letters, a label, a blank."""
        several = target.split()
        if len(several) > 1 and all(self._has(part, types) for part in several):
            return Message("separate the IDs with commas: {ids}", ids=", ".join(several))
        if self._has(target.upper(), types):
            return Message("did you mean {id}?", id=target.upper())
        if not self._labels:
            for group in self._graph.catalogue.groups.values():  # topics come after their measure
                self._labels.setdefault(_plain(group.label), group.id)
        named = self._labels.get(_plain(target))
        if named is None:
            return ""
        if self._has(named, types) and named in self._graph.members:
            return Message("did you mean {id}?", id=named)
        members = self._graph.members
        below = [group for group in members if named in self._graph.catalogue.chain(group)]
        if below:
            return Message("it has topics; name one of them, such as {id}", id=below[0])
        return Message("did you mean {id}?", id=named)

    def _has(self, target: str, types: tuple[str, ...]) -> bool:
        item = self._graph.items.get(target)
        return item is not None and item.type in types


def _plain(label: str) -> str:
    """Return a label without what people leave out of it: case, blanks, dots and lines."""
    return "".join(filter(str.isalnum, label.casefold()))


def _near(known: str, target: str) -> bool:
    """Whether two IDs are short, and of such lengths that they may be alike."""
    short, long = sorted((len(known), len(target)))
    return long <= _LONGEST and 2 * short >= _CUTOFF * (short + long)


>>>>>>> d3c5414 (A catalogue of others is imported from OSCAL; what its mapping leaves open is undecided, in gate and matrix)
RULES: Final = (
    DUPLICATE_ID,
    UNKNOWN_TARGET,
    WRONG_TARGET,
    NOT_SELECTED,
    USELESS_LINK,
    SUSPECT_LINK,
    UNKNOWN_CONTACT,
)
