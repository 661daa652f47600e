"""Which objects a filter of an annex lets through."""

from __future__ import annotations

import pytest

from nachweis.annex.content.select import meets
from nachweis.model.annex import ObjectFilter
from nachweis.model.terms import Party
from tests.support.sandbox import Sandbox


@pytest.mark.parametrize("separator", [", ", "; ", " | ", ","])
@pytest.mark.parametrize("party", [Party.CLIENT, Party.PROVIDER])
def test_a_filter_by_party_finds_each_party_that_a_clause_obliges(
    workspace: Sandbox, separator: str, party: Party
) -> None:
    workspace.edit("contract/agreement.md", "client, provider", f"client{separator}provider")
    graph = workspace.judge().graph

    assert meets(graph.items["TEST_C_02"], ObjectFilter(parties=(party,)), graph)
