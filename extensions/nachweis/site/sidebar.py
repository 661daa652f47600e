"""The navigation beside each page: groups that open, with the page that is shown in view.

The theme resolves and parses the whole tree of pages for each page. Here it is resolved once a
build: of the CPU time of a site of 160 pages that was a third, and grew with pages × pages.
"""

from __future__ import annotations

import dataclasses
import html
from collections.abc import Iterable, Iterator
from typing import Any, Final, TypeAlias

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.environment.adapters.toctree import global_toctree_for_doc
from sphinx.util.osutil import relative_uri

from nachweis.i18n import translator
from nachweis.model.outputs import ARTICLE_PAGE, HOME, PROOF_PAGE
from nachweis.site.pages import MOST_IN_GROUP
from nachweis.site.state import state_of
from nachweis.views.declared import REQUIREMENTS_PAGE

TEMPLATE: Final = "nachweis-navigation.html"
"""The template that shows it, where ``html_sidebars`` names it."""
_APART: Final = {PROOF_PAGE.format(""): REQUIREMENTS_PAGE, ARTICLE_PAGE.format(""): "catalog/index"}
"""Pages below which pages that are no documents stand, by the begin of their names."""
_PLAIN_BUILDERS: Final = frozenset({"html", "dirhtml"})
"""Builders with a file for each page; the others resolve the tree in their own ways."""

_BESIDE: Final = 4
"""Pages before and behind the one that is shown, where the home page lists those of its group."""
_MOST_BELOW: Final = 100
"""Pages below one up to which the navigation names all of them beside each."""

