"""``nachweis export``: a project in the formats of other tools."""

from __future__ import annotations

import datetime
from pathlib import Path

import click

from nachweis.cli.common import DateOption, common_options
from nachweis.cli.output import default_date, one_line_errors, write_output
from nachweis.cli.progress import progress
from nachweis.sources.workspace import find_workspace

_HELP = {"help_option_names": ["-h", "--help"]}


@click.group("export", context_settings=_HELP)
def command() -> None:
    """Write a project in the format of another tool."""


@command.command("ics", context_settings=_HELP)
@click.argument("key")
@click.option(
    "--as-of",
    type=DateOption(),
    help="Date of judgement, YYYY-MM-DD; default: SOURCE_DATE_EPOCH, or today.",
)
@click.option("--output", type=click.Path(path_type=Path, dir_okay=False), help="Write to a file.")
@common_options
def ics(
    key: str,
    *,
    as_of: datetime.date | None,
    output: Path | None,
    root: Path,
    quiet: bool,
    verbose: bool,
) -> None:
    """Write the calendar of the project KEY as iCalendar.

    It has what the calendar page has: recurring duties, proofs that grow old, decisions and
    derogations that end, rights to be reviewed, objectives, and phases to be closed. The same
    sources and date give the same bytes, and an event keeps its name when its day changes.

    Exit code 0: written. 2: something could not be judged.
    """
    del verbose  # there is no more to say
    from nachweis.exchange.ics import to_ics
    from nachweis.load import judge_projects
    from nachweis.model.catalogue import in_language
    from nachweis.site.i18n import translator
    from nachweis.views.calendar import build_calendar

    with one_line_errors(), progress("Judging", quiet=quiet):
        workspace = find_workspace(root)
        verdict = judge_projects(workspace.root, [key], as_of or default_date())[0]
    settings = verdict.graph.project.settings
    title = in_language(settings.title, settings.language)
    words = translator(settings.language).word
    calendar = build_calendar(verdict)
    items = verdict.graph.items
    text = to_ics(
        calendar,
        verdict.key,
        title,
        speak=words,
        name=lambda identifier: items[identifier].title if identifier in items else identifier,
    )
    write_output(text, output)
    if output is not None and not quiet:
        click.echo(f"{len(calendar.events)} dates in {output}", err=True)


@command.command("schemas", context_settings=_HELP)
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder to write to; default: templates/schemas of the repository.",
)
@common_options
def schemas(*, out: Path | None, root: Path, quiet: bool, verbose: bool) -> None:
    """Write the JSON schemas of all YAML files, with which an editor checks and completes them.

    Exit code 0: written. 2: it cannot be written.
    """
    from nachweis.exchange.schemas import schema_texts
    from nachweis.scaffold.writing import write_text
    from nachweis.sources.workspace import SCHEMAS, new_workspace

    texts = schema_texts()
    with one_line_errors():
        workspace = new_workspace(root)
        folder = Path.cwd() / out if out else workspace.root / SCHEMAS
        for name, text in texts.items():
            write_text(folder / name, text, workspace.root)
            if verbose:
                click.echo(folder / name, err=True)
    if not quiet:
        click.echo(f"{len(texts)} schemas in {out or SCHEMAS}", err=True)


@command.command("snippets", context_settings=_HELP)
@click.argument("key", required=False)
@click.option(
    "--format",
    "style",
    type=click.Choice(["vscode", "words"]),
    default="vscode",
    show_default=True,
    help="Snippets of VS Code, or one ID a line with label and title behind tabs.",
)
@click.option(
    "--lang", default="", help="Language of the titles; default: the project's first, or en."
)
@click.option("--output", type=click.Path(path_type=Path, dir_okay=False), help="Write to a file.")
@common_options
def snippets(
    key: str | None,
    *,
    style: str,
    lang: str,
    output: Path | None,
    root: Path,
    quiet: bool,
    verbose: bool,
) -> None:
    """Write the IDs of the catalogue, and of the project KEY, for an editor to complete.

    Exit code 0: written. 2: something could not be read.
    """
    del verbose  # there is no more to say
    from nachweis.exchange.snippets import catalogue_words, object_words, to_vscode, to_words
    from nachweis.sources.catalogue import read_catalogue
    from nachweis.sources.project import read_project
    from nachweis.sources.workspace import new_workspace

    with one_line_errors():
        workspace = new_workspace(root)
        catalogue = read_catalogue(workspace.catalog, workspace.catalog_root)
        project = read_project(workspace, key) if key else None
    language = lang or (project.settings.language if project else "en")
    words = [*catalogue_words(catalogue, language), *object_words(project.items if project else ())]
    write_output(to_vscode(words) if style == "vscode" else to_words(words), output)
    if output is not None and not quiet:
        click.echo(f"{len({word.id for word in words})} IDs in {output}", err=True)
