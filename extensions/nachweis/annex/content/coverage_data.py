"""The coverage behind an annex as JSON, for a machine that reads the PDF."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Final

from nachweis.annex.content.draft import Draft
from nachweis.annex.content.views import matrix_selection
from nachweis.model.annex import MatrixPart
from nachweis.views.matrix import build_matrix

SCHEMA: Final = "nachweis/annex/1"


def coverage_data(draft: Draft) -> bytes:
    """Return the cells of an annex's requirements as JSON; they name no object that it hides."""
    verdict, contents = draft.context.verdict, draft.contents
    requirements = set(_requirements(draft))
    rows: dict[str, dict[str, Any]] = {}
    for cell in verdict.coverage.cells:
        requirement = cell.requirement
        if requirement.id in requirements:
            row = rows.setdefault(
                requirement.id, {"id": requirement.id, "label": requirement.label, "cells": []}
            )
            by = [identifier for identifier in cell.by if identifier not in contents.hidden]
            row["cells"].append({"kind": cell.kind, "due": cell.due, "state": cell.state, "by": by})
    data = {
        "schema": SCHEMA,
        "project": verdict.key,
        "annex": draft.context.annex.name,
        "as_of": verdict.coverage.as_of.isoformat(),
        "objects": sorted(contents.chosen),
        "requirements": list(rows.values()),
    }
    return (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode()


def _requirements(draft: Draft) -> Iterator[str]:
    verdict = draft.context.verdict
    graph = verdict.graph
    for identifier in draft.contents.chosen:
        for targets in graph.items[identifier].links.values():
            for target in targets:
                yield from graph.stands_for(target)
    for part in draft.context.annex.parts:
        if isinstance(part, MatrixPart):
            for row in build_matrix(graph, verdict.coverage, matrix_selection(part)).rows:
                yield row.requirement.id
