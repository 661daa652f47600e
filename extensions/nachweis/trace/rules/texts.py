"""Rules about texts: a proof is what stands there, not the status above it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from operator import attrgetter
from typing import Final

from nachweis.model.findings import Finding, Rule
from nachweis.model.items import Item
from nachweis.model.kinds import Origin
from nachweis.model.messages import Message
from nachweis.model.objects import PROOFS, TYPE
from nachweis.model.patterns import regex
from nachweis.model.summary import TELLING
from nachweis.model.terms import NOT_LINKED, NOT_TAKEN, Phase, PhaseStatus, Severity, State
from nachweis.trace.coverage import Cell, Coverage
from nachweis.trace.graph import Graph
from nachweis.trace.rules.subjects import GATE, named

_UNASKED: Final = (State.NA, State.WAIVED)
"""States of cells that ask for no text at the time."""
_DOMAIN: Final = regex(r"(?<![\w.-])(?:[\w.+-]+@)?[\w-]+(?:\.[\w-]+)*\.example\b(?![.\w-])")
_ADDRESS: Final = regex(r"(?:@|://)[\w.-]+\.example\b")
"""Addresses that RFC 2606 keeps for examples."""
_ALIKE: Final = 3
"""Objects that may have the same text, where it is short."""
_PARAGRAPH: Final = 200
"""Characters from which on nobody writes the same text twice by chance."""


def unwritten(graph: Graph, coverage: Coverage, /) -> Iterator[Finding]:
    """Yield a finding for every object whose text is due and is not written.

    Those that say themselves that they are *open*, and decisions that were not taken, are no
    surprise: what they were to prove is missing, and said to be.

    :param graph: catalogue and project
    :param coverage: the states of all cells
    """
    lacking = [
        (item, why)
        for item in graph.project.items
        if not item.plain
        and item.get("status") not in (NOT_TAKEN if item.type == "decision" else NOT_LINKED)
        and item.id
        and (why := graph.texts.lack(item))
    ]
    asked = _asked(coverage) if lacking else {}
    for item, why in lacking:
        if (item.type == "decision" and not item.body.strip()) or (
            item.get("model") and "{{" in why
        ):
            continue  # that it gives no reason, or leaves a parameter open, is a rule of its own
        severity, phase = _due(item, asked, coverage)
        if severity is not None:
            message = Message(
                "{id} counts for nothing: {why}; write the text of {id}", id=item.id, why=why
            )
            yield UNWRITTEN_TEXT.about(item, message, severity=severity, phase=phase)


UNWRITTEN_TEXT: Final = Rule(
    name="unwritten-text",
    severity=Severity.ERROR,
    meaning="An object counts for nothing, whatever its status: it has no text, a placeholder, or "
    "one that only repeats its title or its requirement.",
    check=unwritten,
)


def waits_for_text(graph: Graph, cell: Cell) -> bool:
    """Return whether a cell is empty only because an object has not been written yet.

    :param graph: catalogue and project
    :param cell: a cell that nothing proves
    """
    for link, kind in ((PROOFS[cell.kind].link, cell.kind), ("concerns", "decision")):
        for target, via in graph.proven_at(cell.requirement, cell.kind):
            if kind == "decision" and via not in (None, cell.requirement.part_of):
                continue
            for item in graph.sources(target, link):
                if item.type != kind or item.get("status") in NOT_LINKED:
                    continue
                taken = item.get("approved_by") and item.get("status") not in NOT_TAKEN
                if (taken or kind != "decision") and graph.texts.lack(item):
                    return True
    return False


def _asked(coverage: Coverage) -> Mapping[tuple[str, str], Cell]:
    """Return the most urgent cell that asks for a kind of proof of a requirement or topic.

    A decision stands for all kinds.
    """
    asked: dict[tuple[str, str], Cell] = {}
    urgency = partial(_urgency, coverage)
    for cell in coverage.cells:
        if cell.state in _UNASKED:
            continue
        for target in (cell.requirement.id, cell.requirement.part_of):
            for kind in (cell.kind, "decision"):
                known = asked.setdefault((target, kind), cell)
                asked[target, kind] = min(known, cell, key=urgency)
    return asked


def _urgency(coverage: Coverage, cell: Cell) -> tuple[int, int]:
    """Return how soon a cell wants its proof: that of a closed phase first."""
    return [*PhaseStatus].index(coverage.status_of(cell)), cell.due.position


def _due(
    item: Item, asked: Mapping[tuple[str, str], Cell], coverage: Coverage
) -> tuple[Severity | None, Phase | None]:
    """Return how severe it is that a text is not written, if at all, and the phase that wants it.

    What says of itself that it is finished is a warning where no phase asks for it yet.
    """
    kind = TYPE[item.type]
    finished = kind.origin is Origin.MARKDOWN and item.get("status") not in NOT_TAKEN
    early = Severity.WARNING if finished else None
    link = "concerns" if item.type == "decision" else kind.proof.link if kind.proof else ""
    ends = ((target, item.type) for target in item.targets(link))
    cells = [asked[end] for end in ends if end in asked]
    if cells:
        first = min(cells, key=partial(_urgency, coverage))
        return GATE.get(coverage.status_of(first), early), first.due
    since, lifted = item.date("since"), item.date("lifted")
    in_force = since is not None and since <= coverage.as_of and not lifted
    if item.type == "derogation" and in_force:
        return Severity.ERROR, None
    return early, None


def repeated_numbers(graph: Graph, _: Coverage, /) -> Iterator[Finding]:
    """Yield a finding for every clause whose number another one of its document had before it.

    What is superseded may have the number of what replaces it.

    :param graph: catalogue and project
    """
    first: dict[tuple[str, str], Item] = {}
    for item in graph.of_type("clause"):
        number = item.get("number")
        if not number or item.get("status") == "superseded":
            continue
        earlier = first.setdefault((item.document, number), item)
        if earlier.id != item.id:
            message = Message(
                "{id} has the number {number} of {other} in the same document; give it its own",
                id=item.id,
                number=number,
                other=earlier.id,
            )
            yield DUPLICATE_NUMBER.about(item, message, "number", related="number")


DUPLICATE_NUMBER: Final = Rule(
    name="duplicate-number",
    severity=Severity.ERROR,
    meaning="Two clauses of a document have the same number, so that nobody can cite one.",
    check=repeated_numbers,
)


def repeated_texts(graph: Graph, _: Coverage, /) -> Iterator[Finding]:
    """Yield a warning for every text that several clauses or sections have word for word.

    A text that fits many requirements says of none how it is met; a long one was copied, unless it
    comes from a model that covers several. Records repeat themselves: what is done every month is
    often told in the same words.

    :param graph: catalogue and project
    """
    for kind in TELLING:
        sums = graph.summary.texts[kind]
        if len(sums) == len({*sums}):
            continue
        having: dict[str, list[Item]] = {}
        for item in graph.of_type(kind):
            if item.body and item.get("status") not in NOT_TAKEN:
                having.setdefault(item.body.strip(), []).append(item)
        for text, found in having.items():
            copied = len(text) >= _PARAGRAPH and not any(item.get("model") for item in found)
            if len(found) > (1 if copied else _ALIKE):
                items = sorted(found, key=attrgetter("id"))
                message = Message(
                    "{names} have the same text; write in each of them what it says of its own "
                    "requirement",
                    names=named([item.id for item in items]),
                )
                yield REPEATED_TEXT.about(items[0], message, related="text")


REPEATED_TEXT: Final = Rule(
    name="repeated-text",
    severity=Severity.WARNING,
    meaning="Clauses, or sections, that count have the same text, word for word: more than three, "
    "or two where it is a paragraph.",
    check=repeated_texts,
    hardened=True,
)


def examples(graph: Graph, coverage: Coverage, /) -> Iterator[Finding]:
    """Yield a finding for every file with objects that are examples, unless the project is one.

    A phase that is closed was approved by real people, so that nothing in it is an example.

    :param graph: catalogue and project
    :param coverage: the states of all cells, for the phases
    """
    if graph.project.settings.example:
        return
    found: dict[str, list[Item]] = {}
    for item in graph.project.items:
        if _is_example(item):
            found.setdefault(item.place.path, []).append(item)
    closed = PhaseStatus.CLOSED in coverage.status.values()
    for items in found.values():
        message = Message(
            "{names}: examples, by the tag 'example' or an address in .example; enter what is "
            "real and take the tag off",
            names=named([item.id or item.title for item in items]),
        )
        severity = Severity.ERROR if closed else Severity.WARNING
        option = "tags" if "example" in items[0].list("tags") else "id"
        yield EXAMPLE_ENTRY.about(items[0], message, option, severity=severity)


EXAMPLE_ENTRY: Final = Rule(
    name="example-entry",
    severity=Severity.ERROR,
    meaning="Rows or objects of a project are examples: they have the tag `example` or an address "
    "in `.example`, and the project is none (`example: true`). A warning until a phase is closed.",
    check=examples,
)


def _is_example(item: Item) -> bool:
    if item.plain:
        return False
    if "example" in item.list("tags"):
        return True
    values = "\n".join(item.fields.values())  # one search, for nearly all have none
    if ".example" in values and any(map(_DOMAIN.search, item.fields.values())):
        return True
    return ".example" in item.body and _ADDRESS.search(item.body) is not None


RULES: Final = (UNWRITTEN_TEXT, DUPLICATE_NUMBER, REPEATED_TEXT, EXAMPLE_ENTRY)
