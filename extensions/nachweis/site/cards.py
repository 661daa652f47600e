"""Needs as cards: compact HTML instead of the layout grid of sphinx-needs.

The grid costs a fifth of a build's time and is a table in print; a card is a head, the text
as written, and the object's links in both directions with their states.
"""

from __future__ import annotations

import functools
from typing import Any, NamedTuple

from docutils import nodes
from sphinx.application import Sphinx

from nachweis.i18n import translator
from nachweis.model.items import Item
from nachweis.model.objects import TYPE
from nachweis.site.evidence import evidence_files
from nachweis.site.needs import NeedNode
from nachweis.site.needs_bodies import make_trees
from nachweis.site.page_links import Links
from nachweis.site.render import render
from nachweis.site.room import room_on
from nachweis.site.state import State, state_of
from nachweis.views.trace import state_of as cell_state
from nachweis.views.trace import trace_requirement


class Card(nodes.General, nodes.Element):
    """An object on its page; the HTML around its text is in its attributes."""


class CardHtml(NamedTuple):
    """The HTML of a card.

    :param head: what is above the text
    :param foot: what is below it
    :param reads: IDs of the objects that it was made from
    """

    head: str
    foot: str
    reads: frozenset[str]


class CardTitle(nodes.General, nodes.TextElement):
    """The title of a card: text that the search finds."""


def setup(app: Sphinx) -> None:
    """Take over the rendering of needs.

    :param app: the application
    """
    card, plain = (_visit_card, _depart_card), (_pass, _pass)
    app.add_node(Card, html=card, latex=plain, man=plain, texinfo=plain, text=plain)
    app.add_node(CardTitle, html=(_visit_title, _depart_title))
    app.connect("doctree-resolved", _make_cards, priority=80)


def _make_cards(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    found = list(doctree.findall(NeedNode))
    if not found:
        return
    state = state_of(app)
    for need in found:
        item = state.item(need["refid"])
        if item is None or TYPE.get(item.type) is None:
            make_trees(need)
            continue
        need.replace_self(_card(app, docname, item, need))


def card_html(app: Sphinx, docname: str, item: Item) -> CardHtml:
    """Render the HTML above and below the text of an object on its page.

    :param app: the build's application
    :param docname: the page
    :param item: the object
    """
    state = state_of(app)

    def make() -> CardHtml:
        links = state.once(("links", docname), lambda: Links(state, app.builder, docname))
        files = list(evidence_files(state, item))
        with state.noted.noted.noting() as reads:
            reads.add(item.id)
            values = card_values(state, item) | room_on(state, docname).values
            head = render("card-head", state, links, item=item, **values)
            foot = render("card-foot", state, links, item=item, files=files, **values)
        return CardHtml(head, foot, frozenset(reads))

    return state.once(("card", docname, item.id), make)


def _card(app: Sphinx, docname: str, item: Item, need: nodes.Element) -> Card:
    head, foot, _reads = card_html(app, docname, item)
    state_of(app).made.pop(("card", docname, item.id), None)  # a page is written once
    card = Card("", head=head, foot=foot, ids=[item.id], kind=item.type)
    if app.builder.format == "html":
        _ = translator(state_of(app).language)
        anchor = _("Link to this object")
        level = min(_depth(need) + 1, 6)
        card += CardTitle("", item.title, level=level, refid=item.id, anchor=anchor)
    else:
        card += nodes.paragraph("", "", nodes.strong("", item.title))
    for child in need.children:
        card += child
    return card


def card_values(state: State, item: Item) -> dict[str, Any]:
    """Collect the values for the templates of a card.

    :param state: the state of the build
    :param item: the object
    """
    traces, graph = state.noted_traces, state.noted
    incoming: dict[str, list[Item]] = {}
    if state.verdict is not None:
        links = [link for link, targets in graph.incoming.items() if item.id in targets]
        incoming = {link: list(graph.sources(item.id, link)) for link in links}
    requirement = graph.catalogue.requirements.get(item.id)
    group = graph.catalogue.groups.get(item.id)
    strands = trace_requirement(traces, item.id) if traces and requirement else ()
    return {
        "graph": graph,
        "incoming": incoming,
        "requirement": requirement,
        "group": group,
        "strands": strands,
        "negotiation": traces.negotiations.get(item.id) if traces else None,
        "traced": traces is not None,
        "state_of": functools.partial(cell_state, traces) if traces else lambda _: None,
    }


def _depth(node: nodes.Node) -> int:
    depth = 0
    parent = node.parent
    while parent is not None:
        depth += isinstance(parent, nodes.section)
        parent = parent.parent
    return depth


def _visit_card(translator: Any, node: Card) -> None:
    kind = node["kind"]
    classes = f"nw-card nw-card-{kind} nw-from-{TYPE[kind].origin}"
    translator.body.append(f'<section class="{classes}" id="{node["ids"][0]}">{node["head"]}')


def _depart_card(translator: Any, node: Card) -> None:
    translator.body.append(f"</div>{node['foot']}</section>\n")


def _visit_title(translator: Any, node: CardTitle) -> None:
    translator.body.append(f'<h{node["level"]} class="nw-card-title">')


def _depart_title(translator: Any, node: CardTitle) -> None:
    anchor = f'<a class="headerlink" href="#{node["refid"]}" title="{node["anchor"]}">¶</a>'
    translator.body.append(f'{anchor}</h{node["level"]}></header><div class="nw-card-body">')


def _pass(_: Any, __: nodes.Node) -> None:
    """Render only the children."""
