"""The comparison of bids: tables of pages and annexes, the workbook, the draft of the minutes."""

from __future__ import annotations

import io
import zipfile

import pytest

from nachweis.i18n import translator
from nachweis.tender.compare import comparison_sheets, comparison_workbook
from nachweis.tender.minutes import draft_minutes
from nachweis.trace.gate import Verdict
from nachweis.views.bid_numbers import percent
from nachweis.views.declared import VIEWS
from nachweis.views.table import Quote, Reference, Table, ViewRequest
from tests.support.bids import ANSWERS, offers
from tests.support.sandbox import Sandbox

DAY = "2026-03-10"


def table(verdict: Verdict, name: str, language: str = "en") -> Table:
    build = VIEWS[name].build
    assert callable(build)
    made = build(ViewRequest(verdicts=(verdict,), options={}, language=language))
    assert isinstance(made, Table)
    return made


def told(value: object) -> str:
    if isinstance(value, Quote):
        return value.words
    if isinstance(value, Reference):
        return value.text or value.id
    return ", ".join(map(told, value)) if isinstance(value, tuple) else str(value)


def rows(found: Table) -> list[list[str]]:
    return [[told(cell) for cell in row] for row in found.rows]


def test_totals_say_what_is_open_beside_what_is_reached(tender: Sandbox) -> None:
    found = table(tender.judge(DAY), "bids")
    assert found.columns == ("What", "Alpha", "Beta & Söhne", "Gamma")
    assert rows(found) == [
        ["Points for what is fulfilled", *("7 of 10 (70 %)", "0 of 10 (0 %)", "5 of 10 (50 %)")],
        ["Points with 'partly' at 0.5", *("8 of 10 (80 %)", "3 of 10 (30 %)", "5 of 10 (50 %)")],
        [
            "At most, if all that is open were fulfilled",
            *("9 of 10 (90 %)", "5 of 10 (50 %)", "10 of 10 (100 %)"),
        ],
        ["fulfilled", "2 of 4", "0 of 4", "1 of 4"],
        ["partly", "1 of 4", "1 of 4", "0 of 4"],
        ["not", "0 of 4", "1 of 4", "0 of 4"],
        ["alternative", "0 of 4", "1 of 4", "0 of 4"],
        ["not answered", "1 of 4", "1 of 4", "3 of 4"],
        ["Knock-out criteria not met", "", "TSA_M1_02", ""],
        ["Knock-out criteria open", "", "", ""],
        [
            "Rests on subcontractors",
            *("1, with a weight of 5", "1, with a weight of 5", "0, with a weight of 0"),
        ],
    ]
    assert found.lead == (
        "4 requirements are asked. An answer 'partly' and an 'alternative' count 0.5 of their "
        "weight; what is not answered counts nothing here, and is listed. The last weight was "
        "fixed on 2026-02-18. The first answer was read on 2026-03-01."
    )


def test_each_measure_is_added_up_and_drawn(tender: Sandbox) -> None:
    found = table(tender.judge(DAY), "bids-by-measure")
    assert [row[1:] for row in rows(found)] == [
        ["9", "88.8 %", "27.7 %, 1 open", "55.5 %, 2 open"],
        ["1", "0 %, 1 open", "50 %", "0 %, 1 open"],
    ]
    assert found.drawing is not None
    assert "Beta &amp; Söhne: 27.7 %" in found.drawing.svg
    assert found.drawing.svg.count("<g>") == 2 * 3


def test_answers_stand_side_by_side(tender: Sandbox) -> None:
    [knocked] = rows(table(tender.judge(DAY), "bids-knock-out"))
    assert knocked[1:] == [
        *("5, knock-out", "99.5 % a month", "fulfilled, We do it., by: bidder, subcontractor"),
        *("partly, We do it., by: bidder, subcontractor", "fulfilled, We do it."),
    ]
    assert len(table(tender.judge(DAY), "bids-by-requirement").rows) == 4


def test_what_differs_from_what_is_asked_is_listed(tender: Sandbox) -> None:
    found = rows(table(tender.judge(DAY), "bids-deviations", "de"))
    assert [(row[3], row[4]) for row in found] == [
        *(("Beta & Söhne", "nicht erfüllt"), ("Gamma", "nicht beantwortet")),
        *(("Beta & Söhne", "teilweise"), ("Alpha", "teilweise")),
        *(("Beta & Söhne", "nicht beantwortet"), ("Gamma", "nicht beantwortet")),
        *(("Alpha", "nicht beantwortet"), ("Beta & Söhne", "alternativ")),
        ("Gamma", "nicht beantwortet"),
    ]
    rented = rows(table(tender.judge(DAY), "bids-subcontracted"))
    assert [row[3] for row in rented] == ["Alpha", "Beta & Söhne"]


