"""The policy for pages, held while a site or an annex is made: in every place that a page reaches.

The file reader names each refused construct with file and line. What stands here makes sure that
it has no effect, whether or not the file reader saw it: it stands in front of docutils, Sphinx and
MyST. What comes past it is dropped from the trees, see :mod:`nachweis.site.cleaned_trees`.
"""

from __future__ import annotations

import functools
import os
import re
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Final

import myst_parser.mdit_to_docutils.base as myst_base
import myst_parser.mocking as myst_mocking
import myst_parser.parsers.docutils_ as myst_docutils
import myst_parser.parsers.sphinx_ as myst_sphinx
from docutils import nodes
from docutils.parsers.rst import Directive, directives, roles
from docutils.parsers.rst.directives import images, misc, tables
from sphinx.application import Sphinx
from sphinx.directives import other
from sphinx.environment import BuildEnvironment
from sphinx.util._files import DownloadFiles

from nachweis.site import confinement
from nachweis.site.cleaned_trees import clean, clean_links, drop_files
from nachweis.site.refusals import NO_FILE, not_allowed, offered_name, refuse, refuse_file, trusted
from nachweis.sources.markdown import policy
from nachweis.sources.markdown.refused import reason

_PROGRAMS: Final = frozenset({"git"})
_roots: Final[list[Path]] = []
"""The workspace whose pages are read."""
_watching: Final[list[frozenset[str]]] = []
"""The programs that may run while pages are read and written; empty outside of that."""


def setup(app: Sphinx) -> None:
    """Put the guard in force.

    :param app: the application
    """
    install()
    app.connect("builder-inited", _begin, priority=900)
    app.connect("env-before-read-docs", _watch, priority=999)
    app.connect("doctree-read", clean, priority=10)
    app.connect("env-updated", drop_files, priority=10)
    app.connect("doctree-resolved", clean_links, priority=950)
    app.connect("build-finished", _unwatch, priority=1)


def _begin(app: Sphinx) -> None:
    _roots[:] = [Path(app.srcdir)]
    app.env.settings["raw_enabled"] = trusted()
    if trusted():
        sys.stderr.write(
            "nachweis.toml: trusted_pages is set: pages may run code, read any file and fetch "
            "from networks\n"
        )


@functools.cache
def install() -> None:
    """Put the guard in front of docutils, Sphinx and MyST, once in a process."""
    renderer = myst_base.DocutilsRenderer
    for owner, name, guarded in (
        (directives, "directive", _guarded_directive),
        (roles, "role", _guarded_role),
        (misc, "adapt_path", _guarded_adapted),
        (tables, "adapt_path", _guarded_adapted),
        (BuildEnvironment, "relfn2path", _guarded_path),
        (myst_base, "html_to_nodes", _guarded_html),
        (renderer, "render_restructuredtext", _guarded_rst),
        (renderer, "render_ordered_list", _guarded_list),
        (DownloadFiles, "add_file", _guarded_download),
        (other, "patfilter", _guarded_pattern),
        (myst_mocking.MockIncludeDirective, "run", _guarded_include),
        (myst_docutils, "merge_file_level", _guarded_matter),
        (myst_sphinx, "merge_file_level", _guarded_matter),
    ):
        setattr(owner, name, guarded(getattr(owner, name)))
    tables.CSVTable.option_spec = {**(tables.CSVTable.option_spec or {}), "url": _no_address}
    vars(images)["PIL"] = None  # or the width of a figure would be that of any file
    sys.addaudithook(_audit)


class RefusedDirective(Directive):
    """Stands for a directive that no page may have: it says so, and leaves nothing."""

    has_content = True
    optional_arguments = 1
    final_argument_whitespace = True
    option_spec = None

    def run(self) -> list[nodes.Node]:
        """Warn, and return nothing."""
        location = (self.state.document.current_source, self.lineno)
        source = self.state.document["source"] or location[0]
        refuse(
            f"{{{self.name}}}",
            reason(self.name) or policy.DIRECTIVES["raw"],
            f"{source}:{self.lineno}",
        )
        return []


