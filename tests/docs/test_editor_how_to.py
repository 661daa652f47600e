"""The how-to for editors shows the settings that we use ourselves, and commands that run."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path
from typing import Final

import pytest
from click.testing import CliRunner

from nachweis.cli.group import main
from nachweis.editor.schemas import KINDS
from tests.support.editors import editor_settings

ROOT: Final = Path(__file__).resolve().parents[2]
TEXT: Final = (ROOT / "docs" / "how-to" / "set-up-your-editor.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL)


def test_settings_of_vs_code_are_those_of_this_repository() -> None:
    [shown] = blocks("json")
    assert json.loads(shown) == json.loads((ROOT / ".vscode" / "settings.json").read_text())


def test_settings_of_other_editors_name_schemas_and_their_files() -> None:
    [helix], [lua], known = blocks("toml"), blocks("lua"), editor_settings()
    config = tomllib.loads(helix)["language-server"]["yaml-language-server"]["config"]
    for schema, files in config["yaml"]["schemas"].items():
        assert files == known[schema]
        assert f"['{schema}']" in lua
        assert all(f"'{path}'" in lua for path in files)


def test_every_schema_is_in_the_table() -> None:
    assert all(f"`{name}.schema.json`" in TEXT for name in KINDS)


def test_commands_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    new = ["new", "ACME", "--side", "client", "--title", "T"]
    assert CliRunner().invoke(main, new).exit_code == 0
    settings = tmp_path / ".vscode" / "settings.json"
    settings.parent.mkdir(exist_ok=True)
    settings.write_text(blocks("json")[0], encoding="utf-8")
    for block in blocks("console"):
        command, _, expected = block.partition("\n")
        result = CliRunner().invoke(main, command.removeprefix("$ nachweis ").split())
        assert result.exit_code == 0, result.output
        assert expected in (result.output, "")
    assert (tmp_path / ".vscode" / "nachweis.code-snippets").is_file()
    assert "ACME_K_MGT\tcontact\t" in (tmp_path / "ids.txt").read_text(encoding="utf-8")
