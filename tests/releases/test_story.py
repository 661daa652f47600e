"""From one version of the client's concept to the next, as it goes in a project."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.builds import Builds
from tests.support.repository import be_a_person, git, run
from tests.support.sandbox import TODAY

ROOT = Path(__file__).resolve().parents[2]
CLAUSE = "projects/VKN/contract/03-framework-security-and-emergencies.md"
SECTION = "projects/VKN/concept/overall/emergency.md"
REQUIREMENT = "catalog/grundschutz-2018/OPS31_M02.yaml"


class Client:
    """The client's repository, and what its security officer does in it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        shutil.copytree(ROOT / "catalog", root / "catalog")
        shutil.copytree(
            ROOT / "projects" / "VKN",
            root / "projects" / "VKN",
            ignore=shutil.ignore_patterns("baselines"),
        )
        shutil.copy(ROOT / "conf.py", root)
        git(root, "init", "-q", "-b", "main")
        self.commit("The concept phase ends")

    def copied(self, root: Path) -> Client:
        """Return a copy that may be changed."""
        copy = object.__new__(Client)
        copy.root = root
        shutil.copytree(self.root, root)
        return copy

    def commit(self, message: str) -> None:
        git(self.root, "add", "-A")
        git(self.root, "commit", "-q", "-m", message)

    def edit(self, path: str, old: str, new: str) -> None:
        target = self.root / path
        text = target.read_text(encoding="utf-8")
        assert text.count(old) == 1, (path, old)
        target.write_text(text.replace(old, new), encoding="utf-8")

    def run(self, command: str, *arguments: str, day: str = TODAY, code: int = 0) -> str:
        dated = () if command == "confirm" else ("--as-of", day)
        result = run(command, "VKN", *arguments, *dated, "--root", str(self.root))
        assert result.exit_code == code, result.output
        return result.stdout

    def judged(self) -> dict[str, Any]:
        """Return what the gate says, which holds."""
        [project] = json.loads(self.run("check", "--format", "json"))["projects"]
        return dict(project)


def suspects(judged: dict[str, Any]) -> dict[str, int]:
    """Return how many suspect links each object has."""
    found = [f["id"] for f in judged["findings"] if f["rule"] == "suspect-link"]
    return dict(Counter(found))


@pytest.fixture(scope="module")
def environment() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        be_a_person(patch)
        yield


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory, environment: None) -> Client:
    """Return the client after the release of 1.0.0 and three edits."""
    client = Client(tmp_path_factory.mktemp("client") / "workspace")
    client.run("confirm", "--yes", "--quiet")
    client.commit("All links confirmed")
    said = client.run("release", "1.0.0", day="2026-06-30")
    assert said == "projects/VKN/baselines/1.0.0.json: tagged VKN/1.0.0\n"
    client.edit(CLAUSE, "by telephone within two hours of", "by telephone within one hour of")
    client.edit(REQUIREMENT, "prompt notice of security incidents", "notice at once of incidents")
    client.edit(SECTION, "- every June, with both", "- every June and December, with both")
    return client


@pytest.fixture(scope="module")
def judged(client: Client) -> dict[str, Any]:
    return client.judged()


@pytest.mark.xdist_group("story")
def test_what_changed_is_suspect_wherever_it_is_felt(
    client: Client, judged: dict[str, Any]
) -> None:
    assert suspects(judged) == {
        "VKN_C_07_3": 2,  # the clause: at both of its requirements, one of which changed, too
        "VKN_R_EXE_08": 1,  # the exercise that checked the clause
        "VKN_S_EMG_01": 4,  # the section: at its requirements, and at its clause
        "VKN_R_CPT_09": 1,  # the reviews that checked the section
        "VKN_R_CPT_15": 1,
        "VKN_R_CPT_17": 1,
    }
    assert "suspect-link" in client.run("check", "--strict", code=1)


@pytest.mark.xdist_group("story")
def test_cells_that_rest_on_it_are_suspect(judged: dict[str, Any]) -> None:
    cells = {
        (entry["id"], cell["kind"]): cell["state"]
        for entry in judged["requirements"]
        for cell in entry["cells"]
    }
    assert cells["OPS31_M02_EMG_04", "clause"] == "suspect"
    assert cells["OPS31_M14_03", "section"] == "suspect"


@pytest.mark.slow
@pytest.mark.xdist_group("story")
def test_the_site_shows_it(client: Client, builds: Builds, tmp_path: Path) -> None:
    job = builds.start(client.root, tmp_path, nachweis_project="VKN")
    assert job.result().code == 0, job.result().stderr
    matrix = (tmp_path / "html/coverage/contract.html").read_text(encoding="utf-8")
    assert 'class="nw-cell nw-cell-suspect"' in matrix
    changes = (tmp_path / "html/changes/since-1.0.0.html").read_text(encoding="utf-8")
    assert "within <del>two hours </del><ins>one hour </ins>of" in changes
    assert "every June <ins>and December</ins>" in changes
    assert "<del>prompt </del>notice <ins>at once </ins>of <del>security </del>incidents" in changes
    home = (tmp_path / "html/index.html").read_text(encoding="utf-8")
    assert 'href="changes/since-1.0.0.html"' in home


@pytest.mark.xdist_group("story")
def test_confirmed_and_released_the_next_version_says_what_changed(
    client: Client, tmp_path: Path
) -> None:
    client = client.copied(tmp_path / "workspace")
    shown = client.run("confirm", "--yes")
    assert "VKN_C_07_3 (clause) Notice of security incidents, since 1.0.0\n" in shown
    assert "by telephone within [-two hours-] {+one hour+} of the first" in shown
    assert "OPS31_M02_EMG_04 (req) The provider gives the client notice at once" in shown
    assert "VKN_S_EMG_01 (section)" in shown
    assert suspects(client.judged()) == {}
    client.commit("Sooner, and confirmed")
    assert client.run("release", "1.1.0").endswith("tagged VKN/1.1.0\n")

    text = client.run("diff", "1.0.0", "1.1.0")
    assert text.startswith("VKN: 1.0.0 (2026-06-30) to 1.1.0 (2026-11-20)\n")
    assert "every June {+and December+}, with both" in text
    assert "  changed: OPS31_M02_EMG_04 (OPS.3.1.M2)\n" in text
    markdown = client.run("diff", "1.0.0", "1.1.0", "--format", "markdown")
    assert (
        "  - *text:* The provider informs the Client ISO by telephone within ~~two hours~~"
        in markdown
    )
    data = json.loads(client.run("diff", "1.0.0", "1.1.0", "--format", "json"))
    assert [entry["id"] for entry in data["items"]["changed"]] == ["VKN_C_07_3", "VKN_S_EMG_01"]
    assert {entry["id"] for entry in data["catalogue"]["changed"]} == {"OPS31_M02_EMG_04"}
    directions = {cell["direction"] for cell in data["cells"]}
    assert directions >= {"better"}  # what was recorded during migration
    assert git(client.root, "tag").split() == ["VKN/1.0.0", "VKN/1.1.0"]
    assert git(client.root, "status", "--porcelain") == ""

    first = git(client.root, "rev-list", "--max-parents=0", "HEAD")
    catalogue = run("diff", "--catalog", first, "HEAD", "--root", str(client.root)).stdout
    assert "[-prompt-] notice {+at once+} of [-security-] incidents" in catalogue
    assert "VKN_C_07_3 fulfils OPS31_M02_EMG_04; confirmed, to be looked at again" in catalogue
