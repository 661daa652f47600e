"""What a site refuses of a page: which files it may name, and how a refusal is told."""

from __future__ import annotations

import functools
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

from sphinx.util import logging

from nachweis.git import ignored
from nachweis.model.registry import active_house
from nachweis.sources.inside import outside, plain_path
from nachweis.sources.markdown import policy
from nachweis.sources.pdf_parts import SUFFIX
from nachweis.sources.pdf_parts import active_part as active_part_of_pdf

logger = logging.getLogger(__name__)

REFUSED: Final = "refused-construct"
OUTSIDE: Final = "outside-workspace"
NO_FILE: Final = "refused-file"
"""Name of a file that is not there, which a refused one is taken for."""

_hidden: Final[dict[tuple[str, str], bool]] = {}
"""Whether git ignores a file, by its path and that of the workspace, for one build."""


def trusted() -> bool:
    """Whether the house of the workspace trusts its pages."""
    return active_house().trusted_pages


def refuse(what: str, why: str, location: Any = None, rule: str = REFUSED) -> None:
    """Warn of what a page may not have, unless the file reader has said it already.

    :param what: as written, short
    :param why: the reason and what to do
    :param location: node, docname, or path with line
    :param rule: name of the rule
    """
    logger.warning(
        "%s is refused: it %s (%s)",
        what,
        why,
        rule,
        location=location,
        type="nachweis",
        subtype=rule,
    )


def refuse_file(written: str, template: str, location: Any) -> None:
    """Warn of a file that a page may not name.

    :param written: as written
    :param template: what is wrong with ``{file}``, and what to do
    :param location: node, docname, or path with line
    """
    logger.warning(
        "%s (%s)",
        template.format(file=repr(written)),
        OUTSIDE,
        location=location,
        type="nachweis",
        subtype=OUTSIDE,
    )


def not_allowed(path: str | Path, root: Path) -> str:
    """Give the reason to refuse a file that a page names, or nothing.

    :param path: absolute
    :param root: the workspace
    """
    if trusted():
        return ""
    if template := outside(Path(path), root):
        return template
    return _ignored(os.path.realpath(path), os.path.realpath(root))


def ask_git(paths: Iterable[Path], root: Path) -> None:
    """Ask git at once for files that pages name: one by one, each would start a process.

    :param paths: absolute
    :param root: the workspace
    """
    if trusted():
        return
    here = os.path.realpath(root)
    real = {os.path.realpath(path) for path in paths if not outside(path, root)}
    names = {
        path: plain_path(os.path.relpath(path, here))
        for path in sorted(real)
        if Path(path).is_file()
    }
    hidden = ignored(Path(here), names.values())
    _hidden.update(((path, here), name in hidden) for path, name in names.items())


def _ignored(path: str, root: str) -> str:
    if not Path(path).is_file():
        return ""
    if (path, root) not in _hidden:
        ask_git([Path(path)], Path(root))
    return "{file} is ignored by git; add it" if _hidden[path, root] else ""


def offered_name(path: Path) -> str:
    """Return the name under which a site offers a file, so that no program runs it unasked.

    :param path: the file
    """
    name = policy.served_name(path.name)
    try:
        return f"{name}.bin" if name.lower().endswith(SUFFIX) and _active(path) else name
    except OSError:
        return name


def _active(path: Path) -> str:
    status = path.stat()
    return _active_part(path, status.st_size, status.st_mtime_ns)


@functools.lru_cache(maxsize=4096)
def _active_part(path: Path, *_: int) -> str:
    return active_part_of_pdf(path)
