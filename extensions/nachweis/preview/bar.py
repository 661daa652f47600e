"""The text of the preview's bar, in the language of the site."""

from __future__ import annotations

import dataclasses
import html
import re
from collections.abc import Iterator, Sequence
from typing import Final

from nachweis.i18n import Words
from nachweis.model.items import Item
from nachweis.publish.sphinx_process import FAILED, Finished
from nachweis.sources.errors import Problem
from nachweis.trace.gate import Verdict
from nachweis.trace.situation import situation

_MARKS: Final = re.compile(r"(WARNING|ERROR): | \[[\w.-]+\]$")
"""What Sphinx adds to a message."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Gate:
    """The last verdicts, or the problems why there are none."""

    verdicts: Sequence[Verdict] = ()
    problems: Sequence[Problem] = ()

    @property
    def items(self) -> list[Item]:
        """All objects that were read."""
        return [item for verdict in self.verdicts for item in verdict.graph.project.items]

    def lines(self, words: Words) -> list[str]:
        """Return a line for each verdict or problem, for the terminal.

        :param words: translates into the language of the command
        """
        verdicts = [[text for _, text in _verdict(v, words)] for v in self.verdicts]
        return [
            *(f"{problem.place}: {words.translate(problem.message)}" for problem in self.problems),
            *(
                f"{verdict.key} {said}: {'; '.join(parts)}"
                for verdict, (said, *parts) in zip(self.verdicts, verdicts, strict=True)
            ),
        ]

    def parts(self, _: Words) -> list[str]:
        """Return the parts of the bar for each verdict, or for the first problem, as HTML.

        :param _: translates into the language of the site
        """
        if self.problems:
            first = self.problems[0]
            text = f"{first.place}: {_.translate(first.message)}"
            return [_part("broken", _("not judged: %(problem)s") % {"problem": text})]
        return [
            _part(state, text, "" if number else verdict.key)
            for verdict in self.verdicts
            for number, (state, text) in enumerate(_verdict(verdict, _))
        ]


def building(_: Words, *, rest: bool = False) -> str:
    """Return the part of the bar that is shown during a build, as HTML.

    :param _: translates into the language of the site
    :param rest: whether the page that is shown is there
    """
    return _part("busy", _("building the other pages …") if rest else _("building …"))


def finished(done: Finished, _: Words) -> list[str]:
    """Return the part of the bar for a finished build, as HTML; nothing if it went well.

    :param done: its result
    :param _: translates into the language of the site
    """
    if not done.code:
        return []
    said = {"problem": _MARKS.sub("", done.first)}
    if done.code == FAILED:
        return [_part("broken", _("not built: %(problem)s") % said)]
    return [_part("broken", _("built with warnings: %(problem)s") % said)]


def _verdict(verdict: Verdict, _: Words) -> Iterator[tuple[str, str]]:
    """Yield how a project stands, as its home page says it, each part with its look.

    Only what is closed and in order looks good.
    """
    found = situation(verdict)
    state = _("holds") if verdict.holds else _("fails")
    good = "holds" if found.closed else "runs"
    said = _("%(state)s on %(date)s") % {"state": state, "date": _.day(verdict.coverage.as_of)}
    yield good if verdict.holds else "fails", said
    if not found.closed:
        yield "runs", _("No phase is closed yet")
    elif found.amiss:
        said = _.ngettext(
            "Closed phases: %(count)s error", "Closed phases: %(count)s errors", found.amiss
        )
        yield "fails", said % {"count": found.amiss}
    else:
        said = _.ngettext(
            "%(count)s closed phase in order", "%(count)s closed phases in order", found.closed
        )
        yield "holds", said % {"count": found.closed}
    for running in found.running:
        parts = {"phase": _.word(running.phase), "count": running.open}
        with_open = _("%(phase)s in progress: %(count)s open")
        without = _("%(phase)s in progress: nothing open")
        yield (
            "fails" if running.errors else "runs",
            (with_open if running.open else without) % parts,
        )
    if found.elsewhere:
        said = _.ngettext(
            "%(count)s error elsewhere", "%(count)s errors elsewhere", found.elsewhere
        )
        yield "fails", said % {"count": found.elsewhere}
    if found.overdue:
        yield "fails", _("%(count)s overdue") % {"count": found.overdue}
    else:
        yield "runs", _("Nothing overdue")


def _part(state: str, text: str, name: str = "") -> str:
    bold = f"<b>{html.escape(name)}</b> " if name else ""
    return f'<span data-state="{state}">{bold}{html.escape(text)}</span>'
