"""The policy for pages, held while a site or an annex is made: in every place that a page reaches.

The file reader names each refused construct with file and line. What stands here makes sure that
it has no effect, whether or not the file reader saw it.
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
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.directives import other
from sphinx.environment import BuildEnvironment
from sphinx.util import logging
from sphinx.util._files import DownloadFiles

from nachweis.git import ignored
from nachweis.model.registry import active_house
from nachweis.site import confinement
from nachweis.sources.drawings import SUFFIXES, active_part
from nachweis.sources.inside import outside, plain_path
from nachweis.sources.markdown import policy
from nachweis.sources.markdown.refused import reason
from nachweis.sources.pdf_parts import SUFFIX
from nachweis.sources.pdf_parts import active_part as active_part_of_pdf

logger = logging.getLogger(__name__)

REFUSED: Final = "refused-construct"
OUTSIDE: Final = "outside-workspace"
NO_FILE: Final = "refused-file"
"""Name of a file that is not there, which a refused one is taken for."""

_PROGRAMS: Final = frozenset({"git"})
_roots: Final[list[Path]] = []
"""The workspace whose pages are read."""
_watching: Final[list[frozenset[str]]] = []
"""The programs that may run while pages are read and written; empty outside of that."""


def trusted() -> bool:
    """Whether the house of the workspace trusts its pages."""
    return active_house().trusted_pages


def setup(app: Sphinx) -> None:
    """Put the guard in force.

    :param app: the application
    """
    install()
    app.connect("builder-inited", _begin, priority=900)
    app.connect("env-before-read-docs", _watch, priority=999)
    app.connect("doctree-read", _clean, priority=10)
    app.connect("env-updated", _drop_files, priority=10)
    app.connect("doctree-resolved", _clean_links, priority=950)
    app.connect("build-finished", _unwatch, priority=1)


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
    directives.directive = _guarded_directive(directives.directive)
    roles.role = _guarded_role(roles.role)
    tables.CSVTable.option_spec = {**(tables.CSVTable.option_spec or {}), "url": _no_address}
    adapt = "adapt_path"
    for reader in (misc, tables):
        setattr(reader, adapt, _guarded_adapted(getattr(reader, adapt)))
    vars(images)["PIL"] = None  # or the width of a figure would be that of any file
    BuildEnvironment.relfn2path = _guarded_path(BuildEnvironment.relfn2path)  # type: ignore[method-assign]
    html = "html_to_nodes"
    setattr(myst_base, html, _guarded_html(getattr(myst_base, html)))
    renderer = myst_base.DocutilsRenderer
    renderer.render_restructuredtext = _guarded_rst(renderer.render_restructuredtext)  # type: ignore[method-assign]
    renderer.render_ordered_list = _guarded_list(renderer.render_ordered_list)  # type: ignore[method-assign]
    DownloadFiles.add_file = _guarded_download(DownloadFiles.add_file)  # type: ignore[method-assign]
    matching = "patfilter"
    setattr(other, matching, _guarded_pattern(getattr(other, matching)))
    include = myst_mocking.MockIncludeDirective
    include.run = _guarded_include(include.run)  # type: ignore[method-assign]
    matter = "merge_file_level"
    for module in (myst_docutils, myst_sphinx):
        setattr(module, matter, _guarded_matter(getattr(module, matter)))
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
            _refuse_file(str(filename), why, docname or env.current_document.docname)
            return NO_FILE, os.fspath(Path(env.srcdir, NO_FILE))
        return inside, absolute

    return relfn2path


def _guarded_adapted(original: Callable[..., str]) -> Callable[..., str]:
    def adapt_path(path: str, source: str = "", root_prefix: str = "") -> str:
        adapted = original(path, source, root_prefix)
        if _roots and (why := not_allowed(Path(adapted).absolute(), _roots[-1])):
            _refuse_file(path, why, source)
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


@functools.lru_cache(maxsize=4096)
def _ignored(path: str, root: str) -> str:
    if not Path(path).is_file():
        return ""
    inside = plain_path(os.path.relpath(path, root))
    return "{file} is ignored by git; add it" if ignored(Path(root), [inside]) else ""


def _refuse_file(written: str, template: str, location: Any) -> None:
    logger.warning(
        "%s (%s)",
        template.format(file=repr(written)),
        OUTSIDE,
        location=location,
        type="nachweis",
        subtype=OUTSIDE,
    )


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


def _clean(app: Sphinx, doctree: nodes.document) -> None:
    """Drop what a page may not have and what came past everything else."""
    if trusted():
        return
    for text in list(doctree.findall(nodes.Text)):
        if not text.isascii() and policy.CONTROLS.search(text):
            text.parent.replace(text, nodes.Text(policy.visible(text)))
    for image in list(doctree.findall(nodes.image)):
        if policy.scheme_of(image["uri"]) not in ("", "data"):
            refuse("an image", "is fetched from a network; add the file to the repository", image)
            words = nodes.inline("", image.get("alt", ""))
            if isinstance(image.parent, nodes.figure):
                image.parent.replace_self(nodes.paragraph("", "", words))
            else:
                image.replace_self(words)
    for container in doctree.findall(nodes.container):
        if "style" in container:
            refuse("':style:' of {div}", policy.REFUSED_OPTIONS["div:style"], container)
            del container["style"]
    for toctree in doctree.findall(addnodes.toctree):
        toctree["entries"] = [
            (title, target)
            for title, target in toctree["entries"]
            if policy.is_allowed_address(str(target))
        ]
    _clean_links(app, doctree, "")


def _clean_links(_: Sphinx, doctree: nodes.document, __: str) -> None:
    if trusted():
        return
    for node in list(doctree.findall(nodes.reference)):
        if policy.COVER in node["classes"] and not _in_card(node):
            refuse(policy.COVER, policy.COVERS, node)
            node["classes"].remove(policy.COVER)
        address = str(node.get("refuri", ""))
        if address and not policy.is_allowed_address(address):
            refuse("a link", f"leads to {address[:40]!r}", node)
            del node["refuri"]
            node.replace_self(nodes.inline("", "", *node.children))


def _in_card(node: nodes.Node) -> bool:
    while node := node.parent:
        if isinstance(node, nodes.Element) and "sd-card" in node["classes"]:
            return True
    return False


def _drop_files(app: Sphinx, env: BuildEnvironment) -> None:
    """Forget images and downloads that lie elsewhere, however they came in."""
    root = Path(app.srcdir)
    both: tuple[dict[Any, Any], ...] = (env.images, env.dlfiles)
    for known in both:
        for name in [*known]:
            if why := not_allowed(root / str(name), root):
                _refuse_file(str(name), why, None)
                del known[name]
    drawings = () if trusted() else [n for n in env.images if n.lower().endswith(SUFFIXES)]
    for name in drawings:
        if active := active_part(root / name):
            refuse(f"the drawing {name!r}", active)
            del env.images[name]


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
