"""Reading what bidders sent back: all of it is judged before anything is written."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from nachweis.model.items import Item
from nachweis.model.messages import Message
from nachweis.model.places import Place
from nachweis.model.texts import LANGUAGES
from nachweis.sources.errors import Problem, SourceError, reason_of
from nachweis.sources.workspace import Workspace
from nachweis.tender.answers import Complaint, Sent, judge, rows_text
from nachweis.tender.form import Request, request_of
from nachweis.tender.offers import Merged, Offers
from nachweis.tender.parties import bidder_named
from nachweis.tender.spreadsheet import LARGEST, SpreadsheetError
from nachweis.trace.gate import Verdict
from nachweis.trace.tender import bidders


class Received(NamedTuple):
    """What one bidder sent.

    :param bidder: the party
    :param merged: its file as it is to be
    :param asked: how many requirements it is asked
    :param told: what somebody has to know of its files, each with the name of the file
    :param skipped: whether rows were left out
    :param changed: IDs of the requirements of which it answered an older version
    :param added: IDs of the requirements that its files do not have
    """

    bidder: Item
    merged: Merged
    asked: int
    told: tuple[tuple[str, Message], ...]
    skipped: bool
    changed: tuple[str, ...]
    added: tuple[str, ...]


def receive(
    workspace: Workspace, verdict: Verdict, files: Sequence[Path], named: str
) -> list[Received]:
    """Return what files of bidders become; nothing is written.

    :param workspace: where the project lies
    :param verdict: the project, judged
    :param files: workbooks and CSV files
    :param named: ID of the bidder who sent them all; empty: the one that each names
    :raises SourceError: with every file that cannot be read, or is of nobody who is asked
    """
    requests = [request_of(verdict, language) for language in LANGUAGES]
    problems: list[Problem] = []
    by_bidder: dict[str, list[tuple[Path, Sent]]] = {}
    for path in files:
        try:
            sent = judge(_content(path), requests)
            bidder = _sender(verdict, path, sent, named)
        except (SpreadsheetError, SourceError) as error:
            problems += _problems(path, error)
            continue
        by_bidder.setdefault(bidder.id, []).append((path, sent))
    problems += _rivals(by_bidder)
    if problems:
        raise SourceError(problems)
    settings = verdict.graph.project.settings
    offers = Offers(workspace.project(verdict.key), workspace.root, settings.key, settings.language)
    today = verdict.coverage.as_of
    return [
        _received(verdict, requests[0], offers, name, parts, today)
        for name, parts in by_bidder.items()
    ]


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as stream:
            return stream.read(LARGEST + 1)
    except OSError as error:
        message = Message("cannot be read: {reason}", reason=reason_of(error))
        raise SpreadsheetError(message) from error


def _problems(path: Path, error: Exception) -> Iterator[Problem]:
    place = Place(path=str(path), line=0)
    if isinstance(error, SourceError):
        yield from (Problem(place=place, message=entry.message) for entry in error.problems)
    else:
        yield Problem(place=place, message=error.args[0])


def _sender(verdict: Verdict, path: Path, sent: Sent, named: str) -> Item:
    """Return the bidder of a file: the one that it names, or that its own name begins with."""
    stem = path.stem.casefold()
    known = sorted(bidders(verdict.graph), key=lambda item: -len(item.id))
    by_name = next((item.id for item in known if stem.startswith(item.id.casefold())), "")
    stated = sent.bidder or named or by_name
    if not stated:
        message = Message("does not say which bidder sent it; name it with --from")
        raise SpreadsheetError(message)
    bidder = bidder_named(verdict, stated)
    if named and bidder_named(verdict, named).id != bidder.id:
        raise SpreadsheetError(
            Message("says that it is of {other}, not of {id}", other=bidder.id, id=named)
        )
    return bidder


def _rivals(by_bidder: dict[str, list[tuple[Path, Sent]]]) -> Iterator[Problem]:
    """Yield files of one bidder that answer the same: nobody knows which one counts."""
    for name, parts in by_bidder.items():
        holders: dict[str, Path] = {}
        for path, sent in parts:
            for part in (*sent.details, *(["answers"] if sent.answers else [])):
                other = holders.setdefault(part, path)
                if other != path:
                    message = Message(
                        "is of {id}, as is {other}; read the one that counts",
                        id=name,
                        other=str(other),
                    )
                    yield Problem(place=Place(path=str(path), line=0), message=message)
                    break


def _where(complaint: Complaint) -> Message:
    rows, what = rows_text(complaint.rows), complaint.message
    if not complaint.sheet:
        return Message("row {rows}: {what}", rows=rows, what=what)
    return Message("{sheet}, row {rows}: {what}", sheet=complaint.sheet, rows=rows, what=what)


def _received(
    verdict: Verdict,
    request: Request,
    offers: Offers,
    name: str,
    parts: Sequence[tuple[Path, Sent]],
    today: datetime.date,
) -> Received:
    bidder = verdict.graph.items[name]
    labels = {row.id: f"{row.texts['measure']} {row.id}" for row in request.rows}
    sent = [part for _, part in parts]
    complaints = [(path.name, complaint) for path, part in parts for complaint in part.complaints]
    told = [(file, _where(complaint)) for file, complaint in complaints]
    tender = verdict.graph.project.settings.tender
    if tender and tender.due and today > tender.due:
        late = Message("is read on {date}, after the last day for answers", date=today)
        told += [(path.name, late) for path, _ in parts]
    return Received(
        bidder=bidder,
        merged=offers.merged(bidder, sent, labels, today),
        asked=len(request.rows),
        told=tuple(told),
        skipped=any(complaint.skipped for _, complaint in complaints),
        changed=tuple(n for part in sent for n in part.changed),
        added=tuple(n for part in sent for n in part.added),
    )