def test_certificates_that_have_ended_say_so(tender: Sandbox) -> None:
    entry = (
        "particulars:\n  - {id: TEST_Z_01, title: ISO/IEC 27001, kind: certificate, "
        "valid_until: 2026-01-31, date: 2026-03-01, offered_by: TEST_P_A}\n"
    )
    tender.write("tender/offers/TEST_P_A.yaml", offers("A", ANSWERS["A"]) + entry)
    [row] = rows(table(tender.judge(DAY), "bids-particulars"))
    assert row[-1] == "ended on 2026-01-31"


@pytest.mark.parametrize(
    ("share", "text"), [(1.0, "100"), (0.9999, "99.9"), (0.29, "29"), (0.0, "0"), (2 / 3, "66.6")]
)
def test_only_all_of_it_is_a_hundred_per_cent(share: float, text: str) -> None:
    assert percent(translator("en"), share) == text
    assert percent(translator("de"), share) == text.replace(".", ",")


def test_where_all_weighs_nothing_there_is_no_percentage(tender: Sandbox) -> None:
    tender.edit("tender/criteria.yaml", "weight: 2", "weight: 0")
    tender.edit("tender/criteria.yaml", "weight: 5", "weight: 0")
    assert rows(table(tender.judge(DAY), "bids-by-measure"))[0][1:] == [
        *("0", "–", "–", "–"),
    ]


def test_the_workbook_holds_numbers_and_all_answers(tender: Sandbox) -> None:
    sheets = {sheet.title: sheet for sheet in comparison_sheets(tender.judge(DAY))}
    assert [*sheets] == [
        *("Basis of the comparison", "Totals", "By measure", "Answers"),
        *("Differences from what is asked", "What rests on subcontractors", "Criteria"),
    ]
    assert sheets["Totals"].columns == ("What", "Alpha", "Beta & Söhne", "Gamma")
    assert [row[1:] for row in sheets["Totals"].rows[:4]] == [
        *((10, 10, 10), (7, 0, 5), (8, 3, 5), (9, 5, 10)),
    ]
    assert sheets["By measure"].rows[1][1:] == ("Beta & Söhne", 9, 0, 2.5, 4.5, 1)
    heads, found = sheets["Answers"].columns, sheets["Answers"].rows
    assert [(row[0], row[4]) for row in found[:2]] == [("TSA_M1_01", 2), ("TSA_M1_02", 5)]
    assert found[1][heads.index("Beta & Söhne: points")] == 2.5
    assert found[3][heads.index("Gamma: answer")] == "not answered"
    assert found[3][heads.index("Gamma: points")] is None
    assert {len(row) for row in found} == {len(heads)}


def test_the_workbook_has_the_same_bytes_each_time_and_no_formula(tender: Sandbox) -> None:
    text = "=HYPERLINK('http://evil.example')"
    tender.write("tender/offers/TEST_P_A.yaml", offers("A", ANSWERS["A"], text=text))
    data = comparison_workbook(tender.judge(DAY))
    assert data == comparison_workbook(tender.judge(DAY))
    book = zipfile.ZipFile(io.BytesIO(data))
    parts = b"".join(map(book.read, book.namelist()))
    assert b"=HYPERLINK(" in parts
    assert b"<f>" not in parts
    assert b"<hyperlink" not in parts


def test_the_minutes_are_a_draft_that_the_gate_does_not_take_for_a_record(tender: Sandbox) -> None:
    minutes = draft_minutes(tender.judge(DAY))
    tender.write("evidence/minutes.md", minutes)
    verdict = tender.judge(DAY)
    [record] = verdict.graph.of_type("record")
    assert (record.get("status"), record.get("date")) == ("draft", DAY)
    assert "| Gamma | 5 of 10 (50 %) | 5 of 10 (50 %) | 3 | all met |" in record.body
    assert "**Availability** (TEST_M_02; weight 5 each; knock-out; minimum: 99.5 % a month)" in (
        record.body
    )
    assert "- TSA_M1_02: partly. We do it." in record.body
    found = [f for f in verdict.findings if f.place.path.endswith("minutes.md")]
    assert [f.related for f in found] == ["result"]  # which people have to enter


def test_the_minutes_quote_bidders_literally(tender: Sandbox) -> None:
    hostile = "{{clause}} `x` | <script> [a](http://b.invalid) {fact}`TEST_P_A.title` :::{clause}"
    tender.write("tender/offers/TEST_P_B.yaml", offers("B", ANSWERS["B"], text=hostile))
    tender.write("evidence/minutes.md", draft_minutes(tender.judge(DAY)))
    verdict = tender.judge(DAY)
    assert len(verdict.graph.of_type("record")) == 1
    assert not verdict.graph.of_type("clause")
    assert not [f for f in verdict.graph.project.facts if f.place.path.endswith("minutes.md")]
    found = [f for f in verdict.findings if f.place.path.endswith("minutes.md")]
    assert [f.related for f in found] == ["result"]  # which people have to enter
