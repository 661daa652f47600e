"""Every declared pair of the shipped catalogue lets a proof count for something."""

from __future__ import annotations

import pytest

from nachweis.model.catalogue import Catalogue, Equivalent
from nachweis.model.relations import Certainty
from nachweis.sources.catalogue import EQUIVALENTS, read_catalogue
from nachweis.sources.workspace import package_data
from nachweis.trace.equivalents import proven_by

CATALOGUE: Catalogue = read_catalogue(package_data("catalog"), package_data("catalog").parent)


def test_there_are_pairs() -> None:
    assert (package_data("catalog") / EQUIVALENTS).exists()
    assert CATALOGUE.equivalents


@pytest.mark.parametrize("pair", CATALOGUE.equivalents, ids=lambda p: f"{p.one}-{p.other}")
def test_a_pair_counts(pair: Equivalent) -> None:
    known = CATALOGUE.requirements
    assert known[pair.one].proofs.keys() & known[pair.other].proofs.keys()
    assert proven_by([pair], known)
    assert {pair.one, pair.other} <= known.keys()


@pytest.mark.parametrize("pair", CATALOGUE.equivalents, ids=lambda p: f"{p.one}-{p.other}")
def test_a_pair_was_read_and_says_why_in_both_languages(pair: Equivalent) -> None:
    assert pair.certainty is Certainty.SEEN
    assert pair.reason.keys() == {"en", "de"}
