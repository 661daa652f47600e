"""``nachweis serve``: a live preview of a site, with the state of its gate on every page."""

from __future__ import annotations

import dataclasses
import datetime
import html
import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import click

from nachweis.cli.changes import ensure, folders, stay, wait
from nachweis.cli.common import DateOption, common_options, default_date, one_line_errors, stop
from nachweis.cli.preview import HOST, Board, start
from nachweis.load import judge_projects
from nachweis.model.items import Item
from nachweis.model.terms import Severity
from nachweis.sources.cache import Cache, open_cache
from nachweis.sources.errors import SourceError
from nachweis.sources.workspace import Workspace, find_workspace
from nachweis.trace.gate import Verdict
from nachweis.versions.sphinx import FAILED, Done, Run, run_quietly

PORT: Final = 8000
_MARKS: Final = re.compile(r"(WARNING|ERROR): | \[[\w.-]+\]$")
"""What Sphinx adds to a message."""


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


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Gate:
    """What the gate said last, or why it could not say anything."""

    verdicts: Sequence[Verdict] = ()
    problems: Sequence[str] = ()

    @property
    def items(self) -> list[Item]:
        """All objects that were read."""
        return [item for verdict in self.verdicts for item in verdict.graph.project.items]

    def lines(self) -> list[str]:
        """Return what the terminal says of it."""
        return [*self.problems, *map(_plain, self.verdicts)]

    def parts(self) -> list[str]:
        """Return what the bar says of it, as HTML."""
        if self.problems:
            return [_part("broken", f"not judged: {self.problems[0]}")]
        return [_verdict(verdict) for verdict in self.verdicts]


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

    def run(self) -> None:
        """Build on every change, until Ctrl-C."""
        self._refresh()
        stay()
        while True:
            watched = self._folders()
            for changed in wait(watched):
                if changed:
                    self._refresh()
                if self._folders() != watched:
                    break

    def _folders(self) -> tuple[Path, ...]:
        root = self._workspace.root
        own = root / "projects" / self._name if self._name else root / "projects"
        return folders((own, root / "catalog", root / "docs"), root, self._gate.items)

    def _refresh(self) -> None:
        date = self._as_of or default_date()
        before = self._gate.lines()
        self._gate = self._judge(date)
        if self._gate.lines() != before and not self._quiet:
            click.echo("\n".join(self._gate.lines()))
        self._tell(_part("busy", "building …"))
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
        self._tell(*_build(done), built=True)

    def _judge(self, date: datetime.date) -> Gate:
        keys = (self._name,) if self._name else ()
        root = self._workspace.root
        try:
            return Gate(verdicts=judge_projects(root, keys, date, cache=self._cache))
        except SourceError as error:
            return Gate(problems=[str(problem) for problem in error.problems])

    def _tell(self, *parts: str, built: bool = False) -> None:
        self.board.tell("\n".join((*self._gate.parts(), *parts)), built=built)


def _build(done: Done) -> list[str]:
    """Return what the bar says of a build; of a good one nothing."""
    if not done.code:
        return []
    word = "not built" if done.code == FAILED else "built with warnings"
    return [_part("broken", f"{word}: {_MARKS.sub('', done.first)}")]


def _verdict(verdict: Verdict) -> str:
    state = "holds" if verdict.holds else "fails"
    return _part(state, f"{state}, {_standing(verdict)}", verdict.key)


def _plain(verdict: Verdict) -> str:
    return f"{verdict.key} {'holds' if verdict.holds else 'fails'}, {_standing(verdict)}"


def _standing(verdict: Verdict) -> str:
    counts = Counter(finding.severity for finding in verdict.findings)
    phase = verdict.coverage.phase
    where = f"{phase} in progress" if phase else "all phases closed"
    numbers = ", ".join(
        f"{counts[severity]} {severity}{'' if counts[severity] == 1 else 's'}"
        for severity in (Severity.ERROR, Severity.WARNING)
    )
    return f"{where}: {numbers} on {verdict.coverage.as_of}"


def _part(state: str, text: str, name: str = "") -> str:
    bold = f"<b>{html.escape(name)}</b> " if name else ""
    return f'<span data-state="{state}">{bold}{html.escape(text)}</span>'
