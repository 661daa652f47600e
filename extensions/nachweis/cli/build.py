"""``nachweis build``: the reviewers' site, built aside and moved in when it is complete."""

from __future__ import annotations

import datetime
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import click

from nachweis.cli.common import (
    NOT_JUDGED,
    DateOption,
    common_options,
    default_date,
    one_line_errors,
    stop,
)
from nachweis.sources.workspace import Workspace, find_workspace


@click.command("build", context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("keys", nargs=-1, metavar="[KEY]...")
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder of the site; default: _build/site in the repository.",
)
@click.option("--as-of", type=DateOption(), help="Date of judgement, YYYY-MM-DD.")
@common_options
def command(
    keys: tuple[str, ...],
    *,
    out: Path | None,
    as_of: datetime.date | None,
    root: Path,
    quiet: bool,
    verbose: bool,
) -> None:
    """Build the sites of the projects KEY, or the site of all with a page over them.

    The site of a project comes to OUT/KEY, the page over all projects to OUT. What is there
    already stays untouched when the build fails.

    Exit code 0: built. 1: built, with warnings. 2: not built.
    """
    with one_line_errors():
        workspace = find_workspace(root)
        names = [workspace.project(key).name for key in keys]
    target = (out or workspace.root / "_build" / "site").resolve()
    if target == workspace.root or target in workspace.root.parents:
        stop(f"--out {target}: holds the sources; name another folder")
    date = as_of or default_date()
    say = ["-q"] if not verbose else []
    codes = []
    for name in names or [""]:
        stage = workspace.root / "_build" / "stage" / (name or "all")
        if not quiet and sys.stderr.isatty():
            what = name or f"all projects ({', '.join(workspace.projects)})"
            click.echo(f"Building the site of {what} …", err=True)
        codes.append(_sphinx(workspace, name, stage, date, say))
        if codes[-1] == NOT_JUDGED:
            sys.exit(NOT_JUDGED)
        publish(stage, target / name if name else target)
        if not quiet:
            click.echo(f"{(target / name if name else target) / 'index.html'}")
    sys.exit(max(codes))


def _sphinx(
    workspace: Workspace, key: str, stage: Path, date: datetime.date, say: Sequence[str]
) -> int:
    """Run Sphinx in a process of its own; return 0, 1 with warnings, or 2 on failure."""
    configured = (workspace.root / "conf.py").exists()
    where = ["-c", str(workspace.root)] if configured else ["-C", "-D", "extensions=nachweis"]
    if not configured:
        where += ["-D", "html_theme=furo", "-D", "project=Nachweis"]
    arguments = [
        *("-b", "html", "-W", "--keep-going", *say, *where),
        *("-d", str(stage.with_name(f"{stage.name}-doctrees"))),
        *("-D", f"nachweis_project={key}", "-D", f"nachweis_as_of={date}"),
        *(str(workspace.root), str(stage)),
    ]
    done = subprocess.run(  # noqa: S603 - our own words and paths, no shell
        [sys.executable, "-m", "sphinx", *arguments], check=False
    )
    return min(done.returncode, NOT_JUDGED) if done.returncode >= 0 else NOT_JUDGED


def publish(stage: Path, target: Path) -> None:
    """Replace a folder by a copy of another one in one step.

    :param stage: what was built
    :param target: where readers find it
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=f".{target.name}-") as room:
        fresh, old = Path(room) / "fresh", Path(room) / "old"
        shutil.copytree(stage, fresh, ignore=shutil.ignore_patterns(".buildinfo*", ".doctrees"))
        if target.exists():
            target.rename(old)
        fresh.rename(target)
