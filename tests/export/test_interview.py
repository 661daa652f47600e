"""Questions of the articles, drawn into a sheet for an audit."""

from __future__ import annotations

import io
import re
import zipfile

from click.testing import CliRunner, Result

from nachweis.cli.group import main
from tests.support.articles import write_article
from tests.support.sandbox import TODAY, Sandbox


def interview(workspace: Sandbox, *options: str) -> Result:
    command = ["export", "interview", "TEST", "--root", str(workspace.root), "--as-of", TODAY]
    return CliRunner().invoke(main, [*command, *options], catch_exceptions=False)


def test_questions_are_chosen_by_phase_party_and_measure(workspace: Sandbox) -> None:
    write_article(workspace, "TSA_M1")
    write_article(workspace, "contract")

    def asked(*options: str) -> int:
        return len(
            re.findall(
                r"^## ", interview(workspace, "--format", "md", *options).stdout, re.MULTILINE
            )
        )

    assert asked() == 20
    assert asked("--phase", "operation") == 4
    assert asked("--party", "client") == 16
    assert asked("--measure", "contract", "--party", "provider") == 2
    assert asked("--measure", "tsa_m1, contract", "--phase", "contract") == 16
    unknown = interview(workspace, "--measure", "TSA_M9")
    assert unknown.exit_code == 2
    assert "there is no article about TSA_M9" in unknown.stderr


def test_a_question_has_what_convinces_how_its_proofs_stand_and_room(workspace: Sandbox) -> None:
    write_article(workspace, "TSA_M1")
    text = interview(workspace, "--format", "md", "--phase", "operation").stdout
    assert "## 1. Question 8?" in text
    assert "What convinces: **Paper** 8" in text
    assert "TSA_M1_01 clause: covered" in text
    assert "| Answer | Evidence seen | Verdict |" in text
    book = interview(workspace).stdout_bytes
    shown = zipfile.ZipFile(io.BytesIO(book)).read("xl/sharedStrings.xml").decode()
    assert "Paper 8" in shown
    assert all(f">{name}<" in shown for name in ("Answer", "Evidence seen", "Verdict"))


def test_questions_about_what_the_project_does_not_select_are_left_out(workspace: Sandbox) -> None:
    write_article(workspace, "TSA_M1")
    workspace.configure(catalog=["TSB"])
    result = interview(workspace, "--format", "md")
    assert result.exit_code == 0
    assert "Question" not in result.stdout.replace("Questions", "")
