"""SARIF 2.1.0: each rule that a scanner ran, and whether it found something."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Final

from nachweis.model.evidence import Case
from nachweis.model.messages import Message
from nachweis.model.terms import Result
from nachweis.sources.reports.jsonparts import Part

_HARMLESS: Final = frozenset({"pass", "notApplicable", "informational"})
"""Kinds of results that say that nothing is wrong (SARIF 2.1.0, 3.27.9)."""


def sarif_cases(report: Part) -> Iterator[Case]:
    """Yield a case for each rule of each run.

    A rule without a result passed. A result of level *error* or *warning* fails it; a *note*, one
    that is to be reviewed, and one that is suppressed leave it partial.

    :param report: the report
    :raises SourceError: if it is not as the standard says, a run has no date, or did not succeed
    """
    for run in report.parts("runs"):
        if run.part("externalPropertyFileReferences").parts("results"):
            message = Message(
                "its results are in other files, so that its silence proves nothing; bring them"
            )
            raise run.wrong(message, "externalPropertyFileReferences")
        day = _day_of(run)
        tool = run.part("tool")
        parts = (tool.part("driver"), *tool.parts("extensions"))
        rules = [rule for part in parts for rule in part.parts("rules")]
        passed = Case(name="", title="", date=day, result=Result.PASS, line=1)
        found: dict[str, Case] = {}
        levels: dict[str, str] = {}
        texts: dict[str, list[str]] = {}
        for rule in rules:
            name = rule.text("id")
            title = rule.part("shortDescription").text("text") or rule.text("name") or name
            found[name] = passed._replace(name=name, title=title, line=rule.line(name))
            levels[name] = rule.part("defaultConfiguration").text("level")
        for result in run.parts("results"):
            name = _rule_of(result, rules)
            outcome = _outcome(result, levels.get(name, ""))
            if outcome is None:
                continue
            unknown = passed._replace(name=name, title=name, line=result.line(name))
            known = found.get(name, unknown)
            worst = Result.FAIL if Result.FAIL in (outcome, known.result) else Result.PARTIAL
            found[name] = known._replace(result=worst)
            texts.setdefault(name, []).append(result.part("message").text("text"))
        for name, case in found.items():
            yield case._replace(text="\n".join(texts.get(name, ())).strip())


def _day_of(run: Part) -> datetime.date:
    """Return the day on which a run ended; one that broke off is refused."""
    invocations = run.parts("invocations")
    if any(part.data.get("executionSuccessful") is False for part in invocations):
        message = Message("the run did not succeed, so that its silence proves nothing; repeat it")
        raise run.wrong(message, "executionSuccessful")
    days = [day for part in invocations if (day := part.day("endTimeUtc", "startTimeUtc"))]
    if not days:
        message = Message(
            "nobody can tell when it ran: no invocation has an 'endTimeUtc'; "
            "have the tool write one"
        )
        raise run.wrong(message, "runs")
    return max(days)


def _rule_of(result: Part, rules: list[Part]) -> str:
    name = result.text("ruleId") or result.part("rule").text("id")
    index = result.data.get("ruleIndex", result.part("rule").data.get("index", -1))
    if not name and isinstance(index, int) and 0 <= index < len(rules):
        name = rules[index].text("id")
    if not name:
        raise result.wrong("a result names no rule", "results")
    return name


def _outcome(result: Part, usual_level: str) -> Result | None:
    """Return the outcome of a result for its rule; None if it reports no problem."""
    if result.text("kind") in _HARMLESS or result.text("baselineState") == "absent":
        return None
    level = result.text("level") or usual_level or "warning"
    if result.parts("suppressions") or result.text("kind") in ("open", "review"):
        return Result.PARTIAL
    return {"none": None, "note": Result.PARTIAL}.get(level, Result.FAIL)
