"""Replacing a file or folder atomically, so that readers never find half of it.

A process that is killed leaves a hidden folder beside what it was to replace. The next one that
replaces it puts back what lies there and nowhere else, and deletes the rest.
"""

from __future__ import annotations

import contextlib
import errno
import os
import re
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from nachweis.sources.locks import locked

PRIVATE: Final = shutil.ignore_patterns(".buildinfo*", ".doctrees")
"""Files in the output that only Sphinx needs."""

_OLD: Final = "old"
"""Name in a hidden folder of what was moved away."""
_ABANDONED: Final = 60
"""Age in seconds of a hidden folder that nobody holds: a younger one may not be held yet."""
_EXCHANGE: Final = 2
_HERE: Final = -100
"""``RENAME_EXCHANGE`` and ``AT_FDCWD`` of Linux."""


@contextlib.contextmanager
def beside(target: Path) -> Iterator[Path]:
    """Yield a hidden folder beside a file or folder, after cleaning up those of killed processes.

    :param target: what is to be replaced; its folder is made if it is not there
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    recover(target)
    hidden = tempfile.TemporaryDirectory(dir=target.parent, prefix=f".{target.name}-")
    with hidden as folder, locked(Path(folder)):
        yield Path(folder)


def recover(target: Path) -> None:
    """Put back what a killed process moved away, and delete what else it left.

    :param target: what it was to replace
    """
    wanted = re.compile(rf"\.{re.escape(target.name)}-[a-z0-9_]{{8}}")
    for path in sorted(target.parent.glob(".*-*")):
        if not wanted.fullmatch(path.name) or path.is_symlink() or not path.is_dir():
            continue
        with contextlib.suppress(OSError), locked(path) as free:
            old = path / _OLD
            if free and old.exists() and not os.path.lexists(target):
                old.rename(target)
            elif free and (old.exists() or time.time() - path.stat().st_mtime > _ABANDONED):
                shutil.rmtree(path, ignore_errors=True)


def move_in(fresh: Path, target: Path) -> None:
    """Move a file or folder to where another is, on the same file system.

    :param fresh: the complete file or folder
    :param target: where it goes; what was there is deleted afterwards
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    if not target.is_symlink() and not target.is_dir():
        fresh.replace(target)
        return
    if _exchange(fresh, target):
        _remove(fresh)
        return
    with beside(target) as aside:
        target.rename(aside / _OLD)
        try:
            fresh.rename(target)
        except OSError:
            (aside / _OLD).rename(target)
            raise


def copy_in(stage: Path, target: Path) -> None:
    """Replace a folder with a copy of the output of a build, without the files of Sphinx's own.

    :param stage: the output of the build
    :param target: where readers find it
    """
    with beside(target) as temporary:
        fresh = temporary / "fresh"
        shutil.copytree(stage, fresh, ignore=PRIVATE)
        move_in(fresh, target)


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink()


def _exchange(one: Path, other: Path) -> bool:
    """Exchange two files or folders in one step; return whether the system can do that."""
    if sys.platform != "linux":
        return False
    import ctypes

    rename = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if rename is None:
        return False
    if rename(_HERE, os.fsencode(one), _HERE, os.fsencode(other), _EXCHANGE) == 0:
        return True
    code = ctypes.get_errno()
    if code in (errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EPERM):
        return False
    raise OSError(code, os.strerror(code), str(other))
