"""``nachweis upgrade``: to another edition of the catalogue, or release of an imported one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

import click

from nachweis.cli.common import alone, common_options, text_or_json
from nachweis.cli.language import say, words
from nachweis.cli.output import agreed, default_date, one_line_errors, stop, write_output
from nachweis.cli.progress import progress
from nachweis.model.messages import Message


@click.command("upgrade", context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("key")
@click.argument("file", required=False, type=click.Path(path_type=Path, allow_dash=True))
@click.option(
    "--to",
    "edition",
    type=click.Choice(["2023"]),
    help="The edition: 2023 selects OPS.2.3, OPS.3.2 or both, by the side of the project.",
)
@click.option("--lenient", is_flag=True, help="Read a FILE that breaks NIST's schema, too.")
@click.option("--dry-run", is_flag=True, help="Report only; write nothing.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@text_or_json("Format of the report.")
@click.option(
    "--output",
    type=click.Path(path_type=Path, allow_dash=True),
    help="File for the report; default: standard output.",
)
@common_options
@alone
def command(
    key: str,
    file: Path | None,
    *,
    edition: str | None,
    lenient: bool,
    dry_run: bool,
    yes: bool,
    form: str,
    output: Path | None,
    root: Path,
    quiet: bool,
    verbose: bool,
) -> None:
    """Take a project to another edition, or an imported catalogue to another release.

    With --to, the project KEY goes to another edition of the catalogue, beside its own.
    Proofs of older requirements are linked to the newer ones for which the catalogue's pairs
    let them count; these links are suspect until 'nachweis confirm'. No text and no link goes.
    The report says what is carried over, what has no successor, and what is new.

    With FILE, the imported catalogue of the name KEY goes to that release. Its requirements are
    matched by UUID, label and text; links follow a requirement that moved, and are suspect where
    its text changed. The report says what moved, changed, was split, joined, withdrawn or is new.

    Exit code 0: written, or nothing to write. 2: not written.
    """
    if (edition is None) == (file is None):
        stop(Message("name either an edition with --to, or the FILE of a release; see --help"))
    plan = (
        _to_edition(root, key, edition)
        if edition
        else _to_release(root, key.upper(), file or Path(), lenient=lenient)
    )
    _ = words()
    with one_line_errors(), progress(Message("Judging"), quiet=quiet):
        planned = plan()
    names = [path.relative_to(planned.root).as_posix() for path in planned.files]
    if form == "text":
        head = [] if quiet and output is None else [*planned.lines]
        if verbose:
            head += [say(Message("changes {file}", file=name)) for name in names]
        write_output("".join(f"{line}\n" for line in head), output)
    count = len(names)
    writes = bool(names) and not dry_run
    question = _.ngettext("Change {count} file?", "Change {count} files?", count)
    if writes and not yes and not agreed(question.format(count=count)):
        stop(Message("nothing was changed"))
    if writes:
        with one_line_errors():
            planned.write()
    if form == "json":
        write_output(planned.json(names, writes), output)
    elif not quiet:
        done = (
            _.ngettext("{count} file changed", "{count} files changed", count)
            if writes
            else _.ngettext("{count} file would change", "{count} files would change", count)
        ).format(count=count)
        click.echo(done if names else _("nothing to change"), err=output is None)


class _Planned(NamedTuple):
    """What is to be written, and how it is told.

    :param files: paths that change
    :param json: formats the report, with the files and whether they were changed
    """

    root: Path
    files: Sequence[Path]
    lines: Iterable[str]
    write: Callable[[], None]
    json: Callable[[Sequence[str], bool], str]


def _to_edition(root: Path, key: str, edition: str) -> Callable[[], _Planned]:
    from nachweis.load import judge_projects
    from nachweis.report.upgrade import upgrade_lines, upgrade_to_json
    from nachweis.scaffold.project import CATALOGUES
    from nachweis.scaffold.upgrade import WRITTEN, changed_files
    from nachweis.scaffold.writing import write_texts
    from nachweis.sources.workspace import find_workspace
    from nachweis.trace.upgrade import plan_upgrade

    as_of = default_date()

    def plan() -> _Planned:
        workspace = find_workspace(root)
        graph = judge_projects(workspace.root, [key], as_of)[0].graph
        [modules] = [names[graph.project.settings.side] for names in CATALOGUES[edition]]
        if missing := [name for name in modules if name not in graph.catalogue.groups]:
            stop(
                Message(
                    "the catalogue of this repository has no {missing}; add it first",
                    missing=missing[0],
                )
            )
        upgrade = plan_upgrade(graph, modules, as_of, WRITTEN)
        files = changed_files(workspace, upgrade)
        return _Planned(
            root=workspace.root,
            files=list(files),
            lines=upgrade_lines(upgrade, words()),
            write=lambda: write_texts(files, workspace.root),
            json=lambda names, written: upgrade_to_json(upgrade, names, written=written),
        )

    return plan


def _to_release(root: Path, name: str, file: Path, *, lenient: bool) -> Callable[[], _Planned]:
    from nachweis.cli.imports import source_of, understood
    from nachweis.load import judge_projects
    from nachweis.report.moves import moving_lines, moving_to_json
    from nachweis.scaffold.imported import ImportRequest, import_texts
    from nachweis.scaffold.moves import plan_moving, write_moving
    from nachweis.sources.catalogue import catalogue_of, known_source
    from nachweis.sources.oscal.controls import read_controls
    from nachweis.sources.workspace import new_workspace

    as_of = default_date()

    def plan() -> _Planned:
        workspace = new_workspace(root)
        source = known_source(workspace, name)
        if source is None:
            stop(
                Message(
                    "no imported catalogue is {name}; make it one with 'nachweis import oscal'",
                    name=name,
                )
            )
        document, found = understood(source_of(file), source.profile, lenient=lenient)
        verdicts = judge_projects(root, [], as_of) if workspace.projects else []
        catalogue = catalogue_of(workspace)
        of_it = [r for r in catalogue.requirements.values() if catalogue.source_of(r)]
        request = ImportRequest(
            name=name,
            origin=document.name.rpartition("/")[2],
            licence=source.licence,
            select=source.select,
            language=source.language,
            profile=source.profile,
            keep=frozenset(r.uuid for r in of_it if r.uuid and source.select),
        )
        texts = import_texts(read_controls(found), request)
        moving = plan_moving(workspace, source, texts, [v.graph for v in verdicts], catalogue)
        return _Planned(
            root=workspace.root,
            files=[*moving.files, *moving.gone],
            lines=moving_lines(moving.release, words()),
            write=lambda: write_moving(moving, workspace.root),
            json=lambda names, written: moving_to_json(moving.release, names, written=written),
        )

    return plan
