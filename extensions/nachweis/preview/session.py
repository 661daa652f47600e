"""A preview from its first build to Ctrl-C: judging and building again on every change."""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from nachweis.load import judge_projects
from nachweis.model.items import Item
from nachweis.preview.bar import Gate, building, finished
from nachweis.preview.server import Board
from nachweis.preview.watcher import Stamps, changes_of, enable_gc, folders_to_watch, stamps
from nachweis.publish.sphinx_process import Run, run_quietly
from nachweis.site.i18n import translator
from nachweis.sources.cache import Cache, open_cache
from nachweis.sources.errors import SourceError
from nachweis.sources.workspace import Workspace

_BESIDE: Final = ("catalog", "docs", "templates", "_templates", "_static")
"""Folders of the workspace, beside the projects, that pages are made from."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Request:
    """What to preview.

    :param name: key of a project; empty for the site over all
    :param date: gives the date of judgement
    :param print_gate: is called with the state of the gate, as lines, when it changes
    :param print_problem: is called with each line that Sphinx prints
    :param verbose: whether Sphinx shows the whole report of a crash
    """

    workspace: Workspace
    name: str
    date: Callable[[], datetime.date]
    print_gate: Callable[[str], None]
    print_problem: Callable[[str], None]
    verbose: bool

    @property
    def out(self) -> Path:
        """Folder of the pages."""
        return self.workspace.root / "_build" / "preview" / (self.name or "all")


class Session:
    """Judges and builds on every change."""

    def __init__(self, request: Request) -> None:
        """Start before the first build.

        :param request: what to preview
        """
        self.board = Board()
        self._request = request
        self._root = request.workspace.root
        self._cache: Cache = open_cache(memory=True)
        self._gate = Gate()
        self._items: Sequence[Item] = ()
        self._single = (self._root / "conf.py", self._root / "projects")
        self._seen: Stamps = {}

    def run(self) -> None:
        """Build on every change, until Ctrl-C.

        :raises WatchError: if the sources cannot be watched
        """
        self._refresh()
        enable_gc()
        while True:
            watched = self._folders()
            for changed in changes_of(watched, self._single):
                if changed or self._sources() != self._seen:
                    self._refresh()
                if self._folders() != watched:
                    break

    def _folders(self) -> tuple[Path, ...]:
        projects = self._root / "projects"
        own = projects / self._request.name
        sources = (own if own.is_dir() else projects, *(self._root / name for name in _BESIDE))
        return folders_to_watch(sources, self._root, self._items)

    def _sources(self) -> Stamps:
        return stamps((*self._folders(), *self._single))

    def _refresh(self) -> None:
        self._seen = self._sources()  # what is saved from here on may be missing in the pages
        date = self._request.date()
        before = self._gate.lines()
        self._gate = self._judge(date)
        self._items = self._gate.items or self._items  # included files are watched until repaired
        if self._gate.lines() != before:
            self._request.print_gate("\n".join(self._gate.lines()))
        self._show(building(self.board.words))
        out = self._request.out
        done = run_quietly(
            Run(
                root=self._root,
                out=out,
                doctrees=out.with_name(f"{out.name}-doctrees"),
                settings={"nachweis_project": self._request.name, "nachweis_as_of": str(date)},
                verbose=self._request.verbose,
            )
        )
        for line in done.lines:
            self._request.print_problem(line)
        self._show(*finished(done, self.board.words), built=True)

    def _judge(self, date: datetime.date) -> Gate:
        keys = (self._request.name,) if self._request.name else ()
        try:
            verdicts = judge_projects(self._root, keys, date, cache=self._cache)
        except SourceError as error:
            return Gate(problems=error.problems)
        if keys:
            self.board.words = translator(verdicts[0].graph.project.settings.language)
        return Gate(verdicts=verdicts)

    def _show(self, *parts: str, built: bool = False) -> None:
        self.board.update("\n".join((*self._gate.parts(self.board.words), *parts)), built=built)
