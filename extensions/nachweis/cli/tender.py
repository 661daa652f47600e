"""``nachweis tender``: requirements out to bidders, their answers in, compared, and the award."""

from __future__ import annotations

import datetime
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import click

from nachweis.cli.audience import refuse_leaks
from nachweis.cli.common import DateOption, alone, common_options
from nachweis.cli.language import say
from nachweis.cli.output import (
    FAILS,
    HOLDS,
    NOT_JUDGED,
    default_date,
    display_path,
    one_line_errors,
    stop,
)
from nachweis.cli.progress import progress
from nachweis.model.messages import Message
from nachweis.model.places import one_line
from nachweis.model.texts import LANGUAGES

if TYPE_CHECKING:
    from nachweis.model.items import Item
    from nachweis.sources.cache import Cache
    from nachweis.sources.workspace import Workspace
    from nachweis.tender.receive import Received
    from nachweis.trace.gate import Verdict


@click.command("tender", context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("key", metavar="KEY")
@click.argument("names", nargs=-1, metavar="[BIDDER|FILE]...")
@click.option("--to", "sends", is_flag=True, help="Write what each BIDDER gets.")
@click.option("--read", "reads", is_flag=True, help="Read the answers in each FILE.")
@click.option(
    "--from", "sender", default="", metavar="BIDDER", help="With --read: who sent the files."
)
@click.option("--compare", "compares", is_flag=True, help="Write the comparison of all answers.")
@click.option("--award", "awards", is_flag=True, help="Choose BIDDER; the others leave.")
@click.option("--without-site", is_flag=True, help="With --to: workbook and CSV only.")
@click.option("--dry-run", is_flag=True, help="With --read: judge the files, and write nothing.")
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    help="With --to or --compare: folder to write to; default: _build/tender/KEY in the "
    "repository.",
)
@click.option("--yes", is_flag=True, help="With --award: do not ask.")
@click.option(
    "--lang",
    type=click.Choice(LANGUAGES),
    help="Language of workbooks and of what is printed; default: that of the project.",
)
@click.option(
    "--as-of", type=DateOption(), help="Day of sending, reading or the award, YYYY-MM-DD."
)
@common_options
@alone
def command(
    key: str,
    names: tuple[str, ...],
    *,
    sends: bool,
    reads: bool,
    sender: str,
    compares: bool,
    awards: bool,
    without_site: bool,
    dry_run: bool,
    out: Path | None,
    yes: bool,
    lang: str | None,
    as_of: datetime.date | None,
    root: Path,
    quiet: bool,
    verbose: bool,
) -> None:
    """Run the tender of the project KEY.

    With --to, each BIDDER gets a folder of its own: the site and a PDF with what it may see, a
    workbook to fill in, and the same as CSV. All of it is searched for what the bidder may not
    see, the other bidders above all.

    With --read, the answers in each FILE, a workbook or CSV, become objects: a file for each
    bidder. They are matched by ID; a row with something wrong is left out whole, and told.
    Nothing is written before all files have been judged.

    With --compare, the answers of all bidders become a workbook, and a draft of the minutes with
    what each offers to each criterion.

    With --award, what BIDDER offers becomes demands in the state 'offered'; what it does not just
    fulfil becomes demands to settle in the contract; the others go to tender/archive/.

    Exit code 0: done. 1: read, but rows were left out. 2: nothing was written.
    """
    from nachweis.load import judge_projects
    from nachweis.sources.workspace import find_workspace

    del verbose  # all is told
    if (sends, reads, compares, awards).count(True) != 1:
        stop(Message("say what to do: --to BIDDER, --read FILE, --compare, or --award BIDDER"))
    if not names and not compares:
        stop(Message("name at least one bidder or file"))
    date = as_of or default_date()
    if compares or awards:
        from nachweis.cli.awards import award, compare

        if len(names) != awards:
            stop(Message("--compare takes no names, and --award takes one bidder"))
        if awards:
            award(root, key, names[0], date, yes=yes, quiet=quiet)
        else:
            compare(root, key, date, out, quiet=quiet)
        return
    with one_line_errors(), progress(Message("Judging"), quiet=quiet):
        workspace = find_workspace(root)
        [verdict] = judge_projects(workspace.root, [key], date)
    if reads:
        files = [Path(name) for name in names]
        sys.exit(_read(workspace, verdict, files, sender, dry_run=dry_run, quiet=quiet))
    from nachweis.sources.cache import Cache
    from nachweis.tender.parties import bidder_named

    with one_line_errors():
        bidders = {item.id: item for name in names for item in [bidder_named(verdict, name)]}
    language = lang or verdict.graph.project.settings.language
    target = out or workspace.root / "_build" / "tender" / verdict.key
    caches = Cache(memory=True), Cache(memory=True)  # of the workspace, and of copies of it
    for bidder in bidders.values():
        with one_line_errors(), progress(Message("Writing"), quiet=quiet):
            _send(workspace, verdict, bidder, language, target, caches, with_site=not without_site)
        if not quiet:
            click.echo(display_path(target / bidder.id))


