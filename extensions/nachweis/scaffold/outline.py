"""The outline of a new project: its documents, and which requirement stands in which."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from pathlib import Path

from nachweis.model.catalogue import Catalogue, Requirement, Text
from nachweis.model.terms import Phase, ProofKind
from nachweis.sources.yamlfile import Shape, check_shape, read_yaml


class _DocumentShape(Shape):
    path: str
    kind: ProofKind
    title: dict[str, str]
    number: str = ""
    concept: str = ""
    record: str = ""
    holds: tuple[str, ...] = ()
    phases: tuple[Phase, ...] = ()
    requirements: tuple[str, ...] = ()


class _OutlineShape(Shape):
    documents: tuple[_DocumentShape, ...]


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Document:
    """A document of the outline.

    :param path: path relative to the project's folder
    :param kind: kind of proof whose stubs it takes
    :param number: number of a part of the contract, before the clause's own
    :param concept: concept of the set that its sections belong to
    :param record: kind of its records
    """

    path: str
    kind: ProofKind
    title: Text
    number: str
    concept: str
    record: str
    holds: frozenset[str]
    phases: frozenset[Phase]


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Stub:
    """A requirement that stands in a document and waits for its proof.

    :param position: place in its document, counted from 1
    """

    requirement: Requirement
    due: Phase
    position: int


def read_outline(path: Path) -> tuple[Document, ...]:
    """Return the documents of the outline in their order.

    :param path: the file ``outline.yaml``
    :raises SourceError: if it is not valid
    """
    shape = check_shape(read_yaml(path, path.parent), _OutlineShape)
    return tuple(
        Document(
            path=entry.path,
            kind=entry.kind,
            title=entry.title,
            number=entry.number,
            concept=entry.concept,
            record=entry.record,
            holds=frozenset((*entry.holds, *entry.requirements)),
            phases=frozenset(entry.phases),
        )
        for entry in shape.documents
    )


def place_stubs(
    catalogue: Catalogue, requirements: Mapping[str, Requirement], outline: tuple[Document, ...]
) -> Iterator[tuple[Document, tuple[Stub, ...]]]:
    """Yield each document with the stubs that stand in it.

    A stub goes to the first document of its kind in whose phases its proof is due, or that
    holds its requirement or a group above it; what no document asks for goes to the last.

    :param catalogue: the catalogue
    :param requirements: the requirements that apply
    :param outline: the documents
    """
    held: dict[str, list[Stub]] = {document.path: [] for document in outline}
    for requirement in requirements.values():
        names = {requirement.id, *catalogue.chain(requirement.id)}
        for kind, due in requirement.proofs.items():
            document = _home(outline, kind, due, names)
            stubs = held[document.path]
            stubs.append(Stub(requirement=requirement, due=due, position=len(stubs) + 1))
    for document in outline:
        yield document, tuple(held[document.path])


def _home(outline: tuple[Document, ...], kind: ProofKind, due: Phase, names: set[str]) -> Document:
    fitting = [document for document in outline if document.kind is kind]
    for document in fitting:
        in_phase = not document.phases or due in document.phases
        if in_phase and (names & document.holds or (document.phases and not document.holds)):
            return document
    return fitting[-1]


def short_id(requirement: str) -> str:
    """Return the part of a requirement's ID that stubs carry: ``M02_EMG_04``.

    :param requirement: ID of the requirement
    """
    return requirement.removeprefix("OPS31_")
