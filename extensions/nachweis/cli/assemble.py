"""``nachweis assemble``: versions that were built apart become one site."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

import click

from nachweis.cli.output import FAILS, HOLDS, display_path, stop
from nachweis.cli.patience import patience
from nachweis.publish.artefact import Artefact, find
from nachweis.publish.assemble import CollisionError, chosen, join

_FOLDER = click.Path(path_type=Path, exists=True, file_okay=False)


@click.command("assemble", context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("folders", nargs=-1, type=_FOLDER, metavar="DIR...", required=True)
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    required=True,
    help="Folder of the site; versions and files that are there stay.",
)
@click.option(
    "--cached",
    type=click.Path(path_type=Path, file_okay=False),
    multiple=True,
    metavar="DIR",
    help="Artefacts, or an older site, for the versions that no DIR has.",
)
@click.option("-q", "--quiet", is_flag=True, help="Say nothing but what is wrong.")
@click.option("-v", "--verbose", is_flag=True, help="Say more.")
def command(
    folders: tuple[Path, ...], *, out: Path, cached: tuple[Path, ...], quiet: bool, verbose: bool
) -> None:
    """Join the versions in DIR (as built by 'nachweis build --job') into one site.

    Refused where two DIR hold different builds of a version, or builds by different versions
    of this program. Links between what is joined are checked.

    Exit code 0: joined. 1: joined, and a link leads nowhere. 2: not joined, OUT is untouched.
    """
    given = _artefacts(folders)
    target = out.resolve()
    kept = _artefacts(path for path in (*cached, target) if path.is_dir())
    _same_tool(given)
    try:
        artefacts = chosen(given, kept)
    except CollisionError as error:
        stop(f"{error}; leave one of them out")
    if not artefacts:
        stop(f"{folders[0]}: holds no built version; build some with 'nachweis build --job'")
    if any(entry.folder.resolve().is_relative_to(target) for entry in given):
        stop(f"--out {out}: holds what is to be joined; name another folder")
    with patience("Joining", quiet=quiet):
        joined = join(artefacts, target)
    for line in joined.broken:
        click.echo(line, err=True)
    _tell_old(artefacts, given)
    if verbose:
        for name in joined.changed:
            click.echo(f"{name}: moved in", err=True)
    if not quiet:
        first = min(entry.project for entry in artefacts)
        click.echo(display_path(target / first / "index.html"))
    sys.exit(FAILS if joined.broken else HOLDS)


def _artefacts(folders: Iterable[Path]) -> list[Artefact]:
    return [artefact for folder in folders for artefact in find(folder)]


def _same_tool(artefacts: Sequence[Artefact]) -> None:
    """Refuse builds by programs that differ: their pages would look and behave differently."""
    first = {entry.tool: entry for entry in reversed(artefacts)}
    if len(first) > 1:
        one, other = list(first.values())[:2]
        stop(
            f"{one.folder} and {other.folder} were built by different versions of nachweis; "
            "build both with the same one, or name the older folder with --cached"
        )


def _tell_old(artefacts: Sequence[Artefact], given: Sequence[Artefact]) -> None:
    """Name the versions whose last copy an older program made."""
    tools = {entry.tool for entry in given}
    for entry in artefacts:
        if tools and entry.tool not in tools:
            click.echo(f"{entry.name}: kept as an older version of nachweis built it", err=True)
