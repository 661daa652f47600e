"""Exit codes and output of commands."""

from __future__ import annotations

import contextlib
import datetime
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final, NoReturn

from nachweis.cli.language import say, words
from nachweis.model.messages import Message
from nachweis.model.places import one_line
from nachweis.sources.errors import Problem, SourceError, reason_of
from nachweis.sources.writing import replace_file

if TYPE_CHECKING:
    from nachweis.report.styles import TextStyle

HOLDS: Final = 0
FAILS: Final = 1
NOT_JUDGED: Final = 2

_WIDEST: Final = 100
"""Characters of a line above which a text is hard to read."""


def default_date() -> datetime.date:
    """Return the date of ``SOURCE_DATE_EPOCH`` (UTC), or today.

    Ends with exit code 2 if the variable is not a number of seconds.
    """
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if not epoch:
        return datetime.date.today()  # noqa: DTZ011 - a gate is judged by the local calendar
    try:
        return datetime.datetime.fromtimestamp(int(epoch), datetime.UTC).date()
    except (ValueError, OverflowError, OSError):
        stop(
            Message(
                "SOURCE_DATE_EPOCH is {epoch!r}, not a number of seconds since 1970; correct or "
                "unset it",
                epoch=epoch,
            )
        )


@contextlib.contextmanager
def one_line_errors() -> Iterator[None]:
    """End with exit code 2 and one line per problem if the sources cannot be read."""
    try:
        yield
    except SourceError as error:
        report_problems(error)


def report_problems(error: SourceError) -> NoReturn:
    """End with exit code 2 and a line for each problem.

    :param error: what could not be read
    """
    for problem in error.problems:
        sys.stderr.write(f"{told(problem)}\n")
    sys.exit(NOT_JUDGED)


def told(problem: Problem) -> str:
    """Return the line of a problem, in the language of the command.

    :param problem: what could not be read
    """
    return one_line(f"{problem.place}: {say(problem.message)}")


def agreed(question: str) -> bool:
    """Ask a person, and return whether they agree; end with exit code 2 where nobody answers.

    :param question: the question, in the language of the command
    """
    import click

    try:
        return click.confirm(question, err=True)
    except click.Abort:
        click.echo(err=True)
        stop(Message("nothing was changed: nobody answered; say yes with --yes"))


def stop(message: str) -> NoReturn:
    """End with exit code 2 and a message.

    :param message: what is wrong and what to do, in one line
    """
    sys.stderr.write(f"nachweis: {one_line(say(message))}\n")
    sys.exit(NOT_JUDGED)


def write_output(text: str, target: Path | None) -> None:
    """Write to a file atomically, or to standard output.

    :param text: the complete text
    :param target: the file; None or ``-`` for standard output
    """
    if target is None or target == Path("-"):
        sys.stdout.write(text)
        sys.stdout.flush()
        return
    _replace(target, text.encode("utf-8", errors="backslashreplace"))


def write_bytes(data: bytes, target: Path) -> None:
    """Write a file atomically, and create the folders above it.

    :param data: the complete content
    :param target: the file; ``-`` for standard output
    """
    if target == Path("-"):
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
        return
    _replace(target, data, folders=True)


def _replace(target: Path, data: bytes, *, folders: bool = False) -> None:
    """Write a file atomically; if that fails, the old one is left unchanged."""
    try:
        if target.exists() and not target.is_file():
            target.write_bytes(data)  # a pipe or device must not be replaced
            return
        target = target.resolve()
        if folders:
            target.parent.mkdir(parents=True, exist_ok=True)
        replace_file(target, data)
    except OSError as error:
        stop(
            Message(
                "{target}: cannot be written ({reason})",
                target=target,
                reason=reason_of(error),
            )
        )


def display_path(path: Path) -> str:
    """Return a path for a message: relative to the current folder, if it is below.

    :param path: an absolute path, or one as it was given
    """
    here = Path.cwd()
    return str(path.relative_to(here) if path.is_relative_to(here) else path)


def text_width() -> int:
    """Return the characters of a line of running text in this terminal."""
    import shutil

    return min(shutil.get_terminal_size().columns, _WIDEST)


def is_coloured(*, plain: bool) -> bool:
    """Return whether text for this terminal is coloured; not with ``NO_COLOR``, or in files.

    :param plain: whether the text does not go to the terminal
    """
    return not plain and sys.stdout.isatty() and not os.environ.get("NO_COLOR")


def redline_style() -> TextStyle:
    """Return the notation of redlines for this terminal, in the language of the command."""
    from nachweis.report.styles import TextStyle

    return TextStyle(painter(plain=False) if is_coloured(plain=False) else None, words())


def painter(*, plain: bool) -> Callable[[str, str], str]:
    """Return a function that colours text for this terminal, where text is coloured.

    :param plain: whether the text does not go to the terminal
    """
    coloured = is_coloured(plain=plain)

    def paint(text: str, colour: str) -> str:
        if not coloured:
            return text
        import click

        return click.style(text, bold=True) if colour == "bold" else click.style(text, fg=colour)

    return paint
