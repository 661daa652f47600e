"""Objects that begin with a model: the text, where it goes, and where it came from."""

from __future__ import annotations

import datetime
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from nachweis.audience.texts import Hidden, page_text
from nachweis.cli.group import main
from nachweis.load import judge_projects
from nachweis.model.registry import House, activate
from nachweis.model.terms import State
from nachweis.sources.errors import SourceError
from nachweis.sources.workspace import package_data
from nachweis.sources.yaml.models import read_model
from nachweis.trace.models import copies, drift, values_in
from tests.support.sandbox import Sandbox, cell_of

NOTICE = Path(__file__).resolve().parents[1] / "trace" / "rules" / "library" / "notice.yaml"
STUB = """\
    # Agreement

    :::{clause} What it is about
    :id: TEST_C_07
    :number: 7
    :status: open
    :obliges: provider
    :fulfils: TSA_M1_01

    To do (TS.A.M1).
    :::

    The end.
"""


@pytest.fixture
def room(bare: Sandbox) -> Sandbox:
    """Return a workspace with a stub, and a library of one model."""
    (bare.root / "catalog" / "library").mkdir()
    shutil.copy(NOTICE, bare.root / "catalog" / "library")
    bare.write("contract/agreement.md", STUB)
    return bare


def call(room: Sandbox, *arguments: str) -> Result:
    return CliRunner().invoke(main, [*arguments, "--root", str(room.root)])


def page(room: Sandbox) -> str:
    return (room.root / "projects/TEST/contract/agreement.md").read_text(encoding="utf-8")


def test_a_model_takes_the_place_of_the_stub_and_leaves_all_else(room: Sandbox) -> None:
    done = call(room, "add", "clause", "TEST", "--from", "notice", "--set", "where=the officer")
    assert done.output == "projects/TEST/contract/agreement.md:3: TEST_C_07\n"
    assert page(room) == (
        "# Agreement\n\n"
        ":::{clause} Notice\n"
        ":id: TEST_C_07\n"
        ":status: draft\n"
        ":number: 7\n"
        ":obliges: provider\n"
        ":model: NOTICE 2026-11/5661990b0fcf8a40\n"
        ":fulfils: TSA_M1_01\n\n"
        "The provider tells the officer of each incident within 4 hours, and says what was seen.\n"
        ":::\n\n"
        "The end.\n"
    )


def test_further_stubs_that_it_would_prove_are_named(room: Sandbox) -> None:
    text = page(room)
    room.write("contract/other.md", text.replace("TEST_C_07", "TEST_C_08").replace(": 7", ": 8"))
    done = call(room, "add", "clause", "TEST", "--from", "NOTICE")
    said = (
        "nachweis: TEST_C_07 would prove what these stubs wait for; let links point to it in their "
        "place, and delete them: TEST_C_08\n"
    )
    assert done.stderr == said


def test_variant_and_values_are_noted_and_told_apart(room: Sandbox) -> None:
    call(room, "add", "clause", "TEST", "--from", "NOTICE", "--variant", "high,balanced")
    room.edit("contract/agreement.md", "{{ where }}", "the officer on duty")
    room.edit("contract/agreement.md", "within 1 hours", "within 12 hours")
    graph = room.judge().graph
    [copy] = copies(graph)
    found = drift(graph, copy)
    assert (copy.origin.words, copy.is_suspect) == (("high",), False)
    assert found.values == {"hours": "12", "where": "the officer on duty"}
    assert found.negotiated == {"hours": ("1", "12"), "where": ("", "the officer on duty")}
    assert not found.is_rewritten
    room.edit("contract/agreement.md", "says what was seen", "says nothing")
    graph = room.judge().graph
    assert drift(graph, next(copies(graph))).is_rewritten


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--from", "NOTIC"], "the library has no model 'NOTIC'; did you mean NOTICE, "),
        (["--from", "NOTICE", "--set", "hours=48"], "hours: must be 24 at most"),
        (["--from", "NOTICE", "--set", "hours=few"], "hours: must be a number"),
        (
            ["--from", "NOTICE", "--set", "day=1"],
            "NOTICE has no parameter 'day'; it has hours, where",
        ),
        (["--from", "NOTICE", "--variant", "small"], "NOTICE has no variant small; it has high"),
        (
            ["--from", "NOTICE", "--variant", "big"],
            "'big' is no variant; there are small, standard",
        ),
        (["--from", "NOTICE", "--variant", "small,high"], "small and high exclude each other"),
        (["--variant", "high"], "--variant is a variant of a model; name the model with --from"),
    ],
)
def test_what_no_model_allows_changes_nothing(
    room: Sandbox, arguments: list[str], message: str
) -> None:
    before = page(room)
    done = call(room, "add", "clause", "TEST", *arguments)
    assert done.exit_code == 2
    assert message in done.output
    assert page(room) == before


