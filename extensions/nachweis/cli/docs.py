"""``nachweis docs``: the handbook in the terminal, without a network."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from nachweis.cli.common import LANGUAGE
from nachweis.cli.language import say, words
from nachweis.cli.output import NOT_JUDGED, painter, text_width
from nachweis.model.messages import Message

if TYPE_CHECKING:
    from nachweis.report.handbook import HandbookPage


@click.command("docs", context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("topic", nargs=-1)
@LANGUAGE
def command(topic: tuple[str, ...]) -> None:
    """Show the page of the handbook on a TOPIC; without one, list the topics.

    TOPIC is the name of a page, such as close-a-phase, or words of it. If no page, or more than
    one, has them, the likeliest are listed.

    Exit code 0: shown. 2: there is no such page.
    """
    from nachweis.report.handbook import find_pages, handbook

    _ = words()
    pages = handbook(_.language)
    wanted = " ".join(topic)
    found = find_pages(pages, wanted) if wanted else pages
    if len(found) == 1:
        _show(found[0])
        return
    if not wanted:
        click.echo(say(Message("Topics of the handbook; 'nachweis docs TOPIC' shows one:")))
    elif found:
        message = Message("Several pages are about {topic}; name one of them:", topic=wanted)
        click.echo(say(message), err=True)
    else:
        click.echo(
            say(Message("No page is about {topic}; 'nachweis docs' lists them.", topic=wanted)),
            err=True,
        )
    width = max((len(page.topic) for page in found), default=0) + 2
    part = ""
    for page in found if not wanted else found[:8]:
        if page.part != part and not wanted:
            part = page.part
            click.echo(f"\n{painter(plain=False)(_.word(part, 'handbook'), 'bold')}")
        click.echo(f"  {page.topic:{width}}{page.title}", err=bool(wanted))
    if wanted:
        sys.exit(NOT_JUDGED)


def _show(page: HandbookPage) -> None:
    from nachweis.report.handbook import topics_of
    from nachweis.report.page_text import page_text
    from nachweis.report.reference import TABLES

    _ = words()
    paint = painter(plain=False)
    width = text_width()
    text = page_text(
        page.text, width, paint, lambda name: TABLES[name](_) if name in TABLES else ""
    )
    more = ", ".join(topics_of(page))
    if more:
        text += "\n" + say(Message("See also 'nachweis docs' with: {topics}", topics=more)) + "\n"
    if page.language != _.language:
        text = say(Message("There is no translation of this page yet.")) + "\n\n" + text
    if sys.stdout.isatty():
        click.echo_via_pager(text)
    else:
        click.echo(text, nl=False)
