"""The examples on the page about formats are what the command prints."""

from __future__ import annotations

import re
import shlex
import textwrap
from pathlib import Path

import pytest
from click.testing import CliRunner

from nachweis.cli.group import main
from nachweis.report.formats import FORMATS
from tests.support.repository import git

DOCS = Path(__file__).resolve().parents[2] / "docs"
PAGE = DOCS / "reference" / "formats.md"
HOW_TO = DOCS / "how-to" / "run-in-ci.md"
CONSOLE = re.compile(
    r"^```\{code-block\} console\n\$ nachweis ([^\n]*)\n(.*?)^```$", re.DOTALL | re.MULTILINE
)

PROJECT = """\
    key: ACME
    title: {en: Data centre operation}
    side: client
    catalog: [OPS31_M16]
    protection: {confidentiality: high}
    phases:
      strategy: {closed: 2026-01-15, approved_by: ACME_K_ISO}
      requirements: {closed: 2026-02-15, approved_by: ACME_K_ISO}
      selection: {closed: 2026-04-15, approved_by: ACME_K_ISO}
      contract: {closed: 2026-06-15, approved_by: ACME_K_ISO}
    """

CONTACTS = """\
    parties:
      - {id: ACME_P_OWN, title: Client, role: client, sphere: Offices}
    contacts:
      - {id: ACME_K_HR, title: Personnel, roles: head of personnel, party: ACME_P_OWN, phone: "110",
         deputy: ACME_K_ISO}
      - {id: ACME_K_ISO, title: Client ISO, party: ACME_P_OWN, phone: "112"}
    """

CLAUSE = """\
    :::{{clause}} {title}
    :id: ACME_C_09_{number}
    :number: "9.{number}"
    :status: {status}
    :obliges: provider
    :fulfils: {target}

    {title}, as annex 4 says in full.
    :::
    """

SECTION = """\
    :::{section} Staff in sensitive places
    :id: ACME_S_STF_01
    :status: approved
    :concept: provider
    :owner: Provider ISO
    :addresses: OPS31_M16_04

    Whoever works there was checked before.
    :::
    """


@pytest.fixture
def branch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a branch that agreed one clause and took back another one."""

    def write(path: str, *parts: str) -> None:
        target = tmp_path / "projects" / "ACME" / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text("\n".join(map(textwrap.dedent, parts)), encoding="utf-8")

    def clause(number: int, status: str, target: str, title: str) -> str:
        return CLAUSE.format(number=number, status=status, target=target, title=title)

    checks = (1, "OPS31_M16_06", "Who checks whom")
    write("project.yaml", PROJECT)
    write("registers/contacts.yaml", CONTACTS)
    write("contract/staff.md", "# Staff\n", clause(1, "agreed", *checks[1:]))
    write("concept/staff.md", "# Staff\n", SECTION)
    git(tmp_path, "init", "-q", "-b", "main")
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-q", "-m", "The contract is signed")
    git(tmp_path, "checkout", "-q", "-b", "staff")
    demands = clause(2, "agreed", "OPS31_M16_04", "Demands on staff")
    write("contract/staff.md", "# Staff\n", clause(1, "offered", *checks[1:]), demands)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1795132800")
    monkeypatch.delenv("NACHWEIS_HANDBOOK", raising=False)
    return tmp_path


def _shows(page: Path) -> list[str]:
    """Compare the examples of a page with what is printed; a line ``…`` leaves something out."""
    commands = []
    for command, example in CONSOLE.findall(page.read_text(encoding="utf-8")):
        output = CliRunner().invoke(main, shlex.split(command)).output
        at = 0
        for number, part in enumerate(re.split(r"^ *…\n", example, flags=re.MULTILINE)):
            found = output.find(part, at)
            assert found >= 0 if number else found == 0, f"{command}\n{output}"
            at = found + len(part)
        assert at == len(output) or example.endswith("…\n"), command
        commands.append(command)
    return commands


def test_page_has_an_example_of_each_format(branch: Path) -> None:
    shown = _shows(PAGE)
    for style in FORMATS:
        assert any(f"--format {style}" in c or style == "text" for c in shown), style
    named = re.findall(r"^## `(\w+)`", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert named == list(FORMATS)


def test_how_to_shows_what_is_printed(branch: Path) -> None:
    assert len(_shows(HOW_TO)) >= 1
