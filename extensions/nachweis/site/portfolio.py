"""The portfolio: a site over all projects, with each project's own site below it."""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from sphinx.application import Sphinx

from nachweis.site.run import CRASHED, describe_kill
from nachweis.site.state import state_of
from nachweis.sources.workspace import sphinx_options


def setup(app: Sphinx) -> None:
    """Build the projects' sites before the portfolio.

    Each is a process of its own, which must begin with the rights that this one is about to lose.

    :param app: the application
    """
    app.connect("env-before-read-docs", _build_projects, priority=900)


def _build_projects(app: Sphinx, *_: object) -> None:
    config = state_of(app).config
    if config.project or app.builder.name != "html":
        return
    keys = config.keys(verdict.key for verdict in state_of(app).verdicts)
    commands = [project_command(app, key) for key in keys]
    with ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
        codes = dict(zip(keys, pool.map(_run, commands), strict=True))
    for key, code in codes.items():
        if code < 0:
            sys.stderr.write(f"{describe_kill(code, f'the site of {key}')}\n")
            codes[key] = CRASHED
    worst = max(codes.values(), default=0)
    if worst > 1:
        raise SystemExit(worst)  # each has reported its reason

    def take(_: Sphinx, __: Exception | None) -> None:
        app.statuscode = app.statuscode or worst

    app.connect("build-finished", take, priority=900)


def _run(command: list[str]) -> int:
    done = subprocess.run(  # noqa: S603 - our own options and paths, no shell
        command, check=False, stdout=subprocess.DEVNULL
    )
    return done.returncode


def project_command(app: Sphinx, key: str) -> list[str]:
    """Return the command that builds the site of one project below the portfolio's.

    :param app: the portfolio's build
    :param key: key of the project
    """
    config = state_of(app).config
    return [
        sys.executable,
        *("-P", "-m", "nachweis.site.run", "-b", "html", *_say(app), *_strictness(app)),
        *sphinx_options(Path(app.confdir)),
        *("-d", str(Path(app.doctreedir).parent / f"{Path(app.doctreedir).name}-{key}")),
        *("-D", f"nachweis_project={key}", "-D", f"nachweis_as_of={config.date}"),
        *("-D", "nachweis_portfolio=../index.html"),
        str(app.srcdir),
        str(Path(app.outdir) / key),
    ]


def _strictness(app: Sphinx) -> tuple[str, ...]:
    return ("-W",) if app.keep_going else ()


def _say(app: Sphinx) -> tuple[str, ...]:
    return ("-T", "-q") if app.verbosity else ("-q",)
