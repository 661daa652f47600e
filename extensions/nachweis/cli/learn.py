"""``nachweis learn``: a text of a project as a model for others."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from nachweis.cli.common import alone, common_options
from nachweis.cli.language import say, shown
from nachweis.cli.output import default_date, one_line_errors, stop
from nachweis.model.messages import Message

if TYPE_CHECKING:
    from nachweis.scaffold.learned import Learned


@click.command("learn", context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("key")
@click.argument("identifier", metavar="ID")
@click.option("--as", "name", metavar="MODEL", help="ID of the model; default: from the title.")
@click.option(
    "--variant",
    metavar="WORD",
    help="Propose a variant of the model that the text was made from: small, high, "
    "client-friendly or provider-friendly.",
)
@click.option("--write", is_flag=True, help="Write the model to catalog/library/.")
@common_options
@alone
def command(
    key: str,
    identifier: str,
    *,
    name: str | None,
    variant: str | None,
    write: bool,
    root: Path,
    quiet: bool,
    verbose: bool,
) -> None:
    """Propose the clause, section or record ID of the project KEY as a model of the library.

    Facts, titles and IDs of the project, dates and numbers become parameters; names and numbers
    written out are listed, for you to make them general. Prints the file, or writes it with
    --write; with --variant prints the entry for the file of the model.

    Exit code 0: proposed. 2: not proposed.
    """
    del verbose
    from nachweis.load import judge_projects
    from nachweis.model.library import VARIANTS
    from nachweis.model.objects import PROOFS
    from nachweis.scaffold.learned import as_file, as_variant, learn
    from nachweis.scaffold.writing import write_text
    from nachweis.sources.library import LIBRARY, library_of
    from nachweis.sources.object_checks import ID
    from nachweis.sources.workspace import find_workspace
    from nachweis.trace.models import OPTION

    name = (name or "").upper()
    if name and not ID.fullmatch(name):
        stop(Message("{name!r} is not a valid ID; use A-Z, 0-9 and _ only", name=name))
    date = default_date()
    with one_line_errors():
        workspace = find_workspace(root)
        [verdict] = judge_projects(workspace.root, [key], date)
        known = library_of(workspace)
    item = verdict.graph.items.get(identifier)
    if item is None or item.type not in PROOFS:
        stop(Message("{id} is no clause, section or record of {key}", id=identifier, key=key))
    language = verdict.graph.project.settings.language
    learned = learn(verdict.graph, item, name)
    if variant:
        if variant not in VARIANTS:
            stop(Message("must be one of {values}", values=", ".join(VARIANTS)))
        if not item.get(OPTION):
            stop(Message("{id} was not made from a model; leave --variant out", id=identifier))
        click.echo(shown(as_variant(learned, variant, language)), nl=False)
    else:
        if learned.id in known:
            stop(Message("there is a model {id} already; give another --as", id=learned.id))
        text = as_file(learned, item, f"{date:%Y-%m}", language)
        if write:
            file = f"{learned.id.lower().replace('_', '-')}.yaml"
            path = workspace.root / "catalog" / LIBRARY / f"{item.type}s" / file
            with one_line_errors():
                write_text(path, text, workspace.root)
            click.echo(path.relative_to(workspace.root))
        else:
            click.echo(shown(text), nl=False)
    if not quiet:
        _tell(learned)


def _tell(learned: Learned) -> None:
    """Say what became a parameter, and what a person has to look at."""
    for parameter, written in learned.found.items():
        said = Message("{name}: was {written}", name=parameter, written=repr(written))
        click.echo(say(said), err=True)
    for word in learned.names:
        said = Message("{word} looks particular; make it general", word=word)
        click.echo(say(said), err=True)
    said = Message("read it, set the ranges of numbers, and add the other language")
    click.echo(say(said), err=True)
