"""``nachweis assemble``: one site from versions that were built separately."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import click

from nachweis.cli.common import LANGUAGE
from nachweis.cli.language import say
from nachweis.cli.output import FAILS, HOLDS, display_path, stop
from nachweis.cli.progress import progress
from nachweis.cli.versioned import alone_at, report_site
from nachweis.model.messages import Message, said_by
from nachweis.publish.artefact import Artefact, find
from nachweis.publish.assemble import CollisionError, assemble_site, choose

_FOLDER = click.Path(path_type=Path, exists=True, file_okay=False)


@click.command("assemble", context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("folders", nargs=-1, type=_FOLDER, metavar="DIR...", required=True)
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    required=True,
    help="Folder of the site; other versions and files in it are kept.",
)
@click.option(
    "--cached",
    type=click.Path(path_type=Path, file_okay=False),
    multiple=True,
    metavar="DIR",
    help="Artefacts, or an older site, for versions that are in no DIR.",
)
@LANGUAGE
@click.option("-q", "--quiet", is_flag=True, help="Print only problems.")
@click.option("-v", "--verbose", is_flag=True, help="Print more details.")
def command(
    folders: tuple[Path, ...], *, out: Path, cached: tuple[Path, ...], quiet: bool, verbose: bool
) -> None:
    """Assemble the versions in DIR (from 'nachweis build --job') into one site.

    Refused if two DIR hold different builds of a version, or builds by different versions of
    this program. The links of the site are checked.

    Exit code 0: assembled. 1: assembled, with broken links. 2: not assembled, OUT is unchanged.
    """
    given = [artefact for folder in folders for artefact in find(folder)]
    target = out.resolve()
    _same_tool(given)
    try:
        chosen = choose(given)
    except CollisionError as error:
        stop(Message("{error}; leave one of them out", error=said_by(error)))
    old = [artefact for folder in cached if folder.is_dir() for artefact in find(folder)]
    if not chosen and not old and not (target.is_dir() and any(True for _ in find(target))):
        stop(
            Message(
                "{folders}: holds no built version; build some with 'nachweis build --job'",
                folders=folders[0],
            )
        )
    if any(entry.folder.resolve().is_relative_to(target) for entry in given):
        stop(Message("--out {out}: contains what is to be assembled; name another folder", out=out))
    with progress(Message("Assembling"), quiet=quiet), alone_at(target):
        artefacts = choose(chosen, [*old, *find(target)])
        site = assemble_site(artefacts, target)
    report_site(site, verbose=verbose)
    _report_old(artefacts, given)
    if not quiet:
        first = min(entry.project for entry in artefacts)
        click.echo(display_path(target / first / "index.html"))
    sys.exit(FAILS if site.broken else HOLDS)


def _same_tool(artefacts: Sequence[Artefact]) -> None:
    """Refuse builds by different versions of this program: their pages would look different."""
    first = {entry.tool: entry for entry in reversed(artefacts)}
    if len(first) > 1:
        one, other = list(first.values())[:2]
        stop(
            Message(
                "{folder} and {folder2} were built by different versions of nachweis; build both "
                "with the same one, or name the older folder with --cached",
                folder=one.folder,
                folder2=other.folder,
            )
        )


def _report_old(artefacts: Sequence[Artefact], given: Sequence[Artefact]) -> None:
    """Name the versions that were built by another version of this program."""
    tools = {entry.tool for entry in given}
    for entry in artefacts:
        if tools and entry.tool not in tools:
            message = Message(
                "{name}: kept as an older version of nachweis built it", name=entry.name
            )
            click.echo(say(message), err=True)
