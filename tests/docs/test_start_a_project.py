"""What the page about starting a project shows is what the commands print and write."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from nachweis.cli.group import main

PAGE = Path(__file__).resolve().parents[2] / "docs" / "how-to" / "start-a-project.md"
CONSOLE = re.compile(
    r"^```\{code-block\} console\n\$ nachweis ([^\n]*)\n(.*?)^```$", re.DOTALL | re.MULTILINE
)
MARKDOWN = re.compile(r"^```markdown\n(.*?)^```$", re.DOTALL | re.MULTILINE)


def test_page_shows_what_the_commands_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1795132800")
    text = PAGE.read_text(encoding="utf-8")
    shown = CONSOLE.findall(text)
    assert len(shown) == 5
    for command, expected in shown:
        assert CliRunner().invoke(main, shlex.split(command)).output == expected, command
    [stub] = MARKDOWN.findall(text)
    assert stub in (tmp_path / "projects/ACME/concept/01-strategy.md").read_text(encoding="utf-8")
