"""Putting folders where readers find them, in one step."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import Final

PRIVATE: Final = shutil.ignore_patterns(".buildinfo*", ".doctrees")
"""What Sphinx keeps for itself in its output."""


def move_in(fresh: Path, target: Path) -> None:
    """Replace a file or folder by another one of the same disk.

    :param fresh: what is complete
    :param target: where it goes; what is there is removed afterwards
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    if not target.is_symlink() and not target.is_dir():
        fresh.replace(target)
        return
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=f".{target.name}-") as room:
        target.rename(Path(room) / "old")
        fresh.rename(target)


def copy_in(stage: Path, target: Path) -> None:
    """Replace a folder by a copy of another one, without what Sphinx keeps for itself.

    :param stage: what was built
    :param target: where readers find it
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=f".{target.name}-") as room:
        fresh = Path(room) / "fresh"
        shutil.copytree(stage, fresh, ignore=PRIVATE)
        move_in(fresh, target)
