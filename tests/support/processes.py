"""Waiting for what other processes do."""

import time
from collections.abc import Callable
from typing import Final

LIMIT: Final = 300
"""Seconds after which a process is taken to hang; no test is about how long something takes."""


def until(holds: Callable[[], bool], *, told: Callable[[], object] = str) -> None:
    """Wait until something holds.

    :param told: what to say where it never does
    """
    end = time.monotonic() + LIMIT
    while not holds():
        assert time.monotonic() < end, told()
        time.sleep(0.05)
