"""What a party finds on its page."""

from __future__ import annotations

import pytest

from nachweis.model.terms import Party
from nachweis.views.mine import build_mine, parties_of
from tests.support.sandbox import Sandbox, cell_of, rules_of


@pytest.mark.parametrize("separator", [", ", "; ", " | ", ","])
def test_a_clause_is_on_the_page_of_each_party_that_it_obliges(
    workspace: Sandbox, separator: str
) -> None:
    parties = f"client{separator}network-provider"
    workspace.edit("contract/agreement.md", "client, provider", parties)

    verdict = workspace.judge()

    assert rules_of(verdict) == []
    assert Party.NETWORK_PROVIDER in parties_of(verdict)
    for party in (Party.CLIENT, Party.NETWORK_PROVIDER):
        assert [clause.id for clause in build_mine(verdict, party).clauses] == ["TEST_C_02"]


def test_a_section_is_on_the_page_of_each_party_whose_contact_owns_it(workspace: Sandbox) -> None:
    workspace.write(
        "registers/more.yaml",
        "parties:\n  - {id: TEST_P_NET, title: Carrier, role: network-provider}\n"
        "contacts:\n  - {id: TEST_K_NET, title: Carrier's officer, party: TEST_P_NET}\n",
    )
    workspace.add("section S_90 status=approved concept=overall owner=TEST_K_ISB;TEST_K_NET")

    mine = build_mine(workspace.judge(), Party.NETWORK_PROVIDER)

    assert [section.id for section in mine.sections] == ["TEST_S_90"]


def test_a_proof_that_is_partial_stays_open_until_its_action_has_shown_effect(
    workspace: Sandbox,
) -> None:
    workspace.add("record R_90 kind=report date=2026-11-10 result=partial proves=TSA_GEN_02")
    workspace.add("action F_90 owner=TEST_K_ISB due=2026-12-20 corrects=TEST_R_90", "action.md")

    verdict = workspace.judge()
    cell = cell_of(verdict, "TSA_GEN_02", "record")

    assert cell.passes
    assert cell in build_mine(verdict, Party.CLIENT).open
