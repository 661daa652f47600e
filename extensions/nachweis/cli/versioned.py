"""The part of ``nachweis build`` that deals with released versions."""

from __future__ import annotations

import contextlib
import dataclasses
import datetime
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from nachweis.cli.output import FAILS, HOLDS, NOT_JUDGED, display_path
from nachweis.publish.artefact import load
from nachweis.publish.assemble import Joined, join
from nachweis.publish.builder import (
    Outcome,
    build_all,
    build_one,
    kept_versions,
    up_to_date,
    workers,
)
from nachweis.publish.folders import copy_in
from nachweis.publish.plan import find_job, make_plan
from nachweis.sources.workspace import Workspace

if TYPE_CHECKING:
    from click._termui_impl import ProgressBar


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Request:
    """What the user wants built.

    :param keys: names of the projects; none means all
    :param date: date at which the working state is judged
    :param out: folder of the site, or of the one version
    """

    workspace: Workspace
    keys: Sequence[str]
    date: datetime.date
    out: Path
    quiet: bool
    verbose: bool


def site(request: Request, at_once: int) -> int:
    """Build all versions and join them; return the exit code.

    :param request: what to build
    :param at_once: how many builds run next to each other; 0 means as many as fit
    """
    plan = make_plan(request.workspace, request.keys, request.date)
    store = kept_versions(request.workspace)
    with _progress(len(plan.jobs), quiet=request.quiet) as tell:
        outcomes = build_all(
            request.workspace,
            plan.jobs,
            store,
            at_once=workers(at_once, len(plan.jobs)),
            tell=tell,
        )
    for problem in plan.problems:
        click.echo(str(problem), err=True)
    fine = [_report(outcome, verbose=request.verbose) for outcome in outcomes]
    kept = [load(store / name) for name in plan.kept]
    artefacts = [entry for entry in (*(o.artefact for o in outcomes), *kept) if entry]
    if not artefacts:
        return NOT_JUDGED
    joined = join(artefacts, request.out)
    for line in joined.broken:
        click.echo(line, err=True)
    if not request.quiet:
        _tell_where(request, joined, verbose=request.verbose)
    return HOLDS if all(fine) and not plan.problems and not joined.broken else FAILS


def apart(request: Request, names: Sequence[str]) -> int:
    """Build some versions into folders of their own below the output; return the exit code.

    :param request: where to
    :param names: names of the jobs
    """
    workspace = request.workspace
    keys = {name: name.partition("/")[0] for name in names if "/" in name}
    folders = dict.fromkeys(workspace.project(key).name for key in keys.values())
    jobs = list(make_plan(workspace, list(folders), request.date).jobs) if folders else []
    if len(keys) < len(names):
        jobs += make_plan(workspace, [], request.date).jobs
    store = kept_versions(workspace)
    codes = []
    for job in [find_job(jobs, name) for name in names]:
        outcome = up_to_date(job, store) or build_one(workspace, job, store)
        fine = _report(outcome, verbose=request.verbose)
        if outcome.problem or outcome.artefact is None:
            codes.append(NOT_JUDGED)
            continue
        copy_in(outcome.artefact.folder, request.out / job.name)
        codes.append(HOLDS if fine else FAILS)
        if not request.quiet:
            click.echo(display_path(request.out / job.name))
    return max(codes)


def _report(outcome: Outcome, *, verbose: bool) -> bool:
    """Say what went wrong with a version; return whether nothing did."""
    name = outcome.job.name
    for line in outcome.warnings:
        click.echo(line, err=True)
    if outcome.moved and not outcome.problem:
        message = f"the tag was moved from commit {outcome.moved} to {outcome.job.commit}"
        click.echo(f"{name}: {message} since this version was built; it was built anew", err=True)
    if outcome.problem:
        left = "its last copy stays" if outcome.artefact else "there is no copy of it"
        click.echo(f"{name}: could not be built, {left}: {outcome.problem}", err=True)
    elif verbose:
        click.echo(f"{name}: {'built' if outcome.built else 'as before'}", err=True)
    return not (outcome.problem or outcome.warnings or outcome.moved)


def _tell_where(request: Request, joined: Joined, *, verbose: bool) -> None:
    if verbose:
        for name in joined.changed:
            click.echo(f"{name}: moved in", err=True)
    for key in request.keys or [""]:
        click.echo(display_path(request.out / key / "index.html"))


@contextlib.contextmanager
def _progress(length: int, *, quiet: bool) -> Iterator[Callable[[Outcome], None]]:
    """Show how many versions are done, on a terminal only."""
    if quiet or not sys.stderr.isatty():
        yield lambda _: None
        return
    bar: ProgressBar[Outcome] = click.progressbar(
        length=length,
        label="Building versions",
        file=sys.stderr,
        item_show_func=lambda outcome: outcome.job.name if outcome else None,
    )
    with bar:
        yield lambda outcome: bar.update(1, outcome)
