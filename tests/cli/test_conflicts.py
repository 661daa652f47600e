"""Nothing is made of sources in which a conflict of git is not resolved."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from nachweis.cli.group import main
from tests.support.sandbox import Sandbox

CONFLICT = "<<<<<<< HEAD\nWithin two hours.\n=======\nAt once.\n>>>>>>> offer\n"


@pytest.mark.parametrize(
    "command", [["build", "TEST"], ["annex", "TEST", "x"], ["release", "TEST", "1.0.0"]]
)
def test_a_conflict_stops_what_would_show_it(workspace: Sandbox, command: list[str]) -> None:
    workspace.write("contract/_part.md", CONFLICT)
    name, *arguments = command
    result = CliRunner().invoke(main, [name, "--root", str(workspace.root), *arguments])
    assert result.exit_code == 2
    assert result.stderr == (
        "projects/TEST/contract/_part.md:1:1: an unresolved conflict of git begins here; keep what "
        "is right of both sides and delete the lines with '<<<<<<<', '=======' and '>>>>>>>'\n"
    )


def test_a_conflict_of_confirmed_links_is_named_as_such(workspace: Sandbox) -> None:
    workspace.write("trace.lock", CONFLICT.replace("At once.", "TEST_C_01 fulfils TSA_M1_01 abc"))
    result = workspace.check()
    assert result.exit_code == 2
    assert result.stderr == (
        "projects/TEST/trace.lock:1:1: an unresolved conflict of git begins here; keep what "
        "is right of both sides and delete the lines with '<<<<<<<', '=======' and '>>>>>>>'\n"
    )


def test_a_register_with_a_conflict_cannot_be_judged(workspace: Sandbox) -> None:
    workspace.write("registers/more.yaml", f"contacts:\n{CONFLICT}")
    result = workspace.check()
    assert result.exit_code == 2
    assert result.stderr.startswith("projects/TEST/registers/more.yaml:2:1: an unresolved conflict")
