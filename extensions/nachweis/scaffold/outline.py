"""The outline of a new project: its documents, and the requirements of each."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from nachweis.model.catalogue import Catalogue, Group, Requirement, Text
from nachweis.model.terms import Phase
from nachweis.scaffold.from_model import Draft
from nachweis.sources.yaml.file import read_yaml
from nachweis.sources.yaml.validation import Shape, check_shape


class _EmptyShape(Shape):
    path: str
    title: dict[str, str]
    about: dict[str, str] = {}


class _DocumentShape(_EmptyShape):
    kind: str
    number: str = ""
    concept: str = ""
    record: str = ""
    holds: tuple[str, ...] = ()
    describes: dict[str, tuple[str, ...]] = {}
    phases: tuple[Phase, ...] = ()


class _OutlineShape(Shape):
    documents: tuple[_DocumentShape, ...]
    empty: tuple[_EmptyShape, ...] = ()


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Document:
    """A document of the outline.

    :param path: path relative to the project's folder
    :param about: its purpose, in a sentence
    :param kind: kind of proof of its stubs; None: it has none
    :param number: number of the part of the contract, prefix of the clause's own
    :param concept: concept of the set that its sections belong to
    :param record: kind of its records
    :param holds: IDs of the requirements, topics, measures and modules with stubs in it
    :param phases: phases in which their proofs are due; empty means any
    :param describes: interfaces that the sections of single requirements describe
    """

    path: str
    title: Text
    about: Text
    kind: str | None = None
    number: str = ""
    concept: str = ""
    record: str = ""
    holds: frozenset[str] = frozenset()
    phases: frozenset[Phase] = frozenset()
    describes: Mapping[str, tuple[str, ...]] = dataclasses.field(default_factory=dict)


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Stub:
    """A placeholder in a document for a proof of a requirement.

    :param document: the document
    :param position: position in the document, counted from 1
    :param draft: the text of a model that it is filled with, if it is
    :param covers: IDs of the requirements that it then stands for
    """

    requirement: Requirement
    document: Document
    due: Phase
    position: int
    draft: Draft | None = None
    covers: tuple[str, ...] = ()


def read_outline(path: Path) -> tuple[Document, ...]:
    """Read the documents of the outline, in their order.

    :param path: the file ``outline.yaml``
    :raises SourceError: if it is not valid
    """
    shape = check_shape(read_yaml(path, path.parent), _OutlineShape)
    documents = [
        Document(
            path=entry.path,
            title=entry.title,
            about=entry.about,
            kind=entry.kind,
            number=entry.number,
            concept=entry.concept,
            record=entry.record,
            holds=frozenset(entry.holds),
            phases=frozenset(entry.phases),
            describes=entry.describes,
        )
        for entry in shape.documents
    ]
    empty = [Document(path=e.path, title=e.title, about=e.about) for e in shape.empty]
    return (*documents, *empty)


_IMPORTED: Final = (
    ("contract", Document(path="", title={}, about={}, kind="clause", number="1")),
    ("concept", Document(path="", title={}, about={}, kind="section", concept="client")),
    ("evidence", Document(path="", title={}, about={}, kind="record", record="review")),
)
"""What the documents of a module of an imported catalogue are like, by their folders."""


def imported_documents(catalogue: Catalogue, modules: Sequence[str]) -> Iterator[Document]:
    """Yield a document for each kind of proof and module that was imported.

    :param catalogue: the catalogue
    :param modules: IDs of the modules that a project selects
    """
    imported = (catalogue.groups[name] for name in modules if catalogue.groups[name].imported)
    for number, group in enumerate(imported, start=1):
        title = {language: f"{group.label} {text}" for language, text in group.title.items()}
        for folder, like in _IMPORTED:
            name = group.id.lower().replace("_", "-")
            yield dataclasses.replace(
                like,
                path=f"{folder}/{name}.md",
                title=title,
                number=like.number and str(number),
                holds=frozenset({group.id}),
            )


def place_stubs(
    catalogue: Catalogue, requirements: Mapping[str, Requirement], outline: Sequence[Document]
) -> dict[str, tuple[Stub, ...]]:
    """Assign stubs to the documents of the outline, by path, group by group.

    A stub goes to the document of its kind that names its requirement, or the nearest group
    above it; of several, to the first one for its phase; what none names goes
    to the last of its kind. A kind of proof of a house for which the outline has no document
    gets no stub: the gate reports what is missing.

    :param catalogue: the catalogue
    :param requirements: the requirements that apply
    :param outline: the documents
    """
    held: dict[str, list[tuple[Document, Requirement, Phase]]] = {d.path: [] for d in outline}
    for requirement in requirements.values():
        names = (requirement.id, *catalogue.chain(requirement.id))
        for kind, due in requirement.proofs.items():
            if documents := [document for document in outline if document.kind == kind]:
                document = _home(documents, names, due)
                held[document.path].append((document, requirement, due))
    return {
        path: tuple(
            Stub(requirement=requirement, document=document, due=due, position=position)
            for position, (document, requirement, due) in enumerate(_grouped(entries), 1)
        )
        for path, entries in held.items()
    }


def _grouped(
    entries: Sequence[tuple[Document, Requirement, Phase]],
) -> list[tuple[Document, Requirement, Phase]]:
    """Sort the entries so that those of a topic or measure are together."""
    groups = list(dict.fromkeys(requirement.part_of for _, requirement, _ in entries))
    return sorted(entries, key=lambda entry: groups.index(entry[1].part_of))


def _home(documents: Sequence[Document], names: Sequence[str], due: Phase) -> Document:
    fitting = [document for document in documents if not document.phases or due in document.phases]
    for name in names:
        holding = [document for document in fitting if name in document.holds]
        if holding:
            return next((document for document in holding if document.phases), holding[0])
    return documents[-1]


def by_group(
    catalogue: Catalogue, stubs: Sequence[Stub]
) -> Iterator[tuple[Group, tuple[Stub, ...]]]:
    """Yield each topic or measure with stubs in a document, and these stubs.

    :param catalogue: the catalogue
    :param stubs: the stubs of a document
    """
    for group in dict.fromkeys(stub.requirement.part_of for stub in stubs):
        yield (
            catalogue.groups[group],
            tuple(stub for stub in stubs if stub.requirement.part_of == group),
        )


def short_id(requirement: str) -> str:
    """Return the part of a requirement's ID that stubs carry: ``M02_EMG_04``.

    :param requirement: ID of the requirement
    """
    return requirement.removeprefix("OPS31_")
