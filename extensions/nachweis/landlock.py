"""Landlock: rights that the kernel takes from this process and its children for good; and its end.

Linux has it since 5.13; before 5.19 files cannot be renamed from one folder to another under it, so
it is not used there. Where it is missing, nothing happens.

:source: https://docs.kernel.org/userspace-api/landlock.html
"""

from __future__ import annotations

import contextlib
import enum
import os
import signal
import stat
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import ctypes

_CREATE_RULESET: Final = 444
_ADD_RULE: Final = 445
_RESTRICT_SELF: Final = 446
_VERSION: Final = 1
_PATH_BENEATH: Final = 1
_PARENT_DEATH_SIGNAL: Final = 1
_NO_NEW_PRIVILEGES: Final = 38
_OLDEST: Final = 2
_NETWORK: Final = 4
_SCOPES: Final = 6


class Right(enum.IntFlag):
    """What a process may do with a file, or below a folder."""

    EXECUTE = 1 << 0
    WRITE_FILE = 1 << 1
    READ_FILE = 1 << 2
    READ_DIR = 1 << 3
    REMOVE_DIR = 1 << 4
    REMOVE_FILE = 1 << 5
    MAKE_CHAR = 1 << 6
    MAKE_DIR = 1 << 7
    MAKE_REG = 1 << 8
    MAKE_SOCK = 1 << 9
    MAKE_FIFO = 1 << 10
    MAKE_BLOCK = 1 << 11
    MAKE_SYM = 1 << 12
    REFER = 1 << 13
    TRUNCATE = 1 << 14


READ: Final = Right.READ_FILE | Right.READ_DIR
RUN: Final = READ | Right.EXECUTE
WRITE: Final = (
    READ
    | Right.WRITE_FILE
    | Right.REMOVE_DIR
    | Right.REMOVE_FILE
    | Right.MAKE_DIR
    | Right.MAKE_REG
    | Right.MAKE_SOCK
    | Right.MAKE_FIFO
    | Right.MAKE_SYM
    | Right.REFER
    | Right.TRUNCATE
)
_OF_FILES: Final = Right.EXECUTE | Right.WRITE_FILE | Right.READ_FILE | Right.TRUNCATE
_SINCE: Final = {Right.TRUNCATE: 3}
"""Rights that not every version knows, with the first that does."""


def version() -> int:
    """Return the version of Landlock that the kernel has and lets us use; 0 for none."""
    if sys.platform != "linux":
        return 0
    found = _call(_CREATE_RULESET, None, 0, _VERSION)
    return found if found >= _OLDEST else 0


def restrict(rules: Iterable[tuple[Path, Right]]) -> int:
    """Leave this thread, and all that it starts, no rights but these, and no TCP connections.

    :param rules: files and folders that are there, with the rights on them and on all below them
    :returns: the version of Landlock; 0 if nothing was taken away
    """
    known = version()
    if not known:
        return 0
    import ctypes

    handled = _known(Right(sum(Right)), known)
    network = 0b11 if known >= _NETWORK else 0
    scopes = 0b11 if known >= _SCOPES else 0
    attributes = (ctypes.c_uint64 * 3)(handled, network, scopes)
    size = 24 if known >= _SCOPES else 16 if known >= _NETWORK else 8
    ruleset = _call(_CREATE_RULESET, attributes, size, 0)
    if ruleset < 0:
        return 0
    try:
        for path, rights in rules:
            _allow(ruleset, path, _known(rights, known))
        libc = ctypes.CDLL(None, use_errno=True)
        if libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0) or _call(_RESTRICT_SELF, ruleset, 0):
            return 0
    finally:
        os.close(ruleset)
    return known


def end_with_parent() -> None:
    """Let the kernel end this process, and those that it forks, when the one that started it ends.

    A killed command would leave a build that goes on for minutes and writes what nobody waits for.
    """
    if sys.platform != "linux":
        return
    import ctypes

    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(_PARENT_DEATH_SIGNAL, signal.SIGKILL, 0, 0, 0)


def _known(rights: Right, known: int) -> Right:
    for right, since in _SINCE.items():
        if known < since:
            rights &= ~right
    return rights


def _allow(ruleset: int, path: Path, rights: Right) -> None:
    import ctypes

    try:
        folder = os.open(path, getattr(os, "O_PATH", 0) | os.O_CLOEXEC)
    except OSError:
        return
    try:
        if not stat.S_ISDIR(os.fstat(folder).st_mode):
            rights &= _OF_FILES
        rule = rights.to_bytes(8, sys.byteorder) + folder.to_bytes(4, sys.byteorder)
        _call(_ADD_RULE, ruleset, _PATH_BENEATH, ctypes.create_string_buffer(rule, len(rule)), 0)
    finally:
        os.close(folder)


def _call(number: int, *arguments: int | ctypes.Array[ctypes.c_uint64] | object) -> int:
    """Make a system call; return its result, or a negative number if it failed."""
    import ctypes

    try:
        call = ctypes.CDLL(None, use_errno=True).syscall
    except (OSError, AttributeError):
        return -1
    call.restype = ctypes.c_long
    words = [ctypes.c_long(a) if isinstance(a, int) else a for a in arguments]
    return int(call(ctypes.c_long(number), *words))
