"""What takes longer than a second says so on a terminal, and takes the word back."""

from __future__ import annotations

import os
import pty
import subprocess
import sys

import pytest

from tests.support.sandbox import TODAY, Sandbox

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


def _seen(workspace: Sandbox, seconds: float, *arguments: str, terminal: bool = True) -> str:
    """Return what a slow check writes to standard error."""
    command = [sys.executable, "-c", SLOW.format(seconds=seconds), "check", "--as-of", TODAY]
    main, side = pty.openpty()
    done = subprocess.run(
        [*command, *arguments],
        cwd=workspace.root,
        env={**os.environ, "TERM": "xterm"},
        stdout=subprocess.PIPE,
        stderr=side if terminal else subprocess.PIPE,
        check=True,
    )
    os.write(side, b"$")  # or nothing is there to read
    os.close(side)
    seen = os.read(main, 65536).decode()
    os.close(main)
    assert done.stdout.startswith(b"TEST holds on ")
    return seen.removesuffix("$") + (done.stderr or b"").decode()


def test_a_slow_command_says_what_it_does(workspace: Sandbox) -> None:
    seen = _seen(workspace, 1.2)
    assert seen.startswith("\rJudging … 1 s")
    assert seen.endswith("\r\x1b[K")


@pytest.mark.parametrize(
    ("seconds", "arguments", "terminal"),
    [(0, (), True), (1.2, ("--quiet",), True), (1.2, (), False)],
    ids=["fast", "quiet", "no terminal"],
)
def test_nothing_is_said_where_nobody_wonders(
    workspace: Sandbox, *, seconds: float, arguments: tuple[str, ...], terminal: bool
) -> None:
    assert _seen(workspace, seconds, *arguments, terminal=terminal) == ""
