"""The commands and a build with the oldest libraries that ``pyproject.toml`` allows."""

from __future__ import annotations

import json
import os
import re
import subprocess
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest

from tests.support.keys import PASSPHRASE, key_file
from tests.support.sandbox import PROJECT, TODAY, Sandbox
from tests.support.watching import Watching

pytestmark = pytest.mark.slow

ROOT: Final = Path(__file__).parents[2]
EXTRAS: Final = ("charts", "docx", "pdf", "serve", "sign")
VERSIONS: Final = """
import importlib.metadata as m, json
print(json.dumps({d.name.lower().replace("_", "-"): d.version for d in m.distributions()}))
"""

Call = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def python(monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the interpreter that has the oldest libraries."""
    path = ROOT / ".venv-oldest" / "bin" / "python"
    if not path.exists():
        message = "the oldest libraries are not installed: run `make test-oldest`"
        if os.environ.get("CI"):
            pytest.fail(message, pytrace=False)
        pytest.skip(message)
    monkeypatch.setenv("PYTHONPATH", str(ROOT / "extensions"))
    return path


@pytest.fixture
def call(python: Path, workspace: Sandbox) -> Call:
    """Return the function that calls the command in a small workspace."""

    def run(*words: str, allowed: int = 0) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [python, "-m", "nachweis", *words],
            cwd=workspace.root,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode <= allowed, done.stderr
        assert "Traceback" not in done.stderr
        return done

    return run


def test_what_is_installed_is_the_oldest_that_is_allowed(python: Path) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    declared = [*project["dependencies"]]
    for extra in EXTRAS:
        declared += project["optional-dependencies"][extra]
    command = [str(python), "-c", VERSIONS]
    installed = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    for text in declared:
        name, floor = re.match(r"([\w-]+)(?:\[[\w,]+\])?>=([\w.]+)", text).groups()  # type: ignore[union-attr]  # all are written so
        assert f"{installed[name]}.0.0".startswith(f"{floor}."), text


def test_version(call: Call) -> None:
    assert call("--version").stdout.startswith("nachweis ")


def test_a_project_is_made_extended_and_judged(call: Call) -> None:
    call("new", "ACME", "--side", "client", "--title", "Data centre")
    assert "ACME_C_" in call("add", "clause", "ACME").stdout
    assert "errors" in call("check", "ACME", "--close", "exit", allowed=1).stdout
    assert call("check", "TEST", "--as-of", TODAY).returncode == 0
    report = call("check", "TEST", "--as-of", TODAY, "--format", "sarif").stdout
    assert json.loads(report)["version"] == "2.1.0"


def test_a_typing_error_is_one_line(call: Call, workspace: Sandbox) -> None:
    workspace.configure(side="nobody")
    assert call("check", allowed=2).stderr.count("\n") == 1
    assert "No such command" in call("nonsense", allowed=2).stderr


def test_sites_are_built(call: Call, workspace: Sandbox) -> None:
    workspace.write("pie.md", "# Pie\n\n```{needpie} P\n:labels: a\n\ntype == 'clause'\n```\n")
    done = call("build", "--as-of", TODAY)
    assert done.stderr == ""
    site = workspace.root / "_build" / "site"
    assert (site / "index.html").is_file()
    assert "TEST_C_01" in (site / "TEST" / "contract" / "agreement.html").read_text("utf-8")
    assert "<img" in (site / "TEST" / "pie.html").read_text("utf-8")


def test_annexes_are_typeset_written_for_word_and_signed(call: Call, tmp_path: Path) -> None:
    annex = ("annex", "--root", str(ROOT), "VKN", "network-connection", "--as-of", TODAY)
    secret = tmp_path / "secret"
    secret.write_text(PASSPHRASE, encoding="utf-8")
    secret.chmod(0o600)
    key = ("--sign", str(key_file(tmp_path)), "--sign-draft", "--passphrase-file", str(secret))
    call(*annex, *key, "--out", str(tmp_path / "a.pdf"), allowed=1)
    assert (tmp_path / "a.pdf").read_bytes().startswith(b"%PDF-")
    assert "Client ISO" in call("annex", "--verify", str(tmp_path / "a.pdf"), allowed=1).stdout
    call(*annex, "--docx", "--out", str(tmp_path / "a.docx"), allowed=1)
    assert (tmp_path / "a.docx").read_bytes().startswith(b"PK")


def test_exports(call: Call, workspace: Sandbox) -> None:
    assert "BEGIN:VCALENDAR" in call("export", "ics", "TEST", "--as-of", TODAY).stdout
    assert "TEST_C_01" in call("export", "snippets", "TEST").stdout
    call("export", "schemas", "--out", "schemas")
    assert list((workspace.root / "schemas").glob("*.json"))


def test_check_judges_on_every_save(python: Path, workspace: Sandbox) -> None:
    watching = Watching(workspace.root, python=str(python))
    try:
        watching.until("holds")
        (workspace.root / PROJECT / "contract" / "agreement.md").unlink()
        watching.until("fails")
    finally:
        watching.end()
