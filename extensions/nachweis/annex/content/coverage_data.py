"""The coverage behind an annex as JSON, for a machine that reads the PDF."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Final

from nachweis.annex.content.select import Contents
from nachweis.model.annex import Annex, MatrixPart
from nachweis.trace.coverage import Cell
from nachweis.trace.gate import Verdict
from nachweis.views.matrix import Selection, build_matrix

SCHEMA: Final = "nachweis/annex/1"


def coverage_data(annex: Annex, verdict: Verdict, contents: Contents) -> bytes:
    """Return the cells that the annex is about; they name no object that it leaves out.

    :param annex: the annex
    :param verdict: the judged project
    :param contents: what the annex holds
    """
    wanted = set(_requirements(annex, verdict, contents))
    rows: dict[str, dict[str, Any]] = {}
    for cell in verdict.coverage.cells:
        requirement = cell.requirement
        if requirement.id in wanted:
            row = rows.setdefault(
                requirement.id, {"id": requirement.id, "label": requirement.label, "cells": []}
            )
            row["cells"].append(_cell(cell, contents))
    data = {
        "schema": SCHEMA,
        "project": verdict.key,
        "annex": annex.name,
        "as_of": verdict.coverage.as_of.isoformat(),
        "objects": sorted(contents.chosen),
        "requirements": list(rows.values()),
    }
    return (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode()


def _requirements(annex: Annex, verdict: Verdict, contents: Contents) -> Iterator[str]:
    graph = verdict.graph
    for identifier in contents.chosen:
        for targets in graph.items[identifier].links.values():
            for target in targets:
                yield from graph.stands_for(target)
    for part in annex.parts:
        if isinstance(part, MatrixPart):
            for row in build_matrix(graph, verdict.coverage, selection(part)).rows:
                yield row.requirement.id


def selection(part: MatrixPart) -> Selection:
    """Return the cells that a matrix of an annex shows.

    :param part: the matrix
    """
    return Selection(
        phases=frozenset(part.phases),
        measures=frozenset(part.measures),
        parties=frozenset(part.parties),
        states=frozenset(part.states),
        kinds=frozenset(part.kinds),
    )


def _cell(cell: Cell, contents: Contents) -> dict[str, Any]:
    by = [identifier for identifier in cell.by if identifier not in contents.hidden]
    return {"kind": cell.kind, "due": cell.due, "state": cell.state, "by": by}
