"""Changes as text or Markdown: one outline, two notations."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TypeAlias

from nachweis.model.baseline import Baseline, BaselineFinding, Entry
from nachweis.model.changes import (
    CatalogueChanges,
    CellChange,
    Changes,
    Direction,
    EntryChange,
    FieldChange,
    ItemChange,
    LinkChange,
)
from nachweis.model.items import Item
from nachweis.model.places import one_line
from nachweis.report.styles import Style
from nachweis.trace.impact import Impact
from nachweis.trace.redline import redline

_Lines: TypeAlias = Iterator[str]
_ORDER = list(Direction)


def diff_to_text(changes: Changes, style: Style) -> str:
    """Format changes as text with a final newline.

    :param changes: differences between two states of a project
    :param style: how headings, lists and redlines are written
    """
    old, new = changes.old, changes.new
    title = f"{new.key}: {_name(old)} to {_name(new)}"
    lines = [style.title(title), "", *_summary(changes)]
    for heading, part in _parts(changes, style):
        found = list(part)
        if found:
            lines += ["", style.heading(heading), "", *found]
    return "\n".join(lines) + "\n"


def catalogue_to_text(
    old: str, new: str, changes: CatalogueChanges, touched: Sequence[Impact], style: Style
) -> str:
    """Format the changes of a catalogue as text with a final newline.

    :param old: name of the earlier edition
    :param new: name of the later edition
    :param changes: differences between the editions
    :param touched: the links of projects to changed entries
    :param style: how headings, lists and redlines are written
    """
    counts = {
        "added": len(changes.added),
        "removed": len(changes.removed),
        "renamed": len(changes.renamed),
        "changed": len(changes.changed),
    }
    projects = Counter(t.project for t in touched)
    reach = ", ".join(
        f"{name} ({count} link{'s' if count > 1 else ''})" for name, count in projects.items()
    )
    lines = [style.title(f"Catalogue: {old} to {new}"), ""]
    lines.append(", ".join(f"{n} {word}" for word, n in counts.items() if n) or "Nothing changed.")
    lines.append(f"Touches {reach}" if reach else "Touches no project")
    if changes:
        lines += ["", style.heading("Catalogue"), "", *_catalogue(changes, style)]
    if touched:
        lines += ["", style.heading("Touched"), "", *_touched(touched, style)]
    return "\n".join(lines) + "\n"


def _parts(changes: Changes, style: Style) -> Iterator[tuple[str, _Lines]]:
    """Yield the changes under their headings, the most urgent first."""
    yield (
        "Phases",
        (
            style.item(
                f"{p.phase} {'closed' if p.closed else 'open again; it had been closed'} {p.date}"
                + (f", approved by {p.approved_by}" if p.approved_by else "")
            )
            for p in changes.phases
        ),
    )
    yield "Coverage", _cells(changes.cells, style)
    yield (
        "Decisions and derogations",
        (style.item(f"{d.event}: {_named(d.item)}") for d in changes.decisions),
    )
    yield "Added", (style.item(_named(item)) for item in changes.added)
    yield "Removed", (style.item(_named(item)) for item in changes.removed)
    yield "Renamed", (line for pair in changes.renamed for line in object_lines(pair, style))
    yield "Changed", (line for pair in changes.changed for line in object_lines(pair, style))
    yield "Links gained", (style.item(_link(link)) for link in changes.gained)
    yield "Links lost", (style.item(_link(link)) for link in changes.lost)
    yield "Catalogue", _catalogue(changes.catalogue, style)
    yield "Findings, new", (style.item(_finding(f)) for f in changes.new_findings)
    yield "Findings, gone", (style.item(_finding(f)) for f in changes.gone_findings)
    yield (
        "Findings, changed",
        (
            style.item(f"{pair.old.severity} became {_finding(pair.new)}")
            for pair in changes.changed_findings
        ),
    )


def _name(state: Baseline) -> str:
    if state.version:
        return f"{state.version} ({state.date})"
    return f"{state.commit[:10]} (judged on {state.date})" if state.commit else "working tree"


def _summary(changes: Changes) -> Iterator[str]:
    if not changes:
        yield "Nothing changed."
        return
    directions = Counter(cell.direction for cell in changes.cells)
    counts = {
        "added": len(changes.added),
        "removed": len(changes.removed),
        "renamed": len(changes.renamed),
        "changed": len(changes.changed),
    }
    objects = ", ".join(f"{count} {word}" for word, count in counts.items() if count)
    cells = ", ".join(f"{directions[d]} {d}" for d in Direction if directions[d])
    yield f"Objects: {objects or 'none changed'}; cells: {cells or 'none changed'}"
    gates = ["holds" if state.holds else "fails" for state in (changes.old, changes.new)]
    phases = [state.phase or "all closed" for state in (changes.old, changes.new)]
    yield f"Gate: {_arrow(*gates)}; phase in progress: {_arrow(*phases)}"


def _arrow(old: str, new: str) -> str:
    return new if old == new else f"{old} → {new}"


def _cells(cells: Sequence[CellChange], style: Style) -> _Lines:
    for cell in sorted(cells, key=lambda cell: _ORDER.index(cell.direction)):
        states = f"{cell.old or '–'} → {cell.new or '–'}"
        by = f" ({', '.join(cell.by)})" if cell.by else ""
        yield style.item(f"{cell.direction}: {cell.requirement} {cell.kind}: {states}{by}")


def _named(item: Item) -> str:
    return one_line(f"{item.id} ({item.type}) {item.title}")


def _link(link: LinkChange) -> str:
    return f"{link.source} {link.link} {link.target}"


def _finding(finding: BaselineFinding) -> str:
    return one_line(f"{finding.severity}: {finding.message} ({finding.rule})")


def object_lines(pair: ItemChange, style: Style) -> _Lines:
    """Yield an object and its changes, its own line first.

    :param pair: the object as it was and is
    :param style: how lists and redlines are written
    """
    was = f"{pair.old.id} is now {pair.new.id}" if pair.is_renamed else pair.new.id
    alike = f", {pair.likeness:.0%} the same words" if pair.is_renamed else ""
    yield style.item(one_line(f"{was} ({pair.new.type}) {pair.new.title}{alike}"))
    if pair.title:
        yield from style.redline("title", redline(pair.old.title, pair.new.title))
    yield from _fields(pair.fields, style)
    if pair.body:
        yield from style.redline("text", redline(pair.old.body, pair.new.body))


def _fields(fields: Sequence[FieldChange], style: Style) -> _Lines:
    for field in fields:
        yield from style.redline(field.name, redline(field.old, field.new))


def _catalogue(changes: CatalogueChanges, style: Style) -> _Lines:
    def named(entry: Entry) -> str:
        return f"{entry.id} ({entry.fields.get('label', entry.type)}) {entry.title.get('en', '')}"

    yield from (style.item(one_line(f"added: {named(e)}")) for e in changes.added)
    yield from (style.item(one_line(f"removed: {named(e)}")) for e in changes.removed)
    for pair in changes.renamed:
        yield from _entry(f"renamed: {pair.old.id} is now", pair, style)
    for pair in changes.changed:
        yield from _entry("changed:", pair, style)


def _entry(what: str, pair: EntryChange, style: Style) -> _Lines:
    yield style.item(f"{what} {pair.new.id} ({pair.new.fields.get('label', pair.new.type)})")
    for language in pair.languages:
        old, new = pair.old.title.get(language, ""), pair.new.title.get(language, "")
        yield from style.redline(language, redline(old, new))
    yield from _fields(pair.fields, style)


def _touched(touched: Sequence[Impact], style: Style) -> _Lines:
    for t in touched:
        via = "" if t.target == t.requirement else f" (for {t.requirement})"
        mark = "; confirmed, to be looked at again" if t.confirmed else ""
        yield style.item(f"{t.item.id} {t.link} {t.target}{via}{mark}")
