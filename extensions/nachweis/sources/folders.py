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
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from nachweis.model.messages import Message
from nachweis.model.places import Place
from nachweis.sources.digest import digest
from nachweis.sources.files import problem, relative
from nachweis.sources.locks import abandoned, held_by_us, locked

PRIVATE: Final = shutil.ignore_patterns(".buildinfo*", ".doctrees")
"""Files in the output that only Sphinx needs."""

_OLD: Final = "old"
"""Name in a hidden folder of what was moved away."""
_NEW: Final = ".new-"
"""Beginning of the names of hidden folders for what was not there before."""
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
    with _hidden(target.parent, f".{target.name}-") as folder:
        yield folder


def recover(target: Path) -> None:
    """Put back what a killed process moved away, and delete what else it left.

    :param target: what it was to replace
    """
    for path in _left(target.parent, f".{target.name}-"):
        with contextlib.suppress(OSError), locked(path) as free:
            if free is not False and not os.path.lexists(target) and (path / _OLD).exists():
                (path / _OLD).rename(target)
        _drop(path)


def write_folders(folders: Mapping[Path, Mapping[str, str]]) -> None:
    """Write new folders, each in one step, in their order; on failure there is none of them.

    :param folders: texts by path relative to the folder, by absolute path of the folder
    :raises OSError: if they cannot be written
    """
    with contextlib.ExitStack() as hidden, contextlib.ExitStack() as undo:
        ready = []
        for folder, files in folders.items():
            folder.parent.mkdir(parents=True, exist_ok=True)
            stage = hidden.enter_context(_hidden(folder.parent, _NEW)) / folder.name
            for name, text in files.items():
                path = stage / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(text.encode())
            ready.append((stage, folder))
        for stage, folder in ready:
            stage.rename(folder)
            undo.callback(shutil.rmtree, folder, ignore_errors=True)
        undo.pop_all()


def clean_folder(folder: Path) -> None:
    """Delete what processes that were killed while they wrote a new folder left in another.

    :param folder: the folder in which they wrote it
    """
    for path in _left(folder, _NEW):
        _drop(path)


@contextlib.contextmanager
def _hidden(parent: Path, prefix: str) -> Iterator[Path]:
    """Yield a new folder that is held, and delete it afterwards."""
    with contextlib.ExitStack() as held:
        folder = parent
        while folder == parent or not held_by_us(folder, held):
            folder = Path(tempfile.mkdtemp(dir=parent, prefix=prefix))
            held.callback(shutil.rmtree, folder, ignore_errors=True)
        yield folder


def _left(parent: Path, prefix: str) -> Iterator[Path]:
    """Yield the hidden folders with a prefix, whether or not a process holds them."""
    wanted = re.compile(rf"{re.escape(prefix)}[a-z0-9_]{{8}}")
    for path in sorted(parent.glob(".*-*")):
        if wanted.fullmatch(path.name) and not path.is_symlink() and path.is_dir():
            yield path


def _drop(path: Path) -> None:
    """Delete a hidden folder that no process holds."""
    with contextlib.suppress(OSError), abandoned(path) as gone:
        if gone:
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


@contextlib.contextmanager
def alone_in(folder: Path, root: Path, *, shared: bool = False) -> Iterator[None]:
    """Keep other builds of a workspace out of a folder, such as one that Sphinx works in.

    :param folder: the folder, which need not exist
    :param root: the workspace
    :param shared: whether to let those in that share it, too, as they replace other parts of it
    :raises SourceError: if another process works in it
    """
    locks = root / "_build" / "stage"
    locks.mkdir(parents=True, exist_ok=True)
    lock = locks / f"{folder.name}-{digest([os.fsencode(folder)])[:8]}.lock"
    lock.touch()
    message = Message("another build works here; wait until it has ended")
    with alone_with(lock, relative(folder, root), message, shared=shared):
        yield


@contextlib.contextmanager
def alone_with(lock: Path, name: str, message: str, *, shared: bool = False) -> Iterator[None]:
    """Hold the lock of a file or folder, or refuse.

    :param lock: what to lock; it has to be there
    :param name: what others are kept out of, for people
    :param message: what is wrong and what to do where another process holds it
    :param shared: whether to let those in that share it, too
    :raises SourceError: if another process holds it
    """
    with locked(lock, shared=shared) as free:
        if free is False:
            raise problem(Place(path=name, line=0), message)
        yield


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
