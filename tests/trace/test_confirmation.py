"""Confirmed links: which of them a new one replaces."""

from __future__ import annotations

from nachweis.trace.confirmation import find_renamed


def test_a_new_link_replaces_one_of_its_name_with_the_same_words_at_both_ends() -> None:
    gone = {"print": ("TEST_C_1", "fulfils", "TSA_M1_01")}
    assert find_renamed(("TEST_C_2", "fulfils", "TSA_M1_01"), "print", gone) == gone["print"]
    assert find_renamed(("TEST_C_2", "fulfils", "TSA_M1_01"), "other", gone) is None
    assert find_renamed(("TEST_S_1", "addresses", "TSA_M1_01"), "print", gone) is None
