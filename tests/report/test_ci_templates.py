"""The ready-made CI: valid, pinned, and its commands do what the templates promise."""

from __future__ import annotations

import http.server
import json
import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
import yaml
from lxml import etree

from tests.report.conftest import SCHEMAS, schema
from tests.support.repository import Repository, git
from tests.support.sandbox import TODAY

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = ROOT / "templates" / "ci"
GITHUB = TEMPLATES / "github" / "nachweis.yml"
GITLAB = TEMPLATES / "gitlab" / ".gitlab-ci.yml"
PRE_COMMIT = TEMPLATES / "pre-commit" / ".pre-commit-config.yaml"
BIN = Path(sys.executable).parent


def _load(path: Path) -> dict[str, Any]:
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    if True in data:  # YAML 1.1 takes the key `on` for a truth value, GitHub does not
        data["on"] = data.pop(True)
    return dict(data)


def _steps(job: str = "gate") -> dict[str, str]:
    steps = _load(GITHUB)["jobs"][job]["steps"]
    return {step["name"]: step["run"] for step in steps if "run" in step}


def _shell(script: str, folder: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run a script of a template as its CI system does, with our command on the path."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("CI_", "GITHUB_"))}
    path = f"{BIN}:{os.environ['PATH']}"
    return subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script],
        cwd=folder,
        env=environment
        | {"PATH": path, "SOURCE_DATE_EPOCH": "1795132800", "NACHWEIS_HANDBOOK": ""}
        | variables,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("path", "published"), [(GITHUB, "github-workflow.json"), (GITLAB, "gitlab-ci.json")]
)
def test_templates_are_valid(path: Path, published: str) -> None:
    validator = jsonschema_rs.validator_for(schema(published))
    assert [str(error) for error in validator.iter_errors(_load(path))] == []


@pytest.mark.parametrize(
    ("command", "path"),
    [("validate-manifest", ROOT / ".pre-commit-hooks.yaml"), ("validate-config", PRE_COMMIT)],
)
def test_hooks_are_valid(command: str, path: Path) -> None:
    subprocess.run([BIN / "pre-commit", command, path], check=True)


def test_actions_are_pinned_to_commits() -> None:
    uses = re.findall(r"uses: (\S+)(.*)", GITHUB.read_text(encoding="utf-8"))
    assert len(uses) == 8
    for action, comment in uses:
        assert re.fullmatch(r"[\w/-]+@[0-9a-f]{40}", action)
        assert re.fullmatch(r" # v\d+\.\d+\.\d+", comment)


def test_nothing_of_a_pull_request_is_pasted_into_a_shell() -> None:
    for job in ("gate", "publish", "site"):
        assert not any("${{" in script for script in _steps(job).values())


def test_nothing_of_a_pull_request_runs_with_a_right_to_write() -> None:
    data = _load(GITHUB)
    assert data["permissions"] == {"contents": "read"}
    for name, job in data["jobs"].items():
        runs = any("checkout" in step.get("uses", "") for step in job["steps"])
        assert runs == ("permissions" not in job), name
    assert _load(GITLAB)["nachweis-comment"]["variables"] == {"GIT_STRATEGY": "none"}


def test_a_pull_request_does_not_bring_what_judges_it(branch: Repository, tmp_path: Path) -> None:
    wheel = branch.root / "vendor" / "nachweis.whl"
    git(branch.root, "checkout", "-q", "main")
    wheel.parent.mkdir()
    wheel.write_text("of the base", encoding="utf-8")
    lock = wheel.parent / "requirements.txt"
    lock.write_text("lock of the base", encoding="utf-8")
    branch.commit("A wheel and its lock")
    git(branch.root, "checkout", "-q", "-B", "topic")
    wheel.write_text("of the branch", encoding="utf-8")
    lock.write_text("evil\n", encoding="utf-8")
    branch.commit("Another wheel")
    git(branch.root, "clone", "-q", "-b", "topic", ".", str(tmp_path / "clone"))
    pip = tmp_path / "bin" / "pip"
    pip.parent.mkdir()
    pip.write_text(
        '#!/bin/sh\necho "$*" >> ../calls; cat vendor/requirements.txt "$NACHWEIS" >> ../calls\n'
    )
    pip.chmod(0o755)
    path = f"{pip.parent}:{os.environ['PATH']}"
    [install] = _load(GITLAB)[".nachweis"]["before_script"]
    for script, variables in (
        (_steps()["Install"], {"BASE": "origin/main"}),
        (install, {"CI_MERGE_REQUEST_TARGET_BRANCH_NAME": "main"}),
    ):
        where = {"PATH": path, "NACHWEIS": "vendor/nachweis.whl", **variables}
        done = _shell(script, tmp_path / "clone", **where)
        assert done.returncode == 0, done.stderr
        called = (tmp_path / "calls").read_text()
        assert "--require-hashes -r vendor/requirements.txt\nlock of the baseof the base" in called
        assert "evil" not in called
        assert git(tmp_path / "clone", "status", "--porcelain") == ""


