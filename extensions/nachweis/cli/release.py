"""``nachweis release``: a version of a project for others to approve, cite and compare with."""

from __future__ import annotations

import datetime
import sys
from pathlib import Path

import click

from nachweis.cli.common import DateOption, common_options
from nachweis.cli.language import say, words
from nachweis.cli.output import FAILS, NOT_JUDGED, default_date, one_line_errors, stop
from nachweis.cli.progress import progress
from nachweis.model.baseline import Baseline
from nachweis.model.messages import Message, Term, said_by


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
@common_options
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
    root: Path,
    quiet: bool,
    verbose: bool,
) -> None:
    """Release the project KEY as VERSION.

    Writes projects/KEY/baselines/VERSION.json, commits it, and tags the commit KEY/VERSION
    (annotated). Nothing is pushed. Refused if sources are not committed or the gate fails;
    then nothing is changed.

    Exit code 0: released. 1: the gate fails. 2: it cannot be released.
    """
    from nachweis.releases.release import (
        CannotReleaseError,
        GateFailsError,
        alone,
        baseline_path,
        judge_release,
        suspects,
        write_release,
    )
    from nachweis.releases.release import resume as finish
    from nachweis.sources.conflicts import refuse_conflicts
    from nachweis.sources.workspace import find_workspace

    if reason is not None and not reason.strip():
        stop(Message("--allow-failing needs a reason, which is recorded"))
    if resume and (dry_run or no_tag or no_commit):
        stop(
            Message("--resume finishes a release with commit and tag; leave out the other options")
        )
    with one_line_errors(), progress(Message("Judging"), quiet=quiet):
        workspace = find_workspace(root)
        name = workspace.project(key).name
        refuse_conflicts(workspace, [name])
        reason = " ".join((reason or "").split())
        try:
            with alone(workspace.root):
                done = finish(workspace, name, version) if resume else None
                baseline = done or judge_release(
                    workspace, name, version, as_of or default_date(), reason=reason
                )
                if done is None and not dry_run:
                    write_release(workspace, baseline, commit=not no_commit, tag=not no_tag)
        except CannotReleaseError as error:
            click.echo(f"nachweis: {say(said_by(error))}", err=True)
            sys.exit(FAILS if isinstance(error, GateFailsError) else NOT_JUDGED)
    _, open_links = words(), suspects(baseline)
    if open_links:
        said = _.ngettext(
            "{count} link is suspect; see 'nachweis confirm {name}'",
            "{count} links are suspect; see 'nachweis confirm {name}'",
            open_links,
        )
        click.echo(said.format(count=open_links, name=name), err=True)
    if quiet:
        return
    path = baseline_path(workspace, baseline).relative_to(workspace.root)
    how = Message("tagged {tag}", tag=f"{name}/{version}")
    how = Message("committed") if no_tag else how
    how = Message("written") if no_commit else how
    how = Message("can be released; nothing written") if dry_run else how
    click.echo(f"{path}: {say(how)}")
    if verbose:
        click.echo(f"  {say(_details(baseline))}")


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
