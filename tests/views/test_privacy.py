"""The tables of the data processing agreement cite the regulation as readers do."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from nachweis.load import judge_projects
from nachweis.views.privacy import processing_duties, technical_measures
from nachweis.views.table import ViewRequest
from tests.support.sandbox import TODAY

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(
    ("language", "instructions", "notice", "encryption"),
    [
        ("en", "GDPR 28(3)(a)", "GDPR 33(2)", "GDPR 32(1)(a)"),
        (
            "de",
            "Art. 28 Abs. 3 Buchst. a DSGVO",
            "Art. 33 Abs. 2 DSGVO",
            "Art. 32 Abs. 1 Buchst. a DSGVO",
        ),
    ],
)
def test_each_duty_has_its_clause_and_each_aim_its_measure(
    language: str, instructions: str, notice: str, encryption: str
) -> None:
    (verdict,) = judge_projects(ROOT, ["LGA"], datetime.date.fromisoformat(TODAY))
    request = ViewRequest(verdicts=(verdict,), options={}, language=language)
    duties = processing_duties(request).rows
    assert (duties[0][0], duties[-1][0]) == (instructions, notice)
    assert all(row[-1] for row in duties)
    measures = technical_measures(request).rows
    assert measures[0][0] == encryption
    assert all(row[-1] for row in measures)