_Path: TypeAlias = tuple[str, ...]
"""The way to a page: heading of its group, addresses of the pages above it, its own."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """A page in the navigation.

    :param address: relative to the home page, or with a scheme
    :param external: whether it is outside of the site
    """

    title: str
    address: str
    external: bool
    below: tuple[Entry, ...]


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Group:
    """Pages under a heading.

    :param title: empty if there is no heading
    """

    title: str
    entries: tuple[Entry, ...]


def setup(app: Sphinx) -> None:
    """Give each page its navigation.

    :param app: the application
    """
    app.connect("html-page-context", _context, priority=450)  # before the theme makes its own


def _context(
    app: Sphinx, name: str, _: str, context: dict[str, Any], __: nodes.document | None
) -> None:
    builder = app.builder
    if TEMPLATE not in context.get("sidebars", ()):
        return
    if not isinstance(builder, StandaloneHTMLBuilder) or builder.name not in _PLAIN_BUILDERS:
        context["sidebars"] = [
            "sidebar/navigation.html" if part == TEMPLATE else part for part in context["sidebars"]
        ]
        return
    context["toctree"] = lambda **_: ""
    places = (page for begin, page in _APART.items() if name.startswith(begin))
    shown = next(places, name)
    context["nachweis_navigation"] = _navigation(app, builder, name, shown)
    context["nachweis_way"] = list(_way(app, builder, name, shown))


def _way(
    app: Sphinx, builder: StandaloneHTMLBuilder, name: str, shown: str
) -> Iterator[tuple[str, str]]:
    """Yield titles and addresses of what is above a page, below the home page.

    :param shown: the page whose place it has in the navigation
    """
    groups, paths = state_of(app).once(("navigation",), lambda: _tree(app, builder))
    group, *pages = paths.get(builder.get_target_uri(shown), ("",))
    if group:
        yield group, ""
    titles = {entry.address: entry.title for found in groups for entry in _flat(found.entries)}
    for address in pages if shown != name else pages[:-1]:
        yield titles[address], relative_uri(builder.get_target_uri(name), address)


def _flat(entries: Iterable[Entry]) -> Iterator[Entry]:
    for entry in entries:
        yield entry
        yield from _flat(entry.below)


def _navigation(app: Sphinx, builder: StandaloneHTMLBuilder, name: str, shown: str) -> str:
    """Format the navigation as seen from a page."""
    state = state_of(app)
    groups, paths = state.once(("navigation",), lambda: _tree(app, builder))
    address = builder.get_target_uri(name)
    folder = address.rpartition("/")[0]
    path = paths.get(builder.get_target_uri(shown), ())
    here = path[0] if path else None
    target = builder.get_target_uri(HOME)
    home = relative_uri(address, target) or target  # of the home page, too: all beside it share it
    _ = translator(state.language)

    def shown_of(group: Group, path: _Path, *, opened: bool) -> str:
        entries, more = group.entries, ""
        if len(entries) > MOST_IN_GROUP and group.title:
            entries = _near(entries, path)
            words = _("All {count} pages").format(count=len(group.entries))
            link = f"{html.escape(home)}#{nodes.make_id(f'pages-{group.title}')}"
            more = f'<li><a href="{link}">{html.escape(words)}</a></li>\n'
        return _group(group.title, _list(entries, address, path, more), opened=opened)

    def shut(group: Group) -> str:
        key = ("navigation", folder, group.title)
        return state.once(key, lambda: shown_of(group, (), opened=False))

    return "".join(
        shown_of(group, path[1:], opened=True) if group.title == here else shut(group)
        for group in groups
    )


def _tree(app: Sphinx, builder: StandaloneHTMLBuilder) -> tuple[list[Group], dict[str, _Path]]:
    """Return the groups as seen from the home page, and the way to each page."""
    tree = global_toctree_for_doc(
        app.env, app.config.root_doc, builder, tags=app.tags, titles_only=True, maxdepth=-1
    )
    groups: dict[str, list[Entry]] = {}
    title = ""
    for part in tree.children if tree is not None else ():
        if isinstance(part, nodes.title):
            title = part.astext()
        elif isinstance(part, nodes.bullet_list):
            groups.setdefault(title, []).extend(_entries(part))
    found = [Group(title=title, entries=tuple(entries)) for title, entries in groups.items()]
    return found, {
        path[-1]: path for group in found for path in _paths(group.entries, (group.title,))
    }


def _entries(pages: nodes.Element) -> Iterator[Entry]:
    for item in pages.children:
        link = next(item.findall(nodes.reference), None)
        if link is not None:
            lists = (part for part in item.children if isinstance(part, nodes.bullet_list))
            yield Entry(
                title=link.astext(),
                address=link.get("refuri", ""),
                external=not link.get("internal", False),
                below=tuple(entry for part in lists for entry in _entries(part)),
            )


def _paths(entries: tuple[Entry, ...], above: _Path) -> Iterator[_Path]:
    for entry in entries:
        path = (*above, entry.address)
        yield path
        yield from _paths(entry.below, path)


def _group(title: str, pages: str, *, opened: bool) -> str:
    if not title:
        return pages
    state = " open" if opened else ""
    title = html.escape(title)
    return f'<details class="nw-group"{state}><summary>{title}</summary>\n{pages}</details>\n'


def _near(entries: tuple[Entry, ...], path: _Path) -> tuple[Entry, ...]:
    """Return the pages beside the one that is shown; none where it is not among them."""
    at = [place for place, entry in enumerate(entries) if entry.address in path]
    return entries[max(at[0] - _BESIDE, 0) : at[0] + _BESIDE + 1] if at else ()


def _list(entries: tuple[Entry, ...], base: str, path: _Path, more: str = "") -> str:
    shown = "".join(_item(entry, base, path) for entry in entries)
    return f"<ul>\n{shown}{more}</ul>\n"


def _item(entry: Entry, base: str, path: _Path) -> str:
    """Format a page, and those below it where it or one of them is the page that is shown.

    Only what is seen has classes: those of the theme, for each page, are a fifth of a small page.
    """
    holds, own = entry.address in path, path[-1:] == (entry.address,)
    place = f' class="current{" current-page" if own else ""}"' if holds else ""
    kind = ' class="reference external"' if entry.external else ""
    address = entry.address if entry.external else relative_uri(base, entry.address)
    link = html.escape(address or "#")
    current = ' aria-current="page"' if own else ""
    text = html.escape(entry.title, quote=False)
    near = entry.below if len(entry.below) <= _MOST_BELOW else _near(entry.below, path)
    below = _list(near, base, path) if holds and near else ""
    return f'<li{place}><a{kind} href="{link}"{current}>{text}</a>{below}</li>\n'
