"""The content security policy of each page: only scripts and styles of the site itself count.

Those in the page are allowed by their hash, and only those that templates and the configuration
put there: what came with the text of a page has no effect. Style attributes, which no hash allows,
become classes. ``file:`` stands beside ``'self'``, which browsers do not agree on for pages that
are opened from a folder.
"""

from __future__ import annotations

import base64
import functools
import hashlib
import html
import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final

from sphinx.application import Sphinx

from nachweis.site.refusals import trusted
from nachweis.sources.markdown.policy import harmless

_SCRIPT: Final = re.compile(r"<script\b([^>]*)>(.*?)</script>", re.DOTALL)
_STYLES: Final = re.compile(r"<style\b[^>]*>(.*?)</style>", re.DOTALL)
_VERBATIM: Final = re.compile(r"<(script|style|textarea|title)\b.*?</\1>", re.DOTALL)
_STYLE: Final = re.compile(r"style=\"(?<=\sstyle=\")")
"""A style attribute; what begins with letters is found four times as quickly."""
_STYLED: Final = re.compile(r"<[a-zA-Z][^<>]*?\sstyle=\"([^<>\"]*)\"[^<>]*>")
_ATTRIBUTE: Final = re.compile(r"\s+style=\"[^\"]*\"")
_CLASS: Final = re.compile(r"\sclass=\"")
_DECLARATIONS: Final = re.compile(
    r"(?:\s*(?:--[\w-]+|background-color|color|display|flex-grow|font-size|(?:max-|min-)?height"
    r"|margin(?:-\w+)?|opacity|padding(?:-\w+)?|text-align|vertical-align|(?:max-|min-)?width)"
    r"\s*:[\w\s.,%#-]+(?:;|$))+\s*"
)
"""What a style attribute may say: nothing that loads a file or lies over the rest of a page."""
_SOURCE: Final = re.compile(r"\bsrc=\"(https?://[^\"]+)\"")
_SHEET: Final = re.compile(r"<link\b[^>]*\bhref=\"(https?://[^\"]+)\"[^>]*>")
_HEAD: Final = re.compile(r"<meta charset=[^>]*>|<head>")
_ALLOWED: Final = re.compile("<(?:script|style|link)")
"""The beginning of what a policy allows, unless it comes from the source of a page."""
_HERE: Final = "'self' file:"


def setup(app: Sphinx) -> None:
    """Let every page that a template makes carry its policy.

    :param app: the application
    """
    app.connect("builder-inited", _wrap, priority=950)


def _wrap(app: Sphinx) -> None:
    templates = getattr(app.builder, "templates", None)
    if app.builder.format == "html" and templates is not None and not trusted():
        templates.render = _with_policy(templates.render)


def _with_policy(render: Callable[[str, dict[str, Any]], str]) -> Callable[..., str]:
    def rendered(template: str, context: dict[str, Any]) -> str:
        body = str(context.get("body") or "")
        body = harmless(body) if _ALLOWED.search(body) else ""
        return _guarded(harmless(render(template, context)), body)

    return rendered


def _guarded(page: str, body: str = "") -> str:
    found = _HEAD.search(page)
    if found is None:
        return page
    head, rest = page[: found.end()], page[found.end() :]
    rest, rules = _without_attributes(rest)
    if rules:
        rest = f"<style>{rules}</style>{rest}"
    return f"{head}{_policy_meta(rest, body)}{rest}"


def _without_attributes(page: str) -> tuple[str, str]:
    """Return a page with a class for each style attribute, and the rules of these classes."""
    if " style=" not in page:
        return page, ""
    rules: dict[str, str] = {}
    pieces, end = [], 0
    for found in _styled(page):
        if _DECLARATIONS.fullmatch(found[1]):
            name, rules[name] = _rule(found[1])
            pieces += [page[end : found.start()], _with_class(found[0], name)]
            end = found.end()
    return "".join([*pieces, page[end:]]), "".join(rules.values())


def _styled(page: str) -> Iterator[re.Match[str]]:
    """Yield the tags with a style attribute, but for what looks like one in a script or title.

    They are looked for by the attribute, as few of a page's thousands of tags have it.
    """
    verbatim = [found.span() for found in _VERBATIM.finditer(page)]
    last = -1
    for attribute in _STYLE.finditer(page):
        start = page.rfind("<", 0, attribute.start())
        while verbatim and verbatim[0][1] <= start:
            verbatim.pop(0)
        if start > last and not (verbatim and verbatim[0][0] <= start):
            found = _STYLED.match(page, start)
            if found is not None:
                last = start
                yield found


@functools.lru_cache(maxsize=1024)
def _with_class(tag: str, name: str) -> str:
    """Return a tag with a class in place of its style attribute; drawings of a theme repeat it."""
    tag = _ATTRIBUTE.sub("", tag, count=1)
    if _CLASS.search(tag):
        return _CLASS.sub(f' class="{name} ', tag, count=1)
    return re.sub(r"\s*/?>$", rf' class="{name}"\g<0>', tag)


@functools.lru_cache(maxsize=1024)
def _rule(declarations: str) -> tuple[str, str]:
    """Return a class with these declarations, which win over other rules like an attribute."""
    digest = hashlib.blake2b(declarations.encode(), digest_size=4).hexdigest()
    name = f"nw-style-{digest}"
    return name, f".{name}:not(#nw):not(#nw){{{declarations}}}"


def _policy_meta(page: str, body: str = "") -> str:
    """Return the element that holds the policy of a page.

    :param page: the page as HTML
    :param body: the part of it that comes from its source, whose scripts and styles do not count
    """
    scripts = [script for script in _SCRIPT.finditer(page) if script[0] not in body]
    inline = [content_hash(script[2]) for script in scripts if "src=" not in script[1]]
    remote = [found[1] for script in scripts if (found := _SOURCE.search(script[1]))]
    styles = [content_hash(style[1]) for style in _STYLES.finditer(page) if style[0] not in body]
    sheets = [
        found[1]
        for found in _SHEET.finditer(page)
        if "stylesheet" in found[0] and found[0] not in body
    ]
    parts = (
        "default-src 'none'",
        _part("script-src", [*inline, *remote]),
        _part("style-src", [*styles, *sheets]),
        _part("img-src", ["data:"]),
        _part("font-src", ["data:"]),
        _part("object-src"),
        _part("connect-src"),
        _part("form-action"),
        "base-uri 'none'",
    )
    policy = html.escape("; ".join(parts), quote=False)
    return f'<meta http-equiv="Content-Security-Policy" content="{policy}">'


def _part(name: str, others: Iterable[str] = ()) -> str:
    return " ".join((name, _HERE, *dict.fromkeys(other.replace('"', "%22") for other in others)))


def content_hash(text: str) -> str:
    """Return how a policy names a script or style in the page.

    :param text: what stands between the tags
    """
    digest = hashlib.sha256(text.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"