def test_nothing_is_installed_without_a_lock_with_hashes() -> None:
    for path in (*GITHUB.parent.glob("*.yml"), *GITLAB.parent.glob("*.yml")):
        lines = path.read_text(encoding="utf-8").splitlines()
        calls = [line.strip() for line in lines if re.search(r"\bpip3? ", line)]
        assert calls, path
        assert all("--require-hashes" in c or "--no-index --no-deps" in c for c in calls), path
        assert not [line for line in lines if "if [ -f vendor" in line]


def test_jobs_of_github(branch: Repository, tmp_path: Path) -> None:
    branch.commit("Work")
    git(branch.root, "update-ref", "refs/remotes/origin/main", "main")
    variables = {"BASE": "origin/main", "GITHUB_STEP_SUMMARY": str(tmp_path / "summary.md")}
    done = _shell(_steps()["Reports"], branch.root, **variables)
    assert (done.returncode, done.stderr) == (0, "")
    reports = branch.root / "reports"
    sarif = json.loads((reports / "nachweis.sarif").read_text(encoding="utf-8"))
    assert all("baselineState" not in result for result in sarif["runs"][0]["results"])
    junit = etree.parse(reports / "junit.xml")
    etree.XMLSchema(etree.parse(SCHEMAS / "junit-10.xsd")).assertValid(junit)
    summary = (tmp_path / "summary.md").read_text(encoding="utf-8")
    assert summary.startswith("<!-- nachweis-check -->\n")
    assert f"Judged on {TODAY}, compared with `origin/main (" in summary
    gate = _shell(_steps()["Gate"], branch.root, **variables)
    assert (gate.returncode, gate.stderr) == (1, "")
    assert gate.stdout.startswith("::error file=projects/TEST/")


@pytest.mark.slow
def test_a_job_stops_where_nothing_can_be_judged(branch: Repository, tmp_path: Path) -> None:
    branch.write("project.yaml", "key: [\n")
    variables = {"BASE": "main", "GITHUB_STEP_SUMMARY": str(tmp_path / "summary.md")}
    assert _shell(_steps()["Reports"], branch.root, **variables).returncode == 1
    assert not (branch.root / "reports" / "nachweis.sarif").exists()
    assert _shell(_steps()["Gate"], branch.root, **variables).returncode == 2


@pytest.mark.parametrize(("known", "method"), [("", "POST"), ("4711", "PATCH")])
def test_comment_on_github(tmp_path: Path, known: str, method: str) -> None:
    tool = tmp_path / "bin" / "gh"
    tool.parent.mkdir()
    tool.write_text(
        f'#!/bin/sh\ncase "$*" in *--jq*) printf %s "{known}";; *) echo "$@" >> calls;; esac\n'
    )
    tool.chmod(0o755)
    done = _shell(
        _steps("publish")["Comment"],
        tmp_path,
        PATH=f"{tool.parent}:{os.environ['PATH']}",
        GITHUB_REPOSITORY="client/security",
        PULL_REQUEST="7",
    )
    assert (done.returncode, done.stderr) == (0, "")
    where = f"comments/{known}" if known else "7/comments"
    [call] = (tmp_path / "calls").read_text().splitlines()
    assert f"--method {method} repos/client/security/issues/{where} " in call
    assert call.endswith("--field body=@reports/summary.md")


@pytest.mark.slow
def test_jobs_of_gitlab(branch: Repository, tmp_path: Path) -> None:
    branch.commit("Work")
    clone = tmp_path / "clone"
    subprocess.run(["git", "clone", "-q", "-b", "topic", branch.root, clone], check=True)
    git(clone, "update-ref", "-d", "refs/remotes/origin/main")  # a runner fetches its branch only
    script = "\n".join(_load(GITLAB)["nachweis-gate"]["script"])
    done = _shell(script, clone, CI_MERGE_REQUEST_TARGET_BRANCH_NAME="main")
    assert (done.returncode, done.stderr) == (1, "")
    assert "TEST fails, against origin/main (" in done.stdout
    issues = json.loads((clone / "reports" / "codequality.json").read_text(encoding="utf-8"))
    jsonschema_rs.validate(schema("gitlab-code-quality.json"), issues)
    assert (clone / "reports" / "junit.xml").is_file()
    assert "### ❌" in (clone / "reports" / "summary.md").read_text(encoding="utf-8")


