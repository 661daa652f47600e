"""Rules about corrective actions: what did not pass is followed up, and in time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from nachweis.model.findings import Finding, Rule
from nachweis.model.items import Item
from nachweis.model.messages import Message, Term
from nachweis.model.terms import Severity
from nachweis.trace.actions import NOT_PASSED, FollowUp, follow_up, follow_ups
from nachweis.trace.coverage import Coverage
from nachweis.trace.graph import Graph
from nachweis.trace.linked import is_final
from nachweis.trace.rules.subjects import named


def missing(graph: Graph, coverage: Coverage, /) -> Iterator[Finding]:
    """Yield a finding for every record that did not pass and that no corrective action follows.

    :param graph: catalogue and project
    :param coverage: the states of all cells, for the date
    :source: M 2.256, OPS.3.1.M10: deviations are followed up until they are settled
    """
    for record in graph.of_type("record"):
        result = record.get("result")
        if result not in NOT_PASSED or record.get("status") == "open":
            continue
        if is_final(record, coverage.as_of) and not any(follow_ups(graph, record, coverage.as_of)):
            message = Message(
                "{id} has the result {result}, and nothing follows it up; enter a corrective "
                "action with 'corrects: {id}', an owner and a day",
                id=record.id,
                result=Term(result),
            )
            yield MISSING_ACTION.about(record, message, "result", phase=coverage.phase)


MISSING_ACTION: Final = Rule(
    name="missing-action",
    severity=Severity.ERROR,
    meaning="A record is *partial* or *fail*, and no corrective action follows it up.",
    check=missing,
    source="M 2.256, OPS.3.1.M10",
)


def overdue(graph: Graph, coverage: Coverage, /) -> Iterator[Finding]:
    """Yield a finding for every corrective action that is not done, or not shown to work, in time.

    :param graph: catalogue and project
    :param coverage: the states of all cells, for the date
    :source: M 2.256, OPS.3.1.M10: deviations are followed up until they are settled
    """
    for action in graph.of_type("action"):
        found = follow_up(graph, action, coverage.as_of)
        if found.until is not None and found.is_overdue(coverage.as_of):
            option = "checked_by" if found.done else "due"
            yield OVERDUE_ACTION.about(action, _said(found), option, phase=coverage.phase)


def _said(found: FollowUp) -> str:
    if found.done is None:
        return Message(
            "{id} was due on {due} and is not done; do it and enter 'done'",
            id=found.action.id,
            due=found.until,
        )
    return Message(
        "{id} was done on {date}, and no record that passed shows until {until} that it works; "
        "check it and name the record in 'checked_by'",
        id=found.action.id,
        date=found.done,
        until=found.until,
    )


OVERDUE_ACTION: Final = Rule(
    name="overdue-action",
    severity=Severity.ERROR,
    meaning="A corrective action is not done by its day, or no later record shows that it works.",
    check=overdue,
    source="M 2.256, OPS.3.1.M10",
    overdue=True,
)


def checks(graph: Graph, coverage: Coverage, /) -> Iterator[Finding]:
    """Yield a finding for every action whose checks do not show that it works.

    :param graph: catalogue and project
    :param coverage: the states of all cells, for the date
    :source: M 2.256, OPS.3.1.M10: deviations are followed up until they are settled
    """
    for action in graph.of_type("action"):
        found = follow_up(graph, action, coverage.as_of)
        shown = [target for target in action.targets("checked_by") if target in graph.items]
        is_open = found.check is None and not found.is_overdue(coverage.as_of)
        if shown and found.done is not None and is_open:
            message = Message(
                "{id}: {record} does not show that it works: only a record that passed, on {date} "
                "or later, does; name one in 'checked_by'",
                id=action.id,
                record=shown[0],
                date=found.done,
            )
            yield UNFITTING_CHECK.about(action, message, "checked_by", phase=coverage.phase)
        elif found.check is not None and _is_about_another(graph, action, found.check):
            message = Message(
                "{id}: {record} proves and checks something else than {corrected}; name a record "
                "in 'checked_by' that looks at the same",
                id=action.id,
                record=found.check.id,
                corrected=named(action.targets("corrects")),
            )
            yield UNFITTING_CHECK.about(action, message, "checked_by", related="checked_by")


def _is_about_another(graph: Graph, action: Item, check: Item) -> bool:
    """Whether a record has nothing in common with those that an action corrects."""
    corrected = [graph.items[name] for name in action.targets("corrects") if name in graph.items]
    wanted = {part for record in corrected for part in _looked_at(graph, record)}
    shown = set(_looked_at(graph, check))
    return bool(wanted) and bool(shown) and wanted.isdisjoint(shown)


def _looked_at(graph: Graph, record: Item) -> Iterator[str]:
    """Yield what a record is about: clauses, sections, requirements, and their topics."""
    yield from record.targets("checks")
    for target in record.targets("proves"):
        yield target
        for requirement in graph.stands_for(target):
            yield requirement
            yield graph.requirements[requirement].part_of


UNFITTING_CHECK: Final = Rule(
    name="unfitting-check",
    severity=Severity.WARNING,
    meaning="A corrective action names a record that is older, did not pass or is about something "
    "else, which does not show that it works.",
    check=checks,
    source="M 2.256, OPS.3.1.M10",
)

RULES: Final = (
    MISSING_ACTION,
    OVERDUE_ACTION,
    UNFITTING_CHECK,
)