def test_a_changed_model_makes_its_copies_suspect_until_they_are_confirmed(room: Sandbox) -> None:
    call(room, "add", "clause", "TEST", "--from", "NOTICE", "--set", "where=the officer")
    room.edit("contract/agreement.md", ":status: draft", ":status: agreed")
    assert cell_of(room.judge(), "TSA_M1_01", "clause").state is State.COVERED
    text = page(room)
    model = room.root / "catalog" / "library" / "notice.yaml"
    model.write_text(
        model.read_text(encoding="utf-8").replace("what was seen", "what was seen and done"),
        encoding="utf-8",
    )
    assert cell_of(room.judge(), "TSA_M1_01", "clause").state is State.SUSPECT
    assert page(room) == text
    assert call(room, "confirm", "TEST", "--model", "--yes").exit_code == 0
    assert cell_of(room.judge(), "TSA_M1_01", "clause").state is State.COVERED
    assert page(room).replace(":model: NOTICE 2026-11/", "") != text.replace(":model: NOTICE", "")


def test_drift_tells_what_each_side_changed(room: Sandbox) -> None:
    room.write(
        "contract/agreement.md",
        """\
        # Agreement

        :::{clause} Notice
        :id: TEST_C_07
        :number: 7
        :status: agreed
        :obliges: provider
        :model: NOTICE 2026-05/3a8d9f9585bb94a6
        :fulfils: TSA_M1_01

        The provider tells the officer of each incident within 9 hours, if it can.
        :::
        """,
    )
    lines = call(room, "list", "drift", "TEST").output.splitlines()
    place = "projects/TEST/contract/agreement.md:3"
    ours = (
        "The provider tells [-{{ where }}-] {+the officer+} of each incident within "
        "[-8-] {+9+} hours{+, if it can+}."
    )
    theirs = (
        "The provider tells {{ where }} of each incident within "
        "[-8-] {+4+} hours{+, and says what was seen+}."
    )
    assert lines == [
        "NOTICE Notice",
        f"  TEST_C_07 (2026-05): left: other words, changed since; {place}",
        "    whom it goes to: ? → the officer",
        "    hours to the notice: 8 → 9",
        f"    what the project changed: {ours}",
        f"    what the model changed since: {theirs}",
    ]


def test_a_place_whose_neighbours_were_rewritten_has_no_value() -> None:
    template = "It ends after {{ days }} days; the {{ who }} says so."
    assert values_in(template, "It ends after 3 days; the other says so.") == {
        "days": "3",
        "who": "other",
    }
    assert values_in(template, "It ends some day; the other says so.") == {"who": "other"}


