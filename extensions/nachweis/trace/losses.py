"""What a released version had, and the project no longer has: objects, proven cells, results.

What a phase asks for now is said by the rules about cells; what is said here nobody would miss.
"""

from __future__ import annotations

from collections.abc import Iterator, Set
from typing import Final

from nachweis.model.findings import Finding
from nachweis.model.messages import Message, Term
from nachweis.model.objects import PROOFS
from nachweis.model.places import Place
from nachweis.model.terms import PhaseStatus, State
from nachweis.model.weakening import Demands
from nachweis.trace.applicability import not_owed
from nachweis.trace.coverage import Cell
from nachweis.trace.gate import Verdict
from nachweis.trace.rules.lost import LOST_OBJECT, LOST_PROOF, LOST_RESULT
from nachweis.trace.rules.subjects import unread

_SIDE: Final = "side"
"""The word for a decision that this side proves less than the one before."""


def losses(now: Verdict, before: Demands) -> Iterator[tuple[str, Finding]]:
    """Yield what a released version had and a project lacks, each loss once.

    :param now: the project
    :param before: what the release had
    :returns: the word that a decision names it by, and the finding
    """
    refused = unread(now.graph)
    items = now.graph.items
    gone = {name for name in before.objects.ids.split("\n") if name not in items} - refused - {""}
    yield from _objects(now, before, gone)
    yield from _proofs(now, before, gone | refused)
    yield from _results(now, before)


def _proofs(now: Verdict, before: Demands, missed: set[str]) -> Iterator[tuple[str, Finding]]:
    """Yield the proofs that are gone; together those that this side does not owe."""
    settings = now.graph.project.settings
    cells = {
        f"{cell.requirement.id} {cell.kind}": cell
        for cell in now.coverage.cells
        if _is_lost_unseen(now, cell)
    }
    lost = cells.keys() & before.proven.ids.split("\n")
    others: list[str] = []
    for name, proofs in before.proven.rows() if lost else ():
        if name not in lost or missed.issuperset(proofs):
            continue
        cell = cells[name]
        requirement, kind = cell.requirement.id, cell.kind
        if cell.reason is not None and cell.reason == not_owed(cell.requirement, kind, settings):
            others.append(requirement)
            continue
        proof = next((now.graph.items[n] for n in proofs if n in now.graph.items), None)
        place = proof.where(PROOFS[kind].link) if proof else settings.place
        message = Message(
            "the {kind} of {requirement} was there at {base} ({proofs}), and is not any more; "
            "link it again, or name {requirement} in ':weakens:' of a new decision of the kind "
            "'weakening', unless the next release is to be without it",
            kind=Term(kind),
            requirement=requirement,
            base=before.name,
            proofs=", ".join(proofs),
        )
        yield requirement, LOST_PROOF.at(place, requirement, message, related=kind)
    if others:
        message = Message(
            "{count} proofs that were there at {base}, such as that of {requirement}, count no "
            "longer: they are for the other side to give, as 'side' is {side}; undo that, or name "
            "{word} in ':weakens:' of a new decision of the kind 'weakening', unless the next "
            "release is to be without them",
            count=len(others),
            base=before.name,
            requirement=others[0],
            side=Term(settings.side),
            word=_SIDE,
        )
        yield _SIDE, LOST_PROOF.at(settings.place, _SIDE, message)


def _results(now: Verdict, before: Demands) -> Iterator[tuple[str, Finding]]:
    """Yield the records of the same day whose result is another one, where no rule says so."""
    items = now.graph.items
    changed = []
    for line in before.results.split("\n") if before.results else ():
        identifier, day, result = line.split(" ")
        item = items.get(identifier)
        if item and item.fields.get("result") != result and item.get("date") == day:
            changed.append((item, result))
    said = {finding.place for finding in now.findings} if changed else set()
    for item, result in changed:
        if item.where("result") not in said:
            message = Message(
                "{id} had the result {before} at {base} and has {now} now; put it back and write a "
                "record of its own, or name {id} in ':weakens:' of a new decision of the kind "
                "'weakening', unless the next release is to say so",
                id=item.id,
                before=Term(result),
                base=before.name,
                now=Term(item.get("result")),
            )
            yield item.id, LOST_RESULT.at(item.where("result"), item.id, message)


def _objects(now: Verdict, before: Demands, gone: Set[str]) -> Iterator[tuple[str, Finding]]:
    """Yield the objects that are gone; not those that have another ID now.

    :param gone: IDs of those that counted and are gone
    """
    if not gone:
        return
    project, others = now.graph.project, dict(before.objects.rows())
    moved = {(item.type, item.title) for item in project.items if item.id not in others}
    documents = {item.document for item in project.items}
    for identifier in filter(gone.__contains__, others):
        kind, title, document = others[identifier]
        if (kind, title) in moved:
            continue
        place = Place(path=document) if document in documents else project.settings.place
        message = Message(
            "{id} ({title}) was there at {base} and is gone; put it back, or name {id} in "
            "':weakens:' of a new decision of the kind 'weakening', unless the next release is to "
            "be without it",
            id=identifier,
            title=title,
            base=before.name,
        )
        yield identifier, LOST_OBJECT.at(place, identifier, message)


def _is_lost_unseen(now: Verdict, cell: Cell) -> bool:
    """Whether a cell has no proof, or asks for none by rule, without a finding of its phase."""
    if cell.state is State.NA:
        return cell.decision is None
    if cell.state is not State.LATER and cell.state is not State.DRAFT:
        return False
    return now.coverage.status_of(cell) is PhaseStatus.LATER
