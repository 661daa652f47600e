"""The verdicts as text, for people in a terminal."""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from nachweis.i18n import Words
from nachweis.model.catalogue import in_language
from nachweis.model.findings import Finding
from nachweis.model.messages import gettext_noop
from nachweis.model.places import one_line
from nachweis.model.terms import Phase, PhaseStatus, Severity, State
from nachweis.report.report import Paint, Report, plain
from nachweis.trace.compare import Comparison, Direction, Since
from nachweis.trace.editions import successors_of, with_last_years, withdrawn_modules
from nachweis.trace.gate import Verdict
from nachweis.trace.situation import situation

_COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.NOTE: "blue"}
_DIRECTIONS = {
    Direction.WORSE: gettext_noop("{proofs} worse"),
    Direction.BETTER: gettext_noop("{proofs} better"),
    Direction.SCOPE: gettext_noop("{proofs} asked for now, or no longer"),
}
_OPEN = (
    *(State.PARTIAL, State.MISSING, State.DUE, State.DRAFT, State.STALE, State.FAILED),
    *(State.SUSPECT, State.UNDECIDED, State.PROVEN, State.UNDISCLOSED),
)


def render(report: Report) -> str:
    """Format a report as text with a final newline.

    :param report: what to report
    """
    _ = report.words
    text = join([judged(report, verdict) for verdict in report.verdicts], report.least, _)
    lost = _("{key} existed at {base}, and no longer does")
    lines = [lost.format(key=key, base=report.base) for key in report.lost]
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


def join(projects: Sequence[Judged], least: Severity, _: Words) -> str:
    """Return what is said of projects as one text, without a final newline.

    :param projects: what is said of each
    :param least: the lowest severity that is shown
    :param _: translates to the language of the reader
    """
    lines = [line for project in projects for line in project.lines]
    if least is not Severity.ERROR:
        lines += _editions(projects, _)
    return "\n".join(lines)


def _editions(projects: Iterable[Judged], _: Words) -> Iterator[str]:
    """Yield one line for the projects that select the same withdrawn modules."""
    keys: dict[tuple[str, str], list[str]] = {}
    for project in projects:
        if any(project.withdrawn):
            keys.setdefault(project.withdrawn, []).append(project.key)
    for (modules_named, successors), named in keys.items():
        said = _(
            "{keys}: the catalogue is of a withdrawn edition: {modules}; superseded by "
            "{successors} (note)"
        )
        yield said.format(keys=", ".join(named), modules=modules_named, successors=successors)


def _verdict(report: Report, verdict: Verdict) -> Iterator[str]:
    paint, _ = report.paint, report.words
    shown = [
        entry
        for entry in report.entries(verdict)
        if entry.finding.severity.rank <= report.least.rank
    ]
    for phase, findings in _grouped(e.finding for e in shown if e.since is not Since.OLD):
        heading = _heading(verdict, phase, _)
        yield paint(f"{verdict.key} {heading}: {_counts(findings, _)}", "bold")
        yield from (line(finding, paint, _) for finding in findings)
        yield ""
    old = [entry.finding for entry in shown if entry.since is Since.OLD]
    if old and report.least is not Severity.ERROR:  # quiet: only what makes the gate fail
        heading = _("old, as at {base}").format(base=report.base)
        yield paint(f"{verdict.key} {heading}: {_counts(old, _)}", "bold")
        yield from (line(finding, paint, _, old=True) for finding in old)
        yield ""
    if report.least is Severity.NOTE:
        yield from _left_out(verdict, paint, _)
    yield summary(verdict, paint, _)
    if comparison := report.comparisons.get(verdict.key):
        yield _compared(report, verdict, comparison)
    elif report.least is not Severity.ERROR:
        yield from _next(verdict, _)


