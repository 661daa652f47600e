"""Waiting for changes of the sources: for the preview, and for ``check --watch``."""

from __future__ import annotations

import gc
import importlib
import os
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import Final, TypeAlias

import click

from nachweis.model.items import Item
from nachweis.model.messages import Message
from nachweis.sources.files import clear_path_cache

_STEP: Final = 40
"""Milliseconds without a change after which a save counts as complete."""
_BEAT: Final = 500
"""Milliseconds after which the watcher returns without a change."""
_LONGEST: Final = 400
"""Milliseconds after which changes are reported even if more keep coming."""

Stamps: TypeAlias = dict[Path, tuple[int, int]]
"""Modification time, in nanoseconds, and size of each file."""


class WatchError(click.ClickException):
    """The sources cannot be watched; the message says why, and what to do."""


def enable_gc() -> None:
    """Collect garbage again, which a single command does without, but not among what is loaded."""
    gc.freeze()
    gc.enable()


def require_watchfiles() -> None:
    """Make sure that the package that watches files is installed.

    :raises WatchError: if it is not
    """
    try:
        importlib.import_module("watchfiles")
    except ImportError as error:
        raise WatchError(
            Message(
                "watching needs the package watchfiles; install it with: pip install "
                "'nachweis[serve]'"
            )
        ) from error


def folders_to_watch(
    sources: Iterable[Path], root: Path, items: Iterable[Item]
) -> tuple[Path, ...]:
    """Return the folders that hold sources, and those of included files.

    :param sources: folders of the workspace, which need not exist
    :param root: the workspace
    :param items: the objects that were read
    """
    found = [folder for folder in sources if folder.is_dir()]
    files = {item.place.path for item in items}
    for folder in sorted({(root / path).parent for path in files}):
        if folder.is_dir() and not any(folder.is_relative_to(above) for above in found):
            found.append(folder)
    return tuple(found)


def changes_of(paths: Iterable[Path], single: Collection[Path] = ()) -> Iterator[tuple[Path, ...]]:
    """Yield the changed files each time something is saved, created, moved or deleted.

    The first tuple is empty: something may have been saved before watching began. It ends where a
    folder is gone before it could be watched.

    :param paths: the folders to watch, with everything below them
    :param single: files and folders to look at twice a second, without what is below them
    :raises WatchError: if the system cannot watch them
    """
    from watchfiles import watch

    try:
        settled = False
        before = {path: stamp(path) for path in single}
        for changes in watch(
            *paths, step=_STEP, debounce=_LONGEST, rust_timeout=_BEAT, yield_on_timeout=True
        ):
            now = {path: stamp(path) for path in single}
            names = {Path(name) for _, name in changes}
            names |= {path for path, known in now.items() if known != before[path]}
            before = now
            if names or not settled:
                clear_path_cache()
                yield tuple(sorted(names))
            settled = True
    except FileNotFoundError:
        return
    except (OSError, RuntimeError) as error:  # out of watches
        raise WatchError(
            Message(
                "the sources cannot be watched ({error}); WATCHFILES_FORCE_POLLING=1 may help",
                error=error,
            )
        ) from error


def stamps(paths: Iterable[Path]) -> Stamps:
    """Return modification time and size of each file.

    :param paths: files, which need not exist, and folders, with all files below them
    """
    found = {}
    for path in paths:
        below = (Path(at, name) for at, dirs, files in os.walk(path) for name in (*dirs, *files))
        for file in (path, *below):
            if known := stamp(file):
                found[file] = known
    return found


def stamp(path: Path) -> tuple[int, int] | None:
    """Return modification time and size of a file; nothing if there is none.

    :param path: the file
    """
    try:
        found = path.stat()
    except (OSError, ValueError):
        return None
    return found.st_mtime_ns, found.st_size
