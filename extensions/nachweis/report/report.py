"""The input of every format: verdicts, and what they are compared with."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TypeAlias

from nachweis.i18n import ENGLISH, Words
from nachweis.model.findings import Finding
from nachweis.model.named_tuples import NamedTuple
from nachweis.model.places import Place
from nachweis.model.terms import Severity
from nachweis.trace.compare import Comparison, Since, fingerprint, occurrence_numbers, short_commit
from nachweis.trace.gate import Verdict

Paint: TypeAlias = Callable[[str, str], str]
"""Colours a text, or returns it unchanged if there are no colours."""


class Entry(NamedTuple):
    """A finding as reports need it.

    :param key: key of its project
    :param occurrence: its number among those with the same identity, counted from 1
    :param since: whether it is new, if the report is compared with a base
    """

    key: str
    finding: Finding
    occurrence: int
    since: Since | None = None

    @property
    def fingerprint(self) -> str:
        """Its identifier for other tools: unique in the report, stable while lines change."""
        return fingerprint(self.key, self.finding, self.occurrence)

    @property
    def fails(self) -> bool:
        """Whether it makes the run fail: an error, unless it is old."""
        return self.finding.severity is Severity.ERROR and self.since is not Since.OLD


def plain(text: str, _: str) -> str:
    """Return a text without colours."""
    return text


class Report(NamedTuple):
    """Verdicts of one date, with the options of their report.

    :param verdicts: at least one
    :param ref: branch, tag or commit that they are compared with, as given
    :param commit: full ID of the commit behind it, at which the branch began
    :param comparisons: what the comparison found, by project; empty without a base
    :param lost: keys of projects of the base that no longer exist
    :param prefix: path of the workspace inside its repository, with ``/`` at its end
    :param version: version of this tool
    :param handbook: address of the site that has the handbook, for links to rules
    :param paint: how to colour a text
    :param words: translates to the language of the reader
    :param least: the lowest severity that people are shown; all are counted
    """

    verdicts: Sequence[Verdict]
    ref: str = ""
    commit: str = ""
    comparisons: Mapping[str, Comparison] = {}
    lost: tuple[str, ...] = ()
    prefix: str = ""
    version: str = ""
    handbook: str = ""
    paint: Paint = plain
    least: Severity = Severity.WARNING
    words: Words = ENGLISH

    @property
    def as_of(self) -> datetime.date:
        """The date of judgement."""
        return self.verdicts[0].coverage.as_of

    @property
    def base(self) -> str:
        """Name for people of what the verdicts are compared with; empty without a base."""
        if not self.ref or self.commit.startswith(self.ref):
            return short_commit(self.commit) if self.ref else ""
        return f"{self.ref} ({short_commit(self.commit)})"

    @property
    def passes(self) -> bool:
        """Whether nothing fails the run: no error at all, or none that is new."""
        return all(self.lets_pass(verdict) for verdict in self.verdicts)

    def lets_pass(self, verdict: Verdict) -> bool:
        """Return whether a project passes.

        :param verdict: one of the verdicts
        """
        if verdict.key not in self.comparisons:
            return verdict.holds
        return not any(entry.fails for entry in self.entries(verdict))

    def entries(self, verdict: Verdict) -> Iterator[Entry]:
        """Yield the findings of a project in their order.

        :param verdict: one of the verdicts
        """
        comparison = self.comparisons.get(verdict.key)
        marks = comparison.since if comparison else (None,) * len(verdict.findings)
        numbers = occurrence_numbers(verdict.findings)
        for finding, mark, occurrence in zip(verdict.findings, marks, numbers, strict=True):
            yield Entry(key=verdict.key, finding=finding, occurrence=occurrence, since=mark)

    def gone(self, verdict: Verdict) -> Iterator[Entry]:
        """Yield the findings that a project had before and no longer has.

        :param verdict: one of the verdicts
        """
        comparison = self.comparisons.get(verdict.key)
        findings = comparison.gone if comparison else ()
        numbers = list(occurrence_numbers((*verdict.findings, *findings)))[len(verdict.findings) :]
        for finding, occurrence in zip(findings, numbers, strict=True):
            yield Entry(key=verdict.key, finding=finding, occurrence=occurrence)

    def worst_first(self) -> list[Entry]:
        """Sort all findings: those that fail first, then by severity, new before old."""
        every = [entry for verdict in self.verdicts for entry in self.entries(verdict)]
        return sorted(
            every,
            key=lambda e: (
                not e.fails,
                e.finding.severity.rank,
                e.since is Since.OLD,
            ),
        )

    def path(self, place: Place) -> str:
        """Return the path of a file relative to the repository, as CI systems require.

        :param place: a place in it
        """
        return place.path if place.path.startswith("/") else f"{self.prefix}{place.path}"
