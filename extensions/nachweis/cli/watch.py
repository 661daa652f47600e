"""``nachweis check --watch``: judge again whenever a source changes, and print the differences."""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Sequence
from pathlib import Path

import click

from nachweis.cli.language import say, words
from nachweis.cli.output import FAILS, HOLDS, NOT_JUDGED, default_date, told
from nachweis.load import judge_projects, with_workspace
from nachweis.model.messages import Message
from nachweis.model.terms import Phase, Severity
from nachweis.preview.watcher import (
    changes_of,
    enable_gc,
    folders_to_watch,
    require_watchfiles,
)
from nachweis.report.news import render
from nachweis.report.report import Paint, Report
from nachweis.report.text import render as render_all
from nachweis.sources.cache import Cache
from nachweis.sources.errors import SourceError
from nachweis.sources.errors import told as told_failure
from nachweis.sources.handbook import HANDBOOK
from nachweis.sources.workspace import find_workspace
from nachweis.trace.gate import Verdict


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Request:
    """The options of ``nachweis check --watch``."""

    root: Path
    keys: Sequence[str]
    closing: Phase | None
    strict: bool
    as_of: datetime.date | None
    paint: Paint
    least: Severity


class Watch:
    """Repeated judgement, which remembers the last result."""

    def __init__(self, request: Request, cache: Cache) -> None:
        """Start without a result.

        :param request: what to judge
        :param cache: what was read before
        """
        self._request = request
        self._cache = cache
        self._before: dict[str, Verdict] | None = None
        self._problems: tuple[str, ...] = ()

    @property
    def code(self) -> int:
        """The exit code of the last state."""
        if self._problems or self._before is None:
            return NOT_JUDGED
        return HOLDS if all(verdict.holds for verdict in self._before.values()) else FAILS

    def folders(self, root: Path) -> tuple[Path, ...]:
        """Return the folders on which the last state depends.

        :param root: the workspace
        """
        verdicts = (self._before or {}).values()
        items = (item for verdict in verdicts for item in verdict.graph.project.items)
        return folders_to_watch((root / "projects", root / "catalog", root / HANDBOOK), root, items)

    def judge(self, *, saved: bool = True) -> None:
        """Judge, and print the differences.

        :param saved: whether a file was saved, so that the state is printed in any case
        """
        request = self._request
        try:
            verdicts = judge_projects(
                request.root,
                request.keys,
                request.as_of or default_date(),
                closing=request.closing,
                strict=request.strict,
                cache=self._cache,
            )
            if not request.keys:
                verdicts = with_workspace(verdicts, request.root, self._cache)
        except SourceError as error:
            self._refuse(tuple(map(told, error.problems)))
            return
        except OSError as error:  # something was moved while it was read: the next check tells
            self._refuse((told_failure(error),))
            return
        text = self._news(verdicts, saved=saved)
        self._problems = ()
        self._before = {verdict.key: verdict for verdict in verdicts}
        click.echo(text, nl=False)  # last: the reader may press Ctrl-C at once

    def _news(self, verdicts: Sequence[Verdict], *, saved: bool) -> str:
        request = self._request
        if self._before is None:
            return render_all(
                Report(verdicts=verdicts, paint=request.paint, least=request.least, words=words())
            )
        if not (saved or self._problems or any(map(self._differs, verdicts))):
            return ""
        now = datetime.datetime.now().time()  # noqa: DTZ005 - local time, for a person
        return render(verdicts, self._before, now, request.paint, request.least, words())

    def _differs(self, verdict: Verdict) -> bool:
        before = (self._before or {}).get(verdict.key)
        return before is None or before.findings != verdict.findings

    def _refuse(self, problems: tuple[str, ...]) -> None:
        """Print the problems once; the next verdict is compared with the last valid one."""
        new = [problem for problem in problems if problem not in self._problems]
        self._problems = problems
        for problem in new:
            click.echo(f"{self._request.paint('?', 'yellow')} {problem}")


def watch(request: Request, cache: Cache) -> int:
    """Judge whenever a source changes, until Ctrl-C; return the exit code of the last state.

    :param request: what to judge
    :param cache: what was read before
    :raises SourceError: if there is no workspace
    """
    root = find_workspace(request.root).root
    state = Watch(request, cache)
    try:
        require_watchfiles()
        state.judge()
        enable_gc()
        while True:  # removed folders may be back before the next check
            watched = state.folders(root)
            names = ", ".join(_names(watched, root))
            message = Message("Watching {names}; end with Ctrl-C.", names=names)
            click.echo(say(message), err=True)
            for changed in changes_of(
                watched, (root / "projects", root / "catalog", root / HANDBOOK)
            ):
                state.judge(saved=bool(changed))
                if state.folders(root) != watched:
                    break
    except KeyboardInterrupt:
        click.echo(err=True)
    cache.sweep()
    return state.code


def _names(paths: Sequence[Path], root: Path) -> list[str]:
    return [path.relative_to(root).as_posix() if path != root else "." for path in paths]