def _next(verdict: Verdict, _: Words) -> Iterator[str]:
    """Yield what comes next in a project that has closed no phase yet."""
    status = verdict.coverage.status
    phase = next((p for p, s in status.items() if s is PhaseStatus.IN_PROGRESS), None)
    if phase is not None and PhaseStatus.CLOSED not in status.values():
        said = _(
            "{key} next: write what is listed above ('nachweis list models --for ID' has texts to "
            "begin with); when 'nachweis check {key} --close {phase}' holds, close the phase in "
            "{file}"
        )
        place = one_line(verdict.graph.project.settings.place.path)
        yield said.format(key=verdict.key, phase=phase, file=place)


def _left_out(verdict: Verdict, paint: Paint, _: Words) -> Iterator[str]:
    """Yield the proofs that do not apply, each with its decision or rule."""
    cells = [cell for cell in verdict.coverage.cells if cell.state is State.NA]
    if not cells:
        return
    heading, note = _("not applicable"), f"(not-applicable, {_.word(Severity.NOTE)})"
    yield paint(f"{verdict.key} {heading}: {_proofs(len(cells), _)}", "bold")
    for cell in cells:
        decision = verdict.graph.items[cell.decision] if cell.decision else None
        place = decision.place if decision else verdict.graph.project.settings.place
        reason = f"{decision.id}, {decision.title}" if decision else _.translate(cell.reason)
        requirement = cell.requirement
        about = _("{id} ({label}) needs no {kind}: {reason}").format(
            id=requirement.id, label=requirement.label, kind=_.word(cell.kind), reason=reason
        )
        where = one_line(f"{place.path}:{place.line}:")
        yield f"{paint(where, 'cyan')} {one_line(about)} {paint(note, 'blue')}"
    yield ""


def _compared(report: Report, verdict: Verdict, comparison: Comparison) -> str:
    """Return the line about the changes of a branch."""
    _ = report.words
    entries = list(report.entries(verdict))
    new = [entry.finding for entry in entries if entry.since is Since.NEW]
    old = [entry.finding for entry in entries if entry.since is Since.OLD]
    parts = [_("new: {counts}").format(counts=_counts(new, _)) if new else _("nothing new")]
    if old:
        parts.append(_("old: {counts}").format(counts=_counts(old, _)))
    if comparison.gone:
        parts.append(_("gone: {counts}").format(counts=_counts(comparison.gone, _)))
    moved = Counter(change.direction for change in comparison.changes)
    parts += [_(_DIRECTIONS[d]).format(proofs=_proofs(moved[d], _)) for d in Direction if moved[d]]
    against = _("against {base}").format(base=report.base)
    what = _("a new project") if comparison.is_new else against
    passes = report.lets_pass(verdict)
    verb = report.paint(_("passes"), "green") if passes else report.paint(_("fails"), "red")
    return f"{verdict.key} {verb}, {one_line(what)}: {'; '.join(parts)}"


def _proofs(number: int, _: Words) -> str:
    return _.ngettext("{count} proof", "{count} proofs", number).format(count=number)


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


def _heading(verdict: Verdict, phase: Phase | None, _: Words) -> str:
    if phase is None:
        return _("sources")
    status = verdict.coverage.status[phase]
    closing = verdict.graph.project.settings.closed.get(phase)
    if status is PhaseStatus.CLOSED and closing is not None:
        closed = _("closed {date}").format(date=_.day(closing.date))
        return f"{_.word(phase)} ({closed})"
    how = _("to be closed") if status is PhaseStatus.CLOSED else _.word(status)
    return f"{_.word(phase)} ({how})"


def line(finding: Finding, paint: Paint, _: Words, *, old: bool = False) -> str:
    """Format the line of a finding.

    :param finding: the finding
    :param paint: how to colour a text
    :param _: translates to the language of the reader
    :param old: whether it was there before, where the report is compared with a base
    """
    place = one_line(f"{finding.place.path}:{finding.place.line}:")
    message = one_line(_.translate(finding.message))
    rule = _rule(finding.rule, finding.severity, paint, _, old)
    return f"{paint(place, 'cyan')} {message} {rule}"


