"""What makes Sphinx or an extension crash is told in a line, with its place."""

from __future__ import annotations

import re
import subprocess
import sys
from typing import Final

import pytest

from tests.support.builds import Builds, tree
from tests.support.processes import LIMIT
from tests.support.sandbox import PROJECT, TODAY, Sandbox

PAGE: Final = f"{PROJECT}/notes/odd.md"
MORE: Final = "; correct it, or see the whole report with: nachweis build TEST --verbose"

DIRECTIVES: Final = {
    "raises no Exception": (
        "```{needsequence} A\n:start:\n```",
        f"{PAGE}:3: {{needsequence}} cannot be built: No valid start option given",
    ),
    "while read": (
        "```{needpie} A\n:labels: a\n:explode: q\nstatus == 'x'\n```",
        f"{PAGE}:3: {{needpie}} cannot be built: could not convert string to float: 'q' (",
    ),
    "in words of its own": (
        "```{list2need}\n:types: clause, x\n* (A) b\n```",
        f"{PAGE}:3: {{list2need}} cannot be built: Unknown type configured: x. Allowed are ",
    ),
    "while written": (
        "```{needlist}\n:filter: status.foo(\n```",
        f"{PAGE}:3: cannot be built: '(' was never closed (SyntaxError)",
    ),
    "inside a line": (
        "Some {need_count}`foo(` objects.",
        f"{PAGE}:3: cannot be built: '(' was never closed (SyntaxError)",
    ),
}
SLOW: Final = {"while read", "in words of its own", "inside a line"}

SETTINGS: Final = {
    "syntax": ("extensions = [", "conf.py:1: cannot be built: '[' was never closed (SyntaxError)"),
    "crash": (
        "extensions = ['nachweis']\nexclude_patterns = nope\n",
        "conf.py:2: cannot be built: name 'nope' is not defined (NameError)",
    ),
    "extension": (
        "extensions = ['nachweis', 'nope']",
        "conf.py: cannot be built: No module named 'nope' (ModuleNotFoundError)",
    ),
    "theme": (
        "extensions = ['nachweis']\nhtml_theme = 'nope'",
        "conf.py: cannot be built: no theme",
    ),
}


@pytest.mark.parametrize(
    "name", [pytest.param(n, marks=[pytest.mark.slow] if n in SLOW else []) for n in DIRECTIVES]
)
def test_the_directive_that_crashes_is_named(workspace: Sandbox, builds: Builds, name: str) -> None:
    text, told = DIRECTIVES[name]
    (workspace.root / "nachweis.toml").write_text("trusted_pages = true\n", encoding="utf-8")
    workspace.write("notes/odd.md", f"# Odd\n\n{text}\n")
    result = builds.start_ours(workspace.root).result()
    assert result.code == 3
    assert result.stdout == ""
    *_, last = result.stderr.splitlines()
    assert last.startswith(told)
    assert last.endswith(MORE)
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize("name", SETTINGS)
def test_the_line_of_the_configuration_is_named(
    workspace: Sandbox, builds: Builds, name: str
) -> None:
    text, told = SETTINGS[name]
    (workspace.root / "conf.py").write_text(text, encoding="utf-8")
    result = builds.start_ours(workspace.root).result()
    assert (result.code, result.stdout) == (3, "")
    [line] = result.stderr.splitlines()
    assert line.startswith(told)
    assert line.endswith(MORE)


def test_a_template_of_the_workspace_is_named(workspace: Sandbox, builds: Builds) -> None:
    configuration = "extensions = ['nachweis']\nhtml_theme = 'furo'\ntemplates_path = ['mine']\n"
    (workspace.root / "conf.py").write_text(configuration, encoding="utf-8")
    (workspace.root / "mine").mkdir()
    (workspace.root / "mine" / "page.html").write_text("\n{% if %}", encoding="utf-8")
    result = builds.start_ours(workspace.root).result()
    assert result.code == 3
    assert result.stderr.splitlines()[-1].startswith("mine/page.html:2: cannot be built: Expected ")


def test_build_leaves_what_is_there_and_ends_with_2(workspace: Sandbox) -> None:
    workspace.write("notes/odd.md", f"# Odd\n\n{DIRECTIVES['raises no Exception'][0]}\n")
    site = workspace.root / "_build" / "site"
    (site / "TEST").mkdir(parents=True)
    (site / "TEST" / "index.html").write_text("before", encoding="utf-8")
    before = tree(site)
    done = build(workspace, "TEST")
    assert (done.returncode, done.stdout) == (2, "")
    [line] = done.stderr.splitlines()
    assert line.startswith(DIRECTIVES["raises no Exception"][1])
    assert tree(site) == before


@pytest.mark.slow
def test_the_site_of_all_names_what_crashed_once(workspace: Sandbox) -> None:
    workspace.write("notes/odd.md", f"# Odd\n\n{DIRECTIVES['while read'][0]}\n")
    done = build(workspace)
    assert done.returncode == 2
    [line] = done.stderr.splitlines()
    assert line.startswith(DIRECTIVES["while read"][1])
    assert not (workspace.root / "_build" / "site").exists()


@pytest.mark.slow
def test_verbose_shows_the_whole_report_and_the_line(workspace: Sandbox) -> None:
    workspace.write("notes/odd.md", f"# Odd\n\n{DIRECTIVES['while read'][0]}\n")
    for arguments in (("TEST", "--verbose"), ("--verbose",)):
        done = build(workspace, *arguments)
        assert done.returncode == 2
        assert re.search(r'File ".*needpie\.py", line \d+', done.stderr)
        assert done.stderr.splitlines()[-1] == f"{DIRECTIVES['while read'][1]}ValueError)"
    assert "updating environment" in done.stdout


def build(workspace: Sandbox, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "nachweis", "build", "--root", str(workspace.root)]
    return subprocess.run(
        [*command, "--as-of", TODAY, *arguments],
        capture_output=True,
        text=True,
        check=False,
        timeout=LIMIT,
    )
