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


@pytest.mark.parametrize("name", ["export", "import", "list"])
def test_what_a_command_of_a_group_does_is_not_cut_short(name: str) -> None:
    lines = CliRunner().invoke(main, [name, "--help"]).stdout.partition("Commands:")[2]
    assert lines
    assert "..." not in lines


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


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["chekc"], "No such command 'chekc' (did you mean 'check'?); see 'nachweis --help'"),
        (
            ["confirm", "--as-of", "2026-02-30"],
            "No such option '--as-of'; see 'nachweis confirm --help'",
        ),
        (
            ["new", "ACME", "--side", "client"],
            "Missing option '--title'; see 'nachweis new --help'",
        ),
        (["export", "docbook"], "No such command 'docbook'; see 'nachweis export --help'"),
        (["check", "--root"], "Option '--root' requires an argument; see 'nachweis --help'"),
    ],
)
def test_wrong_usage_is_one_line(arguments: list[str], says: str) -> None:
    result = CliRunner().invoke(main, arguments, prog_name="nachweis")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == f"nachweis: {says}\n"


def test_a_list_of_choices_is_one_line_too() -> None:
    result = CliRunner().invoke(main, ["new", "ACME", "--title", "A title"], prog_name="nachweis")
    assert result.stderr == (
        "nachweis: Missing option '--side'. Choose from: client, provider, network-provider, joint"
        "; see 'nachweis new --help'\n"
    )


def test_without_a_command_there_is_help() -> None:
    result = CliRunner().invoke(main, [], prog_name="nachweis")
    assert result.exit_code == 2
    assert "  check " in result.stderr


def test_who_interrupts_gets_no_verdict(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("nachweis.load.judge_projects", interrupt)
    result = CliRunner().invoke(main, ["check"], prog_name="nachweis")
    assert result.exit_code == 2
    assert result.stderr.strip() == "nachweis: interrupted"


@pytest.mark.parametrize("option", ["--version", "-V"])
def test_the_version(option: str) -> None:
    assert CliRunner().invoke(main, [option]).stdout == f"nachweis {__version__}\n"
