"""One more object: the next ID, what its type requires, and nothing else changed."""

from __future__ import annotations

import pytest

from nachweis.model.items import Item
from nachweis.model.objects import TYPE
from tests.scaffold.conftest import ADDABLE, CONTRACT, DAY, FULL, Room, contract


def add(room: Room, *arguments: str, key: str = "ACME") -> Item:
    """Add an object and return it as it is read back from where the command says it stands."""
    name, *options = arguments
    done = room.call("add", name, key, *options)
    assert done.exit_code == 0, done.output
    place, _, identifier = done.stdout.strip().rpartition(": ")
    path, _, line = place.rpartition(":")
    [item] = [i for i in room.judge(key).graph.project.items if i.id == identifier]
    assert (item.place.path, item.place.line) == (path, int(line))
    return item


def added(room: Room, key: str) -> dict[str, str]:
    """Add an object of every type, and return its ID by type."""
    outputs = {kind.name: room.call("add", kind.name, key).stdout for kind in ADDABLE}
    return {name: text.strip().rpartition(": ")[2] for name, text in outputs.items()}


def placeholders(item: Item) -> set[str]:
    """Return the demanded fields of an object that nobody has written yet."""
    demanded = {part.name for part in TYPE[item.type].demanded}
    return {name for name in demanded if item.get(name) == "To do"}


def test_an_object_of_every_type_needs_nothing_but_its_author(full: Room) -> None:
    identifiers = added(full, FULL)
    verdict = full.judge(FULL)
    assert len(set(identifiers.values())) == len(ADDABLE)
    for name, identifier in identifiers.items():
        item = verdict.graph.items[identifier]
        assert item.type == name
        assert item.body.startswith("To do")
    found = {
        (f.rule, f.subject)
        for f in verdict.findings
        if f.state is None and f.rule != "example-entry"
    }
    to_be_linked = (
        *("action", "contact", "criterion", "demand", "dependency", "duty", "partner", "process"),
        *("right", "sla"),
    )
    to_be_written = [item.type for item in verdict.graph.project.items if placeholders(item)]
    assert found == {
        ("unauthorised-partner", identifiers["partner"]),
        *(("missing-field", identifiers[name]) for name in (*to_be_linked, *to_be_written)),
    }


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
        usual = f"{kind.folder}/{kind.plural}.yaml"
        assert item.place.path == f"projects/ACME/{documents.get(kind.name, usual)}"
    assert not [f for f in verdict.findings if f.rule == "bad-value"]
    lacking = {f.related for f in verdict.findings if f.rule == "missing-field"}
    links = {link.name for kind in ADDABLE for link in kind.links}
    unwritten = set[str]().union(*map(placeholders, verdict.graph.project.items))
    assert lacking <= links | {"approved", "mail", "personal_data"} | unwritten


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


def test_says_that_a_record_is_linked_to_nothing(acme: Room) -> None:
    done = acme.call("add", "record", "ACME", "--kind", "audit")
    assert done.exit_code == 0
    assert done.stderr == (
        "nachweis: ACME_R_01 is linked to nothing; add one of proves, checks, stated_by, restores "
        "to it, or name the ID with --link the next time\n"
    )
    linked = acme.call("add", "record", "ACME", "--link", "OPS31_M02_EMG_09")
    assert (linked.exit_code, linked.stderr) == (0, "")


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
    assert acme.call("add", "clause", "acme").stdout.endswith(": ACME_C_07_4\n")


def test_permissions_stay(acme: Room) -> None:
    contract(acme).chmod(0o640)
    add(acme, "clause")
    assert contract(acme).stat().st_mode & 0o777 == 0o640
