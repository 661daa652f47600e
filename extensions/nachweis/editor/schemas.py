"""JSON schemas of every YAML file that people edit, for text editors; made from the model.

They cover what a schema can express: keys, words, the form of IDs, dates and durations. What
depends on other files, the gate checks. The YAML language server supports draft 7 best.
"""

from __future__ import annotations

import dataclasses
import inspect
import json
import re
import typing
from collections.abc import Iterator, Mapping
from types import UnionType
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema, create_model

from nachweis.editor.object_schemas import objects_schema
from nachweis.export.formats import Exported, ExportRequest
from nachweis.model.article import Article, Question
from nachweis.model.catalogue import Equivalent, Group, Requirement, Term, Threat
from nachweis.model.evidence import MappingRule
from nachweis.model.library import Edition, Model, Parameter, Variant
from nachweis.model.project import Closing, Disclosure, Settings
from nachweis.sources.yaml.annex_look import LookFile
from nachweis.sources.yaml.annexes import AnnexesFile
from nachweis.sources.yaml.articles import ArticleFile
from nachweis.sources.yaml.crosswalks import CrosswalkFile
from nachweis.sources.yaml.equivalents import EquivalentsFile
from nachweis.sources.yaml.imported import ImportMappingFile
from nachweis.sources.yaml.mapping import MappingFile
from nachweis.sources.yaml.models import ModelFile
from nachweis.sources.yaml.paragraphs import ParagraphsFile
from nachweis.sources.yaml.shapes import (
    CitedFile,
    GlossaryFile,
    MeasureFile,
    PhasesFile,
    ProjectFile,
    RolesFile,
    ThreatsFile,
)
from nachweis.sources.yaml.validation import Before, Named, Shape, Written


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class SchemaFile:
    """A kind of YAML file.

    :param title: its title in an editor
    :param files: patterns of its paths, relative to the workspace; with ``!`` what they leave out
    :param shape: the model that the reader validates it with; None for lists of objects
    """

    title: str
    files: tuple[str, ...]
    shape: type[Shape] | None = None


KINDS: Final[Mapping[str, SchemaFile]] = {
    "project": SchemaFile(
        title="Settings of a project", files=("projects/*/project.yaml",), shape=ProjectFile
    ),
    "objects": SchemaFile(
        title="Register, or list of records",
        files=(
            "projects/*/registers/*.yaml",
            "projects/*/evidence/*.yaml",
            "projects/*/tender/*.yaml",
            "projects/*/tender/offers/*.yaml",
            "!projects/*/evidence/mapping.yaml",
        ),
    ),
    "mapping": SchemaFile(
        title="What the reports of machines prove",
        files=("projects/*/evidence/mapping.yaml",),
        shape=MappingFile,
    ),
    "import-mapping": SchemaFile(
        title="Who meets the controls of an imported catalogue, when, and what proves it",
        files=("catalog/imported/*/mapping.yaml",),
        shape=ImportMappingFile,
    ),
    "annexes": SchemaFile(
        title="Annexes of a project", files=("projects/*/annexes.yaml",), shape=AnnexesFile
    ),
    "annex-look": SchemaFile(
        title="Look of the annexes", files=("annex-look/look.yaml",), shape=LookFile
    ),
    "catalogue": SchemaFile(
        title="Module or measure of the catalogue",
        files=("catalog/grundschutz-*/*.yaml",),
        shape=MeasureFile,
    ),
    "article": SchemaFile(
        title="Article about a measure, module or phase",
        files=("catalog/articles/*.yaml",),
        shape=ArticleFile,
    ),
    "model": SchemaFile(
        title="Model of a clause, section or record",
        files=("catalog/library/**/*.yaml",),
        shape=ModelFile,
    ),
    "crosswalk": SchemaFile(
        title="Crosswalk to another standard",
        files=("catalog/crosswalks/*.yaml",),
        shape=CrosswalkFile,
    ),
    "equivalents": SchemaFile(
        title="Requirements that say the same",
        files=("catalog/equivalents.yaml",),
        shape=EquivalentsFile,
    ),
    "phases": SchemaFile(
        title="Phases of an outsourcing", files=("catalog/phases.yaml",), shape=PhasesFile
    ),
    "glossary": SchemaFile(title="Glossary", files=("catalog/glossary.yaml",), shape=GlossaryFile),
    "roles": SchemaFile(title="Roles", files=("catalog/roles.yaml",), shape=RolesFile),
    "paragraphs": SchemaFile(
        title="Paragraphs of the sources",
        files=("catalog/paragraphs.yaml",),
        shape=ParagraphsFile,
    ),
    "threats": SchemaFile(
        title="Threats of the modules", files=("catalog/threats.yaml",), shape=ThreatsFile
    ),
    "cited": SchemaFile(
        title="Measures that are cited only", files=("catalog/cited.yaml",), shape=CitedFile
    ),
}
"""Every kind of YAML file by the name of its schema."""

