"""Finding links that assembling a site has broken."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from html import unescape
from pathlib import Path
from typing import Final
from urllib.parse import unquote

_LINK: Final = re.compile(r'<[^>]*?\s(?:href|src)="([^"]*)"')
_ELSEWHERE: Final = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:|//")


def broken_links(pages: Iterable[Path], root: Path) -> Iterator[str]:
    """Yield a line for each link to a missing file, sorted by page.

    Anchors are not checked: Sphinx has done that inside a version, and pages of one version
    do not link to anchors in another.

    :param pages: the pages
    :param root: folder of the site
    """
    there: dict[str, bool] = {}
    for page in pages:
        text = page.read_text(encoding="utf-8", errors="replace")
        for link in dict.fromkeys(_LINK.findall(text)):
            address = unescape(link).partition("#")[0].partition("?")[0]
            if not address or _ELSEWHERE.match(address):
                continue
            target = os.path.normpath(page.parent / unquote(address))
            if target not in there:
                there[target] = Path(target).exists()
            if not there[target]:
                yield f"{page.relative_to(root).as_posix()}: links to {link}, which does not exist"
