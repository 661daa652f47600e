"""The ready-made CI for many machines: valid, pinned, and its scripts make the site."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

import jsonschema_rs
import pytest
import yaml

from tests.report.conftest import schema
from tests.support.builds import differing, tree
from tests.support.repository import Repository
from tests.support.sandbox import TODAY

pytestmark = pytest.mark.xdist_group("versions")

TEMPLATES: Final = Path(__file__).resolve().parents[2] / "templates" / "ci"
GITHUB: Final = TEMPLATES / "github" / "nachweis-site.yml"
GITLAB: Final = TEMPLATES / "gitlab" / "nachweis-site.yml"


def load(text: str) -> dict[str, Any]:
    data = yaml.safe_load(text)
    if True in data:  # YAML 1.1 takes the key `on` for a truth value, GitHub does not
        data["on"] = data.pop(True)
    return dict(data)


def scripts(job: str) -> dict[str, str]:
    """Return the scripts of a job of GitHub by the names of their steps."""
    steps = load(GITHUB.read_text(encoding="utf-8"))["jobs"][job]["steps"]
    return {step["name"]: step["run"] for step in steps if "run" in step}


def shell(script: str, folder: Path, **variables: str) -> None:
    """Run a script as a runner does, with our command on the path."""
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    settings = {"PATH": path, "SOURCE_DATE_EPOCH": "1795132800", **variables}
    done = subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script],
        cwd=folder,
        env={**os.environ, **settings},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def errors(text: str, published: str) -> list[str]:
    validator = jsonschema_rs.validator_for(schema(published))
    return [str(error) for error in validator.iter_errors(load(text))]


def test_templates_are_valid_and_actions_pinned() -> None:
    github, gitlab = (path.read_text(encoding="utf-8") for path in (GITHUB, GITLAB))
    assert errors(github, "github-workflow.json") == []
    assert errors(gitlab, "gitlab-ci.json") == []
    uses = re.findall(r"uses: (\S+)(.*)", github)
    assert len(uses) > 5
    for action, comment in uses:
        assert re.fullmatch(r"[\w/-]+@[0-9a-f]{40}", action)
        assert re.fullmatch(r" # v\d+\.\d+\.\d+", comment)


def test_jobs_of_github_make_the_site(built: Repository, tmp_path: Path) -> None:
    expected = tree(built.site)
    shutil.rmtree(built.site)
    outputs = tmp_path / "outputs"
    shell(scripts("plan")["Plan"], built.root, GITHUB_OUTPUT=str(outputs))
    name, _, value = outputs.read_text(encoding="utf-8").partition("=")
    entries = json.loads(value)["include"]
    assert (name, len(entries)) == ("matrix", 4)
    last = tmp_path / "another runner"
    last.mkdir()
    for entry in entries:
        variables = {"JOB": entry["job"], "AS_OF": entry["as_of"]}
        shell(scripts("build")["Build"], built.root, **variables)
    (built.root / "artefacts").rename(last / "artefacts")
    shell(scripts("assemble")["Assemble"], last)
    assert not differing(expected, tree(last / "site"))
    shutil.copytree(last / "before", built.root / "before")
    shell(scripts("plan")["Plan"], built.root, GITHUB_OUTPUT=str(outputs))
    assert outputs.read_text(encoding="utf-8").splitlines()[-1] == 'matrix={"include": []}'
    shutil.rmtree(last / "artefacts")
    shell(scripts("assemble")["Assemble"], last)
    assert not differing(expected, tree(last / "site"))


def test_pipeline_of_gitlab_makes_the_site(built: Repository) -> None:
    expected = tree(built.site)
    plan = load(GITLAB.read_text(encoding="utf-8"))["nachweis-plan"]
    shell("\n".join(plan["script"]), built.root)
    [artifact] = plan["artifacts"]["paths"]
    text = (built.root / artifact).read_text(encoding="utf-8")
    assert errors(text, "gitlab-ci.json") == []
    pipeline = load(text)
    build = "\n".join(pipeline[".nachweis-build"]["script"])
    jobs = [job for name, job in pipeline.items() if name.startswith("build ")]
    assert {job["variables"]["AS_OF"] for job in jobs} == {TODAY}
    for job in jobs:
        shell(build, built.root, **job["variables"])
    shell("\n".join(pipeline["assemble"]["script"]), built.root)
    assert not differing(expected, tree(built.root / "public"))