_PARAMETER: Final = re.compile(r":param (\w+): (.*?)(?=\n:|\n\n|\Z)", re.DOTALL)
_MEANT: Final[Mapping[str, type]] = {
    "ProjectFile": Settings,
    "ClosingShape": Closing,
    "DisclosureShape": Disclosure,
    "MappingShape": MappingRule,
    "GroupShape": Group,
    "TopicShape": Group,
    "RequirementShape": Requirement,
    "EquivalentShape": Equivalent,
    "ThreatShape": Threat,
    "TermShape": Term,
    "ArticleFile": Article,
    "QuestionShape": Question,
    "ModelFile": Model,
    "ParameterShape": Parameter,
    "VariantShape": Variant,
    "FormerShape": Edition,
}
"""The records of the model whose docstrings describe the keys of a shape."""

_RENAMED: Final = {
    ("ProjectFile", "phases"): "closed",
    ("ClosingShape", "closed"): "date",
    ("ArticleFile", "article"): "about",
}
"""Keys that have another name in the model."""


def export(_: ExportRequest) -> Exported:
    """Export the schemas as the files of a folder."""
    texts = schema_texts()
    return Exported(content=texts, what=f"{len(texts)} schemas")


def schema_texts() -> dict[str, str]:
    """Format each schema, by the name of its file; reproducible."""
    _MODELS.clear()  # another house has other words
    return {
        f"{name}.schema.json": json.dumps(_schema(kind), indent=2, ensure_ascii=False) + "\n"
        for name, kind in KINDS.items()
    }


def _schema(kind: SchemaFile) -> dict[str, Any]:
    head = {"$schema": "http://json-schema.org/draft-07/schema#", "title": kind.title}
    if kind.shape is None:
        return {**head, **objects_schema()}
    schema = _model(kind.shape).model_json_schema(ref_template="#/definitions/{model}")
    definitions = schema.pop("$defs", {})
    for name, part in {kind.shape.__name__: schema, **definitions}.items():
        _describe(part, _meanings(name))
    _tidy(schema)
    for part in definitions.values():
        _tidy(part)
    if kind.shape is MeasureFile:
        schema["oneOf"] = [{"required": ["module"]}, {"required": ["measure"]}]
    return {**head, **schema, "definitions": definitions}


_MODELS: Final[dict[type[Shape], type[BaseModel]]] = {}


def _model(shape: type[Shape]) -> type[BaseModel]:
    """Return the model of pydantic that has the schema of a shape."""
    if shape not in _MODELS:
        fields: dict[str, Any] = {
            name: (_typed(kind), _default(shape, name)) for name, kind in shape.field_types.items()
        }
        config = ConfigDict(extra="forbid")
        _MODELS[shape] = create_model(
            shape.__name__, __config__=config, __doc__=shape.__doc__, **fields
        )
    return _MODELS[shape]


def _default(shape: type[Shape], name: str) -> Any:
    value = getattr(shape, name, ...)
    return _model(type(value))() if isinstance(value, Shape) else value


def _typed(kind: Any) -> Any:
    """Return a type with pydantic's marks in place of ours."""
    origin, parts = typing.get_origin(kind), typing.get_args(kind)
    if origin is Annotated:
        marks = tuple(filter(None, map(_mark, parts[1:])))
        return Annotated[_typed(parts[0]), *marks] if marks else _typed(parts[0])
    if origin is Literal or not parts:
        return _model(kind) if isinstance(kind, type) and issubclass(kind, Shape) else kind
    inner = tuple(map(_typed, parts))
    return typing.Union[inner] if origin is UnionType else origin[inner]  # noqa: UP007 - a tuple


def _mark(mark: object) -> Any:
    match mark:
        case Before(function, written):
            more = {} if written is None else {"json_schema_input_type": _typed(written)}
            return BeforeValidator(function, **more)
        case Named(name):
            return Field(alias=name)
        case Written(schema):
            return WithJsonSchema(schema())
        case "filled":
            return Field(min_length=1)
    return None


def _meanings(shape: str) -> dict[str, str]:
    """Collect the descriptions of the keys of a shape from the model."""
    words = parameters(_MEANT[shape]) if shape in _MEANT else {}
    renamed = {key: words[name] for (owner, key), name in _RENAMED.items() if owner == shape}
    return {**words, **renamed}


def _describe(schema: dict[str, Any], words: Mapping[str, str]) -> None:
    """Add the descriptions of keys to their schemas."""
    for name, part in schema.get("properties", {}).items():
        if name in words:
            part["description"] = words[name]


def parameters(record: type) -> dict[str, str]:
    """Parse the docstring of a record for the descriptions of its fields.

    :param record: a class whose docstring has ``:param name:`` lines
    """
    found = _PARAMETER.findall(inspect.getdoc(record) or "")
    sentences = {name: " ".join(text.replace("``", "`").split()) for name, text in found}
    return {name: f"{text[:1].upper()}{text[1:]}." for name, text in sentences.items()}


def _tidy(schema: dict[str, Any]) -> None:
    """Remove redundant titles, and forbid keys that match no pattern."""
    schema.pop("title", None)
    if "description" in schema:
        schema["description"] = schema["description"].replace("``", "`")
    if "patternProperties" in schema:
        schema["additionalProperties"] = False
    if schema.get("default", ...) in (None, "", {}, []):
        del schema["default"]
    for part in _parts(schema):
        _tidy(part)


def _parts(schema: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the schemas that one consists of."""
    for name in ("properties", "patternProperties"):
        yield from schema.get(name, {}).values()
    yield from schema.get("anyOf", ())
    for name in ("items", "additionalProperties", "propertyNames"):
        if isinstance(schema.get(name), dict):
            yield schema[name]
