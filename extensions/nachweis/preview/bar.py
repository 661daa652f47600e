"""The text of the preview's bar, in the language of the site."""

from __future__ import annotations

import dataclasses
import html
import re
from collections import Counter
from collections.abc import Sequence
from typing import Final

from nachweis.i18n import Words, translator
from nachweis.model.items import Item
from nachweis.model.terms import Severity
from nachweis.publish.sphinx_process import FAILED, Finished
from nachweis.sources.errors import Problem
from nachweis.trace.gate import Verdict

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

    def lines(self) -> list[str]:
        """Return a line for each verdict or problem, for the terminal."""
        _ = translator("en")
        verdicts = [f"{verdict.key} {_verdict(verdict, _)}" for verdict in self.verdicts]
        return [*map(str, self.problems), *verdicts]

    def parts(self, _: Words) -> list[str]:
        """Return a part of the bar for each verdict, or for the first problem, as HTML.

        :param _: translates into the language of the site
        """
        if self.problems:
            first = self.problems[0]
            text = f"{first.place}: {_.translate(first.message)}"
            return [_part("broken", _("not judged: %(problem)s") % {"problem": text})]
        return [
            _part("holds" if verdict.holds else "fails", _verdict(verdict, _), verdict.key)
            for verdict in self.verdicts
        ]


def building(_: Words) -> str:
    """Return the part of the bar that is shown during a build, as HTML.

    :param _: translates into the language of the site
    """
    return _part("busy", _("building …"))


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


def _verdict(verdict: Verdict, _: Words) -> str:
    counts = Counter(finding.severity for finding in verdict.findings)
    phase = verdict.coverage.phase
    errors, warnings = counts[Severity.ERROR], counts[Severity.WARNING]
    ngettext = _.plural
    parts = {
        "state": _("holds") if verdict.holds else _("fails"),
        "phase": _("%(phase)s in progress") % {"phase": _.word(phase)}
        if phase
        else _("all phases closed"),
        "errors": ngettext("%(number)s error", "%(number)s errors", errors) % {"number": errors},
        "warnings": ngettext("%(number)s warning", "%(number)s warnings", warnings)
        % {"number": warnings},
        "date": verdict.coverage.as_of,
    }
    return _("%(state)s, %(phase)s: %(errors)s, %(warnings)s on %(date)s") % parts


def _part(state: str, text: str, name: str = "") -> str:
    bold = f"<b>{html.escape(name)}</b> " if name else ""
    return f'<span data-state="{state}">{bold}{html.escape(text)}</span>'
