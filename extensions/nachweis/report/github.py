"""The findings as annotations of GitHub Actions: workflow commands on standard output."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Final

from nachweis.model.places import one_line
from nachweis.model.terms import Severity
from nachweis.report import text
from nachweis.report.report import Entry, Report
from nachweis.trace.compare import Since

MOST: Final = 10
"""Annotations of a level that GitHub shows for a step; it silently drops all others."""

_COMMANDS: Final = {
    Severity.ERROR: "error",
    Severity.WARNING: "warning",
    Severity.NOTE: "notice",
}


def render(report: Report) -> str:
    """Format a report as annotations, followed by the lines of the text format for the log.

    Old findings are not annotated: the branch did not cause them.

    :param report: what to report
    """
    return "\n".join(_lines(report)) + "\n"


def _lines(report: Report) -> Iterator[str]:
    _ = report.words
    said: Counter[Severity] = Counter()
    left = 0
    for entry in report.worst_first():
        if entry.since is Since.OLD or _is_hidden(report, entry):
            continue
        if said[entry.finding.severity] == MOST:
            left += 1
            continue
        said[entry.finding.severity] += 1
        yield _annotation(report, entry)
    yield "::group::" + _("All findings")
    yield from (_inert(line) for line in text.render(report).splitlines())
    yield "::endgroup::"
    if left:
        yield _(
            "{count} more findings have no annotation, as GitHub shows {most} of a level; the log "
            "above and the other formats have them all"
        ).format(count=left, most=MOST)


def _is_hidden(report: Report, entry: Entry) -> bool:
    return entry.finding.severity.rank > report.least.rank


def _annotation(report: Report, entry: Entry) -> str:
    finding = entry.finding
    properties = {
        "file": report.path(finding.place),
        "line": str(finding.place.line),
        "col": str(finding.place.column),
        "title": f"{entry.key}: {finding.rule}",
    }
    named = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    return (
        f"::{_COMMANDS[finding.severity]} {named}::{_data(report.words.translate(finding.message))}"
    )


def _data(value: str) -> str:
    """Escape what ends a command; anything else is allowed in its message."""
    return one_line(value).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(value: str) -> str:
    return _data(value).replace(":", "%3A").replace(",", "%2C")


def _inert(line: str) -> str:
    """Write a line of the log so that the runner does not take it for a command."""
    line = line.replace("##[", "## [")
    return f".{line}" if line.lstrip().startswith("::") else line
