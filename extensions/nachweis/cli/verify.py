"""``nachweis verify``: whether a release is what was signed of it."""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from nachweis.cli.common import common_options, text_or_json
from nachweis.cli.language import say
from nachweis.cli.output import FAILS, HOLDS, one_line_errors, stop, told
from nachweis.cli.progress import progress
from nachweis.model.messages import Message

if TYPE_CHECKING:
    from nachweis.exchange.verified import Result
    from nachweis.sources.workspace import Workspace

_FOLDER: Final = click.Path(path_type=Path, file_okay=False, exists=True)
_KEY: Final = re.compile(r"(?:[0-9A-Fa-f]{2}:?){32}")


@click.command("verify", context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("release", metavar="KEY/VERSION")
@click.option(
    "--file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The signed statement; default: the one beside the baseline.",
)
@click.option(
    "--key",
    "keys",
    multiple=True,
    metavar="FILE|SHA256",
    help="Who may have signed: a certificate, or the digest of a public key; default: the key of "
    "the project's party in the register of parties.",
)
@click.option("--site", type=_FOLDER, help="The site; default: where release or build puts it.")
@click.option("--annexes", type=_FOLDER, help="The annexes; default: where release puts them.")
@text_or_json("How to report.")
@common_options
def command(
    release: str,
    *,
    file: Path | None,
    keys: tuple[str, ...],
    site: Path | None,
    annexes: Path | None,
    form: str,
    root: Path,
    quiet: bool,
    verbose: bool,
) -> None:
    """Compare a release with what 'nachweis release --sign' signed of it.

    A line each says whether signature, tag, sources, catalogue, verdict, site and annexes are what
    was signed, which files differ, and what was not checked, as it is not here. Nothing is built.

    Exit code 0: nothing differs. 1: something differs. 2: it could not be judged.
    """
    from nachweis.exchange.attestation import attestation_path, read_attestation
    from nachweis.exchange.envelope import read_limited
    from nachweis.exchange.verified import Asked, Outcome, as_json, verify
    from nachweis.sources.errors import SourceError
    from nachweis.sources.statements import unseal
    from nachweis.sources.workspace import find_workspace

    with one_line_errors(), progress(Message("Verifying"), quiet=quiet):
        workspace = find_workspace(root)
        name, _, version = release.partition("/")
        if not version or "/" in version or ".." in version:
            stop(Message("{name} names no release; write KEY/VERSION", name=repr(release)))
        key = workspace.project(name).name
        path = file or attestation_path(workspace, key, version)
        if not path.is_file():
            stop(
                Message(
                    "{path}: there is no signed statement; 'nachweis release {key} {version} "
                    "--resume --sign KEY' makes one",
                    path=path.name,
                    key=key,
                    version=version,
                )
            )
        data = read_limited(path)
        try:
            envelope = unseal(data, str(path))
        except SourceError as error:
            click.echo(f"nachweis: {told(error.problems[0])}", err=True)
            sys.exit(FAILS)
        attestation = read_attestation(envelope.statement, str(path))
        folders = _folders(workspace, key, version, {"site": site, "annexes": annexes})
        signed = _signature(workspace, key, envelope.key, keys)
        results = [signed, *verify(workspace, attestation, Asked(key, version, folders))]
    holds = all(result.outcome is not Outcome.DIFFERS for result in results)
    if form == "json":
        click.echo(as_json(f"{key}/{version}", results, holds=holds), nl=False)
    else:
        for result in results:
            if not quiet or result.outcome is not Outcome.HOLDS:
                click.echo(say(result.said))
            if verbose:
                for changed in result.files:
                    click.echo(f"  {changed}")
    sys.exit(HOLDS if holds else FAILS)


def _folders(
    workspace: Workspace, key: str, version: str, given: Mapping[str, Path | None]
) -> dict[str, Path]:
    """Return where the artefacts are: as given, or where commands put them."""
    from nachweis.exchange.artefacts import artefacts_path

    kept = artefacts_path(workspace, key, version)
    site = workspace.root / "_build" / "site" / key / version
    places = {"site": [kept / "site", site], "annexes": [kept / "annexes"]}
    found = {}
    for part, folders in places.items():
        wanted = given[part]
        here = [wanted] if wanted else [folder for folder in folders if folder.is_dir()]
        if here:
            found[part] = here[0]
    return found


def _signature(workspace: Workspace, key: str, used: str, keys: tuple[str, ...]) -> Result:
    """Return whether somebody signed who may."""
    from nachweis.exchange.attestation import pinned_keys
    from nachweis.exchange.verified import Outcome, Result
    from nachweis.sources.project import read_project

    if keys:
        known = {digest: Message("a key that you named") for digest in map(_digest, keys)}
    else:
        own = pinned_keys(read_project(workspace, key))
        known = {
            digest: Message("{id} ({title})", id=party.id, title=party.title)
            for digest, party in own.items()
        }
    if used not in known:
        said = Message(
            "signature: differs, as the key {key} is of nobody here; if it is right, write it into "
            "'key' of your party, or name it with --key",
            key=used,
        )
        return Result("signature", Outcome.DIFFERS, said)
    said = Message("signature: holds, by {who}", who=known[used])
    return Result("signature", Outcome.HOLDS, said)


def _digest(given: str) -> str:
    """Return the digest of a key that an option names: by itself, or by a certificate."""
    if _KEY.fullmatch(given):
        return given.replace(":", "").casefold()
    from nachweis.signing.verify import read_trust
    from nachweis.sources.statements import key_of

    [certificate, *others] = read_trust(Path(given))
    if others:
        stop(Message("--key {name}: holds more than one certificate", name=given))
    return key_of(certificate)
