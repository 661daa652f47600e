"""Templates compiled once: an edit of a page would spend a tenth of its time on that.

The code stands beside what Sphinx keeps of pages, which a build trusts as much, and is
read only as entries of the cache are: from files that nobody but their user can write to.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

import jinja2
from jinja2.bccache import Bucket
from sphinx.application import Sphinx
from sphinx.jinja2glue import BuiltinTemplateLoader

from nachweis.site.parser import page_environment
from nachweis.site.render import html_environment
from nachweis.sources.cache import Cache

FOLDER: Final = "templates"
"""Where the code is, from the folder of what Sphinx keeps."""


def setup(app: Sphinx) -> None:
    """Keep what templates were compiled to.

    :param app: the application
    """
    app.connect("builder-inited", _keep, priority=100)


def _keep(app: Sphinx) -> None:
    stamp = f"{jinja2.__version__} {app.registry.get_envversion(app).get('nachweis')}"
    kept = KeptTemplates(Cache(Path(app.doctreedir, FOLDER)), stamp)
    bridge = getattr(app.builder, "templates", None)
    theme = [bridge.environment] if isinstance(bridge, BuiltinTemplateLoader) else []
    for environment in (page_environment(), html_environment(), *theme):
        environment.bytecode_cache = kept


class KeptTemplates(jinja2.BytecodeCache):
    """What templates were compiled to, by their name, their environment and their source."""

    def __init__(self, cache: Cache, stamp: str) -> None:
        """Begin.

        :param cache: where it is kept
        :param stamp: of the code that compiles
        """
        self._cache, self._stamp = cache, stamp

    def get_source_checksum(self, source: str) -> str:
        """Return a checksum of a template's source and of the code that compiles it.

        :param source: the source
        """
        return super().get_source_checksum(f"{self._stamp}\0{source}")

    def load_bytecode(self, bucket: Bucket) -> None:
        """Load what a template was compiled to, if it is there.

        :param bucket: the template
        """
        code = self._cache.recall(_name(bucket))
        if isinstance(code, bytes):
            bucket.bytecode_from_string(code)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what a template was compiled to.

        :param bucket: the template
        """
        self._cache.remember(_name(bucket), bucket.bytecode_to_string())


def _name(bucket: Bucket) -> str:
    """Return the name of an entry: what runs in the sandbox is compiled in another way."""
    return f"{type(bucket.environment).__qualname__}\0{bucket.key}"
