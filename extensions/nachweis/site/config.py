"""The configuration values, and their effect on those of Sphinx and its extensions."""

from __future__ import annotations

import contextlib
import dataclasses
import datetime
import gc
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.errors import ConfigError

from nachweis.model.dates import parse_date
from nachweis.sources.errors import SourceError
from nachweis.sources.markdown.directives import EXTENSIONS
from nachweis.sources.workspace import REPORTS, new_workspace
from nachweis.templates import template_folders


def _option(default: Any, help_text: str, rebuild: str = "") -> Any:
    return dataclasses.field(default=default, metadata={"help": help_text, "rebuild": rebuild})


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class SiteConfig:
    """The configuration values of the extension as fields, without the prefix ``nachweis_``."""

    project: str = _option(
        "", "Key of the project to build; empty builds the portfolio of all.", rebuild="env"
    )
    as_of: str = _option("", "Date of judgement, YYYY-MM-DD; empty: SOURCE_DATE_EPOCH or today.")
    projects: str = _option(
        "all", "Which projects' sites the portfolio builds below itself: all, none, or keys."
    )
    version: str = _option(
        "", "Version that is built: a release, or draft; empty: a site without other versions."
    )
    commit: str = _option("", "Commit that pages name; empty: the one that git says.")
    annexes: str = _option(
        "",
        "Names of the annexes whose PDFs lie in annexes/ of the output, separated by blanks.",
        rebuild="html",
    )
    portfolio: str = _option(
        "", "Address of the page over all projects, relative to the first page; empty: no link."
    )

    @classmethod
    def of(cls, config: Config) -> SiteConfig:
        """Take the values from a Sphinx configuration."""
        names = [field.name for field in dataclasses.fields(cls)]
        return cls(**{name: config[f"nachweis_{name}"] for name in names})

    @property
    def date(self) -> datetime.date:
        """The date of judgement.

        :raises ConfigError: if the value is not a date
        """
        epoch = os.environ.get("SOURCE_DATE_EPOCH")
        if self.as_of:
            try:
                return parse_date(self.as_of)
            except ValueError as error:
                raise ConfigError(f"nachweis_as_of: {error}") from error
        if epoch:
            try:
                return datetime.datetime.fromtimestamp(int(epoch), datetime.UTC).date()
            except (ValueError, OverflowError, OSError) as error:
                message = f"SOURCE_DATE_EPOCH is {epoch!r}, no number of seconds since 1970"
                raise ConfigError(f"{message}; correct or unset it") from error
        return datetime.date.today()  # noqa: DTZ011 - a gate is judged by the local calendar

    def keys(self, known: Iterable[str]) -> list[str]:
        """Return the keys of the projects whose sites the portfolio builds.

        :param known: the keys of all projects
        :raises ConfigError: if the value names an unknown one
        """
        known = list(known)
        if self.projects in ("all", "none"):
            return known if self.projects == "all" else []
        wanted = self.projects.replace(",", " ").split()
        for key in wanted:
            if key not in known:
                message = f"nachweis_projects: there is no project {key!r}; there are"
                raise ConfigError(f"{message} {', '.join(known)}, and the words all and none")
        return wanted


SPHINX_DEFAULTS: Final[dict[str, Any]] = {
    "source_suffix": {".md": "markdown", **dict.fromkeys((".yaml", *REPORTS), "nachweis")},
    "root_doc": "index",
    "include_patterns": [],  # the extension lists the pages: Sphinx need not look for any
    "exclude_patterns": [".*", "_build", "node_modules"],
    "myst_enable_extensions": set(EXTENSIONS),
    "myst_heading_anchors": 3,
    "needs_build_json": True,
    "needs_reproducible_json": True,
    "needs_json_remove_defaults": True,
    "needs_id_required": True,
    "needs_id_regex": "^[A-Z0-9_]{3,}$",
    "needs_title_optional": False,
    "needs_warnings_always_warn": True,  # otherwise the reason is hidden by -q
    "html_copy_source": False,
    "html_show_sourcelink": False,
    "html_show_sphinx": False,
    "html_last_updated_fmt": None,
    "html_use_index": False,
    "html_domain_indices": False,
    "numfig": False,
}
"""Defaults for Sphinx that ``conf.py`` may override."""


_SCHEMAS: Final = {"needs_schema_definitions", "needs_schema_definitions_from_json"}
_STATIC: Final = Path(__file__).parent / "static"


def setup(app: Sphinx) -> None:
    """Register the configuration values.

    :param app: the application
    """
    for field in dataclasses.fields(SiteConfig):
        app.add_config_value(
            f"nachweis_{field.name}",
            field.default,
            field.metadata["rebuild"],
            str,
            field.metadata["help"],
        )
    app.connect("config-inited", _fill_in, priority=5)


def _fill_in(app: Sphinx, config: Config) -> None:
    given = {*config._raw_config, *config.overrides}
    for name, value in SPHINX_DEFAULTS.items():
        if name not in given:
            config[name] = value
    if "needs_schema_validation_enabled" not in given:
        config["needs_schema_validation_enabled"] = not given.isdisjoint(_SCHEMAS)
    here = Path(app.confdir)
    with contextlib.suppress(SourceError):  # the reader of documents reports them
        new_workspace(Path(app.srcdir))
    folders = [_beside(folder, here) for folder in template_folders("html")]
    config["templates_path"] = [*config["templates_path"], *folders]
    config["html_static_path"] = [*config["html_static_path"], _beside(_STATIC, here)]
    if "html_favicon" not in given:
        config["html_favicon"] = _beside(_STATIC / "nachweis.svg", Path(app.confdir))
    if "html_sidebars" not in given and config.html_theme == "furo":  # whose parts they are
        config["html_sidebars"] = {
            "**": [
                "sidebar/brand.html",
                "nachweis-jump.html",
                "sidebar/scroll-start.html",
                "nachweis-navigation.html",
                "sidebar/scroll-end.html",
            ]
        }
    # A build makes millions of objects that live to its end: garbage collection is wasted.
    gc.set_threshold(200_000, 50, 100)


def _beside(folder: Path, start: Path) -> str:
    """Return a path relative to another: the output must not reveal the workspace's location."""
    try:
        return Path(os.path.relpath(folder, start)).as_posix()
    except ValueError:  # on another drive
        return str(folder)
