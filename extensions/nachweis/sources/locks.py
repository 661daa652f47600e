"""Locks that end with the process that holds them, however it ends."""

from __future__ import annotations

import contextlib
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

if sys.platform != "win32":
    import fcntl

_ABANDONED: Final = 60
"""Age in seconds from which something counts as left behind where there are no locks."""


@contextlib.contextmanager
def locked(path: Path, *, shared: bool = False) -> Iterator[bool | None]:
    """Hold the lock of a file or folder that exists.

    Yields whether nobody else holds it; None where the system has no such locks.

    :param path: what to lock; its content is left alone
    :param shared: whether others may hold it, too, who say the same
    :raises OSError: if it does not exist, or cannot be opened
    """
    if sys.platform == "win32":
        yield None
        return
    handle = os.open(path, os.O_RDONLY)
    free: bool | None = True
    try:
        try:
            fcntl.flock(handle, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
        except BlockingIOError:
            free = False
        except OSError:  # a file system without locks
            free = None
        yield free
    finally:
        os.close(handle)


@contextlib.contextmanager
def abandoned(path: Path) -> Iterator[bool]:
    """Hold what a process may have left behind; yield whether it is gone.

    :param path: a file or folder that its process holds while it writes
    :raises OSError: if it does not exist, or cannot be opened
    """
    with locked(path) as free:
        yield free is True or (free is None and time.time() - path.stat().st_mtime > _ABANDONED)


def held_by_us(path: Path, held: contextlib.ExitStack) -> bool:
    """Hold a file or folder that was just made; return whether it is still there.

    Before it was held, another process may have taken it for abandoned, and deleted it.

    :param path: the file or folder
    :param held: what lets it go
    """
    with contextlib.suppress(FileNotFoundError):
        return held.enter_context(locked(path)) is not False and path.exists()
    return False
