"""Cards and views show nothing of an object's text or place: the fingerprints rely on it."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import pytest

from nachweis.model.items import Item
from nachweis.model.outputs import PROOF_PAGE
from nachweis.model.summary import Items, summarise
from nachweis.site.apart import BODY, TITLE
from nachweis.site.cards import card_html
from nachweis.site.config import SiteConfig
from nachweis.site.documents import read_state
from nachweis.site.incremental.fingerprints import model_digest
from nachweis.site.proofs import proof_page
from nachweis.site.state import State
from nachweis.trace.gate import Verdict
from nachweis.views.proof import references_of
from tests.support.parts import App, parts
from tests.support.sandbox import TEMPLATE, TODAY

ROOT = Path(__file__).resolve().parents[3]


def altered(item: Item) -> Item:
    """Return an object with another text in another place."""
    place = item.place._replace(line=item.place.line + 7, column=3)
    return item._replace(body=f"POISON {item.body}", place=place, lines={})


def poisoned(verdict: Verdict) -> Verdict:
    """Return a verdict whose objects have other texts, and all else as it was."""
    graph = verdict.graph
    read = graph.project.items
    items = Items(map(altered, read), summarise(read, graph.project.settings.key))
    project = graph.project._replace(items=items)
    by_id = {**graph.items, **{item.id: item for item in items}}
    by_type = {name: [by_id[item.id] for item in found] for name, found in graph.by_type.items()}
    graph = graph._replace(project=project, items=by_id, by_type=by_type)
    return verdict._replace(graph=graph)


@pytest.mark.parametrize("key", ["RWD", pytest.param("VKN", marks=pytest.mark.slow)])
def test_texts_and_places_of_objects_are_not_shown(key: str) -> None:
    state = read_state(ROOT, SiteConfig(project=key, as_of=TODAY), "en")
    verdict = poisoned(state.verdicts[0])
    traces = state.traces and dataclasses.replace(state.traces, graph=verdict.graph)
    known: dict[tuple[str, ...], Any] = {  # of which their pages have a digest
        ("changed", "since"): state.changed_since(),
        ("terms", "uses"): state.uses_of_terms(),
    }
    other = dataclasses.replace(state, verdicts=(verdict,), traces=traces, made=known)

    html = list(parts(state))

    assert len({name for _, name, _ in html}) > 300
    assert {"home", "mine", "map", "phase", "matrix", "decisions"} <= {name for _, name, _ in html}
    assert html == list(parts(other))


def test_the_model_of_many_projects_has_a_digest_that_each_process_finds() -> None:
    """Sets would make neither: fifty of them are refused, and each process orders its own."""
    state = read_state(TEMPLATE, SiteConfig(project="TEST", as_of=TODAY), "en")
    app: Any = App(dataclasses.replace(state, verdicts=state.verdicts * 60))
    assert model_digest(app) == model_digest(app)


def others_altered(state: State, kept: frozenset[str]) -> State:
    """Return a state in which only the named objects and their cells are as they were."""
    verdict = state.verdicts[0]
    graph = verdict.graph
    items = {
        name: item if name in kept else item._replace(title="POISON", fields={}, links={})
        for name, item in graph.items.items()
    }
    incoming = {
        link: {name: ids if name in kept else ["POISON"] for name, ids in found.items()}
        for link, found in graph.incoming.items()
    }
    assert state.traces is not None
    cells = {name: found for name, found in state.traces.cells.items() if name in kept}
    graph = graph._replace(items=items, incoming=incoming)
    traces = dataclasses.replace(state.traces, graph=graph, cells=cells)
    changed = verdict._replace(graph=graph)
    return dataclasses.replace(state, verdicts=(changed,), traces=traces, made={})


def test_cards_and_proofs_show_only_what_they_are_said_to_be_made_from() -> None:
    state = read_state(ROOT, SiteConfig(project="VKN", as_of=TODAY), "en")
    app: Any = App(state)
    items = state.verdicts[0].graph.items
    by_type: dict[str, Item] = {}
    for item in items.values():
        best = by_type.get(item.type)
        links = sum(map(len, item.links.values()))
        if best is None or links > sum(map(len, best.links.values())):
            by_type[item.type] = item
    cards = [i for i in by_type.values() if i.document in state.docnames]
    assert len(cards) > 10
    for item in cards:
        docname = state.docnames[item.document]
        card = card_html(app, docname, item)
        other: Any = App(others_altered(state, card.reads))
        assert card_html(other, docname, item)[:2] == card[:2], item.id

    for position in (0, 7, 30):
        identifier = [*state.verdicts[0].graph.requirements][position]
        name = PROOF_PAGE.format(identifier)
        references = references_of(state.crosswalks.values())
        with state.noted.noted.noting() as reads:
            page = proof_page(state, app, f"{TITLE} {BODY}", references, name, position)
        assert "POISON" not in page
        poisoned_state = others_altered(state, frozenset(reads))
        other = App(poisoned_state)
        again = proof_page(poisoned_state, other, f"{TITLE} {BODY}", references, name, position)
        assert again == page, identifier


def test_digest_of_the_model_is_of_what_is_shown() -> None:
    state = read_state(ROOT, SiteConfig(project="RWD", as_of=TODAY), "en")
    verdict = state.verdicts[0]

    def digest(verdict: Verdict, **changes: Any) -> str:
        app: Any = App(dataclasses.replace(state, verdicts=(verdict,), **changes))
        return model_digest(app)

    before = digest(verdict)
    assert digest(poisoned(verdict)) == before
    assert digest(verdict, language="de") != before
    assert digest(verdict._replace(findings=verdict.findings[1:])) != before
    first = next(item for item in verdict.graph.project.items if item.type == "clause")
    renamed = {**verdict.graph.items, first.id: first._replace(title="Other")}
    graph = verdict.graph._replace(items=renamed)
    assert digest(verdict._replace(graph=graph)) != before
