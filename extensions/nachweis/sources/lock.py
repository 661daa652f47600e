"""``trace.lock``: the confirmed links, with the fingerprint of their far end.

One line per link, sorted, so that two branches merge without a conflict:
``SOURCE link TARGET fingerprint``.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from nachweis.model.places import Place
from nachweis.sources.conflicts import refuse_conflict
from nachweis.sources.errors import Problem, SourceError
from nachweis.sources.files import read_text, relative
from nachweis.sources.limits import WRONG_LINES

LOCK_FILE: Final = "trace.lock"


def read_lock(folder: Path, root: Path) -> Mapping[tuple[str, str, str], str]:
    """Read the confirmed fingerprint of each locked link; empty without a lock file.

    :param folder: the project's folder
    :param root: the workspace
    :raises SourceError: for every line that is not of the form ``SOURCE link TARGET fingerprint``
    """
    path = folder / LOCK_FILE
    if not path.exists():
        return {}
    locks: dict[tuple[str, str, str], str] = {}
    problems: list[Problem] = []
    text, name = read_text(path, root), relative(path, root)
    refuse_conflict(text, name)
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        parts = line.split()
        if len(parts) != 4:
            place = Place(path=name, line=number)
            message = "must read 'SOURCE link TARGET fingerprint'; delete the line, confirm anew"
            problems.append(Problem(place=place, message=message))
            if len(problems) == WRONG_LINES:
                break
            continue
        locks[parts[0], parts[1], parts[2]] = parts[3]
    if problems:
        raise SourceError(problems)
    return locks


def format_lock(locks: Mapping[tuple[str, str, str], str]) -> str:
    """Format a lock file: sorted, one link per line.

    :param locks: fingerprints by (source, link, target)
    """
    lines = sorted(f"{' '.join(link)} {fingerprint}" for link, fingerprint in locks.items())
    return "".join(f"{line}\n" for line in lines)
