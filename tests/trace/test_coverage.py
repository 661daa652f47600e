"""What a cell of the matrix says: every row of the table of states, by the tables beside.

A case is a project without documents but those of the case, whose phases up to the contract are
closed and whose concept is in progress on 2026-11-20.
"""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import pytest
import yaml

from nachweis.model.terms import State
from tests.support.sandbox import TODAY, Sandbox, cell_of

TABLES = sorted((Path(__file__).parent / "coverage").glob("*.yaml"))


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Case:
    """A project and the cell that it makes.

    :param cell: ID of a requirement and kind of proof
    :param says: the state; behind a colon the IDs that it rests on
    :param finding: rule and severity of what is found about the cell; empty for nothing
    :param objects: objects as ``type ID option=value …``
    :param project: keys of ``project.yaml`` that differ
    :param lock: lines of ``trace.lock``
    :param pairs: declared equivalents as ``ONE relation OTHER``
    :param actions: fields of corrective actions beside their IDs
    """

    name: str
    cell: str
    says: str
    finding: str = ""
    objects: list[str] = dataclasses.field(default_factory=list)
    project: dict[str, Any] = dataclasses.field(default_factory=dict)
    lock: list[str] = dataclasses.field(default_factory=list)
    pairs: list[str] = dataclasses.field(default_factory=list)
    actions: list[str] = dataclasses.field(default_factory=list)
    as_of: str = TODAY
    close: str | None = None
    strict: bool = False
    via: str | None = None
    decision: str | None = None
    reason: str = ""
    fresh_until: str | None = None


CASES = [
    (path.stem, Case(**entry))
    for path in TABLES
    for entry in yaml.safe_load(path.read_text(encoding="utf-8"))
]


@pytest.mark.parametrize(
    "case", [pytest.param(case, id=f"{table}: {case.name}") for table, case in CASES]
)
def test_a_cell_says(case: Case, bare: Sandbox) -> None:
    bare.configure(**case.project)
    bare.pair(*case.pairs)
    for number, words in enumerate(case.objects):
        bare.add(words, name=f"case/{number:02}.md")
    if case.actions:
        rows = [f"- {{id: TEST_F_{n}, title: T, {text}}}" for n, text in enumerate(case.actions)]
        bare.write("registers/actions.yaml", "\n".join(["actions:", *rows]))
    if case.lock:
        bare.write("trace.lock", "\n".join(case.lock).replace("LOCK", "0" * 32))

    verdict = bare.judge(case.as_of, close=case.close, strict=case.strict)

    requirement, kind = case.cell.split()
    cell = cell_of(verdict, requirement, kind)
    state, _, by = case.says.partition(": ")
    assert cell.state == state
    assert list(cell.by) == by.split()
    assert cell.via == case.via
    assert cell.decision == case.decision
    assert cell.reason == case.reason
    assert str(cell.fresh_until or "") == (case.fresh_until or "")
    others = {"clause", "section", "record"} - {kind}
    found = [
        f"{f.rule} {f.severity}"
        for f in verdict.findings
        if f.state == cell.state
        and f.phase == cell.due
        and f.subject in (requirement, *cell.by)
        and f.rule.rpartition("-")[2] not in others
    ]
    assert found == ([case.finding] if case.finding else [])
    if case.finding.endswith(" error"):
        assert not verdict.holds


def test_the_tables_reach_every_state() -> None:
    assert {case.says.partition(": ")[0] for _, case in CASES} == {
        state.value
        for state in State
        if state not in (State.UNDECIDED, State.UNDISCLOSED, State.PROVEN)  # see their own tests
    }
