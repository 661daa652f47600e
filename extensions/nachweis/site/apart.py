"""Pages that are no documents of Sphinx: the theme makes one page, and those of a kind fill it.

A page that would be the same is not written again.
"""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

from markupsafe import Markup, escape
from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder

from nachweis.site.state import state_of
from nachweis.sources.digest import digest
from nachweis.sources.writing import write_new

TITLE: Final = "nw-the-title"
BODY: Final = "nw-the-body"
"""What stands in the one page of the theme in place of another one."""
_PLACE: Final = re.compile(f"{TITLE}|{BODY}")


class Apart(NamedTuple):
    """A page of ours.

    :param name: its name, as of a document
    :param html: returns the page, made from the one of the theme
    :param texts: returns what it shows beside the model, by the IDs that it was made from
    """

    name: str
    html: Callable[[str], str]
    texts: Callable[[Iterable[str]], Iterable[str]]


def begin_apart(app: Sphinx, reads: Callable[..., str], known: Mapping[str, Sequence[str]]) -> None:
    """Take what is known before the build writes.

    :param app: the build's application
    :param reads: returns a digest of what pages show of objects, but for texts
    :param known: what the pages of the last build were made from, by their names
    """
    state_of(app).once(("apart", "known"), lambda: (reads, known))


def written_apart(app: Sphinx) -> dict[str, list[str]]:
    """Return what the pages of this build are made from, by their names.

    :param app: the build's application
    """
    return state_of(app).once(("apart", "written"), dict[str, list[str]])


def apart_files(app: Sphinx) -> Iterable[str]:
    """Return the files of the pages, relative to the output.

    :param app: the build's application
    """
    builder = app.builder
    if isinstance(builder, StandaloneHTMLBuilder):
        for name in written_apart(app):
            yield Path(builder.get_output_path(name)).relative_to(app.outdir).as_posix()


def write_apart(
    app: Sphinx, builder: StandaloneHTMLBuilder, pages: Sequence[Apart], place: str, classes: str
) -> None:
    """Write the pages that would be others than those of the last build.

    :param app: the build's application
    :param builder: its builder
    :param pages: all pages of a kind
    :param place: name of a page that has their surroundings
    :param classes: classes that some of them have, whose styles they load
    """
    if not pages:
        return
    state = state_of(app)
    unknown: tuple[Callable[..., str], Mapping[str, Sequence[str]]] = (_never_the_same, {})
    reads, known = state.once(("apart", "known"), lambda: unknown)
    written = written_apart(app)
    shell = page_shell(builder, place, classes)
    around = digest([shell, repr([page.name for page in pages])])
    for page in pages:
        path = Path(builder.get_output_path(page.name))
        old = known.get(page.name, ())
        if old and path.is_file() and old[0] == reads(old[1:], around, *page.texts(old[1:])):
            written[page.name] = [*old]
            continue
        with state.noted.noted.noting() as found:
            html = page.html(shell)
        made_from = sorted(found)
        written[page.name] = [reads(made_from, around, *page.texts(made_from)), *made_from]
        _save(path, html.encode())


def fill(shell: str, title: str, body: Markup | str) -> str:
    """Return a page.

    :param shell: the page of the theme
    :param title: title of the page, plain
    :param body: what stands in it, as HTML
    """
    filled = {TITLE: str(escape(title)), BODY: body}
    return _PLACE.sub(lambda found: filled[found[0]], shell)


def _never_the_same(*_: object) -> str:
    return ""


def _save(path: Path, page: bytes) -> None:
    if not path.is_file() or path.read_bytes() != page:
        write_new(path, page)


def page_shell(builder: StandaloneHTMLBuilder, place: str, classes: str) -> str:
    """Return the page as the theme makes it, with placeholders.

    :param builder: the HTML builder
    :param place: name of a page that has the surroundings
    :param classes: classes whose styles it loads
    """
    context: dict[str, Any] = {"title": TITLE, "body": BODY, "nachweis_classes": classes}
    return read_back(lambda path: builder.handle_page(place, context, outfilename=path))


def read_back(write: Callable[[Path], object]) -> str:
    """Return the page that the theme writes into a file, and leave no file.

    :param write: writes the page
    """
    handle, name = tempfile.mkstemp()
    os.close(handle)
    path = Path(name)
    try:
        write(path)
        return path.read_text(encoding="utf-8")
    finally:
        path.unlink()
