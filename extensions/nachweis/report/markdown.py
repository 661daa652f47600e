"""A summary for a comment on a merge request: what got worse, what got better, what is left."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from nachweis.i18n import Words
from nachweis.model.catalogue import in_language
from nachweis.model.findings import Finding
from nachweis.model.messages import gettext_noop
from nachweis.model.terms import Severity, State
from nachweis.report.escape import code, sentence
from nachweis.report.report import Report
from nachweis.report.rules import help_uri
from nachweis.report.text import severities, where
from nachweis.trace.compare import Change, Comparison, Direction, Since
from nachweis.trace.gate import Verdict, summarise

MARKER: Final = "<!-- nachweis-check -->"
"""First line of the comment, by which a bot finds its earlier one."""

LONGEST: Final = 65_536
"""Characters that GitHub allows in a comment; GitLab allows more."""

_LENGTHS: Final = (200, 100, 50, 25, 10, 5, 0)
"""Limits for the lines of a list; the first one with which the comment fits is used."""

_COLUMNS: Final = (
    *(
        State.COVERED,
        State.PROVEN,
        State.PARTIAL,
        State.WAIVED,
        State.SUSPECT,
        State.DRAFT,
        State.DUE,
        State.LATER,
    ),
    *(State.MISSING, State.UNDECIDED, State.STALE, State.FAILED, State.EXPIRED, State.UNDISCLOSED),
    State.NA,
)
_HEADINGS: Final = {
    Direction.WORSE: gettext_noop("Proofs that got worse"),
    Direction.BETTER: gettext_noop("Proofs that got better"),
    Direction.SCOPE: gettext_noop("Proofs asked for now, or no longer"),
}


def render(report: Report) -> str:
    """Format a report as Markdown, from which no untrusted text can break out.

    It fits into a comment: lists are cut, with the number of what is left out.

    :param report: what to report
    """
    for most in _LENGTHS:
        text = "\n".join(_lines(report, most)) + "\n"
        if len(text) <= LONGEST:
            return text
    return _only_verdicts(report)


def _lines(report: Report, most: int) -> Iterator[str]:
    yield MARKER
    yield from _head(report)
    for verdict in report.verdicts:
        yield from _verdict(report, verdict, most)


def _head(report: Report) -> Iterator[str]:
    _ = report.words
    yield "## Nachweis: " + (_("passes") if report.passes else _("fails"))
    yield ""
    compared = _("Judged on {date}, compared with {base}.")
    said = compared if report.base else _("Judged on {date}.")
    yield said.format(date=_.day(report.as_of), base=code(report.base))
    yield ""
    if report.lost:
        lost = _("No longer there:")
        yield f"**{lost}** {', '.join(map(code, report.lost))}."
        yield ""


def _only_verdicts(report: Report) -> str:
    """Return the shortest summary, for when nothing else fits."""
    lines = [MARKER, *_head(report)]
    space = LONGEST - sum(len(line) + 1 for line in lines) - 100
    for number, verdict in enumerate(report.verdicts):
        line = f"- {code(verdict.key)}: {_standing(report, verdict)}"
        space -= len(line) + 1
        if space < 0:
            left = len(report.verdicts) - number
            _ = report.words
            lines.append("- " + _("… and {count} more projects").format(count=left))
            break
        lines.append(line)
    return "\n".join(lines) + "\n"


def _standing(report: Report, verdict: Verdict) -> str:
    _ = report.words
    comparison = report.comparisons.get(verdict.key)
    holds = _("the gate holds") if verdict.holds else _("the gate fails")
    if comparison is None:
        return holds
    errors = sum(entry.fails for entry in report.entries(verdict))
    some = _.ngettext("{count} new error", "{count} new errors", errors).format(count=errors)
    parts = [some if errors else _("no new error"), holds]
    return "; ".join([*parts, _("a new project")] if comparison.is_new else parts)


def _verdict(report: Report, verdict: Verdict, most: int) -> Iterator[str]:
    settings = verdict.graph.project.settings
    mark = "✅" if report.lets_pass(verdict) else "❌"
    yield f"### {mark} {code(verdict.key)}: {_standing(report, verdict)}"
    yield ""
    _ = report.words
    title = in_language(settings.title, _.language)
    yield f"{code(title)}: {', '.join(where(verdict, _))}."
    yield ""
    yield from _numbers(verdict, _)
    entries = list(report.entries(verdict))
    fresh = [entry.finding for entry in entries if entry.since is not Since.OLD]
    title = _("New findings") if report.base else _("Findings")
    yield from _list(report, title, fresh, most, unfolded=bool(report.base))
    if comparison := report.comparisons.get(verdict.key):
        yield from _compared(report, comparison, most)
        old = [entry.finding for entry in entries if entry.since is Since.OLD]
        yield from _list(report, _("Old findings, which do not fail this run"), old, most)


def _compared(report: Report, comparison: Comparison, most: int) -> Iterator[str]:
    _ = report.words
    for direction, heading in _HEADINGS.items():
        changes = [change for change in comparison.changes if change.direction is direction]
        lines = [_change(change, _) for change in changes[:most]]
        yield from _folded(
            _(heading), len(changes), lines, _, unfolded=direction is Direction.WORSE
        )
    yield from _list(report, _("Findings that are gone"), comparison.gone, most)


def _numbers(verdict: Verdict, _: Words) -> Iterator[str]:
    """Yield a table: a row for each phase, a column for each state that occurs."""
    summary = summarise(verdict.coverage)
    total: Counter[State] = Counter()
    for states in summary.values():
        total.update(states)
    columns = [state for state in _COLUMNS if total[state]]
    head = (_("phase"), *map(_.word, columns))
    yield f"| {' | '.join(head)} |"
    yield "|---|" + "--:|" * len(columns)
    for phase, states in summary.items():
        status = verdict.coverage.status[phase]
        numbers = " | ".join(str(states.get(state, "")) for state in columns)
        yield f"| {_.word(phase)} ({_.word(status)}) | {numbers} |"
    yield ""


def _list(
    report: Report, title: str, findings: Sequence[Finding], most: int, *, unfolded: bool = False
) -> Iterator[str]:
    worst = sorted(findings, key=lambda finding: finding.severity.rank)
    lines = [_finding(report, finding) for finding in worst[:most]]
    what = severities((finding.severity for finding in findings), report.words)
    head = f"{title}: {what}"
    yield from _folded(head, len(findings), lines, report.words, unfolded=unfolded, counted=True)


def _folded(
    title: str,
    number: int,
    lines: Iterable[str],
    _: Words,
    *,
    unfolded: bool = False,
    counted: bool = False,
) -> Iterator[str]:
    """Yield a list that a click unfolds, unless it is empty."""
    if not number:
        return
    shown = list(lines)
    yield f"<details{' open' if unfolded else ''}>"
    yield f"<summary>{title if counted else f'{title}: {number}'}</summary>"
    yield ""
    yield from shown
    if number > len(shown):
        yield "- " + _("… and {count} more").format(count=number - len(shown))
    yield ""
    yield "</details>"
    yield ""


def _finding(report: Report, finding: Finding) -> str:
    place = code(f"{finding.place.path}:{finding.place.line}")
    _ = report.words
    level = "" if finding.severity is Severity.ERROR else f"{_.word(finding.severity)}, "
    return (
        f"- {place} {sentence(_.translate(finding.message))} ({level}{_rule(report, finding.rule)})"
    )


def _rule(report: Report, rule: str) -> str:
    return f"[{rule}](<{help_uri(report.handbook, rule)}>)" if report.handbook else rule


def _change(change: Change, _: Words) -> str:
    before, after = (
        _.word(state) if state else _("not asked for") for state in (change.before, change.after)
    )
    what = f"{code(change.requirement)} ({code(change.label)}) {_.word(change.kind)}"
    return f"- {what}: {before} → **{after}**"
