"""Adding an object to a project: its ID, title, links, values and text."""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from nachweis.i18n import with_blanks
from nachweis.model.catalogue import Requirement, in_language
from nachweis.model.items import Item
from nachweis.model.kinds import ObjectType
from nachweis.model.objects import PROOFS
from nachweis.model.places import Place
from nachweis.model.terms import Severity
from nachweis.scaffold.defaults import ObjectContext, fill_in, usual_links
from nachweis.scaffold.errors import CannotAddError
from nachweis.scaffold.from_model import Draft, ModelRequest, draft_of, find_model
from nachweis.scaffold.link_targets import resolve_links
from nachweis.scaffold.markdown import append_directive, replace_directive
from nachweis.scaffold.successor import next_id
from nachweis.scaffold.target import named_file, usual_file
from nachweis.scaffold.writing import text_as_written, write_text
from nachweis.scaffold.yamltext import append_entry
from nachweis.sources.catalogue import catalogue_of
from nachweis.sources.files import relative
from nachweis.sources.library import read_library
from nachweis.sources.object_checks import check_object
from nachweis.sources.project import read_project
from nachweis.sources.workspace import Workspace, modeline
from nachweis.sources.yaml.file import read_yaml
from nachweis.sources.yaml.validation import Shape, check_shape
from nachweis.templates import find_template
from nachweis.trace.graph import Graph, build_graph

TO_DO: Final = {"en": "To do", "de": "Zu tun"}


class TextsShape(Shape):
    """``bodies.yaml``: the text of a record of each kind, by language."""

    record: dict[str, dict[str, tuple[str, ...]]]


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class ObjectRequest:
    """The request to add an object.

    :param title: the title; empty: a generated one
    :param links: targets, each with or without the link's name: ``[NAME=]ID``
    :param fields: values by field
    :param date: the day to enter
    :param is_dated: whether that day was given
    :param model: the model of the library that it begins with, if it does
    """

    kind: ObjectType
    title: str
    links: Sequence[str]
    fields: Mapping[str, str]
    date: datetime.date
    is_dated: bool
    model: ModelRequest | None = None


class Added(NamedTuple):
    """An object that was added.

    :param stubs: IDs of the stubs that wait for nothing but what it would prove, which can go
    """

    place: Place
    item: Item
    stubs: tuple[str, ...] = ()


def add_object(
    workspace: Workspace, key: str, request: ObjectRequest, to: Path | None, here: Path
) -> Added:
    """Write an object into a project; return where it stands.

    One that begins with a model takes the place of the first stub that it would prove, unless the
    request names a file.

    :param workspace: the project's workspace
    :param key: its key
    :param request: the request
    :param to: the file as given; None: the usual one
    :param here: the current folder, which that name may be relative to
    :raises CannotAddError: if it cannot be written as requested
    :raises SourceError: if the project cannot be read, or the file cannot be written
    """
    root, folder = workspace.root, workspace.project(key)
    catalogue = catalogue_of(workspace)
    if request.model:
        catalogue = read_library(workspace, catalogue)
    project = read_project(workspace, key)
    graph = build_graph(catalogue, project)
    draft = _draft(graph, request.kind, request.model) if request.model else None
    written = request.links or (draft.covers if draft else ())
    links = resolve_links(graph, request.kind, written)
    stubs = list(_stubs(graph, request.kind, links)) if draft else []
    stub = stubs.pop(0) if stubs and not to else None
    if to:
        path = named_file(folder, root, project, to, here)
    elif stub:
        path = root / stub.place.path
    else:
        path = usual_file(folder, root, graph, request.kind, links)
    item = compose(graph, request, links, relative(path, root), draft)
    mark, old = text_as_written(path, root)
    if draft and stub:
        item = _filled(stub, item, {**draft.fields, **request.fields})
        text, line = replace_directive(old, item)
    else:
        append = append_entry if path.suffix == ".yaml" else append_directive
        text, line = append(old if path.exists() else _heading(path, root), item)
    write_text(path, f"{mark}{text}", root)
    left = tuple(other.id for other in stubs)
    return Added(place=item.place._replace(line=line), item=item, stubs=left)


