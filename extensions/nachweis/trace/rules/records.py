"""Rules about records: that what was done is what the requirement asks for."""

from __future__ import annotations

import datetime
import posixpath
from collections import Counter
from collections.abc import Iterator
from typing import Final

from nachweis.model.findings import Finding, Rule
from nachweis.model.foreign import is_stated
from nachweis.model.items import Item
from nachweis.model.messages import Message, Term
from nachweis.model.patterns import regex
from nachweis.model.summary import says_no
from nachweis.model.terms import NOT_LINKED, Severity, State
from nachweis.trace.actions import NOT_PASSED
from nachweis.trace.coverage import Cell, Coverage, renewal
from nachweis.trace.graph import Graph
from nachweis.trace.rules.subjects import GATE, named

_ISO_DAY: Final = regex(r"(?<!\d)(?:19|20)\d\d-[01]\d-[0-3]\d(?!\d)")
_DONE_ON_A_DAY: Final = frozenset({"test", "exercise", "meeting", "training"})
"""Kinds of records whose papers are written on the day, or later."""
_LATE: Final = datetime.timedelta(days=31)
"""How long before such a record a paper of it may have been begun."""
_MANY: Final = 5
"""Records that one file may show; a report of a machine has no such bound."""
_SAME_DAY: Final = 8
"""Records of several kinds on one page that are hardly of the same day."""
_WRITTEN: Final = (".md", ".yaml")
_RESTING: Final = frozenset({State.COVERED, State.PARTIAL, State.SUSPECT})


def kinds(graph: Graph, coverage: Coverage, /) -> Iterator[Finding]:
    """Yield a finding for every cell whose records are of kinds that cannot prove it.

    Likewise for records that say themselves that they are no proof, or are all of one day. A record
    of a fitting kind that is fresh yet will do, though a newer one is of another kind.

    :param graph: catalogue and project
    :param coverage: the states of all cells
    :source: M 2.256, OPS.3.1.M10, M14: exercises, meetings and checks are named by what is done
    """
    yield from _contradictions(graph)
    yield from _of_one_day(graph)
    for cell in coverage.cells:
        wanted = cell.requirement.record_kinds
        if not wanted or cell.kind != "record" or cell.state not in _RESTING:
            continue
        severity = GATE.get(coverage.status[cell.due])
        records = [graph.items[identifier] for identifier in cell.by]
        if severity is None or any(_fits(graph, coverage, cell, record) for record in records):
            continue
        newest = records[0]
        message = Message(
            "{requirement} ({label}) is proven by {kinds}, and {id} is {kind}; record what was "
            "done, or correct the link",
            requirement=cell.requirement.id,
            label=cell.requirement.label,
            kinds=_either(wanted),
            id=newest.id,
            kind=Term(newest.get("kind")),
        )
        yield UNFITTING_RECORD.about(
            newest,
            message,
            "kind",
            severity=severity,
            phase=cell.due,
            related=cell.requirement.id,
        )


def _contradictions(graph: Graph) -> Iterator[Finding]:
    """Yield a warning for every record that says itself that it is not what it counts as.

    Its text tells that nothing was done, or another result; or it is an audit by whoever answers
    for what is audited.

    :source: ISO/IEC 27001, 9.2: auditors do not audit their own work
    """
    denials = frozenset(graph.summary.denials)
    for record in graph.of_type("record"):
        denies = record.id in denials and record.get("result") not in NOT_PASSED
        if denies and says_no(record.body):  # of several with one ID it may be another
            message = Message(
                "{id} counts as passed, and its text says that it was not done or not passed; "
                "correct 'result' or the text",
                id=record.id,
            )
            yield UNFITTING_RECORD.about(
                record, message, "result", severity=Severity.WARNING, related="result"
            )
        if record.get("kind") != "audit":
            continue
        for target in record.targets("checks"):
            section = graph.items.get(target)
            if section is not None and section.get("owner") == record.get("by") != "":
                message = Message(
                    "{id} is an audit of {section} by {contact}, who answers for it; have it "
                    "audited by somebody else",
                    id=record.id,
                    section=target,
                    contact=record.get("by"),
                )
                yield UNFITTING_RECORD.about(
                    record, message, "by", severity=Severity.WARNING, related=target
                )


