"""Nachweis is installed as the handbook and the files for CI say, without an index that has it."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest
import yaml

from nachweis import __version__
from nachweis.publish import pipelines

ROOT: Final = Path(__file__).resolve().parents[1]
CI: Final = ROOT / "templates" / "ci"
GITHUB: Final = ("nachweis.yml", "nachweis-site.yml")
GITLAB: Final = (".gitlab-ci.yml", "nachweis-site.yml")
HOW_TO: Final = ROOT / "docs" / "how-to" / "install.md"
WHEEL: Final = f"vendor/nachweis-{__version__}-py3-none-any.whl"


def load(path: Path) -> dict[str, Any]:
    return dict(yaml.safe_load(path.read_text(encoding="utf-8")))


def jobs() -> Iterator[tuple[str, str, str]]:
    """Yield a name, what NACHWEIS is, and the script that installs, of each job that needs it."""
    for name in GITHUB:
        data = load(CI / "github" / name)
        for job, body in data["jobs"].items():
            steps = [step["run"] for step in body["steps"] if step.get("name") == "Install"]
            if not steps:
                assert job == "publish"
                continue
            yield f"github {name} {job}", data["env"]["NACHWEIS"], "\n".join(steps)
    for name in GITLAB:
        data = load(CI / "gitlab" / name)
        for job, body in data.items():
            if "before_script" in body:
                script = "\n".join(body["before_script"])
                yield f"gitlab {name} {job}", data["variables"]["NACHWEIS"], script
    child = yaml.safe_load(pipelines.gitlab([]))
    script = "\n".join(child[".nachweis"]["before_script"])
    yield "gitlab child pipeline", child["variables"]["NACHWEIS"], script


JOBS: Final = list(jobs())
SCRIPTS: Final = {(what, script): name for name, what, script in reversed(JOBS)}
"""What the jobs install and how, with the first job that does; many do the same."""
FULLEST: Final = ("gitlab .gitlab-ci.yml .nachweis", "github nachweis.yml gate")
"""What all other jobs do stands in these, too."""


def run(script: str, folder: Path, **variables: str) -> None:
    """Run a script that installs, but into the folder ``target``, and nothing from an index."""
    script = script.replace("pip install", "pip install --no-deps --no-compile --target target")
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    done = subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script],
        cwd=folder,
        env={**os.environ, "PATH": path, **variables},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def version(folder: Path) -> str:
    """Return what the installed command says of itself."""
    done = subprocess.run(
        [sys.executable, "-m", "nachweis", "--version"],
        env={**os.environ, "PYTHONPATH": str(folder / "target")},
        cwd=folder,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


@pytest.mark.parametrize(
    ("what", "script"),
    [
        pytest.param(*how, id=name, marks=() if name in FULLEST else pytest.mark.slow)
        for how, name in SCRIPTS.items()
    ],
)
def test_a_job_installs_the_wheel_that_the_repository_keeps(
    wheel: Path, tmp_path: Path, what: str, script: str
) -> None:
    assert what == WHEEL
    (tmp_path / "vendor").mkdir()
    shutil.copy(wheel, tmp_path / "vendor")
    digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
    lock = f"./{WHEEL} --hash=sha256:{digest}\n"
    (tmp_path / "vendor/requirements.txt").write_text(lock, encoding="utf-8")
    run(script, tmp_path, NACHWEIS=what)
    assert version(tmp_path) == f"nachweis {__version__}\n"


def test_what_is_not_installed_each_time_is_part_of_what_is() -> None:
    by_name = {name: script.splitlines() for (_, script), name in SCRIPTS.items()}
    most = {line for name in FULLEST for line in by_name[name]}
    assert all({*lines} <= most for lines in by_name.values())


@pytest.mark.parametrize("name", GITHUB)
def test_a_job_of_github_has_the_repository_before_it_installs(name: str) -> None:
    for job in load(CI / "github" / name)["jobs"].values():
        order = [str(step.get("uses", step.get("name"))).split("@")[0] for step in job["steps"]]
        if "Install" in order:
            assert order.index("actions/checkout") < order.index("Install")


def test_nothing_asks_an_index_for_what_it_does_not_have() -> None:
    pages = [ROOT / "README.md", *(ROOT / "docs").rglob("*.md"), *CI.rglob("*")]
    for page in pages:
        text = page.read_text(encoding="utf-8") if page.is_file() else ""
        if page not in (HOW_TO, ROOT / "docs" / "de" / "how-to" / "install.md"):
            assert not re.search(r"pip install ['\"]?nachweis|nachweis==", text), page


def test_the_how_to_names_this_version() -> None:
    assert set(re.findall(r"vendor/\S+\.whl", HOW_TO.read_text(encoding="utf-8"))) == {WHEEL}


@pytest.mark.slow
def test_the_ways_of_the_how_to(tmp_path: Path) -> None:
    text = HOW_TO.read_text(encoding="utf-8")
    commands = re.findall(r"^(pip \w+ .+)", text, re.MULTILINE)
    head = ["git", "-C", str(ROOT), "rev-parse", "HEAD"]
    commit = subprocess.run(head, capture_output=True, text=True, check=True).stdout.strip()
    of_lock = [command for command in commands if "--require-hashes" in command]
    assert (len(commands), len(of_lock)) == (7, 1)  # jobs install from a lock, see above
    for command in commands:
        if command in of_lock:
            continue
        for name, value in {
            "/path/to/the/clone": str(ROOT),
            "git+https://git.client.example/nachweis@COMMIT": f"git+file://{ROOT}@{commit}",
        }.items():
            command = command.replace(name, value)  # noqa: PLW2901 - the same one, filled in
        run(command, tmp_path)
        if "pip install" in command:
            assert version(tmp_path).startswith("nachweis ")
            shutil.rmtree(tmp_path / "target")
