"""JUnit XML: each test case.

Read with expat, which tells the line of each element; libraries for the format do not. A document
type is refused, and with it every entity, so that a report can neither grow nor fetch anything.
"""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Mapping
from typing import Final
from xml.parsers import expat

from nachweis.model.dates import parse_date
from nachweis.model.evidence import Case
from nachweis.model.messages import Message
from nachweis.model.places import Place
from nachweis.model.terms import Result
from nachweis.sources.files import problem

_DEEPEST: Final = 20
"""Levels of elements above which a report is taken for a mistake."""
_OUTCOMES: Final[Mapping[str, Result]] = {"failure": Result.FAIL, "error": Result.FAIL}
_FAILED: Final = frozenset({"failed", "failure", "fail", "error", "errored"})
_NOT_RUN: Final = frozenset({"notrun", "disabled", "skipped", "suppressed", "ignored", "inactive"})
"""What some tools, GoogleTest among them, say in an attribute of a case and in no element."""


class _Suite:
    """A suite that is being read: its day, what it counts, and what it holds of that."""

    def __init__(
        self, day: datetime.date | None, attributes: Mapping[str, str], place: Place
    ) -> None:
        def count(*names: str) -> int:
            counts = (attributes.get(name, "") for name in names)
            return sum(int(count) for count in counts if count.isascii() and count.isdigit())

        self.day, self.place = day, place
        self.failures, self.not_run = count("failures", "errors"), count("skipped", "disabled")
        self.tests = count("tests")
        self.held: Counter[str] = Counter()

    def contradiction(self) -> Message | None:
        """Return which of its counts has more than it holds, if any does.

        What did not run may be left out of a report. Some tools count a case twice that failed and
        could not be cleared away.
        """
        ran = self.held["cases"] - self.held["not run"]
        if self.failures > self.held["failures"]:
            return Message(
                "counts failures ({count}) and holds {held} that failed; bring the whole report",
                count=self.failures,
                held=self.held["failures"],
            )
        if self.tests - self.not_run > ran:
            return Message(
                "counts cases that ran ({count}) and holds {held}; bring the whole report",
                count=self.tests - self.not_run,
                held=ran,
            )
        if self.tests and self.not_run > self.held["not run"] and ran > self.tests - self.not_run:
            return Message(
                "counts cases that did not run ({count}) and holds {held}; bring the whole report",
                count=self.not_run,
                held=self.held["not run"],
            )
        return None


def junit_cases(text: str, name: str) -> tuple[Case, ...]:
    """Return the cases of a report in JUnit XML.

    :param text: the report
    :param name: its path, for messages
    :raises SourceError: if it is not a report, or a case has no date
    """
    reader = _Reader(name)
    parser = expat.ParserCreate(encoding="utf-8")
    parser.buffer_text = True
    reader.parser = parser
    parser.StartDoctypeDeclHandler = reader.doctype
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.characters
    try:
        parser.Parse(text, True)  # noqa: FBT003 - expat takes no name for it
    except expat.ExpatError as error:
        place = Place(path=name, line=error.lineno, column=error.offset + 1)
        message = Message(
            "is not well-formed XML: {errorstring}", errorstring=expat.ErrorString(error.code)
        )
        raise problem(place, message) from error
    return tuple(reader.cases)


class _Reader:
    """Follows the elements of a report."""

    parser: expat.XMLParserType

    def __init__(self, name: str) -> None:
        self.cases: list[Case] = []
        self._name = name
        self._open: list[str] = []
        self._suites: list[_Suite] = []
        self._case: Case | None = None
        self._words: list[str] = []
        self._failures = 0

    @property
    def _place(self) -> Place:
        parser = self.parser
        return Place(
            path=self._name, line=parser.CurrentLineNumber, column=parser.CurrentColumnNumber + 1
        )

    def doctype(self, *_: object) -> None:
        """Refuse a document type."""
        raise problem(
            self._place, Message("declares a document type, which no report needs; remove it")
        )

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Take note of a suite or a case."""
        if not self._open and tag not in ("testsuites", "testsuite"):
            raise problem(
                self._place, Message("is XML, but <{tag}> does not begin a JUnit report", tag=tag)
            )
        if len(self._open) >= _DEEPEST:
            raise problem(
                self._place, Message("nests more than {deepest} levels deep", deepest=_DEEPEST)
            )
        self._open.append(tag)
        if tag in ("testsuites", "testsuite"):
            self._suites.append(_Suite(self._dated(attributes), attributes, self._place))
        elif tag == "testcase":
            self._begin(attributes)
        elif self._case is not None and tag.lower() == "skipped":
            self._case = self._case._replace(skipped=True)
        elif self._case is not None and tag.lower() in _OUTCOMES:
            self._case = self._case._replace(result=_OUTCOMES[tag.lower()])
            self._failures += 1
            self._words.append(attributes.get("message", ""))

    def _begin(self, attributes: dict[str, str]) -> None:
        title, group = attributes.get("name", ""), attributes.get("classname", "")
        if not title:
            raise problem(self._place, Message("a test case has no name"))
        day = self._dated(attributes)
        if day is None:
            raise problem(
                self._place,
                Message(
                    "nobody can tell when {title!r} ran: neither it nor its suite has a "
                    "timestamp; have the tool write one",
                    title=title,
                ),
            )
        self._words = [f"{attributes['time']} s"] if "time" in attributes else []
        said = {attributes.get(name, "").lower() for name in ("status", "result")}
        self._failures = int(bool(said & _FAILED))
        self._case = Case(
            name=f"{group}.{title}" if group else title,
            title=title,
            date=day,
            result=Result.FAIL if said & _FAILED else Result.PASS,
            skipped=bool(said & _NOT_RUN),
            line=self._place.line,
        )

    def _dated(self, attributes: Mapping[str, str]) -> datetime.date | None:
        """Return the day of an element, or of the suite around it."""
        around = self._suites[-1].day if self._suites else None
        return self._day(attributes.get("timestamp", "")) or around

    def _day(self, stamp: str) -> datetime.date | None:
        try:
            return parse_date(stamp[:10]) if stamp else None
        except ValueError:
            raise problem(
                self._place, Message("the timestamp {stamp!r} is not a date", stamp=stamp)
            ) from None

    def end(self, tag: str) -> None:
        """Close a suite, or keep a case."""
        self._open.pop()
        if tag in ("testsuites", "testsuite"):
            suite = self._suites.pop()
            if message := suite.contradiction():
                raise problem(suite.place, message)
        elif tag == "testcase" and self._case is not None:
            text = "\n".join(filter(None, self._words))
            self.cases.append(self._case._replace(text=text))
            held = {"cases": 1, "not run": int(self._case.skipped), "failures": self._failures}
            for suite in self._suites:
                suite.held.update(held)
            self._case = None

    def characters(self, data: str) -> None:
        """Keep what a failure says."""
        if self._case is not None and self._open[-1].lower() in _OUTCOMES:
            self._words.append(data.strip())