def _of_one_day(graph: Graph) -> Iterator[Finding]:
    """Yield a warning for each page that has nearly all that was done on one and the same day.

    A page whose name has the day is about that day.
    """
    pages: dict[str, list[Item]] = {}
    for record in graph.of_type("record"):
        if record.place.path.endswith(_WRITTEN) and record.get("status") not in NOT_LINKED:
            pages.setdefault(record.place.path, []).append(record)
    for path, records in pages.items():
        if len(records) < _SAME_DAY:
            continue
        days = Counter(record.get("date") for record in records)
        day = max(days, key=days.__getitem__)
        same = [record for record in records if record.get("date") == day]
        kinds = {record.get("kind") for record in same}
        most = len(same) >= max(_SAME_DAY, 3 * len(records) // 4)
        if most and len(kinds) > 2 and day not in path:
            message = Message(
                "{count} records of the page, of several kinds, are of {date}; give each the day "
                "on which it was done, or the page the day in its name",
                count=len(same),
                date=day,
            )
            yield UNFITTING_RECORD.about(
                same[0], message, "date", severity=Severity.WARNING, related=day
            )


UNFITTING_RECORD: Final = Rule(
    name="unfitting-record",
    severity=Severity.ERROR,
    meaning="A requirement asks for an exercise, a test, an audit, a meeting or a training, and "
    "its records are of another kind; or, as a warning, a record that passed says in its text that "
    "it did not, an audit is by whoever answers for what it looks at, or nearly all records of a "
    "page, of several kinds, are of one day.",
    check=kinds,
    source="M 2.256, OPS.3.1.M10, M14",
)


def _fits(graph: Graph, coverage: Coverage, cell: Cell, record: Item) -> bool:
    """Whether a record is of a kind that proves the requirement, and fresh."""
    if record.get("kind") not in cell.requirement.record_kinds and not is_stated(record):
        return False
    interval, day = renewal(graph.project.settings, cell.requirement), record.date("date")
    return interval is None or day is None or interval.after(day) >= coverage.as_of


def _either(words: tuple[str, ...]) -> str:
    first, *rest = words
    text: str = Term(first)
    for word in rest:
        text = Message("{names} or {name}", names=text, name=Term(word))
    return text


def shared_evidence(graph: Graph, _: Coverage, /) -> Iterator[Finding]:
    """Yield a finding for every file of a record that seems to be the evidence of another one.

    A file shows several records where each names the same one, outside of the folders that
    ``nachweis attach`` makes for single records.

    :param graph: catalogue and project
    """
    attached = {record.id: record for record in graph.having("record", "file")}
    records = {record.id for record in graph.of_type("record")} if attached else ()
    first: dict[str, tuple[str, str]] = {}
    showing: dict[str, list[Item]] = {}
    own = f"{graph.project.settings.folder}/"
    projects = f"{posixpath.dirname(graph.project.settings.folder)}/"
    for record in attached.values():
        for name, digest in zip(record.list("file"), record.list("sha256"), strict=False):
            path = _path(record, name)
            owner = path.split("/")[-2] if "/" in path else ""
            if path != record.place.path:  # a report of a machine, which makes records
                showing.setdefault(path, []).append(record)
            yield from _of_another_day(record, name)
            if path.startswith(projects) and not path.startswith(own):
                message = Message(
                    "{id}: {file} belongs to the project {other}; attach a copy if it shows this "
                    "one, too",
                    id=record.id,
                    file=repr(name),
                    other=path.removeprefix(projects).partition("/")[0],
                )
                yield EVIDENCE_OF_ANOTHER.about(record, message, "file", related=path)
            known, first_path = first.setdefault(digest, (record.id, path))
            if owner != record.id and owner in records:
                message = Message(
                    "{id}: {file} lies in the folder of {other}; attach a file of its own, or move "
                    "what shows both out of that folder",
                    id=record.id,
                    file=repr(name),
                    other=owner,
                )
                yield EVIDENCE_OF_ANOTHER.about(record, message, "file", related=owner)
            elif known != record.id and first_path != path:
                message = Message(
                    "{id}: {file} has the same content as a file of {other}; attach a file of its "
                    "own, or name the same one in both",
                    id=record.id,
                    file=repr(name),
                    other=known,
                )
                yield EVIDENCE_OF_ANOTHER.about(record, message, "file", related=known)

    for path, shown in showing.items():
        if len(shown) > _MANY:
            message = Message(
                "{file} is all that shows {names}; attach to each what was seen and done there",
                file=repr(path.rpartition("/")[2]),
                names=named([record.id for record in shown]),
            )
            yield EVIDENCE_OF_ANOTHER.about(shown[0], message, "file", related=path)


def _of_another_day(record: Item, name: str) -> Iterator[Finding]:
    """Yield if the name of a file says that it is older than what it is to show."""
    day = record.date("date")
    if day is None or record.get("kind") not in _DONE_ON_A_DAY:
        return
    newest = max(_ISO_DAY.findall(name), default="")
    if newest and newest < str(day - _LATE):
        message = Message(
            "{id}: {file} is of {day}, long before {date}; attach what was written then, or "
            "correct the date",
            id=record.id,
            file=repr(name),
            day=newest,
            date=day,
        )
        yield EVIDENCE_OF_ANOTHER.about(record, message, "file", related=name)


EVIDENCE_OF_ANOTHER: Final = Rule(
    name="evidence-of-another",
    severity=Severity.WARNING,
    meaning="A file of a record lies in the folder of another record, has the content of its file "
    "under another name, shows more than five records, is older than what was done, or belongs to "
    "another project.",
    check=shared_evidence,
    hardened=True,
)


def _path(record: Item, name: str) -> str:
    """Return a file that a record names as a path from the workspace, or its address."""
    if "://" in name:
        return name
    return posixpath.normpath(posixpath.join(posixpath.dirname(record.place.path), name))


RULES: Final = (UNFITTING_RECORD, EVIDENCE_OF_ANOTHER)
