"""What a project takes along as spreadsheets: coverage, calendar and registers as plain values."""

from __future__ import annotations

import datetime
import math
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple, TypeAlias

from nachweis.i18n import Words, translator
from nachweis.model.catalogue import in_language
from nachweis.model.items import Item
from nachweis.model.kinds import Field, FieldKind, Link, ObjectType
from nachweis.model.objects import TYPE, project_types
from nachweis.trace.coverage import Cell
from nachweis.trace.gate import Verdict
from nachweis.views.calendar import build_calendar
from nachweis.views.portfolio import Portfolio
from nachweis.views.registers import build_register
from nachweis.views.standing import reason_of, standing_of

Value: TypeAlias = "str | float | datetime.date | None"
"""What a cell of a spreadsheet holds."""


class Sheet(NamedTuple):
    """A table for spreadsheets.

    :param name: name of its file, without a suffix
    :param title: name for people
    :param filled_in: how many of the last columns people fill in
    """

    name: str
    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]
    filled_in: int = 0


def all_sheets(verdict: Verdict) -> Iterator[Sheet]:
    """Yield the sheets of a project: coverage, calendar, and each type that has objects.

    :param verdict: the judged project
    """
    yield coverage_sheet(verdict)
    yield calendar_sheet(verdict)
    for kind in project_types().values():
        if any(True for _ in verdict.graph.of_type(kind.name)):
            yield objects_sheet(verdict, kind)


def coverage_sheet(verdict: Verdict) -> Sheet:
    """Return a row for each proof that is asked for: state, dates, and all that it rests on.

    :param verdict: the judged project
    """
    graph, coverage, language = verdict.graph, verdict.coverage, _language(verdict)
    _ = translator(language)
    about = _("ID"), _("Measure"), _("Degree"), _("Requirement"), _("Responsible")
    states = _("Proof"), _("Due in"), _("State"), _("Overdue since"), _("Until"), _("Due by")
    rests = (
        _("Date"),
        _("Rests on"),
        _("Titles"),
        _("Via"),
        _("Stated by"),
        _("Decision"),
        _("Reason"),
    )

    def row(cell: Cell) -> tuple[Value, ...]:
        at, requirement = standing_of(graph, coverage, cell), cell.requirement
        titles = [graph.items[name].title for name in cell.by if name in graph.items]
        return (
            *(requirement.id, requirement.label, _.word(requirement.modal)),
            in_language(requirement.text, language),
            ", ".join(map(_.word, requirement.responsible)),
            in_language(TYPE[cell.kind].title, language),
            *(_.word(cell.due), _.word(cell.state), at.since, at.until, at.by, at.day),
            *(", ".join(cell.by), "; ".join(titles), cell.via or ""),
            *("; ".join(graph.items[name].title for name in cell.stated_by), cell.decision or ""),
            _.translate(reason_of(at)),
        )

    return Sheet(
        name="coverage",
        title=_("Coverage"),
        columns=(*about, *states, *rests),
        rows=tuple(map(row, coverage.cells)),
    )


def calendar_sheet(verdict: Verdict) -> Sheet:
    """Return a row for each event of the calendar.

    :param verdict: the judged project
    """
    _ = translator(_language(verdict))
    title = _titles(verdict)
    return Sheet(
        name="calendar",
        title=_("Calendar"),
        columns=(_("Day"), _("Kind"), _("ID"), _("What"), _("Who"), _("Interval"), _("About")),
        rows=tuple(
            (
                *(event.date, _.word(event.kind), event.item.id if event.item else ""),
                event.item.title if event.item else _.word(event.phase),
                *(title(event.owner), event.interval, ", ".join(event.requirements)),
            )
            for event in build_calendar(verdict).events
        ),
    )


def portfolio_sheet(portfolio: Portfolio, language: str) -> Sheet:
    """Return a row for each project: how it stands, and what comes next.

    :param portfolio: the overview of all projects
    :param language: ISO 639-1 code
    """
    _ = translator(language)
    titles = _("Key"), _("Project"), _("Side"), _("Closed phases"), _("Errors"), _("In progress")
    numbers = _("Open"), _("Overdue"), _("Next date"), _("Ends in 90 days"), _("Proofs in percent")
    last = _("Last release"), _("Percent since then"), _("Approved by")
    rows: list[tuple[Value, ...]] = []
    for row in portfolio.rows:
        settings, situation = row.verdict.graph.project.settings, row.dashboard.situation
        running = situation.running
        rows.append(
            (
                *(settings.key, in_language(settings.title, language), _.word(settings.side)),
                *(float(situation.closed), float(situation.amiss + situation.elsewhere)),
                ", ".join(_.word(part.phase) for part in running),
                *(float(sum(part.open for part in running)), float(situation.overdue)),
                *(row.next.date if row.next else None, float(row.ending), float(row.percent)),
                *((row.before.version, float(row.gained)) if row.before else ("", None)),
                row.owner.title if row.owner else "",
            )
        )
    return Sheet("portfolio", _("Projects"), (*titles, *numbers, *last), tuple(rows))


def objects_sheet(verdict: Verdict, kind: ObjectType) -> Sheet:
    """Return a row for each object of a type.

    :param verdict: the judged project
    :param kind: the type
    """
    language = _language(verdict)
    words, title = translator(language), _titles(verdict)
    register = build_register(verdict.graph, kind)
    heads = [words(column.label) for column in register.columns]
    return Sheet(
        name=kind.plural,
        title=in_language(kind.plural_title, language),
        columns=(words("ID"), words("Title"), *heads),
        rows=tuple(
            (item.id, item.title, *(_value(item, c, words, title) for c in register.columns))
            for item in register.rows
        ),
    )


def _value(item: Item, column: Field | Link, words: Words, title: Callable[[str], str]) -> Value:
    if isinstance(column, Link):
        return ", ".join(item.targets(column.name))
    written = item.get(column.name)
    if column.kind is FieldKind.DATE:
        return item.date(column.name) or written
    if column.kind is FieldKind.NUMBER:
        return _number(written)
    if column.kind is FieldKind.CONTACT:
        return ", ".join(map(title, item.list(column.name)))
    if column.values:
        context = column.name if column.name in _SHARED else f"{item.type}.{column.name}"
        return ", ".join(words.word(part, context) for part in item.list(column.name))
    return written


_SHARED: Sequence[str] = ("status", "result")
"""Fields whose words mean the same in every type."""


def _number(written: str) -> Value:
    try:
        number = float(written)
    except ValueError:
        return written
    return number if math.isfinite(number) else written


def _titles(verdict: Verdict) -> Callable[[str], str]:
    items = verdict.graph.items
    return lambda name: items[name].title if name in items else name


def _language(verdict: Verdict) -> str:
    return verdict.graph.project.settings.language
