"""``nachweis add``: add an object with the next ID, beside the others of its type."""

from __future__ import annotations

import datetime
from pathlib import Path

import click

from nachweis.cli.common import (
    ARGUMENTS,
    DateOption,
    ModelName,
    activate_house,
    alone,
    common_options,
)
from nachweis.cli.language import say
from nachweis.cli.output import default_date, one_line_errors, stop
from nachweis.model.items import split_list
from nachweis.model.kinds import ObjectType, Origin
from nachweis.model.messages import Message, said_by
from nachweis.model.objects import project_types
from nachweis.model.places import one_line


class AddCommand(click.Command):
    """The command, whose help lists the types of the workspace."""

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the help with the names of the types, built-in ones first."""
        activate_house(ctx.meta.get(ARGUMENTS, ()))
        text = self.help or ""
        self.help = text.replace("TYPES", ", ".join(project_types()))
        super().format_help_text(ctx, formatter)
        self.help = text  # of another workspace they are others


@click.command("add", cls=AddCommand, context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("name", metavar="TYPE")
@click.argument("key")
@click.option("--to", type=click.Path(path_type=Path), help="File of the project.")
@click.option("--title", default="", help="Title; default: the requirement that it is linked to.")
@click.option(
    "--link",
    "links",
    multiple=True,
    metavar="[NAME=]ID",
    help="What it is linked to; the target's type tells by which link. May be repeated.",
)
@click.option(
    "--date", type=DateOption(), help="Date, YYYY-MM-DD; default: SOURCE_DATE_EPOCH, or today."
)
@click.option("--kind", help="Kind of a record, decision, asset, …")
@click.option(
    "--set", "settings", multiple=True, metavar="NAME=VALUE", help="Any other option of the type."
)
@click.option(
    "--from",
    "source",
    metavar="MODEL",
    type=ModelName(),
    help="Model of the library to begin with; see 'nachweis list models'.",
)
@click.option(
    "--variant",
    "variants",
    multiple=True,
    metavar="WORD",
    help="With --from: small or high (protection need), client-friendly or provider-friendly.",
)
@common_options
@alone
def command(
    name: str,
    key: str,
    *,
    to: Path | None,
    title: str,
    links: tuple[str, ...],
    date: datetime.date | None,
    kind: str | None,
    settings: tuple[str, ...],
    source: str | None,
    variants: tuple[str, ...],
    root: Path,
    quiet: bool,
    verbose: bool,
) -> None:
    """Write one more object of a TYPE into the project KEY, and print its place and ID.

    TYPE is one of TYPES. The object gets the next ID of its file, what its type requires,
    and the status open where it has one: what remains to be written says so.

    With --from it is a draft with the text and the links of a model, in the place of the first
    stub that it would prove; --set then also names values of the model's parameters: hours=4.
    """
    from nachweis.scaffold.errors import CannotAddError
    from nachweis.scaffold.from_model import ModelRequest
    from nachweis.scaffold.new_object import ObjectRequest, add_object
    from nachweis.sources.workspace import find_workspace

    title = " ".join(title.split())
    if not title.isprintable():
        stop(Message("the title holds a character that cannot be shown; give another --title"))
    with one_line_errors():
        workspace = find_workspace(root)
    chosen = _type(name)
    if variants and not source:
        stop(Message("--variant is a variant of a model; name the model with --from"))
    fields, values = _fields(settings, chosen, kind, date, from_model=source is not None)
    wanted = [word for text in variants for word in split_list(text)]
    request = ObjectRequest(
        kind=chosen,
        title=title,
        links=links,
        fields=fields,
        date=date or default_date(),
        is_dated=date is not None,
        model=ModelRequest(name=source, variant=wanted, values=values) if source else None,
    )
    with one_line_errors():
        try:
            place, item, stubs = add_object(workspace, key, request, to, Path.cwd())
        except CannotAddError as error:
            stop(said_by(error))
    if not quiet:
        click.echo(f"{place.path}:{place.line}: {item.id}")
        for option, value in item.fields.items() if verbose else ():
            click.echo(one_line(f"  {option}: {value}"))
        if stubs:
            message = Message(
                "{id} would prove what these stubs wait for; let links point to it in their place, "
                "and delete them: {stubs}",
                id=item.id,
                stubs=", ".join(stubs),
            )
            click.echo(f"nachweis: {say(message)}", err=True)
        if chosen.origin is Origin.MARKDOWN and not item.links:
            message = Message(
                "{id} is linked to nothing; add one of {names} to it, or name the ID with --link "
                "the next time",
                id=item.id,
                names=", ".join(link.name for link in chosen.links),
            )
            click.echo(f"nachweis: {say(message)}", err=True)


def _type(name: str) -> ObjectType:
    known = project_types()
    by_plural = {t.plural: t for t in known.values()}
    found = known.get(name.lower()) or by_plural.get(name.lower())
    if found is None:
        stop(
            Message(
                "there is no type {name!r}; there are {known}", name=name, known=", ".join(known)
            )
        )
    return found


def _fields(
    settings: tuple[str, ...],
    chosen: ObjectType,
    kind: str | None,
    date: datetime.date | None,
    *,
    from_model: bool,
) -> tuple[dict[str, str], dict[str, str]]:
    """Collect the values by field, and by parameter of a model, from the command line."""
    fields: dict[str, str] = {}
    values: dict[str, str] = {}
    for text in settings:
        name, equals, value = text.partition("=")
        value = " ".join(value.split())
        if not equals or not name or not value or not value.isprintable():
            stop(Message("--set {text!r}: write NAME=VALUE", text=text))
        if name in ("id", "title") or chosen.link(name):
            stop(
                Message(
                    "--set {text!r}: {name} is no field; use --title for titles, --link for links",
                    text=text,
                    name=name,
                )
            )
        is_parameter = from_model and chosen.field(name) is None
        (values if is_parameter else fields)[name] = value
    if kind:
        fields["kind"] = kind
    if date and chosen.field("date"):
        fields["date"] = str(date)
    return fields, values
