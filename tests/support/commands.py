"""The commands of the command line, from its own table."""

from __future__ import annotations

from collections.abc import Iterator

import click

from nachweis.cli.group import main


def commands(command: click.Command = main, name: str = "") -> Iterator[tuple[str, click.Command]]:
    """Yield each command with its name, those of groups one by one."""
    if not isinstance(command, click.Group):
        yield name, command
        return
    context = click.Context(command)
    for inner in command.list_commands(context):
        found = command.get_command(context, inner)
        assert found is not None
        yield from commands(found, f"{name} {inner}".strip())
