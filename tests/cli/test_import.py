"""``nachweis import oscal``: a catalogue of others becomes one of the workspace."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner, Result

from nachweis.cli.group import main
from nachweis.model.terms import Level, Modal, Party, Phase, State
from nachweis.sources.catalogue import catalogue_of
from nachweis.sources.limits import LARGEST_OSCAL
from nachweis.sources.workspace import find_workspace
from nachweis.sources.yaml.crosswalks import crosswalk_files, read_crosswalk
from tests.support.oscal import catalogue, control, group, metadata, small, uuid_of, write
from tests.support.sandbox import Sandbox

FOLDER = "catalog/imported/IMP"


def run(workspace: Sandbox, *arguments: str | Path, stdin: str | None = None) -> Result:
    words = [*map(str, arguments), "--root", str(workspace.root)]
    result = CliRunner().invoke(main, words, input=stdin)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def import_(workspace: Sandbox, source: object, *arguments: str) -> Result:
    path = source if isinstance(source, Path) else write(workspace.root / "in.json", source)
    return run(workspace, "import", "oscal", path, "--as", "imp", "--lang", "en", *arguments)


@pytest.fixture
def imported(workspace: Sandbox) -> Sandbox:
    """Return a workspace with the small catalogue, which its project selects."""
    assert import_(workspace, small()).exit_code == 0
    workspace.configure(catalog=["TSA", "IMP_BES", "IMP_KONF"])
    return workspace


def test_what_the_file_says_is_there(imported: Sandbox) -> None:
    found = catalogue_of(find_workspace(imported.root))
    rules, deeper = found.requirements["IMP_BES_1_1"], found.requirements["IMP_BES_1_1_1"]
    assert rules.text == {"en": "Procurement MUSS rules of the house anchor."}
    assert (rules.label, rules.uuid) == ("BES.1.1", uuid_of("BES.1.1"))
    assert (rules.modal, rules.level) == (Modal.MUST, Level.STANDARD)
    assert (rules.imported and rules.imported.required) == ("IMP_KONF_2_7",)
    assert rules.see == ("IMP_KONF_2_7", "IMP_BES_1_2")
    assert deeper.imported
    assert (deeper.imported.refines, deeper.part_of) == ("IMP_BES_1_1", "IMP_BES_1")
    assert deeper.imported.guidance == {"en": "More about Procurement SOLLTE the rules write down."}
    ports = found.requirements["IMP_KONF_2_7"]
    assert ports.level is Level.INCREASED
    assert ports.imported
    facts = dict(ports.imported.facts)
    assert (facts["targets"], facts["effort"]) == ("Netze, Server", "2")
    assert facts["related elsewhere"] == "GONE.1"
    assert found.chain("IMP_KONF_2_7") == ("IMP_KONF_2", "IMP_KONF")
    assert found.sources["IMP"].publisher == "Office.example"


def test_the_mapping_decides_and_a_person_completes_it(imported: Sandbox) -> None:
    found = catalogue_of(find_workspace(imported.root))
    notice, ports = found.requirements["IMP_BES_1_2"], found.requirements["IMP_KONF_2_7"]
    assert notice.responsible == (Party.CLIENT, Party.PROVIDER)
    assert notice.proofs == {"clause": Phase.CONTRACT}
    assert notice.imported
    assert notice.imported.reasons["proofs"]["en"] == "What is agreed stands in the contract."
    assert (ports.undecided, found.requirements["IMP_KONF_2_8"].undecided) == ((), ("proofs",))
    listed = run(imported, "list", "unmapped", "imp")
    assert listed.stdout.splitlines() == [
        "IMP_KONF_2_8 proofs: About KONF.2.8",
    ]
    as_json = json.loads(run(imported, "list", "unmapped", "--format", "json").stdout)
    assert [entry["control"] for entry in as_json["requirements"]] == ["KONF.2.8"]
    rules = imported.root / FOLDER / "mapping.yaml"
    rule = (
        "  - {targets: [netze], control: [KONF.2.7], responsible: [network-provider]}\n"
        "  - {control: [KONF.2.8], proofs: {section: concept}, reason: {en: As we say.}}\n"
    )
    rules.write_text(rules.read_text(encoding="utf-8") + rule, encoding="utf-8")
    found = catalogue_of(find_workspace(imported.root))
    ports, other = found.requirements["IMP_KONF_2_7"], found.requirements["IMP_KONF_2_8"]
    assert ports.responsible == (Party.NETWORK_PROVIDER,)
    assert ports.imported
    assert "responsible" not in ports.imported.reasons  # that rule gives none
    assert other.imported
    assert other.imported.reasons["proofs"] == {"en": "As we say."}
    assert not other.undecided


def test_what_is_undecided_is_said_by_gate_and_matrix(imported: Sandbox) -> None:
    verdict = imported.judge()
    said = [f for f in verdict.findings if f.rule == "undecided-requirement"]
    assert {(f.subject, f.severity, f.related) for f in said} == {
        ("IMP_KONF_2", "error", "proofs"),
    }
    states = {c.state for c in verdict.coverage.cells if c.requirement.id == "IMP_KONF_2_8"}
    assert states == {State.UNDECIDED}
    assert not verdict.holds


def test_the_same_file_again_changes_nothing(imported: Sandbox) -> None:
    def content() -> dict[str, bytes]:
        return {p.name: p.read_bytes() for p in (imported.root / FOLDER).iterdir()}

    rules = imported.root / FOLDER / "mapping.yaml"
    rules.write_text("rules: []\n", encoding="utf-8")
    source = imported.root / FOLDER / "source.yaml"
    text = source.read_text(encoding="utf-8").replace("  origin", '  licence: "free"\n  origin')
    source.write_text(text, encoding="utf-8")
    before = content()
    assert import_(imported, small()).exit_code == 0
    assert content() == before


def test_another_release_is_not_written_over_the_first(imported: Sandbox) -> None:
    changed = small()
    changed["catalog"]["groups"][1]["groups"][0]["controls"][1]["parts"][0]["prose"] = "Else."
    result = import_(imported, changed)
    assert result.exit_code == 2
    assert "nachweis upgrade IMP FILE" in result.stderr


def test_counts_are_printed(workspace: Sandbox) -> None:
    result = import_(workspace, small(), "--select", "BES", "--licence", "CC0", "--lang", "de")
    first, *rest = result.stdout.splitlines()
    assert first == f"{FOLDER}: 2 groups, 3 controls, 3 statements"
    assert rest[0] == "references to controls that are not imported: 1"
    data = yaml.safe_load((workspace.root / FOLDER / "source.yaml").read_text(encoding="utf-8"))
    assert (data["source"]["licence"], data["source"]["language"]) == ("CC0", "de")


def test_standard_input_with_a_mark_and_yaml_are_read(workspace: Sandbox) -> None:
    text = "\ufeff" + json.dumps(small())
    assert run(workspace, "import", "oscal", "-", "--as", "imp", stdin=text).exit_code == 0
    path = workspace.root / "in.yaml"
    path.write_text(yaml.safe_dump(small(), allow_unicode=True), encoding="utf-8")
    assert run(workspace, "import", "oscal", path, "--as", "imp2").exit_code == 0
    names = [p.name for p in (workspace.root / FOLDER).iterdir()]
    others = [p.name for p in (workspace.root / f"{FOLDER}2").iterdir()]
    assert sorted(name.replace("IMP_", "IMP2_") for name in names) == sorted(others)


def profile(**more: object) -> dict[str, object]:
    resource = uuid_of("resource")
    imports = [
        {
            "href": f"#{resource}",
            "include-controls": [
                {"with-ids": ["BES.1.1"], "with-child-controls": "yes"},
                {"matching": [{"pattern": "KONF.*"}]},
            ],
            "exclude-controls": [{"with-ids": ["KONF.2.8"]}],
        }
    ]
    matter = {"resources": [{"uuid": resource, "rlinks": [{"href": "../somewhere/base.json"}]}]}
    top = {"uuid": uuid_of("profile"), "metadata": metadata("A choice"), "imports": imports}
    return {"profile": {**top, "merge": {"as-is": True}, "back-matter": matter, **more}}


def test_a_profile_is_resolved(workspace: Sandbox) -> None:
    folder = workspace.root / "bsi"
    folder.mkdir()
    write(folder / "base.json", small())
    modify = {
        "set-parameters": [{"param-id": "bes.1.1-prm1", "values": ["of the council"]}],
        "alters": [
            {
                "control-id": "KONF.2.7",
                "removes": [{"by-name": "guidance"}],
                "adds": [{"position": "ending", "parts": [{"name": "guidance", "prose": "New."}]}],
            }
        ],
    }
    write(folder / "choice.json", profile(modify=modify))
    assert import_(workspace, folder, "--profile", "A choice").exit_code == 0
    found = catalogue_of(find_workspace(workspace.root)).requirements
    assert [name for name in found if name.startswith("IMP")] == [
        "IMP_BES_1_1",
        "IMP_BES_1_1_1",
        "IMP_KONF_2_7",
    ]
    assert found["IMP_BES_1_1"].text["en"] == "Procurement MUSS rules of the council anchor."
    assert found["IMP_KONF_2_7"].imported
    assert found["IMP_KONF_2_7"].imported.guidance == {"en": "New."}


def broken(**changes: object) -> dict[str, object]:
    document = small()
    document["catalog"]["groups"][1]["groups"][0]["controls"][0].update(changes)
    return document


WRONG = {
    "not JSON": ('{"catalog": {', "in.json:1:14: is not JSON"),
    "XML": ("<catalog/>", "convert it: oscal-cli convert"),
    "another document": ('{"a": 1}', "is no OSCAL: none of catalog"),
    "a key twice": ('{"catalog": {}, "catalog": {}}', "names the key 'catalog' twice"),
    "no list": (
        json.dumps(broken(parts=5), indent=1),
        ":237:18: /catalog/groups/1/groups/0/controls/0/parts: breaks",
    ),
    "no title": (json.dumps(broken(title=None)), "/title: breaks NIST's schema: is null"),
    "too deep": ('{"catalog":' + "[" * 70 + "]" * 70 + "}", "nests more than 60 levels deep"),
    "far too deep": ('{"catalog":' + "[" * 200_000 + "]" * 200_000 + "}", "nests too deeply"),
    "bytes": ("\0", "holds binary data"),
    "no controls": (json.dumps(catalogue()), "/catalog: has no controls"),
    "no token": (json.dumps(broken(id="2.7")), "/id: breaks NIST's schema: '2.7' is no token"),
    "an ID twice": (json.dumps(broken(id="KONF.2.8")), "is the ID of another control"),
}


@pytest.mark.parametrize("name", WRONG)
def test_bad_input_is_one_line_and_nothing_is_written(workspace: Sandbox, name: str) -> None:
    text, message = WRONG[name]
    path = workspace.root / "in.json"
    path.write_text(text, encoding="utf-8")
    result = import_(workspace, path)
    assert result.exit_code == 2
    assert message in result.stderr
    assert not result.stdout
    assert not (workspace.root / "catalog/imported").exists()


def test_why_a_file_is_not_imported_is_told_in_german(workspace: Sandbox) -> None:
    for name, said in {
        "XML": "umwandeln: oscal-cli convert",
        "another document": "ist kein OSCAL: keines von catalog",
        "no title": "/title: verletzt das Schema des NIST: „is null",
        "too deep": "ist mehr als 60 Ebenen tief verschachtelt",
        "no controls": "/catalog: hat keine Controls",
    }.items():
        path = workspace.root / "in.json"
        path.write_text(WRONG[name][0], encoding="utf-8")
        result = run(workspace, "import", "oscal", path, "--as", "imp", "--lang", "de")
        assert said in result.stderr


def test_a_file_that_is_too_large_is_refused_with_its_size(workspace: Sandbox) -> None:
    path = workspace.root / "in.json"
    with path.open("wb") as stream:
        stream.truncate(LARGEST_OSCAL + 36 * 1024 * 1024)
    assert "has 100.0 MiB, more than the 64 MiB" in import_(workspace, path).stderr


def test_what_breaks_the_schema_is_imported_on_request(workspace: Sandbox) -> None:
    result = import_(workspace, broken(id="2.7"), "--lenient")
    assert result.exit_code == 0
    assert "'2.7' is no token" in result.stderr
    assert catalogue_of(find_workspace(workspace.root)).has("IMP_2_7")


def test_a_kind_of_breach_is_told_once_with_how_often(workspace: Sandbox) -> None:
    document = small()
    for number, entry in enumerate(document["catalog"]["groups"][0]["groups"][0]["controls"]):
        entry["id"] = f"5.{number}"
    stderr = import_(workspace, document).stderr
    assert stderr.count("is no token") == 1
    assert "'5.0' is no token" in stderr
    assert "(and 1 times more, the last in line " in stderr


def test_a_practice_is_known_by_the_beginning_of_an_id(workspace: Sandbox) -> None:
    rules = control("GC.1", "Rules.", action="verankern")
    software = control("DEV.1", "Software.", action="verankern")
    assert import_(workspace, catalogue(group("OTHER", rules, software))).exit_code == 0
    found = catalogue_of(find_workspace(workspace.root)).requirements
    assert found["IMP_GC_1"].responsible == (Party.CLIENT,)
    assert found["IMP_GC_1"].proofs == {"section": Phase.STRATEGY}
    assert found["IMP_DEV_1"].undecided == ("responsible",)


def test_names_of_others_are_not_taken(workspace: Sandbox) -> None:
    result = run(
        workspace, "import", "oscal", write(workspace.root / "a.json", small()), "--as", "TEST"
    )
    assert (result.exit_code, "choose another --as" in result.stderr) == (2, True)


def test_texts_of_others_are_never_markdown(workspace: Sandbox) -> None:
    hostile = catalogue(group("X", control("X.1", "Do <script>alert(1)</script> {{ x }} `y`")))
    assert import_(workspace, hostile).exit_code == 0
    workspace.configure(catalog=["TSA", "IMP_X"])
    assert "refused-construct" not in workspace.check().stdout


def test_a_project_of_an_imported_catalogue_has_stubs(workspace: Sandbox) -> None:
    assert import_(workspace, small()).exit_code == 0
    result = run(workspace, "new", "NEWP", "--side", "client", "--title", "T", "--catalog", "imp")
    assert result.exit_code == 0, result.stderr
    text = (workspace.root / "projects/NEWP/project.yaml").read_text(encoding="utf-8")
    assert "catalog: [IMP_BES, IMP_KONF]" in text
    clauses = (workspace.root / "projects/NEWP/contract/imp-bes.md").read_text(encoding="utf-8")
    assert ":fulfils: IMP_BES_1_2" in clauses


def test_a_mapping_collection_becomes_a_crosswalk(imported: Sandbox) -> None:
    def pair(relation: str, theirs: str, ours: str) -> dict[str, object]:
        ends = [{"type": "control", "id-ref": name} for name in (theirs, ours)]
        return {
            "uuid": uuid_of(theirs),
            "relationship": relation,
            "sources": ends[:1],
            "targets": ends[1:],
        }

    maps = [pair("subset-of", "A.5.1", "BES.1.1"), pair("equal-to", "A.5.2", "ELSE.1")]
    mapping = {
        "uuid": uuid_of("mapping"),
        "source-resource": {"type": "catalog", "href": "other.json"},
        "target-resource": {"type": "catalog", "href": "in.json"},
        "maps": maps,
    }
    provenance = {
        "method": "human",
        "matching-rationale": "semantic",
        "status": "complete",
        "mapping-description": "Compared by a tester.",
    }
    top = {"uuid": uuid_of("maps"), "metadata": metadata("ISO to rules"), "provenance": provenance}
    write(imported.root / "other.json", catalogue(group("A", control("A.5.1", "Policies."))))
    path = write(
        imported.root / "maps.json", {"mapping-collection": {**top, "mappings": [mapping]}}
    )
    result = run(imported, "import", "oscal", path, "--as", "ISO")
    assert result.stdout == "catalog/crosswalks/iso.yaml: pairs: 1; about controls of others: 1\n"
    workspace = find_workspace(imported.root)
    [(file, root)] = [f for f in crosswalk_files(workspace) if f[0].stem == "iso"]
    [row] = read_crosswalk(file, root, catalogue_of(workspace)).rows
    assert (row.reference, row.title) == ("A.5.1", {"en": "About A.5.1"})
    assert [(p.to, p.relation, p.certainty) for p in row.pairs] == [
        ("IMP_BES_1_1", "superset", "unverified")
    ]
    assert run(imported, "import", "oscal", path, "--as", "ISO").exit_code == 2
    both = "A.5.1", "A.5.2"  # once their catalogue is imported, too, ours is what projects select
    others = catalogue(group("A", *(control(name, "Policies.") for name in both)))
    write(imported.root / "other.json", others)
    assert (
        run(imported, "import", "oscal", imported.root / "other.json", "--as", "OTH").exit_code == 0
    )
    run(imported, "import", "oscal", path, "--as", "ISO2")
    text = (imported.root / "catalog/crosswalks/iso2.yaml").read_text(encoding="utf-8")
    assert "to: IMP_BES_1_1\n" in text
    assert "OTH_" not in text


INJECTED = "- :::{record} Passed\n  :id: TEST_R_99\n  :status: passed\n\n  By us.\n  :::"


def test_components_become_drafts_of_sections(imported: Sandbox) -> None:
    told = [
        {"uuid": uuid_of("a"), "control-id": f"_{uuid_of('BES.1.1')}", "description": "By:\n:::\n"},
        {"uuid": uuid_of("f"), "control-id": "BES.1.1", "description": INJECTED},
        {"uuid": uuid_of("b"), "control-id": "ELSE.1", "description": "Not ours."},
    ]
    implementation = {
        "uuid": uuid_of("c"),
        "source": "in.json",
        "description": "How.",
        "implemented-requirements": told,
    }
    component = {
        "uuid": uuid_of("d"),
        "type": "software",
        "title": "Door lock",
        "description": "A lock.",
        "control-implementations": [implementation],
    }
    top = {"uuid": uuid_of("e"), "metadata": metadata("Locks"), "components": [component]}
    path = write(imported.root / "locks.json", {"component-definition": top})
    assert "name the project with --to KEY" in run(imported, "import", "oscal", path).stderr
    result = run(imported, "import", "oscal", path, "--to", "TEST", "--as", "LOCK")
    assert "drafts of sections: 2; about controls of others: 1" in result.stdout
    items = imported.judge().graph.items
    assert "TEST_R_99" not in items
    section = items["TEST_S_LOCK_001"]
    assert section.targets("addresses") == ("IMP_BES_1_1",)
    assert (section.get("status"), section.body) == ("draft", "By:\n\\:::")


def test_assessment_results_become_records(imported: Sandbox) -> None:
    finding = {
        "uuid": uuid_of("finding"),
        "title": "Rules",
        "description": "They are there.",
        "target": {
            "type": "statement-id",
            "target-id": "BES.1.1_stm",
            "status": {"state": "satisfied"},
        },
    }
    result = {
        "uuid": uuid_of("result"),
        "title": "Audit",
        "description": "Of the year.",
        "start": "2026-10-01T00:00:00Z",
        "reviewed-controls": {"control-selections": [{"include-all": {}}]},
        "findings": [finding],
    }
    top = {"uuid": uuid_of("ar"), "metadata": metadata("Audit"), "import-ap": {"href": "#plan"}}
    path = write(imported.root / "ar.json", {"assessment-results": {**top, "results": [result]}})
    told = run(imported, "import", "oscal", path, "--to", "test", "--as", "AUDIT")
    assert told.exit_code == 0, told.stderr
    assert "rules in mapping.yaml: 1" in told.stdout
    records = [i for i in imported.judge().graph.of_type("record") if "AUDIT" in i.id.upper()]
    assert [r.targets("proves") for r in records] == [("IMP_BES_1_1",)]
