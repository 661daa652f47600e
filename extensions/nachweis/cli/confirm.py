"""``nachweis confirm``: say that the links of a project are right as they stand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from nachweis.cli.common import alone, common_options
from nachweis.cli.language import say, words
from nachweis.cli.output import (
    agreed,
    default_date,
    one_line_errors,
    redline_style,
    stop,
    write_output,
)
from nachweis.cli.progress import progress
from nachweis.model.facts import shown_item, stated, value_of
from nachweis.model.items import Item
from nachweis.model.messages import Message
from nachweis.model.places import one_line
from nachweis.sources.lock import LOCK_FILE, format_lock
from nachweis.sources.workspace import Workspace, find_workspace
from nachweis.trace.confirmation import End, LinkId, changed_ends, current_locks, find_renamed
from nachweis.trace.graph import Graph

if TYPE_CHECKING:
    from nachweis.report.styles import TextStyle


@click.command("confirm", context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("key")
@click.argument("ids", nargs=-1, metavar="[ID]...")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option(
    "--model",
    "of_models",
    is_flag=True,
    help="Confirm texts beside the models that they were made from, and no links.",
)
@common_options
@alone
def command(
    key: str,
    ids: tuple[str, ...],
    *,
    yes: bool,
    of_models: bool,
    root: Path,
    quiet: bool,
    verbose: bool,
) -> None:
    """Confirm the links of the objects ID, or all links of the project KEY.

    Those of stubs are left out: to write a text is no change. From then on a link is suspect
    when the text at one of its ends changes, until it is confirmed again: what changed is shown
    first. The confirmed state is kept in trace.lock, to be committed.

    Exit code 0: confirmed, or there was nothing to confirm. 2: not confirmed.
    """
    from nachweis.load import judge_projects

    with one_line_errors(), progress(Message("Judging"), quiet=quiet):
        workspace = find_workspace(root)
        verdict = judge_projects(workspace.root, [key], default_date())[0]
    _, graph = words(), verdict.graph
    for identifier in ids:
        if identifier not in graph.items:
            stop(
                Message(
                    "there is no object {identifier} in {key}; see 'nachweis check {key}'",
                    identifier=identifier,
                    key=key,
                )
            )
    if of_models:
        with one_line_errors():
            _confirm_models(workspace, graph, ids, yes=yes, quiet=quiet)
        return
    now, stubs = current_locks(graph), current_locks(graph, stubs=True)
    old = graph.project.locks
    chosen = {link: now[link] for link in now if not ids or link[0] in ids or link[2] in ids}
    changed = {link: print_ for link, print_ in chosen.items() if old.get(link) != print_}
    kept = {
        link: print_
        for link, print_ in old.items()
        if link in now or stubs.get(link, print_) != print_
    }
    waiting = sum(not ids or link[0] in ids for link in stubs)
    if not quiet and waiting:
        said = _.ngettext(
            "{count} link of stubs left out: its text is not written yet",
            "{count} links of stubs left out: their texts are not written yet",
            waiting,
        )
        click.echo(said.format(count=waiting), err=True)
    if not changed and kept == old:
        if not quiet:
            click.echo(say(_nothing_to_confirm(chosen, waiting)))
        return
    if not quiet:
        with one_line_errors():
            _show_changes(workspace, graph, changed)
        _list_links(graph, changed, now, everything=verbose)
    question = _.ngettext("Confirm {count} link?", "Confirm {count} links?", len(changed))
    if not yes and not agreed(question.format(count=len(changed))):
        stop(Message("nothing was confirmed"))
    path = workspace.project(key) / LOCK_FILE
    write_output(format_lock({**kept, **changed}), path)
    if not quiet:
        done = _.ngettext(
            "{count} link confirmed in {file}", "{count} links confirmed in {file}", len(changed)
        )
        click.echo(done.format(count=len(changed), file=path.relative_to(workspace.root)))


def _nothing_to_confirm(chosen: Mapping[LinkId, str], waiting: int) -> Message:
    """Say why there is nothing to confirm.

    :param chosen: the links that could be
    :param waiting: how many links of stubs cannot be yet
    """
    if chosen and waiting:
        return Message("Every other link is confirmed already.")
    if chosen:
        return Message("Every link is confirmed already.")
    if waiting:
        return Message(
            "Nothing is confirmed: a stub locks nothing; its links can be confirmed once its text "
            "is written."
        )
    return Message("There is no link to confirm.")


def _confirm_models(
    workspace: Workspace, graph: Graph, ids: tuple[str, ...], *, yes: bool, quiet: bool
) -> None:
    """Let texts name the models as they are today, after showing what changed in these."""
    from nachweis.scaffold.from_model import renew
    from nachweis.trace.models import copies, drift

    _ = words()
    changed = [c for c in copies(graph) if c.is_suspect and (not ids or c.item.id in ids)]
    if not changed:
        click.echo(say(Message("no model of these texts says something else")))
        return
    style = redline_style()
    for copy in () if quiet else changed:
        click.echo(f"{copy.item.id} ({copy.origin.model}) {copy.item.title}")
        for line in style.redline(_("what the model changed since"), drift(graph, copy).theirs):
            click.echo(line)
    question = _.ngettext("Confirm {count} text?", "Confirm {count} texts?", len(changed))
    if not yes and not agreed(question.format(count=len(changed))):
        stop(Message("nothing was confirmed"))
    renew(workspace.root, changed)


def _show_changes(workspace: Workspace, graph: Graph, changed: dict[LinkId, str]) -> None:
    """Print the confirmed and current wording of each end of a suspect link."""
    from nachweis.releases.wording import Wordings
    from nachweis.report.diff_text import object_lines
    from nachweis.trace.diff import compare

    locks = graph.project.locks
    ends = {
        end
        for link, print_ in changed.items()
        if link in locks
        for end in changed_ends(link, locks[link], print_)
    }
    style, wordings = redline_style(), Wordings(workspace, graph)
    for end in sorted(ends):
        item, language = graph.items[end.id], graph.project.settings.language
        found = _carried_over(graph, end) or wordings.find(end)
        if found is None:
            click.echo(f"{item.id} ({item.type}) {item.title}")
            lost = say(
                Message("its confirmed wording is in no baseline and no commit; read all of it")
            )
            click.echo(f"    {lost}")
            for fact in stated(item):
                value = one_line(value_of(graph.items, fact, language) or "?")
                states = Message(
                    "it states {fact}, now {value}", fact=f"{fact.id}.{fact.field}", value=value
                )
                click.echo(f"    {say(states)}")
            continue
        where, earlier = found
        shown = shown_item(graph.items, item, language)
        lines = list(object_lines(compare(earlier.pop(item.id), shown), style))
        click.echo(say(Message("{object}, since {where}", object=lines[0].strip(), where=where)))
        for line in lines[1:]:
            click.echo(line)
        now = {name: graph.items[name] for name in graph.members.get(item.id, ())}
        for line in _part_lines(earlier, now, style):
            click.echo(f"  {line}")
    if ends:
        click.echo()


def _carried_over(graph: Graph, end: End) -> tuple[str, dict[str, Item]] | None:
    """Return the older requirement with which an upgrade locked a link to a newer one."""
    for name in graph.equivalents.get(end.id, ()):
        if graph.fingerprints.of(graph.items[name]) == end.fingerprint:
            return name, {end.id: graph.items[name]._replace(id=end.id)}
    return None


def _part_lines(
    earlier: Mapping[str, Item], now: Mapping[str, Item], style: TextStyle
) -> Iterator[str]:
    """Yield the confirmed and current wording of a topic's requirements."""
    from nachweis.report.diff_text import object_lines
    from nachweis.trace.diff import compare

    for name in sorted({*earlier, *now}):
        old, new = earlier.get(name), now.get(name)
        if old and new:
            lines = list(object_lines(compare(old, new), style))
            yield from lines if len(lines) > 1 else ()
        elif new:
            message = Message("{name} is new: {title}", name=name, title=new.title)
            yield style.item(one_line(say(message)))
        elif old:
            message = Message("{name} is gone: {title}", name=name, title=old.title)
            yield style.item(one_line(say(message)))


def _list_links(
    graph: Graph, changed: dict[LinkId, str], now: dict[LinkId, str], *, everything: bool
) -> None:
    """Print the links to confirm; those never confirmed only on demand."""
    locks = graph.project.locks
    gone = {print_: link for link, print_ in locks.items() if link not in now}
    for link in sorted(changed):
        was = find_renamed(link, changed[link], gone)
        if link in locks:
            word = say("changed")
        elif was is not None:
            word = say(Message("renamed, was {link}", link=" ".join(was)))
        elif everything:
            word = say("new")
        else:
            continue
        click.echo(f"{' '.join(link)} ({word})")
