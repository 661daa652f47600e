"""The machine that makes defects: it sees what escapes, and the page names each of its kinds."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.mutations.run import BESIDE, IN_OBJECTS, false_alarms, mutations
from tests.mutations.workspace import ROOT, Examples

KINDS = len(IN_OBJECTS) + len(BESIDE)
PAGE = ROOT / "docs/explanation/how-the-gate-could-lie.md"


@pytest.fixture(scope="module")
def examples(tmp_path_factory: pytest.TempPathFactory) -> Examples:
    return Examples(tmp_path_factory.mktemp("examples").resolve())


@pytest.mark.parametrize("kind", [*IN_OBJECTS, *BESIDE])
def test_the_page_names_each_kind_of_defect(kind: str) -> None:
    cells = [line.split("|")[1] for line in PAGE.read_text("utf-8").splitlines() if "|" in line]
    assert kind in [way.strip() for cell in cells for way in cell.split(";")]


@pytest.mark.parametrize("count", [KINDS // 8, pytest.param(KINDS, marks=pytest.mark.slow)])
def test_no_defect_escapes(examples: Examples, count: int) -> None:
    escaped = [m for m in mutations(examples, count, seed=3) if m.escaped]
    assert [f"{m.kind}: {m.where}" for m in escaped] == []


@pytest.mark.parametrize("count", [13, pytest.param(26, marks=pytest.mark.slow)])
def test_no_harmless_edit_alarms(examples: Examples, count: int) -> None:
    alarms = list(false_alarms(examples, count, seed=3))
    assert [f"{kind}: {name}" for kind, name, _ in alarms] == []


def test_defects_escape_a_gate_without_rules(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    examples = Examples(tmp_path)
    monkeypatch.setattr("nachweis.trace.gate.RULES", {})
    assert sum(m.escaped for m in mutations(examples, KINDS // 16, seed=3)) > KINDS // 48