def _guarded_directive(original: Callable[..., Any]) -> Callable[..., Any]:
    def directive(name: str, language: Any, document: nodes.document) -> Any:
        canonical = _canonical(name, getattr(language, "directives", {}))
        foreign = canonical == "include" and name.lower() != canonical
        if not trusted() and (canonical in policy.DIRECTIVES or foreign):
            return RefusedDirective, []
        return original(name, language, document)

    return directive


def _guarded_role(original: Callable[..., Any]) -> Callable[..., Any]:
    def role(name: str, language: Any, lineno: int, reporter: Any) -> Any:
        canonical = _canonical(name, getattr(language, "roles", {}))
        if not trusted() and canonical in policy.ROLES:
            return _refused_role, []
        found, said = original(name, language, lineno, reporter)
        if found is not None and canonical.startswith(policy.ICON_ROLES) and not trusted():
            return _guarded_icon(found), said
        return found, said

    return role


def _guarded_icon(original: Any) -> Any:
    def icon(name: str, written: str, text: str, lineno: int, inliner: Any, *others: Any) -> Any:
        if policy.ICON.fullmatch(text):
            return original(name, written, text, lineno, inliner, *others)
        refuse(f"{{{name}}}", policy.ICON_TEXT, f"{inliner.document['source']}:{lineno}")
        return [nodes.literal(text, text)], []

    return icon


def _canonical(name: str, known: Any) -> str:
    lower = name.lower()
    canonical = str(known.get(lower, lower))
    return canonical.rpartition(":")[2]


def _refused_role(name: str, _: str, text: str, lineno: int, inliner: Any, *__: Any) -> Any:
    why = policy.ROLES.get(policy.TRANSLATED.get(name, name), policy.ROLES["raw"])
    refuse(f"{{{name}}}", why, f"{inliner.document['source']}:{lineno}")
    return [nodes.literal(text, text)], []


def _no_address(written: str) -> str:
    if trusted():
        return directives.uri(written)
    raise ValueError(f"refused: it {policy.REFUSED_OPTIONS['url']}")


def _guarded_path(original: Callable[..., tuple[str, str]]) -> Callable[..., tuple[str, str]]:
    def relfn2path(
        env: BuildEnvironment, filename: str | Path, docname: str | None = None
    ) -> tuple[str, str]:
        if "\0" in str(filename):
            filename = NO_FILE
        inside, absolute = original(env, filename, docname)
        if why := not_allowed(absolute, Path(env.srcdir)):
            refuse_file(str(filename), why, docname or env.current_document.docname)
            return NO_FILE, os.fspath(Path(env.srcdir, NO_FILE))
        return inside, absolute

    return relfn2path


def _guarded_adapted(original: Callable[..., str]) -> Callable[..., str]:
    def adapt_path(path: str, source: str = "", root_prefix: str = "") -> str:
        adapted = original(path, source, root_prefix)
        if _roots and (why := not_allowed(Path(adapted).absolute(), _roots[-1])):
            refuse_file(path, why, source)
            return NO_FILE
        return adapted

    return adapt_path


def _guarded_download(original: Callable[..., Any]) -> Callable[..., Any]:
    def add_file(files: DownloadFiles, docname: str, filename: str | os.PathLike[str]) -> Any:
        target = original(files, docname, filename)
        name = offered_name(_roots[-1] / filename) if _roots else target.name
        if trusted() or name == target.name:
            return target
        offered = target.with_name(name)
        documents, _ = files[Path(filename)]
        files[Path(filename)] = documents, offered
        return offered

    return add_file


