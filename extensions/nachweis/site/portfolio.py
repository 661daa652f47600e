"""One site of all: the portfolio builds each project's own site below itself."""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.errors import SphinxError
from sphinx.util import logging

from nachweis.site.state import state_of
from nachweis.sources.workspace import sphinx_options

logger = logging.getLogger(__name__)


class ProjectBuildError(SphinxError):
    """The site of a project could not be built."""

    category = "Nachweis"


def setup(app: Sphinx) -> None:
    """Build the projects' sites after the portfolio.

    :param app: the application
    """
    app.connect("build-finished", _build_projects, priority=900)


def _build_projects(app: Sphinx, exception: Exception | None) -> None:
    config = state_of(app).config if exception is None else None
    if config is None or config.project or app.builder.name != "html":
        return
    keys = config.keys(verdict.key for verdict in state_of(app).verdicts)
    commands = [project_command(app, key) for key in keys]
    with ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
        codes = dict(zip(keys, pool.map(_run, commands), strict=True))
    for key, code in codes.items():
        if code > 1:
            raise ProjectBuildError(f"the site of {key} could not be built (see above)")
        if code:
            app.statuscode = code


def _run(command: list[str]) -> int:
    done = subprocess.run(  # noqa: S603 - our own words and paths, no shell
        command, check=False, stdout=subprocess.DEVNULL
    )
    return done.returncode if done.returncode >= 0 else 2


def project_command(app: Sphinx, key: str) -> list[str]:
    """Return the command that builds the site of one project below the portfolio's.

    :param app: the portfolio's build
    :param key: key of the project
    """
    config = state_of(app).config
    return [
        sys.executable,
        *("-m", "sphinx", "-b", "html", "-q", *_strictness(app)),
        *sphinx_options(Path(app.confdir)),
        *("-d", str(Path(app.doctreedir).parent / f"{Path(app.doctreedir).name}-{key}")),
        *("-D", f"nachweis_project={key}", "-D", f"nachweis_as_of={config.date}"),
        str(app.srcdir),
        str(Path(app.outdir) / key),
    ]


def _strictness(app: Sphinx) -> tuple[str, ...]:
    return ("-W", "--keep-going") if app.keep_going else ()
