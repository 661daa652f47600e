"""Rules about business processes: what is promised suffices, and the emergency plan is tried."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from nachweis.model.findings import Finding, Rule
from nachweis.model.items import Item
from nachweis.model.messages import Message
from nachweis.model.recovery import RECOVERY_TIMES
from nachweis.model.spans import in_short
from nachweis.model.terms import NOT_LINKED, Phase, PhaseStatus, Severity
from nachweis.trace.coverage import Coverage
from nachweis.trace.graph import Graph
from nachweis.trace.linked import is_final
from nachweis.trace.recovery import (
    Promise,
    needs,
    outsourced,
    promised,
    promises,
    read_span,
)
from nachweis.trace.rules.subjects import GATE


def recovery(graph: Graph, coverage: Coverage, /) -> Iterator[Finding]:
    """Yield an error for everything that promises, or shows, less than a process needs.

    :param graph: catalogue and project
    :param coverage: the states of all cells, for the date
    :source: BSI 200-4: what is promised and what is shown is compared with the business impact
    """
    for process in graph.of_type("process"):
        need, limit = read_span(process, "rto"), read_span(process, "mtpd")
        if need is not None and limit is not None and need >= limit:
            message = Message(
                "{id}: it has to run again after {rto} only, but the house survives {mtpd} at "
                "most; 'rto' has to be shorter than 'mtpd'",
                id=process.id,
                rto=in_short(need),
                mtpd=in_short(limit),
            )
            yield RECOVERY_GAP.about(process, message, "rto")
    needed = {time: needs(graph, time) for time in RECOVERY_TIMES}
    if not any(needed.values()):
        return
    for promise in _in_force(graph, coverage):
        who = needed[promise.time].get(promise.target)
        most = read_span(who, promise.time) if who else None
        if who is None or most is None or promise.span <= most:
            continue
        message = Message(
            "{id}: {span} for {target} ({time}), but {process} allows {most} at most; shorten it, "
            "or have the need of the process decided anew",
            id=promise.source.id,
            span=in_short(promise.span),
            target=promise.target,
            time=promise.time.upper(),
            process=who.id,
            most=in_short(most),
        )
        related = f"{promise.time} {promise.target}"
        yield RECOVERY_GAP.about(promise.source, message, promise.option, related=related)


def _in_force(graph: Graph, coverage: Coverage) -> Iterator[Promise]:
    """Yield what is promised, and of the records the newest for each target."""
    newest: dict[tuple[str, str], Promise] = {}
    for promise in promises(graph):
        if promise.source.type != "record":
            yield promise
        elif is_final(promise.source, coverage.as_of):
            key = (promise.target, promise.time)
            before = newest.get(key)
            if before is None or promise.source.get("date") >= before.source.get("date"):
                newest[key] = promise
    yield from newest.values()


RECOVERY_GAP: Final = Rule(
    name="recovery-gap",
    severity=Severity.ERROR,
    meaning="A service level, clause, dependency or exercise restores something later, or loses "
    "more data, than a business process allows that depends on it.",
    check=recovery,
    source="BSI 200-4",
)


def agreed_values(graph: Graph, _: Coverage, /) -> Iterator[Finding]:
    """Yield an error for every promise that says another value than one before it.

    :param graph: catalogue and project
    """
    first: dict[tuple[str, str], Promise] = {}
    for promise in promises(graph):
        if promise.source.type not in ("clause", "sla"):
            continue
        other = first.setdefault((promise.target, promise.time), promise)
        if other.span == promise.span:
            continue
        message = Message(
            "{id} says {span} for {target} ({time}), and {other} says {value}; make them agree, "
            "or let the text take the value from one of them by the role 'fact'",
            id=promise.source.id,
            span=in_short(promise.span),
            target=promise.target,
            time=promise.time.upper(),
            other=other.source.id,
            value=in_short(other.span),
        )
        related = f"{promise.time} {promise.target}"
        yield CONTRADICTORY_PROMISE.about(promise.source, message, promise.option, related=related)


CONTRADICTORY_PROMISE: Final = Rule(
    name="contradictory-promise",
    severity=Severity.ERROR,
    meaning="Two clauses or service levels promise different times of recovery for the same.",
    check=agreed_values,
)


def unpromised(graph: Graph, coverage: Coverage, /) -> Iterator[Finding]:
    """Yield a warning for every process that rests on others, and whose time nobody owes.

    :param graph: catalogue and project
    :param coverage: the states of all cells, for the phases
    :source: BSI 200-4: what outsourced services owe is derived from the business impact
    """
    processes = graph.of_type("process")
    if not processes or coverage.status[Phase.CONTRACT] is PhaseStatus.LATER:
        return
    open_ended = outsourced(graph) - promised(graph)
    for process in processes:
        need = read_span(process, "rto")
        if need is None or process.id not in open_ended:
            continue
        message = Message(
            "{id} has to run again after {rto}, and no clause, service level or dependency "
            "restores anything that it uses; agree one, and name it in 'restores'",
            id=process.id,
            rto=in_short(need),
        )
        yield UNPROMISED_RECOVERY.about(process, message, "rto", phase=Phase.CONTRACT)


UNPROMISED_RECOVERY: Final = Rule(
    name="unpromised-recovery",
    severity=Severity.WARNING,
    meaning="A business process has a time of recovery and rests on what others run, and no "
    "clause, service level or dependency promises to restore anything that it uses.",
    check=unpromised,
    source="BSI 200-4",
)


def plans(graph: Graph, coverage: Coverage, /) -> Iterator[Finding]:
    """Yield a finding for every process with a time of recovery, but no plan that is tried.

    A plan is tried by an exercise or test that *checks* its section, within the regular interval.

    :param graph: catalogue and project
    :param coverage: the states of all cells, for the date and the phases
    :source: BSI 200-4: emergency plans, and exercises that show that they work
    """
    severity = GATE.get(coverage.status[Phase.CONCEPT])
    for process in graph.of_type("process"):
        if severity is None or read_span(process, "rto") is None:
            continue
        sections = [
            item
            for target in process.targets("recovered_by")
            if (item := graph.items.get(target)) and item.get("status") not in NOT_LINKED
        ]
        if not sections:
            message = Message(
                "{id} has to run again in time, and no section of the emergency plan says how; "
                "name it in 'recovered_by'",
                id=process.id,
            )
            option = "recovered_by"
            yield UNPLANNED_RECOVERY.about(
                process, message, option, severity=severity, phase=Phase.CONCEPT
            )
        elif coverage.status[Phase.OPERATION] is not PhaseStatus.LATER and not any(
            _is_tried(graph, section, coverage) for section in sections
        ):
            message = Message(
                "{id}: no exercise has shown in time that its emergency plan works; hold one and "
                "record it with ':checks: {section}'",
                id=process.id,
                section=sections[0].id,
            )
            yield UNTRIED_RECOVERY.about(process, message, "recovered_by", phase=Phase.OPERATION)


def _is_tried(graph: Graph, section: Item, coverage: Coverage) -> bool:
    interval = graph.project.settings.intervals["regular"]
    return any(
        (day := record.date("date")) is not None and interval.after(day) >= coverage.as_of
        for record in exercises(graph, section)
        if is_final(record, coverage.as_of)
    )


def exercises(graph: Graph, section: Item) -> Iterator[Item]:
    """Yield the exercises and tests of a section of an emergency plan.

    :param graph: catalogue and project
    :param section: the section
    """
    for record in graph.sources(section.id, "checks"):
        if record.get("kind") in ("exercise", "test") and record.get("status") not in NOT_LINKED:
            yield record


UNPLANNED_RECOVERY: Final = Rule(
    name="unplanned-recovery",
    severity=Severity.ERROR,
    meaning="A business process has a time of recovery, and no section of the emergency plan "
    "says how it is kept.",
    check=plans,
    source="BSI 200-4",
)


UNTRIED_RECOVERY: Final = Rule(
    name="untried-recovery",
    severity=Severity.WARNING,
    meaning="Operation has begun, and no exercise of the last regular interval checks the "
    "emergency plan of a business process.",
    check=plans,
    source="BSI 200-4",
)


def impact_assessments(graph: Graph, coverage: Coverage, /) -> Iterator[Finding]:
    """Yield a finding for every process with special personal data that nobody has assessed.

    :param graph: catalogue and project
    :param coverage: the states of all cells, for the phases
    :source: GDPR 35(3) b: processing on a large scale of special categories of data
    """
    severity = GATE.get(coverage.status[Phase.CONCEPT])
    for process in graph.of_type("process"):
        ends = map(graph.items.get, process.targets("assessed_by"))
        is_assessed = any(end and end.get("status") not in NOT_LINKED for end in ends)
        if severity is not None and process.get("personal_data") == "special" and not is_assessed:
            message = Message(
                "{id} treats special categories of personal data, and no data protection impact "
                "assessment is named; name it in 'assessed_by'",
                id=process.id,
            )
            yield MISSING_DPIA.about(
                process, message, "personal_data", severity=severity, phase=Phase.CONCEPT
            )


MISSING_DPIA: Final = Rule(
    name="missing-dpia",
    severity=Severity.ERROR,
    meaning="A business process treats special categories of personal data, and no data "
    "protection impact assessment is linked.",
    check=impact_assessments,
    source="GDPR 35",
)

RULES: Final = (
    RECOVERY_GAP,
    CONTRADICTORY_PROMISE,
    UNPROMISED_RECOVERY,
    UNPLANNED_RECOVERY,
    UNTRIED_RECOVERY,
    MISSING_DPIA,
)
