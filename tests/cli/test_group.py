"""The command and its subcommands: each is listed, explained, and loaded when it is called."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from nachweis import __version__
from nachweis.cli.group import COMMANDS, main


def test_help_lists_every_command_in_order() -> None:
    text = CliRunner().invoke(main, ["--help"]).stdout
    places = [text.index(f"\n  {name} ") for name in COMMANDS]
    assert places == sorted(places)


@pytest.mark.parametrize("name", COMMANDS)
@pytest.mark.parametrize("option", ["--help", "-h"])
def test_every_command_explains_itself(name: str, option: str) -> None:
    result = CliRunner().invoke(main, [name, option], prog_name="nachweis")
    assert result.exit_code == 0
    assert result.stdout.startswith(f"Usage: nachweis {name} ")


@pytest.mark.parametrize("name", ["check", "build", "confirm", "new", "add"])
@pytest.mark.parametrize("option", ["--root", "--quiet", "--verbose"])
def test_every_command_about_projects_has_the_common_options(name: str, option: str) -> None:
    assert option in CliRunner().invoke(main, [name, "--help"]).stdout


def test_an_unknown_command_is_wrong_usage() -> None:
    result = CliRunner().invoke(main, ["chekc"], prog_name="nachweis")
    assert result.exit_code == 2
    assert "No such command 'chekc'" in result.stderr


@pytest.mark.parametrize("option", ["--version", "-V"])
def test_the_version(option: str) -> None:
    assert CliRunner().invoke(main, [option]).stdout == f"nachweis {__version__}\n"
