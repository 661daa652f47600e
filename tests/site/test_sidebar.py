"""Beside a page of a large group stand its neighbours, and the way to all of them."""

from __future__ import annotations

import re
from types import SimpleNamespace
from typing import Any

import pytest

from nachweis.site import sidebar
from nachweis.site.pages import MOST_IN_GROUP


def shown(monkeypatch: pytest.MonkeyPatch, count: int, page: str) -> list[str]:
    """Return the addresses beside a page, where a group has so many pages."""
    entries = tuple(
        sidebar.Entry(title=f"Part {n}", address=f"contract/{n}.html", external=False, below=())
        for n in range(count)
    )
    group = sidebar.Group(title="Other texts", entries=entries)
    tree = [group], {entry.address: (group.title, entry.address) for entry in entries}
    state = SimpleNamespace(language="en", once=lambda key, make: tree if len(key) == 1 else make())
    monkeypatch.setattr(sidebar, "state_of", lambda _: state)
    builder: Any = SimpleNamespace(get_target_uri=lambda name: f"{name}.html")
    app: Any = None
    return re.findall('href="([^"]*)"', sidebar._navigation(app, builder, page, page))


def test_a_small_group_is_named_page_by_page(monkeypatch: pytest.MonkeyPatch) -> None:
    assert len(shown(monkeypatch, MOST_IN_GROUP, "index")) == MOST_IN_GROUP


def test_of_a_large_group_the_neighbours_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    *beside, everything = shown(monkeypatch, MOST_IN_GROUP + 1, "contract/2")
    assert beside == ["0.html", "1.html", "#", "3.html", "4.html", "5.html", "6.html"]
    assert everything == "../index.html#pages-other-texts"


def test_the_home_page_names_itself_as_the_pages_beside_it_do(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    addresses = [shown(monkeypatch, MOST_IN_GROUP + 1, page) for page in ("index", "search")]
    assert addresses == [["index.html#pages-other-texts"]] * 2
