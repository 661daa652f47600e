"""Comparison of two states of a project: a pure function of two baselines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from nachweis.model.baseline import Baseline, BaselineCell, BaselineFinding, Entry
from nachweis.model.changes import (
    CatalogueChanges,
    CellChange,
    Changes,
    Direction,
    EntryChange,
    FieldChange,
    FindingChange,
    ItemChange,
    LinkChange,
    PhaseChange,
)
from nachweis.model.items import Item
from nachweis.model.objects import TYPE
from nachweis.model.places import Place
from nachweis.model.terms import Phase
from nachweis.trace.outcomes import decision_changes
from nachweis.trace.progress import PROGRESS, is_step
from nachweis.trace.renames import find_renames


def diff(old: Baseline, new: Baseline) -> Changes:
    """Compare two states of a project.

    :param old: the earlier one
    :param new: the later one
    """
    removed = {name: item for name, item in old.items.items() if name not in new.items}
    added = {name: item for name, item in new.items.items() if name not in old.items}
    renames = find_renames(removed.values(), added.values())
    moved = {rename.old: rename.new for rename in renames}
    renamed = [compare(removed.pop(r.old), added.pop(r.new), likeness=r.likeness) for r in renames]
    pairs = (
        compare(item, new.items[name]) for name, item in old.items.items() if name in new.items
    )
    changed = [pair for pair in pairs if pair.fields or pair.title or pair.body]
    gained, lost = _links(old, new, moved)
    findings = _findings(old.findings), _findings(new.findings)
    return Changes(
        old=old,
        new=new,
        added=tuple(sorted(added.values(), key=_order)),
        removed=tuple(sorted(removed.values(), key=_order)),
        changed=tuple(sorted(changed, key=lambda pair: _order(pair.new))),
        renamed=tuple(sorted(renamed, key=lambda pair: _order(pair.new))),
        catalogue=diff_entries(
            {**old.groups, **old.requirements}, {**new.groups, **new.requirements}
        ),
        gained=gained,
        lost=lost,
        cells=tuple(_cells(old.cells, new.cells)),
        phases=tuple(_phases(old, new)),
        decisions=decision_changes(old, new),
        new_findings=tuple(f for key, f in findings[1].items() if key not in findings[0]),
        gone_findings=tuple(f for key, f in findings[0].items() if key not in findings[1]),
        changed_findings=tuple(
            FindingChange(old=f, new=findings[1][key])
            for key, f in findings[0].items()
            if key in findings[1] and findings[1][key].severity is not f.severity
        ),
    )


def diff_entries(old: Mapping[str, Entry], new: Mapping[str, Entry]) -> CatalogueChanges:
    """Compare two editions of the catalogue.

    :param old: requirements and groups of the earlier one, by ID
    :param new: those of the later one
    """
    pairs = (_compare_entries(entry, new[name]) for name, entry in old.items() if name in new)
    removed = {name: entry for name, entry in old.items() if name not in new}
    added = {name: entry for name, entry in new.items() if name not in old}
    renames = find_renames(map(_worded, removed.values()), map(_worded, added.values()))
    renamed = [_compare_entries(removed.pop(r.old), added.pop(r.new)) for r in renames]
    return CatalogueChanges(
        added=tuple(added.values()),
        removed=tuple(removed.values()),
        changed=tuple(pair for pair in pairs if pair.fields or pair.languages),
        renamed=tuple(renamed),
    )


def _worded(entry: Entry) -> Item:
    """Convert an entry to an object with its words in all languages."""
    return Item(
        type=entry.type,
        id=entry.id,
        title=" ".join(entry.title.values()),
        fields=entry.fields,
        place=Place(path=""),
        document="",
    )


def _order(item: Item) -> tuple[int, str]:
    types = list(TYPE)
    return types.index(item.type) if item.type in TYPE else len(types), item.id


def _same(old: str, new: str) -> bool:
    """Return whether two texts have the same words, ignoring line breaks."""
    return old == new or old.split() == new.split()


def _fields(old: Mapping[str, str], new: Mapping[str, str]) -> tuple[FieldChange, ...]:
    if old == new:
        return ()
    return tuple(
        FieldChange(name=name, old=old.get(name, ""), new=new.get(name, ""))
        for name in dict.fromkeys((*old, *new))
        if not _same(old.get(name, ""), new.get(name, ""))
    )


def compare(old: Item, new: Item, *, likeness: float = 1.0) -> ItemChange:
    """Compare two versions of an object.

    :param old: the object as it was
    :param new: the object as it is
    :param likeness: likelihood that it is the same object, from 0 to 1
    """
    return ItemChange(
        old=old,
        new=new,
        fields=_fields(old.fields, new.fields),
        title=not _same(old.title, new.title),
        body=not _same(old.body, new.body),
        likeness=likeness,
    )


def _compare_entries(old: Entry, new: Entry) -> EntryChange:
    return EntryChange(
        old=old,
        new=new,
        fields=_fields(
            {**old.fields, "part_of": old.part_of}, {**new.fields, "part_of": new.part_of}
        ),
        languages=tuple(
            language
            for language in dict.fromkeys((*old.title, *new.title))
            if not _same(old.title.get(language, ""), new.title.get(language, ""))
        ),
    )


def _links(
    old: Baseline, new: Baseline, moved: Mapping[str, str]
) -> tuple[tuple[LinkChange, ...], tuple[LinkChange, ...]]:
    """Return the links added and removed; those of or to renamed objects are neither."""
    before = {
        LinkChange(
            source=moved.get(link.source, link.source),
            link=link.link,
            target=moved.get(link.target, link.target),
        ): link
        for link in _written(old.items.values())
    }
    after = set(_written(new.items.values()))
    kept = {*before, *before.values()}
    gained = sorted(link for link in after if link not in kept)
    lost = sorted(now for now, was in before.items() if now not in after and was not in after)
    return tuple(gained), tuple(lost)


def _written(items: Iterable[Item]) -> Iterator[LinkChange]:
    for item in items:
        for link, targets in item.links.items():
            for target in targets:
                yield LinkChange(source=item.id, link=link, target=target)


def _cells(old: Iterable[BaselineCell], new: Iterable[BaselineCell]) -> Iterable[CellChange]:
    before = {(cell.requirement, cell.kind): cell for cell in old}
    after = {(cell.requirement, cell.kind): cell for cell in new}
    for key in dict.fromkeys((*before, *after)):
        was, now = before.get(key), after.get(key)
        cell = now or was
        if cell is None or (was and now and was.state is now.state):
            continue
        yield CellChange(
            requirement=cell.requirement,
            kind=cell.kind,
            due=cell.due,
            old=was.state if was else None,
            new=now.state if now else None,
            direction=_direction(was, now),
            by=cell.by,
        )


def _direction(old: BaselineCell | None, new: BaselineCell | None) -> Direction:
    if old is None or new is None:
        return Direction.NEW if old is None else Direction.GONE
    if not is_step(old.state, new.state):
        return Direction.SHIFTED
    better = PROGRESS[new.state] > PROGRESS[old.state]
    return Direction.BETTER if better else Direction.WORSE


def _phases(old: Baseline, new: Baseline) -> Iterable[PhaseChange]:
    for phase in Phase:
        was, now = old.closed.get(phase), new.closed.get(phase)
        entry = now or was
        if entry is not None and (was is None) != (now is None):
            yield PhaseChange(
                phase=phase,
                closed=now is not None,
                date=entry.date,
                approved_by=entry.approved_by,
            )


def _findings(findings: Iterable[BaselineFinding]) -> dict[tuple[str, ...], BaselineFinding]:
    """Index findings by what identifies them, whatever their wording and place."""
    return {(f.rule, f.subject, f.kind, f.related): f for f in findings}
