"""The reference of the commands has every option that there is, and no other."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest

from nachweis.cli.group import COMMANDS, main

PAGE = (Path(__file__).parents[2] / "docs/reference/commands.md").read_text(encoding="utf-8")
SECTIONS = {
    match[1]: match[0]
    for match in re.finditer(r"^## nachweis (\w+)\n.*?(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL)
}
ALL = {"--help", "--root", "--quiet", "--verbose", "--lang"}
"""What the head of the page says of all commands."""


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_is_documented_with_its_options(name: str) -> None:
    command = main.get_command(click.Context(main), name)
    assert command is not None
    group = [command]
    if isinstance(command, click.Group):
        context = click.Context(command)
        group = [
            c for n in command.list_commands(context) if (c := command.get_command(context, n))
        ]
    options = {
        option
        for one in group
        for parameter in one.params
        if isinstance(parameter, click.Option)
        for option in parameter.opts
        if option.startswith("--")
    }
    named = set(re.findall(r"(?<![\w-])--[a-z][a-z-]*", SECTIONS[name]))
    assert options - ALL <= named <= options | ALL


def test_no_command_is_documented_that_is_not_there() -> None:
    assert set(SECTIONS) == set(COMMANDS)
