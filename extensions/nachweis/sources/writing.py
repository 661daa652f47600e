"""Atomic writing: a reader finds either the old content or all of the new."""

from __future__ import annotations

import os
import re
from pathlib import Path


def clean_beside(target: Path) -> None:
    """Delete what processes that were killed while they wrote a file left beside it.

    :param target: path of the file, which nobody else is writing
    """
    wanted = re.compile(rf"\.{re.escape(target.name[:40])}\.[0-9a-f]{{8}}")
    for path in target.parent.glob(".*"):
        if wanted.fullmatch(path.name):
            path.unlink(missing_ok=True)


def replace_file(target: Path, data: bytes, *, mode: int = 0o644) -> None:
    """Write a file atomically; if that fails, the old content stays.

    :param target: path of the file, in a folder that exists
    :param data: its whole content
    :param mode: its permissions
    :raises OSError: if it cannot be written
    """
    stage = target.with_name(f".{target.name[:40]}.{os.urandom(4).hex()}")
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    handle = os.open(stage, flags, 0o600)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
        stage.chmod(mode)
        stage.replace(target)
    except BaseException:
        stage.unlink(missing_ok=True)
        raise
