"""The verdicts as JSON (``nachweis/check/1``), for scripts and the product's own tools."""

from __future__ import annotations

from typing import Any, Final

from nachweis.i18n import translator
from nachweis.model.findings import Finding
from nachweis.model.outputs import PROOF_PAGE
from nachweis.model.terms import State
from nachweis.report.json_text import json_text
from nachweis.report.report import Entry, Report
from nachweis.trace.compare import Comparison
from nachweis.trace.coverage import Cell
from nachweis.trace.gate import Verdict, summarise

SCHEMA: Final = "nachweis/check/1"


def render(report: Report) -> str:
    """Format a report as a JSON document with a final newline.

    :param report: what to report; with a base, some keys are added and none changes
    """
    data: dict[str, Any] = {"schema": SCHEMA, "as_of": report.as_of.isoformat()}
    if report.base:
        data["base"] = {"ref": report.ref, "commit": report.commit}
        data["passes"] = report.passes
        data["lost"] = list(report.lost)
    data["projects"] = [_project(report, verdict) for verdict in report.verdicts]
    return json_text(data)


def _project(report: Report, verdict: Verdict) -> dict[str, Any]:
    cells: dict[str, list[Cell]] = {}
    for cell in verdict.coverage.cells:
        cells.setdefault(cell.requirement.id, []).append(cell)
    data = {
        "key": verdict.key,
        "phase": verdict.coverage.phase,
        "holds": verdict.holds,
        "requirements": [
            {
                "id": requirement.id,
                "label": requirement.label,
                "applicable": any(c.state is not State.NA for c in cells[requirement.id]),
                "cells": [_cell(cell) for cell in cells[requirement.id]],
            }
            for requirement in verdict.graph.requirements.values()
        ],
        "findings": [_entry(entry, verdict) for entry in report.entries(verdict)],
        "summary": {"phases": summarise(verdict.coverage)},
    }
    comparison = report.comparisons.get(verdict.key)
    return data | _compared(comparison) if comparison else data


def _compared(comparison: Comparison) -> dict[str, Any]:
    return {
        "is_new": comparison.is_new,
        "gone": [_finding(finding) for finding in comparison.gone],
        "changes": [
            {
                "id": change.requirement,
                "kind": change.kind,
                "before": change.before,
                "after": change.after,
                "direction": change.direction,
            }
            for change in comparison.changes
        ],
    }


def _entry(entry: Entry, verdict: Verdict) -> dict[str, Any]:
    data = _finding(entry.finding)
    if entry.finding.subject in verdict.graph.requirements:
        data["page"] = f"{PROOF_PAGE.format(entry.finding.subject)}.html"
    if entry.since:
        data["since"] = entry.since
    return data


def _cell(cell: Cell) -> dict[str, Any]:
    data: dict[str, Any] = {
        "kind": cell.kind,
        "due": cell.due,
        "state": cell.state,
        "by": list(cell.by),
        "via": cell.via,
    }
    if cell.stated_by:
        data["stated_by"] = list(cell.stated_by)
    if cell.decision:
        data["decision"] = cell.decision
    if cell.reason:
        data["reason"] = cell.reason
        data["reason_translations"] = _translations(cell.reason)
    if cell.fresh_until:
        data["fresh_until"] = cell.fresh_until.isoformat()
    if cell.actions:
        data["actions"] = list(cell.actions)
    if cell.state is State.PARTIAL:
        data["passes"] = cell.passes
    if cell.due_by:
        data["due_by"] = cell.due_by.isoformat()
    return data


def _translations(message: str) -> dict[str, str]:
    """Return a message in the languages that this tool speaks beside English."""
    return {"de": translator("de").translate(message)}


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "rule": finding.rule,
        "level": finding.severity,
        "id": finding.subject,
        "message": finding.message,
        "translations": _translations(finding.message),
        "file": finding.place.path,
        "line": finding.place.line,
        "column": finding.place.column,
    }
