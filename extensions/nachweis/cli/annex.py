"""``nachweis annex``: a part of a project as a PDF that a contract can carry."""

from __future__ import annotations

import datetime
import sys
from pathlib import Path

import click

from nachweis.cli.common import (
    FAILS,
    DateOption,
    common_options,
    default_date,
    one_line_errors,
)


@click.command("annex", context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("key", metavar="KEY")
@click.argument("name", metavar="[NAME]", required=False)
@click.option("--lang", metavar="CODE", help="Language, such as de; default: the project's first.")
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The file; default: _build/annexes/KEY/NAME.pdf in the repository.",
)
@click.option("--as-of", type=DateOption(), help="Date of judgement, YYYY-MM-DD.")
@common_options
def command(
    key: str,
    *,
    name: str | None,
    lang: str | None,
    out: Path | None,
    as_of: datetime.date | None,
    root: Path,
    quiet: bool,
    verbose: bool,
) -> None:
    """Typeset the annex NAME of the project KEY; without NAME, list its annexes.

    What an annex holds stands in projects/KEY/annexes.yaml. The file is PDF/A-2a and PDF/UA-1,
    and the same sources give the same bytes. Its Typst document stays beside it.

    Exit code 0: built. 1: built, but something could not be shown as written. 2: not built.
    """
    del verbose  # there is no more to say
    from nachweis.load import judge_projects
    from nachweis.model.catalogue import in_language
    from nachweis.sources.annexes import named_annex, read_annexes
    from nachweis.sources.workspace import find_workspace

    with one_line_errors():
        workspace = find_workspace(root)
        folder = workspace.project(key)
        annexes = read_annexes(folder, workspace.root)
        if name is None:
            for annex in annexes.values():
                click.echo(f"{annex.name:32}{in_language(annex.title, lang or 'en')}")
            if not annexes and not quiet:
                click.echo("The project declares no annexes.", err=True)
            return
        annex = named_annex(annexes, name, folder, workspace.root)
        verdict = judge_projects(workspace.root, [folder.name], as_of or default_date())[0]
        language = lang or verdict.graph.project.settings.language
        from nachweis.annex.build import build_annex, drafted
        from nachweis.annex.front import Edition
        from nachweis.sources.git import commit

        edition = Edition(date=verdict.coverage.as_of, commit=commit(workspace.root))
        target = out or workspace.root / "_build" / "annexes" / verdict.key / f"{name}.pdf"
        built = build_annex(
            drafted(workspace, verdict, annex, language),
            edition,
            workspace.root / "_build" / "annexes" / verdict.key / f"{name}-{language}",
        )
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(built.pdf)
    for problem in built.problems:
        click.echo(str(problem), err=True)
    if not quiet:
        click.echo(str(target))
    if built.problems:
        sys.exit(FAILS)
