"""Removal of words from the search index that no page contains any more.

Sphinx removes a rewritten or deleted page from the index but keeps its words.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder


def setup(app: Sphinx) -> None:
    """Clean up the index before it is written.

    :param app: the application
    """
    app.connect("html-collect-pages", _drop_words)


def _drop_words(app: Sphinx) -> Iterable[tuple[str, dict[str, Any], str]]:
    builder = app.builder
    if isinstance(builder, StandaloneHTMLBuilder) and builder.indexer is not None:
        for words in (builder.indexer._mapping, builder.indexer._title_mapping):
            for word in [word for word, pages in words.items() if not pages]:
                del words[word]
    return ()
