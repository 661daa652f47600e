"""Waiting for changes of the sources: what ``check --watch`` and ``serve`` have in common."""

from __future__ import annotations

import gc
import importlib
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import Final, TypeAlias

from nachweis.cli.ending import stop
from nachweis.model.items import Item
from nachweis.sources.files import look_again

_STEP: Final = 40
"""Milliseconds of quiet after which what was saved is taken for complete."""
_BEAT: Final = 500
"""Milliseconds after which the watcher comes back without a change."""
_LONGEST: Final = 400
"""Milliseconds after which nobody waits for quiet any longer."""

Stamps: TypeAlias = dict[Path, tuple[int, int]]
"""By which it is known whether a file was changed."""


def stay() -> None:
    """Prepare for a long life: look for garbage again, but not in what was loaded to begin with."""
    gc.freeze()
    gc.enable()


def ensure() -> None:
    """End with a hint if the package that watches is not installed."""
    try:
        importlib.import_module("watchfiles")
    except ImportError:
        stop(
            "watching needs the package watchfiles; install it with: pip install 'nachweis[serve]'"
        )


def folders(sources: Iterable[Path], root: Path, items: Iterable[Item]) -> tuple[Path, ...]:
    """Return the folders to watch: those that hold sources, and where included files lie.

    :param sources: folders of the workspace, there or not
    :param root: the workspace
    :param items: the objects that were read
    """
    found = [folder for folder in sources if folder.is_dir()]
    files = {item.place.path for item in items}
    for folder in sorted({(root / path).parent for path in files}):
        if folder.is_dir() and not any(folder.is_relative_to(above) for above in found):
            found.append(folder)
    return tuple(found)


def wait(paths: Iterable[Path], single: Collection[Path] = ()) -> Iterator[tuple[Path, ...]]:
    """Yield the changed files, each time something was saved, made, moved or deleted.

    The first time it yields none: look again, for something may have been saved before watching
    began.

    :param paths: the folders to watch, with all below them
    :param single: files and folders to look at twice a second, without what is below them
    """
    try:
        from watchfiles import watch
    except ImportError:
        stop(
            "watching needs the package watchfiles; install it with: pip install 'nachweis[serve]'"
        )
    try:
        settled = False
        before = {path: _stamp(path) for path in single}
        for changes in watch(
            *paths, step=_STEP, debounce=_LONGEST, rust_timeout=_BEAT, yield_on_timeout=True
        ):
            now = {path: _stamp(path) for path in single}
            names = {Path(name) for _, name in changes}
            names |= {path for path, stamp in now.items() if stamp != before[path]}
            before = now
            if names or not settled:
                look_again()
                yield tuple(sorted(names))
            settled = True
    except (OSError, RuntimeError) as error:  # out of watches, or a folder that went away
        stop(f"the sources cannot be watched ({error}); WATCHFILES_FORCE_POLLING=1 may help")


def stamps(paths: Iterable[Path]) -> Stamps:
    """Return when each file was written and how long it is.

    :param paths: files, there or not, and folders, with all files below them
    """
    found = {}
    for path in paths:
        for file in (path, *path.rglob("*")):
            if stamp := _stamp(file):
                found[file] = stamp
    return found


def _stamp(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size
