"""Writing a baseline as text: sorted, complete, the same bytes for the same state."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from nachweis.model.baseline import Baseline, Entry
from nachweis.sources.baselines import SCHEMA


def _order(finding: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(finding.get(name, "") for name in ("level", "rule", "id", "message"))


def format_baseline(baseline: Baseline) -> str:
    """Format a baseline as the text of its file.

    :param baseline: the state
    """
    prints = baseline.fingerprints
    cells: dict[str, dict[str, Any]] = {}
    for cell in baseline.cells:
        cells.setdefault(cell.requirement, {})[cell.kind] = _filled(
            due=cell.due,
            state=cell.state,
            by=list(cell.by),
            via=cell.via,
            decision=cell.decision,
        )
    findings = [
        _filled(
            rule=f.rule,
            level=f.severity,
            id=f.subject,
            message=str(f.message),
            file=f.file,
            phase=f.phase,
            kind=f.kind,
            related=f.related,
        )
        for f in baseline.findings
    ]
    data: dict[str, Any] = {
        "schema": SCHEMA,
        "key": baseline.key,
        "version": baseline.version,
        "date": baseline.date.isoformat(),
        "commit": baseline.commit,
        "phase": baseline.phase,
        "phases": {
            phase: {"closed": entry.date.isoformat(), "approved_by": entry.approved_by}
            for phase, entry in baseline.closed.items()
        },
        "approved_by": baseline.approved_by,
        "title": dict(baseline.title),
        "language": baseline.language,
        "holds": baseline.holds,
        "reason": baseline.reason,
        "catalogue": {
            "fingerprint": baseline.catalogue,
            "selected": list(baseline.selected),
            "groups": _entries(baseline.groups, prints),
            "requirements": _entries(baseline.requirements, prints),
        },
        "items": {
            name: _filled(
                type=item.type,
                title=item.title,
                fields=dict(item.fields),
                links={link: list(targets) for link, targets in item.links.items()},
                body=item.body,
                document=item.document,
                fingerprint=prints[name],
            )
            for name, item in baseline.items.items()
        },
        "cells": cells,
        "findings": sorted(findings, key=_order),
    }
    if baseline.protection:
        data["demands"] = {
            "protection": dict(baseline.protection),
            "intervals": {name: entry.text for name, entry in baseline.intervals.items()},
            "settings": {name: list(values) for name, values in baseline.settings.items()},
            **_filled(annexes=list(baseline.annexes), confirmed=list(baseline.confirmed)),
        }
    if baseline.projects:
        data["workspace"] = _filled(
            projects={key: list(versions) for key, versions in baseline.projects.items()},
            trusted=dict(baseline.trusted),
        )
    return json.dumps(data, indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def _entries(entries: Mapping[str, Entry], prints: Mapping[str, str]) -> dict[str, Any]:
    return {
        name: _filled(
            type=entry.type,
            title=dict(entry.title),
            fields=dict(entry.fields),
            part_of=entry.part_of,
            fingerprint=prints[name],
        )
        for name, entry in entries.items()
    }


def _filled(**values: Any) -> dict[str, Any]:
    """Return the values that are not empty."""
    return {name: value for name, value in values.items() if value}
