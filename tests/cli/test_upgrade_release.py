"""``nachweis upgrade NAME FILE``: links follow their duties to another release, and none lies."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from nachweis.cli.group import main
from tests.support.oscal import catalogue, control, group, uuid_of, write
from tests.support.sandbox import Sandbox

RULES = """\
rules:
  - {responsible: [client], proofs: {section: requirements}}
  - {control: [IMP_A_1_1], recurrence: regular}
"""


def run(workspace: Sandbox, *arguments: str) -> Result:
    result = CliRunner().invoke(main, [*arguments, "--root", str(workspace.root)])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def release(*controls: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Return a catalogue whose group A.1 has the controls."""
    return catalogue(group("A", group("A.1", *controls)), version="2", **more)


def upgraded(workspace: Sandbox, document: dict[str, Any], *arguments: str) -> dict[str, Any]:
    """Take the catalogue to a release; return the report."""
    path = write(workspace.root / "next.json", document)
    result = run(workspace, "upgrade", "imp", str(path), "--yes", "--format", "json", *arguments)
    assert result.exit_code == 0, result.stderr
    report: dict[str, Any] = json.loads(result.stdout)
    return report


def fates(report: dict[str, Any]) -> set[tuple[str, str | None, str | None]]:
    return {(move["fate"], move["before"], move["after"]) for move in report["moves"]}


@pytest.fixture
def linked(workspace: Sandbox) -> Sandbox:
    """Return a project with a section for each of three controls of an imported catalogue."""
    first = release(
        control("A.1.1", "The house writes down its rules for guests."),
        control("A.1.2", "The house locks its doors at night and checks them."),
        control("A.1.3", "Keys are counted every week by the warden."),
    )
    path = write(workspace.root / "first.json", first)
    assert (
        run(workspace, "import", "oscal", str(path), "--as", "imp", "--lang", "en").exit_code == 0
    )
    (workspace.root / "catalog/imported/IMP/mapping.yaml").write_text(RULES, encoding="utf-8")
    workspace.configure(catalog=["TSA", "IMP_A"], intervals={"IMP_A_1_1": "P6M"})
    for number in (1, 2, 3):
        words = f"section S_I{number} status=approved concept=client owner=TEST_K_ISO"
        workspace.add(f"{words} addresses=IMP_A_1_{number}", "concept/imported.md")
    assert states(workspace) == dict.fromkeys(("IMP_A_1_1", "IMP_A_1_2", "IMP_A_1_3"), "covered")
    return workspace


def states(workspace: Sandbox) -> dict[str, str]:
    cells = workspace.judge().coverage.cells
    return {c.requirement.id: str(c.state) for c in cells if c.requirement.id.startswith("IMP")}


def texts(workspace: Sandbox) -> dict[str, bytes]:
    folders = (workspace.root / "projects", workspace.root / "catalog")
    return {str(p): p.read_bytes() for f in folders for p in f.rglob("*") if p.is_file()}


RULE = "The house writes down its rules for guests."
DOORS = "The house locks its doors at night and checks them."
KEYS = "Keys are counted every week by the warden."


def test_the_same_release_changes_no_byte(linked: Sandbox) -> None:
    assert run(linked, "confirm", "TEST", "--yes").exit_code in (0, 1)
    same = json.loads((linked.root / "first.json").read_text(encoding="utf-8"))
    path = linked.root / "first.json"
    before = texts(linked)
    result = run(linked, "upgrade", "IMP", str(path), "--yes")
    assert (result.stdout, result.stderr) == ("IMP: 3 same\n", "nothing to change\n")
    assert texts(linked) == before
    upgraded(linked, {**same, "catalog": {**same["catalog"]}})  # under another name
    source = "catalog/imported/IMP/source.yaml"
    assert [k for k, v in texts(linked).items() if before[k] != v] == [str(linked.root / source)]


