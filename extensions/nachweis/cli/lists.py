"""``nachweis list``: what is open, as lines for people and scripts."""

from __future__ import annotations

from pathlib import Path

import click

from nachweis.cli.common import common_options
from nachweis.cli.language import say, words
from nachweis.cli.output import one_line_errors, stop
from nachweis.model.messages import Message

_HELP = {"help_option_names": ["-h", "--help"]}


@click.group("list", context_settings=_HELP)
def command() -> None:
    """List what is open."""


@command.command("unmapped", context_settings=_HELP)
@click.argument("name", required=False)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="Format of the list.",
)
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
        click.echo(f"{requirement.id} {missing}: {title}{f' ({facts})' if facts else ''}")
    if not quiet:
        total = sum(entry.imported is not None for entry in catalogue.requirements.values())
        message = Message(
            "{count} of {total} imported requirements are undecided", count=len(found), total=total
        )
        click.echo(say(message), err=True)
