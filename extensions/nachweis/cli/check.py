"""``nachweis check``: judge projects without rendering anything."""

from __future__ import annotations

import datetime
import sys
from pathlib import Path

import click

from nachweis.cli.common import (
    FAILS,
    HOLDS,
    DateOption,
    common_options,
    default_date,
    one_line_errors,
    painter,
    write_output,
)
from nachweis.model.terms import Phase, Severity


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
    "--format",
    "style",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="How to report.",
)
@click.option("--output", type=click.Path(path_type=Path, dir_okay=False), help="Write to a file.")
@common_options
def command(
    keys: tuple[str, ...],
    *,
    closing: str | None,
    strict: bool,
    as_of: datetime.date | None,
    style: str,
    output: Path | None,
    root: Path,
    quiet: bool,
    verbose: bool,
) -> None:
    """Judge the projects KEY, or all of them.

    Exit code 0: every gate holds. 1: a gate fails. 2: something could not be judged.
    """
    from nachweis.load import judge_projects

    with one_line_errors():
        verdicts = judge_projects(
            root,
            keys,
            as_of or default_date(),
            closing=Phase(closing) if closing else None,
            strict=strict,
        )
    if style == "json":
        from nachweis.report.json import to_json

        text = to_json(verdicts)
    else:
        from nachweis.report.text import to_text

        least = Severity.NOTE if verbose else Severity.ERROR if quiet else Severity.WARNING
        text = to_text(verdicts, painter(plain=output is not None), least=least)
    write_output(text, output)
    sys.exit(HOLDS if all(verdict.holds for verdict in verdicts) else FAILS)
