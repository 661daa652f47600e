"""``nachweis attach``: files as the evidence of a record, with their digests."""

from __future__ import annotations

from pathlib import Path

import click

from nachweis.cli.common import alone, common_options
from nachweis.cli.language import say
from nachweis.cli.output import one_line_errors, stop
from nachweis.model.messages import Message, said_by


@click.command("attach", context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("record")
@click.argument(
    "files", nargs=-1, required=True, metavar="FILE...", type=click.Path(path_type=Path)
)
@click.option(
    "--at",
    "address",
    default="",
    metavar="URL",
    help="Where FILE is kept: it is not copied, its digest and this address are noted.",
)
@common_options
@alone
def command(
    record: str,
    files: tuple[Path, ...],
    *,
    address: str,
    root: Path,
    quiet: bool,
    verbose: bool,
) -> None:
    """Attach each FILE to the record with the ID RECORD, and print where it stands.

    The files are copied to evidence/files/RECORD/ of the project, and the record gets their
    paths and SHA-256 digests, which the gate compares. A FILE that lies in evidence/ already, or
    that the record names, stays where it is; naming it again notes its new digest.

    Exit code 0: attached, or it was before. 2: not attached; then nothing has changed.
    """
    from nachweis.scaffold.attach import attach
    from nachweis.scaffold.errors import CannotAddError
    from nachweis.sources.workspace import find_workspace

    if address and len(files) > 1:
        stop(Message("--at is the address of one file; name one FILE at a time"))
    with one_line_errors():
        try:
            place, attached = attach(find_workspace(root), record, files, address)
        except CannotAddError as error:
            stop(said_by(error))
    if quiet:
        return
    click.echo(f"{place.path}:{place.line}: {record}")
    for file in attached:
        if file.is_new or verbose:
            click.echo(f"  {file.name} (SHA-256 {file.digest if verbose else file.digest[:12]}…)")
    if not any(file.is_new for file in attached):
        known = say(Message("had these files already"))
        click.echo(f"  {known}")
