"""The language of a site: the first one of its project, or that of ``conf.py``."""

from __future__ import annotations

from pathlib import Path

from sphinx import locale
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.domains.python import PythonModuleIndex

from nachweis.i18n import translator
from nachweis.site.config import SiteConfig
from nachweis.sources.errors import SourceError
from nachweis.sources.workspace import find_workspace
from nachweis.sources.yaml.settings import read_settings


def setup(app: Sphinx) -> None:
    """Choose the language before the builder loads its translations.

    :param app: the application
    """
    app.connect("config-inited", _choose, priority=4)


def _choose(app: Sphinx, config: Config) -> None:
    """Set Sphinx's language, and add translations that Sphinx and the theme lack."""
    chosen = _of_project(app, SiteConfig.of(config).project) or config.language
    if chosen != config.language:
        config["language"] = chosen
        locale.translators.pop(("general", "sphinx"), None)
        # Sphinx translates this as it imports the class, which a fresh process does before the
        # project is known; as long as no language is loaded, it puts that off.
        PythonModuleIndex.localname = locale.get_translation("sphinx")("Python Module Index")
        app._init_i18n()
    if chosen != "en":
        app.translator.add_fallback(translator(chosen).catalogue)


def _of_project(app: Sphinx, key: str) -> str:
    """Return the language of a project, or empty if it cannot be read: reported later."""
    if not key:
        return ""
    try:
        workspace = find_workspace(Path(app.srcdir))
        return read_settings(workspace.project(key), workspace.root).language
    except SourceError:
        return ""
