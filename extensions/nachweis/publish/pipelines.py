"""A plan for CI systems: a matrix for GitHub Actions, a child pipeline for GitLab."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any, Final

from nachweis import __version__
from nachweis.publish.plan import Job

MOST: Final = 256
"""The most entries that a matrix of GitHub Actions may have."""


_INSTALL: Final = """\
pip install --quiet --disable-pip-version-check --require-hashes -r vendor/requirements.txt
pip install --quiet --disable-pip-version-check --no-index --no-deps "$NACHWEIS"
"""
"""Installs the tool as the templates do."""


def entries(jobs: Sequence[Job], as_of: str, at_most: int = MOST) -> list[dict[str, str]]:
    """Return an entry for each runner.

    :param jobs: the jobs
    :param as_of: the date at which all runners judge the working state
    :param at_most: how many entries there may be; if there are more jobs, runners share them
    """
    size = -(-len(jobs) // at_most) or 1
    groups = [jobs[start : start + size] for start in range(0, len(jobs), size)]
    return [_entry(group, number, as_of) for number, group in enumerate(groups, 1)]


def _entry(group: Sequence[Job], number: int, as_of: str) -> dict[str, str]:
    name = group[0].name.replace("/", "-") if len(group) == 1 else f"part-{number:03}"
    return {
        "project": _together(job.project for job in group),
        "version": _together(job.version for job in group),
        "audience": _together(job.audience for job in group),
        "as_of": as_of,
        "job": _together(job.name for job in group),
        "artifact": f"nachweis-version-{name}",
    }


def _together(words: Iterable[str]) -> str:
    return " ".join(dict.fromkeys(word for word in words if word))


def github(found: Sequence[dict[str, str]]) -> str:
    """Return a matrix for ``strategy.matrix`` with ``fromJSON``, in one line.

    :param found: the entries
    """
    return json.dumps({"include": list(found)}) + "\n"


def gitlab(found: Sequence[dict[str, str]], include: str = "") -> str:
    """Return a child pipeline that builds each entry in its own job, and assembles the site.

    :param found: the entries
    :param include: file of the repository that defines ``.nachweis``: image and installation
    """
    import yaml

    # exit code 1 means warnings: the pages are complete
    build = 'nachweis build --job "$JOB" --as-of "$AS_OF" --out artefacts || test $? -eq 1'
    join = "nachweis assemble artefacts --cached before --out public"
    pipeline: dict[str, Any] = {
        "stages": ["build", "assemble"],
        ".nachweis-build": {
            "extends": ".nachweis",
            "stage": "build",
            "script": [build],
            "cache": {"key": "$CI_JOB_NAME_SLUG", "paths": ["_build/versions/"]},
            "artifacts": {"paths": ["artefacts/"], "expire_in": "1 week"},
        },
    }
    if include:
        pipeline["include"] = [{"local": include}]
    else:
        pipeline[".nachweis"] = {
            "image": "python:3.11-bookworm",
            "variables": {"GIT_DEPTH": "0"},
            "before_script": [_INSTALL],
        }
        # what the parent pipeline says wins
        pipeline["variables"] = {"NACHWEIS": f"vendor/nachweis-{__version__}-py3-none-any.whl"}
    for entry in found:
        name = entry["artifact"].removeprefix("nachweis-version-")
        variables = {key.upper(): value for key, value in entry.items() if key != "artifact"}
        pipeline[f"build {name}"] = {"extends": ".nachweis-build", "variables": variables}
    pipeline["assemble"] = {
        "extends": ".nachweis",
        "stage": "assemble",
        "when": "always",  # a version that cannot be built keeps its previous copy
        "script": ["mkdir -p artefacts", join, "rm -rf before", "cp -r public before"],
        "cache": {"key": "nachweis-site", "paths": ["before/"]},
        "artifacts": {"paths": ["public/"]},
    }
    head = "# Written by `nachweis plan --format gitlab`.\n"
    return head + yaml.safe_dump(pipeline, sort_keys=False, allow_unicode=True, width=1000)