def _draft(graph: Graph, kind: ObjectType, wanted: ModelRequest) -> Draft:
    model = find_model(graph.catalogue.models, wanted.name, kind.name)
    own = {item.id: item for item in graph.project.items}
    return draft_of(model, wanted, graph.project.settings.language, graph.requirements, own)


def _stubs(graph: Graph, kind: ObjectType, links: Mapping[str, Sequence[str]]) -> Iterator[Item]:
    """Yield the stubs that wait for nothing but what a new object would prove."""
    proof = PROOFS[kind.name]
    proven = set(links.get(proof.link, ()))
    for item in graph.of_type(kind.name):
        asked = item.targets(proof.link)
        waits = item.get("status") == "open" and graph.texts.lack(item)
        if asked and waits and proven.issuperset(asked):
            yield item


def _filled(stub: Item, item: Item, given: Mapping[str, str]) -> Item:
    """Return an object in place of a stub, whose ID and other values it keeps.

    :param given: the values that are not the stub's
    """
    kept = {name: value for name, value in stub.fields.items() if name not in given}
    return item._replace(
        id=stub.id,
        fields={**item.fields, **kept},
        links={**stub.links, **item.links},
        place=stub.place,
    )


def _heading(path: Path, root: Path) -> str:
    """Return the first line of a new file."""
    if path.suffix == ".yaml":
        return modeline(path, root, "objects")
    words = with_blanks(path.stem).strip()
    return f"# {words[:1].upper()}{words[1:]}\n"


def compose(
    graph: Graph,
    request: ObjectRequest,
    links: Mapping[str, Sequence[str]],
    path: str,
    draft: Draft | None = None,
) -> Item:
    """Make a new object for a file of a project.

    :param graph: catalogue and project
    :param request: the request
    :param links: its links
    :param path: the file, relative to the workspace
    :param draft: what it gets from a model
    :raises CannotAddError: if a value is wrong
    """
    kind, settings = request.kind, graph.project.settings
    language = "de" if settings.language == "de" else "en"
    same = [item for item in graph.of_type(kind.name) if item.place.path == path]
    identifier = next_id(settings.key, kind.prefix, [item.id for item in same], graph.items)
    fields = fill_in(
        ObjectContext(
            graph=graph,
            kind=kind,
            same=same,
            links=links,
            given={**(draft.fields if draft else {}), **request.fields},
            date=request.date,
            is_dated=request.is_dated,
            path=path,
            to_do=TO_DO[language],
        )
    )
    links = links or usual_links(graph, kind, fields.get("kind", ""))
    meant = [graph.catalogue.requirements.get(t) for targets in links.values() for t in targets]
    requirement = meant[0] if len(meant) == 1 else None
    item = Item(
        type=kind.name,
        id=identifier,
        title=request.title
        or (draft.title if draft else _title(kind, fields, identifier, requirement, language)),
        fields=fields,
        links={name: tuple(targets) for name, targets in links.items()},
        body=draft.body if draft else _body(kind, fields, requirement, language),
        place=Place(path=path),
        document=path,
    )
    wrong = [f for f in check_object(item, settings.key) if f.severity is Severity.ERROR]
    if wrong:
        raise CannotAddError(wrong[0].message)
    return item


def _title(
    kind: ObjectType,
    fields: Mapping[str, str],
    identifier: str,
    requirement: Requirement | None,
    language: str,
) -> str:
    """Return the text of the linked requirement, else the type with a number, date or ID."""
    if requirement is not None:
        return " ".join(in_language(requirement.text, language).split())
    which = fields.get("number") or fields.get("date") or identifier
    return f"{in_language(kind.title, language)} {which}"


def _body(
    kind: ObjectType,
    fields: Mapping[str, str],
    requirement: Requirement | None,
    language: str,
) -> str:
    text = f"{TO_DO[language]} ({requirement.label})." if requirement else f"{TO_DO[language]}."
    if kind.name != "record":
        return text
    bodies = find_template("project", "bodies.yaml")
    shape = check_shape(read_yaml(bodies, bodies.parent), TextsShape)
    points = shape.record.get(fields.get("kind", ""), {}).get(language, ())
    return "\n".join([text, *([""] if points else []), *(f"- {point}:" for point in points)])
