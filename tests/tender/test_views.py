"""What bidders read on pages and in the annex that goes out with the workbook."""

from __future__ import annotations

from nachweis.site.registers import items_of, list_title
from nachweis.trace.gate import Verdict
from nachweis.trace.tender import asked, criteria_by_requirement
from nachweis.views.table import Quote, ViewRequest
from nachweis.views.tender import asked_of_bidders, questions_of_bidders


def test_a_table_has_a_row_for_each_requirement_with_what_we_want_at_least(
    verdict: Verdict,
) -> None:
    table = asked_of_bidders(ViewRequest(verdicts=(verdict,), options={}, language="de"))
    assert table.columns[3] == "Mindestens"
    assert len(table.rows) == len(asked(verdict.graph, verdict.coverage))
    assert Quote("Within two hours, at any time.") in {row[3] for row in table.rows}


def test_questions_that_have_an_answer_are_shown_and_no_others(verdict: Verdict) -> None:
    table = questions_of_bidders(ViewRequest(verdicts=(verdict,), options={}, language="en"))
    [(question, _, day, _)] = table.rows
    assert question == Quote("Does the notice have to reach a person?")
    assert day == "2025-12-09"


def test_the_nearest_criterion_counts(verdict: Verdict) -> None:
    criteria = criteria_by_requirement(verdict.graph)
    assert criteria["OPS31_M02_EMG_04"].id == "VKN_M_02"
    assert criteria["OPS31_M14_01"].id == "VKN_M_01"
    assert "OPS31_M02_EMG_01" not in criteria


def test_without_a_list_bidders_answer_what_wants_a_clause_and_is_not_ours_alone(
    verdict: Verdict,
) -> None:
    settings = verdict.graph.project.settings._replace(tender=None)
    project = verdict.graph.project._replace(settings=settings)
    found = asked(verdict.graph._replace(project=project), verdict.coverage)
    assert len(found) > 100
    for requirement in found:
        assert "clause" in requirement.proofs
        assert set(requirement.responsible) != {"client"}


def test_the_page_of_an_offer_is_called_like_its_bidder(verdict: Verdict) -> None:
    document = "projects/VKN/tender/offers/VKN_P_FJORDBYTE.yaml"
    assert (
        list_title(verdict.graph, document, items_of(verdict.graph, document), "en") == "Fjordbyte"
    )
