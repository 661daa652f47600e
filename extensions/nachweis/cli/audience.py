"""``--audience``: a command for those who may not see everything of a project.

The command runs on a copy of the workspace that holds what they may see, and writes into a folder
of its own. That is searched for what they may not see; only then it goes where it was wanted.
"""

from __future__ import annotations

import contextlib
import datetime
import functools
import io
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NoReturn

import click

from nachweis.cli.language import say
from nachweis.cli.output import (
    NOT_JUDGED,
    default_date,
    display_path,
    one_line_errors,
    stop,
    write_bytes,
)
from nachweis.model.messages import Message, gettext_noop
from nachweis.model.named_tuples import NamedTuple

if TYPE_CHECKING:
    from nachweis.leaks.scan import Scan
    from nachweis.sources.workspace import Workspace

_WRITTEN: Final = {"wanted": "job"}
"""Options whose argument has another name."""
_LEAKS: Final = {
    "ID": gettext_noop("{place}: holds the ID of {origin}"),
    "title": gettext_noop("{place}: holds the title of {origin}"),
    "file": gettext_noop("{place}: holds the file {origin}, its name or its digest"),
    "name": gettext_noop("{place}: holds a name of {origin}"),
    "text": gettext_noop("{place}: holds words of {origin}"),
}
_MOST: Final = 20
"""Leaks that are told one by one."""


_STATES: Final = ("base", "against")
"""Options that name a state of the project."""

States = Callable[[Mapping[str, Any]], Sequence[str]]


class _Request(NamedTuple):
    """What is wanted, see :func:`audience_option`."""

    values: dict[str, Any]
    audiences: tuple[str, ...]
    states: Sequence[str]
    out: str
    folder: bool


def _no_states(_: Mapping[str, Any]) -> Sequence[str]:
    return ()


