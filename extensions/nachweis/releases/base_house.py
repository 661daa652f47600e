"""The house extensions that are in force while a branch is judged beside its base.

They are those of the base, read from git. Whoever writes a branch could else run code in the gate
by a line of ``nachweis.toml``, or a file beside it.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

from nachweis.git import SOURCES, exported, file_at, git_names, merge_base
from nachweis.model.messages import Message
from nachweis.model.places import Place
from nachweis.model.registry import House, activate
from nachweis.releases.merge_base import Base
from nachweis.sources.errors import Problem, SourceError
from nachweis.sources.house import (
    HOUSE_FILE,
    activate_house_of,
    files_of_modules,
    house_kept,
    house_modules,
)
from nachweis.sources.workspace import find_root
from nachweis.trace.compare import short_commit


@contextlib.contextmanager
def house_of_base(start: Path, ref: str, *, trusted: bool) -> Iterator[Base]:
    """Keep the house extensions of the base of a branch in force, and give it.

    :param start: a folder of the workspace
    :param ref: a branch, tag, or commit ID
    :param trusted: whether to take those of the branch instead
    :raises SourceError: if the branch changes them and is not trusted, or git lacks the base
    """
    root = find_root(start)
    begun = Base(ref=ref, commit=(commit := merge_base(root, ref)))
    if trusted or not commit:
        activate_house_of(root)
        with house_kept():
            yield begun
        return
    names = house_modules(root)
    if file_at(root, commit, HOUSE_FILE) is None:
        _refuse([HOUSE_FILE] if names else [], ref, commit)
        activate(House(root=root))
        with house_kept():
            yield begun
        return
    top = git_names(root, "ls-tree", "--name-only", "-z", commit)
    with exported(root, commit, *(name for name in top if name not in SOURCES)) as base:
        before = house_modules(base)
        old, new = files_of_modules(base, before), files_of_modules(root, names)
        changed = [name for name in sorted({*old, *new}) if old.get(name) != new.get(name)]
        _refuse([HOUSE_FILE] if names != before else changed, ref, commit)
        activate_house_of(root, code=base)
        with house_kept():
            yield begun


def _refuse(changed: list[str], ref: str, commit: str) -> None:
    if changed:
        message = Message(
            "runs in the gate, and differs from {ref} ({short_commit}); look at the change, then "
            "judge the branch with --trust-house",
            ref=ref,
            short_commit=short_commit(commit),
        )
        raise SourceError([Problem(place=Place(path=name), message=message) for name in changed])
