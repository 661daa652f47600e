"""Building sites in tests: each in a process of its own that has imported everything already."""

from __future__ import annotations

import contextlib
import gc
import io
import multiprocessing
import os
import re
import shutil
from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from pathlib import Path
from pkgutil import walk_packages
from typing import Final, NamedTuple, TypeAlias

from sphinx.application import builtin_extensions
from sphinx.cmd.build import main

import nachweis.site
from nachweis.site import ahead, compiled, run
from nachweis.sources.workspace import sphinx_options

_PRELOAD: Final = [
    *("tests.support.builds", *builtin_extensions, "sphinx.builders.epub3", "sphinx.ext.mathjax"),
    *("furo", "myst_parser.sphinx_ext.main", "sphinx_design.extension", "sphinx_needs.needs"),
    *("nachweis.jinja", "nachweis.sources.yaml.models", "nachweis.trace.weakening"),
    *("jinja2.ext", "sphinx_basic_ng", "sphinxcontrib.jquery", "xlsxwriter"),
    *("a11y_pygments.a11y_dark.style", "a11y_pygments.a11y_high_contrast_dark.style"),
    *("a11y_pygments.a11y_high_contrast_light.style", "a11y_pygments.a11y_light.style"),
    *("docutils.languages.en", "icalendar", "nachweis.export.ics", "pygments.styles.native"),
    *("myst_parser.sphinx_ext.directives", "myst_parser.sphinx_ext.mathjax"),
    *("myst_parser.sphinx_ext.myst_refs", "nachweis.sources.yaml.annexes"),
    *("sphinx.builders.latex.transforms", "sphinx.util.console", "xml.dom.minidom"),
    *(module.name for module in walk_packages(nachweis.site.__path__, "nachweis.site.")),
]


_Wanted: TypeAlias = tuple[Sequence[str], Path]


class Built(NamedTuple):
    """How a build ended."""

    code: int
    stdout: str
    stderr: str


class Builds:
    """Runs builds next to each other, each in a fresh process."""

    def __init__(self, templates: Path) -> None:
        """Start nothing yet.

        :param templates: an empty folder, for what the first build compiles and all others use
        """
        self._templates = templates
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(_PRELOAD)
        self._pool = ProcessPoolExecutor(2, mp_context=context, max_tasks_per_child=1)

    def start(
        self,
        root: Path,
        out: Path,
        *arguments: str,
        below: str = "",
        ahead: Sequence[str] = (),
        **settings: str,
    ) -> Future[Built]:
        """Start ``sphinx-build``: output to ``out/html``, doctrees to ``out/doctrees``.

        :param below: a folder of ``out/html``, if the site belongs there
        :param ahead: pages that are made before the others, into ``out/ahead``
        """
        options = {"nachweis_project": "TEST", "nachweis_as_of": "2026-11-20", **settings}
        command = ["-b", "html", "-q", "-d", str(out / f"doctrees{below}"), *arguments]
        for name, value in options.items():
            command += ["-D", f"{name}={value}"]
        wanted = (ahead, out / "ahead") if ahead else None
        return self._submit([*command, str(root), str(out / "html" / below)], wanted)

    def start_ours(self, root: Path, project: str = "TEST") -> Future[Built]:
        """Start the build that our command line starts, into ``_build`` of the workspace.

        It finds what other builds have compiled, as it may not read that elsewhere.
        """
        doctrees = root / "_build/doctrees"
        shutil.copytree(self._templates, doctrees / compiled.FOLDER, dirs_exist_ok=True)
        settings = ("-D", f"nachweis_project={project}", "-D", "nachweis_as_of=2026-11-20")
        places = ("-d", str(doctrees), str(root), str(root / "_build/html"))
        options = ("-b", "html", "-W", "-q", *sphinx_options(root))
        return self._submit([*options, *settings, *places], ours=True)

    def _submit(
        self, command: list[str], wanted: _Wanted | None = None, *, ours: bool = False
    ) -> Future[Built]:
        return self._pool.submit(_run_in_child, self._templates, command, wanted, ours=ours)

    def close(self) -> None:
        """End the processes."""
        self._pool.shutdown()


def _run_in_child(
    templates: Path, command: list[str], wanted: _Wanted | None, *, ours: bool
) -> Built:
    """Build in a process that ends with it."""
    gc.freeze()  # what was imported stays
    if not ours:  # ours may not write there, and looks for garbage only when there is much
        gc.disable()
        compiled.__dict__["FOLDER"] = str(templates)
    if not wanted:
        return run_sphinx(command, ours=ours)
    ahead.ask(wanted[0], os.open(wanted[1], os.O_CREAT | os.O_WRONLY | os.O_TRUNC))
    built = run_sphinx(command, ours=ours)
    with contextlib.suppress(ChildProcessError):
        while True:  # until the pages are written
            os.wait()
    return built


def run_sphinx(command: list[str], *, ours: bool = False) -> Built:
    """Call ``sphinx-build``, or what our command line has in its place, in this process."""
    os.environ["NO_COLOR"] = "1"
    with (
        contextlib.redirect_stdout(io.StringIO()) as stdout,
        contextlib.redirect_stderr(io.StringIO()) as stderr,
    ):
        try:
            code = (run.main if ours else main)(command)
        except SystemExit as error:
            code = int(error.code or 0)
    return Built(code, stdout.getvalue(), re.sub(r"\x1b\[[\d;]*m", "", stderr.getvalue()))


def tree(folder: Path) -> dict[str, bytes]:
    """Return every file below a folder with its content."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def differing(one: Mapping[str, bytes], other: Mapping[str, bytes]) -> list[str]:
    """Return the names of the files that two trees do not share."""
    return sorted(name for name in {*one, *other} if one.get(name) != other.get(name))
