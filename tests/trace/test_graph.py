"""The graph: catalogue and project by their IDs, with titles in the project's language."""

from __future__ import annotations

import pytest

from tests.support.sandbox import Sandbox


@pytest.mark.parametrize(
    ("languages", "title", "threat"),
    [(["en", "de"], "Contract", "Power is lost"), (["de"], "Vertrag", "Stromausfall")],
)
def test_the_catalogue_speaks_the_language_of_the_project(
    bare: Sandbox, languages: list[str], title: str, threat: str
) -> None:
    bare.configure(languages=languages)
    items = bare.judge().graph.items
    assert items["TSA_M1"].title == title
    assert items["TSA_T01"].title == threat
