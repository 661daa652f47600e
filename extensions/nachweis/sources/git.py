"""What git knows of the workspace: the commit that pages name."""

from __future__ import annotations

import subprocess
from pathlib import Path


def commit(root: Path) -> str:
    """Return the short ID of the current commit, with ``+`` where files differ from it.

    :param root: the workspace
    :returns: an empty text where there is no git, or no repository
    """
    short = _git(root, "rev-parse", "--short=10", "HEAD")
    if not short:
        return ""
    changed = _git(root, "status", "--porcelain", "--", "catalog", "projects")
    return f"{short}+" if changed else short


def _git(root: Path, *arguments: str) -> str:
    try:
        done = subprocess.run(  # noqa: S603 - fixed words, no shell
            ["git", "-C", str(root), *arguments],  # noqa: S607 - git is wherever it is
            capture_output=True,
            text=True,
            check=False,
            timeout=30,
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""
