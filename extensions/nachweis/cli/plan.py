"""``nachweis plan``: which versions to build, for runners that build one each."""

from __future__ import annotations

import datetime
import sys
from pathlib import Path

import click

from nachweis.audience.policy import policy_of
from nachweis.cli.common import DateOption, common_options
from nachweis.cli.language import say
from nachweis.cli.output import (
    FAILS,
    HOLDS,
    default_date,
    one_line_errors,
    stop,
    told,
    write_output,
)
from nachweis.cli.progress import progress
from nachweis.model.messages import Message
from nachweis.publish import pipelines
from nachweis.publish.artefact import find
from nachweis.publish.plan import Job, for_audience, make_plan
from nachweis.sources.project import read_project
from nachweis.sources.workspace import Workspace, find_workspace


@click.command("plan", context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("keys", nargs=-1, metavar="[KEY]...")
@click.option(
    "--format",
    "style",
    type=click.Choice(["text", "json", "gitlab"]),
    default="text",
    show_default=True,
    help="json: a matrix for GitHub Actions; gitlab: a child pipeline.",
)
@click.option("--json", "as_json", is_flag=True, help="The same as --format json.")
@click.option(
    "--cached",
    type=click.Path(path_type=Path, file_okay=False),
    multiple=True,
    metavar="DIR",
    help="Leave out versions that are up to date there: artefacts, or an older site.",
)
@click.option(
    "--at-most",
    type=click.IntRange(min=1),
    default=pipelines.MOST,
    show_default=True,
    help="Entries of the matrix; more jobs than that share them.",
)
@click.option(
    "--include", default="", metavar="FILE", help="gitlab: the file that defines .nachweis."
)
@click.option(
    "--as-of",
    type=DateOption(),
    help="Date of judgement, YYYY-MM-DD; default: SOURCE_DATE_EPOCH, or today.",
)
@click.option("--output", type=click.Path(path_type=Path, dir_okay=False), help="Write to a file.")
@click.option(
    "--audience",
    "audiences",
    multiple=True,
    metavar="PARTY|CLASS",
    help="Only what builds the working state of KEY for this party, partner or class; repeatable.",
)
@common_options
def command(
    keys: tuple[str, ...],
    *,
    style: str,
    as_json: bool,
    cached: tuple[Path, ...],
    at_most: int,
    include: str,
    as_of: datetime.date | None,
    output: Path | None,
    audiences: tuple[str, ...],
    root: Path,
    quiet: bool,
    verbose: bool,
) -> None:
    """List the jobs (project, version, audience) that build the versions of KEY, or of all.

    'nachweis build --job NAME --out DIR' builds one of them; 'nachweis assemble DIR --out SITE'
    makes a site of the results.

    Exit code 0: all are listed. 1: a version that is named cannot be built here. 2: no plan.
    """
    date = as_of or default_date()
    with one_line_errors(), progress(Message("Looking at versions"), quiet=quiet):
        workspace = find_workspace(root)
        names = [workspace.project(key).name for key in keys]
        if audiences and len(names) != 1:
            stop(Message("--audience is about one project: name its KEY"))
        plan = make_plan(workspace, names, date)
        planned = plan.jobs
        if audiences:
            planned = _for_audiences(workspace, plan.jobs[0], audiences, date)
    for problem in plan.problems:
        click.echo(told(problem), err=True)
    there = {entry.digest for path in cached if path.is_dir() for entry in find(path)}
    jobs = [job for job in planned if job.digest not in there]
    if verbose and not quiet:
        message = Message("{count} of {total} to build", count=len(jobs), total=len(planned))
        click.echo(say(message), err=True)
    write_output(_text(jobs, date, "json" if as_json else style, at_most, include), output)
    sys.exit(FAILS if plan.problems else HOLDS)


def _for_audiences(
    workspace: Workspace, draft: Job, audiences: tuple[str, ...], date: datetime.date
) -> tuple[Job, ...]:
    """Return a job for each audience.

    :raises SourceError: if there is no such audience, or it may see nothing
    """
    project = read_project(workspace, draft.project)
    found = (policy_of(project, name, date).audience for name in audiences)
    return tuple(for_audience(draft, name) for name in dict.fromkeys(found))


def _text(jobs: list[Job], date: datetime.date, style: str, at_most: int, include: str) -> str:
    if style == "text":
        return "".join(f"{job.name}\n" for job in jobs)
    entries = pipelines.entries(jobs, str(date), at_most)
    return pipelines.github(entries) if style == "json" else pipelines.gitlab(entries, include)
