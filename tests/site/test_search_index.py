"""The index of the search: sections of pages without their objects, and words as they are typed."""

from __future__ import annotations

import pytest

from nachweis.site.search import fold, sections, shard_of

PAGE = """\
# Emergencies

Who is called, and *when*.

:::{clause} Notice
:id: TEST_C_01

Within two hours.
:::

## Plans

::::{note}
:class: wide
Kept in a safe.
::::
"""


def test_a_page_is_cut_at_its_headings_and_has_no_objects() -> None:
    first, second = sections(PAGE)
    assert first[0] == "Emergencies"
    assert "Who is called" in first[1]
    assert "two hours" not in first[1]
    assert second == ("Plans", "\nKept in a safe.")


@pytest.mark.parametrize(
    ("written", "typed"),
    [("Prüfung", "pruefung"), ("PRU\u0308FUNG", "pruefung"), ("Café", "cafe"), ("Maß", "mass")],
)
def test_words_are_folded_as_in_the_browser(written: str, typed: str) -> None:
    assert fold(written) == typed


def test_names_of_files_are_plain() -> None:
    assert [shard_of(word) for word in ("notice", "7.3", "a", "ж")] == ["no", "7_", "a_", "__"]
