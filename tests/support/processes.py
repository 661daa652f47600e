"""Starting commands that end with Ctrl-C, and waiting for what others do."""

import contextlib
import signal
import time
from collections.abc import Callable, Iterator
from typing import Final

LIMIT: Final = 300
"""Seconds after which a process is taken to hang; no test is about how long something takes."""


@contextlib.contextmanager
def ctrl_c() -> Iterator[None]:
    """Let what is started hear Ctrl-C, which jobs of a shell in the background ignore."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def until(holds: Callable[[], bool], *, told: Callable[[], object] = str) -> None:
    """Wait until something holds.

    :param told: what to say where it never does
    """
    end = time.monotonic() + LIMIT
    while not holds():
        assert time.monotonic() < end, told()
        time.sleep(0.05)
