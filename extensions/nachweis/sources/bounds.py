"""Bounds for a library that reads a stranger's file and has none of its own."""

from __future__ import annotations

import contextlib
import os
import signal
import threading
from collections.abc import Iterator
from pathlib import Path
from types import FrameType
from typing import Final

SECONDS: Final = 9
"""Seconds of CPU time that such a library may take; the rest of ten is for what is around it."""
MEMORY: Final = 800 * 1024 * 1024
"""Bytes of memory that it may take beside what the process has."""


class OutOfBoundsError(BaseException):
    """The library took more than it may; no handler of its errors catches this."""


@contextlib.contextmanager
def bounds() -> Iterator[None]:
    """Bound CPU time and memory of this process, where the system can.

    :raises OutOfBoundsError: if one is not enough; the library may see a MemoryError first
    """
    try:
        import resource
    except ImportError:  # Windows has no such limits
        yield
        return
    if threading.current_thread() is not threading.main_thread():  # signals reach no other
        yield
        return
    used = resource.getrusage(resource.RUSAGE_SELF)
    seconds = int(used.ru_utime + used.ru_stime) + 1 + SECONDS
    wanted = {resource.RLIMIT_CPU: seconds}
    if (mapped := _mapped()) is not None:
        wanted[resource.RLIMIT_AS] = mapped + MEMORY
    before = {name: resource.getrlimit(name) for name in wanted}
    handler = signal.signal(signal.SIGXCPU, _stop)
    try:
        for name, most in wanted.items():
            soft, hard = before[name]
            lowest = min(limit for limit in (most, soft, hard) if limit != resource.RLIM_INFINITY)
            resource.setrlimit(name, (lowest, hard))
        yield
    except MemoryError as error:
        raise OutOfBoundsError from error
    finally:
        for name, limits in before.items():
            resource.setrlimit(name, limits)
        signal.signal(signal.SIGXCPU, handler)


def _stop(_number: int, _frame: FrameType | None) -> None:
    raise OutOfBoundsError


def _mapped() -> int | None:
    """Return how many bytes of addresses this process has; None if nobody says."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    except (OSError, ValueError, IndexError):
        return None
    return pages * os.sysconf("SC_PAGE_SIZE")
