"""The content security policy of each page: only scripts of the site itself run.

Scripts in the page are allowed by their hash, and only those that templates and the configuration
put there: one that came with the text of a page runs nowhere. ``file:`` stands beside ``'self'``,
which browsers do not agree on for pages that are opened from a folder.
"""

from __future__ import annotations

import base64
import hashlib
import html
import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Final

from sphinx.application import Sphinx

from nachweis.site.guard import trusted

_SCRIPT: Final = re.compile(r"<script\b([^>]*)>(.*?)</script>", re.DOTALL)
_SOURCE: Final = re.compile(r"\bsrc=\"(https?://[^\"]+)\"")
_STYLE: Final = re.compile(r"<link\b[^>]*\bhref=\"(https?://[^\"]+)\"[^>]*>")
_HEAD: Final = re.compile(r"<meta charset=[^>]*>|<head>")
_COPIED: Final = "permalink.html"
_POLICY: Final = "Content-Security-Policy"
_HERE: Final = "'self' file:"


def setup(app: Sphinx) -> None:
    """Let every page that a template makes carry its policy.

    :param app: the application
    """
    app.connect("builder-inited", _wrap, priority=950)
    app.connect("build-finished", _add_to_copied, priority=900)


def _wrap(app: Sphinx) -> None:
    templates = getattr(app.builder, "templates", None)
    if app.builder.format == "html" and templates is not None and not trusted():
        templates.render = _with_policy(templates.render)


def _add_to_copied(app: Sphinx, exception: Exception | None) -> None:
    """Give the page of sphinx-needs that no template of Sphinx makes its policy, too."""
    path = Path(app.outdir, _COPIED)
    if exception is None and path.is_file() and not trusted():
        page = path.read_text(encoding="utf-8")
        if _POLICY not in page:
            path.write_text(_guarded(page), encoding="utf-8")


def _with_policy(render: Callable[[str, dict[str, Any]], str]) -> Callable[..., str]:
    def rendered(template: str, context: dict[str, Any]) -> str:
        return _guarded(render(template, context), str(context.get("body") or ""))

    return rendered


def _guarded(page: str, body: str = "") -> str:
    found = _HEAD.search(page)
    if found is None:
        return page
    return f"{page[: found.end()]}{policy_meta(page, body)}{page[found.end() :]}"


def policy_meta(page: str, body: str = "") -> str:
    """Return the element that holds the policy of a page.

    :param page: the page as HTML
    :param body: the part of it that comes from its source, whose scripts are not to run
    """
    scripts = [script for script in _SCRIPT.finditer(page) if script[0] not in body]
    inline = [_hash(script[2]) for script in scripts if "src=" not in script[1]]
    remote = [found[1] for script in scripts if (found := _SOURCE.search(script[1]))]
    styles = [
        found[1]
        for found in _STYLE.finditer(page)
        if "stylesheet" in found[0] and found[0] not in body
    ]
    parts = (
        "default-src 'none'",
        _part("script-src", [*inline, *remote]),
        _part("style-src", ["'unsafe-inline'", *styles]),
        _part("img-src", ["data:"]),
        _part("font-src", ["data:"]),
        _part("object-src"),
        _part("connect-src"),
        _part("form-action"),
        "base-uri 'none'",
    )
    policy = html.escape("; ".join(parts), quote=False)
    return f'<meta http-equiv="{_POLICY}" content="{policy}">'


def _part(name: str, others: Iterable[str] = ()) -> str:
    return " ".join((name, _HERE, *dict.fromkeys(other.replace('"', "%22") for other in others)))


def _hash(script: str) -> str:
    digest = hashlib.sha256(script.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"
