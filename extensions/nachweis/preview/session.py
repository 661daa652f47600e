"""A preview from its first build to Ctrl-C: judging and building again on every change."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Final
from urllib.parse import unquote

import click

from nachweis.git import head
from nachweis.i18n import Words
from nachweis.load import judge_projects, with_workspace
from nachweis.model.items import Item
from nachweis.model.places import Place
from nachweis.preview.bar import Gate, building, finished
from nachweis.preview.server import Board
from nachweis.preview.watcher import Stamps, changes_of, enable_gc, folders_to_watch, stamp, stamps
from nachweis.publish.sphinx_process import Run, Spare
from nachweis.sources.cache import Cache, open_cache
from nachweis.sources.errors import Problem, SourceError, reason_of
from nachweis.sources.files import relative
from nachweis.sources.workspace import Workspace

_PAGE: Final = ".html"
_LOADED: Final = re.compile(r"\bsrc=\"([^\"?#:]+)\"")
_BESIDE: Final = ("catalog", "docs", "templates", "_templates", "_static")
"""Folders of the workspace, beside the projects, that pages are made from."""


class Session:
    """Judges and builds on every change."""

    def __init__(
        self,
        workspace: Workspace,
        name: str,
        today: Callable[[], datetime.date],
        words: Words,
        *,
        quiet: bool,
        verbose: bool,
    ) -> None:
        """Start before the first build.

        :param workspace: where the sources are
        :param name: key of a project; empty for the site over all
        :param today: returns the date of judgement
        :param words: translates to the language of the command
        :param quiet: whether the state of the gate is not printed
        :param verbose: whether Sphinx reports crashes in full
        """
        self.board = Board(words)
        self.out = workspace.root / "_build" / "preview" / (name or "all")
        self._root = workspace.root
        self._name = name
        self._today = today
        self._quiet = quiet
        self._verbose = verbose
        self._cache: Cache = open_cache(memory=True)
        self._gate = Gate()
        self._items: Sequence[Item] = ()
        self._single = (self._root / "conf.py", self._root / "projects")
        self._seen: Stamps = {}
        self._spare = Spare()
        begun = head(self._root)
        self._commit = f"{begun}+" if begun else ""  # another one would write every page again

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
        own = projects / self._name
        sources = (own if own.is_dir() else projects, *(self._root / name for name in _BESIDE))
        return folders_to_watch(sources, self._root, self._items)

    def _sources(self) -> Stamps:
        return stamps((*self._folders(), *self._single))

    def _refresh(self) -> None:
        self._seen = self._sources()  # what is saved from here on may be missing in the pages
        date = self._today()
        self._spare.start(
            Run(
                root=self._root,
                out=self.out,
                doctrees=self.out.with_name(f"{self.out.name}-doctrees"),
                settings={
                    "nachweis_project": self._name,
                    "nachweis_as_of": str(date),
                    "nachweis_commit": self._commit,
                },
                verbose=self._verbose,
            ),
            ahead=[name.removesuffix(_PAGE) for name in self.board.viewed if name.endswith(_PAGE)],
        )
        before = self._gate.lines(self.board.words)
        self._gate = self._judge(date)  # while it is built: the bar does not wait for the pages
        self._items = self._gate.items or self._items  # included files are watched until repaired
        if self._gate.lines(self.board.words) != before and not self._quiet:
            click.echo("\n".join(self._gate.lines(self.board.words)))
        self.board.update(self._bar(building(self.board.words)))
        shown = {}
        for docname, text in self._spare.ahead():
            name, page = f"{docname}{_PAGE}", text.encode()
            shown[name] = page, self._loaded(name, page)
            bar = self._bar(building(self.board.words, rest=True))
            self.board.show_ahead(bar, name, page)
        done = self._spare.finish()
        for line in done.lines:
            click.echo(line, err=True)
        same = [
            name
            for name, (page, loaded) in shown.items()
            if self._page(name) == page and self._loaded(name, page) == loaded
        ]
        self.board.update(self._bar(*finished(done, self.board.words)), built=True, same=same)
        self._spare = Spare()  # last: it would be in the way of the browser

    def _page(self, name: str) -> bytes:
        try:
            return Path(self.out, name).read_bytes()
        except OSError:
            return b""

    def _loaded(self, name: str, page: bytes) -> Mapping[str, object]:
        """Return the state of the files that a page loads by plain addresses, such as pictures."""
        place = Path(self.out, name).parent
        return {found: stamp(place / unquote(found)) for found in _LOADED.findall(page.decode())}

    def _judge(self, date: datetime.date) -> Gate:
        keys = (self._name,) if self._name else ()
        try:
            verdicts = judge_projects(self._root, keys, date, cache=self._cache)
            if not keys:
                verdicts = with_workspace(verdicts, self._root, self._cache)
        except SourceError as error:
            return Gate(problems=error.problems)
        except OSError as error:  # something was moved while it was read: what follows tells
            place = Place(path=relative(Path(error.filename or self._root), self._root))
            return Gate(problems=(Problem(place, reason_of(error)),))
        return Gate(verdicts=verdicts)

    def _bar(self, *parts: str) -> str:
        return "\n".join((*self._gate.parts(self.board.words), *parts))
