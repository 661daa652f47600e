"""The findings as a GitLab code quality report: shown in the merge request and its diff."""

from __future__ import annotations

from typing import Final

from nachweis.model.places import one_line
from nachweis.model.terms import Severity
from nachweis.report.json_text import json_text
from nachweis.report.report import Entry, Report

_SEVERITIES: Final = {
    Severity.ERROR: "critical",
    Severity.WARNING: "minor",
    Severity.NOTE: "info",
}


def render(report: Report) -> str:
    """Format a report as GitLab's code quality JSON.

    All findings are in it, whatever the base: GitLab itself compares the reports of two branches,
    by their fingerprints.

    :param report: what to report
    """
    issues = [_issue(report, entry) for entry in report.worst_first()]
    return json_text(issues)


def _issue(report: Report, entry: Entry) -> dict[str, object]:
    finding = entry.finding
    return {
        "description": one_line(report.words.translate(finding.message)),
        "check_name": finding.rule,
        "fingerprint": entry.fingerprint,
        "severity": _SEVERITIES[finding.severity],
        "location": {
            "path": report.path(finding.place),
            "lines": {"begin": finding.place.line},
        },
    }
