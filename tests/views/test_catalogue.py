"""The catalogue at a glance."""

from __future__ import annotations

from nachweis.views.catalogue import alphabetical


def test_a_glossary_is_sorted_as_a_dictionary_is() -> None:
    words = ["Übergang", "muss", "Ärger", "Umfang", "Zone", "Auftrag", "Öse", "Beleg"]
    right = ["Ärger", "Auftrag", "Beleg", "muss", "Öse", "Übergang", "Umfang", "Zone"]
    assert sorted(words, key=alphabetical) == right
