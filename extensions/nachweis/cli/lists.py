"""``nachweis list``: what is open, and who may see what, as lines for people and scripts."""

from __future__ import annotations

import datetime
from pathlib import Path

import click

from nachweis.cli.common import DateOption, common_options, text_or_json
from nachweis.cli.language import say, words
from nachweis.cli.models import drift, models
from nachweis.cli.output import default_date, one_line_errors, stop
from nachweis.model.messages import Message
from nachweis.model.places import one_line

_HELP = {"help_option_names": ["-h", "--help"]}


@click.group("list", context_settings=_HELP)
def command() -> None:
    """List what is open, who may see what, and which texts the library has."""


command.add_command(models)
command.add_command(drift)


@command.command(
    "unmapped",
    context_settings=_HELP,
    short_help="Imported requirements of which something is undecided.",
)
@click.argument("name", required=False)
@text_or_json("Format of the list.")
@common_options
def unmapped(name: str | None, *, form: str, root: Path, quiet: bool, verbose: bool) -> None:
    """List the requirements of imported catalogues of which something is undecided.

    With NAME, those of one catalogue. Each line says what is missing in its mapping.yaml: who
    has to meet it (responsible), what proves it (proofs). --verbose adds what rules can choose by.

    Exit code 0: listed. 2: not read.
    """
    from nachweis.model.catalogue import in_language
    from nachweis.report.json_text import json_text
    from nachweis.sources.catalogue import catalogue_of
    from nachweis.sources.workspace import new_workspace

    with one_line_errors():
        catalogue = catalogue_of(new_workspace(root))
    name = name.upper() if name else None
    if name and name not in catalogue.sources:
        known = ", ".join(catalogue.sources) or Message("none")
        stop(
            Message("no imported catalogue is {name!r}; there are: {known}", name=name, known=known)
        )
    found = [
        (requirement, requirement.imported)
        for requirement in catalogue.requirements.values()
        if requirement.imported
        and requirement.undecided
        and name in (None, requirement.imported.catalogue)
    ]
    if form == "json":
        entries = [
            {
                "id": requirement.id,
                "control": imported.control,
                "undecided": list(requirement.undecided),
                "facts": dict(imported.facts),
            }
            for requirement, imported in found
        ]
        click.echo(json_text({"schema": "nachweis/unmapped/1", "requirements": entries}), nl=False)
        return
    for requirement, imported in found:
        missing = ", ".join(words().word(u, "undecided") for u in requirement.undecided)
        title = next(iter(imported.title.values()), "") or in_language(requirement.text, "de")
        facts = "; ".join(
            f"{what}: {imported.facts[what]}"
            for what in ("action", "targets", "documentation", "tags")
            if verbose and what in imported.facts
        )
        line = f"{requirement.id} {missing}: {title}{f' ({facts})' if facts else ''}"
        click.echo(one_line(line))
    if not quiet:
        total = sum(entry.imported is not None for entry in catalogue.requirements.values())
        message = Message(
            "{count} of {total} imported requirements are undecided", count=len(found), total=total
        )
        click.echo(say(message), err=True)


@command.command(
    "audiences",
    context_settings=_HELP,
    short_help="Who may see what, and by which line of the matrix.",
)
@click.argument("key", metavar="KEY")
@click.option("--as-of", type=DateOption(), help="Day on which they want to see it, YYYY-MM-DD.")
@text_or_json("Format of the list.")
@common_options
def audiences(
    key: str, *, as_of: datetime.date | None, form: str, root: Path, quiet: bool, verbose: bool
) -> None:
    """List who may see what of the project KEY, and by which line of the communication matrix.

    One line a party, communication partner and information class: the classes that it may see, how
    many objects and pages that are, and why. --verbose names the pages.

    Exit code 0: listed. 2: not read.
    """
    from nachweis.publish.audiences import overview
    from nachweis.report.json_text import json_text
    from nachweis.sources.workspace import find_workspace

    with one_line_errors():
        found = overview(find_workspace(root), key, as_of or default_date())
    if form == "json":
        rows = [row._asdict() for row in found]
        click.echo(json_text({"schema": "nachweis/audiences/1", "audiences": rows}), nl=False)
        return
    for row in found:
        classes, why = ", ".join(row.classes), ", ".join(row.why)
        numbers = {
            "objects": row.objects,
            "all": row.all_objects,
            "pages": len(row.pages),
            "all_pages": row.all_pages,
        }
        message = Message("nothing: nobody has authorised it")
        if row.classes:
            message = Message(
                "{classes}, by {why}; {objects} of {all} objects, {pages} of {all_pages} pages",
                classes=classes,
                why=why,
                **numbers,
            )
        proven = Message("may know what is proven")
        more = f"; {say(proven)}" if row.proven else ""
        click.echo(one_line(f"{row.audience} ({row.title}): {say(message)}{more}"))
        for page in row.pages if verbose else ():
            click.echo(one_line(f"  {page}"))
    if not found and not quiet:
        empty = Message("{key} has no parties, communication partners and classes", key=key)
        click.echo(say(empty), err=True)


@command.command(
    "abbreviations",
    context_settings=_HELP,
    short_help="Abbreviations in documents that nobody explains.",
)
@click.argument("keys", metavar="[KEY]...", nargs=-1)
@text_or_json("Format of the list.")
@common_options
def abbreviations(
    keys: tuple[str, ...], *, form: str, root: Path, quiet: bool, verbose: bool
) -> None:
    """List the abbreviations in documents of projects that nobody explains.

    Explained is what the glossary has, and what stands in brackets behind its words somewhere in
    the project. Each line has the abbreviation, how often it is used, and where first; --verbose
    lists all places.

    Exit code 0: listed. 2: not read.
    """
    from nachweis.report.json_text import json_text
    from nachweis.sources.cache import open_cache
    from nachweis.sources.catalogue import catalogue_of
    from nachweis.sources.unexplained import unexplained
    from nachweis.sources.workspace import find_workspace

    with one_line_errors():
        workspace = find_workspace(root)
        folders = {workspace.project(key).name: None for key in keys} or workspace.projects
        glossary = catalogue_of(workspace, open_cache()).glossary
        found = {
            name: unexplained(workspace.project(name), workspace.root, glossary) for name in folders
        }
    if form == "json":
        entries = [
            {"project": name, "abbreviation": word, "places": list(map(str, places))}
            for name, words_ in found.items()
            for word, places in words_.items()
        ]
        text = json_text({"schema": "nachweis/abbreviations/1", "abbreviations": entries})
        click.echo(text, nl=False)
        return
    for name, unknown in found.items():
        for word, places in unknown.items():
            message = Message(
                "{key} {word}: {count} times, first in {place}",
                key=name,
                word=word,
                count=len(places),
                place=f"{places[0].path}:{places[0].line}",
            )
            click.echo(say(message))
            for place in places if verbose else ():
                click.echo(f"  {place.path}:{place.line}")
    if not quiet:
        total = sum(map(len, found.values()))
        click.echo(say(Message("{count} abbreviations are not explained", count=total)), err=True)
