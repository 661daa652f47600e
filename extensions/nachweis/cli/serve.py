"""``nachweis serve``: a live preview of a site, with the state of its gate on every page."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import click

from nachweis.cli.bar import Gate, building, built
from nachweis.cli.changes import Stamps, ensure, folders, stamps, stay, wait
from nachweis.cli.common import DateOption, common_options
from nachweis.cli.ending import default_date, one_line_errors, stop
from nachweis.cli.preview import HOST, Board, start
from nachweis.load import judge_projects
from nachweis.model.items import Item
from nachweis.publish.sphinx_process import Run, run_quietly
from nachweis.site.i18n import translator
from nachweis.sources.cache import Cache, open_cache
from nachweis.sources.errors import SourceError
from nachweis.sources.workspace import Workspace, find_workspace

PORT: Final = 8000
BESIDE: Final = ("catalog", "docs", "templates", "_templates", "_static")
"""Folders of the workspace, beside the projects, that pages are made from."""


@click.command("serve", context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("key", required=False)
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=PORT,
    show_default=True,
    help="Where to listen on this machine; 0 takes any free port.",
)
@click.option("--open", "show", is_flag=True, help="Open the site in your browser.")
@click.option("--as-of", type=DateOption(), help="Date of judgement, YYYY-MM-DD.")
@common_options
def command(
    key: str | None,
    *,
    port: int,
    show: bool,
    as_of: datetime.date | None,
    root: Path,
    quiet: bool,
    verbose: bool,
) -> None:
    """Show the site of the project KEY in the browser, and build it again on every save.

    Without KEY: the site over all projects, or the only one that there is. A bar on each page
    says whether the gate holds; it is in the preview only. Ctrl-C ends it.
    """
    ensure()
    with one_line_errors():
        workspace = find_workspace(root)
        name = workspace.project(key).name if key else ""
    if not key and len(workspace.projects) == 1:
        [name] = workspace.projects
    preview = Preview(workspace, name, as_of, quiet=quiet, verbose=verbose)
    try:
        server = start(preview.out, port, preview.board)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        stop(f"cannot listen on port {port} ({reason}); name another one with --port, or 0 for any")
    address = f"http://{HOST}:{server.server_port}/"
    click.echo(f"{name or 'All projects'} on {address}; end with Ctrl-C.")
    if show:
        click.launch(address)
    try:
        preview.run()
    except KeyboardInterrupt:
        click.echo(err=True)
    server.server_close()


class Preview:
    """Judges and builds on every change."""

    def __init__(
        self,
        workspace: Workspace,
        name: str,
        as_of: datetime.date | None,
        *,
        quiet: bool,
        verbose: bool,
    ) -> None:
        """Begin with no pages.

        :param workspace: where the sources lie
        :param name: key of a project; empty for the site over all
        :param as_of: the date of judgement; nothing for today
        """
        self.out = workspace.root / "_build" / "preview" / (name or "all")
        self.board = Board()
        self._workspace = workspace
        self._name = name
        self._as_of = as_of
        self._quiet = quiet
        self._verbose = verbose
        self._cache: Cache = open_cache(memory=True)
        self._gate = Gate()
        self._items: Sequence[Item] = ()
        self._single = (workspace.root / "conf.py", workspace.root / "projects")
        self._seen: Stamps = {}

    def run(self) -> None:
        """Build on every change, until Ctrl-C."""
        self._refresh()
        stay()
        while True:
            watched = self._folders()
            for changed in wait(watched, self._single):
                if changed or self._sources() != self._seen:
                    self._refresh()
                if self._folders() != watched:
                    break

    def _folders(self) -> tuple[Path, ...]:
        root = self._workspace.root
        projects = root / "projects"
        own = projects / self._name if self._name else projects
        sources = (own if own.is_dir() else projects, *(root / name for name in BESIDE))
        return folders(sources, root, self._items)

    def _sources(self) -> Stamps:
        return stamps((*self._folders(), *self._single))

    def _refresh(self) -> None:
        self._seen = self._sources()  # what is saved from here on is not sure to be in the pages
        date = self._as_of or default_date()
        before = self._gate.lines()
        self._gate = self._judge(date)
        self._items = self._gate.items or self._items  # included files are watched until repaired
        if self._gate.lines() != before and not self._quiet:
            click.echo("\n".join(self._gate.lines()))
        self._tell(building(self.board.words))
        done = run_quietly(
            Run(
                root=self._workspace.root,
                out=self.out,
                doctrees=self.out.with_name(f"{self.out.name}-doctrees"),
                settings={"nachweis_project": self._name, "nachweis_as_of": str(date)},
                verbose=self._verbose,
            )
        )
        for line in done.lines:
            click.echo(line, err=True)
        self._tell(*built(done, self.board.words), built=True)

    def _judge(self, date: datetime.date) -> Gate:
        keys = (self._name,) if self._name else ()
        root = self._workspace.root
        try:
            verdicts = judge_projects(root, keys, date, cache=self._cache)
        except SourceError as error:
            return Gate(problems=error.problems)
        if self._name:
            self.board.words = translator(verdicts[0].graph.project.settings.language)
        return Gate(verdicts=verdicts)

    def _tell(self, *parts: str, built: bool = False) -> None:
        self.board.tell("\n".join((*self._gate.parts(self.board.words), *parts)), built=built)
