"""The language of a site: the first one of its project, or what ``conf.py`` says of all."""

from __future__ import annotations

from pathlib import Path

from sphinx import locale
from sphinx.application import Sphinx
from sphinx.config import Config

from nachweis.i18n import translator
from nachweis.site.config import SiteConfig
from nachweis.sources.errors import SourceError
from nachweis.sources.workspace import find_workspace
from nachweis.sources.yaml.settings import read_settings


def setup(app: Sphinx) -> None:
    """Choose the language before the builder reads its words.

    :param app: the application
    """
    app.connect("config-inited", _choose, priority=4)


def _choose(app: Sphinx, config: Config) -> None:
    """Set Sphinx's language, and give its templates our words where it and the theme lack them."""
    chosen = _of_project(app, SiteConfig.of(config).project) or config.language
    if chosen != config.language:
        config["language"] = chosen
        locale.translators.pop(("general", "sphinx"), None)
        app._init_i18n()
    if chosen != "en":
        app.translator.add_fallback(translator(chosen).catalogue)


def _of_project(app: Sphinx, key: str) -> str:
    """Return the language of a project, or nothing where it cannot be read: that is said later."""
    if not key:
        return ""
    try:
        workspace = find_workspace(Path(app.srcdir))
        return read_settings(workspace.project(key), workspace.root).language
    except SourceError:
        return ""
