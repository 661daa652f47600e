"""``nachweis upgrade``: proofs are taken along to another edition, and nothing is lost."""

from __future__ import annotations

import errno
import json
from pathlib import Path
from typing import Final

import pytest
from click.testing import CliRunner, Result

from nachweis.cli.group import main
from tests.support.sandbox import PROJECT, Sandbox, cell_of

ENTRY: Final = """\
  - id: {id}
    uuid: 00000000-0000-5000-8000-0000000009{number}
    source: OPS.2.3
    modal: {modal}
    text: {{en: "The client {does}"}}
    phases: [contract]
    responsible: [client, provider]
    proofs: {proofs}
    recurrence: once
"""
NEWER: Final = (
    ("OPS23_A_01", "sees to prompt notice", "should", "{clause: contract}"),
    ("OPS23_A_02", "agrees levels of service", "must", "{clause: contract, section: concept}"),
    ("OPS23_A_03", "has rights reviewed", "should", "{record: contract}"),
    ("OPS23_A_04", "does something new", "must", "{section: strategy}"),
)
PAIRS: Final = (
    "OPS23_A_01 subset TSA_M2_EMG_01",
    "OPS23_A_02 equal TSA_M1_02",
    "OPS23_A_03 subset TSA_M2_EMG_01",
    "OPS23_A_04 superset TSA_GEN_01",
)


@pytest.fixture
def older(workspace: Sandbox) -> Sandbox:
    """Return a project of an older edition, whose catalogue has a newer one, too."""
    add_edition(workspace)
    return workspace


def add_edition(workspace: Sandbox) -> None:
    """Give the catalogue of a project a newer edition."""
    entries = [
        ENTRY.format(id=name, number=number, does=does, modal=modal, proofs=proofs)
        for number, (name, does, modal, proofs) in enumerate(NEWER, start=10)
    ]
    text = "module:\n  id: OPS23\n  label: OPS.2.3\n  title: {en: Newer}\n  source: OPS.2.3\n"
    path = workspace.root / "catalog/grundschutz-test/OPS23.yaml"
    path.write_text("\n".join([text, "requirements:", *entries]), encoding="utf-8")
    workspace.pair(*PAIRS)


def upgrade(workspace: Sandbox, *arguments: str, answer: str | None = None) -> Result:
    result = CliRunner().invoke(
        main,
        ["upgrade", "TEST", "--to", "2023", "--root", str(workspace.root), *arguments],
        input=answer,
        prog_name="nachweis",
        env={"SOURCE_DATE_EPOCH": "1795132800"},
    )
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def files_of(workspace: Sandbox) -> dict[str, bytes]:
    folder = workspace.root / PROJECT
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def changed_lines(before: dict[str, bytes], after: dict[str, bytes]) -> list[str]:
    """Return what differs, line by line; no line may come or go but at the end of a file."""
    found = []
    for name, content in after.items():
        old = before.get(name, b"").decode().split("\n")
        new = content.decode().split("\n")
        if name in before:
            assert len(old) == len(new), name
        found += [f"{name}: {line}" for line in new if line not in old]
    return found


def test_links_are_added_and_every_other_byte_stays(older: Sandbox) -> None:
    path = older.root / PROJECT / "contract/agreement.md"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    before = files_of(older)

    result = upgrade(older, "--yes")

    assert result.exit_code == 0, result.output
    after = files_of(older)
    assert before.keys() | {"trace.lock"} == after.keys()
    lines = [line for line in changed_lines(before, after) if not line.startswith("trace.lock")]
    assert lines == [
        "concept/overall.md: :addresses: TSA_M1_02, OPS23_A_02",
        "contract/agreement.md: :fulfils: TSA_M2_EMG, OPS23_A_01\r",
        "contract/agreement.md: fulfils: TSA_M1_02, OPS23_A_02\r",
        "evidence/records.md: :proves: TSA_M2_EMG_01, OPS23_A_03",
        "project.yaml: catalog: [TSA, TSB, OPS23]",
    ]


