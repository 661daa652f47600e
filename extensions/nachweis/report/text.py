"""The verdicts as text: what a writer wants to read at nine in the morning."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeAlias

from nachweis.model.catalogue import in_language
from nachweis.model.findings import Finding
from nachweis.model.places import one_line
from nachweis.model.terms import Phase, PhaseStatus, Severity, State
from nachweis.trace.gate import Verdict

Paint: TypeAlias = Callable[[str, str], str]
"""Returns a text in a colour, or unchanged where there are no colours."""

_COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.NOTE: "blue"}
_OPEN = (State.MISSING, State.DUE, State.DRAFT, State.STALE, State.FAILED, State.SUSPECT)


def to_text(
    verdicts: Sequence[Verdict], paint: Paint, *, least: Severity = Severity.WARNING
) -> str:
    """Return verdicts as text with a final newline.

    :param verdicts: at least one
    :param paint: how to colour a text
    :param least: the mildest findings that are listed; all are counted
    """
    return (
        "\n".join(line for verdict in verdicts for line in _verdict(verdict, paint, least)) + "\n"
    )


def _verdict(verdict: Verdict, paint: Paint, least: Severity) -> Iterator[str]:
    shown = [f for f in verdict.findings if _weight(f.severity) <= _weight(least)]
    for phase, findings in _grouped(shown):
        heading = _heading(verdict, phase)
        yield paint(f"{verdict.key} {heading}: {_counts(findings)}", "bold")
        yield from (_line(finding, paint) for finding in findings)
        yield ""
    yield _summary(verdict, paint)


def _grouped(findings: Iterable[Finding]) -> Iterator[tuple[Phase | None, list[Finding]]]:
    """Yield the findings by phase: groups with errors first, then in the order of phases."""
    groups: dict[Phase | None, list[Finding]] = {}
    for finding in findings:
        groups.setdefault(finding.phase, []).append(finding)

    def worst(phase: Phase | None) -> tuple[int, int]:
        severity = min(_weight(f.severity) for f in groups[phase])
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


def _line(finding: Finding, paint: Paint) -> str:
    rule: str = finding.rule
    if finding.severity is not Severity.ERROR:
        rule = f"{rule}, {finding.severity}"
    place = one_line(f"{finding.place.path}:{finding.place.line}:")
    message = one_line(finding.message)
    return f"{paint(place, 'cyan')} {message} {paint(f'({rule})', _COLOURS[finding.severity])}"


def _summary(verdict: Verdict, paint: Paint) -> str:
    settings = verdict.graph.project.settings
    states = Counter(cell.state for cell in verdict.coverage.cells)
    wanted = sum(states.values()) - states[State.NA]
    parts = [f"{states[State.COVERED]} of {wanted} proofs covered"]
    parts += [
        f"{states[s]} {s}" for s in (*_OPEN, State.EXPIRED, State.WAIVED, State.LATER) if states[s]
    ]
    if states[State.NA]:
        parts.append(f"{states[State.NA]} n/a")
    phase = verdict.coverage.phase
    where = f"{phase} in progress" if phase else "all phases closed"
    verb = paint("holds", "green") if verdict.holds else paint("fails", "red")
    counts = _counts(verdict.findings)
    return (
        f"{settings.key} {verb} on {verdict.coverage.as_of} "
        f"({in_language(settings.title, 'en')}; {where}): {', '.join(parts)}; {counts}"
    )


def _counts(findings: Iterable[Finding]) -> str:
    counter = Counter(finding.severity for finding in findings)
    parts = [
        f"{counter[severity]} {severity}{'' if counter[severity] == 1 else 's'}"
        for severity in Severity
        if counter[severity]
    ]
    return ", ".join(parts) or "nothing to do"


def _weight(severity: Severity) -> int:
    return list(Severity).index(severity)
