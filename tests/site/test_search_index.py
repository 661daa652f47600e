"""The index of the search: sections of pages without their objects, and words as they are typed."""

from __future__ import annotations

import pytest
from docutils import nodes
from docutils.utils import new_document

from nachweis.site.needs import NeedNode
from nachweis.site.page_texts import sections
from nachweis.site.search import fold, shard_of


def test_a_page_is_cut_at_its_headings_and_has_only_what_it_shows() -> None:
    page = new_document("page")
    first, second = nodes.section(ids=["emergencies"]), nodes.section(ids=["plans"])
    first += [nodes.title("", "Emergencies"), nodes.paragraph("", "Who is called,")]
    first += [
        nodes.comment("", "unseen"),
        NeedNode("", nodes.paragraph("", "two hours")),
    ]
    first += [nodes.bullet_list("", nodes.list_item("", nodes.paragraph("", "and when"))), second]
    second += [nodes.title("", "Plans"), nodes.note("", nodes.paragraph("", "Kept in a safe."))]
    page += first
    assert list(sections(page)) == [
        ("", "Emergencies", "Who is called, and when"),
        ("#plans", "Plans", "Kept in a safe."),
    ]


@pytest.mark.parametrize(
    ("written", "typed"),
    [("Prüfung", "pruefung"), ("PRU\u0308FUNG", "pruefung"), ("Café", "cafe"), ("Maß", "mass")],
)
def test_words_are_folded_as_in_the_browser(written: str, typed: str) -> None:
    assert fold(written) == typed


def test_names_of_files_are_plain() -> None:
    assert [shard_of(word) for word in ("notice", "7.3", "a", "ж")] == ["no", "7_", "a_", "__"]
