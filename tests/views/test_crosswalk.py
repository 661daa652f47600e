"""Crosswalks: the shipped ones are complete, and rows say what the project has."""

from __future__ import annotations

import datetime
import shutil
from pathlib import Path

import pytest

from nachweis.load import judge_projects
from nachweis.sources.errors import SourceError
from nachweis.sources.yaml.crosswalks import crosswalk_files, read_crosswalk
from nachweis.trace.gate import Verdict
from nachweis.views.crosswalk import build_crosswalk
from nachweis.views.matrix import build_heat_map
from tests.support.sandbox import Sandbox

ROOT = Path(__file__).resolve().parents[2]
CATALOG = ROOT / "catalog"


@pytest.fixture(scope="module")
def verdicts() -> dict[str, Verdict]:
    return {v.key: v for v in judge_projects(ROOT, [], datetime.date(2026, 11, 20))}


def test_every_set_of_rules_is_there_with_certainty(verdicts: dict[str, Verdict]) -> None:
    catalogue = verdicts["VKN"].graph.catalogue
    crosswalks = [read_crosswalk(path, ROOT, catalogue) for path in crosswalk_files(CATALOG)]
    assert {crosswalk.id for crosswalk in crosswalks} == {
        *("C5_2020", "DORA", "GDPR", "GRUNDSCHUTZ_PLUS", "ISO27001", "KOMPENDIUM_2023", "NIS2")
    }
    for crosswalk in crosswalks:
        assert len(crosswalk.rows) >= 10
        assert len({row.reference for row in crosswalk.rows}) == len(crosswalk.rows)
        assert crosswalk.title["de"] != crosswalk.title["en"]


def test_row_of_one_measure_counts_its_cells(verdicts: dict[str, Verdict]) -> None:
    verdict = verdicts["VKN"]
    dora = read_crosswalk(CATALOG / "crosswalks" / "dora.yaml", ROOT, verdict.graph.catalogue)
    heat_map = build_heat_map(verdict.graph, verdict.coverage)
    for seen in build_crosswalk(dora, verdict.coverage):
        expected = [t for (m, _), t in heat_map.cells.items() if m in seen.row.measures]
        assert seen.tally is not None
        assert seen.tally.total == sum(tally.total for tally in expected)
        assert seen.tally.passing == sum(tally.passing for tally in expected)


def test_row_of_measures_that_a_project_does_not_select_counts_nothing(
    workspace: Sandbox, verdicts: dict[str, Verdict]
) -> None:
    dora = read_crosswalk(
        CATALOG / "crosswalks" / "dora.yaml", ROOT, verdicts["VKN"].graph.catalogue
    )
    seen = build_crosswalk(dora, workspace.judge().coverage)
    assert [row.tally for row in seen] == [None] * len(dora.rows)


def test_unknown_measure_is_named_with_its_line(
    verdicts: dict[str, Verdict], tmp_path: Path
) -> None:
    path = tmp_path / "crosswalks" / "dora.yaml"
    path.parent.mkdir()
    shutil.copy(CATALOG / "crosswalks" / "dora.yaml", path)
    text = path.read_text(encoding="utf-8").replace("[OPS31_M01]", "[OPS31_M99]", 1)
    path.write_text(text, encoding="utf-8")

    with pytest.raises(SourceError) as caught:
        read_crosswalk(path, tmp_path, verdicts["VKN"].graph.catalogue)

    assert str(caught.value) == (
        "crosswalks/dora.yaml:12:5: OPS31_M99 is not a measure of the catalogue; correct it"
    )
