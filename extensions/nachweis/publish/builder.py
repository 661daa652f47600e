"""Building versions, each in a separate process, into a store: the folder that keeps them."""

from __future__ import annotations

import contextlib
import dataclasses
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path
from typing import Final

from nachweis.git import git_names, resolve, write_tree
from nachweis.model.dates import parse_date
from nachweis.model.messages import Message
from nachweis.model.places import Place
from nachweis.publish.artefact import NAME, Artefact, complete, load
from nachweis.publish.plan import Job
from nachweis.publish.sphinx_process import FAILED, Run, run_quietly
from nachweis.releases.tags import baseline_value
from nachweis.sources.errors import SourceError, told
from nachweis.sources.files import problem
from nachweis.sources.folders import PRIVATE, alone_in, beside, move_in, recover
from nachweis.sources.memory import free_memory
from nachweis.sources.workspace import BASELINES, PROJECT_FILE, Workspace

_MEMORY: Final = 512 * 1024 * 1024
"""A generous estimate of what the build of a large project needs, in bytes."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """The result of a job.

    :param job: the job
    :param artefact: the built version, from this build or an earlier one; nothing if there is none
    :param built: whether this build made it
    :param problem: why it could not be built; else empty
    :param warnings: warnings of Sphinx about the working state
    :param moved: if the tag was moved, short ID of the commit of the previous build
    """

    job: Job
    artefact: Artefact | None
    built: bool = False
    problem: str = ""
    warnings: tuple[str, ...] = ()
    moved: str = ""


def build_all(
    workspace: Workspace,
    jobs: Sequence[Job],
    store: Path,
    *,
    parallel: int,
    report: Callable[[Outcome], None],
) -> list[Outcome]:
    """Build the versions that are not up to date; if a build fails, the previous copy is kept.

    :param workspace: the workspace
    :param jobs: what to build
    :param store: folder of the built versions
    :param parallel: how many builds may run at the same time
    :param report: is called when a job has ended
    """
    outcomes = {}
    waiting = []
    for job in jobs:
        there = up_to_date(job, store)
        if there is None:
            waiting.append(job)
        else:
            outcomes[job.name] = there
            report(there)
    if waiting:
        with ThreadPoolExecutor(max_workers=parallel) as pool:
            running = [pool.submit(build_one, workspace, job, store) for job in waiting]
            try:
                for done in as_completed(running):
                    outcomes[done.result().job.name] = done.result()
                    report(done.result())
            except BaseException:
                pool.shutdown(wait=False, cancel_futures=True)
                raise
    return [outcomes[job.name] for job in jobs]


def workers(wanted: int, jobs: int) -> int:
    """Return how many builds to run at the same time, as cores and memory allow.

    :param wanted: what the user asked for; 0 means as many as fit
    :param jobs: how many jobs there are
    """
    if wanted:
        return min(wanted, max(jobs, 1))
    free = free_memory()
    return max(1, min(os.cpu_count() or 1, jobs, 4 if free is None else free // _MEMORY))


def up_to_date(job: Job, store: Path) -> Outcome | None:
    """Return the outcome of a job without building it, or nothing if it is not up to date.

    What a build that was killed left beside it is put back or deleted.

    :param job: the job
    :param store: folder of the built versions
    """
    recover(store / job.name)
    artefact = load(store / job.name)
    if artefact is None or artefact.digest != job.digest:
        return None
    warnings: tuple[str, ...] = ()
    with contextlib.suppress(OSError):
        warnings = tuple(_warnings_file(job, store).read_text(encoding="utf-8").splitlines())
    return Outcome(job=job, artefact=artefact, warnings=warnings)


def build_one(workspace: Workspace, job: Job, store: Path) -> Outcome:
    """Build a job and put it into the store in one step.

    :param workspace: the workspace
    :param job: the job
    :param store: folder of the built versions
    """
    target = store / job.name
    before = load(target)
    moved = before.commit if before and job.tag and before.commit != job.commit else ""
    why = ""
    with beside(target) as temporary:
        fresh = temporary / "fresh"
        try:
            with _sources(workspace, job) as (root, stage):
                out = stage / "html"
                (out / NAME).unlink(missing_ok=True)
                done = run_quietly(
                    Run(
                        root=root,
                        out=out,
                        doctrees=stage / "doctrees",
                        settings=_settings(job, _judged_on(job, root)),
                    )
                )
                if done.code == FAILED or not (out / NAME).exists():
                    why = done.first
                else:
                    shutil.copytree(out, fresh, ignore=PRIVATE)
        except SourceError as error:
            why = str(error.problems[0])
        except OSError as error:
            why = told(error)
        if why:
            return Outcome(job=job, artefact=before, problem=why, moved=moved)
        complete(fresh, tool=job.tool, digest=job.digest, audience=job.audience)
        warnings = () if job.tag else tuple(line for line in done.lines if done.code)
        _warnings_file(job, store).write_text("\n".join(warnings), encoding="utf-8")
        move_in(fresh, target)
    return Outcome(job=job, artefact=load(target), built=True, warnings=warnings, moved=moved)


def _judged_on(job: Job, root: Path) -> str:
    """Return the date of judgement: of a release, the date in its baseline."""
    path = root / "projects" / job.project / BASELINES / f"{job.version}.json"
    with contextlib.suppress(ValueError):
        return parse_date(baseline_value(path, "date") if job.tag else "").isoformat()
    return job.date


def _settings(job: Job, date: str) -> dict[str, str]:
    return {
        "nachweis_project": job.project,
        "nachweis_projects": "none",
        "nachweis_as_of": date,
        "nachweis_version": job.version,
        "nachweis_commit": job.commit,
        "nachweis_portfolio": "../../index.html" if job.project else "",
    }


@contextlib.contextmanager
def _sources(workspace: Workspace, job: Job) -> Iterator[tuple[Path, Path]]:
    """Yield the workspace to build, and a folder for the output and the doctrees.

    The working state keeps its folder for the next build. A release is not built again, so
    its files are deleted after the build.
    """
    if not job.tag:
        stage = workspace.root / "_build" / "stage" / f"{job.project or 'all'}-versions"
        with alone_in(stage, workspace.root):
            yield workspace.root, stage
        return
    found = resolve(workspace.root, f"refs/tags/{job.tag}")
    with tempfile.TemporaryDirectory(prefix="nachweis-") as folder:
        root = Path(folder).resolve() / "sources"
        root.mkdir()
        write_tree(workspace.root, found, root, *needed(workspace, found, job.project))
        own = f"projects/{job.project}/{PROJECT_FILE}"
        if not (root / own).is_file():
            raise problem(
                Place(path=own),
                Message("is missing in {tag} (commit {found})", tag=job.tag, found=found[:10]),
            )
        yield root, root.parent


def needed(workspace: Workspace, found: str, key: str) -> list[str]:
    """Return the files and folders of a commit that a project may be built from.

    ``conf.py`` may read any file beside it, so only the other projects can be left out.

    :param workspace: the workspace
    :param found: full ID of the commit
    :param key: key of the project
    """
    names = git_names(workspace.root, "ls-tree", "--name-only", "-z", found)
    return [f"projects/{key}" if name == "projects" else name for name in names]


def _warnings_file(job: Job, store: Path) -> Path:
    """Return the file beside the pages that keeps warnings, so that the next run repeats them."""
    return store / f"{job.name}.warnings"
