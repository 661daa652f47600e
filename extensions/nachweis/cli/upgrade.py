"""``nachweis upgrade``: take a project along to another edition of the catalogue."""

from __future__ import annotations

from pathlib import Path

import click

from nachweis.cli.common import common_options
from nachweis.cli.output import default_date, one_line_errors, stop, write_output
from nachweis.cli.progress import progress


@click.command("upgrade", context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("key")
@click.option(
    "--to",
    "edition",
    type=click.Choice(["2023"]),
    required=True,
    help="The edition: 2023 selects OPS.2.3, OPS.3.2 or both, by the side of the project.",
)
@click.option("--dry-run", is_flag=True, help="Report only; write nothing.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="Format of the report.",
)
@click.option(
    "--output",
    type=click.Path(path_type=Path, allow_dash=True),
    help="File for the report; default: standard output.",
)
@common_options
def command(
    key: str,
    *,
    edition: str,
    dry_run: bool,
    yes: bool,
    form: str,
    output: Path | None,
    root: Path,
    quiet: bool,
    verbose: bool,
) -> None:
    """Take the project KEY along to another edition of the catalogue, beside its own.

    Proofs of older requirements are linked to the newer ones for which the catalogue's pairs
    let them count; these links are suspect until 'nachweis confirm'. No text and no link goes.
    The report says what is carried over, what has no successor, and what is new.

    Exit code 0: written, or nothing to write. 2: not written.
    """
    from nachweis.load import judge_projects
    from nachweis.report.upgrade import upgrade_lines, upgrade_to_json
    from nachweis.scaffold.project import CATALOGUES
    from nachweis.scaffold.upgrade import WRITTEN, changed_files, write_files
    from nachweis.sources.workspace import find_workspace
    from nachweis.trace.upgrade import plan_upgrade

    as_of = default_date()
    with one_line_errors(), progress("Judging", quiet=quiet):
        workspace = find_workspace(root)
        graph = judge_projects(workspace.root, [key], as_of)[0].graph
        [modules] = [names[graph.project.settings.side] for names in CATALOGUES[edition]]
        if missing := [name for name in modules if name not in graph.catalogue.groups]:
            stop(f"the catalogue of this repository has no {missing[0]}; add it first")
        upgrade = plan_upgrade(graph, modules, as_of, WRITTEN)
        files = changed_files(workspace, upgrade)
    names = [path.relative_to(workspace.root).as_posix() for path in files]
    if form == "text":
        head = [] if quiet and output is None else [*upgrade_lines(upgrade)]
        if verbose:
            head += [f"changes {name}" for name in names]
        write_output("".join(f"{line}\n" for line in head), output)
    count = f"{len(files)} file{'' if len(files) == 1 else 's'}"
    writes = bool(files) and not dry_run
    if writes and not yes and not _agreed(f"Change {count}?"):
        stop("nothing was changed")
    if writes:
        with one_line_errors():
            write_files(files, workspace.root)
    if form == "json":
        write_output(upgrade_to_json(upgrade, names, written=writes), output)
    elif not quiet:
        done = f"{count} {'changed' if writes else 'would change'}"
        click.echo(done if files else "nothing to change", err=output is None)


def _agreed(question: str) -> bool:
    try:
        return click.confirm(question, err=True)
    except click.Abort:
        click.echo(err=True)
        stop("nothing was changed: nobody answered; say yes with --yes")
