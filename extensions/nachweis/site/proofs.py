"""The page of each requirement of a project: its proofs side by side, at an address that stays.

It is no document of Sphinx: the theme makes one page, and each requirement fills it. A page that
would be the same is not written again.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from markupsafe import Markup, escape
from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.builders.html import StandaloneHTMLBuilder

from nachweis.i18n import translator
from nachweis.model.catalogue import in_language
from nachweis.model.facts import filled
from nachweis.model.items import Item
from nachweis.model.outputs import PROOF_PAGE
from nachweis.site.evidence import evidence_files
from nachweis.site.page_links import Links, has_proofs
from nachweis.site.render import render
from nachweis.site.state import State, state_of
from nachweis.sources.digest import digest
from nachweis.sources.markdown.policy import without_comments
from nachweis.views.proof import Reference, build_proof, references_of
from nachweis.views.since import since_version
from nachweis.views.standing import reason_of
from nachweis.views.trace_graph import draw_trace

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

TITLE: Final = "nw-the-title"
BODY: Final = "nw-the-body"
"""What stands in the one page of the theme in place of a requirement."""
_PLACE: Final = re.compile(f"{TITLE}|{BODY}")
_ROLE: Final = re.compile(r"\{[\w:+-]+\}`(?:[^`<]*<)?([^`>]*)>?`")
_TARGET: Final = re.compile(r"^\([^)\n]+\)=$", re.MULTILINE)
_OPENED: Final = ("http://", "https://", "mailto:")


def setup(app: Sphinx) -> None:
    """Write the pages beside those of Sphinx.

    :param app: the application
    """
    app.connect("html-collect-pages", _write)


def proof_pages(app: Sphinx) -> list[str]:
    """Return the names of the pages, in the order of the catalogue.

    :param app: the build's application
    """
    state = state_of(app)
    if state.verdict is None or not has_proofs(app.builder):
        return []
    return [PROOF_PAGE.format(identifier) for identifier in state.verdict.graph.requirements]


def proof_files(app: Sphinx) -> Iterable[str]:
    """Return the files of the pages, relative to the output.

    :param app: the build's application
    """
    builder = app.builder
    if isinstance(builder, StandaloneHTMLBuilder):
        for name in proof_pages(app):
            yield Path(builder.get_output_path(name)).relative_to(app.outdir).as_posix()


def begin_proofs(
    app: Sphinx, reads: Callable[..., str], known: Mapping[str, Sequence[str]]
) -> None:
    """Take what is known before the build writes.

    :param app: the build's application
    :param reads: returns a digest of what pages show of objects, but for texts
    :param known: what the pages of the last build were made from, by their names
    """
    state_of(app).once(("proofs", "known"), lambda: (reads, known))


def written_proofs(app: Sphinx) -> dict[str, list[str]]:
    """Return what the pages of this build are made from, by their names.

    :param app: the build's application
    """
    return state_of(app).once(("proofs", "written"), dict[str, list[str]])


def _write(app: Sphinx) -> Iterable[tuple[str, dict[str, Any], str]]:
    state, builder = state_of(app), app.builder
    if not isinstance(builder, StandaloneHTMLBuilder) or not proof_pages(app):
        return ()
    unknown: tuple[Callable[..., str], Mapping[str, Sequence[str]]] = (_never_the_same, {})
    reads, known = state.once(("proofs", "known"), lambda: unknown)
    written, shell = written_proofs(app), _shell(builder)
    page = functools.partial(
        proof_page, state, builder, shell, references_of(state.crosswalks.values())
    )
    names = proof_pages(app)
    around = digest([shell, repr(names), *_versions(state)])
    for position, name in enumerate(names):
        path = Path(builder.get_output_path(name))
        old = known.get(name, ())
        if old and path.is_file() and old[0] == reads(old[1:], around, *_texts(state, old[1:])):
            written[name] = [*old]
            continue
        with state.noted.noted.noting() as found:
            html = page(name, position)
        made_from = sorted(found)
        written[name] = [reads(made_from, around, *_texts(state, made_from)), *made_from]
        _save(path, html.encode())
    return ()


def _never_the_same(*_: object) -> str:
    return ""


def _versions(state: State) -> Iterator[str]:
    """Yield the version with which pages compare."""
    for version in [*state.baselines][:1]:
        yield version
        yield repr(sorted(state.baselines[version].fingerprints.items()))
        yield repr(state.baselines[version].cells)
        yield repr(state.before(version).gone)


def _texts(state: State, identifiers: Iterable[str]) -> Iterator[str]:
    """Yield what pages show beside the model: texts, and which files there are."""
    for identifier in identifiers:
        item = state.noted.items.get(identifier)
        if item is not None:
            yield item.body
            yield repr(_files(state, item)) if item.get("file") else ""


def _save(path: Path, page: bytes) -> None:
    if not path.is_file() or path.read_bytes() != page:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(page)


def _shell(builder: StandaloneHTMLBuilder) -> str:
    """Return the page as the theme makes it, with placeholders."""
    path = Path(builder.outdir, ".proof")
    classes = "nw-proofs nw-figure nw-became"  # the styles that some of the pages need
    context = {"title": TITLE, "body": BODY, "nachweis_classes": classes}
    builder.handle_page(PROOF_PAGE.format("_"), context, outfilename=path)
    try:
        return path.read_text(encoding="utf-8")
    finally:
        path.unlink()


def proof_page(
    state: State,
    builder: Builder,
    shell: str,
    references: Mapping[str, Sequence[Reference]],
    name: str,
    position: int,
) -> str:
    """Return the page of a requirement.

    :param state: the state of the build
    :param builder: the HTML builder
    :param shell: the page of the theme
    :param references: what corresponds to each object of the catalogue in other standards
    :param name: name of the page
    :param position: the requirement's place among those of the project, counted from 0
    """
    verdict, traces, graph = state.verdicts[0], state.noted_traces, state.noted
    assert traces is not None  # noqa: S101 - only projects have these pages
    order = list(graph.requirements)
    proven = build_proof(
        traces, verdict.coverage, order[position], references, order=order, position=position
    )
    for identifier in (order[position], *graph.catalogue.chain(order[position])):
        graph.noted.note(identifier)
    version = next(iter(state.baselines), "")
    sentence = in_language(proven.requirement.text, state.language)
    body = render(
        "proof",
        state,
        Links(state, builder, name),
        verdict=verdict,
        graph=graph,
        proven=proven,
        since=since_version(state.before(version), graph, proven) if version else None,
        graph_of_trace=draw_trace(proven, state.language, translator(state.language)),
        body_of=functools.partial(_text, state),
        files_of=functools.partial(_files, state),
        reason=reason_of,
    )
    filled = {TITLE: str(escape(f"{proven.requirement.id}: {sentence}")), BODY: body}
    return _PLACE.sub(lambda found: filled[found[0]], shell)


def _files(state: State, item: Item) -> list[Any]:
    return list(evidence_files(state, item))


def _text(state: State, item: Item) -> Markup:
    """Return the text of an object as HTML, rendered once a build."""
    text = filled(state.noted.items, without_comments(item.body), state.language)
    return state.once(("text", text), lambda: _html(text))


def _html(text: str) -> Markup:
    plain = _TARGET.sub("", _ROLE.sub(r"\1", text))
    return Markup(_markdown().render(plain))  # noqa: S704 - it escapes HTML


@functools.cache
def _markdown() -> MarkdownIt:
    """Return what renders a text without the rest of its page: no headings, no links into it."""
    from markdown_it import MarkdownIt  # sites without such pages need no second parser

    md = MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")
    for name in ("heading_open", "heading_close"):
        md.add_render_rule(name, _heading)
    for name in ("link_open", "link_close"):
        md.add_render_rule(name, _link)
    return md


def _heading(_: Any, tokens: Sequence[Token], place: int, *__: Any) -> str:
    return "<p><strong>" if tokens[place].nesting == 1 else "</strong></p>\n"


def _link(_: Any, tokens: Sequence[Token], place: int, __: Any, env: dict[str, Any]) -> str:
    if tokens[place].nesting == 1:
        address = str(tokens[place].attrGet("href") or "")
        outside = address.startswith(_OPENED)
        env.setdefault("links", []).append(outside)
        return f'<a href="{escape(address)}">' if outside else ""
    return "</a>" if env["links"].pop() else ""