def test_what_is_wrong_with_a_model_is_told_with_its_place(tmp_path: Path) -> None:
    path = tmp_path / "wrong.yaml"
    path.write_text(
        """\
id: WRONG
kind: clause
edition: 2026-11
title: {en: Wrong}
covers: [TSA_M1_01]
fields: {status: agreed}
parameters:
  hours: {what: {en: hours}, default: 30, most: 24}
  number: {what: {en: a number}, default: 1}
  unused: {what: {en: nothing}, taken_from: contact.age}
text: {en: "{{ hours }} {{ day }} {{ number }}"}
variants:
  - {name: high, text: {en: At once.}, values: {days: 3}}
  - {name: client-friendly, text: {en: At once!}}
former:
  - {edition: 2026-11, text: {en: Soon.}}
""",
        encoding="utf-8",
    )
    with pytest.raises(SourceError) as raised:
        read_model(path, tmp_path, path.read_bytes())
    both = (
        "high and client-friendly both replace the text, so that nobody can want both; let one of "
        "them add to it"
    )
    no_objects = (
        "there are no objects with 'contact.age'; name a type and its field, such as contact.title"
    )
    assert [f"{p.place.line}: {p.message}" for p in raised.value.problems] == [
        "16: the edition 2026-11 is there twice; rename one",
        f"12: {both}",
        "6: status is no field that a model may have",
        "11: {{ day }} is no parameter; declare it, or correct it",
        "9: the parameter number has the name of an option; rename it",
        "10: the parameter unused stands in no text; drop it",
        "8: hours: must be 24 at most",
        "13: days is no parameter; declare it, or drop it",
        f"10: unused: {no_objects}",
    ]


def test_a_new_project_has_models_in_the_places_of_its_stubs(tmp_path: Path) -> None:
    request = ["--side", "joint", "--title", "Acme", "--level", "increased", "--with-models"]
    done = CliRunner().invoke(main, ["new", "ACME", *request, "--root", str(tmp_path)])
    assert done.exit_code == 0, done.output
    assert "texts are those of models; read each" in done.output
    [verdict] = judge_projects(tmp_path, ["ACME"], datetime.date(2026, 11, 20))
    made = list(copies(verdict.graph))
    assert not any(copy.is_suspect for copy in made)
    assert {item.get("status") for item, *_ in made} <= {"draft", "open"}
    assert {f.rule for f in verdict.findings} <= {
        "example-entry",
        "missing-section",
        "open-parameter",
        "draft-section",
        "repeated-text",
        "missing-record",
    }
    notice = next(copy for copy in made if copy.origin.model == "SERVICE_LEVELS").item
    assert notice.targets("fulfils") == ("OPS23_A14_04", "OPS23_A14_05", "OPS32_A02_09")
    assert verdict.graph.items["ACME_V_01"].targets("agreed_in") == (notice.id,)


def test_a_text_becomes_a_model_that_says_what_was_particular(room: Sandbox) -> None:
    room.write(
        "contract/agreement.md",
        """\
        # Agreement

        :::{clause} Notice of incidents
        :id: TEST_C_07
        :number: 7
        :status: agreed
        :obliges: provider
        :fulfils: TSA_M1_01

        By § 12 Acme Hosting tells {fact}`TEST_K_01.title` of each incident in LEIKA within 4 hours,
        for the first time on 2026-12-01; TEST_C_07 holds for 99.5 % of them within
        two days and another 4 hours.
        :::
        """,
    )
    room.write(
        "registers/contacts.yaml",
        "contacts:\n  - {id: TEST_K_01, title: Officer, mail: a@b.example}\n"
        "  - {id: TEST_K_02, title: Acme Hosting, mail: a@c.example}\n",
    )
    done = call(room, "learn", "TEST", "TEST_C_07", "--as", "our_notice", "--write")
    assert done.exit_code == 0, done.output
    path = room.root / "catalog" / "library" / "clauses" / "our-notice.yaml"
    model = read_model(path, room.root, path.read_bytes())
    assert model.current.text["en"].split("\n")[0] == (
        "By § 12 {{ contact_2 }} tells {{ contact }} of each incident in LEIKA within {{ hours }} "
        "hours,"
    )
    assert model.parameters["hours"][1:4] == ({"en": "4", "de": "4"}, "2", "8")
    assert model.parameters["contact"].taken_from == "contact.title"
    assert set(model.parameters) == {
        "contact",
        "contact_2",
        "hours",
        "date",
        "reference",
        "percent",
    }
    assert "LEIKA looks particular; make it general" in done.output
    assert "two days looks particular; make it general" in done.output
    assert (model.covers, model.fields) == (("TSA_M1_01",), {"obliges": "provider"})
    outside = call(room, "learn", "TEST", "TEST_C_07", "--as", "../out", "--write")
    assert "'../OUT' is not a valid ID; use A-Z, 0-9 and _ only" in outside.output
    again = call(room, "learn", "TEST", "TEST_C_07", "--as", "our_notice")
    assert "there is a model OUR_NOTICE already; give another --as" in again.output


