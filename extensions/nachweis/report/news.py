"""Differences between two runs as text, for ``nachweis check --watch``."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence

from nachweis.i18n import Words
from nachweis.model.findings import Finding
from nachweis.model.terms import Severity
from nachweis.report.report import Paint
from nachweis.report.text import line, summary
from nachweis.trace.compare import Since, compare
from nachweis.trace.gate import Verdict


def render(
    now: Sequence[Verdict],
    before: Mapping[str, Verdict],
    time: datetime.time,
    paint: Paint,
    least: Severity,
    _: Words,
) -> str:
    """Format new and removed findings, and the state of each project; at least one line.

    :param now: the verdicts
    :param before: the earlier verdicts by key
    :param time: when they were judged
    :param paint: how to colour a text
    :param least: the lowest severity to show
    :param _: translates to the language of the reader
    """
    lines: list[str] = []
    for verdict in now:
        lines += _changed(verdict, before.get(verdict.key), paint, least, _)
        lines.append(f"{time:%H:%M:%S} {summary(verdict, paint, _)}")
    gone = [key for key in before if key not in {verdict.key for verdict in now}]
    said = _("{key} is gone")
    lines += [f"{time:%H:%M:%S} {said.format(key=key)}" for key in gone]
    return "\n".join(lines) + "\n"


def _changed(
    verdict: Verdict, before: Verdict | None, paint: Paint, least: Severity, _: Words
) -> Iterator[str]:
    comparison = compare(verdict, before)
    for finding in comparison.gone:
        if _shown(finding, least):
            yield f"{paint('-', 'green')} {line(finding, paint, _)}"
    for finding, since in zip(verdict.findings, comparison.since, strict=True):
        if since is Since.NEW and _shown(finding, least):
            yield f"{paint('+', 'red')} {line(finding, paint, _)}"


def _shown(finding: Finding, least: Severity) -> bool:
    return finding.severity.rank <= least.rank
