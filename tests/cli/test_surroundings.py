"""The command where it runs: full disks, closed streams, locales, folders without rights."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

from nachweis.cli import main as command
from tests.support.sandbox import PROJECT, TODAY, Sandbox

COMMAND: Final = [sys.executable, "-m", "nachweis"]
C_LOCALE: Final = {
    "LC_ALL": "C",
    "LANG": "C",
    "PYTHONUTF8": "0",
    "PYTHONCOERCECLOCALE": "0",
}
FULL: Final = Path("/dev/full")


def _call(
    root: Path, *arguments: str, redirect: str = "", environment: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Call the command in a process of its own, with what a shell redirects."""
    return subprocess.run(
        ["sh", "-c", f'exec "$@" {redirect}', "sh", *COMMAND, *arguments],
        cwd=root,
        env={**os.environ, **(environment or {})},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


@pytest.mark.skipif(not FULL.exists(), reason="the system has no device that is always full")
@pytest.mark.parametrize(
    "arguments", [("--version",), ("check", "--help"), ("check", "--as-of", TODAY)]
)
def test_a_full_disk_is_one_line(workspace: Sandbox, arguments: tuple[str, ...]) -> None:
    done = _call(workspace.root, *arguments, redirect=f"> {FULL}")
    assert done.stderr == (
        "nachweis: standard output: cannot be read or written (no space left on device)\n"
    )
    assert done.returncode == 2


@pytest.mark.skipif(not FULL.exists(), reason="the system has no device that is always full")
def test_what_cannot_be_told_is_not_taken_for_a_gate_that_fails(tmp_path: Path) -> None:
    assert _call(tmp_path, "check", redirect=f"2> {FULL}").returncode == 2


@pytest.mark.skipif(not FULL.exists(), reason="the system has no device that is always full")
def test_a_file_without_space_is_not_taken_for_standard_output(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(command, "_run", lambda: FULL.write_text("more", encoding="utf-8"))
    with pytest.raises(SystemExit, match="2"):
        command.run()
    said = f"nachweis: {FULL}: cannot be read or written (no space left on device)\n"
    assert capsys.readouterr().err == said


@pytest.mark.parametrize("redirect", [">&-", "2>&-"])
def test_a_closed_stream_does_not_change_the_verdict(workspace: Sandbox, redirect: str) -> None:
    assert _call(workspace.root, "check", "--as-of", TODAY, redirect=redirect).returncode == 0
    workspace.edit("contract/agreement.md", "TSA_M1_03", "TSA_M1_0333")
    done = _call(workspace.root, "check", "--as-of", TODAY, redirect=redirect)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr


def test_names_and_titles_are_read_whatever_the_locale(tmp_path: Path) -> None:
    root = tmp_path / "Prüf stand"
    root.mkdir()
    project = ("new", "ACME", "--side", "client", "--title", "Größe", "--lang", "de")
    done = _call(root, *project, environment=C_LOCALE)
    assert (done.returncode, done.stderr) == (0, "")
    clause = ("add", "clause", "ACME", "--to", "contract/prüfung.md", "--title", "Prüfung")
    done = _call(root, *clause, environment=C_LOCALE)
    assert done.stdout == "projects/ACME/contract/prüfung.md:3: ACME_C_01\n"
    text = (root / "projects/ACME/contract/prüfung.md").read_text(encoding="utf-8")
    assert ":::{clause} Prüfung\n" in text
    done = _call(root, "check", "--format", "json", environment=C_LOCALE)
    assert json.loads(done.stdout)["projects"][0]["holds"] is True


def _obeying() -> list[str]:
    """Return what runs a command that has to obey the rights of files, which root has not."""
    if os.geteuid() != 0:
        return []
    if not shutil.which("setpriv"):
        pytest.skip("root may read everything")
    rights = "-dac_override,-dac_read_search"
    return ["setpriv", f"--bounding-set={rights}", f"--inh-caps={rights}"]


@pytest.mark.parametrize(
    ("folder", "mode", "says"),
    [
        ("projects/TEST/evidence", 0o000, "projects/TEST/evidence:1:1"),
        ("projects/TEST/registers", 0o000, "projects/TEST/registers:1:1"),
        ("projects/TEST/concept", 0o300, "projects/TEST/concept:1:1"),
        ("projects/TEST", 0o000, "projects/TEST/project.yaml:1:1"),
    ],
)
def test_a_folder_without_rights_is_not_left_out(
    workspace: Sandbox, folder: str, mode: int, says: str
) -> None:
    shutil.copytree(workspace.root / PROJECT, workspace.root / "projects" / "OTHER")
    other = workspace.root / "projects/OTHER/project.yaml"
    other.write_text(other.read_text("utf-8").replace("key: TEST", "key: OTHER"), "utf-8")
    target = workspace.root / folder
    target.mkdir(exist_ok=True)
    target.chmod(mode)
    try:
        done = subprocess.run(
            [*_obeying(), *COMMAND, "check", "--as-of", TODAY],
            cwd=workspace.root,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
    finally:
        target.chmod(0o755)
    assert f"{says}: cannot be read: permission denied" in done.stderr.splitlines()
    assert (done.returncode, done.stdout) == (2, "")


def test_a_project_that_lies_elsewhere_is_not_read(workspace: Sandbox, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    (workspace.root / PROJECT).rename(elsewhere)
    (workspace.root / PROJECT).symlink_to(elsewhere)
    result = workspace.check()
    assert (result.exit_code, result.stdout) == (2, "")
    what = "is a link that leads out of the repository; copy the file instead"
    assert f"projects/TEST/project.yaml:1:1: {what}" in result.stderr.splitlines()


def test_a_reader_that_goes_away_is_no_error(workspace: Sandbox, tmp_path: Path) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    with (tmp_path / "errors").open("w+") as errors:
        done = subprocess.run(
            [*COMMAND, "check", "--no-cache"],
            cwd=workspace.root,
            stdout=writer,
            stderr=errors,
            check=False,
        )
        os.close(writer)
        errors.seek(0)
        assert (done.returncode, errors.read()) == (1, "")


def test_an_interrupted_check_says_so(workspace: Sandbox) -> None:
    code = (
        "import os, signal, sys, nachweis.load as load\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"  # a background job ignores it
        f"load.judge_projects = lambda *a, **k: signal.raise_signal({int(signal.SIGINT)})\n"
        "sys.argv = ['nachweis', 'check']\n"
        "from nachweis.cli.main import run\n"
        "run()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=workspace.root,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (2, "\nnachweis: interrupted\n")
