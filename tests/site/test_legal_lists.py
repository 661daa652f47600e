"""Which paragraphs and lines become lists as lawyers write them."""

from __future__ import annotations

import time

import pytest
from docutils import nodes
from docutils.frontend import get_default_settings
from docutils.utils import new_document

from nachweis.site.legal_lists import LegalLists


def shapes(*paragraphs: str) -> list[str | list[str]]:
    """Return the text of each paragraph that stays one, and of the items of each list."""
    document = new_document("page", get_default_settings())
    section = nodes.section()
    section += [nodes.paragraph("", text) for text in paragraphs]
    document += section
    LegalLists(document).apply()
    return [
        [item.astext() for item in child.children]
        if isinstance(child, nodes.enumerated_list)
        else child.astext()
        for child in section.children
    ]


def test_paragraphs_in_order_are_a_list() -> None:
    assert shapes("Before", "(1) one", "(2) two", "After") == ["Before", ["one", "two"], "After"]


def test_lines_of_a_paragraph_are_a_list() -> None:
    assert shapes("It has\na) one\nb) two\nand more") == ["It has", ["one", "two and more"]]


def test_a_list_ends_where_another_one_begins() -> None:
    one, other = ("a) one", "b) two"), ("a) eins", "b) zwei", "c) drei")
    assert shapes(*one, "Words", *other) == [["one", "two"], "Words", ["eins", "zwei", "drei"]]
    assert shapes("a) alone", *one) == ["a) alone", ["one", "two"]]


@pytest.mark.parametrize(
    "texts",
    [
        ("a) x", "(1) p", "b) y", "(2) q"),
        pytest.param(("a) x", "b) y"), marks=pytest.mark.slow),
    ],
)
def test_a_long_page_takes_as_long_as_its_length(texts: tuple[str, ...]) -> None:
    began = time.process_time()
    shapes(*texts * (20_000 // len(texts)))
    shapes("\n".join(texts * (20_000 // len(texts))))
    assert time.process_time() - began < 60
