"""One-line diagnosis of a crash of Sphinx: its extensions crash on mistyped sources.

Sphinx then prints a page of traceback, from which the place can be derived: the directive that ran,
the node that was processed, or the page that was read or written.
"""

from __future__ import annotations

import textwrap
import traceback
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import FrameType
from typing import Any, Final, NamedTuple

from docutils import nodes
from docutils.parsers.rst import Directive
from sphinx.application import Sphinx
from sphinx.errors import ConfigError, ExtensionError, SphinxError, ThemeError

_WRAPPERS: Final = (ConfigError, ExtensionError, ThemeError)
"""Exceptions in which Sphinx wraps the actual error."""
_LONGEST: Final = 400
_TEMPLATES: Final = (".html", ".jinja", ".xml")


class Where(NamedTuple):
    """The place where a build ended.

    :param path: the file relative to the workspace, or empty
    :param line: the line, or 0
    :param directive: name of the directive that ran, or empty
    """

    path: str = ""
    line: int = 0
    directive: str = ""

    def __str__(self) -> str:
        """Format the place as the beginning of a message."""
        return f"{self.path}:{self.line}" if self.line else self.path


def describe(error: BaseException, root: Path, app: Sphinx | None) -> str:
    """Describe where a build ended, and why, in the words of the error.

    :param error: what was raised
    :param root: the workspace
    :param app: the build, if it had begun
    """
    where, message = diagnose(error, root, app)
    return f"{where}: {message}" if where.path else message


def diagnose(error: BaseException, root: Path, app: Sphinx | None) -> tuple[Where, str]:
    """Return where a build ended, and why, separately.

    :param error: what was raised
    :param root: the workspace
    :param app: the build, if it had begun
    """
    where = _find(error, root, app)
    what = f"{{{where.directive}}} " if where.directive else ""
    return where, f"{what}cannot be built: {_words(_cause(error))}"


def _cause(error: BaseException) -> BaseException:
    while isinstance(error, _WRAPPERS):
        inner = getattr(error, "orig_exc", None) or error.__cause__
        if inner is None:
            break
        error = inner
    return error


def _words(error: BaseException) -> str:
    """Return the message of an error on one line, with its type if it is not meant for users."""
    told = getattr(error, "msg", None) or getattr(error, "message", None) or str(error)
    text = textwrap.shorten(str(told).rstrip(". \n"), _LONGEST, placeholder=" …")
    kind = type(error).__name__
    if isinstance(error, SphinxError) and text:
        return text
    return f"{text} ({kind})" if text else kind


def _find(error: BaseException, root: Path, app: Sphinx | None) -> Where:
    pages = _pages(app, root)
    places = [place for frame in _frames(error) if (place := _in_frame(frame, root, pages)).path]
    exact = [place for place in places if place.line]
    mistyped = [place for place in exact if place.directive]
    own = [place for place in [_in_own_file(error, root)] if place.path]
    start = [Where("conf.py")] if app is None and (root / "conf.py").exists() else []
    return next(iter((*mistyped, *own, *exact, *places, *start)), Where())


def _in_own_file(error: BaseException, root: Path) -> Where:
    """Find the line of ``conf.py`` or of a template of the workspace that raised an error."""
    cause = _cause(error)
    stack = [
        (step.filename, step.lineno or 0) for step in traceback.extract_tb(cause.__traceback__)
    ]
    stack.append((str(getattr(cause, "filename", "")), getattr(cause, "lineno", 0) or 0))
    for name, line in reversed(stack):
        path = _below(name, root)
        if path == "conf.py" or (path.endswith(_TEMPLATES) and not path.startswith(".")):
            return Where(path, line)
    return Where()


def _frames(error: BaseException) -> Iterator[FrameType]:
    """Yield the frames of an error and of its causes, the innermost first."""
    cause = _cause(error)
    for raised in (cause, error) if cause is not error else (error,):
        for frame, _ in reversed(list(traceback.walk_tb(raised.__traceback__))):
            yield frame


def _pages(app: Sphinx | None, root: Path) -> Mapping[str, str]:
    """Map each page's name to the path of its source."""
    env = getattr(app, "env", None)
    if env is None:
        return {}
    return {name: _below(str(env.doc2path(name)), root) for name in env.found_docs}


def _in_frame(frame: FrameType, root: Path, pages: Mapping[str, str]) -> Where:
    """Find what a function was processing: a directive, a node, or at least a page."""
    values: Mapping[str, Any] = frame.f_locals
    running = values.get("self")
    if isinstance(running, Directive):
        source, line = running.state_machine.get_source_and_line(running.lineno)
        return _at(source, line, root, running.name)
    for value in values.values():
        if isinstance(value, nodes.Element) and value.line and value.source:
            return _at(value.source, value.line, root)
    for name in ("docname", "fromdocname", "pagename"):
        if path := pages.get(str(values.get(name)), ""):
            return Where(path)
    return Where()


def _at(source: str | None, line: int | None, root: Path, directive: str = "") -> Where:
    """Make a place; lines of Markdown generated from YAML are dropped."""
    path = _below(str(source or ""), root)
    if not path.endswith(".md"):
        return Where(path)
    return Where(path, line or 0, directive)


def _below(name: str, root: Path) -> str:
    path = Path(name)
    if not path.is_absolute():
        path = root / path
    return path.relative_to(root).as_posix() if name and path.is_relative_to(root) else ""
