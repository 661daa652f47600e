"""The site and the annexes of a release, made from the commit of its tag and from nothing else."""

from __future__ import annotations

import shutil
from pathlib import Path

from nachweis.exchange.attestation import ANNEXES, SITE
from nachweis.model.baseline import Baseline
from nachweis.model.places import Place
from nachweis.publish.builder import build_one, up_to_date
from nachweis.publish.plan import find_job, make_plan
from nachweis.releases.rebuild import released_annexes
from nachweis.sources.errors import Problem
from nachweis.sources.files import problem
from nachweis.sources.folders import beside, move_in
from nachweis.sources.workspace import Workspace


def artefacts_path(workspace: Workspace, key: str, version: str) -> Path:
    """Return the folder in which the artefacts of a release are kept.

    :param workspace: where the project lies
    :param key: key of the project
    :param version: the version
    """
    return workspace.root / "_build" / "releases" / key / version


def build_artefacts(workspace: Workspace, baseline: Baseline, commit: str) -> tuple[Problem, ...]:
    """Build site and annexes of a release into their folder, and return what annexes complain of.

    The site is the one that ``nachweis build --versions`` takes.

    :param workspace: where the project lies
    :param baseline: the released state
    :param commit: full ID of the commit that its tag stands at
    :raises SourceError: if one of them cannot be built; then the folder is as it was
    """
    key, version = baseline.key, baseline.version
    store = workspace.root / "_build" / "versions"
    job = find_job(make_plan(workspace, [key], baseline.date).jobs, f"{key}/{version}")
    built = up_to_date(job, store) or build_one(workspace, job, store)
    if built.problem or built.artefact is None:
        raise problem(Place(path=job.name, line=0), built.problem)
    annexes = released_annexes(workspace, baseline, commit)
    target = artefacts_path(workspace, key, version)
    with beside(target) as temporary:
        fresh = temporary / "fresh"
        shutil.copytree(built.artefact.folder, fresh / SITE)
        for name, annex in annexes.items():
            path = fresh / ANNEXES / f"{name}.pdf"
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(annex.content)
        move_in(fresh, target)
    return tuple(found for annex in annexes.values() for found in annex.problems)
