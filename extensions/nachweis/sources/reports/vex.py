"""CycloneDX VEX (JSON): each vulnerability, and whether it can be exploited here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from nachweis.model.evidence import Case
from nachweis.model.terms import Result
from nachweis.sources.reports.jsonparts import Part

_STATES: Final[Mapping[str, Result]] = {
    "resolved": Result.PASS,
    "resolved_with_pedigree": Result.PASS,
    "not_affected": Result.PASS,
    "false_positive": Result.PASS,
    "in_triage": Result.PARTIAL,
    "": Result.PARTIAL,
    "exploitable": Result.FAIL,
}
"""Results of the states of an analysis (CycloneDX 1.6); without a judgement it is partial."""


def vex_cases(report: Part) -> Iterator[Case]:
    """Yield a case for each vulnerability.

    :param report: the report
    :raises SourceError: if it is not as the standard says, or has no date
    """
    day = report.part("metadata").day("timestamp")
    for vulnerability in report.parts("vulnerabilities"):
        name, analysis = vulnerability.text("id"), vulnerability.part("analysis")
        state = analysis.text("state")
        if not name:
            raise vulnerability.wrong("a vulnerability has no ID", "vulnerabilities")
        if state not in _STATES:
            raise vulnerability.wrong(f"{name}: {state!r} is not a state of an analysis", state)
        if day is None:
            raise report.wrong(
                "nobody can tell when it was written: 'metadata' has no 'timestamp'; "
                "have the tool write one"
            )
        words = (state, analysis.text("justification"), analysis.text("detail"))
        yield Case(
            name=name,
            title=name,
            date=day,
            result=_STATES[state],
            line=vulnerability.line(name),
            text="\n".join(filter(None, words)),
        )
