"""What takes longer than a second says so on a terminal, and takes the word back."""

from __future__ import annotations

import os
import re
import subprocess
import sys

import pytest

from tests.support.processes import LIMIT
from tests.support.sandbox import TODAY, Sandbox
from tests.support.terminal import terminal

SLOW = """
import sys, threading
import nachweis.load
from nachweis.cli import progress
from nachweis.cli.main import run
progress._DELAY = {soon}
judge = nachweis.load.judge_projects
write, written = sys.stderr.write, threading.Event()
def writing(text):
    written.set()
    return write(text)
def slowly(*arguments, **options):
    written.wait({longest})
    return judge(*arguments, **options)
sys.stderr.write = writing
nachweis.load.judge_projects = slowly
sys.argv[:1] = ["nachweis"]
run()
"""
"""A check that goes on once something is said of it, however fast the machine is."""

NEVER = 3600.0


def _seen(
    workspace: Sandbox, soon: float, longest: float, *arguments: str, on_terminal: bool = True
) -> str:
    """Return what a check writes to standard error.

    :param soon: seconds after which something is to be said
    :param longest: seconds after which the check goes on, said or not
    """
    code = SLOW.format(soon=soon, longest=longest)
    command = [sys.executable, "-c", code, "check", "--as-of", TODAY]
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
    seen = _seen(workspace, 0, LIMIT)
    assert re.match(r"\rJudging … \d+ s", seen)
    assert seen.endswith("\r\x1b[K")


@pytest.mark.parametrize(
    ("soon", "arguments", "on_terminal"),
    [(NEVER, (), True), (0, ("--quiet",), True), (0, (), False)],
    ids=["fast", "quiet", "no terminal"],
)
def test_nothing_is_said_where_nobody_wonders(
    workspace: Sandbox, *, soon: float, arguments: tuple[str, ...], on_terminal: bool
) -> None:
    assert _seen(workspace, soon, 0.2, *arguments, on_terminal=on_terminal) == ""
