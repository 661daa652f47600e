"""What many links, cells and rules ask for is computed once: the gate is fast however many ask."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable
from types import FrameType
from typing import Final

import pytest

from nachweis.model.items import Item
from nachweis.model.terms import Phase, State
from nachweis.trace.coverage import cover
from nachweis.trace.gate import judge
from nachweis.trace.graph import Graph, build_graph
from tests.support.models import FIRST, NOW, item, project, small_catalogue

EVERYTHING: Final = ("TSA_M1", "TSA_M1_01", "TSA_M1_02", "TSA_M2_EMG", "TSA_M2_OPS", "TSA_GEN_02")


def _calls(name: str, argument: str, run: Callable[[], object]) -> Counter[str]:
    """Return how often a function of the gate is called with each value of an argument."""
    found: Counter[str] = Counter()

    def watch(frame: FrameType, event: str, _: object) -> None:
        code = frame.f_code
        if event == "call" and code.co_qualname == name and "/trace/" in code.co_filename:
            value = frame.f_locals[argument]
            found[getattr(value, "id", value)] += 1

    sys.setprofile(watch)
    try:
        run()
    finally:
        sys.setprofile(None)
    return found


def _objects() -> list[Item]:
    return [
        *(
            item("clause", n, {"fulfils": [*EVERYTHING]}, status="agreed", obliges="client")
            for n in range(3)
        ),
        *(item("section", n, {"addresses": [*EVERYTHING]}, status="approved") for n in range(3)),
        *(
            item("record", n, {"proves": [*EVERYTHING]}, kind="report", date="2026-05-01")
            for n in range(3)
        ),
    ]


def _locked() -> Graph:
    """Return a project all of whose links are confirmed."""
    made = project(*_objects(), closed={Phase.STRATEGY: FIRST})
    graph = build_graph(small_catalogue(), made)
    locks = {
        (source.id, link, target): graph.link_fingerprint(source, target)
        for source in made.items
        for link, targets in source.links.items()
        for target in targets
    }
    return build_graph(small_catalogue(), made._replace(locks=locks))


@pytest.mark.parametrize(
    ("name", "argument"),
    [
        ("fingerprint", "item"),
        ("Texts._lack", "item"),
        ("_age_of", "record"),
        ("_owers", "target"),
    ],
)
def test_of_each_object_once(name: str, argument: str) -> None:
    made = _locked().project
    calls = _calls(name, argument, lambda: judge(small_catalogue(), made, NOW))
    assert set(calls.values()) == {1}, calls


def test_what_is_linked_is_collected_once_for_each_object() -> None:
    graph = _locked()
    counted = _calls("Links._counts", "item", lambda: cover(graph, NOW))
    looked_up = _calls("Graph.sources", "identifier", lambda: cover(graph, NOW))
    cells = [cell for cell in cover(graph, NOW).cells if cell.state is not State.NA]
    assert counted == dict.fromkeys((item.id for item in graph.project.items), 1)
    decisions = 2 * len(cells)
    assert sum(looked_up.values()) == decisions


def test_a_group_is_put_together_once() -> None:
    graph = _locked()
    links = [(source, "TSA_M2_OPS") for source in graph.project.items]
    calls = _calls("together", "own", lambda: [graph.link_fingerprint(*link) for link in links])
    assert sum(calls.values()) == 1


def test_the_words_of_a_requirement_are_collected_once() -> None:
    text = small_catalogue().requirements["TSA_M1_01"].text["en"]
    clauses = [item("clause", n, {"fulfils": ["TSA_M1_01"]})._replace(body=text) for n in range(4)]
    graph = build_graph(small_catalogue(), project(*clauses))
    calls = _calls("_words", "text", lambda: [graph.texts.lack(clause) for clause in clauses])
    assert calls[text] == len(clauses) + 1