def test_what_is_carried_over_is_suspect_until_it_is_confirmed(older: Sandbox) -> None:
    upgrade(older, "--yes")
    cells = [
        cell_of(older.judge(), name, kind)
        for name, kind in (
            ("OPS23_A_01", "clause"),
            ("OPS23_A_02", "clause"),
            ("OPS23_A_02", "section"),
            ("OPS23_A_03", "record"),
        )
    ]
    assert [(cell.state, cell.by, cell.via) for cell in cells] == [
        ("suspect", ("TEST_C_02",), None),
        ("suspect", ("TEST_C_03",), None),
        ("suspect", ("TEST_S_02",), None),
        ("suspect", ("TEST_R_02",), None),
    ]

    said = CliRunner().invoke(
        main,
        ["confirm", "TEST", "TEST_C_03", "--yes", "--root", str(older.root)],
        env={"SOURCE_DATE_EPOCH": "1795132800"},
    )

    assert "OPS23_A_02 (req) The client agrees levels of service, since TSA_M1_02" in said.output
    assert cell_of(older.judge(), "OPS23_A_02", "clause").state == "covered"
    assert cell_of(older.judge(), "OPS23_A_01", "clause").state == "suspect"


def test_a_second_run_changes_no_byte(older: Sandbox) -> None:
    upgrade(older, "--yes")
    before = files_of(older)
    result = upgrade(older)
    assert files_of(older) == before
    assert result.exit_code == 0
    assert "TEST carried over: 0 links" in result.stdout
    assert "4 there already" in result.stdout
    assert result.stderr == "nothing to change\n"


def test_the_report_says_what_goes_along_and_what_does_not(older: Sandbox) -> None:
    older.add(
        "decision D_1 kind=accepted-risk date=2026-06-01 until=2026-12-31 approved_by=TEST_K_ISB "
        "concerns=TSA_M2_EMG_01"
    )
    for number, kind in enumerate(("accepted-risk until=2026-12-31", "weakening"), start=2):
        older.add(
            f"decision D_{number} kind={kind} date=2026-06-01 approved_by=TEST_K_ISB "
            "concerns=TSA_M2_EMG_01,OPS23_A_01,OPS23_A_03"
        )
    lines = upgrade(older, "--dry-run").stdout.splitlines()
    assert lines[:6] == [
        "TEST selects OPS23 beside TSA, TSB",
        "TEST carried over: 4 links, suspect until 'nachweis confirm TEST'",
        (
            f"  {PROJECT}/contract/agreement.md:15: TEST_C_02 fulfils OPS23_A_01, "
            "as it does TSA_M2_EMG_01"
        ),
        f"  {PROJECT}/contract/agreement.md:27: TEST_C_03 fulfils OPS23_A_02, as it does TSA_M1_02",
        f"  {PROJECT}/concept/overall.md:17: TEST_S_02 addresses OPS23_A_02, as it does TSA_M1_02",
        (
            f"  {PROJECT}/evidence/records.md:14: TEST_R_02 proves OPS23_A_03, "
            "as it does TSA_M2_EMG_01"
        ),
    ]
    assert f"  {PROJECT}/added.md:1: TEST_D_1 concerns TSA_M2_EMG_01, and not OPS23_A_01" in lines
    assert not any("TEST_D_2" in line or "TEST_D_3" in line for line in lines)
    assert f"  {PROJECT}/evidence/records.md:3: TEST_R_01 (TSA_GEN_02)" in lines
    assert lines[-2:] == [
        "TEST new and without a proof: 1 proof, 1 of them in closed phases",
        (
            "  OPS23_A_04 (OPS.2.3) concept section, due in strategy (closed): "
            "The client does something new; a part of it in TEST_S_01"
        ),
    ]


def test_a_dry_run_says_the_same_and_writes_nothing(older: Sandbox) -> None:
    before = files_of(older)
    dry = upgrade(older, "--dry-run")
    assert files_of(older) == before
    assert dry.stderr == "5 files would change\n"
    wet = upgrade(older, "--yes")
    assert wet.stdout == dry.stdout
    assert wet.stderr == "5 files changed\n"


def test_nothing_is_written_unless_somebody_agrees(older: Sandbox) -> None:
    before = files_of(older)
    result = upgrade(older, answer="n\n")
    assert (result.exit_code, files_of(older)) == (2, before)
    assert result.stderr.endswith("nachweis: nothing was changed\n")
    assert upgrade(older, answer="y\n").exit_code == 0
    assert files_of(older) != before


