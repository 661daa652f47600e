"""Evidence that machines write: cases of reports, and which requirements they prove."""

from __future__ import annotations

import datetime
from typing import NamedTuple

from nachweis.model.places import Place
from nachweis.model.terms import Result


class Case(NamedTuple):
    """One thing that a report tells the outcome of.

    :param name: what the mapping calls it: class and name of a test, or the ID of a rule, a
        vulnerability or a target
    :param title: what a person calls it
    :param date: the day, as the report says
    :param line: line of the report, counted from 1
    :param text: what else the report says of it
    :param skipped: whether it did not run, so that it has no result
    """

    name: str
    title: str
    date: datetime.date
    result: Result
    line: int
    text: str = ""
    skipped: bool = False


class MappingRule(NamedTuple):
    """An entry of ``evidence/mapping.yaml``: which cases become records, and what they prove.

    :param report: names of files right in ``evidence/``; ``*`` stands for any characters
    :param case: names of cases; ``*`` stands for any characters
    :param proves: IDs of requirements or topics
    :param checks: IDs of clauses or sections
    :param kind: the kind of record
    :param title: title of the records; ``{case}`` and ``{report}`` stand for what they came from
    :param by: contact or body that answers for it
    :param infoclass: information class of the records
    """

    report: str
    case: str
    proves: tuple[str, ...]
    place: Place
    checks: tuple[str, ...] = ()
    kind: str = "test"
    title: str = ""
    by: str = ""
    infoclass: str = ""
