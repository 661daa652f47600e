"""``nachweis new``: a project with a stub for every applicable requirement."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from nachweis.cli.common import alone, common_options
from nachweis.cli.language import say
from nachweis.cli.output import default_date, one_line_errors, stop
from nachweis.model.messages import Message
from nachweis.model.terms import Level, Side
from nachweis.model.texts import LANGUAGES

if TYPE_CHECKING:
    from nachweis.model.catalogue import Catalogue

_KEY = re.compile(r"[A-Za-z][A-Za-z0-9_]+")


@click.command("new", context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("key")
@click.option(
    "--side",
    type=click.Choice([side.value for side in Side]),
    required=True,
    help="The side that writes it.",
)
@click.option("--title", required=True, help="Title of the project.")
@click.option(
    "--level",
    type=click.Choice(["standard", "increased"]),
    default="standard",
    show_default=True,
    help="increased: high protection need, every measure applies.",
)
@click.option(
    "--lang",
    type=click.Choice(LANGUAGES),
    default="en",
    show_default=True,
    help="Language of the documents.",
)
@click.option(
    "--catalog",
    metavar="[2023|seeds|both|NAME]",
    default="2023",
    show_default=True,
    help="2023: OPS.2.3, OPS.3.2, the edition of today; seeds: B 1.11, OPS.3.1, withdrawn; "
    "NAME: a catalogue that 'nachweis import' made.",
)
@click.option(
    "--with-models",
    is_flag=True,
    help="Fill the stubs with models of the library, as drafts to be read and negotiated.",
)
@common_options
@alone
def command(
    key: str,
    *,
    side: str,
    title: str,
    level: str,
    lang: str,
    catalog: str,
    with_models: bool,
    root: Path,
    quiet: bool,
    verbose: bool,
) -> None:
    """Write the project KEY to projects/KEY: documents with a stub for each requirement.

    Beside it, the schemas that its YAML files name for editors go to templates/schemas.
    A stub has the status open and counts as missing: filling in the blanks is the work.
    """
    from nachweis.editor.schemas import schema_texts
    from nachweis.scaffold.project import (
        CATALOGUES,
        ProjectRequest,
        new_project,
        workspace_files,
    )
    from nachweis.scaffold.writing import write_missing, write_new_folders
    from nachweis.sources.catalogue import catalogue_of
    from nachweis.sources.library import read_library
    from nachweis.sources.workspace import SCHEMAS, new_workspace

    key, title = _valid_key(key), _valid_title(title)
    request = ProjectRequest(
        key=key,
        side=Side(side),
        title=title,
        level=Level(level),
        language=lang,
        catalogue=catalog,
        date=default_date(),
        with_models=with_models,
    )
    with one_line_errors():
        workspace = new_workspace(root)
        catalogue = catalogue_of(workspace)
        catalogue = read_library(workspace, catalogue) if with_models else catalogue
        if catalog not in CATALOGUES and catalog.upper() not in catalogue.sources:
            known = ", ".join((*CATALOGUES, *catalogue.sources))
            message = Message(
                "no catalogue is {catalog!r}; there are: {known}", catalog=catalog, known=known
            )
            stop(message)
        _refuse_taken(key, catalogue)
        files = new_project(catalogue, request)
        folder = workspace.root / "projects" / key
        schemas = workspace.root / SCHEMAS
        write_new_folders({schemas: schema_texts(), folder: files}, workspace.root)
        first = not workspace.projects
        beside = write_missing(workspace_files(request), workspace.root) if first else []
    if not quiet:
        if verbose:
            for name in (*beside, *(f"projects/{key}/{name}" for name in sorted(files))):
                click.echo(name)
        _tell(key, files)
        if "README.md" in beside:
            click.echo(say(Message("README.md says how to go on")))


def _valid_key(key: str) -> str:
    if not _KEY.fullmatch(key):
        stop(
            Message(
                "{key!r} is not a valid key; use letters, digits and _ (at least two, a letter "
                "first)",
                key=key,
            )
        )
    return key.upper()


def _valid_title(title: str) -> str:
    title = " ".join(title.split())
    if not title or not title.isprintable():
        stop(
            Message(
                "the title is empty or holds a character that cannot be shown; give another --title"
            )
        )
    return title


def _refuse_taken(key: str, catalogue: Catalogue) -> None:
    """Refuse a key with which IDs of the catalogue begin."""
    taken = next((i for i in catalogue.groups if f"{i}_".startswith(f"{key}_")), None)
    if taken:
        stop(
            Message(
                "{key!r} begins IDs of the catalogue such as {taken}; choose another key",
                key=key,
                taken=taken,
            )
        )


def _tell(key: str, files: Mapping[str, str]) -> None:
    """Print how much was written."""
    message = Message(
        "{name}: {files} files with {count} stubs; see 'nachweis check {key}'",
        name=f"projects/{key}",
        files=len(files),
        count=sum(text.count("\n:status: open\n") for text in files.values()),
        key=key,
    )
    click.echo(say(message))
    drafts = sum(text.count("\n:model: ") for text in files.values())
    if drafts:
        click.echo(say(Message("{count} texts are those of models; read each", count=drafts)))
