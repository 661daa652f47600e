"""A site is light: what pages share, and the largest of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import pytest

from nachweis.site.theme_styles import SELDOM, THEME, split_theme

pytestmark = pytest.mark.xdist_group("browser")

SHARED: Final = 60_000
"""Bytes of styles and scripts of a page, not compressed."""
LARGEST: Final = 400_000
ELEMENTS: Final = 6000
SHELL: Final = 25_000
"""Bytes of the smallest page, which has little but what all have."""
LOADED: Final = re.compile(
    r'<link[^>]*rel="stylesheet"[^>]*href="([^"?]+)|<script[^>]*src="([^"?]+)'
)


def loaded(page: Path) -> Iterator[Path]:
    for style, script in LOADED.findall(page.read_text(encoding="utf-8")):
        yield (page.parent / (style or script)).resolve()


def weight(files: set[Path]) -> int:
    return sum(path.stat().st_size for path in files)


def test_pages_share_little(built_site: Callable[..., Path]) -> None:
    site = built_site("VKN")
    first = set(loaded(site / "index.html"))
    assert weight(first) <= SHARED
    heavy = {str(page): weight(set(loaded(page)) - first) for page in site.rglob("*.html")}
    assert {page: size for page, size in heavy.items() if size > SHARED} == {}
    for page in ("coverage/all.html", "mine/client.html", "catalog/B111.html", "search.html"):
        assert weight(set(loaded(site / page))) <= SHARED, page


def test_no_page_is_too_large(built_site: Callable[..., Path]) -> None:
    pages = {str(page): page.read_bytes() for page in built_site("VKN").rglob("*.html")}
    assert {page: len(text) for page, text in pages.items() if len(text) > LARGEST} == {}
    assert min(map(len, pages.values())) <= SHELL
    elements = {page: len(re.findall(rb"<[a-zA-Z]", text)) for page, text in pages.items()}
    assert {page: count for page, count in elements.items() if count > ELEMENTS} == {}


def test_what_a_page_seldom_has_is_in_a_second_file(tmp_path: Path) -> None:
    sheet = tmp_path / THEME
    sheet.parent.mkdir()
    sheet.write_text(
        'body{--a:1px;--b:url("data:x;y");margin:var(--a)}p,.admonition p,p:not(.note){color:red}'
        "@media print{@media screen{.admonition{top:0}p{top:1px}}}.tip{color:var(--b)}"
    )
    split_theme(tmp_path)
    often, seldom = sheet.read_text(), (tmp_path / SELDOM).read_text()
    assert often == (
        "body{--a:1px;margin:var(--a)}p,p:not(.note){color:red}"
        "@media print{@media screen{p{top:1px}}}"
    )
    assert seldom == (
        'body{--b:url("data:x;y");}.admonition p{color:red}'
        "@media print{@media screen{.admonition{top:0}}}.tip{color:var(--b)}"
    )
    split_theme(tmp_path)
    assert (sheet.read_text(), (tmp_path / SELDOM).read_text()) == (often, seldom)
