"""Converting a judged project to a baseline."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from nachweis.model.baseline import Approval, Baseline, BaselineCell, BaselineFinding, Entry
from nachweis.model.catalogue import Catalogue, Group, Requirement, group_item, requirement_item
from nachweis.model.items import Item
from nachweis.model.terms import PhaseStatus
from nachweis.trace.confirmation import LinkId, current_locks
from nachweis.trace.coverage import Cell
from nachweis.trace.demanded import settings_of
from nachweis.trace.fingerprint import digest
from nachweis.trace.gate import Verdict
from nachweis.trace.graph import Graph


def snapshot(
    verdict: Verdict, *, version: str = "", commit: str = "", reason: str = ""
) -> Baseline:
    """Convert a judged project to a baseline.

    :param verdict: the project with its coverage and findings
    :param version: name of the release; empty if it is not one
    :param commit: full ID of the commit that it was read from
    :param reason: why it is released although its gate fails
    """
    graph, coverage = verdict.graph, verdict.coverage
    settings = graph.project.settings
    requirements = {r.id: requirement_entry(r) for r in graph.requirements.values()}
    groups = {
        name: group_entry(graph.catalogue.groups[name])
        for identifier in graph.requirements
        for name in graph.catalogue.chain(identifier)
    }
    items = {item.id: item for item in graph.project.items if item.id}
    kept = {identifier: graph.items[identifier] for identifier in (*items, *requirements, *groups)}
    prints = {identifier: graph.fingerprints.of(item) for identifier, item in kept.items()}
    return Baseline(
        key=verdict.key,
        version=version,
        date=coverage.as_of,
        commit=commit,
        phase=coverage.phase,
        closed={
            phase: Approval(date=closing.date, approved_by=closing.approved_by or "")
            for phase, closing in settings.closed.items()
            if coverage.status[phase] is PhaseStatus.CLOSED
        },
        title=settings.title,
        language=settings.language,
        holds=verdict.holds,
        reason=reason,
        catalogue=_edition({name: prints[name] for name in (*requirements, *groups)}),
        selected=settings.catalog,
        items={identifier: graph.items[identifier] for identifier in items},
        requirements=requirements,
        groups=groups,
        cells=tuple(_cell(cell) for cell in coverage.cells),
        findings=tuple(
            BaselineFinding(
                rule=finding.rule,
                severity=finding.severity,
                subject=finding.subject,
                message=finding.message,
                file=finding.place.path,
                phase=finding.phase,
                kind=finding.kind or "",
                related=finding.related,
            )
            for finding in verdict.findings
        ),
        fingerprints=prints,
        protection=settings.protection,
        intervals=settings.intervals,
        settings=settings_of(graph),
        annexes=tuple(annex.name for annex in graph.project.annexes),
        confirmed=tuple(_confirmed(graph)),
    )


def requirement_entry(requirement: Requirement) -> Entry:
    """Convert a requirement to the form in which baselines and editions are compared.

    :param requirement: the requirement
    """
    item = requirement_item(requirement)
    return _entry(item, requirement.text, requirement.part_of)


def group_entry(group: Group) -> Entry:
    """Convert a module, measure or topic to the form in which editions are compared.

    :param group: the group
    """
    return _entry(group_item(group), group.title, group.part_of or "")


def catalogue_entries(catalogue: Catalogue) -> dict[str, Entry]:
    """Convert a whole catalogue, by ID; requirements follow their groups.

    :param catalogue: the catalogue
    """
    groups = {g.id: group_entry(g) for g in catalogue.groups.values() if not g.cited}
    return {**groups, **{r.id: requirement_entry(r) for r in catalogue.requirements.values()}}


def _entry(item: Item, title: Mapping[str, str], part_of: str) -> Entry:
    return Entry(
        id=item.id, type=item.type, title=dict(title), fields=dict(item.fields), part_of=part_of
    )


def _edition(prints: Mapping[str, str]) -> str:
    """Combine fingerprints into one."""
    text = "\n".join(f"{name} {value}" for name, value in sorted(prints.items()))
    return digest(text)


def _confirmed(graph: Graph) -> Iterator[str]:
    """Yield what was confirmed in as few words as possible: an object, or one of its links."""
    locks = graph.project.locks
    links: dict[str, list[LinkId]] = defaultdict(list)
    for link in current_locks(graph) if locks else ():
        links[link[0]].append(link)
    for source, own in sorted(links.items()):
        known = sorted(locks.keys() & own)
        yield from [source] if len(known) == len(own) else map(" ".join, known)


def _cell(cell: Cell) -> BaselineCell:
    return BaselineCell(
        requirement=cell.requirement.id,
        kind=cell.kind,
        due=cell.due,
        state=cell.state,
        by=cell.by,
        via=cell.via or "",
        decision=cell.decision or "",
    )
