"""Markdown without the rest of its page: no headings, no images, no links into it, no HTML."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from markupsafe import Markup, escape

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_OPENED: Final = ("http://", "https://", "mailto:")


def markdown_html(text: str) -> Markup:
    """Render a text.

    :param text: Markdown of anybody; only links to other sites stay links
    """
    return Markup(_markdown().render(text))  # noqa: S704 - it escapes HTML


@functools.cache
def _markdown() -> MarkdownIt:
    """Return what renders a text without the rest of its page: no headings, no links into it."""
    from markdown_it import MarkdownIt  # sites without such pages need no second parser

    md = MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")
    for name in ("heading_open", "heading_close"):
        md.add_render_rule(name, _heading)
    for name in ("link_open", "link_close"):
        md.add_render_rule(name, _link)
    return md


def _heading(_: Any, tokens: Sequence[Token], place: int, *__: Any) -> str:
    return "<p><strong>" if tokens[place].nesting == 1 else "</strong></p>\n"


def _link(_: Any, tokens: Sequence[Token], place: int, __: Any, env: dict[str, Any]) -> str:
    if tokens[place].nesting == 1:
        address = str(tokens[place].attrGet("href") or "")
        outside = address.startswith(_OPENED)
        env.setdefault("links", []).append(outside)
        return f'<a href="{escape(address)}">' if outside else ""
    return "</a>" if env["links"].pop() else ""
