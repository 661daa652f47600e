"""The options that all commands share."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from nachweis.model.dates import parse_date

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
            self.fail(str(error), param, ctx)


def common_options(command: _CommandT) -> _CommandT:
    """Add ``--root``, ``--quiet`` and ``--verbose`` to a command.

    :param command: the function of a command
    """
    for option in (
        click.option("-v", "--verbose", is_flag=True, help="Say more."),
        click.option("-q", "--quiet", is_flag=True, help="Say nothing but what is wrong."),
        click.option(
            "--root",
            type=click.Path(path_type=Path, exists=True, file_okay=False),
            default=Path(),
            help="The repository; default: the folder you are in, or the nearest above.",
        ),
    ):
        command = option(command)
    return command
