"""The verdicts as JSON (``nachweis/check/1``), for scripts and the product's own tools."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, Final

from nachweis.model.findings import Finding
from nachweis.model.terms import State
from nachweis.trace.coverage import Cell
from nachweis.trace.gate import Verdict, summarise

SCHEMA: Final = "nachweis/check/1"


def to_json(verdicts: Sequence[Verdict]) -> str:
    """Return verdicts of one date as a JSON document with a final newline.

    :param verdicts: at least one
    """
    data = {
        "schema": SCHEMA,
        "as_of": verdicts[0].coverage.as_of.isoformat(),
        "projects": [_project(verdict) for verdict in verdicts],
    }
    return json.dumps(data, indent=1, ensure_ascii=False) + "\n"


def _project(verdict: Verdict) -> dict[str, Any]:
    cells: dict[str, list[Cell]] = {}
    for cell in verdict.coverage.cells:
        cells.setdefault(cell.requirement.id, []).append(cell)
    return {
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
        "findings": [_finding(finding) for finding in verdict.findings],
        "summary": {"phases": summarise(verdict.coverage)},
    }


def _cell(cell: Cell) -> dict[str, Any]:
    data: dict[str, Any] = {
        "kind": cell.kind,
        "due": cell.due,
        "state": cell.state,
        "by": list(cell.by),
        "via": cell.via,
    }
    if cell.decision:
        data["decision"] = cell.decision
    if cell.reason:
        data["reason"] = cell.reason
    if cell.fresh_until:
        data["fresh_until"] = cell.fresh_until.isoformat()
    return data


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "rule": finding.rule,
        "level": finding.severity,
        "id": finding.subject,
        "message": finding.message,
        "file": finding.place.path,
        "line": finding.place.line,
        "column": finding.place.column,
    }
