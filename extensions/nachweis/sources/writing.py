"""Atomic writing: a reader finds either the old content or all of the new.

What is not complete has a hidden name beside its target, and is held with a lock. A process that
is killed leaves it behind unheld; the next one that writes the same file deletes it.
"""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from nachweis.sources.locks import abandoned, held_by_us


def clean_beside(target: Path) -> None:
    """Delete what processes that were killed while they wrote a file left beside it.

    :param target: path of the file
    """
    wanted = re.compile(rf"\.{re.escape(target.name[:40])}\.[0-9a-f]{{8}}")
    with contextlib.suppress(OSError):
        for name in filter(wanted.fullmatch, os.listdir(target.parent)):  # noqa: PTH208 - names
            path = target.with_name(name)
            with contextlib.suppress(OSError), abandoned(path) as gone:
                if gone:
                    path.unlink()


def replace_file(target: Path, data: bytes, *, mode: int = 0o644) -> None:
    """Write a file atomically; if that fails, the old content stays.

    :param target: path of the file, in a folder that exists
    :param data: its whole content
    :param mode: its permissions
    :raises OSError: if it cannot be written
    """
    clean_beside(target)
    with _staged(target, data, mode) as stage:
        stage.replace(target)


def replace_files(files: Mapping[Path, bytes], *, mode: int = 0o644) -> None:
    """Write files, each atomically; if one does not fit on the disk, all old contents stay.

    :param files: whole contents by path
    :param mode: their permissions, where there was none
    :raises OSError: if they cannot be written
    """
    with contextlib.ExitStack() as stages:
        ready = []
        for target, data in files.items():
            clean_beside(target)
            kept = target.stat().st_mode & 0o7777 if target.exists() else mode
            ready.append((stages.enter_context(_staged(target, data, kept)), target))
        for stage, target in ready:
            stage.replace(target)


@contextlib.contextmanager
def _staged(target: Path, data: bytes, mode: int) -> Iterator[Path]:
    """Yield a hidden file with a content, held, which is to be moved; on failure it is deleted."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    with contextlib.ExitStack() as held:
        stage = target
        try:
            while stage == target or not held_by_us(stage, held):
                stage = target.with_name(f".{target.name[:40]}.{os.urandom(4).hex()}")
                stream = held.enter_context(os.fdopen(os.open(stage, flags, 0o600), "wb"))
            with stream:
                stream.write(data)
            stage.chmod(mode)
            yield stage
        except BaseException as error:
            if stage != target:
                with contextlib.suppress(OSError):
                    stage.unlink(missing_ok=True)
            if isinstance(error, OSError) and error.filename is None:
                error.filename = str(target)
            raise


def write_new(path: Path, data: bytes) -> None:
    """Write a file that nobody reads yet, with the folders above it.

    :param path: the file
    :param data: its whole content
    :raises OSError: if it cannot be written
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
