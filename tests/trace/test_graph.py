"""The graph: catalogue and project by their IDs, with titles in the project's language."""

from __future__ import annotations

import pytest

from tests.support.sandbox import Sandbox


@pytest.mark.parametrize(("languages", "title"), [(["en", "de"], "Contract"), (["de"], "Vertrag")])
def test_the_catalogue_speaks_the_language_of_the_project(
    bare: Sandbox, languages: list[str], title: str
) -> None:
    bare.configure(languages=languages)
    assert bare.judge().graph.items["TSA_M1"].title == title