def test_two_exchanged_ids_take_their_links_along(linked: Sandbox) -> None:
    report = upgraded(
        linked,
        release(
            control("A.1.2", RULE, key="A.1.1"),
            control("A.1.1", DOORS, key="A.1.2"),
            control("A.1.3", KEYS),
        ),
    )
    assert fates(report) == {
        ("moved", "IMP_A_1_1", "IMP_A_1_2"),
        ("moved", "IMP_A_1_2", "IMP_A_1_1"),
    }
    verdict = linked.judge()
    assert verdict.graph.items["TEST_S_I1"].targets("addresses") == ("IMP_A_1_2",)
    assert verdict.graph.items["TEST_S_I2"].targets("addresses") == ("IMP_A_1_1",)
    assert set(states(linked).values()) == {"covered"}
    assert "IMP_A_1_2" in verdict.graph.project.settings.intervals
    rules = (linked.root / "catalog/imported/IMP/mapping.yaml").read_text(encoding="utf-8")
    assert "control: [IMP_A_1_2]" in rules


def test_a_confirmed_link_to_the_same_duty_stays_confirmed(linked: Sandbox) -> None:
    run(linked, "confirm", "TEST", "--yes")
    upgraded(linked, release(control("A.1.9", RULE, key="A.1.1"), control("A.1.2", DOORS)))
    assert states(linked)["IMP_A_1_9"] == "covered"
    assert "suspect" not in states(linked).values()


@pytest.mark.parametrize("confirmed", ["TEST_S_I1", ""])
def test_a_changed_text_makes_its_links_suspect(linked: Sandbox, confirmed: str) -> None:
    if confirmed:
        run(linked, "confirm", "TEST", confirmed, "--yes")
    longer = RULE.replace("guests", "guests and staff")
    path = write(
        linked.root / "next.json",
        release(control("A.1.1", longer), control("A.1.2", DOORS), control("A.1.3", KEYS)),
    )
    result = run(linked, "upgrade", "IMP", str(path), "--yes")
    assert "guests {+and staff+}." in result.stdout
    assert "TEST_S_I1 links to it" in result.stdout
    assert states(linked) == {
        "IMP_A_1_1": "suspect",
        "IMP_A_1_2": "covered",
        "IMP_A_1_3": "covered",
    }


@pytest.mark.parametrize(
    ("controls", "expected"),
    [
        pytest.param(
            (control("A.1.1", RULE, key="else"),), set(), id="UUID changed with the text kept"
        ),
        pytest.param(
            (control("A.1.8", RULE, key="else"),),
            {("moved", "IMP_A_1_1", "IMP_A_1_8")},
            id="UUID and ID changed with the text kept",
        ),
        pytest.param(
            (control("A.1.1", RULE.replace("rules", "habits"), key="else"),),
            {("changed", "IMP_A_1_1", "IMP_A_1_1")},
            id="UUID and text changed",
        ),
        pytest.param(
            (control("A.1.1", "Dogs sleep outside, in their own kennel.", key="else"),),
            {("withdrawn", "IMP_A_1_1", None), ("new", None, "IMP_A_1_1")},
            id="another duty under the same ID",
        ),
        pytest.param((control("A.1.1", RULE, key=None),), set(), id="missing UUID"),
        pytest.param(
            (control("A.1.1", RULE, key="A.1.2"),), set(), id="a UUID that two controls have"
        ),
        pytest.param(
            (control("A.1.1", RULE, modal="must"),),
            {("changed", "IMP_A_1_1", "IMP_A_1_1")},
            id="it binds more",
        ),
    ],
)
def test_shapes_of_change(
    linked: Sandbox, controls: tuple[dict[str, Any], ...], expected: set[tuple[str, str, str]]
) -> None:
    report = upgraded(linked, release(*controls, control("A.1.2", DOORS), control("A.1.3", KEYS)))
    assert fates(report) == expected


def test_a_control_moves_to_another_group(linked: Sandbox) -> None:
    document = catalogue(
        group("A", group("A.1", control("A.1.2", DOORS), control("A.1.3", KEYS))),
        group("B", group("B.4", control("B.4.1", RULE, key="A.1.1"))),
    )
    assert fates(upgraded(linked, document)) == {("moved", "IMP_A_1_1", "IMP_B_4_1")}
    text = (linked.root / "projects/TEST/concept/imported.md").read_text(encoding="utf-8")
    assert ":addresses: IMP_B_4_1" in text


