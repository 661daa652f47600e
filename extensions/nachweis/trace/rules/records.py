"""Rules about records: that what was done is what the requirement asks for."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from typing import Final

from nachweis.model.findings import Finding, Rule
from nachweis.model.foreign import is_stated
from nachweis.model.items import Item
from nachweis.model.messages import Message, Term
from nachweis.model.terms import Severity, State
from nachweis.trace.coverage import Cell, Coverage, renewal
from nachweis.trace.graph import Graph
from nachweis.trace.rules.subjects import GATE

_RESTING: Final = frozenset({State.COVERED, State.PARTIAL, State.SUSPECT})


def kinds(graph: Graph, coverage: Coverage, /) -> Iterator[Finding]:
    """Yield a finding for every cell whose records are of kinds that cannot prove it.

    A record of a fitting kind that is fresh yet will do, though a newer one is of another kind.

    :param graph: catalogue and project
    :param coverage: the states of all cells
    :source: M 2.256, OPS.3.1.M10, M14: exercises, meetings and checks are named by what is done
    """
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


UNFITTING_RECORD: Final = Rule(
    name="unfitting-record",
    severity=Severity.ERROR,
    meaning="A requirement asks for an exercise, a test, an audit, a meeting or a training, and "
    "its records are of another kind.",
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
    for record in attached.values():
        for name, digest in zip(record.list("file"), record.list("sha256"), strict=False):
            path = _path(record, name)
            owner = path.split("/")[-2] if "/" in path else ""
            known, named = first.setdefault(digest, (record.id, path))
            if owner != record.id and owner in records:
                message = Message(
                    "{id}: {file} lies in the folder of {other}; attach a file of its own, or move "
                    "what shows both out of that folder",
                    id=record.id,
                    file=repr(name),
                    other=owner,
                )
                yield EVIDENCE_OF_ANOTHER.about(record, message, "file", related=owner)
            elif known != record.id and named != path:
                message = Message(
                    "{id}: {file} has the same content as a file of {other}; attach a file of its "
                    "own, or name the same one in both",
                    id=record.id,
                    file=repr(name),
                    other=known,
                )
                yield EVIDENCE_OF_ANOTHER.about(record, message, "file", related=known)


EVIDENCE_OF_ANOTHER: Final = Rule(
    name="evidence-of-another",
    severity=Severity.WARNING,
    meaning="A file of a record lies in the folder of another record, or has the content of its "
    "file under another name.",
    check=shared_evidence,
    hardened=True,
)


def _path(record: Item, name: str) -> str:
    """Return a file that a record names as a path from the workspace, or its address."""
    if "://" in name:
        return name
    return posixpath.normpath(posixpath.join(posixpath.dirname(record.place.path), name))


RULES: Final = (UNFITTING_RECORD, EVIDENCE_OF_ANOTHER)