def _guarded_html(original: Callable[..., list[nodes.Element]]) -> Callable[..., Any]:
    def html_to_nodes(text: str, line_number: int, renderer: Any) -> list[nodes.Element]:
        if trusted():
            return original(text, line_number, renderer)
        if part := policy.refused_html(text):
            source = renderer.document["source"]
            why = "may run, load or hide something; use Markdown"
            refuse(f"the HTML {part}", why, f"{source}:{line_number}")
            return [nodes.comment()]  # a caption of nothing at all would end the build
        shown = policy.without_comments(text)
        return original(shown, line_number, renderer) if shown.strip() else [nodes.comment()]

    return html_to_nodes


def _guarded_rst(original: Callable[..., None]) -> Callable[..., None]:
    def render_restructuredtext(renderer: Any, token: Any) -> None:
        if trusted():
            original(renderer, token)
            return
        line = token.map[0] + 1 if token.map else 1
        refuse("{eval-rst}", policy.DIRECTIVES["eval-rst"], f"{renderer.document['source']}:{line}")

    return render_restructuredtext


def _guarded_list(original: Callable[..., None]) -> Callable[..., None]:
    """Drop a first number that is none: it would end the build."""

    def render_ordered_list(renderer: Any, token: Any) -> None:
        start = str(token.attrs.get("start", ""))
        if start and not policy.NUMBER.fullmatch(start):
            del token.attrs["start"]
            line = token.map[0] if token.map else 1  # its attributes stand above it
            refuse("{start=…}", policy.NO_NUMBER, f"{renderer.document['source']}:{line}")
        original(renderer, token)

    return render_ordered_list


def _guarded_include(original: Callable[..., Any]) -> Callable[..., Any]:
    def run(include: Any) -> Any:
        if include.arguments[0].lstrip().startswith("<") and not trusted():
            source = include.document["source"]
            why = "reads a file of docutils; add yours to the repository"
            refuse("{include}", why, f"{source}:{include.lineno}")
            return []
        return original(include)

    return run


def _guarded_pattern(original: Callable[..., list[str]]) -> Callable[..., list[str]]:
    def patfilter(names: Iterable[str], pattern: str) -> list[str]:
        if policy.is_slow_pattern(pattern) and not trusted():
            return []  # of which Sphinx warns
        try:
            return original(names, pattern)
        except re.error:
            return []

    return patfilter


def _guarded_matter(original: Callable[..., Any]) -> Callable[..., Any]:
    def merge_file_level(config: Any, topmatter: dict[str, Any], warning: Any) -> Any:
        if trusted():
            return original(config, topmatter, warning)
        kept = {k: v for k, v in topmatter.items() if k not in policy.OLD_FRONT_MATTER}
        settings = kept.get("myst")
        if isinstance(settings, dict):
            kept["myst"] = {k: v for k, v in settings.items() if k in policy.FRONT_MATTER}
        return original(config, kept, warning)

    return merge_file_level


def _watch(app: Sphinx, *_: object) -> None:
    if trusted():
        return
    config = app.config
    commands = [getattr(config, "graphviz_dot", ""), getattr(config, "plantuml", "")]
    words = [c.split() if isinstance(c, str) else list(c or ()) for c in commands]
    programs = {Path(command[0]).name for command in words if command}
    _watching.append(_PROGRAMS | programs | {Path(sys.executable).name})
    confinement.begin(app)


def _unwatch(*_: object) -> None:
    if _watching:
        _watching.pop()


_RUNS: Final = "subprocess.Popen"
_CALLS: Final = frozenset(
    {_RUNS, "socket.connect", "socket.getaddrinfo", "socket.sendto", "os.system"}
)


def _audit(event: str, arguments: tuple[Any, ...]) -> None:
    """Refuse connections and programs while pages are read and written.

    :raises PermissionError: if it is one
    """
    if event not in _CALLS or not _watching:
        return
    if event == _RUNS:
        program = Path(os.fsdecode(arguments[0])).name
        if program in _watching[-1]:
            return
    if event == "socket.connect" and not isinstance(arguments[1], tuple):
        return  # a socket of this machine
    raise PermissionError(f"{event} is refused while pages are read and written")
