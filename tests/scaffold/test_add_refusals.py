"""What cannot be added is refused in one line, and changes nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from nachweis.model.objects import project_types
from tests.scaffold.conftest import FULL, Room


def contents(room: Room) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in room.root.rglob("*") if path.is_file()}


def refusal(room: Room, *arguments: str, key: str = "ACME") -> str:
    """Return the one line with which the command refuses, and check that it changed nothing."""
    name, *options = arguments
    before = contents(room)
    done = room.call("add", name, key, *options)
    assert done.exit_code == 2
    assert contents(room) == before
    assert done.output.count("\n") == 1, done.output
    return done.output.strip()


def test_refuses_an_unknown_type(acme: Room) -> None:
    names = ", ".join(project_types())
    message = f"nachweis: there is no type 'paragraph'; there are {names}"
    assert refusal(acme, "paragraph") == message
    assert refusal(acme, "measure").startswith("nachweis: there is no type 'measure'; there are ")


def test_refuses_an_unknown_project(acme: Room) -> None:
    message = refusal(acme, "clause", key="NOPE")
    assert message.endswith("there is no project 'NOPE' here; there are: ACME")


@pytest.mark.parametrize(
    ("link", "message"),
    [
        ("OPS31_M02_EMG_4", "there is no object 'OPS31_M02_EMG_4'; did you mean OPS31_M02_EMG_04?"),
        ("NOTHING", "there is no object 'NOTHING'; correct the ID or add the object first"),
        ("OPS31_M02", "OPS31_M02 is a measure with topics; name its topics or requirements"),
        ("proves=OPS31_M09", "a clause has no link 'proves'; it has fulfils, restores"),
        (
            "ACME_C_07_2",
            (
                "a clause cannot link to ACME_C_07_2, which is a clause; "
                "allowed are req, req_topic, measure, asset, process"
            ),
        ),
    ],
)
def test_refuses_a_wrong_link(acme: Room, link: str, message: str) -> None:
    assert refusal(acme, "clause", "--link", link) == f"nachweis: {message}"


def test_refuses_a_link_that_can_be_meant_in_two_ways(full: Room) -> None:
    record = f"{FULL}_R_M2254_PAR_09"
    assert refusal(full, "concept", "--link", record, key=FULL) == (
        f"nachweis: {record} can be linked in more than one way; "
        f"write --link coordinated_by={record} or --link audited_by={record}"
    )


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--kind", "party"), "kind is 'party'; allowed are audit, test"),
        (("--set", "colour=red"), "a record has no option 'colour'; it has id, status"),
        (("--set", "result"), "--set 'result': write NAME=VALUE"),
        (("--set", "id=ACME_R_99"), "id is no field; use --title for titles, --link for links"),
        (("--set", "proves=X"), "proves is no field; use --title for titles, --link for links"),
        (("--title", "a\x1bb"), "the title holds a character that cannot be shown"),
    ],
)
def test_refuses_a_wrong_value(acme: Room, options: tuple[str, ...], words: str) -> None:
    assert words in refusal(acme, "record", *options)


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("../../README.md", "lies outside the project; name a file in "),
        ("/etc/hosts", "lies outside the project; name a file in "),
        ("contract", "contract is a folder; name a Markdown or YAML file in it"),
        ("contract/a.txt", "contract/a.txt is not read: objects stand in .md files"),
        ("contract/_part.md", "contract/_part.md is not read"),
        ("concept/a.yaml", "concept/a.yaml is not read"),
        ("other/a.md", "there is no folder other in the project; make it first"),
    ],
)
def test_refuses_a_file_that_is_not_the_projects(acme: Room, path: str, words: str) -> None:
    assert words in refusal(acme, "clause", "--to", path)


def test_refuses_to_follow_a_link_out_of_the_project(acme: Room, tmp_path: Path) -> None:
    outside = tmp_path / "outside.md"
    outside.write_text("# Outside\n")
    (acme.folder("ACME") / "contract" / "08.md").symlink_to(outside)
    done = acme.call("add", "clause", "ACME", "--to", "contract/08.md")
    assert done.exit_code == 2
    assert outside.read_text() == "# Outside\n"


def test_refuses_a_project_that_cannot_be_read(acme: Room) -> None:
    (acme.folder("ACME") / "project.yaml").write_text("key: [ACME\n")
    assert refusal(acme, "clause").startswith("projects/ACME/project.yaml:")


def test_an_interrupted_write_leaves_the_file_as_it_was(
    acme: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", fail)
    message = refusal(acme, "clause")
    assert message.startswith("projects/ACME/contract/07-emergencies.md:")
    assert message.endswith("cannot be written: no space left on device")