def test_a_variant_is_learned_with_the_places_of_its_model(room: Sandbox) -> None:
    call(room, "add", "clause", "TEST", "--from", "NOTICE", "--set", "where=the officer")
    room.edit("contract/agreement.md", "what was seen", "what it knows")
    done = call(room, "learn", "TEST", "TEST_C_07", "--variant", "provider-friendly", "--quiet")
    assert done.output == (
        "  - name: provider-friendly\n"
        "    text:\n"
        "      en: |\n"
        "        The provider tells {{ where }} of each incident within {{ hours }} hours, and "
        "says what it knows.\n"
    )


@pytest.fixture
def _no_house() -> Iterator[None]:
    yield
    activate(House())


@pytest.mark.usefixtures("_no_house")
def test_a_house_brings_models_beside_those_that_are_shipped(bare: Sandbox) -> None:
    own = bare.root / "models_of_the_house"
    own.mkdir()
    shutil.copy(NOTICE, own)
    lines = (
        "from pathlib import Path",
        "from nachweis.api import Extension",
        'extension = Extension(library=Path(__file__).parent / "models_of_the_house")',
    )
    (bare.root / "house_with_models.py").write_text("\n".join(lines), encoding="utf-8")
    (bare.root / "nachweis.toml").write_text('extensions = ["house_with_models"]\n')
    listed = call(bare, "list", "models", "--kind", "clause").output
    assert "NOTICE clause: Notice (high)" in listed
    assert "INCIDENT_NOTICE clause: Notice of security incidents" in listed
    shutil.copytree(own, bare.root / "catalog" / "library")
    twice = call(bare, "list", "models")
    assert twice.exit_code == 2
    assert "models_of_the_house/notice.yaml:1:1: the model NOTICE is there twice" in twice.output


def test_a_copy_of_the_whole_catalogue_stands_for_the_shipped_one(bare: Sandbox) -> None:
    before = call(bare, "list", "models").output
    shutil.rmtree(bare.root / "catalog", ignore_errors=True)
    shutil.copytree(package_data("catalog"), bare.root / "catalog")
    listed = call(bare, "list", "models")
    assert listed.exit_code == 0
    assert listed.output == before


def test_others_do_not_see_which_model_a_text_began_with(room: Sandbox) -> None:
    call(room, "add", "clause", "TEST", "--from", "NOTICE", "--variant", "high")
    shown = page_text(page(room), "agreement", (), Hidden(ids=frozenset(), paths=frozenset()))
    assert ":model: NOTICE" in page(room)
    assert "NOTICE" not in shown
    assert shown.count("\n:") == page(room).count("\n:") - 1


def test_what_no_model_proves_is_known_by_its_label_as_well_as_by_its_id(room: Sandbox) -> None:
    for name in ("TSB_M1", "TS.B.M1", "ts.b. m1"):
        done = call(room, "list", "models", "--for", name)
        assert done.exit_code == 0, done.output
        assert done.output == "no model fits; write it, and 'nachweis learn' keeps it\n"
    unknown = call(room, "list", "models", "--for", "TS.B.M9")
    assert (unknown.exit_code, unknown.output) == (2, "nachweis: nothing is called 'TS.B.M9'\n")


def test_what_was_learned_can_be_read_whatever_its_parameters_would_be_called(
    room: Sandbox,
) -> None:
    room.write(
        "contract/agreement.md",
        """\
        # Agreement

        :::{clause} Levels
        :id: TEST_C_07
        :number: 7
        :status: agreed
        :obliges: provider
        :fulfils: TSA_M1_01

        The provider has at least level 3, and at most 5.
        :::
        """,
    )
    assert call(room, "learn", "TEST", "TEST_C_07", "--as", "LEVELS", "--write").exit_code == 0
    path = room.root / "catalog" / "library" / "clauses" / "levels.yaml"
    model = read_model(path, room.root, path.read_bytes())
    assert model.current.text["en"].strip() == (
        "The provider has at least level {{ number_2 }}, and at most {{ number_3 }}."
    )
