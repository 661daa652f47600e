"""``nachweis accept``: what another party says of its proofs, verified and kept."""

from __future__ import annotations

import datetime
from pathlib import Path

import click

from nachweis.cli.common import DateOption, alone, common_options, text_or_json
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
@alone
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
    force, and later than the last one; so is what it rests on. It becomes sections and records
    that say by whom they are stated and until when they count; the file is kept as it came, and
    'nachweis check' verifies it again. With a FILE that is kept, they are written again.

    Exit code 0: accepted. 2: refused; nothing was changed.
    """
    from nachweis.exchange.accept import accept, as_json, verify
    from nachweis.exchange.envelope import read_limited
    from nachweis.load import judge_projects
    from nachweis.scaffold.writing import write_texts
    from nachweis.sources.files import relative
    from nachweis.sources.project import refuse_unreadable
    from nachweis.sources.workspace import find_workspace

    del verbose  # all is told
    date = as_of or default_date()
    with one_line_errors(), progress(Message("Verifying"), quiet=quiet):
        workspace = find_workspace(root)
        folder = workspace.project(key)
        [verdict] = judge_projects(workspace.root, [key], date)
        data = read_limited(file)
        foreign = verify(data, relative(file.resolve(), workspace.root), verdict, date)
        accepted = accept(foreign, data, verdict)
        for name, text in accepted.files.items():
            if name.endswith(".yaml"):
                refuse_unreadable(folder / name, workspace.root, text.encode())
        write_texts({folder / name: text for name, text in accepted.files.items()}, workspace.root)
    if form == "json":
        click.echo(as_json(accepted, foreign), nl=False)
        return
    lines = [
        Message(
            "{party}: {count} requirements stated until {end}; no duty of theirs alone here: "
            "{unknown}",
            party=accepted.party.title,
            count=len(accepted.proven),
            end=foreign.until,
            unknown=accepted.unknown,
        )
    ]
    listed = ", ".join
    if accepted.contradicted:
        message = Message(
            "own records say something else, and count before that: {ids}",
            ids=listed(accepted.contradicted),
        )
        lines.append(message)
    if accepted.changed:
        lines.append(Message("stated otherwise than before: {ids}", ids=listed(accepted.changed)))
    if accepted.withdrawn:
        lines.append(Message("stated no longer: {ids}", ids=listed(accepted.withdrawn)))
    for line in lines if not quiet else ():
        click.echo(say(line))
