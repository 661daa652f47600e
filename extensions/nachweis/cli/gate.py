"""The work of ``nachweis check``, after its arguments are parsed."""

from __future__ import annotations

import contextlib
import datetime
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final, NoReturn

from nachweis import __version__
from nachweis.cli.language import say, words
from nachweis.cli.output import (
    FAILS,
    HOLDS,
    default_date,
    one_line_errors,
    painter,
    stop,
    write_output,
)
from nachweis.cli.progress import progress
from nachweis.model.messages import Message
from nachweis.model.named_tuples import NamedTuple
from nachweis.model.registry import active_house
from nachweis.model.terms import Phase, Severity
from nachweis.report.formats import FORMATS

if TYPE_CHECKING:
    from nachweis.releases.merge_base import Base
    from nachweis.report.report import Report
    from nachweis.sources.cache import Cache
    from nachweis.sources.workspace import Workspace


MANY: Final = 10
"""Projects from which on it pays to remember what was said of each: to look at the files of one
takes 2 ms, to judge it 30."""
MANY_FILES: Final = 1000
"""Files from which on it pays for fewer projects, too: to look at each takes 20 µs, to judge what
is in it 500."""


class Options(NamedTuple):
    """The options of ``nachweis check``; its help explains each.

    :param keys: keys of the projects; empty means all
    :param style: name of a format
    """

    keys: tuple[str, ...] = ()
    closing: str | None = None
    strict: bool = False
    as_of: datetime.date | None = None
    base: str | None = None
    trust_house: bool = False
    style: str = "text"
    output: Path | None = None
    handbook: str = ""
    watch: bool = False
    no_cache: bool = False
    root: Path = Path()
    quiet: bool = False
    verbose: bool = False

    @property
    def phase(self) -> Phase | None:
        """The phase to judge as if it were closed."""
        return Phase(self.closing) if self.closing else None

    @property
    def least(self) -> Severity:
        """The lowest severity that is reported."""
        return Severity.NOTE if self.verbose else Severity.ERROR if self.quiet else Severity.WARNING


def run_gate(options: Options) -> NoReturn:
    """Judge, report, and end with the exit code.

    :param options: the options
    """
    if options.watch:
        _watch(options)
    if options.trust_house and not options.base:
        stop(Message("--trust-house belongs to --base; leave it out"))
    with _house(options) as base:
        _run(options, base)


def _house(options: Options) -> contextlib.AbstractContextManager[Base | None]:
    """Keep the house extensions of a base in force, and give it; else those of the workspace."""
    if not options.base:
        return contextlib.nullcontext()
    from nachweis.releases.base_house import house_of_base

    return house_of_base(options.root, options.base, trusted=options.trust_house)


def _run(options: Options, base: Base | None) -> NoReturn:
    from nachweis.load import judge_projects, with_handbook, with_workspace
    from nachweis.report.formats import render
    from nachweis.report.report import Report
    from nachweis.sources.cache import open_cache
    from nachweis.trace.compare import compare_all

    if options.style not in FORMATS:  # with --base, known only now
        stop(
            Message(
                "--format {style!r} is not one of {formats}",
                style=options.style,
                formats=", ".join(FORMATS),
            )
        )
    root, closing, strict = options.root, options.phase, options.strict
    date = options.as_of or default_date()
    cache = open_cache(wanted=not options.no_cache)
    if options.style == "text" and not (options.base or options.no_cache):
        _recall(options, date, cache)
    with one_line_errors(), progress(Message("Judging"), quiet=options.quiet):
        verdicts = judge_projects(
            root,
            options.keys,
            date,
            closing=closing,
            strict=strict,
            cache=cache,
            named=(),
        )
        if not options.keys:
            beside = with_handbook if base else with_workspace  # a base knows what is gone
            verdicts = beside(verdicts, root, cache)
        before = None
        if base:
            from nachweis.audience.policy import strictness
            from nachweis.releases.merge_base import judge_base
            from nachweis.trace.compare import short_commit
            from nachweis.trace.weakening import against_base

            before = judge_base(
                root, base, verdicts, date, closing=closing, strict=strict, cache=cache
            )
            verdicts = against_base(
                verdicts,
                f"{before.ref} ({short_commit(before.commit)})",
                before.verdicts,
                lost=() if options.keys else before.lost,
                changed=before.changed,
                classes=strictness,
            )
    report = Report(
        verdicts=verdicts,
        ref=before.ref if before else "",
        commit=before.commit if before else "",
        comparisons=compare_all(verdicts, before.verdicts) if before else {},
        lost=before.lost if before and not options.keys else (),
        prefix=_prefix(root) if FORMATS[options.style].in_repository else "",
        version=__version__,
        handbook=options.handbook,
        paint=painter(plain=options.output is not None),
        least=options.least,
        words=words(),
    )
    write_output(render(options.style, report), options.output)
    if options.style == "text" and options.output is None and sys.stderr.isatty():
        _offer_explanation(report)
    cache.sweep()
    sys.exit(HOLDS if report.passes else FAILS)


def _offer_explanation(report: Report) -> None:
    """Say to a person how to learn more about the worst finding."""
    for entry in report.worst_first()[:1]:
        message = Message(
            "'nachweis explain {rule}' says what it means, and what to do", rule=entry.finding.rule
        )
        sys.stderr.write(f"{say(message)}\n")


def _recall(options: Options, date: datetime.date, cache: Cache) -> None:
    """Report, and end, where many projects are judged of which few have changed."""
    from nachweis.sources.errors import SourceError
    from nachweis.sources.workspace import find_workspace
    from nachweis.trace.disclosure import TOLD

    try:
        workspace = find_workspace(options.root)
    except SourceError:  # told where it is found again
        return
    if os.name != "posix" or active_house().extensions or not _pays(workspace):
        return
    if os.environ.get(TOLD):  # a copy for others is judged by what they may be told
        return
    from nachweis.cli.remembered import Question, check_all

    paint = painter(plain=options.output is not None)
    question = Question(
        as_of=date, closing=options.phase, strict=options.strict, least=options.least
    )
    with one_line_errors(), progress(Message("Judging"), quiet=options.quiet):
        text, holds = check_all(options.root, options.keys, question, cache, paint, words())
    write_output(f"{text}\n", options.output)
    cache.sweep()
    sys.exit(HOLDS if holds else FAILS)


def _pays(workspace: Workspace) -> bool:
    """Return whether to look at all files takes much less than to judge the projects."""
    if len(workspace.projects) >= MANY:
        return True
    count = 0
    for folder in workspace.projects.values():
        for _, _, files in os.walk(folder):
            count += len(files)
            if count >= MANY_FILES:
                return True
    return False


def _watch(options: Options) -> NoReturn:
    if options.base or options.output or options.style != "text":
        stop(
            Message("--watch prints what changes as text; leave out --base, --format and --output")
        )
    from nachweis.cli import watch as watching
    from nachweis.sources.cache import open_cache

    request = watching.Request(
        root=options.root,
        keys=options.keys,
        closing=options.phase,
        strict=options.strict,
        as_of=options.as_of,
        paint=painter(plain=False),
        least=options.least,
    )
    with one_line_errors():
        code = watching.watch(request, open_cache(wanted=not options.no_cache, memory=True))
    sys.exit(code)


def _prefix(root: Path) -> str:
    """Return the path of the workspace inside its repository."""
    from nachweis.git import prefix
    from nachweis.sources.workspace import find_workspace

    return prefix(find_workspace(root).root)
