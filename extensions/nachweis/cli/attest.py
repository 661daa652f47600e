"""The part of ``nachweis release`` that signs what was released."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

from nachweis.cli.language import say
from nachweis.cli.output import told
from nachweis.cli.progress import progress
from nachweis.model.baseline import Baseline
from nachweis.model.messages import Message, said_by
from nachweis.sources.workspace import Workspace

if TYPE_CHECKING:
    from pyhanko.sign.signers import Signer


class Signed(NamedTuple):
    """What was signed.

    :param key: SHA-256 of the public key that signed it
    :param is_pinned: whether those who verify it find that key in the register of parties
    """

    path: Path
    key: str
    is_pinned: bool


def attest(workspace: Workspace, baseline: Baseline, signer: Signer, *, quiet: bool) -> Signed:
    """Build site and annexes of a release, sign the digests of all of it, and commit that.

    :param workspace: where the project lies
    :param baseline: the released state
    :param signer: key and certificate
    :param quiet: whether to show no progress
    :raises CannotReleaseError: if something cannot be built or written
    """
    from nachweis.exchange.artefacts import artefacts_path, build_artefacts
    from nachweis.exchange.attestation import attest as attested
    from nachweis.exchange.attestation import attestation_path, pinned_keys
    from nachweis.exchange.envelope import seal
    from nachweis.git import resolve
    from nachweis.model.versions import tag_name
    from nachweis.releases.release import CannotReleaseError, add_to_release
    from nachweis.sources.errors import SourceError
    from nachweis.sources.project import read_project

    key, version = baseline.key, baseline.version
    try:
        commit = resolve(workspace.root, f"refs/tags/{tag_name(key, version)}")
        with progress(Message("Building site and annexes"), quiet=quiet):
            problems = build_artefacts(workspace, baseline, commit)
        made = attested(workspace, baseline, commit, artefacts_path(workspace, key, version))
        envelope = seal(made.statement(), signer)
        text = json.dumps(envelope, separators=(",", ":"))
        path = attestation_path(workspace, key, version)
        add_to_release(workspace, path, f"{text}\n", f"{key} {version}: attested")
    except (SourceError, CannotReleaseError) as error:
        reason = error.problems[0] if isinstance(error, SourceError) else said_by(error)
        message = Message(
            "{key} {version} is released, but not signed ({reason}); finish it with --resume "
            "--sign",
            key=key,
            version=version,
            reason=reason,
        )
        raise CannotReleaseError(message) from error
    for problem in problems:
        click.echo(told(problem), err=True)
    used = envelope["signatures"][0]["keyid"]
    return Signed(path, used, used in pinned_keys(read_project(workspace, key)))


def tell_signed(signed: Signed, workspace: Workspace) -> None:
    """Say what was signed, and what is missing for others to verify it.

    :param signed: what was signed
    :param workspace: where the project lies
    """
    message = Message("signed with the key {key}", key=signed.key)
    click.echo(f"{signed.path.relative_to(workspace.root)}: {say(message)}")
    if not signed.is_pinned:
        message = Message(
            "no party of the register has this key; write it into 'key' of yours, by which "
            "'nachweis verify' knows it"
        )
        click.echo(say(message), err=True)
