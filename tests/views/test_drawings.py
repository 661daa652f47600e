"""Drawings as values: every part has its place, its words and its target."""

from __future__ import annotations

import dataclasses
import datetime

from nachweis.i18n import translator
from nachweis.trace.snapshot import snapshot
from nachweis.views.chain import draw_parties
from nachweis.views.drawing import Box, Drawing, Words
from nachweis.views.gantt import draw_phases
from nachweis.views.proof import build_proof
from nachweis.views.trace import prepare_traces
from nachweis.views.trace_graph import draw_trace
from nachweis.views.trend import draw_trend
from tests.support.sandbox import Sandbox

WORDS = translator("en")
CHAIN = """\
parties:
  - {id: TEST_P_NET, title: Carrier, role: network-provider, works_for: TEST_P_CLIENT}
  - {id: TEST_P_DEEP, title: Digger, role: third-party, works_for: TEST_P_NET}
interfaces:
  - {id: TEST_I_90, title: Line, purpose: Data, protocol: IP, between: [TEST_P_CLIENT, TEST_P_NET]}
"""


def targets(drawing: Drawing | None) -> set[str]:
    assert drawing is not None
    parts: tuple[Box | Words, ...] = (*drawing.boxes, *drawing.words)
    return {part.target.page or part.target.item for part in parts} - {""}


def test_phases_derogations_and_releases_are_on_one_line_of_time(workspace: Sandbox) -> None:
    workspace.add("derogation X_90 since=2026-10-01 until=2026-12-24 approved_by=TEST_K_ISB")
    releases = {"1.0.0": datetime.date(2026, 9, 1)}
    drawing = draw_phases(workspace.judge(), releases, WORDS)
    assert targets(drawing) >= {"coverage/strategy", "TEST_X_90", "changes/since-1.0.0"}
    assert drawing is not None
    assert "Derogation: A derogation, 2026-10-01 – 2026-12-24" in drawing.summary
    edges = [(box.x, box.x + box.width) for box in drawing.boxes]
    assert all(0 <= begin < end <= drawing.width for begin, end in edges)
    assert drawing == draw_phases(workspace.judge(), releases, WORDS)


def test_the_ends_of_the_calendar_are_drawn(workspace: Sandbox) -> None:
    workspace.add("derogation X_90 since=0001-01-01 until=9999-12-31 approved_by=TEST_K_ISB")
    workspace.edit("project.yaml", "closed: 2026-01-15", "closed: 0001-01-01")
    drawing = draw_phases(workspace.judge(), {}, WORDS)
    assert "TEST_X_90" in targets(drawing)


def test_parties_stand_behind_those_for_whom_they_work(workspace: Sandbox) -> None:
    workspace.write("registers/more.yaml", CHAIN)
    drawing = draw_parties(workspace.judge().graph, WORDS)
    assert targets(drawing) >= {"parties/TEST_P_NET", "parties/TEST_P_DEEP"}
    assert drawing is not None
    across = {box.target.page: box.x for box in drawing.boxes}
    order = ["parties/TEST_P_CLIENT", "parties/TEST_P_NET", "parties/TEST_P_DEEP"]
    assert sorted(order, key=across.__getitem__) == order
    assert "1 interface" in [words.text for words in drawing.words]
    assert "Digger works for Carrier" in drawing.summary
    german = draw_parties(workspace.judge().graph, translator("de"))
    assert german is not None
    assert german.title != drawing.title
    assert "1 Schnittstelle" in [words.text for words in german.words]


def test_coverage_is_drawn_over_the_releases(workspace: Sandbox) -> None:
    verdict = workspace.judge()
    assert draw_trend(verdict, [], WORDS) is None
    baseline = dataclasses.replace(
        snapshot(verdict, version="1.0.0"), date=datetime.date(2026, 9, 1)
    )
    drawing = draw_trend(verdict, [baseline], WORDS)
    assert targets(drawing) >= {"changes/since-1.0.0", "mine/provider"}
    assert drawing is not None
    assert drawing.summary.startswith("1.0.0: ")


def test_the_trace_of_a_requirement_goes_from_clause_to_check(workspace: Sandbox) -> None:
    workspace.add("clause C_90 status=agreed number=9.9 obliges=provider fulfils=TSA_M1_01")
    workspace.add("section S_90 status=approved concept=overall implements=TEST_C_90")
    workspace.add("record R_90 date=2026-09-01 result=pass checks=TEST_S_90,TEST_C_90")
    verdict = workspace.judge()
    traces = prepare_traces(verdict.graph, verdict.coverage)
    order = list(verdict.graph.requirements)
    proven = build_proof(traces, verdict.coverage, "TSA_M1_01", {}, order, 0)
    drawing = draw_trace(proven, "en", WORDS)
    assert drawing is not None
    across = {box.target.item: box.x for box in drawing.boxes}
    assert across["TEST_C_90"] < across["TEST_S_90"] < across["TEST_R_90"]