def test_split_and_joined(linked: Sandbox) -> None:
    report = upgraded(
        linked,
        release(
            control("A.1.1", RULE),
            control("A.1.2", "The house locks its doors."),
            control("A.1.4", "The house checks doors at night.", key="new"),
            control("A.1.3", KEYS),
        ),
    )
    assert ("split", "IMP_A_1_2", "IMP_A_1_2") in fates(report)
    assert next(m["parts"] for m in report["moves"] if m["fate"] == "split") == ["IMP_A_1_4"]
    assert states(linked)["IMP_A_1_2"] == "suspect"
    report = upgraded(
        linked,
        release(
            control("A.1.1", f"The house writes down its rules for guests; {KEYS.lower()}"),
            control("A.1.2", "The house locks its doors."),
            control("A.1.4", "The house checks doors at night.", key="new"),
        ),
    )
    assert ("joined", "IMP_A_1_3", "IMP_A_1_1") in fates(report)
    assert linked.judge().graph.items["TEST_S_I3"].targets("addresses") == ("IMP_A_1_1",)
    assert states(linked)["IMP_A_1_1"] == "suspect"


def test_what_is_withdrawn_is_listed_with_what_hangs_on_it(linked: Sandbox) -> None:
    path = write(
        linked.root / "next.json", release(control("A.1.1", RULE), control("A.1.2", DOORS))
    )
    result = run(linked, "upgrade", "IMP", str(path), "--yes")
    assert "  IMP_A_1_3\n" in result.stdout
    assert "TEST_S_I3 links to it" in result.stdout
    checked = linked.check().stdout
    assert f"withdrew it: {KEYS}" in checked


def test_old_ids_stay_findable(linked: Sandbox) -> None:
    upgraded(
        linked,
        release(
            control("A.1.9", RULE, key="A.1.1"), control("A.1.2", DOORS), control("A.1.3", KEYS)
        ),
    )
    linked.add("section S_LATE status=approved concept=client addresses=IMP_A_1_1", "concept/b.md")
    assert "Rules of a tester 2 calls it IMP_A_1_9" in linked.check().stdout


def test_a_reference_by_uuid_is_resolved(linked: Sandbox) -> None:
    doors = control("A.1.2", DOORS, links=[("required", f"#_{uuid_of('A.1.3')}")])
    upgraded(linked, release(control("A.1.1", RULE), doors, control("A.1.3", KEYS)))
    requirement = linked.judge().graph.requirements["IMP_A_1_2"]
    assert requirement.see == ("IMP_A_1_3",)


def test_nothing_is_written_without_consent(linked: Sandbox) -> None:
    path = write(linked.root / "next.json", release(control("A.1.1", RULE)))
    before = texts(linked)
    result = CliRunner().invoke(
        main, ["upgrade", "IMP", str(path), "--root", str(linked.root)], input="n\n"
    )
    assert (result.exit_code, texts(linked)) == (2, before)
    assert run(linked, "upgrade", "IMP", str(path), "--dry-run").exit_code == 0
    assert texts(linked) == before


def test_an_unknown_name_is_told(workspace: Sandbox, tmp_path: Path) -> None:
    path = write(tmp_path / "a.json", release(control("A.1.1", RULE)))
    assert "no imported catalogue is GONE" in run(workspace, "upgrade", "gone", str(path)).stderr
    assert "name either an edition" in run(workspace, "upgrade", "TEST").stderr


def test_a_link_to_a_group_is_suspect_where_the_group_asks_for_more(linked: Sandbox) -> None:
    linked.add("section S_ALL status=approved concept=client addresses=IMP_A_1", "concept/all.md")
    assert run(linked, "confirm", "TEST", "--yes").exit_code == 0
    same = (control("A.1.1", RULE), control("A.1.2", DOORS), control("A.1.3", KEYS))
    upgraded(linked, release(*same))
    assert "TEST_S_ALL addresses IMP_A_1" not in linked.check().stdout
    upgraded(linked, release(*same, control("A.1.4", "Windows are closed at night.")))
    assert "TEST_S_ALL addresses IMP_A_1" in linked.check().stdout
