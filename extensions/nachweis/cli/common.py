"""The options that all commands share."""

from __future__ import annotations

import contextlib
import datetime
import functools
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, TypeVar, cast

import click
from click.shell_completion import CompletionItem

from nachweis.cli.language import value_of
from nachweis.model.dates import parse_date
from nachweis.model.messages import Message, said_by
from nachweis.model.texts import LANGUAGES

ARGUMENTS: Final = "nachweis.arguments"
"""Key in a command's context of its arguments as typed."""

_CommandT = TypeVar("_CommandT", bound=Callable[..., Any])


class DateOption(click.ParamType[datetime.date]):
    """A calendar date as ``YYYY-MM-DD``."""

    name = "date"

    def convert(self, value: object, param: Any, ctx: Any) -> datetime.date:
        """Return the date, or fail with a usage error."""
        if isinstance(value, datetime.date):
            return value
        try:
            return parse_date(str(value))
        except ValueError as error:
            self.fail(said_by(error), param, ctx)


class Registered(click.ParamType[str]):
    """The name of a declaration, possibly of a house extension."""

    def __init__(self, registry: Mapping[str, object]) -> None:
        """Offer the names of a registry.

        :param registry: the declarations by name
        """
        self.name = "choice"
        self._registry = registry

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:
        """List the names, as click does for a choice."""
        return f"[{'|'.join(self._registry)}]"

    def convert(self, value: Any, param: Any, ctx: Any) -> str:
        """Return the name, or fail with the known ones; beside a base the command does that."""
        arguments = ctx.meta.get(ARGUMENTS, ())
        if any(a == "--base" or a.startswith("--base=") for a in arguments):
            return str(value)  # nothing of a branch is imported before it is compared
        if value not in self._registry:
            activate_house(arguments)
        if value not in self._registry:
            known = ", ".join(map(repr, self._registry))
            self.fail(
                Message("{value!r} is not one of {known}", value=value, known=known), param, ctx
            )
        return str(value)

    def shell_complete(self, ctx: Any, param: Any, incomplete: str) -> list[CompletionItem]:
        """Return the names with that beginning."""
        activate_house(ctx.meta.get(ARGUMENTS, ()))
        return [CompletionItem(name) for name in self._registry if name.startswith(incomplete)]


class ModelName(click.ParamType[str]):
    """ID of a model of the library, which shells complete."""

    name = "model"

    def shell_complete(self, ctx: Any, param: Any, incomplete: str) -> list[CompletionItem]:
        """Return the models with that beginning, for objects of the type that is added."""
        from nachweis.sources.errors import SourceError
        from nachweis.sources.library import library_of
        from nachweis.sources.workspace import new_workspace

        arguments, kind = ctx.meta.get(ARGUMENTS, ()), ctx.params.get("name")
        try:
            models = library_of(new_workspace(Path(value_of(arguments, "--root"))))
        except SourceError:
            return []
        return [
            CompletionItem(model.id, help=model.title.get("en", ""))
            for model in models.values()
            if model.id.startswith(incomplete.upper()) and kind in (None, model.kind)
        ]


def activate_house(arguments: Sequence[str]) -> None:
    """Activate the house extensions of the workspace, before arguments are parsed.

    :param arguments: arguments of the command; ``--root`` may name the workspace
    """
    from nachweis.cli.output import one_line_errors
    from nachweis.sources.workspace import new_workspace

    with one_line_errors():
        new_workspace(Path(value_of(arguments, "--root")))


LANGUAGE: Final = click.option(
    "--lang",
    type=click.Choice(LANGUAGES),
    expose_value=False,
    help="Language of what is printed; default: that of the project.",
)
"""``--lang``, which :mod:`nachweis.cli.language` reads before arguments are parsed"""


def text_or_json(explained: str) -> Callable[[_CommandT], _CommandT]:
    """Return a decorator that adds ``--format`` to a command, as its argument ``form``.

    :param explained: its help
    """
    return click.option(
        "--format",
        "form",
        type=click.Choice(["text", "json"]),
        default="text",
        show_default=True,
        help=explained,
    )


def alone(command: _CommandT) -> _CommandT:
    """Refuse a command that reads and writes sources while another one does, in one workspace.

    Else what one of them wrote meanwhile would be lost, or given the same ID.

    :param command: the function of a command, below its options
    """

    @functools.wraps(command)
    def run(*arguments: Any, root: Path, **values: Any) -> None:
        from nachweis.cli.output import stop
        from nachweis.sources.errors import SourceError
        from nachweis.sources.locks import locked
        from nachweis.sources.workspace import find_root

        held = root
        with contextlib.suppress(SourceError):  # the command says what it needs
            held = find_root(root)
        with locked(held) as free:
            if free is False:
                stop(Message("another command writes here; try again when it has ended"))
            command(*arguments, root=root, **values)

    return cast("_CommandT", run)


def common_options(command: _CommandT) -> _CommandT:
    """Add ``--root``, ``--lang``, ``--quiet`` and ``--verbose`` to a command.

    :param command: the function of a command; one that has a ``--lang`` already keeps its own
    """
    made = [option for one in getattr(command, "params", ()) for option in one.opts]
    own = "lang" in getattr(command, "__annotations__", {}) or "--lang" in made
    for option in (
        click.option("-v", "--verbose", is_flag=True, help="Print more details"),
        click.option("-q", "--quiet", is_flag=True, help="Print only problems"),
        click.option(
            "--root",
            type=click.Path(path_type=Path, exists=True, file_okay=False),
            default=Path(),
            help="The repository; default: the folder you are in, or the nearest above.",
        ),
        *(() if own else (LANGUAGE,)),
    ):
        command = option(command)
    return command