@pytest.mark.slow
def test_without_a_merge_request_everything_counts_on_gitlab(branch: Repository) -> None:
    script = "\n".join(_load(GITLAB)["nachweis-gate"]["script"])
    done = _shell(script, branch.root)
    assert done.returncode == 1
    assert "against" not in done.stdout


class _Notes(http.server.BaseHTTPRequestHandler):
    """Answers like the notes of a merge request, whose second page has a comment of ours."""

    known: bool
    calls: list[tuple[str, str, str]]

    def do_GET(self) -> None:
        first = self.path.endswith("page=1")
        ours = {"id": 12, "body": "<!-- nachweis-check -->\nold"}
        other = {"id": 11, "body": "Well done <!-- nachweis-check -->"}
        self._answer([other] if first else [ours] if self.known else [], "2" if first else "")

    def _write(self) -> None:
        length = int(self.headers["Content-Length"])
        body = json.loads(self.rfile.read(length))["body"]
        self.calls.append((self.command, self.path, body))
        assert self.headers["PRIVATE-TOKEN"] == "token"
        self._answer({}, "")

    do_POST = do_PUT = _write  # noqa: N815 - the names that the server calls

    def _answer(self, data: object, page: str) -> None:
        self.send_response(200)
        self.send_header("X-Next-Page", page)
        self.end_headers()
        self.wfile.write(json.dumps(data).encode())

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base's name
        """Say nothing."""


@pytest.fixture(params=[True, False], ids=["known", "new"])
def notes(request: pytest.FixtureRequest) -> Iterator[tuple[str, type[_Notes]]]:
    """Return the address of such a server, and what it was told."""
    handler = type("Handler", (_Notes,), {"known": request.param, "calls": []})
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/api/v4", handler
        server.shutdown()
        thread.join()


def test_comment_on_gitlab(tmp_path: Path, notes: tuple[str, type[_Notes]]) -> None:
    address, handler = notes
    (tmp_path / "reports").mkdir()
    (tmp_path / "reports" / "summary.md").write_text("<!-- nachweis-check -->\né", "utf-8")
    [script] = _load(GITLAB)["nachweis-comment"]["script"]
    variables = {
        "CI_API_V4_URL": address,
        "CI_PROJECT_ID": "5",
        "CI_MERGE_REQUEST_IID": "7",
        "NACHWEIS_TOKEN": "token",
    }
    done = _shell(script, tmp_path, **variables)
    assert (done.returncode, done.stderr) == (0, "")
    path = "/api/v4/projects/5/merge_requests/7/notes"
    text = "<!-- nachweis-check -->\né"
    expected = ("PUT", f"{path}/12", text) if handler.known else ("POST", path, text)
    assert handler.calls == [expected]


@pytest.mark.slow
@pytest.mark.parametrize("system", ["github", "gitlab"])
def test_sites_are_built(branch: Repository, system: str) -> None:
    script = (
        _steps("site")["Site"]
        if system == "github"
        else "\n".join(_load(GITLAB)["nachweis-site"]["script"])
    )
    done = _shell(script, branch.root)
    assert done.returncode in (0, 1), done.stderr
    assert (branch.root / "site" / "TEST" / "index.html").is_file()


@pytest.mark.parametrize("source", ["template", pytest.param("hooks", marks=pytest.mark.slow)])
def test_hook_lets_pass_what_makes_nothing_worse(
    branch: Repository, tmp_path: Path, source: str
) -> None:
    """The hook runs in pre-commit itself; only where it is installed from differs."""
    if source == "template":
        [hook] = _load(PRE_COMMIT)["repos"][0]["hooks"]
    else:
        manifest = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
        [hook] = [hook for hook in manifest if hook["id"] == "nachweis"]
        hook["language"] = "system"
    repos = [{"repo": "local", "hooks": [hook]}]
    configuration = branch.root / ".pre-commit-config.yaml"
    configuration.write_text(yaml.safe_dump({"repos": repos}), encoding="utf-8")
    git(branch.root, "add", "-A")
    home = {"PRE_COMMIT_HOME": str(tmp_path / "home"), "GIT_CONFIG_GLOBAL": os.devnull}
    run = f"{BIN}/pre-commit run"
    done = _shell(run, branch.root, **home)
    assert done.returncode == 1, done.stdout
    assert "(unknown-target)" in done.stdout
    branch.commit("All the same")
    branch.edit("contract/agreement.md", "# Agreement", "# The agreement")
    git(branch.root, "add", "-A")
    done = _shell(run, branch.root, **home)
    assert done.returncode == 0, done.stdout
    assert "Passed" in done.stdout
