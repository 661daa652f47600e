"""OSCAL assessment results (JSON): each finding about a control's objective."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from nachweis.model.evidence import Case
from nachweis.model.terms import Result
from nachweis.sources.reports.jsonparts import Part

_STATES: Final[Mapping[str, Result]] = {
    "satisfied": Result.PASS,
    "not-satisfied": Result.FAIL,
}
"""What the state of an objective says (OSCAL 1.1, ``objective-status``)."""


def oscal_cases(report: Part) -> Iterator[Case]:
    """Yield a case for each finding of each result.

    :param report: the report
    :raises SourceError: if it is not as the standard says, or a result has no date
    """
    for result in report.part("assessment-results").parts("results"):
        day = result.day("end", "start")
        for finding in result.parts("findings"):
            target = finding.part("target")
            name, status = target.text("target-id"), target.part("status")
            state = status.text("state")
            if not name:
                raise finding.wrong("a finding has no 'target-id'", "findings")
            if state not in _STATES:
                raise finding.wrong(f"{name}: {state!r} is not satisfied or not-satisfied", name)
            if day is None:
                raise result.wrong(
                    "nobody can tell when it was assessed: a result has no 'end' and no 'start'",
                    "results",
                )
            words = (finding.text("description"), status.text("reason"), status.text("remarks"))
            yield Case(
                name=name,
                title=finding.text("title") or name,
                date=day,
                result=_STATES[state],
                line=finding.line(name),
                text="\n".join(filter(None, words)),
            )