def audience_option(
    *,
    out: str,
    refused: tuple[str, ...] = (),
    folder: bool = False,
    states: States = _no_states,
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Add ``--audience`` to a command.

    :param out: its option for what it writes
    :param refused: options that it does not go with
    :param folder: whether it writes a folder
    :param states: returns the versions and commits that its arguments name
    """

    def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
        @click.option(
            "--audience",
            "audiences",
            multiple=True,
            metavar="PARTY|CLASS",
            help="Only what this party, partner or class may see; repeated: what all of them may.",
        )
        @functools.wraps(function)
        def run(**values: Any) -> Any:
            audiences = values.pop("audiences")
            if not audiences:
                return function(**values)
            for name in refused:
                if values.get(name):
                    other = f"--{_WRITTEN.get(name, name)}"
                    stop(Message("--audience does not go with {other}; leave one out", other=other))
            request = _Request(values, audiences, states(values), out, folder)
            _run(function, request)

        return run

    return decorate


def _run(function: Callable[..., Any], request: _Request) -> NoReturn:
    from nachweis.publish.audiences import states_of, workspace_for
    from nachweis.sources.workspace import find_workspace

    values, out, folder = request.values, request.out, request.folder
    key = _key(values)
    date: datetime.date = values.get("as_of") or default_date()
    with one_line_errors(), contextlib.ExitStack() as stack:
        workspace = find_workspace(values["root"])
        states = states_of(
            workspace,
            key,
            request.states,
            base=values.get("base") or "",
            versions=bool(values.get("versions")),
        )
        made_for = workspace_for(workspace, key, request.audiences, date, states=states)
        audience = stack.enter_context(made_for)
        made = audience.root.with_name("made")
        made.mkdir()
        target = _target(workspace, key, audience.policy.audience, values, out, folder=folder)
        is_silent = folder or (target is not None and "keys" not in values)
        inner = {**values, "root": audience.root, "quiet": values["quiet"] or is_silent}
        inner |= _renamed(values, audience.states)
        if values.get("versions"):
            inner["keys"] = ()  # versions link to a page over all, and no other project is there
        if "as_of" in values:
            inner["as_of"] = date
        if target is not None:
            inner[out] = made if folder else made / target.name
        printed = io.BytesIO()
        with _standard_output(printed):
            code = _code(function, inner)
        if folder and code == NOT_JUDGED:
            sys.exit(code)
        refuse_leaks(audience.scans, made, printed.getvalue())
        if target is not None:
            _deliver(made, target, folder=folder)
        sys.stdout.flush()
        if not folder:
            write_bytes(printed.getvalue(), Path("-"))
        if target is not None and not values["quiet"]:
            click.echo(display_path(target), err=out != "out")
        sys.exit(code)


def _renamed(values: Mapping[str, Any], states: Mapping[str, str]) -> dict[str, Any]:
    """Return the arguments that name states, with what they are called in the copy."""
    chosen = [name for name in _STATES if values.get(name) in states]
    made: dict[str, Any] = {name: states[values[name]] for name in chosen}
    if "names" in values:
        made["names"] = tuple(states.get(name, name) for name in values["names"])
    return made


def _key(values: dict[str, Any]) -> str:
    """Return the project; a party is one of its register, and knows of no other project."""
    given = values.get("key") or values.get("keys") or values.get("names") or ()
    keys = (given,) if isinstance(given, str) else given
    if not keys or ("names" not in values and len(keys) > 1):
        stop(Message("--audience is about one project: name its KEY"))
    return str(keys[0])


def _target(
    workspace: Workspace, key: str, audience: str, values: dict[str, Any], out: str, *, folder: bool
) -> Path | None:
    """Return where the output goes; None for standard output."""
    given: Path | None = values.get(out)
    if given is not None and given != Path("-"):
        return given.resolve()
    if out != "out" and not folder:
        return None
    place = workspace.root / "_build" / "audiences" / key.upper() / audience
    if folder:
        return place
    suffix = ".docx" if values.get("docx") else ".pdf"
    return place / "annexes" / f"{values['name']}{suffix}" if values.get("name") else None


def _deliver(made: Path, target: Path, *, folder: bool) -> None:
    """Put what was made where it was wanted, in place of what is there."""
    from nachweis.sources.folders import copy_in

    if folder:
        copy_in(made, target)
        return
    for path in sorted(made.iterdir()):
        place = target.with_name(path.name)
        if path.is_dir():
            from shutil import copytree  # it brings packers, and every command has this option

            copytree(path, place, dirs_exist_ok=True)
        else:
            write_bytes(path.read_bytes(), place)


@contextlib.contextmanager
def _standard_output(printed: io.BytesIO) -> Iterator[None]:
    """Keep what is printed until it has been searched."""
    stream = io.TextIOWrapper(printed, encoding="utf-8", errors="backslashreplace", newline="")
    with contextlib.redirect_stdout(stream):
        yield
        stream.flush()
    stream.detach()


def _code(function: Callable[..., Any], values: dict[str, Any]) -> int:
    try:
        function(**values)
    except SystemExit as end:
        return int(end.code or 0)
    return 0


def refuse_leaks(scans: Iterable[Scan], made: Path, printed: bytes) -> None:
    """End with exit code 2 if an output holds what its audience may not see.

    :param scans: search for what that is
    :param made: the folder of the output
    :param printed: what the command prints
    """
    from nachweis.leaks.containers import UnreadableError

    try:
        leaks = [
            leak
            for scan in scans
            for leak in (*scan.folder(made), *scan.file("standard output", printed))
        ]
    except UnreadableError as error:
        message = Message(
            "{error}; nothing was written, as nobody can tell what it holds", error=error
        )
        stop(message)
    for leak in leaks[:_MOST]:
        message = Message(_LEAKS[leak.what], place=leak.place, origin=leak.origin)
        click.echo(say(message), err=True)
    if leaks:
        message = Message(
            "nothing was written: the output holds what its audience may not see ({count} times); "
            "take it out of what it may see, or correct its class",
            count=len(leaks),
        )
        stop(message)
