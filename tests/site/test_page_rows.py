"""A table ends where a page is full, whatever stands in its rows."""

from __future__ import annotations

from markupsafe import Markup

from nachweis.site.render import PageRows


def test_rows_are_added_until_a_page_is_full() -> None:
    many, long = PageRows(), PageRows()
    while not many.full:
        assert many.add(Markup("<tr><td><b>1</b></td></tr>")) == ""
    while not long.full:
        long.add(Markup("<tr>") + "x" * 50_000 + Markup("</tr>"))
    assert len(many.rows) == PageRows.elements / 3
    assert len(long.rows) == PageRows.letters / 50_000
