"""Rules about what is measured: service levels, and the objectives of the project."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Mapping
from typing import Final

from nachweis.model.findings import Finding, Rule
from nachweis.model.intervals import parse_interval
from nachweis.model.items import Item
from nachweis.model.measurements import Measurement, meets, parse_measurements
from nachweis.model.messages import Message, Term
from nachweis.model.reading_rules import BAD_VALUE
from nachweis.model.terms import Phase, PhaseStatus, Severity
from nachweis.trace.coverage import Coverage
from nachweis.trace.graph import Graph
from nachweis.trace.linked import is_final

_WHOLE: Final[Mapping[str, int]] = {
    **dict.fromkeys(("%", "percent", "prozent", "vh"), 100),
    **dict.fromkeys(("‰", "promille", "permille"), 1000),
}
"""What a share is at most, by its unit."""
_BELOW_NOUGHT: Final = frozenset({"°C", "°F", "dB", "dBm"})
"""Units in which less than nought is an ordinary value."""


def service_levels(graph: Graph, coverage: Coverage, /) -> Iterator[Finding]:
    """Yield a warning for every service level that is missed, or not measured as agreed.

    The newest value decides: what was missed earlier and is kept again is settled. That a
    value is there is asked for from the phase *operation* on.

    :param graph: catalogue and project
    :param coverage: the states of all cells, for the date and the phases
    :source: OPS.3.1.M1, M2: service levels are measurable, and measured
    """
    running = coverage.status[Phase.OPERATION] is not PhaseStatus.LATER
    ended = coverage.status[Phase.EXIT] is PhaseStatus.CLOSED
    for item in graph.of_type("sla"):
        newest = _newest(item, coverage.as_of)
        target = _number(item.get("target"))
        direction = item.get("direction")
        if target is not None and (gap := _asks_for_nothing(item, target)):
            yield BAD_VALUE.about(item, gap, "target", severity=Severity.WARNING, related="target")
        rule, option = UNMEASURED_SLA, "measured"
        if (
            newest
            and target is not None
            and direction
            and not meets(newest.value, target, direction)
        ):
            rule = MISSED_SLA
            message = Message(
                "{id}: {value:g} in {period}, but {direction} {target:g} is agreed; "
                "find the cause and have it put right",
                id=item.id,
                value=newest.value,
                period=newest.period,
                direction=Term(direction),
                target=target,
            )
        elif newest is None and running and not ended:
            message = Message("{id} has no measured value; enter it in 'measured'", id=item.id)
        elif newest and running and not ended and (until := _until(item, newest)) < coverage.as_of:
            message = Message(
                "{id} was measured for {period} last, and the next value was due by {date}; "
                "enter it in 'measured'",
                id=item.id,
                period=newest.period,
                date=until,
            )
        else:
            continue
        yield rule.about(item, message, option, phase=coverage.phase)


UNMEASURED_SLA: Final = Rule(
    name="unmeasured-sla",
    severity=Severity.WARNING,
    meaning="Operation has begun, and a service level has no value or none for its last interval.",
    check=service_levels,
    source="OPS.3.1.M1, M2",
)


MISSED_SLA: Final = Rule(
    name="missed-sla",
    severity=Severity.WARNING,
    meaning="The newest measured value of a service level is on the wrong side of its target.",
    check=service_levels,
    source="OPS.3.1.M1, M2",
)


def objectives(graph: Graph, coverage: Coverage, /) -> Iterator[Finding]:
    """Yield a warning for every objective that is due, or undated, and that nothing measures.

    :param graph: catalogue and project
    :param coverage: the states of all cells, for the date
    :source: OPS.3.1.M1: it is settled how the success of the project is measured
    """
    for item in graph.of_type("objective"):
        due = item.date("due")
        ends = [graph.items[t] for t in item.targets("measured_by") if t in graph.items]
        if due is None and not ends:
            message = Message(
                "{id} has neither a date nor anything that measures it; name a service level or "
                "record in 'measured_by', or the day in 'due'",
                id=item.id,
            )
        elif due and due < coverage.as_of and not any(_measures(e, coverage.as_of) for e in ends):
            message = Message(
                "{id} was due on {date}, and nothing measured says whether it was reached; "
                "name a record or a measured service level in 'measured_by'",
                id=item.id,
                date=due,
            )
        else:
            continue
        rule, option = UNMEASURED_OBJECTIVE, "due"
        yield rule.about(item, message, option, phase=coverage.phase)


UNMEASURED_OBJECTIVE: Final = Rule(
    name="unmeasured-objective",
    severity=Severity.WARNING,
    meaning="An objective is due, or has no date, and neither a service level nor a record "
    "measures it.",
    check=objectives,
    source="OPS.3.1.M1",
)


def _measures(item: Item, as_of: datetime.date) -> bool:
    if item.type == "sla":
        return _newest(item, as_of) is not None
    return is_final(item, as_of)


def _newest(item: Item, as_of: datetime.date) -> Measurement | None:
    """Return the newest value of a period that is over; the reader objects to what is none."""
    try:
        values = parse_measurements(item.get("measured")) if item.get("measured") else ()
    except ValueError:
        return None
    return next((value for value in reversed(values) if value.end <= as_of), None)


def _asks_for_nothing(item: Item, target: float) -> str:
    """Say that any value meets a target, if so: shares have ends, and few units go below nought."""
    direction, unit = item.get("direction"), item.get("unit").strip()
    most = _WHOLE.get(unit.casefold())
    below = unit in _BELOW_NOUGHT or re.search(r":\s*-", item.get("measured"))
    if not (direction == "at least" and target <= 0 and not below) and not (
        direction == "at most" and most is not None and target >= most
    ):
        return ""
    return Message(
        "{id}: any value is {direction} {target:g}; enter what is agreed",
        id=item.id,
        direction=Term(direction),
        target=target,
    )


def _until(item: Item, newest: Measurement) -> datetime.date:
    """Return the last day on which a service level counts as measured."""
    try:
        interval = parse_interval(item.get("interval"))
    except ValueError:
        return datetime.date.max
    return interval.after(newest.end + datetime.timedelta(days=1))


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


RULES: Final = (
    UNMEASURED_SLA,
    MISSED_SLA,
    UNMEASURED_OBJECTIVE,
)
