"""The search index: words are stemmed once, and those that no page contains any more go.

Sphinx forgets the stems of a page with the page: at 160 pages an eighth of the build's CPU time.
It removes a rewritten or deleted page from the index but keeps its words.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable
from typing import Any

from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.search import SearchLanguage
from sphinx.search.de import SearchGerman
from sphinx.search.en import SearchEnglish


def setup(app: Sphinx) -> None:
    """Stem each word once, and clean up the index before it is written.

    :param app: the application
    """
    for language in (SearchEnglish, SearchGerman):
        app.add_search_language(_remembering(language))
    app.connect("html-collect-pages", _drop_words)


def _remembering(language: type[SearchLanguage]) -> type[SearchLanguage]:
    """Make a language that remembers the stem of each word."""
    return type(language.__name__, (language,), {"stem": functools.cache(language.stem)})


def _drop_words(app: Sphinx) -> Iterable[tuple[str, dict[str, Any], str]]:
    builder = app.builder
    if isinstance(builder, StandaloneHTMLBuilder) and builder.indexer is not None:
        for words in (builder.indexer._mapping, builder.indexer._title_mapping):
            for word in [word for word, pages in words.items() if not pages]:
                del words[word]
    return ()
