"""``nachweis check``: judge projects without rendering anything."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from nachweis.cli.audience import audience_option
from nachweis.cli.common import DateOption, Registered, common_options
from nachweis.cli.gate import Options, run_gate
from nachweis.model.terms import Phase
from nachweis.report.formats import FORMATS


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
    "--trust-house",
    is_flag=True,
    help="With --base: run the house extensions of the branch, not those of its base.",
)
@click.option(
    "--format",
    "style",
    type=Registered(FORMATS),
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
@click.option("--no-cache", is_flag=True, help="Read every file; use no cache.")
@common_options
@audience_option(out="output", refused=("watch",))
def command(**options: Any) -> None:
    """Judge the projects KEY, or all of them.

    Exit code 0: every gate holds; with --base: nothing new is wrong. 1: a gate fails.
    2: something could not be judged.
    """
    run_gate(Options(**options))
