"""``nachweis release``: a version of a project for others to approve, cite and compare with."""

from __future__ import annotations

import contextlib
import datetime
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

from nachweis.cli.attest import Signed, attest, tell_signed
from nachweis.cli.common import DateOption, alone, common_options
from nachweis.cli.language import say, words
from nachweis.cli.output import (
    FAILS,
    NOT_JUDGED,
    default_date,
    one_line_errors,
    stop,
)
from nachweis.cli.progress import progress
from nachweis.cli.signatures import passphrase_option, signer_at
from nachweis.model.baseline import Baseline
from nachweis.model.messages import Message, Term, said_by

if TYPE_CHECKING:
    from pyhanko.sign.signers import Signer

    from nachweis.sources.workspace import Workspace


@click.command("release", context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("key")
@click.argument("version")
@click.option(
    "--allow-failing",
    "reason",
    metavar="REASON",
    help="Release although the gate fails; the reason is recorded in the baseline.",
)
@click.option(
    "--as-of",
    type=DateOption(),
    help="Date of judgement, YYYY-MM-DD; default: SOURCE_DATE_EPOCH, or today.",
)
@click.option("--resume", is_flag=True, help="Finish a release that was interrupted.")
@click.option("--dry-run", is_flag=True, help="Check everything, write nothing.")
@click.option("--no-tag", is_flag=True, help="Commit the baseline, but make no tag.")
@click.option("--no-commit", is_flag=True, help="Write the baseline only: no commit, no tag.")
@click.option(
    "--sign",
    metavar="KEY",
    help="Build site and annexes, and sign the digests of all with a PKCS#12 file or pkcs11: URI.",
)
@passphrase_option
@common_options
@alone
def command(
    key: str,
    version: str,
    *,
    reason: str | None,
    as_of: datetime.date | None,
    resume: bool,
    dry_run: bool,
    no_tag: bool,
    no_commit: bool,
    sign: str | None,
    passphrase_file: Path | None,
    root: Path,
    quiet: bool,
    verbose: bool,
) -> None:
    """Release the project KEY as VERSION.

    Writes projects/KEY/baselines/VERSION.json, commits it, and tags the commit KEY/VERSION
    (annotated). Nothing is pushed. Refused if sources are not committed or the gate fails;
    then nothing is changed.

    With --sign, site and annexes of the release are built into _build/releases/KEY/VERSION, and a
    second commit adds a signed statement of the digests of sources, catalogue, verdict, site and
    annexes, for 'nachweis verify'. With --resume, of a release that has none.

    Exit code 0: released. 1: the gate fails. 2: it cannot be released.
    """
    from nachweis.releases.release import baseline_path
    from nachweis.sources.workspace import find_workspace

    if reason is not None and not reason.strip():
        stop(Message("--allow-failing needs a reason, which is recorded"))
    if resume and (dry_run or no_tag or no_commit):
        stop(
            Message("--resume finishes a release with commit and tag; leave out the other options")
        )
    if sign and (no_tag or no_commit):
        stop(Message("--sign signs what the tag stands at; leave out --no-tag and --no-commit"))
    with one_line_errors(), contextlib.ExitStack() as keys:
        signer = keys.enter_context(signer_at(sign, passphrase_file)) if sign else None
        workspace = find_workspace(root)
        name = workspace.project(key).name
        wanted = _Wanted(
            key=name,
            version=version,
            reason=" ".join((reason or "").split()),
            as_of=as_of or default_date(),
            resume=resume,
            writes=not dry_run,
            commits=not no_commit,
            tags=not no_tag,
            quiet=quiet,
        )
        baseline, signed = _release(workspace, wanted, signer)
    _tell_suspects(baseline)
    if quiet:
        return
    path = baseline_path(workspace, baseline).relative_to(workspace.root)
    how = Message("tagged {tag}", tag=f"{name}/{version}")
    how = Message("committed") if no_tag else how
    how = Message("written") if no_commit else how
    how = Message("can be released; nothing written") if dry_run else how
    click.echo(f"{path}: {say(how)}")
    if signed is not None:
        tell_signed(signed, workspace)
    if verbose:
        click.echo(f"  {say(_details(baseline))}")


class _Wanted(NamedTuple):
    """What is to be released, and how far; see the options."""

    key: str
    version: str
    reason: str
    as_of: datetime.date
    resume: bool
    writes: bool
    commits: bool
    tags: bool
    quiet: bool


def _release(
    workspace: Workspace, wanted: _Wanted, signer: Signer | None
) -> tuple[Baseline, Signed | None]:
    """Release, and sign what was released; end with an exit code if it is refused."""
    from nachweis.releases.release import (
        CannotReleaseError,
        GateFailsError,
        alone,
        judge_release,
        resume,
        write_release,
    )
    from nachweis.sources.conflicts import refuse_conflicts

    key, version, signed = wanted.key, wanted.version, None
    refuse_conflicts(workspace, [key])
    try:
        with alone(workspace.root):
            with progress(Message("Judging"), quiet=wanted.quiet):
                done = resume(workspace, key, version) if wanted.resume else None
                baseline = done or judge_release(
                    workspace, key, version, wanted.as_of, reason=wanted.reason
                )
                if done is None and wanted.writes:
                    write_release(workspace, baseline, commit=wanted.commits, tag=wanted.tags)
            if signer is not None and wanted.writes:
                signed = attest(workspace, baseline, signer, quiet=wanted.quiet)
    except CannotReleaseError as error:
        click.echo(f"nachweis: {say(said_by(error))}", err=True)
        sys.exit(FAILS if isinstance(error, GateFailsError) else NOT_JUDGED)
    return baseline, signed


def _tell_suspects(baseline: Baseline) -> None:
    from nachweis.releases.release import suspects

    _, open_links = words(), suspects(baseline)
    if open_links:
        said = _.ngettext(
            "{count} link is suspect; see 'nachweis confirm {name}'",
            "{count} links are suspect; see 'nachweis confirm {name}'",
            open_links,
        )
        click.echo(said.format(count=open_links, name=baseline.key), err=True)


def _details(baseline: Baseline) -> Message:
    where = Message("all phases closed")
    if baseline.phase:
        where = Message("{phase} in progress", phase=Term(baseline.phase))
    return Message(
        "{count} objects, {where}, judged on {date}",
        count=len(baseline.items),
        where=where,
        date=baseline.date,
    )
