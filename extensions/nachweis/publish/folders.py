"""Replacing a file or folder in one step, so that readers never find half of it."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import Final

PRIVATE: Final = shutil.ignore_patterns(".buildinfo*", ".doctrees")
"""Files in the output that only Sphinx needs."""


def move_in(fresh: Path, target: Path) -> None:
    """Move a file or folder into the place of another on the same file system.

    :param fresh: the complete file or folder
    :param target: where it goes; what was there is deleted afterwards
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    if not target.is_symlink() and not target.is_dir():
        fresh.replace(target)
        return
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=f".{target.name}-") as aside:
        target.rename(Path(aside) / "old")
        fresh.rename(target)


def copy_in(stage: Path, target: Path) -> None:
    """Replace a folder with a copy of the output of a build, without the files of Sphinx's own.

    :param stage: the output of the build
    :param target: where readers find it
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=f".{target.name}-") as temporary:
        fresh = Path(temporary) / "fresh"
        shutil.copytree(stage, fresh, ignore=PRIVATE)
        move_in(fresh, target)
