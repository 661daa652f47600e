"""What takes longer than a second says so on a terminal, and takes the word back."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.support.sandbox import TODAY, Sandbox
from tests.support.terminal import terminal

SLOW = """
import sys, time
import nachweis.load
from nachweis.cli.main import run
judge = nachweis.load.judge_projects
def slowly(*arguments, **options):
    time.sleep({seconds})
    return judge(*arguments, **options)
nachweis.load.judge_projects = slowly
sys.argv[:1] = ["nachweis"]
run()
"""


def _seen(workspace: Sandbox, seconds: float, *arguments: str, on_terminal: bool = True) -> str:
    """Return what a slow check writes to standard error."""
    command = [sys.executable, "-c", SLOW.format(seconds=seconds), "check", "--as-of", TODAY]
    with terminal() as seen:
        done = subprocess.run(
            [*command, *arguments],
            cwd=workspace.root,
            env={**os.environ, "TERM": "xterm"},
            stdout=subprocess.PIPE,
            stderr=seen.side if on_terminal else subprocess.PIPE,
            check=True,
        )
    assert done.stdout.startswith(b"TEST holds on ")
    return seen.text + (done.stderr or b"").decode()


def test_a_slow_command_says_what_it_does(workspace: Sandbox) -> None:
    seen = _seen(workspace, 1.2)
    assert seen.startswith("\rJudging … 1 s")
    assert seen.endswith("\r\x1b[K")


@pytest.mark.parametrize(
    ("seconds", "arguments", "on_terminal"),
    [(0, (), True), (1.2, ("--quiet",), True), (1.2, (), False)],
    ids=["fast", "quiet", "no terminal"],
)
def test_nothing_is_said_where_nobody_wonders(
    workspace: Sandbox, *, seconds: float, arguments: tuple[str, ...], on_terminal: bool
) -> None:
    assert _seen(workspace, seconds, *arguments, on_terminal=on_terminal) == ""
