"""``nachweis check``: judge projects without rendering anything."""

from __future__ import annotations

import datetime
import sys
from pathlib import Path

import click

from nachweis import __version__
from nachweis.cli.common import (
    FAILS,
    HOLDS,
    DateOption,
    common_options,
    default_date,
    one_line_errors,
    painter,
    stop,
    write_output,
)
from nachweis.cli.patience import patience
from nachweis.model.terms import Phase, Severity
from nachweis.report.formats import FORMATS, IN_REPOSITORY


@click.command("check", context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("keys", nargs=-1, metavar="[KEY]...")
@click.option(
    "--close",
    "closing",
    type=click.Choice([phase.value for phase in Phase]),
    help="Judge as if this phase, and all before it, were closed.",
)
@click.option("--strict", is_flag=True, help="Fail on suspect links, too.")
@click.option(
    "--as-of",
    type=DateOption(),
    help="Date of judgement, YYYY-MM-DD; default: SOURCE_DATE_EPOCH, or today.",
)
@click.option(
    "--base",
    metavar="REF",
    help="Fail only on what is new since the branch left this branch, tag or commit.",
)
@click.option(
    "--format",
    "style",
    type=click.Choice(list(FORMATS)),
    default="text",
    show_default=True,
    help="How to report.",
)
@click.option("--output", type=click.Path(path_type=Path, dir_okay=False), help="Write to a file.")
@click.option(
    "--handbook",
    metavar="URL",
    envvar="NACHWEIS_HANDBOOK",
    default="",
    help="Address of a site with the handbook, to link rules to; default: NACHWEIS_HANDBOOK.",
)
@click.option("--watch", is_flag=True, help="Judge again on every save, until Ctrl-C.")
@click.option("--no-cache", is_flag=True, help="Read every file, and remember nothing.")
@common_options
def command(
    keys: tuple[str, ...],
    *,
    closing: str | None,
    strict: bool,
    as_of: datetime.date | None,
    base: str | None,
    style: str,
    output: Path | None,
    handbook: str,
    watch: bool,
    no_cache: bool,
    root: Path,
    quiet: bool,
    verbose: bool,
) -> None:
    """Judge the projects KEY, or all of them.

    Exit code 0: every gate holds; with --base: nothing new is wrong. 1: a gate fails.
    2: something could not be judged.
    """
    from nachweis.load import judge_projects
    from nachweis.report.formats import render
    from nachweis.report.report import Report
    from nachweis.sources.cache import open_cache
    from nachweis.trace.compare import compare_all

    least = Severity.NOTE if verbose else Severity.ERROR if quiet else Severity.WARNING
    phase = Phase(closing) if closing else None
    if watch:
        if base or output or style != "text":
            stop("--watch prints what changes as text; leave out --base, --format and --output")
        from nachweis.cli import watch as watching

        request = watching.Request(
            root=root,
            keys=keys,
            closing=phase,
            strict=strict,
            as_of=as_of,
            paint=painter(plain=False),
            least=least,
        )
        with one_line_errors():
            code = watching.watch(request, open_cache(wanted=not no_cache, memory=True))
        sys.exit(code)
    date = as_of or default_date()
    cache = open_cache(wanted=not no_cache)
    with one_line_errors(), patience("Judging", quiet=quiet):
        verdicts = judge_projects(root, keys, date, closing=phase, strict=strict, cache=cache)
        before = None
        if base:
            from nachweis.base import judge_base

            before = judge_base(
                root, base, verdicts, date, closing=phase, strict=strict, cache=cache
            )
    report = Report(
        verdicts=verdicts,
        ref=before.ref if before else "",
        commit=before.commit if before else "",
        comparisons=compare_all(verdicts, before.verdicts) if before else {},
        lost=before.lost if before and not keys else (),
        prefix=_prefix(root) if style in IN_REPOSITORY else "",
        version=__version__,
        handbook=handbook,
        paint=painter(plain=output is not None),
        least=least,
    )
    write_output(render(style, report), output)
    cache.sweep()
    sys.exit(HOLDS if report.passes else FAILS)


def _prefix(root: Path) -> str:
    """Return the path of the workspace inside its repository."""
    from nachweis.sources.git import prefix
    from nachweis.sources.workspace import find_workspace

    return prefix(find_workspace(root).root)
