"""The findings as SARIF 2.1.0, for code scanning, editors and other tools."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import quote

from nachweis.model.findings import Rule
from nachweis.model.places import Place, one_line
from nachweis.model.terms import Severity
from nachweis.report.json_text import json_text
from nachweis.report.report import Entry, Report
from nachweis.report.rules import help_uri, pascal_case, plain_meaning, title
from nachweis.trace.compare import Since
from nachweis.trace.rules import RULES

SCHEMA: Final = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
_ROOT: Final = "%SRCROOT%"
_BASELINE: Final = {Since.NEW: "new", Since.OLD: "unchanged"}
_PROBLEM: Final = {
    Severity.ERROR: "error",
    Severity.WARNING: "warning",
    Severity.NOTE: "recommendation",
}


def render(report: Report) -> str:
    """Format a report as a SARIF log with one run, the worst findings first.

    :param report: what to report; with a base, each result says whether it is new, and those
        that are gone are listed as absent
    """
    index = {rule: number for number, rule in enumerate(RULES)}
    results = [
        _result(report, entry, index, _BASELINE.get(entry.since) if entry.since else None)
        for entry in report.worst_first()
    ]
    for verdict in report.verdicts:
        results += [_result(report, entry, index, "absent") for entry in report.gone(verdict)]
    run = {
        "tool": {"driver": _driver(report)},
        "automationDetails": {"id": f"nachweis/{report.as_of}"},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {_ROOT: {"description": {"text": "The top of the repository."}}},
        "results": results,
        "properties": _properties(report),
    }
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return json_text(log)


def _driver(report: Report) -> dict[str, Any]:
    driver: dict[str, Any] = {
        "name": "Nachweis",
        "version": report.version,
        "semanticVersion": report.version,
        "rules": [_rule(report, rule) for rule in RULES.values()],
    }
    if report.handbook:
        driver["informationUri"] = report.handbook
    return driver


def _rule(report: Report, rule: Rule) -> dict[str, Any]:
    advice = "Each finding says what to do about it."
    meaning = plain_meaning(rule)
    data: dict[str, Any] = {
        "id": rule.name,
        "name": pascal_case(rule),
        "shortDescription": {"text": title(rule.name)},
        "fullDescription": {"text": meaning},
        "defaultConfiguration": {"level": rule.severity},
        "help": {"text": f"{meaning} {advice}", "markdown": f"{rule.meaning} {advice}"},
        "properties": {"problem.severity": _PROBLEM[rule.severity], "tags": ["traceability"]},
    }
    if report.handbook:
        address = help_uri(report.handbook, rule.name)
        data["helpUri"] = address
        data["help"] = {
            "text": f"{meaning} {advice} All rules: {address}",
            "markdown": f"{rule.meaning} {advice}\n\n[All rules in the handbook](<{address}>)",
        }
    return data


def _result(
    report: Report, entry: Entry, index: Mapping[str, int], baseline: str | None
) -> dict[str, Any]:
    finding = entry.finding
    location: dict[str, Any] = {"physicalLocation": _physical(report, finding.place)}
    if finding.subject:
        location["logicalLocations"] = [
            {
                "name": one_line(finding.subject),
                "fullyQualifiedName": one_line(f"{entry.key}/{finding.subject}"),
                "kind": "object",
            }
        ]
    about = {
        "project": entry.key,
        "phase": finding.phase,
        "proof": finding.kind,
        "state": finding.state,
    }
    data: dict[str, Any] = {
        "ruleId": finding.rule,
        "ruleIndex": index[finding.rule],
        "level": finding.severity,
        "message": {"text": _message(report.words.translate(finding.message))},
        "locations": [location],
        "partialFingerprints": {
            "nachweisFinding/v1": entry.fingerprint,
            # Otherwise code scanning hashes the line, and merges all findings of a line.
            "primaryLocationLineHash": entry.fingerprint,
        },
        "properties": {name: value for name, value in about.items() if value},
    }
    if baseline:
        data["baselineState"] = baseline
    return data


def _message(text: str) -> str:
    """Escape a message so that no untrusted text becomes a link."""
    return one_line(text).replace("](", "] (")


def _physical(report: Report, place: Place) -> dict[str, Any]:
    path = report.path(place)
    artifact = {"uri": quote(path.encode("utf-8", "surrogateescape"))}
    if not path.startswith("/"):
        artifact["uriBaseId"] = _ROOT
    return {
        "artifactLocation": artifact,
        "region": {"startLine": place.line, "startColumn": place.column},
    }


def _properties(report: Report) -> dict[str, Any]:
    data: dict[str, Any] = {
        "asOf": report.as_of.isoformat(),
        "projects": [
            {"key": verdict.key, "phase": verdict.coverage.phase, "holds": verdict.holds}
            for verdict in report.verdicts
        ],
    }
    if report.base:
        data["base"] = {"ref": report.ref, "commit": report.commit}
    return data
