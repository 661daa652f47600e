"""The example projects hold as committed, and every object in them carries its weight."""

from __future__ import annotations

import datetime
import shutil
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import filterfalse
from pathlib import Path
from typing import Final

import pytest
from click.testing import CliRunner

from nachweis.cli.check import command as check
from nachweis.load import judge_projects
from nachweis.model.findings import Finding
from nachweis.model.foreign import is_stated
from nachweis.model.items import Item
from nachweis.model.objects import PROOFS
from nachweis.model.terms import PhaseStatus, Severity, State
from nachweis.trace.coverage import Cell
from nachweis.trace.gate import Verdict, judge
from tests.support.sandbox import rests_on_one

ROOT = Path(__file__).resolve().parent.parent
AS_OF = datetime.date(2026, 11, 20)
KEYS = ("LGA", "RWD", "VKN")
"""The examples of real size; NPX is small, and has its tests in tests/exchange."""


@pytest.fixture(scope="module", params=KEYS)
def verdict(request: pytest.FixtureRequest) -> Verdict:
    return judge_projects(ROOT, [request.param], AS_OF)[0]


def sole_cells(verdict: Verdict, status: PhaseStatus) -> Iterator[tuple[Item, list[Cell]]]:
    """Yield each object with the cells that it alone covers in phases of a status."""
    cells: dict[str, list[Cell]] = {}
    for cell in verdict.coverage.cells:
        is_covered = verdict.coverage.status[cell.due] is status and cell.state is State.COVERED
        if is_covered and rests_on_one(verdict.graph, cell):
            cells.setdefault(cell.by[0], []).append(cell)
    for item in verdict.graph.project.items:
        if item.id in cells:
            yield item, cells[item.id]


def about(findings: Iterable[Finding], cell: Cell) -> Finding:
    """Return the finding that names the requirement and the kind of proof that it lacks."""
    rules = {f"missing-{cell.kind}", f"draft-{cell.kind}"}
    if cell.kind == "record":
        rules |= {"stale-record", "failed-record"}
    return next(f for f in findings if f.subject == cell.requirement.id and f.rule in rules)


def without(verdict: Verdict, items: Iterable[Item], **options: object) -> Verdict:
    project = verdict.graph.project
    gone = {item.id for item in items}
    rest = tuple(other for other in project.items if other.id not in gone)
    project = project._replace(items=rest)
    return judge(verdict.graph.catalogue, project, AS_OF, **options)  # type: ignore[arg-type]  # as given


def test_gate_holds_without_input_findings(verdict: Verdict) -> None:
    assert verdict.holds, [f.message for f in verdict.findings if f.severity is Severity.ERROR][:5]
    assert not [f.message for f in verdict.findings if f.phase is None]


def test_projects_are_of_real_size() -> None:
    least = {"LGA": 25, "RWD": 40, "VKN": 75}
    for verdict in judge_projects(ROOT, KEYS, AS_OF):
        kinds = Counter(item.type for item in verdict.graph.project.items)
        assert all(kinds[kind] >= least[verdict.key] for kind in PROOFS), kinds
        assert verdict.coverage.phase in ("migration", "operation")


def test_a_third_of_the_records_that_people_write_carry_their_originals(verdict: Verdict) -> None:
    records = [i for i in verdict.graph.of_type("record") if i.place.path.endswith(".md")]
    assert sum(bool(item.get("file")) for item in records) * 3 >= len(records)


def test_projects_use_every_way_to_settle_a_requirement() -> None:
    verdicts = judge_projects(ROOT, KEYS, AS_OF)
    everything = [item for verdict in verdicts for item in verdict.graph.project.items]
    kinds = {item.get("kind") for item in everything if item.type == "decision"}
    assert kinds >= {"not-applicable", "accepted-risk"}
    for verdict in verdicts:
        items = verdict.graph.project.items
        assert any(i.type == "derogation" and not i.get("lifted") for i in items)
        assert any(cell.via for cell in verdict.coverage.cells)
        assert any(cell.by and not cell.via for cell in verdict.coverage.cells)


def test_no_paragraph_is_written_twice() -> None:
    seen: dict[str, str] = {}
    for verdict in judge_projects(ROOT, KEYS, AS_OF):
        for item in filterfalse(is_stated, verdict.graph.project.items):
            for paragraph in item.body.split("\n\n"):
                words = " ".join(paragraph.split())
                if len(words) > 80:
                    assert words not in seen, f"{item.id} repeats {seen[words]}"
                    seen[words] = item.id


AT_ONCE: Final = pytest.mark.parametrize("size", [40, pytest.param(1, marks=pytest.mark.slow)])
"""How many objects are deleted at once: each is missed for itself, so that a few verdicts do."""


@AT_ONCE
def test_deleting_any_sole_proof_of_a_closed_phase_fails_the_gate(
    verdict: Verdict, size: int
) -> None:
    sole = list(sole_cells(verdict, PhaseStatus.CLOSED))
    assert len(sole) >= 50
    for start in range(0, len(sole), size):
        part = sole[start : start + size]
        after = without(verdict, [item for item, _ in part])
        assert not after.holds, f"nobody misses {[item.id for item, _ in part]}"
        errors = [f for f in after.findings if f.severity is Severity.ERROR]
        for cell in (cell for _, cells in part for cell in cells):
            finding = about(errors, cell)
            assert (ROOT / finding.place.path).is_file()
            assert finding.place.line > 1


@AT_ONCE
def test_deleting_any_sole_proof_of_the_current_phase_warns_and_fails_to_close(
    verdict: Verdict, size: int
) -> None:
    sole = list(sole_cells(verdict, PhaseStatus.IN_PROGRESS))
    assert len(sole) >= 5
    for start in range(0, len(sole), size):
        part = sole[start : start + size]
        items = [item for item, _ in part]
        for after, severity in (
            (without(verdict, items), Severity.WARNING),
            (without(verdict, items, closing=verdict.coverage.phase), Severity.ERROR),
        ):
            for cell in (cell for _, cells in part for cell in cells):
                assert about(after.findings, cell).severity is severity


@pytest.mark.parametrize(
    ("verdict", "kind"),
    [
        pytest.param(key, kind, marks=() if alike else pytest.mark.slow)
        for place, key in enumerate(KEYS)
        for kind in PROOFS
        for alike in [list(PROOFS)[place] == kind]  # each project and each kind once
    ],
    indirect=["verdict"],
)
def test_check_names_what_a_deleted_object_leaves_open(
    verdict: Verdict, kind: str, tmp_path: Path
) -> None:
    for folder in ("catalog", f"projects/{verdict.key}"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    item, cells = next(
        pair for pair in sole_cells(verdict, PhaseStatus.CLOSED) if pair[0].type == kind
    )
    delete_directive(tmp_path / item.place.path, item.place.line)

    result = CliRunner().invoke(
        check, [verdict.key, "--no-cache", "--as-of", str(AS_OF), "--root", str(tmp_path)]
    )

    assert result.exit_code == 1
    line = next(
        text
        for text in result.output.splitlines()
        if f"{cells[0].requirement.id} (" in text and f"(missing-{kind})" in text
    )
    path, number, _ = line.split(":", 2)
    assert (tmp_path / path).is_file()
    assert int(number) > 0


def delete_directive(path: Path, line: int) -> None:
    lines = path.read_text(encoding="utf-8").split("\n")
    fence = lines[line - 1].split("{", maxsplit=1)[0]
    end = next(n for n in range(line, len(lines)) if lines[n].strip() == fence)
    path.write_text("\n".join(lines[: line - 1] + lines[end + 1 :]), encoding="utf-8")
