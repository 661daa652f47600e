"""Choosing the file of a project for a new object."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from nachweis.model.kinds import ObjectType, Origin
from nachweis.model.messages import Message
from nachweis.model.objects import project_types
from nachweis.model.project import Project
from nachweis.scaffold.errors import CannotAddError
from nachweis.sources.workspace import LISTS, documents, lists
from nachweis.trace.graph import Graph


def usual_file(
    folder: Path,
    root: Path,
    graph: Graph,
    kind: ObjectType,
    links: Mapping[str, Sequence[str]],
) -> Path:
    """Choose the usual file of a project for a new object of a type.

    That is the last one in the type's folder that holds an object of the type with a link to
    the same topic, else with any link, else the last one, else a new one. Objects of a register
    go to the file of their name.

    :param folder: absolute path of the project's folder
    :param root: the workspace
    :param graph: catalogue and project
    :param kind: the type
    :param links: the links of the new object
    """
    is_register = kind.origin is Origin.REGISTER
    home = folder / kind.folder
    named = home / f"{kind.plural}{'.yaml' if is_register else '.md'}"
    if is_register and named.exists():
        return named
    inside = [path for path in documents(folder) if home in path.parents and not is_register]
    inside = inside or [path for path in lists(folder) if home in path.parents]
    same = list(graph.of_type(kind.name))
    topics = _topics(graph, links)
    for items in ([i for i in same if _topics(graph, i.links) & topics], same):
        holding = {root / item.place.path for item in items}
        fitting = [path for path in inside if path in holding]
        if fitting:
            return fitting[-1]
    return named if is_register or named.exists() or not inside else inside[-1]


def _topics(graph: Graph, links: Mapping[str, Sequence[str]]) -> set[str]:
    """Return the targets of links, with topics in place of their requirements."""
    parts = graph.catalogue.requirements
    targets = {target for targets in links.values() for target in targets}
    return {parts[target].part_of if target in parts else target for target in targets}


def named_file(folder: Path, root: Path, project: Project, written: Path, here: Path) -> Path:
    """Return the file that was given, which may be a new one.

    :param folder: absolute path of the project's folder
    :param root: the workspace
    :param project: the project as read
    :param written: the path as written: relative to the project, the workspace, or here
    :param here: the current folder
    :raises CannotAddError: if it lies outside the project, or is not one of the files that are read
    """
    bases = (folder, here, root)
    path = next((base / written for base in bases if (base / written).exists()), folder / written)
    path = path.parent.resolve() / path.name
    if not path.resolve().is_relative_to(folder.resolve()):
        raise CannotAddError(
            Message(
                "{written} lies outside the project; name a file in {folder}",
                written=written,
                folder=folder,
            )
        )
    path = folder / path.relative_to(folder.resolve())
    if path.is_dir():
        raise CannotAddError(
            Message("{written} is a folder; name a Markdown or YAML file in it", written=written)
        )
    inside = path.parent.relative_to(folder).as_posix()
    if not path.parent.is_dir() and inside not in (*_folders(), *LISTS):
        raise CannotAddError(
            Message(
                "there is no folder {name} in the project; make it first", name=path.parent.name
            )
        )
    known = {root / item.place.path for item in project.items}
    if path not in known and not _is_read(path.relative_to(folder)):
        raise CannotAddError(
            Message(
                "{written} is not read: objects stand in .md files, and in .yaml files right in "
                "{lists}, whose names do not begin with _",
                written=written,
                lists=" or ".join(LISTS),
            )
        )
    return path


def _folders() -> Iterator[str]:
    """Yield the folders for new objects."""
    return (kind.folder for kind in project_types().values())


def _is_read(inside: Path) -> bool:
    if any(part.startswith(("_", ".")) for part in inside.parts):
        return False
    in_list = inside.suffix == ".yaml" and inside.parent.as_posix() in LISTS
    return inside.suffix == ".md" or in_list
