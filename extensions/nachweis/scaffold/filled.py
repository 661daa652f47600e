"""Stubs of a new project that are filled with models of the library."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeAlias

from nachweis.model.catalogue import Requirement
from nachweis.model.library import Model
from nachweis.scaffold.from_model import ModelRequest, draft_of
from nachweis.scaffold.outline import Stub

Heads: TypeAlias = Mapping[tuple[str, str], str]
"""For a kind of proof and a requirement, the requirement whose stub stands for it."""


def fill_stubs(
    stubs: Mapping[str, Sequence[Stub]],
    models: Iterable[Model],
    requirements: Mapping[str, Requirement],
    *,
    language: str,
    variant: str,
) -> tuple[dict[str, tuple[Stub, ...]], Heads]:
    """Put models into the stubs of a new project; one of them stands for all that it covers.

    Those of a concept stay apart from those of another one.

    :param stubs: the stubs by path of their document
    :param models: the library
    :param requirements: the requirements that apply, by ID
    :param language: language of the texts
    :param variant: a variant that is taken where a model has it
    """
    filled: dict[tuple[str, str], Stub] = {}
    heads: dict[tuple[str, str], str] = {}
    everything = [stub for of_document in stubs.values() for stub in of_document]

    def kept(of_document: Sequence[Stub]) -> Iterator[Stub]:
        for stub in of_document:
            key = str(stub.document.kind), stub.requirement.id
            if heads.get(key, stub.requirement.id) == stub.requirement.id:
                yield filled.get(key, stub)

    for model in models:
        groups: dict[str, list[Stub]] = {}
        for stub in everything:
            requirement, kind = stub.requirement, stub.document.kind
            is_meant = not {requirement.id, requirement.part_of}.isdisjoint(model.covers)
            if kind == model.kind and is_meant and (kind, requirement.id) not in heads:
                groups.setdefault(stub.document.concept, []).append(stub)
        if not groups:
            continue
        words = [variant] if variant in model.variants else []
        request = ModelRequest(name=model.id, variant=words)
        draft = draft_of(model, request, language, requirements, {})
        for members in groups.values():
            covers = tuple(stub.requirement.id for stub in members)
            heads |= {(model.kind, identifier): covers[0] for identifier in covers}
            filled[model.kind, covers[0]] = dataclasses.replace(
                members[0], draft=draft, covers=covers
            )
    numbered = {
        path: tuple(dataclasses.replace(s, position=n) for n, s in enumerate(kept(of_document), 1))
        for path, of_document in stubs.items()
    }
    return numbered, heads
