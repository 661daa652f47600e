"""What ``nachweis tender`` does with answers: it compares them, and awards."""

from __future__ import annotations

import datetime
from pathlib import Path

import click

from nachweis.cli.language import say, words
from nachweis.cli.output import agreed, display_path, one_line_errors, stop, write_bytes
from nachweis.cli.progress import progress
from nachweis.model.messages import Message


def compare(root: Path, key: str, date: datetime.date, out: Path | None, *, quiet: bool) -> None:
    """Write the comparison of all bids as a workbook, and a draft of the minutes.

    :param root: the workspace
    :param key: key of the project
    :param date: the date of judgement
    :param out: the folder; None: the usual one
    :param quiet: whether to say nothing
    """
    from nachweis.load import judge_projects
    from nachweis.sources.workspace import find_workspace
    from nachweis.tender.compare import comparison_workbook
    from nachweis.tender.minutes import draft_minutes
    from nachweis.views.bids import bids_of

    with one_line_errors(), progress(Message("Comparing"), quiet=quiet):
        workspace = find_workspace(root)
        [verdict] = judge_projects(workspace.root, [key], date)
        bids = bids_of(verdict)
        if not bids.offers:
            message = Message(
                "no bidder has answered yet; read answers with 'nachweis tender {key} --read FILE'",
                key=verdict.key,
            )
            stop(message)
        files = {
            "comparison.xlsx": comparison_workbook(verdict),
            "minutes.md": draft_minutes(verdict).encode(),
        }
    folder = out or workspace.root / "_build" / "tender" / verdict.key
    for name, data in files.items():
        write_bytes(data, folder / name)
        if not quiet:
            click.echo(display_path(folder / name))
    if quiet:
        return
    open_ = sum(bids.score(bidder.id).unanswered for bidder in bids.bidders)
    message = Message(
        "{bidders} bidders, {requirements} requirements, {open} answers missing",
        bidders=len(bids.bidders),
        requirements=len(bids.asked),
        open=open_,
    )
    click.echo(say(message), err=True)


def award(
    root: Path, key: str, bidder: str, date: datetime.date, *, yes: bool, quiet: bool
) -> None:
    """Take over what a bidder offers as demands, note that it is chosen, archive the others.

    :param root: the workspace
    :param key: key of the project
    :param bidder: ID or title of the party
    :param date: the day of the award
    :param yes: whether not to ask
    :param quiet: whether to say nothing
    """
    from nachweis.load import judge_projects
    from nachweis.sources.workspace import find_workspace
    from nachweis.tender.award import plan_award, write_award

    with one_line_errors(), progress(Message("Judging"), quiet=quiet):
        workspace = find_workspace(root)
        [verdict] = judge_projects(workspace.root, [key], date)
        plan = plan_award(workspace, verdict, bidder, date)
    lines = [
        Message(
            "{bidder} is chosen: {offered} demands in the state 'offered', {open} left to settle "
            "in the contract",
            bidder=plan.bidder,
            offered=plan.offered,
            open=len(plan.open),
        )
    ]
    if plan.archived:
        message = Message("to the archive go: {bidders}", bidders=", ".join(plan.archived))
        lines.append(message)
    for line in lines if not quiet else ():
        click.echo(say(line))
    names = [display_path(path) for path in (*plan.files, *plan.gone)]
    count = len(names)
    question = words().ngettext("Change {count} file?", "Change {count} files?", count)
    if not yes and not agreed(question.format(count=count)):
        stop(Message("nothing was changed"))
    with one_line_errors():
        write_award(plan, workspace.root)
    for name in names if not quiet else ():
        click.echo(name)
