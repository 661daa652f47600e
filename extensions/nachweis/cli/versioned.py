"""The part of ``nachweis build`` that deals with released versions."""

from __future__ import annotations

import contextlib
import dataclasses
import datetime
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from nachweis.cli.language import say
from nachweis.cli.output import FAILS, HOLDS, NOT_JUDGED, display_path, told
from nachweis.model.messages import Message
from nachweis.publish.artefact import load
from nachweis.publish.assemble import Assembled, assemble_site
from nachweis.publish.builder import (
    Outcome,
    build_all,
    build_one,
    up_to_date,
    workers,
)
from nachweis.publish.plan import Job, find_job, make_plan
from nachweis.sources.folders import alone_in, alone_with, copy_in
from nachweis.sources.workspace import Workspace

if TYPE_CHECKING:
    from click._termui_impl import ProgressBar

_T = TypeVar("_T")


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Request:
    """The request to build versions of a site.

    :param keys: names of the projects; empty means all
    :param date: date at which the working state is judged
    :param out: folder of the site, or of the one version
    """

    workspace: Workspace
    keys: Sequence[str]
    date: datetime.date
    out: Path
    quiet: bool
    verbose: bool

    @property
    def store(self) -> Path:
        """The folder that keeps built versions."""
        return self.workspace.root / "_build" / "versions"


def build_site(request: Request, parallel: int) -> int:
    """Build all versions, assemble the site, and return the exit code.

    :param request: what to build
    :param parallel: how many builds run at the same time; 0 means as many as fit
    """
    store = request.store
    with alone_in(store, request.workspace.root):
        return _build_and_assemble(request, store, parallel)


def _build_and_assemble(request: Request, store: Path, parallel: int) -> int:
    plan = make_plan(request.workspace, request.keys, request.date)
    label = Message("Building versions")
    with progress(len(plan.jobs), label, _job_name, quiet=request.quiet) as report:
        outcomes = build_all(
            request.workspace,
            plan.jobs,
            store,
            parallel=workers(parallel, len(plan.jobs)),
            report=report,
        )
    for problem in plan.problems:
        click.echo(told(problem), err=True)
    fine = [_report(outcome, verbose=request.verbose) for outcome in outcomes]
    kept = [load(store / name) for name in plan.kept]
    artefacts = [entry for entry in (*(o.artefact for o in outcomes), *kept) if entry]
    if not artefacts:
        return NOT_JUDGED
    with alone_at(request.out):
        site = assemble_site(artefacts, request.out)
    report_site(site, verbose=request.verbose and not request.quiet)
    if not request.quiet:
        for key in request.keys or [""]:
            click.echo(display_path(request.out / key / "index.html"))
    return HOLDS if all(fine) and not plan.problems and not site.broken else FAILS


@contextlib.contextmanager
def alone_at(site: Path) -> Iterator[None]:
    """Keep other commands from a site while its versions are read and added to.

    The lock is that of the folder itself: not all who assemble a site know a repository.

    :param site: folder of the site
    :raises SourceError: if another process is at it
    """
    site.mkdir(parents=True, exist_ok=True)
    busy = Message("another command writes here; try again when it has ended")
    with alone_with(site, display_path(site), busy):
        yield


def build_jobs(request: Request, names: Sequence[str]) -> int:
    """Build some versions, each into its own folder of the output; return the exit code.

    :param request: where to build
    :param names: names of the jobs
    """
    workspace = request.workspace
    keys = dict.fromkeys(workspace.project(n.partition("/")[0]).name for n in names if "/" in n)
    everything = any("/" not in name for name in names)
    jobs = make_plan(workspace, [] if everything else [*keys], request.date).jobs
    found = [find_job(jobs, name) for name in names]
    with (
        alone_in(request.store, workspace.root, shared=True),
        alone_in(request.out, workspace.root, shared=True),
    ):
        return max(_build_job(job, request) for job in found)


def _build_job(job: Job, request: Request) -> int:
    outcome = up_to_date(job, request.store) or build_one(request.workspace, job, request.store)
    fine = _report(outcome, verbose=request.verbose)
    if outcome.problem or outcome.artefact is None:
        return NOT_JUDGED
    copy_in(outcome.artefact.folder, request.out / job.name)
    if not request.quiet:
        click.echo(display_path(request.out / job.name))
    return HOLDS if fine else FAILS


def _job_name(outcome: Outcome) -> str:
    return outcome.job.name


def _report(outcome: Outcome, *, verbose: bool) -> bool:
    """Print the problems of a version; return whether there are none."""
    name = outcome.job.name
    for line in outcome.warnings:
        click.echo(line, err=True)
    if outcome.moved and not outcome.problem:
        message = Message(
            "{name}: the tag was moved from commit {old} to {new} since this version was built; "
            "it was built again",
            name=name,
            old=outcome.moved,
            new=outcome.job.commit,
        )
        click.echo(say(message), err=True)
    if outcome.problem:
        kept = Message("its previous copy is kept")
        message = Message(
            "{name}: could not be built, {left}: {problem}",
            name=name,
            left=kept if outcome.artefact else Message("there is no copy of it"),
            problem=outcome.problem,
        )
        click.echo(say(message), err=True)
    elif verbose:
        how = say(Message("built") if outcome.built else Message("up to date"))
        click.echo(f"{name}: {how}", err=True)
    return not (outcome.problem or outcome.warnings or outcome.moved)


def report_site(site: Assembled, *, verbose: bool) -> None:
    """Print the broken links of a site and its changed versions.

    :param site: the site
    :param verbose: whether to name the versions that changed
    """
    updated = say(Message("updated"))
    changed = [f"{name}: {updated}" for name in site.changed] if verbose else ()
    for line in (*site.broken, *changed):
        click.echo(line, err=True)


@contextlib.contextmanager
def progress(
    length: int, label: Message, name: Callable[[_T], str], *, quiet: bool
) -> Iterator[Callable[[_T], None]]:
    """Show how much is done, of what last, and how long the rest takes, on a terminal.

    :param length: number of parts
    :param label: what is done
    :param name: returns the name of a part
    :param quiet: whether to show nothing
    """
    if quiet or not sys.stderr.isatty():
        yield lambda _: None
        return
    bar: ProgressBar[_T] = click.progressbar(
        length=length,
        label=say(label),
        file=sys.stderr,
        show_pos=True,
        show_eta=True,
        item_show_func=lambda part: None if part is None else name(part),
    )
    with bar:
        bar.render_progress()
        yield lambda part: bar.update(1, part)