def _send(
    workspace: Workspace,
    verdict: Verdict,
    bidder: Item,
    language: str,
    target: Path,
    caches: tuple[Cache, Cache],
    *,
    with_site: bool,
) -> None:
    """Write what a bidder gets into a folder of its own, once nothing in it is withheld from it."""
    from nachweis.load import judge_projects
    from nachweis.publish.audiences import workspace_for
    from nachweis.sources.folders import copy_in
    from nachweis.sources.writing import write_new
    from nachweis.tender.send import declare_annex, declare_asked, files_for
    from nachweis.trace.tender import asked

    key, date = verdict.key, verdict.coverage.as_of
    with (
        workspace_for(workspace, key, [bidder.id], date, cache=caches[0]) as audience,
        tempfile.TemporaryDirectory(prefix="nachweis-") as name,
    ):
        made = Path(name) / bidder.id
        folder = audience.root / "projects" / key
        ids = (requirement.id for requirement in asked(verdict.graph, verdict.coverage))
        declare_asked(folder, audience.root, ids)
        [seen] = judge_projects(audience.root, [key], date, cache=caches[1])
        for path, content in files_for(verdict, seen, bidder, language).items():
            write_new(made / path, content)
        if with_site:
            declare_annex(folder, audience.root, seen.graph.project.settings.language)
            _build(audience.root, key, date, made / "site")
        refuse_leaks(audience.scans, made, b"")
        copy_in(made, target.resolve() / bidder.id)


def _build(root: Path, key: str, date: datetime.date, target: Path) -> None:
    from nachweis.cli.build import command as build

    words = [key, "--root", str(root), "--out", str(target), "--annexes", "--quiet"]
    try:
        build.main([*words, "--as-of", str(date)], standalone_mode=False)
    except SystemExit as end:
        if end.code == NOT_JUDGED:
            raise


def _read(
    workspace: Workspace,
    verdict: Verdict,
    files: list[Path],
    sender: str,
    *,
    dry_run: bool,
    quiet: bool,
) -> int:
    """Read answers; return the exit code."""
    from nachweis.scaffold.writing import write_texts
    from nachweis.tender.receive import receive

    with one_line_errors():
        received = receive(workspace, verdict, files, sender)
        if not dry_run:
            write_texts({r.merged.path: r.merged.text for r in received}, workspace.root)
    for each in received:
        _tell(each, quiet=quiet)
    return FAILS if any(each.skipped for each in received) else HOLDS


def _tell(each: Received, *, quiet: bool) -> None:
    for file, message in each.told:
        click.echo(one_line(say(Message("{file}: {what}", file=file, what=message))), err=True)
    versions = []
    if each.changed:
        message = Message(
            "answered in another version, changed since: {ids}", ids=_ids(each.changed)
        )
        versions.append(message)
    if each.added:
        versions.append(Message("asked, but not in its files: {ids}", ids=_ids(each.added)))
    for message in versions:
        click.echo(say(Message("{id}: {what}", id=each.bidder.id, what=message)), err=True)
    if not quiet:
        merged = each.merged
        message = Message(
            "{id}: answers: {new} new, {changed} changed, {kept} as before; {open} of {asked} open",
            id=each.bidder.id,
            new=merged.new,
            changed=merged.changed,
            kept=merged.kept,
            open=max(0, each.asked - merged.new - merged.changed - merged.kept),
            asked=each.asked,
        )
        click.echo(say(message))


def _ids(names: tuple[str, ...]) -> str:
    return ", ".join(names)
