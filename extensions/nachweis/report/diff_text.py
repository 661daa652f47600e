"""Changes as text or Markdown: one outline, two notations."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TypeAlias

from nachweis.i18n import Words
from nachweis.model.baseline import Baseline, BaselineFinding, Entry
from nachweis.model.catalogue import in_language
from nachweis.model.changes import (
    CatalogueChanges,
    CellChange,
    Changes,
    Direction,
    EntryChange,
    FieldChange,
    ItemChange,
    LinkChange,
    PhaseChange,
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
    _ = style.words
    title = _("{key}: {old} to {new}").format(key=new.key, old=_name(old, _), new=_name(new, _))
    lines = [style.title(title), "", *_summary(changes, _)]
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
    _ = style.words
    projects = Counter(t.project for t in touched)
    links = {
        count: _.ngettext("{count} link", "{count} links", count) for count in projects.values()
    }
    reach = ", ".join(
        f"{name} ({links[count].format(count=count)})" for name, count in projects.items()
    )
    lines = [style.title(_("Catalogue: {old} to {new}").format(old=old, new=new)), ""]
    lines.append(_numbers(changes, _) or _("Nothing changed."))
    lines.append(_("Touches {names}").format(names=reach) if reach else _("Touches no project"))
    if changes:
        lines += ["", style.heading(_("Catalogue")), "", *_catalogue(changes, style)]
    if touched:
        lines += ["", style.heading(_("Touched")), "", *_touched(touched, style)]
    return "\n".join(lines) + "\n"


def _parts(changes: Changes, style: Style) -> Iterator[tuple[str, _Lines]]:
    """Yield the changes under their headings, the most urgent first."""
    _ = style.words
    yield _("Phases"), (style.item(_phase(change, _)) for change in changes.phases)
    yield _("Coverage"), _cells(changes.cells, style)
    yield (
        _("Decisions and derogations"),
        (style.item(f"{_.word(d.event, 'event')}: {_named(d.item, _)}") for d in changes.decisions),
    )
    yield _("Added"), (style.item(_named(item, _)) for item in changes.added)
    yield _("Removed"), (style.item(_named(item, _)) for item in changes.removed)
    yield _("Renamed"), (line for pair in changes.renamed for line in object_lines(pair, style))
    yield _("Changed"), (line for pair in changes.changed for line in object_lines(pair, style))
    yield _("Links gained"), (style.item(_link(link, _)) for link in changes.gained)
    yield _("Links lost"), (style.item(_link(link, _)) for link in changes.lost)
    yield _("Catalogue"), _catalogue(changes.catalogue, style)
    yield _("Findings, new"), (style.item(_finding(f, _)) for f in changes.new_findings)
    yield _("Findings, gone"), (style.item(_finding(f, _)) for f in changes.gone_findings)
    became = _("{severity} became {finding}")
    yield (
        _("Findings, changed"),
        (
            style.item(
                became.format(severity=_.word(pair.old.severity), finding=_finding(pair.new, _))
            )
            for pair in changes.changed_findings
        ),
    )


def _phase(change: PhaseChange, _: Words) -> str:
    how = (
        _("{phase} closed {date}")
        if change.closed
        else _("{phase} open again; it had been closed {date}")
    ).format(phase=_.word(change.phase), date=_.day(change.date))
    if not change.approved_by:
        return how
    return _("{what}, approved by {who}").format(what=how, who=change.approved_by)


def _name(state: Baseline, _: Words) -> str:
    if state.version:
        return f"{state.version} ({state.date})"
    if not state.commit:
        return _("working tree")
    return _("{commit} (judged on {date})").format(commit=state.commit[:10], date=_.day(state.date))


def _numbers(changes: Changes | CatalogueChanges, _: Words) -> str:
    """Return how many objects or entries were changed in which way; empty if none was."""
    counts = {
        _("{count} added"): len(changes.added),
        _("{count} removed"): len(changes.removed),
        _("{count} renamed"): len(changes.renamed),
        _("{count} changed"): len(changes.changed),
    }
    return ", ".join(said.format(count=count) for said, count in counts.items() if count)


def _summary(changes: Changes, _: Words) -> Iterator[str]:
    if not changes:
        yield _("Nothing changed.")
        return
    directions = Counter(cell.direction for cell in changes.cells)
    cells = ", ".join(
        f"{directions[d]} {_.word(d, 'direction')}" for d in Direction if directions[d]
    )
    none = _("none changed")
    yield _("Objects: {objects}; cells: {cells}").format(
        objects=_numbers(changes, _) or none, cells=cells or none
    )
    both = (changes.old, changes.new)
    gates = [_("holds") if state.holds else _("fails") for state in both]
    phases = [_.word(state.phase) if state.phase else _("all closed") for state in both]
    yield _("Gate: {gate}; phase in progress: {phase}").format(
        gate=_arrow(*gates), phase=_arrow(*phases)
    )


def _arrow(old: str, new: str) -> str:
    return new if old == new else f"{old} → {new}"


def _cells(cells: Sequence[CellChange], style: Style) -> _Lines:
    _ = style.words
    for cell in sorted(cells, key=lambda cell: _ORDER.index(cell.direction)):
        states = " → ".join(_.word(state) if state else "–" for state in (cell.old, cell.new))
        by = f" ({', '.join(cell.by)})" if cell.by else ""
        direction, kind = _.word(cell.direction, "direction"), _.word(cell.kind)
        yield style.item(f"{direction}: {cell.requirement} {kind}: {states}{by}")


def _named(item: Item, _: Words) -> str:
    return one_line(f"{item.id} ({_.name(item.type)}) {item.title}")


def _link(link: LinkChange, _: Words) -> str:
    return f"{link.source} {_.word(link.link, 'link')} {link.target}"


def _finding(finding: BaselineFinding, _: Words) -> str:
    severity, message = _.word(finding.severity), _.translate(finding.message)
    return one_line(f"{severity}: {message} ({finding.rule})")


def object_lines(pair: ItemChange, style: Style) -> _Lines:
    """Yield an object and its changes, its own line first.

    :param pair: the object as it was and is
    :param style: how lists and redlines are written
    """
    _ = style.words
    line = f"{pair.new.id} ({_.name(pair.new.type)}) {pair.new.title}"
    if pair.is_renamed:
        line = _("{old} is now {new}, {likeness} the same words").format(
            old=pair.old.id, new=line, likeness=f"{pair.likeness:.0%}"
        )
    yield style.item(one_line(line))
    if pair.title:
        yield from style.redline(_("title"), redline(pair.old.title, pair.new.title))
    yield from _fields(pair.fields, style)
    if pair.body:
        yield from style.redline(_("text"), redline(pair.old.body, pair.new.body))


def _fields(fields: Sequence[FieldChange], style: Style) -> _Lines:
    for field in fields:
        yield from style.redline(field.name, redline(field.old, field.new))


def _catalogue(changes: CatalogueChanges, style: Style) -> _Lines:
    _ = style.words

    def named(entry: Entry) -> str:
        label = entry.fields.get("label", entry.type)
        return f"{entry.id} ({label}) {in_language(entry.title, _.language)}"

    added, removed = _("added: {entry}"), _("removed: {entry}")
    yield from (style.item(one_line(added.format(entry=named(e)))) for e in changes.added)
    yield from (style.item(one_line(removed.format(entry=named(e)))) for e in changes.removed)
    for pair in changes.renamed:
        was = _("renamed: {old} is now {new}")
        yield from _entry(was.replace("{old}", pair.old.id), pair, style)
    for pair in changes.changed:
        yield from _entry(_("changed: {new}"), pair, style)


def _entry(what: str, pair: EntryChange, style: Style) -> _Lines:
    new = f"{pair.new.id} ({pair.new.fields.get('label', pair.new.type)})"
    yield style.item(what.replace("{new}", new))
    for language in pair.languages:
        old, new = pair.old.title.get(language, ""), pair.new.title.get(language, "")
        yield from style.redline(language, redline(old, new))
    yield from _fields(pair.fields, style)


def _touched(touched: Sequence[Impact], style: Style) -> _Lines:
    _ = style.words
    for t in touched:
        line = f"{t.item.id} {_.word(t.link, 'link')} {t.target}"
        if t.target != t.requirement:
            line = _("{link} (for {id})").format(link=line, id=t.requirement)
        if t.confirmed:
            line = _("{link}; confirmed, to be looked at again").format(link=line)
        yield style.item(line)
