"""What a side does not owe: by rule, and for some kinds of proof only."""

from __future__ import annotations

import pytest

from nachweis.trace.applicability import not_owed
from tests.support.sandbox import Sandbox


@pytest.mark.parametrize(
    ("side", "kind", "owed"),
    [
        ("provider", "section", False),
        ("provider", "record", False),
        ("provider", "clause", True),
        ("client", "section", True),
        ("joint", "section", True),
    ],
)
def test_a_duty_of_the_client_alone(bare: Sandbox, side: str, kind: str, *, owed: bool) -> None:
    bare.configure(side=side)
    graph = bare.judge().graph
    found = not_owed(graph.requirements["TSA_GEN_01"], kind, graph.project.settings)
    assert (found is None) == owed


@pytest.mark.parametrize("kind", ["section", "record"])
def test_a_provider_owes_what_neither_side_alone_is_responsible_for(
    bare: Sandbox, kind: str
) -> None:
    bare.configure(side="provider")
    graph = bare.judge().graph
    third = graph.requirements["TSA_GEN_01"]._replace(responsible=("third-party",))
    assert not_owed(third, kind, graph.project.settings) is None
