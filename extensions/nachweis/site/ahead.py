"""Pages that somebody looks at in a preview, made ahead of the others.

What a whole site shows of an edit takes seconds to find out; how one page looks is known as soon as
all pages are read. A copy of the process makes it then, and leaves nothing in the output: the build
goes on beside it, and writes the same page again.
"""

from __future__ import annotations

import collections
import functools
import json
import logging
import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final, NoReturn

from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.environment import BuildEnvironment

from nachweis.site.apart import read_back
from nachweis.site.assets import keep_static
from nachweis.site.incremental.contents import contents_of
from nachweis.site.proofs import proof_html, proof_pages

_asked: Final[list[tuple[Sequence[str], int]]] = []
"""Names of the pages, and the file descriptor that they are sent to."""


def ask(names: Sequence[str], channel: int) -> None:
    """Ask the build of this process for pages ahead of the others.

    :param names: their names, as of documents; others are left out
    :param channel: file descriptor, to which each goes as a line of JSON: its name and its HTML
    """
    _asked[:] = [(names, channel)]


def setup(app: Sphinx) -> None:
    """Make the pages once all are read.

    :param app: the application
    """
    app.connect("env-updated", _begin, priority=690)  # before it is found out which pages differ


def _begin(app: Sphinx, env: BuildEnvironment) -> None:
    while _asked:
        names, channel = _asked.pop()
        proofs = {*proof_pages(app)}
        known = [name for name in names if name in proofs or contents_of(env, name)]
        html = isinstance(app.builder, StandaloneHTMLBuilder) and hasattr(os, "fork")
        if known and html and not os.fork():
            _send(app, known, channel)
        os.close(channel)


def _send(app: Sphinx, names: Sequence[str], channel: int) -> NoReturn:
    """Send pages, and end this process; what is wrong with them, the build itself says."""
    try:
        logging.disable()
        with open(channel, "w", encoding="utf-8") as stream:
            for page in _made(app, names):
                print(json.dumps(page), file=stream, flush=True)
    finally:
        os._exit(0)


def _made(app: Sphinx, names: Iterable[str]) -> Iterator[tuple[str, str]]:
    builder, env = app.builder, app.env
    assert isinstance(builder, StandaloneHTMLBuilder)  # noqa: S101 - no other is asked
    keep_static(app)  # or both processes would write them
    collections.deque(env.check_dependents(app, {*names}), maxlen=0)  # numbers sections, too
    env.toctree_includes = dict(sorted(env.toctree_includes.items()))
    builder.prepare_writing({*names}.intersection(env.found_docs))
    for name in names:
        if name in env.found_docs:
            yield name, read_back(functools.partial(_write, builder, name))
        else:
            yield name, proof_html(app, name)


def _write(builder: StandaloneHTMLBuilder, name: str, path: Path) -> None:
    elsewhere = functools.partial(type(builder).handle_page, builder, outfilename=path)
    vars(builder).update(handle_page=elsewhere)
    builder.write_documents({name})
    del vars(builder)["handle_page"]