def test_the_report_as_json(older: Sandbox) -> None:
    data = json.loads(upgrade(older, "--dry-run", "--format", "json").stdout)
    assert data["schema"] == "nachweis/upgrade/1"
    assert (data["key"], data["selected"], data["written"]) == ("TEST", ["OPS23"], False)
    assert data["carried"][0] == {
        "id": "TEST_C_02",
        "file": f"{PROJECT}/contract/agreement.md",
        "line": 15,
        "target": "OPS23_A_01",
        "origin": "TSA_M2_EMG_01",
    }
    assert data["unproven"] == [
        {
            "requirement": "OPS23_A_04",
            "kind": "section",
            "due": "strategy",
            "closed": True,
            "nearby": ["TEST_S_01"],
        }
    ]
    assert data["files"][0] == f"{PROJECT}/trace.lock"
    assert data["files"][-1] == f"{PROJECT}/project.yaml"


def test_a_run_that_was_interrupted_is_completed_by_the_next(
    older: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[Path] = []
    replace = Path.replace

    def replace_two(path: Path, target: Path) -> Path:
        if len(written) == 2:
            raise OSError(errno.ENOSPC, "full")
        written.append(target)
        return replace(path, target)

    monkeypatch.setattr(Path, "replace", replace_two)
    assert upgrade(older, "--yes").exit_code == 2
    assert not any(
        cell.state == "covered" and not cell.is_via_equivalent
        for cell in older.judge().coverage.cells
        if cell.requirement.id.startswith("OPS23")
    )
    monkeypatch.undo()

    assert upgrade(older, "--yes").exit_code == 0
    states = {
        cell.state.value
        for cell in older.judge().coverage.cells
        if cell.requirement.id.startswith("OPS23")
    }
    assert states == {"suspect", "missing"}
    assert upgrade(older).stderr == "nothing to change\n"


def test_a_list_of_modules_on_lines_gets_a_line(older: Sandbox) -> None:
    older.edit("project.yaml", "catalog: [TSA, TSB]", "catalog:\n  - TSA\n  - TSB  # both")
    upgrade(older, "--yes")
    text = (older.root / PROJECT / "project.yaml").read_text(encoding="utf-8")
    assert "catalog:\n  - TSA\n  - TSB  # both\n  - OPS23\n" in text


def test_an_object_in_braces_is_named_and_nothing_changes(older: Sandbox) -> None:
    fields = "kind: exercise, date: 2026-06-11, result: pass, by: TEST_K_ISB, proves: TSA_M2_EMG_01"
    entry = f"{{id: TEST_R_09, title: Exercise, {fields}, text: It took three hours in all.}}"
    older.write("evidence/more.yaml", f"records:\n  - {entry}\n")
    before = files_of(older)
    result = upgrade(older, "--yes")
    assert (result.exit_code, files_of(older)) == (2, before)
    assert result.stderr.startswith(f"{PROJECT}/evidence/more.yaml:2:5: TEST_R_09 is written in")


def test_a_stub_is_linked_and_not_suspect(older: Sandbox) -> None:
    older.add("clause C_9 status=open fulfils=TSA_M1_02")
    upgrade(older, "--yes")
    text = (older.root / PROJECT / "added.md").read_text(encoding="utf-8")
    assert ":fulfils: TSA_M1_02, OPS23_A_02\n" in text
    assert "TEST_C_9" not in (older.root / PROJECT / "trace.lock").read_text(encoding="utf-8")


def test_what_is_superseded_is_not_carried_over(older: Sandbox) -> None:
    older.add("clause C_9 status=superseded fulfils=TSA_M1_02")
    before = upgrade(older, "--dry-run").stdout
    assert "TEST_C_9" not in before
    assert "TEST carried over: 4 links" in before


def test_a_catalogue_without_the_edition_says_so(workspace: Sandbox) -> None:
    result = upgrade(workspace, "--yes")
    assert result.exit_code == 2
    assert result.stderr == (
        "nachweis: the catalogue of this repository has no OPS23; add it first\n"
    )
