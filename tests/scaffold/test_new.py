"""New projects: every applicable requirement stands in a document, and nothing else is wrong."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

import pytest
from click.testing import CliRunner

from nachweis.cli.group import main
from nachweis.load import judge_projects
from nachweis.model.kinds import Origin
from nachweis.model.objects import PROOFS, TYPE
from nachweis.model.terms import Level, Phase, State
from nachweis.sources.yaml.annexes import read_annexes
from nachweis.trace.applicability import not_applicable, not_owed
from nachweis.trace.gate import Verdict
from nachweis.trace.negotiation import negotiations
from tests.scaffold.conftest import DAY, EPOCH, KINDS, Room, key_of
from tests.support.sandbox import Sandbox

pytestmark = pytest.mark.xdist_group("new-projects")

NewProject = Callable[[Sequence[str]], Room]

QUICK: Final = {  # each side, language, level and edition at least once
    ("client", "en", "standard", "seeds"),
    ("provider", "de", "increased", "seeds"),
    ("provider", "en", "increased", "2023"),
    ("joint", "de", "increased", "both"),
}


@pytest.fixture(
    scope="module",
    params=[pytest.param(k, marks=() if k in QUICK else pytest.mark.slow) for k in KINDS],
    ids="-".join,
)
def kind(request: pytest.FixtureRequest) -> tuple[str, str, str, str]:
    chosen: tuple[str, str, str, str] = request.param
    return chosen


@pytest.fixture(scope="module")
def first(kind: tuple[str, str, str, str], new_project: NewProject) -> Verdict:
    return new_project(kind).judge(key_of(kind))


@pytest.fixture(scope="module")
def ended(kind: tuple[str, str, str, str], new_project: NewProject) -> Verdict:
    return new_project(kind).judge(key_of(kind), close=Phase.EXIT)


def stubs_of(verdict: Verdict) -> Counter[tuple[str, str]]:
    """Count the open objects by requirement and kind of proof."""
    return Counter(
        (target, item.type)
        for item in verdict.graph.project.items
        if item.type in PROOFS and item.get("status") == "open"
        for target in item.targets(PROOFS[item.type].link)
    )


def test_each_proof_has_one_stub_or_that_of_an_equivalent(ended: Verdict) -> None:
    stubs = stubs_of(ended)
    assert set(stubs.values()) == {1}
    wanted = [cell for cell in ended.coverage.cells if cell.state is not State.NA]
    asked = {(cell.requirement.id, cell.kind) for cell in wanted}
    assert set(stubs) <= asked
    others = ended.graph.equivalents
    for cell in wanted:
        names = [cell.requirement.id, *others.get(cell.requirement.id, ())]
        assert any((name, cell.kind) in stubs for name in names), cell


def test_what_editions_repeat_is_written_once(
    kind: tuple[str, str, str, str], ended: Verdict
) -> None:
    stubs = stubs_of(ended)
    for name, others in ended.graph.equivalents.items():
        for other in others:
            mutual = name in ended.graph.equivalents.get(other, ())
            both = ended.graph.requirements[name].proofs.keys() & (
                ended.graph.requirements[other].proofs.keys()
            )
            for proof in both if mutual and len(others) == 1 else ():
                assert (name, proof) not in stubs or (other, proof) not in stubs
    if kind[3] == "both":
        assert ("OPS23_A04_07", "clause") in stubs
        assert ("OPS31_M02_ORG_01", "clause") not in stubs
        assert ("OPS31_LC_09", "clause") in stubs
        assert ("OPS23_A07_01", "clause") not in stubs


def test_every_stub_counts_as_missing(ended: Verdict) -> None:
    states = Counter(cell.state for cell in ended.coverage.cells)
    assert set(states) <= {State.MISSING, State.NA}


def test_level_decides_whether_all_measures_apply(
    kind: tuple[str, str, str, str], ended: Verdict
) -> None:
    settings = ended.graph.project.settings
    requirements = ended.graph.requirements.values()
    left_out = {r.measure for r in requirements if not_applicable(r, settings)}
    measures = {requirement.measure for requirement in ended.graph.requirements.values()}
    increased = {m for m in measures if ended.graph.catalogue.groups[m].level is Level.INCREASED}
    assert left_out == (set() if kind[2] == "increased" else increased)
    assert increased


def test_a_stub_stands_for_each_proof_that_the_side_owes(ended: Verdict) -> None:
    settings = ended.graph.project.settings
    for cell in ended.coverage.cells:
        by_rule = not_applicable(cell.requirement, settings) or not_owed(
            cell.requirement, cell.kind, settings
        )
        assert (cell.state is State.NA) == bool(by_rule), cell


def test_side_decides_which_modules_apply(kind: tuple[str, str, str, str], first: Verdict) -> None:
    measures = {requirement.measure for requirement in first.graph.requirements.values()}
    side, catalog = kind[0], kind[3]
    if catalog != "2023":
        assert measures.isdisjoint({"B111", "M2251"}) == (side == "provider")
        assert {"M2254", "M2256", "OPS31_M01", "OPS31_M15"} <= measures
    if catalog != "seeds":
        assert ("OPS23_A01" in measures) == (side != "provider")
        assert ("OPS32_A01" in measures) == (side != "client")
    assert any(measure.startswith(("OPS23", "OPS32")) for measure in measures) == (
        catalog != "seeds"
    )


def test_first_gate_names_each_stub_with_its_file_and_line(
    kind: tuple[str, str, str, str], first: Verdict, new_project: NewProject
) -> None:
    assert first.holds
    assert first.coverage.phase is Phase.STRATEGY
    due = [cell for cell in first.coverage.cells if cell.state is State.DUE]
    assert bool(due) == (kind[0] != "provider")  # who owes nothing before there is a tender
    findings = [finding for finding in first.findings if finding.rule != "example-entry"]
    found = Counter(finding.rule for finding in findings)
    assert found == Counter(f"missing-{cell.kind}" for cell in due)
    for finding in findings:
        lines = (new_project(kind).root / finding.place.path).read_text().splitlines()
        assert lines[finding.place.line - 1] == ":status: open"
        block = lines[: finding.place.line]
        stub = next(line for line in reversed(block) if line.startswith(":id: "))
        assert stub.removeprefix(":id: ") in finding.message


def test_each_register_says_that_its_rows_are_examples(first: Verdict) -> None:
    named = {f.place.path for f in first.findings if f.rule == "example-entry"}
    tagged = {i.place.path for i in first.graph.project.items if "example" in i.list("tags")}
    assert named == tagged != set()


def test_titles_are_unique_in_their_document_and_fit_on_a_line(first: Verdict) -> None:
    seen = Counter((i.place.path, i.type, i.title) for i in first.graph.project.items)
    assert [key for key, count in seen.items() if count > 1] == []
    for item in first.graph.project.items:
        assert item.title == " ".join(item.title.split())
        assert not re.search(r"[`{}\[\]<>|*_\\]", item.title), item.title


def test_titles_are_in_the_language_of_the_project(
    kind: tuple[str, str, str, str], first: Verdict
) -> None:
    requirements = first.graph.catalogue.requirements
    for item in first.graph.project.items:
        if item.type in PROOFS and not item.get("answers"):  # of a standard, not of the catalogue
            [target] = item.targets(PROOFS[item.type].link)
            assert item.title == requirements[target].text[kind[1]]


def test_clauses_are_numbered_in_the_order_of_the_document(first: Verdict) -> None:
    numbers: dict[str, list[str]] = {}
    for item in first.graph.of_type("clause"):
        numbers.setdefault(item.place.path, []).append(item.get("number"))
    parts = set()
    for path, found in numbers.items():
        part = found[0].partition(".")[0]
        assert found == [f"{part}.{n}" for n in range(1, len(found) + 1)], path
        parts.add(part)
    assert len(parts) == len(numbers)


def test_every_register_has_rows_that_are_marked_as_examples(first: Verdict) -> None:
    registers = [t for t in TYPE.values() if t.origin is Origin.REGISTER]
    for register in registers:
        if register.name == "action" or register.folder != "registers":  # nothing failed, no tender
            continue
        rows = list(first.graph.of_type(register.name))
        assert rows, register.name
        assert all(row.get("tags") == "example" for row in rows)
        assert all(row.place.path.endswith(f"/registers/{register.plural}.yaml") for row in rows)


def test_every_role_that_a_requirement_names_has_a_contact_with_a_deputy(ended: Verdict) -> None:
    assert not {f.rule for f in ended.findings} & {"unnamed-contact", "no-deputy"}


def test_agreements_hold_the_clauses_and_sections_of_their_measures(ended: Verdict) -> None:
    items, stubs = ended.graph.items, stubs_of(ended)
    for agreement in ended.graph.of_type("agreement"):
        settled = {r for t in agreement.targets("settles") for r in ended.graph.stands_for(t)}
        held = {
            target
            for stub in agreement.targets("contains")
            for target in items[stub].targets(PROOFS[items[stub].type].link)
        }
        assert held == {
            c.requirement.id
            for c in ended.coverage.cells
            if c.requirement.id in settled and c.kind != "record" and c.state is not State.NA
            if (c.requirement.id, c.kind) in stubs
        }


def test_requirements_can_be_followed_from_the_demand(first: Verdict) -> None:
    assert "desired" in {n.status for n in negotiations(first.graph, DAY).values()}


def test_files_end_with_one_line_end_and_hold_no_double_blank_lines(
    kind: tuple[str, str, str, str], new_project: NewProject
) -> None:
    for path in new_project(kind).folder(key_of(kind)).rglob("*.*"):
        text = path.read_bytes().decode()
        assert text.endswith("\n"), path
        assert not text.endswith("\n\n"), path
        assert "\n\n\n" not in text, path
        assert not re.search(r"[ \t]$", text, re.MULTILINE), path


def test_guidance_stands_once_below_the_heading_of_its_topic(new_project: NewProject) -> None:
    kind = ("client", "en", "standard", "seeds")
    room = new_project(kind)
    text = (room.folder(key_of(kind)) / "contract/03-infrastructure.md").read_text()
    assert re.findall(r"^#+ .*", text, re.MULTILINE) == ["# 3 Infrastructure", "## Infrastructure"]
    guidance = room.catalogue.groups["OPS31_M02_INF"].guidance["en"].strip()
    assert text.count(guidance) == 1
    assert "\nTo do (OPS.3.1.M2, should, due in contract).\n" in text


def test_same_wish_on_the_same_day_makes_the_same_files(make_room: Callable[[str], Room]) -> None:
    texts = []
    for name in ("one", "two"):
        room = make_room(name)
        room.new("SAME", "--lang", "de")
        files = sorted(p for p in room.folder("SAME").rglob("*") if p.is_file())
        texts.append([(p.relative_to(room.root), p.read_bytes()) for p in files])
    assert texts[0] == texts[1]


def test_the_edition_of_today_is_selected_where_none_is_named(room: Room) -> None:
    assert room.call("new", "TODAY", "--side", "joint", "--title", "T").exit_code == 0
    assert room.judge("TODAY").graph.project.settings.catalog == ("OPS23", "OPS32")


def test_title_may_hold_what_yaml_reads_as_its_own(room: Room) -> None:
    title = '"A": {b}, [c] # d – é \\'
    assert room.new("ODD", "--title", title).exit_code == 0
    assert room.judge("ODD").graph.project.settings.title == {"en": title}


def test_says_what_was_made(room: Room) -> None:
    done = room.new("SAYS")
    folder = room.folder("SAYS")
    files = [path for path in folder.rglob("*") if path.is_file()]
    items = room.judge("SAYS").graph.project.items
    stubs = sum(item.type in PROOFS and item.get("status") == "open" for item in items)
    message = f"projects/SAYS: {len(files)} files with {stubs} stubs; see 'nachweis check SAYS'\n"
    assert done.output == f"{message}README.md says how to go on\n"


@pytest.mark.parametrize("key", ["A", "1A", "A-B", "ÄB", "A B", "A.B", "", "../A"])
def test_refuses_what_is_no_key(room: Room, key: str) -> None:
    done = room.new(key)
    assert done.exit_code == 2
    assert done.output == (
        f"nachweis: {key!r} is not a valid key; "
        "use letters, digits and _ (at least two, a letter first)\n"
    )
    assert not list(room.root.iterdir())


def test_a_key_in_small_letters_is_taken_as_add_takes_it(room: Room) -> None:
    assert room.new("bank").output.startswith("projects/BANK: ")
    assert room.call("add", "clause", "bank").exit_code == 0


@pytest.mark.parametrize("key", ["OPS31", "B111", "M2254", "OPS31_M02"])
def test_refuses_a_key_that_begins_ids_of_the_catalogue(room: Room, key: str) -> None:
    done = room.new(key)
    assert done.exit_code == 2
    assert re.fullmatch(
        rf"nachweis: '{key}' begins IDs of the catalogue such as {key}\w*; choose another key\n",
        done.output,
    )


def test_refuses_an_existing_folder_and_leaves_it_alone(room: Room) -> None:
    folder = room.folder("TAKEN")
    folder.mkdir(parents=True)
    (folder / "notes.txt").write_text("mine")
    done = room.new("TAKEN")
    assert done.exit_code == 2
    assert done.output.endswith("exists already; choose another key\n")
    assert done.output.startswith("projects/TAKEN:")
    assert [path.name for path in folder.iterdir()] == ["notes.txt"]
    assert [path.name for path in folder.parent.iterdir()] == ["TAKEN"]


def test_refuses_a_title_without_a_letter(room: Room) -> None:
    done = room.new("EMPTY", "--title", "  ")
    assert done.exit_code == 2
    assert done.output.startswith("nachweis: the title is empty")


def test_leaves_nothing_behind_where_it_cannot_write(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", fail)
    done = room.new("FULL")
    assert done.exit_code == 2
    assert done.output.startswith("projects/FULL:")
    assert done.output.endswith("cannot be written: no space left on device\n")
    assert not [*room.root.glob("projects/*"), *room.root.glob("templates/*")]


def test_takes_the_modules_of_a_catalogue_of_the_workspace(
    workspace: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", EPOCH)
    arguments = ["new", "OWN", "--side", "client", "--title", "Own", "--root", str(workspace.root)]
    assert CliRunner().invoke(main, arguments).exit_code == 0
    [verdict] = judge_projects(workspace.root, ["OWN"], DAY)
    assert verdict.holds
    rows = {"missing-field", "example-entry"}  # they point to requirements that it lacks
    assert {f.rule for f in verdict.findings} <= {f"missing-{kind}" for kind in PROOFS} | rows
    assert {r.measure for r in verdict.graph.requirements.values()} >= {"TSA_M1", "TSB_M1"}


def test_the_first_project_of_a_repository_brings_what_stands_beside_it(room: Room) -> None:
    (room.root / ".gitignore").write_text("mine\n", encoding="utf-8")
    assert "README.md says how to go on" in room.new("ONE").output
    for name in (
        "README.md",
        ".gitattributes",
        ".editorconfig",
        ".vscode/settings.json",
        ".gitlab-ci.yml",
        ".github/workflows/nachweis.yml",
    ):
        assert (room.root / name).is_file(), name
    assert (room.root / ".gitignore").read_text(encoding="utf-8") == "mine\n"
    assert "README.md" not in room.new("TWO").output
    assert "`projects/ONE/contract/`" in (room.root / "README.md").read_text(encoding="utf-8")


def test_annexes_of_a_new_project_name_its_documents(
    kind: tuple[str, str, str, str], new_project: NewProject
) -> None:
    folder = new_project(kind).folder(key_of(kind))
    annexes = read_annexes(folder, folder.parent.parent)
    assert {"coverage", "nachweisstand"} & annexes.keys()
    text = (folder / "annexes.yaml").read_text(encoding="utf-8")
    written = {p.relative_to(folder).as_posix() for p in folder.glob("contract/*.md")}
    assert written == {name for name in written if name in text}


def test_hints_for_writers_are_comments(
    kind: tuple[str, str, str, str], new_project: NewProject
) -> None:
    for path in new_project(kind).folder(key_of(kind)).rglob("*.md"):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"^(Each entry stands|Jeder Eintrag steht)", text, re.MULTILINE)
