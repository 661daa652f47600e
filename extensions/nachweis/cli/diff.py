"""``nachweis diff``: what changed between two states of a project, or of the catalogue."""

from __future__ import annotations

import datetime
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from nachweis.cli.audience import audience_option
from nachweis.cli.common import DateOption, common_options
from nachweis.cli.language import say, words
from nachweis.cli.output import (
    FAILS,
    HOLDS,
    default_date,
    is_coloured,
    one_line_errors,
    painter,
    stop,
    write_output,
)
from nachweis.cli.progress import progress
from nachweis.model.messages import Message
from nachweis.report.redlines import Paint
from nachweis.sources.workspace import Workspace

if TYPE_CHECKING:
    from nachweis.report.styles import MarkdownStyle, TextStyle


def states_of(values: Mapping[str, Any]) -> Sequence[str]:
    """Return the states that the arguments of the command name.

    :param values: the arguments
    """
    names: Sequence[str] = values["names"]
    return names[1:]


@click.command("diff", context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("names", nargs=-1, required=True, metavar="KEY A [B]")
@click.option(
    "--catalog", is_flag=True, help="Compare editions of the catalogue: --catalog A [B], no KEY."
)
@click.option(
    "--as-of",
    type=DateOption(),
    help="Date at which states without a baseline are judged, YYYY-MM-DD; default: "
    "SOURCE_DATE_EPOCH, or today.",
)
@click.option(
    "--format",
    "style",
    type=click.Choice(["text", "json", "markdown"]),
    default="text",
    show_default=True,
    help="How to report.",
)
@click.option("--exit-code", is_flag=True, help="Exit with 1 if anything differs.")
@click.option("--output", type=click.Path(path_type=Path, dir_okay=False), help="Write to a file.")
@common_options
@audience_option(out="output", refused=("catalog",), states=states_of)
def command(
    names: tuple[str, ...],
    *,
    catalog: bool,
    as_of: datetime.date | None,
    style: str,
    exit_code: bool,
    output: Path | None,
    root: Path,
    quiet: bool,
    verbose: bool,
) -> None:
    """Show what changed in the project KEY from A to B.

    A and B are versions, commits (branches, tags), or files of baselines; without B, A is compared
    with the working tree. With --catalog, A and B are commits or folders of a catalogue.

    Exit code 0: compared. 1: there are differences (--exit-code). 2: cannot be compared.
    """
    from nachweis.sources.workspace import find_workspace

    del verbose  # nothing to compare
    wanted = names if catalog else names[1:]
    if not 1 <= len(wanted) <= 2:
        stop(
            Message(
                "write 'nachweis diff {what}'", what="--catalog A [B]" if catalog else "KEY A [B]"
            )
        )
    plain = output is not None
    paint = painter(plain=plain) if is_coloured(plain=plain) else None
    with one_line_errors(), progress(Message("Comparing"), quiet=quiet):
        workspace = find_workspace(root)
        date = as_of or default_date()
        compare = _catalogues if catalog else _states
        text, differs = compare(workspace, names, date, style, paint)
    if not quiet or output is not None or style != "text":
        write_output(text, output)
    sys.exit(FAILS if exit_code and differs else HOLDS)


def _states(
    workspace: Workspace,
    names: tuple[str, ...],
    date: datetime.date,
    style: str,
    paint: Paint | None,
) -> tuple[str, bool]:
    """Format the changes of a project; return also whether there are any."""
    from nachweis.releases.lookup import differs_from_tag
    from nachweis.releases.states import named_state, working_state
    from nachweis.sources.workspace import baselines
    from nachweis.trace.diff import diff

    folder = workspace.project(names[0])
    old = named_state(workspace, folder.name, names[1], date)
    if len(names) > 2:
        new = named_state(workspace, folder.name, names[2], date)
    else:
        new = working_state(workspace, folder.name, date)
    files = baselines(folder)
    for version in sorted({old.version, new.version} & {*files}):
        tag, file = f"{folder.name}/{version}", files[version]
        if differs_from_tag(workspace.root, file, f"refs/tags/{tag}"):
            name = file.relative_to(workspace.root)
            message = Message(
                "the tag {tag} holds another baseline than {name}; one was changed later",
                tag=tag,
                name=name,
            )
            click.echo(f"nachweis: {say(message)}", err=True)
    changes = diff(old, new)
    if style == "json":
        from nachweis.report.diff_json import diff_to_json

        return diff_to_json(changes), bool(changes)
    from nachweis.report.diff_text import diff_to_text

    return diff_to_text(changes, _style(style, paint)), bool(changes)


def _catalogues(
    workspace: Workspace,
    names: tuple[str, ...],
    date: datetime.date,
    style: str,
    paint: Paint | None,
) -> tuple[str, bool]:
    """Format the changes of the catalogue; return also whether there are any."""
    from nachweis.releases.catalogue_editions import edition, touched_projects
    from nachweis.trace.diff import diff_entries

    old = edition(workspace, names[0])
    new = edition(workspace, names[1] if len(names) > 1 else "")
    changes = diff_entries(old.entries, new.entries)
    touched = touched_projects(workspace, changes, date)
    if style == "json":
        from nachweis.report.diff_json import catalogue_to_json

        return catalogue_to_json(old.name, new.name, changes, touched), bool(changes)
    from nachweis.report.diff_text import catalogue_to_text

    text = catalogue_to_text(old.name, new.name, changes, touched, _style(style, paint))
    return text, bool(changes)


def _style(name: str, paint: Paint | None) -> MarkdownStyle | TextStyle:
    from nachweis.report.styles import MarkdownStyle, TextStyle

    return MarkdownStyle(words()) if name == "markdown" else TextStyle(paint, words())
