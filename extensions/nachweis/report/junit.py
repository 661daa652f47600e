"""The matrix as JUnit XML: a test case for each cell, so that CI shows what is proven."""

from __future__ import annotations

import dataclasses
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Final
from xml.etree import ElementTree as ET

from nachweis.i18n import Words
from nachweis.model.places import Place, one_line
from nachweis.model.terms import Phase, Severity, State
from nachweis.report.report import Entry, Report
from nachweis.trace.compare import Since
from nachweis.trace.coverage import Cell
from nachweis.trace.gate import Verdict

_PASSED: Final = frozenset({State.COVERED, State.PARTIAL, State.SUSPECT})
_NO_XML: Final = re.compile("[\ufffe\uffff]")

_CellName = tuple[str, str]


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class _Case:
    """A test case.

    :param outcome: ``failure`` or ``skipped``; empty if it passed
    :param type: rule or state that is the reason
    :param message: what is wrong, or why it is skipped
    :param details: the place; shown as the output of the test
    """

    name: str
    classname: str
    outcome: str = ""
    type: str = ""
    message: str = ""
    details: str = ""


def render(report: Report) -> str:
    """Format a report as JUnit XML.

    A suite for each phase of a project has its cells; another one the findings that belong
    to no cell. Failures are what makes the run fail, no more and no less.

    :param report: what to report
    """
    root = ET.Element("testsuites", name="nachweis")
    total = failed = 0
    for verdict in report.verdicts:
        for name, cases in _suites(report, verdict):
            failures = sum(case.outcome == "failure" for case in cases)
            skipped = sum(case.outcome == "skipped" for case in cases)
            suite = ET.SubElement(
                root,
                "testsuite",
                name=f"{verdict.key} {name}",
                tests=str(len(cases)),
                failures=str(failures),
                errors="0",
                skipped=str(skipped),
                timestamp=f"{report.as_of}T00:00:00",
                package=verdict.key,
            )
            for case in cases:
                _write(suite, case)
            total, failed = total + len(cases), failed + failures
    root.set("tests", str(total))
    root.set("failures", str(failed))
    root.set("errors", "0")
    ET.indent(root, " ")
    body = ET.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{body}\n'


def _suites(report: Report, verdict: Verdict) -> Iterator[tuple[str, Sequence[_Case]]]:
    of_cells: dict[_CellName, Entry] = {}
    others = []
    for entry in report.entries(verdict):
        if entry.finding.kind:
            of_cells[entry.finding.subject, entry.finding.kind] = entry
        else:
            others.append(entry)
    cells: dict[Phase, list[_Case]] = defaultdict(list)
    for cell in verdict.coverage.cells:
        entry_of = of_cells.get((cell.requirement.id, cell.kind))
        cells[cell.due].append(_cell(report, verdict, cell, entry_of))
    yield from ((phase, cells[phase]) for phase in Phase if phase in cells)
    if others:
        yield "rules", [_other(report, entry) for entry in others]


def _cell(report: Report, verdict: Verdict, cell: Cell, entry: Entry | None) -> _Case:
    requirement = cell.requirement
    case = _Case(
        name=f"{requirement.id} ({requirement.label}) {cell.kind}",
        classname=f"{verdict.key}.{cell.due}.{requirement.measure}",
    )
    if entry and entry.fails:
        return _failure(report, case, entry)
    place = _place(verdict, cell)
    where = f"{report.path(place)}:{place.line}: " if place else ""
    _ = report.words
    if cell.state in _PASSED:
        what = _("{state} by {names}").format(state=_.word(cell.state), names=", ".join(cell.by))
        said = f"\n{_said(report, entry)}" if entry else ""
        return dataclasses.replace(case, details=f"{where}{what}{said}")
    reason = _reason(cell, entry, _)
    return dataclasses.replace(
        case,
        outcome="skipped",
        type=cell.state,
        message=reason,
        details=_said(report, entry) if entry else f"{where}{reason}",
    )


def _reason(cell: Cell, entry: Entry | None, _: Words) -> str:
    """Return why a cell is skipped: neither proven nor at fault."""
    state, message = _.word(cell.state), _.translate(entry.finding.message) if entry else ""
    if entry and entry.since is Since.OLD and entry.finding.severity is Severity.ERROR:
        return _("{state}, as before: {message}").format(state=state, message=message)
    if cell.decision:
        return _("{state} by decision {id}").format(state=state, id=cell.decision)
    if cell.reason:
        return f"{state}: {_.translate(cell.reason)}"
    if entry:
        return f"{state}: {message}"
    return _("{state}: due in the phase {phase}").format(state=state, phase=_.word(cell.due))


def _place(verdict: Verdict, cell: Cell) -> Place | None:
    """Return the place of the object that a cell rests on."""
    items = verdict.graph.items
    name = next((name for name in (*cell.by, cell.decision) if name in items), None)
    return items[name].place if name else None


def _other(report: Report, entry: Entry) -> _Case:
    finding = entry.finding
    name = " ".join(filter(None, (finding.subject or finding.place.path, finding.related)))
    case = _Case(name=f"{finding.rule}: {name}", classname=f"{entry.key}.rules.{finding.rule}")
    if entry.fails:
        return _failure(report, case, entry)
    _ = report.words
    severity, message = _.word(finding.severity), _.translate(finding.message)
    said = _("{state}, as before: {message}") if entry.since is Since.OLD else "{state}: {message}"
    return dataclasses.replace(
        case,
        outcome="skipped",
        type=finding.severity,
        message=said.format(state=severity, message=message),
        details=_said(report, entry),
    )


def _failure(report: Report, case: _Case, entry: Entry) -> _Case:
    return dataclasses.replace(
        case,
        outcome="failure",
        type=entry.finding.rule,
        message=report.words.translate(entry.finding.message),
        details=_said(report, entry),
    )


def _said(report: Report, entry: Entry) -> str:
    place = entry.finding.place
    return (
        f"{report.path(place)}:{place.line}:{place.column}: "
        f"{report.words.translate(entry.finding.message)} ({entry.finding.rule})"
    )


def _write(suite: ET.Element, case: _Case) -> None:
    element = ET.SubElement(
        suite, "testcase", name=_text(case.name), classname=_text(case.classname), time="0"
    )
    if case.outcome:
        inner = ET.SubElement(
            element, case.outcome, type=_text(case.type), message=_text(case.message)
        )
        inner.text = "\n".join(map(_text, case.details.split("\n")))
    elif case.details:
        out = ET.SubElement(element, "system-out")
        out.text = "\n".join(map(_text, case.details.split("\n")))


def _text(value: str) -> str:
    """Remove characters that XML cannot hold."""
    return _NO_XML.sub(lambda match: ascii(match[0])[1:-1], one_line(value))
