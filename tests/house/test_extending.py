"""A house adds one of each by one module, and sees it everywhere: the module of the handbook."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner, Result

from nachweis.cli.group import main
from nachweis.model.registry import House, activate
from nachweis.sources.workspace import sphinx_options
from tests.support.builds import Builds
from tests.support.pdf import pages_text
from tests.support.sandbox import TODAY, Sandbox

PAGE = Path(__file__).parents[2] / "docs/explanation/extending.md"
MODULE = "\n\n".join(
    re.findall(r"^```python\n(.*?)^```$", PAGE.read_text("utf-8"), re.MULTILINE | re.DOTALL)
)
REQUIREMENT = "TSA_M1_01"
SETTINGS = 'extensions = ["house"]\n'


@pytest.fixture
def house(workspace: Sandbox) -> Iterator[Sandbox]:
    """Return a workspace with the house of the handbook, and an object of each of its types."""
    (workspace.root / "house.py").write_text(MODULE, encoding="utf-8")
    (workspace.root / "nachweis.toml").write_text(SETTINGS, encoding="utf-8")
    [measure] = [
        path
        for path in workspace.root.glob("catalog/grundschutz-*/*.yaml")
        if f"id: {REQUIREMENT}" in path.read_text(encoding="utf-8")
    ]
    catalogue = yaml.safe_load(measure.read_text(encoding="utf-8"))
    [entry] = [r for r in catalogue["requirements"] if r["id"] == REQUIREMENT]
    entry["proofs"]["certificate"] = "strategy"
    measure.write_text(yaml.safe_dump(catalogue, allow_unicode=True), encoding="utf-8")
    workspace.write(
        "registers/certificates.yaml",
        f"""\
        certificates:
          - id: TEST_Z_01
            title: Certificate of the data centre
            status: valid
            until: 2026-10-31
            certifies: [{REQUIREMENT}]
            text: The data centre was audited.
        """,
    )
    workspace.write(
        "decisions/risks.md",
        """\
        # Risks

        :::{risk} Only one line
        :id: TEST_Y_01
        :level: high

        One excavator is enough.
        :::

        :::{view} risks
        :::
        """,
    )
    yield workspace
    activate(House())


def run(house: Sandbox, *arguments: str) -> Result:
    result = CliRunner().invoke(main, [*arguments, "--root", str(house.root)], prog_name="nachweis")
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def test_the_gate_holds_the_rule_and_counts_the_proof(house: Sandbox) -> None:
    found = json.loads(house.check("--format", "json").stdout)["projects"][0]
    [finding] = [f for f in found["findings"] if f["rule"] == "expired-certificate"]
    assert finding["message"] == "TEST_Z_01 ended on 2026-10-31; get a new one"
    assert (finding["file"], finding["level"]) == (
        "projects/TEST/registers/certificates.yaml",
        "error",
    )
    cells = [c for r in found["requirements"] for c in r["cells"] if c["kind"] == "certificate"]
    assert [(c["state"], c["by"]) for c in cells] == [("covered", ["TEST_Z_01"])]


def test_a_missing_proof_of_the_house_is_found(house: Sandbox) -> None:
    house.edit("registers/certificates.yaml", "status: valid", "status: withdrawn")
    assert "(draft-certificate)" in house.check().stdout
    (house.root / "projects/TEST/registers/certificates.yaml").unlink()
    assert "(missing-certificate)" in house.check().stdout


def test_sarif_knows_the_rule_with_its_severity(house: Sandbox) -> None:
    driver = json.loads(house.check("--format", "sarif").stdout)["runs"][0]["tool"]["driver"]
    levels = {rule["id"]: rule["defaultConfiguration"]["level"] for rule in driver["rules"]}
    assert levels["expired-certificate"] == levels["missing-certificate"] == "error"


def test_check_has_the_format(house: Sandbox) -> None:
    assert "TEST;expired-certificate;TEST_Z_01" in house.check("--format", "house-csv").stdout
    assert "house-csv" in house.check("--format", "nothing").stderr


def test_export_has_the_format_and_lists_it(house: Sandbox, tmp_path: Path) -> None:
    done = run(house, "export", "certificates", "TEST", "--as-of", TODAY)
    assert done.stdout == "TEST_Z_01\t2026-10-31\n"
    done = run(house, "export", "certificates", "TEST", "--output", str(tmp_path / "out"))
    assert done.stderr.endswith(f"1 certificates in {tmp_path / 'out'}\n")


def test_add_knows_the_types(house: Sandbox) -> None:
    done = run(house, "add", "risk", "TEST", "--title", "Another one")
    assert done.stdout.startswith("projects/TEST/decisions/risks.md:")
    assert ":level: high" in (house.root / "projects/TEST/decisions/risks.md").read_text("utf-8")
    done = run(house, "add", "certificate", "TEST", "--title", "Another one")
    assert done.exit_code == 0, done.stderr
    assert "risk, certificate" in " ".join(run(house, "add", "--help").stdout.split())


def test_new_makes_a_project_although_the_outline_has_no_document_for_the_proof(
    house: Sandbox,
) -> None:
    done = run(house, "new", "BANK", "--side", "client", "--title", "A bank")
    assert done.exit_code == 0, done.stderr
    assert (house.root / "projects/BANK/project.yaml").exists()


def test_the_schemas_know_the_types_and_the_kind_of_proof(house: Sandbox, tmp_path: Path) -> None:
    assert run(house, "export", "schemas", "--out", str(tmp_path / "out")).exit_code == 0
    objects = json.loads((tmp_path / "out/objects.schema.json").read_text("utf-8"))
    assert {"risk", "certificate"} <= set(objects["definitions"])
    assert "certificate" in (tmp_path / "out/catalogue.schema.json").read_text("utf-8")


def test_the_site_shows_view_and_types_with_templates_of_the_workspace_first(
    house: Sandbox, builds: Builds, tmp_path: Path
) -> None:
    own = house.root / "templates/html/glossary.html.j2"
    own.parent.mkdir(parents=True)
    own.write_text("<p>{{ terms | length }} of the house's own</p>", encoding="utf-8")
    built = builds.start(house.root, tmp_path, *sphinx_options(house.root)).result()
    assert built.code == 0, built.stderr
    site = tmp_path / "html"
    page = (site / "risks.html").read_text("utf-8")
    assert "All risks" in page
    assert "decisions/risks.html#TEST_Y_01" in page
    assert 'id="TEST_Z_01"' in (site / "registers/certificates.html").read_text("utf-8")
    assert "Only one line" in (site / "decisions/risks.html").read_text("utf-8")
    assert "Certificate" in (site / "coverage/strategy.html").read_text("utf-8")
    assert "<p>1 of the house" in (site / "glossary.html").read_text("utf-8")


def test_the_handbook_lists_rule_and_type(house: Sandbox, builds: Builds, tmp_path: Path) -> None:
    (house.root / "docs").mkdir()
    text = (
        "# Reference\n\n:::{nachweis-reference} rules\n:::\n\n:::{nachweis-reference} types\n:::\n"
    )
    (house.root / "docs/reference.md").write_text(text, encoding="utf-8")
    built = builds.start(
        house.root,
        tmp_path,
        *sphinx_options(house.root),
        nachweis_project="",
        nachweis_projects="none",
    )
    assert built.result().code == 0, built.result().stderr
    page = (tmp_path / "html/docs/reference.html").read_text("utf-8")
    assert 'id="rule-expired-certificate"' in page
    assert "threatens" in page


def test_an_annex_shows_the_view(house: Sandbox, tmp_path: Path) -> None:
    house.write(
        "annexes.yaml",
        """\
        annexes:
          risks:
            title: {en: Risks of the project}
            content:
              - documents: [decisions/*.md]
              - view: {name: risks}
        """,
    )
    done = run(house, "annex", "TEST", "risks", "--as-of", TODAY, "--out", str(tmp_path / "a.pdf"))
    assert done.exit_code == 0, done.stderr
    text = pages_text((tmp_path / "a.pdf").read_bytes())
    assert "All risks" in text
    assert text.count("Only one line") >= 2


API = "from nachweis.api import *\n"
BROKEN = [
    ("import nothing_of_the_kind", "house: cannot be imported (ModuleNotFoundError: "),
    ("raise SystemExit(3)", "house: cannot be imported (SystemExit: 3)"),
    ("x = 1", "house: has no 'extension' of the type nachweis.api.Extension; add it"),
    (
        f"{API}extension = Extension(rules=('rule',))",
        "house: rules holds 'rule', which nachweis.api does not declare",
    ),
    (
        (
            f"{API}rule = Rule('missing-clause', Severity.NOTE, 'x')\n"
            "extension = Extension(rules=(rule,))"
        ),
        "house: the rule 'missing-clause' is taken by Nachweis itself; rename it",
    ),
    (
        (
            f"{API}def broken(graph, coverage):\n    return [1 / 0]\n"
            "extension = Extension(rules=(Rule('x', Severity.NOTE, 'x', broken),))"
        ),
        "house: the check 'broken' failed (ZeroDivisionError: division by zero)",
    ),
    (
        (
            f"{API}def odd(graph, coverage):\n    return ['a finding']\n"
            "extension = Extension(rules=(Rule('x', Severity.NOTE, 'x', odd),))"
        ),
        "house: the check 'odd' failed (TypeError: it yielded 'a finding', not a Finding)",
    ),
]


@pytest.mark.parametrize(("module", "message"), BROKEN, ids=[m for _, m in BROKEN])
def test_what_a_module_does_wrong_is_one_line(
    workspace: Sandbox, module: str, message: str
) -> None:
    (workspace.root / "house.py").write_text(module, encoding="utf-8")
    (workspace.root / "nachweis.toml").write_text(SETTINGS, encoding="utf-8")
    result = workspace.check()
    activate(House())
    assert result.exit_code == 2
    assert result.stderr.startswith("nachweis.toml:1")
    assert message in result.stderr
    assert result.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ("extensions = [house]", "nachweis.toml: is not valid TOML: "),
        ('extension = ["house"]', "nachweis.toml:1: unknown key 'extension'; allowed are "),
        ("extensions = 'house'", "nachweis.toml:1: extensions must be a list of names"),
    ],
)
def test_settings_that_are_wrong_are_said_so(
    workspace: Sandbox, settings: str, message: str
) -> None:
    (workspace.root / "nachweis.toml").write_text(settings, encoding="utf-8")
    result = workspace.check()
    assert (result.exit_code, result.stderr.count("\n")) == (2, 1)
    assert message.split(":", maxsplit=1)[0] in result.stderr
    assert message.rsplit(": ", 1)[-1] in result.stderr


def test_a_house_is_gone_with_its_workspace(house: Sandbox, tmp_path: Path) -> None:
    assert house.check("--format", "house-csv").exit_code == 1
    shutil.copytree(house.root, tmp_path / "other")
    (tmp_path / "other/nachweis.toml").unlink()
    other = CliRunner().invoke(main, ["check", "--root", str(tmp_path / "other")])
    assert "certificate" in other.stderr
    assert other.exit_code == 2


def test_without_settings_nothing_is_imported(workspace: Sandbox) -> None:
    (workspace.root / "house.py").write_text("raise SystemExit(3)\n", encoding="utf-8")
    assert workspace.check().exit_code == 0