@functools.lru_cache(maxsize=256)  # many findings are of one rule
def _rule(name: str, severity: Severity, paint: Paint, _: Words, old: bool) -> str:  # noqa: FBT001 - a key of the cache
    """Return the rule of a finding, with its severity, as it stands at the end of a line."""
    if severity is not Severity.ERROR:
        name = f"{name}, {_.word(severity)}"
    if old:
        name = ", ".join((name, _("old")))
    return paint(f"({name})", _COLOURS[severity])


def summary(verdict: Verdict, paint: Paint, _: Words) -> str:
    """Format the line on whether a gate holds, and what is open.

    :param verdict: the verdict
    :param paint: how to colour a text
    :param _: translates to the language of the reader
    """
    settings = verdict.graph.project.settings
    states = Counter(cell.state for cell in verdict.coverage.cells)
    wanted = sum(states.values()) - states[State.NA]
    covered = _("{count} of {total} proofs covered")
    parts = [covered.format(count=states[State.COVERED], total=wanted)]
    shown = (*_OPEN, State.EXPIRED, State.WAIVED, State.LATER, State.NA)
    parts += [f"{states[state]} {_.word(state, 'count')}" for state in shown if states[state]]
    stated = sum(bool(c.stated_by) for c in verdict.coverage.cells if c.state is State.COVERED)
    if stated:
        parts[0] += _(" ({count} of them only stated by others)").format(count=stated)
    is_judged = PhaseStatus.CLOSED in verdict.coverage.status.values()
    passes = _("holds") if is_judged else _("is open")
    return _("{key} {holds} on {date} ({title}; {where}): {parts}; {counts}").format(
        key=settings.key,
        holds=passes if verdict.holds else paint(_("fails"), "red"),
        date=_.day(verdict.coverage.as_of),
        title=one_line(in_language(settings.title, _.language)),
        where=", ".join(where(verdict, _, paint)),
        parts=", ".join(parts),
        counts=_counts(verdict.findings, _),
    )


def where(verdict: Verdict, _: Words, paint: Paint = plain) -> Iterator[str]:
    """Yield how a project stands: its closed phases, those in progress, and what is overdue.

    :param verdict: what the gate says
    :param _: translates to the language of the reader
    :param paint: how to colour a text
    """
    found = situation(verdict)
    phases = _.ngettext("{count} closed phase", "{count} closed phases", found.closed)
    phases = phases.format(count=found.closed)
    if not found.closed:
        yield _("no phase closed yet")
    elif found.amiss:
        amiss = _.ngettext("with {count} error", "with {count} errors", found.amiss)
        yield f"{phases} {paint(amiss.format(count=found.amiss), 'red')}"
    elif found.withheld:
        yield phases
    else:
        yield f"{phases} {paint(_('in order'), 'green')}"
    for running in found.running:
        how = (
            _("{phase} in progress with {count} open")
            if running.open
            else _("{phase} in progress with nothing open")
        )
        yield how.format(phase=_.word(running.phase), count=running.open)
    if found.elsewhere:
        said = _.ngettext("{count} error elsewhere", "{count} errors elsewhere", found.elsewhere)
        yield paint(said.format(count=found.elsewhere), "red")
    overdue = _("{count} overdue").format(count=found.overdue)
    yield paint(overdue, "red") if found.overdue else _("nothing overdue")


def _counts(findings: Iterable[Finding], _: Words) -> str:
    return severities((finding.severity for finding in findings), _) or _("nothing to do")


def severities(found: Iterable[Severity], _: Words) -> str:
    """Return how many there are of each severity; empty where there are none.

    :param found: the severities
    :param _: translates to the language of the reader
    """
    number = Counter(found)
    said = {
        Severity.ERROR: _.ngettext("{count} error", "{count} errors", number[Severity.ERROR]),
        Severity.WARNING: _.ngettext(
            "{count} warning", "{count} warnings", number[Severity.WARNING]
        ),
        Severity.NOTE: _.ngettext("{count} note", "{count} notes", number[Severity.NOTE]),
    }
    return ", ".join(said[s].format(count=number[s]) for s in Severity if number[s])
