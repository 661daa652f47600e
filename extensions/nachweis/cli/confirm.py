"""``nachweis confirm``: say that the links of a project are right as they stand."""

from __future__ import annotations

from pathlib import Path

import click

from nachweis.cli.common import common_options, default_date, one_line_errors, stop, write_output
from nachweis.model.objects import PROVES
from nachweis.sources.lock import LOCK_FILE, format_lock
from nachweis.sources.workspace import find_workspace
from nachweis.trace.coverage import link_fingerprint
from nachweis.trace.graph import Graph


@click.command("confirm", context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("key")
@click.argument("ids", nargs=-1, metavar="[ID]...")
@click.option("--yes", is_flag=True, help="Do not ask.")
@common_options
def command(
    key: str, ids: tuple[str, ...], *, yes: bool, root: Path, quiet: bool, verbose: bool
) -> None:
    """Confirm the links of the objects ID, or all links of the project KEY.

    From then on a link is suspect when the text at one of its ends changes, until it is
    confirmed again. The confirmed state is kept in trace.lock, to be committed.
    """
    from nachweis.load import judge_projects

    with one_line_errors():
        workspace = find_workspace(root)
        verdict = judge_projects(workspace.root, [key], default_date())[0]
    graph = verdict.graph
    for identifier in ids:
        if identifier not in graph.items:
            stop(f"there is no object {identifier} in {key}; see 'nachweis check {key}'")
    now = current_locks(graph)
    old = graph.project.locks
    chosen = {link: now[link] for link in now if not ids or link[0] in ids or link[2] in ids}
    changed = {link: print_ for link, print_ in chosen.items() if old.get(link) != print_}
    kept = {link: print_ for link, print_ in old.items() if link in now}
    if not changed and kept == old:
        click.echo("Every link is confirmed already.")
        return
    for source, link, target in sorted(changed):
        word = "changed" if (source, link, target) in old else "new"
        if verbose or (word == "changed" and not quiet):
            click.echo(f"{source} {link} {target} ({word})")
    count = f"{len(changed)} link{'' if len(changed) == 1 else 's'}"
    if not yes and not click.confirm(f"Confirm {count}?", err=True):
        stop("nothing was confirmed")
    path = workspace.project(key) / LOCK_FILE
    write_output(format_lock({**kept, **changed}), path)
    if not quiet:
        click.echo(f"{count} confirmed in {path.relative_to(workspace.root)}")


def current_locks(graph: Graph) -> dict[tuple[str, str, str], str]:
    """Return the fingerprint of every link that proves something, as it stands.

    :param graph: catalogue and project
    """
    return {
        (item.id, PROVES[item.type], target): link_fingerprint(graph, item, target)
        for item in graph.project.items
        if item.type in PROVES
        for target in item.targets(PROVES[item.type])
        if target in graph.items
    }
