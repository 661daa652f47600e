"""A text in another language than the page says so, for those who hear it."""

from __future__ import annotations

from pathlib import Path

import pytest

from nachweis.site.render import render_words

TEMPLATE = "spoken-test"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ({"en": "a < b", "de": "Ä"}, "Ä"),
        ({"en": "a < b"}, '<span lang="en">a &lt; b</span>'),
        ({}, ""),
    ],
)
def test_the_language_stands_at_a_text_of_another(
    text: dict[str, str], shown: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / f"{TEMPLATE}.html.j2").write_text("{{ text | spoken }}", encoding="utf-8")
    monkeypatch.setattr("nachweis.templates.template_folders", lambda _: (tmp_path,))
    assert render_words(TEMPLATE, "de", text=text) == shown
