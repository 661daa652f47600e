"""What a page may not have is found wherever on the page it is written down."""

from __future__ import annotations

import pytest

from nachweis.sources.markdown.refused import Named, Refusal, scan

BOX = "\n\n:::{note}\n[words][x]\n:::\n"


@pytest.mark.parametrize("page", ["[x]: ftp://h.example/" + BOX, BOX + "\n[x]: ftp://h.example/"])
def test_an_address_that_another_part_of_the_page_uses_is_refused_where_it_stands(
    page: str,
) -> None:
    line = 1 + page[: page.index("[x]:")].count("\n")
    [found] = scan(page)
    assert isinstance(found, Refusal)
    assert (found.what, found.line) == ("a link", line)


def test_an_address_that_its_own_part_uses_is_told_once() -> None:
    page = "[x]: ftp://h.example/\n\n[words][x] and ![words][y]\n\n[y]: a.png\n"
    assert [(type(found), found.line) for found in scan(page)] == [(Refusal, 3), (Named, 3)]


def test_a_file_that_another_part_of_the_page_uses_is_named() -> None:
    assert [*scan("[x]: ../../outside.txt" + BOX)] == [Named("../../outside.txt", 1)]


def test_footnotes_are_no_addresses() -> None:
    assert [*scan("Words.[^x]\n\n[^x]: ftp://h.example/\n" + BOX)] == []
    assert [found.line for found in scan("[a][^ x]\n\n[^ x]: ftp://h.example/\n")] == [1]


@pytest.mark.parametrize("character", ["\x0b", "\u2028", "\x85"])
def test_a_body_is_looked_at_with_the_lines_that_the_site_sees(character: str) -> None:
    page = f":::{{note}}\nwords{character}![x](ftp://h.example/a.png)\n:::\n"
    assert [found.line for found in scan(page)] != []
