"""The verdicts as text, for people in a terminal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from nachweis.model.catalogue import in_language
from nachweis.model.findings import Finding
from nachweis.model.places import one_line
from nachweis.model.terms import Phase, PhaseStatus, Severity, State
from nachweis.report.report import Paint, Report, plain
from nachweis.trace.compare import Comparison, Direction, Since
from nachweis.trace.editions import successors_of, with_last_years, withdrawn_modules
from nachweis.trace.gate import Verdict
from nachweis.trace.situation import situation

_COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.NOTE: "blue"}
_DIRECTIONS = {
    Direction.WORSE: "{} worse",
    Direction.BETTER: "{} better",
    Direction.SCOPE: "{} asked for now, or no longer",
}
_OPEN = (
    *(State.PARTIAL, State.MISSING, State.DUE, State.DRAFT, State.STALE, State.FAILED),
    *(State.SUSPECT, State.UNDECIDED),
)


def render(report: Report) -> str:
    """Format a report as text with a final newline.

    :param report: what to report
    """
    text = join([judged(report, verdict) for verdict in report.verdicts], report.least)
    lines = [f"{key} existed at {report.base}, and no longer does" for key in report.lost]
    return "\n".join([text, *lines]) + "\n" if lines else f"{text}\n"


class Judged(NamedTuple):
    """What is said of a project.

    :param lines: its findings and its summary
    :param withdrawn: the withdrawn modules that it selects, and what supersedes them; both empty
        where there are none
    """

    key: str
    lines: tuple[str, ...]
    withdrawn: tuple[str, str]
    holds: bool


def judged(report: Report, verdict: Verdict) -> Judged:
    """Say what a report says of a project.

    :param report: the report
    :param verdict: one of its verdicts
    """
    modules = withdrawn_modules(verdict.graph, verdict.coverage)
    return Judged(
        key=verdict.key,
        lines=tuple(_verdict(report, verdict)),
        withdrawn=(with_last_years(modules), successors_of(modules)) if modules else ("", ""),
        holds=verdict.holds,
    )


def join(projects: Sequence[Judged], least: Severity) -> str:
    """Return what is said of projects as one text, without a final newline.

    :param projects: what is said of each
    :param least: the lowest severity that is shown
    """
    lines = [line for project in projects for line in project.lines]
    if least is not Severity.ERROR:
        lines += _editions(projects)
    return "\n".join(lines)


def _editions(projects: Iterable[Judged]) -> Iterator[str]:
    """Yield one line for the projects that select the same withdrawn modules."""
    keys: dict[tuple[str, str], list[str]] = {}
    for project in projects:
        if any(project.withdrawn):
            keys.setdefault(project.withdrawn, []).append(project.key)
    for (modules_named, successors), named in keys.items():
        yield (
            f"{', '.join(named)}: the catalogue is of a withdrawn edition: {modules_named}; "
            f"superseded by {successors} (note)"
        )


def _verdict(report: Report, verdict: Verdict) -> Iterator[str]:
    paint = report.paint
    shown = [
        entry
        for entry in report.entries(verdict)
        if entry.finding.severity.rank <= report.least.rank
    ]
    for phase, findings in _grouped(e.finding for e in shown if e.since is not Since.OLD):
        heading = _heading(verdict, phase)
        yield paint(f"{verdict.key} {heading}: {_counts(findings)}", "bold")
        yield from (line(finding, paint) for finding in findings)
        yield ""
    old = [entry.finding for entry in shown if entry.since is Since.OLD]
    if old and report.least is not Severity.ERROR:  # quiet: only what makes the gate fail
        yield paint(f"{verdict.key} old, as at {report.base}: {_counts(old)}", "bold")
        yield from (line(finding, paint, old=True) for finding in old)
        yield ""
    if report.least is Severity.NOTE:
        yield from _left_out(verdict, paint)
    yield summary(verdict, paint)
    if comparison := report.comparisons.get(verdict.key):
        yield _compared(report, verdict, comparison)


def _left_out(verdict: Verdict, paint: Paint) -> Iterator[str]:
    """Yield the proofs that do not apply, each with its decision or rule."""
    cells = [cell for cell in verdict.coverage.cells if cell.state is State.NA]
    if not cells:
        return
    yield paint(f"{verdict.key} not applicable: {_proofs(len(cells))}", "bold")
    for cell in cells:
        decision = verdict.graph.items[cell.decision] if cell.decision else None
        place = decision.place if decision else verdict.graph.project.settings.place
        reason = f"{decision.id}, {decision.title}" if decision else cell.reason
        requirement = cell.requirement
        about = f"{requirement.id} ({requirement.label}) needs no {cell.kind}: {reason}"
        where = one_line(f"{place.path}:{place.line}:")
        yield f"{paint(where, 'cyan')} {one_line(about)} {paint('(not-applicable, note)', 'blue')}"
    yield ""


def _compared(report: Report, verdict: Verdict, comparison: Comparison) -> str:
    """Return the line about the changes of a branch."""
    entries = list(report.entries(verdict))
    new = [entry.finding for entry in entries if entry.since is Since.NEW]
    old = [entry.finding for entry in entries if entry.since is Since.OLD]
    parts = [f"new: {_counts(new)}" if new else "nothing new"]
    if old:
        parts.append(f"old: {_counts(old)}")
    if comparison.gone:
        parts.append(f"gone: {_counts(comparison.gone)}")
    moved = Counter(change.direction for change in comparison.changes)
    parts += [_DIRECTIONS[d].format(_proofs(moved[d])) for d in Direction if moved[d]]
    what = "a new project" if comparison.is_new else f"against {report.base}"
    passes = report.lets_pass(verdict)
    verb = report.paint("passes", "green") if passes else report.paint("fails", "red")
    return f"{verdict.key} {verb}, {one_line(what)}: {'; '.join(parts)}"


def _proofs(number: int) -> str:
    return f"{number} proof{'' if number == 1 else 's'}"


def _grouped(findings: Iterable[Finding]) -> Iterator[tuple[Phase | None, list[Finding]]]:
    """Yield the findings by phase: groups with errors first, then in the order of phases."""
    groups: dict[Phase | None, list[Finding]] = {}
    for finding in findings:
        groups.setdefault(finding.phase, []).append(finding)

    def worst(phase: Phase | None) -> tuple[int, int]:
        severity = min(f.severity.rank for f in groups[phase])
        return severity, phase.position if phase else -1

    for phase in sorted(groups, key=worst):
        yield phase, groups[phase]


def _heading(verdict: Verdict, phase: Phase | None) -> str:
    if phase is None:
        return "sources"
    status = verdict.coverage.status[phase]
    closing = verdict.graph.project.settings.closed.get(phase)
    if status is PhaseStatus.CLOSED and closing is not None:
        return f"{phase} (closed {closing.date})"
    return f"{phase} ({'to be closed' if status is PhaseStatus.CLOSED else status})"


def line(finding: Finding, paint: Paint, *, old: bool = False) -> str:
    """Format the line of a finding.

    :param finding: the finding
    :param paint: how to colour a text
    :param old: whether it was there before, where the report is compared with a base
    """
    rule: str = finding.rule
    if finding.severity is not Severity.ERROR:
        rule = f"{rule}, {finding.severity}"
    if old:
        rule = f"{rule}, old"
    place = one_line(f"{finding.place.path}:{finding.place.line}:")
    message = one_line(finding.message)
    return f"{paint(place, 'cyan')} {message} {paint(f'({rule})', _COLOURS[finding.severity])}"


def summary(verdict: Verdict, paint: Paint) -> str:
    """Format the line on whether a gate holds, and what is open.

    :param verdict: the verdict
    :param paint: how to colour a text
    """
    settings = verdict.graph.project.settings
    states = Counter(cell.state for cell in verdict.coverage.cells)
    wanted = sum(states.values()) - states[State.NA]
    parts = [f"{states[State.COVERED]} of {wanted} proofs covered"]
    parts += [
        f"{states[s]} {s}" for s in (*_OPEN, State.EXPIRED, State.WAIVED, State.LATER) if states[s]
    ]
    if states[State.NA]:
        parts.append(f"{states[State.NA]} n/a")
    is_judged = PhaseStatus.CLOSED in verdict.coverage.status.values()
    verb = ("holds" if is_judged else "is open") if verdict.holds else paint("fails", "red")
    counts = _counts(verdict.findings)
    return (
        f"{settings.key} {verb} on {verdict.coverage.as_of} "
        f"({one_line(in_language(settings.title, 'en'))}; {', '.join(where(verdict, paint))}): "
        f"{', '.join(parts)}; {counts}"
    )


def where(verdict: Verdict, paint: Paint = plain) -> Iterator[str]:
    """Yield how a project stands: its closed phases, those in progress, and what is overdue.

    :param verdict: what the gate says
    :param paint: how to colour a text
    """
    found = situation(verdict)
    phases = f"{found.closed} closed phase{'' if found.closed == 1 else 's'}"
    if not found.closed:
        yield "no phase closed yet"
    elif found.amiss:
        yield f"{phases} {paint(f'with {_errors(found.amiss)}', 'red')}"
    else:
        yield f"{phases} {paint('in order', 'green')}"
    for phase in found.running:
        yield f"{phase.phase} in progress with {phase.open or 'nothing'} open"
    if found.elsewhere:
        yield paint(f"{_errors(found.elsewhere)} elsewhere", "red")
    yield paint(f"{found.overdue} overdue", "red") if found.overdue else "nothing overdue"


def _errors(number: int) -> str:
    return f"{number} error{'' if number == 1 else 's'}"


def _counts(findings: Iterable[Finding]) -> str:
    counter = Counter(finding.severity for finding in findings)
    parts = [
        f"{counter[severity]} {severity}{'' if counter[severity] == 1 else 's'}"
        for severity in Severity
        if counter[severity]
    ]
    return ", ".join(parts) or "nothing to do"
