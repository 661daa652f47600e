"""``nachweis explain``: what a rule, a state or an ID means, and what to do about it."""

from __future__ import annotations

import datetime
import sys
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING

import click

from nachweis.cli.common import DateOption, common_options
from nachweis.cli.language import say, shown, words
from nachweis.cli.output import NOT_JUDGED, default_date, one_line_errors, painter, text_width
from nachweis.model.messages import Message

if TYPE_CHECKING:
    from nachweis.report.explain import Explanation


@click.command("explain", context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("name", nargs=-1, required=True)
@click.option(
    "--handbook",
    metavar="URL",
    envvar="NACHWEIS_HANDBOOK",
    default="",
    help="Address of a site with the handbook, for addresses; default: NACHWEIS_HANDBOOK.",
)
@click.option("--as-of", type=DateOption(), help="Date of judgement, YYYY-MM-DD.")
@common_options
def command(
    name: tuple[str, ...],
    *,
    handbook: str,
    as_of: datetime.date | None,
    root: Path,
    quiet: bool,
    verbose: bool,
) -> None:
    """Explain NAME: a rule, state, phase, or ID of a requirement, measure, threat, model or object.

    Says what it means, why it matters, what to do, where it comes from, and where more stands.
    An ID of a project is looked up in the repository, with what the gate says of it.

    Exit code 0: explained. 2: nothing has that name.
    """
    del quiet, verbose  # the explanation is all
    from nachweis.load import judge_projects
    from nachweis.model.catalogue import Catalogue
    from nachweis.report.explain import Known, explain, guesses
    from nachweis.report.handbook import handbook as pages_of
    from nachweis.sources.cache import open_cache
    from nachweis.sources.catalogue import catalogue_of
    from nachweis.sources.library import read_library
    from nachweis.sources.workspace import new_workspace
    from nachweis.sources.yaml.articles import read_articles

    _ = words()
    wanted = " ".join(name)
    known = Known(Catalogue(groups={}, requirements={}))
    found = explain(wanted, known, _)
    if not found:  # it is no rule and no state
        with one_line_errors():
            workspace, cache = new_workspace(root), open_cache()
            catalogue = read_library(workspace, catalogue_of(workspace, cache), cache)
            verdicts = []
            if workspace.projects:
                verdicts = judge_projects(workspace.root, [], as_of or default_date(), cache=cache)
            known = Known(catalogue, verdicts, read_articles(workspace, catalogue, cache))
        found = explain(wanted, known, _)
    for explanation in found:
        _print(explanation, handbook)
    if found:
        return
    near = guesses(wanted, known, [page.topic for page in pages_of(_.language)])
    message = Message("nothing is called {name!r}", name=wanted)
    if near:
        names = ", ".join(near)
        message = Message(
            "nothing is called {name!r}; did you mean {near}?", name=wanted, near=names
        )
    click.echo(f"nachweis: {say(message)}", err=True)
    sys.exit(NOT_JUDGED)


def _print(explanation: Explanation, handbook: str) -> None:
    paint = painter(plain=False)
    width = text_width()
    click.echo(paint(shown(explanation.name), "bold"))
    click.echo(shown("\n".join(textwrap.wrap(explanation.text, width))))
    more = [say(Message("'nachweis docs {topic}'", topic=explanation.topic))]
    if explanation.page and handbook and explanation.page.startswith("docs/"):
        more.append(f"{handbook.rstrip('/')}/{explanation.page}")
    elif explanation.page:
        more.append(explanation.page)
    details = [
        *explanation.details,
        (say(Message("More")), ", ".join(more[not explanation.topic :])),
    ]
    click.echo()
    for head, text in details:
        if text:
            lines = textwrap.wrap(
                shown(f"{head}: {text}"), width, subsequent_indent="  ", break_on_hyphens=False
            )
            click.echo("\n".join([lines[0].replace(head, paint(head, "cyan"), 1), *lines[1:]]))
