"""``nachweis export``: a project in the formats of other tools, one subcommand per declaration."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NoReturn

import click

from nachweis.cli.audience import audience_option
from nachweis.cli.common import DateOption, activate_house, common_options
from nachweis.cli.output import default_date, one_line_errors, stop, write_bytes, write_output
from nachweis.cli.progress import progress
from nachweis.export.formats import EXPORTS, Exported, ExportRequest
from nachweis.model.messages import Message
from nachweis.model.outputs import Export, resolve
from nachweis.trace.gate import Verdict

_HELP = {"help_option_names": ["-h", "--help"]}


class ExportGroup(click.Group):
    """The formats, each as a command made from its declaration."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command of a format, possibly of a house extension."""
        activate_house(args)
        return super().resolve_command(ctx, args)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """List the formats, built-in ones first."""
        activate_house([])
        return list(EXPORTS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the command of a format.

        :param cmd_name: name of the format
        """
        return _command(EXPORTS[cmd_name]) if cmd_name in EXPORTS else None


@click.group("export", cls=ExportGroup, context_settings=_HELP)
def command() -> None:
    """Write a project in the format of another tool."""


def _command(export: Export) -> click.Command:
    parameters: list[click.Parameter] = []
    if export.scope != "workspace":
        parameters.append(click.Argument(["key"], required=export.scope == "project"))
    for option in export.options:
        kind = click.Choice(option.choices) if option.choices else click.STRING
        parameters.append(
            click.Option(
                [f"--{option.name}", f"option_{option.name}"],
                type=kind,
                default=option.default or None,
                show_default=bool(option.default),
                help=option.help,
            )
        )
    if export.scope == "project":
        parameters.append(
            click.Option(
                ["--as-of"],
                type=DateOption(),
                help="Date of judgement, YYYY-MM-DD; default: SOURCE_DATE_EPOCH, or today.",
            )
        )
    if export.folder:
        where = f"Folder to write to; default: {export.folder} of the repository."
        file = click.Path(path_type=Path, file_okay=False)
        parameters.append(click.Option(["--out", "output"], type=file, help=where))
    else:
        file = click.Path(path_type=Path, dir_okay=False)
        parameters.append(click.Option(["--output"], type=file, help="Write to a file."))

    def plain(**values: Any) -> None:
        _run(export, **values)

    run = audience_option(out="output", folder=bool(export.folder))(plain)
    if export.scope == "project":
        parameters += getattr(run, "__click_params__", ())
    else:
        run = plain

    details = f"{export.details}\n\n" if export.details else ""
    wrong = "something could not be judged" if export.scope == "project" else "it cannot be written"
    text = f"{export.help}\n\n{details}Exit code 0: written. 2: {wrong}."
    made = click.Command(
        export.name,
        params=parameters,
        callback=run,
        help=text,
        short_help=export.help,
        context_settings=_HELP,
    )
    return common_options(made)


def _run(
    export: Export,
    *,
    root: Path,
    quiet: bool,
    verbose: bool,
    output: Path | None,
    key: str | None = None,
    as_of: datetime.date | None = None,
    **options: str,
) -> None:
    from nachweis.load import judge_projects
    from nachweis.sources.workspace import find_workspace, new_workspace

    with one_line_errors(), progress(Message("Judging"), quiet=quiet):
        workspace = find_workspace(root) if export.scope == "project" else new_workspace(root)
        verdict: Verdict | None = None
        if key:
            [verdict] = judge_projects(workspace.root, [key], as_of or default_date())
    request = ExportRequest(
        workspace=workspace,
        verdict=verdict,
        options={name.removeprefix("option_"): value or "" for name, value in options.items()},
    )
    with one_line_errors():
        written = _written(export, request)
    if isinstance(written.content, Mapping):
        folder = Path.cwd() / output if output else workspace.root / export.folder
        _write_files(folder, written.content, workspace.root, verbose=verbose)
        where = str(output or export.folder)
    elif isinstance(written.content, bytes):
        write_bytes(written.content, output or Path("-"))
        where = str(output or "")
    else:
        write_output(written.content, output)
        where = str(output or "")
    if written.what and where and not quiet:
        click.echo(f"{written.what} in {where}", err=True)


def _written(export: Export, request: ExportRequest) -> Exported:
    """Run an export; report an error of a house extension in one line."""
    write = resolve(export.write)
    try:
        result = write(request)
    except Exception as error:
        if write.__module__.startswith("nachweis."):
            raise
        _blame(write.__module__, export, f"{type(error).__name__}: {error}")
    if isinstance(result, (str, bytes, Mapping)):
        result = Exported(content=result)
    if isinstance(result, Exported):
        return result
    return _blame(write.__module__, export, f"it returned {type(result).__name__}, not a text")


def _blame(module: str, export: Export, what: str) -> NoReturn:
    stop(
        Message(
            "{module}: the export {name!r} failed ({what})",
            module=module,
            name=export.name,
            what=what,
        )
    )


def _write_files(folder: Path, files: Mapping[str, str], root: Path, *, verbose: bool) -> None:
    from nachweis.scaffold.writing import write_texts

    with one_line_errors():
        write_texts({folder / name: text for name, text in files.items()}, root)
    for name in files if verbose else ():
        click.echo(folder / name, err=True)
