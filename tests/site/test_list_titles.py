"""The heading of a page that lists what a file holds."""

from __future__ import annotations

import pytest

from nachweis.site.registers import list_title
from tests.support.sandbox import Sandbox


@pytest.mark.parametrize(
    ("name", "language", "title"),
    [
        ("restore-2026-11-13", "en", "Restore 2026-11-13"),
        ("wiederherstellung-2026-11-13", "de", "Wiederherstellung 13.11.2026"),
        ("wave-2-scan", "en", "Wave 2 scan"),
    ],
)
def test_the_name_of_a_report_keeps_its_date(
    bare: Sandbox, name: str, language: str, title: str
) -> None:
    graph = bare.judge().graph
    assert list_title(graph, f"projects/TEST/evidence/{name}.xml", (), language) == title
