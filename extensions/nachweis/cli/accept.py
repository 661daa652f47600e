"""``nachweis accept``: what another party says of its proofs, verified and kept."""

from __future__ import annotations

import datetime
from pathlib import Path

import click

from nachweis.cli.common import DateOption, common_options, text_or_json
from nachweis.cli.language import say
from nachweis.cli.output import default_date, one_line_errors
from nachweis.cli.progress import progress
from nachweis.model.messages import Message


@click.command("accept", context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("key", metavar="KEY")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@text_or_json("How to report.")
@click.option("--as-of", type=DateOption(), help="Day on which it is to be in force.")
@common_options
def command(
    key: str,
    file: Path,
    *,
    form: str,
    as_of: datetime.date | None,
    root: Path,
    quiet: bool,
    verbose: bool,
) -> None:
    """Keep in the project KEY what another party states in FILE, written by 'nachweis offer'.

    It is verified: signed with the key that the register of parties names, unchanged, for us, in
    force, and later than the last one. It becomes records that say by whom they are stated and
    until when they count; the file lies beside them as it came.

    Exit code 0: accepted. 2: refused; nothing was changed.
    """
    from nachweis.exchange.accept import accept, as_json, last_of, verify
    from nachweis.exchange.envelope import read_limited
    from nachweis.load import judge_projects
    from nachweis.sources.workspace import find_workspace
    from nachweis.sources.writing import replace_files

    del verbose  # all is told
    date = as_of or default_date()
    with one_line_errors(), progress("Verifying", quiet=quiet):
        workspace = find_workspace(root)
        folder = workspace.project(key)
        [verdict] = judge_projects(workspace.root, [key], date)
        data = read_limited(file)
        bundle = verify(data, str(file), verdict, date)
        accepted = accept(bundle, data, verdict, last_of(folder, bundle.sender))
        files = {(folder / name).resolve(): made for name, made in accepted.files.items()}
        for path in files:
            path.parent.mkdir(parents=True, exist_ok=True)
        replace_files(files)
    if form == "json":
        click.echo(as_json(accepted, bundle), nl=False)
        return
    lines = [
        Message(
            "{party}: {count} requirements stated until {end}; no duty of theirs here: {unknown}",
            party=bundle.sender.title,
            count=accepted.proven,
            end=bundle.until,
            unknown=accepted.unknown,
        )
    ]
    listed = ", ".join
    if accepted.contradicted:
        message = Message(
            "own records say something else, so nothing was taken over: {ids}",
            ids=listed(accepted.contradicted),
        )
        lines.append(message)
    if accepted.changed:
        lines.append(Message("stated otherwise than before: {ids}", ids=listed(accepted.changed)))
    if accepted.withdrawn:
        lines.append(Message("stated no longer: {ids}", ids=listed(accepted.withdrawn)))
    for line in lines if not quiet else ():
        click.echo(say(line))
