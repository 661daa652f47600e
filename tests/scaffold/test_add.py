"""One more object: the next ID, what its type requires, and nothing else changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from nachweis.model.items import Item
from nachweis.model.kinds import Origin
from nachweis.model.objects import TYPES
from tests.scaffold.conftest import DAY, Room

ADDABLE = [kind for kind in TYPES if kind.origin is not Origin.CATALOGUE]
FULL = "FULL"

CONTRACT = """\
# Emergencies

:::{clause} Duty to notify
:id: ACME_C_07_2
:number: 7.2
:status: agreed
:obliges: provider
:fulfils: OPS31_M02_EMG_04

Within two hours.
:::

:::{clause} Reaction times
:id: ACME_C_07_3
:number: 7.3
:status: agreed
:obliges: provider, client
:fulfils: OPS31_M02_EMG_03

Within one hour.
:::

Signed on 2026-03-01.
"""


@pytest.fixture
def full(room: Room) -> Room:
    """Return a workspace with a new project."""
    assert room.new(FULL).exit_code == 0
    return room


@pytest.fixture
def acme(room: Room) -> Room:
    """Return a workspace with the project ACME, which has one document."""
    folder = room.folder("ACME")
    (folder / "contract").mkdir(parents=True)
    (folder / "project.yaml").write_text("key: ACME\ntitle: Data\nside: client\ncatalog: [OPS31]\n")
    (folder / "contract" / "07-emergencies.md").write_text(CONTRACT)
    return room


def add(room: Room, *arguments: str, key: str = "ACME") -> Item:
    """Add an object and return it as it is read back from where the command says it stands."""
    name, *options = arguments
    done = room.call("add", name, key, *options)
    assert done.exit_code == 0, done.output
    place, _, identifier = done.output.strip().rpartition(": ")
    path, _, line = place.rpartition(":")
    [item] = [i for i in room.judge(key).graph.project.items if i.id == identifier]
    assert (item.place.path, item.place.line) == (path, int(line))
    return item


def refusal(room: Room, *arguments: str, key: str = "ACME") -> str:
    """Return the one line with which the command refuses, and check that it changed nothing."""
    name, *options = arguments
    before = contents(room)
    done = room.call("add", name, key, *options)
    assert done.exit_code == 2
    assert contents(room) == before
    assert done.output.count("\n") == 1, done.output
    return done.output.strip()


def contents(room: Room) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in room.root.rglob("*") if path.is_file()}


def contract(room: Room) -> Path:
    return room.folder("ACME") / "contract" / "07-emergencies.md"


def added(room: Room, key: str) -> dict[str, str]:
    """Add an object of every type, and return its ID by type."""
    outputs = {kind.name: room.call("add", kind.name, key).output for kind in ADDABLE}
    return {name: text.strip().rpartition(": ")[2] for name, text in outputs.items()}


def test_an_object_of_every_type_needs_nothing_but_its_author(full: Room) -> None:
    identifiers = added(full, FULL)
    verdict = full.judge(FULL)
    assert len(set(identifiers.values())) == len(ADDABLE)
    for name, identifier in identifiers.items():
        item = verdict.graph.items[identifier]
        assert item.type == name
        assert item.body.startswith("To do")
    found = {(f.rule.value, f.subject) for f in verdict.findings if f.state is None}
    assert found == {("unauthorised-partner", identifiers["partner"])}


def test_a_project_without_documents_gets_those_that_it_needs(acme: Room) -> None:
    documents = {
        "clause": "contract/07-emergencies.md",
        "section": "concept/sections.md",
        "record": "evidence/records.md",
        "decision": "decisions/decisions.md",
        "derogation": "decisions/decisions.md",
    }
    identifiers = added(acme, "ACME")
    verdict = acme.judge("ACME")
    for kind in ADDABLE:
        item = verdict.graph.items[identifiers[kind.name]]
        usual = f"registers/{kind.plural}.yaml"
        assert item.place.path == f"projects/ACME/{documents.get(kind.name, usual)}"
    assert not [f for f in verdict.findings if f.rule in ("missing-field", "bad-value")]


def test_a_clause_stands_behind_the_last_one(acme: Room) -> None:
    item = add(acme, "clause", "--title", "Force majeure", "--link", "OPS31_M02_EMG_09")
    assert contract(acme).read_text() == CONTRACT.replace(
        "Within one hour.\n:::\n",
        "Within one hour.\n:::\n\n"
        ":::{clause} Force majeure\n"
        ":id: ACME_C_07_4\n"
        ":status: open\n"
        ":number: 7.4\n"
        ":obliges: client, provider\n"
        ":fulfils: OPS31_M02_EMG_09\n"
        "\n"
        "To do (OPS.3.1.M2).\n"
        ":::\n",
    )
    assert item.place.line == 23


def test_title_is_the_requirement_where_none_is_given(acme: Room) -> None:
    item = add(acme, "clause", "--link", "OPS31_M02_EMG_09")
    assert item.title == acme.catalogue.requirements["OPS31_M02_EMG_09"].text["en"]


@pytest.mark.parametrize(
    ("last", "following"),
    [
        ("ACME_R_EXE_09", "ACME_R_EXE_10"),
        ("ACME_R_EXE_99", "ACME_R_EXE_100"),
        ("ACME_R_9", "ACME_R_10"),
        ("ACME_R_EXE_001", "ACME_R_EXE_002"),
        ("ACME_R_EXE_2026A", "ACME_R_01"),
        ("ACME_R_EXE_04", "ACME_R_EXE_07"),
    ],
)
def test_next_id_counts_on_and_is_free_in_the_whole_project(
    acme: Room, last: str, following: str
) -> None:
    folder = acme.folder("ACME") / "evidence"
    folder.mkdir()
    taken = "".join(f":::{{record}} T\n:id: ACME_R_EXE_{n}\n:::\n\n" for n in ("05", "06"))
    (folder / "a.md").write_text(f"# A\n\n{taken}")
    (folder / "b.md").write_text(f"# B\n\n:::{{record}} T\n:id: {last}\n:::\n")
    assert add(acme, "record").id == following


@pytest.mark.parametrize(
    ("last", "following"),
    [("7.9", "7.10"), ("A.12", "A.13"), ("§ 5", "§ 6"), ("7.3.2", "7.3.3"), ("7a", "8.1")],
)
def test_next_number_counts_on(acme: Room, last: str, following: str) -> None:
    path = contract(acme)
    text = path.read_text().replace(":number: 7.2\n", "").replace(": 7.3\n", f": {last}\n")
    path.write_text(text)
    assert add(acme, "clause").get("number") == following


def test_record_gets_the_day_and_the_points_of_its_kind(acme: Room) -> None:
    item = add(acme, "record", "--kind", "meeting", "--link", "OPS31_M10_12")
    assert item.get("date") == str(DAY)
    assert item.get("kind") == "meeting"
    assert item.get("result") == ""
    assert item.body.startswith("To do (OPS.3.1.M10).\n\n- Participants and their functions:\n")


def test_date_and_other_values_can_be_said(acme: Room) -> None:
    item = add(acme, "record", "--date", "2026-02-03", "--set", "result=pass", "--set", "by=ISO: x")
    assert (item.get("date"), item.get("result"), item.get("by")) == (
        "2026-02-03",
        "pass",
        "ISO: x",
    )
    assert add(acme, "derogation", "--date", "2026-02-03").get("since") == "2026-02-03"
    assert add(acme, "duty", "--date", "2027-02-03").get("first") == "2027-02-03"


def test_links_are_named_by_the_type_of_their_target(full: Room) -> None:
    item = add(
        full,
        "section",
        *("--link", "OPS31_M08_OPS_07", "--link", f"{FULL}_C_M08_AGR_01"),
        *("--link", f"{FULL}_I_01"),
        key=FULL,
    )
    assert item.links == {
        "addresses": ("OPS31_M08_OPS_07",),
        "implements": (f"{FULL}_C_M08_AGR_01",),
        "describes": (f"{FULL}_I_01",),
    }
    item = add(full, "concept", "--link", f"audited_by={FULL}_R_M2254_PAR_09", key=FULL)
    assert item.links == {"audited_by": (f"{FULL}_R_M2254_PAR_09",)}


def test_goes_where_its_topic_stands_unless_a_file_is_named(full: Room) -> None:
    options = ("--link", "OPS31_M02_EMG_04")
    item = add(full, "clause", *options, key=FULL)
    assert item.place.path.endswith("/contract/05-incidents-and-emergencies.md")
    item = add(full, "clause", *options, "--to", "contract/04-personnel.md", key=FULL)
    assert item.place.path.endswith("/contract/04-personnel.md")
    assert item.get("number") == "4.5"
    item = add(full, "clause", key=FULL)
    assert item.place.path.endswith("/contract/annex-c-staff.md")


def test_named_file_may_be_new_or_a_list(acme: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(acme.root)
    add(acme, "record", "--to", "evidence/exercises-2027.md")
    text = (acme.folder("ACME") / "evidence/exercises-2027.md").read_text()
    assert text.startswith("# Exercises 2027\n\n:::{record} ")
    item = add(acme, "record", "--to", "projects/ACME/evidence/exercises-2027.md")
    assert item.id == "ACME_R_02"
    item = add(acme, "record", "--to", "evidence/tests.yaml")
    assert item.document == "projects/ACME/evidence/tests.yaml"
    assert add(acme, "contact", "--to", "concept/people.md").type == "contact"


def test_concept_follows_from_the_folder_or_the_side(acme: Room) -> None:
    assert add(acme, "section", "--to", "concept/s.md").get("concept") == "client"
    folder = acme.folder("ACME") / "concept" / "interface"
    folder.mkdir()
    assert add(acme, "section", "--to", "concept/interface/a.md").get("concept") == "interface"


def test_texts_are_in_the_language_of_the_project(room: Room) -> None:
    room.new("DE", "--lang", "de")
    assert add(room, "record", "--kind", "meeting", key="DE").body.startswith("Zu tun.\n\n- Teil")
    assert add(room, "asset", key="DE").get("reason") == "Zu tun"


def test_quiet_says_nothing_and_verbose_says_more(acme: Room) -> None:
    assert acme.call("add", "clause", "ACME", "--quiet").output == ""
    assert "  number: 7.5\n" in acme.call("add", "clause", "ACME", "--verbose").output


def test_key_may_be_in_any_case(acme: Room) -> None:
    assert acme.call("add", "clause", "acme").output.endswith(": ACME_C_07_4\n")


def test_refuses_an_unknown_type(acme: Room) -> None:
    names = ", ".join(kind.name for kind in ADDABLE)
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
        ("proves=OPS31_M09", "a clause has no link 'proves'; it has fulfils"),
        (
            "ACME_C_07_2",
            (
                "a clause cannot link to ACME_C_07_2, which is a clause; "
                "allowed are req, req_topic, measure"
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
    assert message.endswith("cannot be written: No space left on device")


def test_permissions_stay(acme: Room) -> None:
    contract(acme).chmod(0o640)
    add(acme, "clause")
    assert contract(acme).stat().st_mode & 0o777 == 0o640
