"""The trees of pages between reading and writing: Sphinx keeps all of them in memory.

That is a third of the memory of a site with 20 000 objects. Where they are more than a bound, each
is read again from its file when its page is written, as it is in a build that read it earlier.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from docutils import nodes
from sphinx.application import Sphinx

_MOST: Final = 12_000_000
"""Bytes of files whose trees are kept: those of a site with 5 000 objects, 0.5 s to read."""


class _Kept(dict[str, nodes.document]):
    """Trees by the name of the page; none as soon as their files are large together."""

    def __init__(self, folder: Path) -> None:
        """Begin without trees.

        :param folder: the folder of their files
        """
        super().__init__()
        self._folder, self._left = folder, _MOST

    def __setitem__(self, docname: str, doctree: nodes.document) -> None:
        """Keep a tree whose file was written, if there is room."""
        self._left -= Path(self._folder, f"{docname}.doctree").stat().st_size
        if self._left >= 0:
            super().__setitem__(docname, doctree)
        else:
            self.clear()


def setup(app: Sphinx) -> None:
    """Bound what is kept.

    :param app: the application
    """
    app.connect("builder-inited", _bound)
    app.connect("doctree-resolved", _forget, priority=999)


def _bound(app: Sphinx) -> None:
    if hasattr(app.env, "_write_doc_doctree_cache"):
        app.env._write_doc_doctree_cache = _Kept(Path(app.doctreedir))


def _forget(app: Sphinx, _: nodes.document, docname: str) -> None:
    """Drop the bytes of a tree that was read again."""
    getattr(app.env, "_pickled_doctree_cache", {}).pop(docname, None)
