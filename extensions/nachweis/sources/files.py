"""Reading a file of a workspace safely: inside it, of sane size, and text."""

from __future__ import annotations

import functools
import os
import stat
from pathlib import Path
from typing import Final

from nachweis.model.messages import Message
from nachweis.model.places import Place
from nachweis.sources.errors import Problem, SourceError, reason_of
from nachweis.sources.limits import LARGEST_FILE

GIT: Final = ".git"
"""Name of the folder, or file, that git keeps for itself."""


def relative(path: Path, root: Path) -> str:
    """Return a path for people: relative to the workspace if it lies inside.

    :param path: absolute path
    :param root: the workspace
    """
    name, above = path.as_posix(), f"{root.as_posix()}/"
    if name.startswith(above):  # nearly always; saves 0.005 s of a check of 5000 objects
        return name.removeprefix(above)
    try:
        return path.relative_to(root).as_posix()
    except ValueError:
        return path.as_posix()


def read_text(path: Path, root: Path) -> str:
    """Read the text of a source file; normalise line ends, remove a byte order mark.

    :param path: absolute path of the file
    :param root: the workspace, which the file may not leave by a symbolic link
    :raises SourceError: if it is missing, outside, too large, or not UTF-8 text
    """
    return decode(read_bytes(path, root), Place(path=relative(path, root)))


def read_bytes(path: Path, root: Path, largest: int = LARGEST_FILE) -> bytes:
    """Read the bytes of a source file.

    :param path: absolute path of the file
    :param root: the workspace, which the file may not leave by a symbolic link
    :param largest: how many bytes it may have
    :raises SourceError: if it is missing, outside or too large
    """
    place = Place(path=relative(path, root))
    try:
        status = path.lstat()
        linked = stat.S_ISLNK(status.st_mode)
        if not (_leads_inside(path, root) if linked else _is_inside(path.parent, root)):
            raise problem(
                place, Message("is a link that leads out of the repository; copy the file instead")
            )
        if linked:
            status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise problem(place, Message("is not a text file; remove or rename it"))
        size = status.st_size
        if size > largest:
            mebibytes = size / 1024 / 1024
            raise problem(
                place,
                Message(
                    "has {mebibytes:.1f} MiB, more than the {what} MiB that a source may have; "
                    "split it",
                    mebibytes=mebibytes,
                    what=largest // 1024 // 1024,
                ),
            )
        return path.read_bytes()
    except OSError as error:
        raise problem(
            place,
            Message("cannot be read: {reason}", reason=reason_of(error)),
        ) from error
    except RecursionError:
        raise
    except RuntimeError as error:
        raise problem(
            place, Message("is a symbolic link that leads to itself; remove it")
        ) from error


def file_status(path: Path, root: Path) -> os.stat_result | None:
    """Return the status of a file, or nothing where there is no regular file in the workspace.

    :param path: absolute path of the file
    :param root: the workspace, which the file may not leave by a symbolic link
    """
    try:
        status = path.lstat()
        linked = stat.S_ISLNK(status.st_mode)
        real = path.resolve() if linked else path.parent
        if not (_leads_inside(real, root) if linked else _is_inside(real, root)):
            return None
        status = real.stat() if linked else status
    except (OSError, RuntimeError, ValueError):
        return None
    return status if stat.S_ISREG(status.st_mode) else None


@functools.cache
def _real(folder: Path) -> Path:
    """Resolve the symbolic links of a folder; caching saves 0.01 s at 5000 objects."""
    return folder.resolve()


@functools.cache
def _is_inside(folder: Path, root: Path) -> bool:
    return _leads_inside(_real(folder), root)


def _leads_inside(path: Path, root: Path) -> bool:
    """Return whether a path leads into the workspace, and not to what git keeps for itself."""
    above, real = _real(root), path.resolve()
    return real.is_relative_to(above) and GIT not in map(str.lower, real.relative_to(above).parts)


def clear_path_cache() -> None:
    """Forget where folders are: they may move while a command waits for changes."""
    _real.cache_clear()
    _is_inside.cache_clear()


def decode(data: bytes, place: Place) -> str:
    """Decode the bytes of a source file.

    :param data: content of a file
    :param place: start of the file, for messages
    :raises SourceError: if it is binary or not UTF-8
    """
    nul = data.find(0)
    if nul >= 0:
        line = data.count(b"\n", 0, nul) + 1
        raise problem(
            Place(path=place.path, line=line),
            Message("holds binary data (a NUL byte); a source must be UTF-8 text"),
        )
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        column = error.start - data.rfind(b"\n", 0, error.start)
        raise problem(
            Place(path=place.path, line=line, column=column),
            Message(
                "is not UTF-8 text (byte 0x{data:02x}); save it as UTF-8", data=data[error.start]
            ),
        ) from error
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def problem(place: Place, message: str) -> SourceError:
    """Make a source error of one problem.

    :param place: its position
    :param message: what is wrong and what to do
    """
    return SourceError([Problem(place=place, message=message)])
