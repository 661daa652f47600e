"""Crosswalks: the shipped ones are complete, and rows say what the project has."""

from __future__ import annotations

import datetime
import shutil
from pathlib import Path

import pytest

from nachweis.load import judge_projects
from nachweis.model.terms import State
from nachweis.sources.errors import SourceError
from nachweis.sources.workspace import find_workspace
from nachweis.sources.yaml.crosswalks import crosswalk_files, read_crosswalk
from nachweis.trace.gate import Verdict
from nachweis.views.crosswalk import build_crosswalk
from tests.support.sandbox import Sandbox

ROOT = Path(__file__).resolve().parents[2]
CATALOG = ROOT / "catalog"
OURS = crosswalk_files(find_workspace(ROOT))


@pytest.fixture(scope="module")
def verdicts() -> dict[str, Verdict]:
    return {v.key: v for v in judge_projects(ROOT, [], datetime.date(2026, 11, 20))}


def test_every_set_of_rules_is_there_with_certainty(verdicts: dict[str, Verdict]) -> None:
    catalogue = verdicts["VKN"].graph.catalogue
    crosswalks = [read_crosswalk(path, root, catalogue) for path, root in OURS]
    assert {crosswalk.id for crosswalk in crosswalks} == {
        *("BSIG30", "C5_2020", "C5_2026", "DORA", "GDPR", "GRUNDSCHUTZ_PLUS", "ISO27001"),
        *("KOMPENDIUM_2023", "NIS2"),
    }
    for crosswalk in crosswalks:
        assert len(crosswalk.rows) >= 10
        assert len({row.reference for row in crosswalk.rows}) == len(crosswalk.rows)
        assert crosswalk.title["de"] != crosswalk.title["en"]
        assert crosswalk.release
        for row in crosswalk.rows:
            assert row.title["en"], row.reference
            assert row.title["de"], row.reference
            assert len({pair.to for pair in row.pairs}) == len(row.pairs), row.reference
    superseded = {c.id: c.superseded_by for c in crosswalks if c.superseded_by}
    assert superseded == {"C5_2020": "BSI C5:2026"}


def test_every_edition_is_mapped_to_every_set_of_rules(verdicts: dict[str, Verdict]) -> None:
    catalogue = verdicts["VKN"].graph.catalogue
    for path, _ in OURS:
        crosswalk = read_crosswalk(path, ROOT, catalogue)
        targets = {pair.to for row in crosswalk.rows for pair in row.pairs}
        modules = {name for to in targets for name in (to, *catalogue.chain(to))}
        assert {"OPS31", "OPS23", "OPS32"} <= modules, crosswalk.id


def test_gap_is_a_row_without_pairs(verdicts: dict[str, Verdict]) -> None:
    verdict = verdicts["VKN"]
    gdpr = read_crosswalk(CATALOG / "crosswalks" / "gdpr.yaml", ROOT, verdict.graph.catalogue)
    seen = {
        s.row.reference: s for s in build_crosswalk(gdpr, verdict.graph.catalogue, verdict.coverage)
    }
    assert seen["28.3.a"].row.pairs == ()
    assert seen["28.3.a"].tally is None
    assert seen["28.3.a"].state == "gap"
    assert seen["28.3.a"].open


def test_row_names_the_clauses_behind_it_each_once(verdicts: dict[str, Verdict]) -> None:
    graph, coverage = verdicts["VKN"].graph, verdicts["VKN"].coverage
    dora = read_crosswalk(CATALOG / "crosswalks" / "dora.yaml", ROOT, graph.catalogue)
    rows = build_crosswalk(dora, graph.catalogue, coverage)
    assert any(len(row.clauses) > 1 for row in rows)
    for row in rows:
        assert len(set(row.clauses)) == len(row.clauses)
        assert {graph.items[name].type for name in row.clauses} <= {"clause"}


def test_row_counts_each_cell_of_its_pairs_once(verdicts: dict[str, Verdict]) -> None:
    verdict = verdicts["VKN"]
    catalogue = verdict.graph.catalogue
    for name in ("dora", "iso27001"):
        crosswalk = read_crosswalk(CATALOG / "crosswalks" / f"{name}.yaml", ROOT, catalogue)
        for seen in build_crosswalk(crosswalk, catalogue, verdict.coverage):
            wanted = {pair.to for pair in seen.row.pairs}
            cells = [
                cell
                for cell in verdict.coverage.cells
                if cell.state is not State.NA
                and wanted & {cell.requirement.id, *catalogue.chain(cell.requirement.id)}
            ]
            assert (seen.tally.total if seen.tally else 0) == len(cells), seen.row.reference


def test_row_of_measures_that_a_project_does_not_select_counts_nothing(
    workspace: Sandbox, verdicts: dict[str, Verdict]
) -> None:
    catalogue = verdicts["VKN"].graph.catalogue
    dora = read_crosswalk(CATALOG / "crosswalks" / "dora.yaml", ROOT, catalogue)
    seen = build_crosswalk(dora, catalogue, workspace.judge().coverage)
    assert [row.tally for row in seen] == [None] * len(dora.rows)


def test_unknown_requirement_is_named_with_its_line(
    verdicts: dict[str, Verdict], tmp_path: Path
) -> None:
    path = tmp_path / "crosswalks" / "dora.yaml"
    path.parent.mkdir()
    shutil.copy(CATALOG / "crosswalks" / "dora.yaml", path)
    text = path.read_text(encoding="utf-8").replace("OPS31_M02_GEN_03,", "OPS31_M99,", 1)
    path.write_text(text, encoding="utf-8")

    with pytest.raises(SourceError) as caught:
        read_crosswalk(path, tmp_path, verdicts["VKN"].graph.catalogue)

    assert str(caught.value) == (
        "crosswalks/dora.yaml:22:9: OPS31_M99 is not in the catalogue; correct it"
    )
