"""Reading ``annexes.yaml``: the annexes that a project declares."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, Final

from nachweis.model.annex import (
    WRITTEN,
    Annex,
    Documents,
    Force,
    GlossaryPart,
    MatrixPart,
    ObjectFilter,
    Objects,
    Part,
    RegisterPart,
    Signature,
    ViewPart,
)
from nachweis.model.messages import Message
from nachweis.model.objects import TYPE
from nachweis.model.places import Place
from nachweis.model.project import DeclaredAnnex
from nachweis.model.proof_types import CONCEPT_KINDS
from nachweis.model.terms import Party, Phase, State
from nachweis.model.texts import LANGUAGES
from nachweis.sources.errors import Problem, SourceError
from nachweis.sources.files import problem, relative
from nachweis.sources.workspace import ANNEXES_FILE
from nachweis.sources.yaml.file import YamlFile, read_yaml
from nachweis.sources.yaml.shapes import ProofName, Words
from nachweis.sources.yaml.validation import FILLED, After, Named, Shape, check_shape

_NAME: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_ADDRESS: Final = re.compile(r"https?://[!-~]+")
_SECTIONS: Final = re.compile(r"([A-Z]\.|\d+\.)*1")


def _sections(value: str) -> str:
    if value != WRITTEN and not _SECTIONS.fullmatch(value):
        message = Message(
            "{value!r} is not a numbering; write '1', a pattern such as 'A.1', or {written}",
            value=value,
            written=WRITTEN,
        )
        raise ValueError(message)
    return value


def _clauses(value: str) -> str:
    if value.count("{number}") != 1 or value.replace("{number}", "").count("{"):
        raise ValueError(
            Message("{value!r} must have {{number}} in it, once, and no other braces", value=value)
        )
    return value


def _site(value: str) -> str:
    if value and not _ADDRESS.fullmatch(value):
        raise ValueError(
            Message(
                "{value!r} is no address; write https://…/, where versions are published",
                value=value,
            )
        )
    return value


def _governs(value: str) -> str:
    if value and value not in LANGUAGES:
        message = Message(
            "{value!r} is no language of annexes; allowed are {known}",
            value=value,
            known=", ".join(LANGUAGES),
        )
        raise ValueError(message)
    return value


def _type(value: str) -> str:
    if value not in TYPE:
        raise ValueError(
            Message(
                "{value!r} is not a type of objects; allowed are {type}",
                value=value,
                type=", ".join(TYPE),
            )
        )
    return value


def _concept(value: str) -> str:
    if value not in CONCEPT_KINDS:
        raise ValueError(
            Message(
                "{value!r} is not a concept; allowed are {concept_kinds}",
                value=value,
                concept_kinds=", ".join(CONCEPT_KINDS),
            )
        )
    return value


def _path(value: str) -> str:
    if value.startswith("/") or ".." in Path(value).parts or not value.endswith(".md"):
        raise ValueError(
            Message(
                "{value!r} is not a document of the project; name one such as contract/a.md",
                value=value,
            )
        )
    return value


_Names = tuple[str, ...]
_TypeName = Annotated[str, After(_type)]


class _FilterShape(Shape):
    ids: _Names = ()
    types: tuple[_TypeName, ...] = ()
    status: _Names = ()
    phases: tuple[Phase, ...] = ()
    parties: tuple[Party, ...] = ()
    measures: _Names = ()
    links: _Names = ()
    concepts: tuple[Annotated[str, After(_concept)], ...] = ()


class _MatrixShape(Shape):
    title: Words = {}
    phases: tuple[Phase, ...] = ()
    measures: _Names = ()
    parties: tuple[Party, ...] = ()
    states: tuple[State, ...] = ()
    kinds: tuple[ProofName, ...] = ()
    names: bool = False


class _RegisterShape(Shape):
    type: _TypeName
    title: Words = {}
    where: str = ""
    columns: _Names = ()


class _ViewShape(Shape):
    name: str
    title: Words = {}
    measures: _Names = ()
    names: bool = False


class _PartShape(Shape):
    documents: Annotated[tuple[Annotated[str, After(_path)], ...], FILLED] | None = None
    objects: _FilterShape | None = None
    matrix: _MatrixShape | None = None
    register_: Annotated[_RegisterShape | None, Named("register")] = None
    view: _ViewShape | None = None
    glossary: bool | None = None
    beside: tuple[Annotated[str, After(_path)], ...] = ()
    force: Force | None = None


def _one(part: _PartShape) -> _PartShape:
    if part.beside and len(part.beside) != len(part.documents or ()):
        raise ValueError(Message("beside: name one translation for each of the documents"))
    if len({*part.given} - {"force", "beside"}) != 1:
        message = Message(
            "must have exactly one of documents, objects, matrix, register, view, glossary"
        )
        raise ValueError(Message("{message}; begin another with '- '", message=message))
    return part


class _SignatureShape(Shape):
    party: str
    role: Words
    name: str = ""


class _NumberingShape(Shape):
    sections: Annotated[str, After(_sections)] = "1"
    clauses: Annotated[str, After(_clauses)] = "§ {number}"
    gaps: Words = {}


class _AnnexShape(Shape):
    title: Words
    label: Words = {}
    identifier: str = ""
    part_of: Words = {}
    subject: Words = {}
    classification: str = ""
    parties: _Names = ()
    signatures: tuple[_SignatureShape, ...] = ()
    numbering: _NumberingShape = _NumberingShape()
    terms: bool = True
    governs: Annotated[str, After(_governs)] = ""
    audit: bool = False
    leave_out: _FilterShape = _FilterShape()
    content: Annotated[tuple[Annotated[_PartShape, After(_one)], ...], FILLED]


class AnnexesFile(Shape):
    """``annexes.yaml``."""

    site: Annotated[str, After(_site)] = ""
    annexes: Annotated[dict[str, _AnnexShape], FILLED]


def read_annexes(folder: Path, root: Path) -> dict[str, Annex]:
    """Read the annexes of a project, by name; none where it declares none.

    :param folder: the project's folder
    :param root: the workspace
    :raises SourceError: if the file is not valid
    """
    path = folder / ANNEXES_FILE
    if not path.exists():
        return {}
    file = read_yaml(path, root, turned=True)
    shape = check_shape(file, AnnexesFile)
    wrong = [
        Problem(
            place=file.place(("annexes", name)),
            message=Message(
                "annexes: {name!r} is not a valid name; use a-z, 0-9 and - between them", name=name
            ),
        )
        for name in shape.annexes
        if not _NAME.fullmatch(name)
    ]
    if wrong:
        raise SourceError(wrong)
    return {name: _annex(file, name, entry, shape.site) for name, entry in shape.annexes.items()}


def declared_annexes(folder: Path, root: Path) -> tuple[DeclaredAnnex, ...]:
    """Return what the gate has to know of the annexes of a project.

    :param folder: the project's folder
    :param root: the workspace
    :raises SourceError: if the file is not valid
    """
    return tuple(
        DeclaredAnnex(
            name=annex.name,
            infoclass=annex.classification,
            line=annex.place.line,
            documents=tuple(
                path
                for part in annex.parts
                if isinstance(part, Documents)
                for path in (*part.paths, *part.beside)
            ),
        )
        for annex in read_annexes(folder, root).values()
    )


def named_annex(annexes: dict[str, Annex], name: str, folder: Path, root: Path) -> Annex:
    """Return an annex by its name.

    :param annexes: the annexes of the project
    :param name: as typed
    :param folder: the project's folder
    :param root: the workspace
    :raises SourceError: if there is none of that name
    """
    if name in annexes:
        return annexes[name]
    place = Place(path=relative(folder / ANNEXES_FILE, root))
    if not annexes:
        raise problem(place, Message("is missing: the project declares no annexes; write it"))
    raise problem(
        place,
        Message(
            "there is no annex {name!r}; there are: {annexes}",
            name=name,
            annexes=", ".join(annexes),
        ),
    )


def _annex(file: YamlFile, name: str, shape: _AnnexShape, site: str) -> Annex:
    given = dict(shape)
    numbering = given.pop("numbering")
    parts = tuple(_parts(file, name, given.pop("content")))
    given["signatures"] = tuple(Signature(**dict(signature)) for signature in shape.signatures)
    given["leave_out"] = _filter(shape.leave_out)
    place = file.place(("annexes", name))
    return Annex(name=name, place=place, parts=parts, site=site, **given, **dict(numbering))


def _parts(file: YamlFile, name: str, shapes: Sequence[_PartShape]) -> Iterator[Part]:
    for number, shape in enumerate(shapes):
        place, force = file.place(("annexes", name, "content", number)), shape.force
        if shape.documents is not None:
            beside = shape.beside
            yield Documents(paths=shape.documents, place=place, beside=beside, force=force)
        elif shape.objects is not None:
            yield Objects(filter=_filter(shape.objects), place=place, force=force)
        elif shape.matrix is not None:
            yield MatrixPart(place=place, force=force, **dict(shape.matrix))
        elif shape.register_ is not None:
            yield RegisterPart(place=place, force=force, **dict(shape.register_))
        elif shape.view is not None:
            yield ViewPart(place=place, force=force, **dict(shape.view))
        elif shape.glossary:
            yield GlossaryPart(place=place, force=force)


def _filter(shape: _FilterShape) -> ObjectFilter:
    return ObjectFilter(**dict(shape))
