"""Names of pages: no page of a project takes that of another file, or of one that its site makes.

A build ends there, as one page would hide the other.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath

from nachweis.model.findings import Finding
from nachweis.model.messages import Message
from nachweis.model.outputs import SITE_FOLDERS, SITE_PAGES
from nachweis.model.places import Place
from nachweis.model.reading_rules import REFUSED_CONSTRUCT


def page_name_findings(documents: Iterable[str], folder: str) -> Iterator[Finding]:
    """Yield a finding for every page whose name is taken.

    :param documents: paths of all files that have a page
    :param folder: the folder from which pages have their names, relative to the workspace
    """
    paths = [PurePosixPath(path) for path in documents]
    lists = {path.with_suffix(""): path for path in paths if path.suffix != ".md"}
    for path in paths:
        if path.suffix != ".md":
            continue
        page = path.with_suffix("").relative_to(folder)
        if other := lists.get(path.with_suffix("")):
            by = Message("is the one made from {source}", source=other)
        elif str(page) in SITE_PAGES or (len(page.parts) > 1 and page.parts[0] in SITE_FOLDERS):
            by = Message("a site makes itself")
        else:
            continue
        message = Message("its page would be {page}.html, which {by}; rename it", page=page, by=by)
        yield REFUSED_CONSTRUCT.at(Place(path=str(path)), "", message)
