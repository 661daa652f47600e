"""Terms of texts are remembered, and looked for again where a text or the glossary differs."""

from __future__ import annotations

from pathlib import Path

import pytest

from nachweis.model.catalogue import Term
from nachweis.site import term_uses
from nachweis.sources.cache import Cache
from nachweis.views.glossary import Finder, terms_in
from tests.views.test_glossary import TERMS

TEXTS = [("ID_1", "The client."), ("ID_2", "Nothing."), ("ID_3", "The client.")]


def test_only_texts_that_are_new_are_looked_through(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[str] = []

    def noted(finder: Finder, text: str) -> tuple[str, ...]:
        looked.append(text)
        return terms_in(finder, text)

    monkeypatch.setattr(term_uses, "terms_in", noted)

    def uses(texts: list[tuple[str, str]], terms: tuple[Term, ...] = TERMS) -> dict[str, object]:
        looked.clear()
        finder, cache = Finder(terms, "en"), Cache(tmp_path / "cache")
        return dict(term_uses.remembered_terms(texts, finder, repr(terms), "", cache))

    first = uses(TEXTS)
    assert looked == ["The client.", "Nothing."]
    assert uses(TEXTS) == first
    assert looked == []
    assert uses([*TEXTS, ("ID_2", "Now a client.")])["ID_2"] == first["ID_1"]
    assert looked == ["Now a client."]
    assert uses(TEXTS, ()) == dict.fromkeys(first, ())
