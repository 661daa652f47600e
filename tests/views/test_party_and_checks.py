"""Everything about a party on one page, and each clause with its checks."""

from __future__ import annotations

from nachweis.views.checks import ALL, MOST_ROWS, NEVER, build_checks, check_pages
from nachweis.views.party import INDEX, MOST_OF_A_TYPE, MOST_TIES, build_parties, party_pages
from tests.support.sandbox import Sandbox

CHAIN = """\
parties:
  - {id: TEST_P_NET, title: Carrier, role: network-provider, works_for: TEST_P_CLIENT}
  - {id: TEST_P_DEEP, title: Digger, role: third-party, works_for: TEST_P_NET}
contacts:
  - {id: TEST_K_NET, title: Carrier's officer, party: TEST_P_NET}
dependencies:
  - {id: TEST_N_01, title: Fibre, supplier: TEST_P_NET}
"""


def test_a_party_has_its_chain_its_people_and_all_that_names_them(workspace: Sandbox) -> None:
    workspace.write("registers/more.yaml", CHAIN)
    workspace.add("section S_90 status=approved concept=overall owner=TEST_K_NET")
    verdict = workspace.judge()
    assert party_pages(verdict)[0] == INDEX
    view = build_parties(verdict)["TEST_P_NET"]
    assert [party.id for party in view.above] == ["TEST_P_CLIENT"]
    assert [(depth, party.id) for depth, party in view.below] == [(1, "TEST_P_DEEP")]
    assert [contact.id for contact in view.contacts] == ["TEST_K_NET"]
    ties = {(tie.item.id, tie.relation, tie.by.id if tie.by else "") for tie in view.ties}
    assert ties == {("TEST_S_90", "owner", "TEST_K_NET"), ("TEST_N_01", "supplier", "")}


def test_parties_that_work_for_each_other_end(workspace: Sandbox) -> None:
    workspace.write("registers/more.yaml", CHAIN.replace("TEST_P_CLIENT}", "TEST_P_DEEP}"))
    view = build_parties(workspace.judge())["TEST_P_NET"]
    assert [party.id for party in view.above] == ["TEST_P_DEEP"]
    assert [(depth, party.id) for depth, party in view.below] == [(1, "TEST_P_DEEP")]


def test_a_clause_has_its_newest_check_of_each_kind(workspace: Sandbox) -> None:
    workspace.add("section S_91 status=approved concept=overall implements=TEST_C_02")
    workspace.add("record R_81 kind=audit date=2026-09-01 result=pass checks=TEST_C_02")
    workspace.add("record R_82 kind=audit date=2026-10-01 result=partial checks=TEST_S_91")
    workspace.add("record R_83 kind=test date=2026-08-01 result=pass checks=TEST_C_02")
    checks = build_checks(workspace.judge())[ALL]
    [row] = [row for row in checks.rows if row.clause.id == "TEST_C_02"]
    assert {kind: record.id for kind, record in row.newest.items()} == {
        "audit": "TEST_R_82",
        "test": "TEST_R_83",
    }
    assert row.result == "partial"
    assert all(row.result == NEVER for row in checks.rows if row.clause.id != "TEST_C_02")


def test_many_clauses_have_a_page_for_each_document(workspace: Sandbox) -> None:
    for number in range(MOST_ROWS):
        workspace.add(f"clause C_{1000 + number}", name="contract/annex.md")
    workspace.add("record R_84 kind=audit date=2026-09-01 result=fail checks=TEST_C_1139")
    verdict = workspace.judge()
    first, *others = check_pages(verdict)
    assert (first, others[-1]) == ("checks", "checks/contract/annex")
    built = build_checks(verdict)
    everything = built[first]
    assert len(everything.rows) == MOST_ROWS
    assert everything.rows[0].clause.id == "TEST_C_1139"
    assert everything.documents["checks/contract/annex"] == {"never": MOST_ROWS - 1, "fail": 1}
    shown = [row.clause.id for page in others for row in built[page].rows]
    assert sorted(shown) == sorted(item.id for item in verdict.graph.of_type("clause"))
    assert sum(everything.results.values()) == len(shown)


def test_a_party_that_much_names_shows_the_first_of_each_type(workspace: Sandbox) -> None:
    workspace.write("registers/more.yaml", CHAIN)
    for number in range(MOST_TIES):
        workspace.add(f"section S_{1000 + number} owner=TEST_K_NET concept=overall")
    view = build_parties(workspace.judge())["TEST_P_NET"]
    assert view.types["section"] == MOST_TIES
    assert len(view.ties) == MOST_OF_A_TYPE + view.types["dependency"]
    assert len(view.rest) == MOST_TIES - MOST_OF_A_TYPE
