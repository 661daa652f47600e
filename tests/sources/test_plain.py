"""Shapes that are read at a glance: what is taken is exactly what pydantic takes."""

from __future__ import annotations

import copy
import datetime
import enum
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from nachweis.sources import shapes
from nachweis.sources.plain import Doubt, Plain
from nachweis.sources.validation import model_of
from nachweis.sources.yamlfile import read_yaml

ROOT: Final = Path(__file__).resolve().parents[2]
FILES: Final[dict[str, type[Plain]]] = {
    "catalog/grundschutz-*/*.yaml": shapes.MeasureFile,
    "catalog/cited.yaml": shapes.CitedFile,
    "catalog/phases.yaml": shapes.PhasesFile,
    "catalog/glossary.yaml": shapes.GlossaryFile,
    "catalog/roles.yaml": shapes.RolesFile,
    "projects/*/project.yaml": shapes.ProjectFile,
    "tests/projects/*/project.yaml": shapes.ProjectFile,
}
EVERY: Final = [
    pytest.param(path, shape, id=path.relative_to(ROOT).as_posix())
    for pattern, shape in FILES.items()
    for path in sorted(ROOT.glob(pattern))
]
SMALL: Final = """
measure:
  id: M_1
  label: M 1
  title: {de: Titel, en: Title}
  part_of: B_1
  level: basic
  see: [M_2]
topics: [{id: M_1_T, title: Topic, guidance: {en: How}}]
requirements:
- {id: M_1_01, uuid: u, topic: M_1_T, source: s, modal: must, text: Words, phases: [exit],
   responsible: [client], proofs: {clause: contract}, recurrence: once, roles: {en: [iso]},
   level: increased, cia: [C], see: []}
"""
PROJECT: Final = """
key: ACME
title: A project
side: client
catalog: [B111]
protection: {confidentiality: high}
phases: {strategy: {closed: 2026-01-31, approved_by: Board}, requirements: }
intervals: {regular: P12M}
languages: [en, de]
strict_must: true
versions: date
infoclass: internal
"""
ODD: Final = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-1, 3),
    st.floats(allow_nan=False),
    st.text(max_size=4),
    st.sampled_from(
        [" must ", "must", "MUST", "client", "exit", "clause", "C", "semver", "A_1", "a_1", " en"]
    ),
    st.sampled_from(["2026-02-30", "2026-02-28", "P1Y", "P", "", "e\x1fn\x1f", "\x85x", "\ufeffx"]),
    st.just(datetime.date(2026, 1, 31)),
    st.lists(st.sampled_from(["exit", "A_1", 1, None, []]), max_size=2),
    st.dictionaries(
        st.sampled_from(["en", "de", "xx1", "clause", 1, "title"]), st.text(max_size=2)
    ),
)


def loaded(text: str) -> Any:
    return read_yaml(ROOT / "any.yaml", ROOT, text.encode()).data


def values(shape: object) -> object:
    """Return what a shape of either kind holds, with the types of all parts."""
    if isinstance(shape, Plain):
        names = model_of(type(shape)).model_fields
        return {name: values(getattr(shape, name)) for name in names}
    if isinstance(shape, BaseModel):
        return {name: values(getattr(shape, name)) for name in type(shape).model_fields}
    if isinstance(shape, dict):
        return {(type(key), key): values(part) for key, part in shape.items()}
    if isinstance(shape, (tuple, list)):
        return type(shape), [values(part) for part in shape]
    return type(shape), shape.name if isinstance(shape, enum.Enum) else shape


@pytest.mark.parametrize(("path", "shape"), EVERY)
def test_files_are_taken_at_a_glance(path: Path, shape: type[Plain]) -> None:
    data = read_yaml(path, ROOT).data
    assert values(shape.read(data)) == values(model_of(shape).model_validate(data))


@settings(max_examples=600)
@given(data=st.data())
@pytest.mark.parametrize(
    ("text", "shape"),
    [(SMALL, shapes.MeasureFile), (PROJECT, shapes.ProjectFile)],
    ids=["measure", "project"],
)
def test_nothing_is_taken_that_pydantic_refuses(
    text: str, shape: type[Plain], data: st.DataObject
) -> None:
    whole = copy.deepcopy(loaded(text))
    for _ in range(data.draw(st.integers(0, 3))):
        spoil(whole, data)
    try:
        found = values(shape.read(whole))
    except Doubt:
        return
    try:
        assert found == values(model_of(shape).model_validate(whole))
    except ValidationError as error:
        raise AssertionError(whole) from error


def spoil(part: Any, data: st.DataObject) -> None:
    """Replace, drop or add one value, at any depth."""
    while True:
        keys = list(part) if isinstance(part, dict) else list(range(len(part)))
        if not keys:
            return
        key = data.draw(st.sampled_from(keys))
        if isinstance(part[key], (dict, list)) and data.draw(st.integers(0, 3)):
            part = part[key]
            continue
        match data.draw(st.sampled_from(["replace", "drop", "add"])):
            case "replace":
                part[key] = data.draw(ODD)
            case "drop":
                del part[key]
            case _ if isinstance(part, dict):
                part[data.draw(st.sampled_from(["more", "level", " id", 1]))] = data.draw(ODD)
            case _:
                part.append(data.draw(ODD))
        return


@pytest.mark.parametrize(
    ("text", "shape"),
    [(SMALL, shapes.MeasureFile), (PROJECT, shapes.ProjectFile)],
    ids=["measure", "project"],
)
def test_what_is_spoilt_was_beyond_doubt(text: str, shape: type[Plain]) -> None:
    assert values(shape.read(loaded(text))) == values(model_of(shape).model_validate(loaded(text)))


@pytest.mark.parametrize("label", ["e\x1f", "\x85x", "\u3000x", "\ufeffx", "x\t", " x\n", ""])
def test_whitespace_is_stripped_alike(label: str) -> None:
    data = {"phases": [{"id": "exit", "title": label, "source": label}]}
    try:
        found = shapes.PhasesFile.read(data)
    except Doubt:
        return
    assert values(found) == values(model_of(shapes.PhasesFile).model_validate(data))
