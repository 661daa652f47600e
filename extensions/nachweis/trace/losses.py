"""What a released version had, and the project no longer has: objects, and proven cells.

What a phase asks for now is said by the rules about cells; what is said here nobody would miss.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence, Set
from typing import TYPE_CHECKING, Final

from nachweis.model.findings import Finding
from nachweis.model.items import Item
from nachweis.model.kinds import Origin
from nachweis.model.messages import Message, Term
from nachweis.model.objects import PROOFS, TYPE
from nachweis.model.places import Place
from nachweis.model.terms import PhaseStatus, State
from nachweis.model.weakening import Counted, Demands
from nachweis.trace.coverage import Cell
from nachweis.trace.gate import Verdict
from nachweis.trace.linked import NOT_LINKED
from nachweis.trace.rules.lost import LOST_OBJECT, LOST_PROOF
from nachweis.trace.rules.subjects import unread

if TYPE_CHECKING:
    from nachweis.model.baseline import Baseline

_UNFINISHED: Final = NOT_LINKED | {"draft", "rejected"}
"""Statuses of objects that nothing rested on."""
_PROVEN: Final = frozenset({State.COVERED, State.PARTIAL, State.SUSPECT})


def counted_objects(baseline: Baseline) -> Counted:
    """Collect the objects of a released version that counted.

    Entries of registers and derogations are among its demands.

    :param baseline: the released state
    """
    import json  # the gate needs it only where a baseline is new, or something is gone

    items = [item for item in baseline.items.values() if _counted(item)]
    return Counted(
        ids="\n".join(item.id for item in items),
        others=zlib.compress(json.dumps([(i.type, i.title, i.document) for i in items]).encode()),
    )


def _counted(item: Item) -> bool:
    kind = TYPE.get(item.type)
    if kind is None or kind.origin is not Origin.MARKDOWN or item.type == "derogation":
        return False
    return item.get("status") not in _UNFINISHED and "\n" not in item.id


def proven_cells(baseline: Baseline) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Yield requirement, kind of proof and IDs of the proofs of what was proven in a release.

    :param baseline: the released state
    """
    for cell in baseline.cells:
        if cell.state in _PROVEN:
            yield cell.requirement, cell.kind, cell.by


def losses(now: Verdict, before: Demands) -> Iterator[tuple[str, Finding]]:
    """Yield what a released version had and a project lacks, each loss once.

    :param now: the project
    :param before: what the release had
    :returns: the word that a decision names it by, and the finding
    """
    here = now.graph.items
    refused = unread(now.graph)
    known = before.objects.ids.split("\n") if before.objects.ids else []
    gone = {*known}.difference(here, refused)
    yield from _objects(now, before, known, gone)
    missed = gone | refused
    cells = {(cell.requirement.id, cell.kind): cell for cell in now.coverage.cells}
    for requirement, kind, proofs in before.proven:
        cell = cells.get((requirement, kind))
        if cell is None or not _is_lost_unseen(now, cell) or missed.issuperset(proofs):
            continue
        proof = next((here[name] for name in proofs if name in here), None)
        place = proof.where(PROOFS[kind].link) if proof else now.graph.project.settings.place
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


def _objects(
    now: Verdict, before: Demands, known: Sequence[str], gone: Set[str]
) -> Iterator[tuple[str, Finding]]:
    """Yield the objects that are gone; not those that have another ID now.

    :param known: IDs of those that counted
    :param gone: of these, the ones that are gone
    """
    if not gone:
        return
    import json

    project, records = now.graph.project, json.loads(zlib.decompress(before.objects.others))
    others = dict(zip(known, records, strict=True))
    moved = {(item.type, item.title) for item in project.items if item.id not in others}
    documents = {item.document for item in project.items}
    for identifier in filter(gone.__contains__, known):
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
    is_later = now.coverage.status_of(cell) is PhaseStatus.LATER
    return is_later and cell.state in (State.LATER, State.DRAFT)
