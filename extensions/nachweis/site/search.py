"""The search index: words are stemmed once, and those that no page contains any more go.

Sphinx forgets the stems of a page with the page: at 160 pages an eighth of the build's CPU time.
It removes a rewritten or deleted page from the index but keeps its words, and the scripts of
another language in the output.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable
from pathlib import Path
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
    app.connect("build-finished", _drop_scripts)


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


def _drop_scripts(app: Sphinx, exception: Exception | None) -> None:
    """Delete what the search of another language has left, which Sphinx keeps."""
    builder = app.builder
    if exception is not None or not isinstance(builder, StandaloneHTMLBuilder):
        return
    wanted = {builder._get_translations_js() and "translations.js"}
    if builder.indexer is not None:
        wanted |= {Path(name).name for name in builder.indexer.get_js_stemmer_rawcodes()}
    folder = Path(app.outdir, "_static")
    for path in (*folder.glob("*-stemmer.js"), folder / "translations.js"):
        if path.name not in wanted:
            path.unlink(missing_ok=True)
