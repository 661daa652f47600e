"""The library of models: the workspace's own, those of its house, and the one that is shipped."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from nachweis.model.catalogue import Catalogue
from nachweis.model.library import Model
from nachweis.model.messages import Message
from nachweis.model.registry import active_house
from nachweis.sources.cache import NO_CACHE, Cache
from nachweis.sources.errors import Problem, SourceError
from nachweis.sources.workspace import Workspace, package_data

LIBRARY: Final = "library"
"""Folder of a catalogue with its models: a file each, in folders of any name."""


def library_folders(workspace: Workspace) -> dict[Path, Path]:
    """Return the folders with models, and what paths in each are relative to.

    :param workspace: the workspace
    """
    shipped = package_data("catalog")
    folders = {(workspace.root / "catalog" / LIBRARY).resolve(): workspace.root}
    for _, extension in active_house().extensions:
        if extension.library:
            own = extension.library.resolve()
            inside = own.is_relative_to(workspace.root)
            folders.setdefault(own, workspace.root if inside else own.parent)
    folders.setdefault((shipped / LIBRARY).resolve(), shipped.parent)
    return {folder: root for folder, root in folders.items() if folder.is_dir()}


def read_library(workspace: Workspace, catalogue: Catalogue, cache: Cache = NO_CACHE) -> Catalogue:
    """Return a catalogue with the models that apply in a workspace.

    :param workspace: the workspace
    :param catalogue: its catalogue, whole or in part
    :param cache: what was read before
    :raises SourceError: with everything that is wrong in any of the files
    """
    return catalogue._replace(models=library_of(workspace, cache))


def library_of(workspace: Workspace, cache: Cache = NO_CACHE) -> Mapping[str, Model]:
    """Return the models that apply in a workspace, by ID.

    One of a workspace with a catalogue of its own stands for the shipped one with its ID.

    :param workspace: the workspace
    :param cache: what was read before
    :raises SourceError: with everything that is wrong in any of the files
    """
    from nachweis.sources.yaml.models import read_model

    problems: list[Problem] = []
    models: dict[str, Model] = {}
    shipped = (package_data("catalog") / LIBRARY).resolve()
    for folder, root in library_folders(workspace).items():
        for path in sorted(folder.rglob("*.yaml")):
            try:
                model = cache.read("model", path, root, functools.partial(read_model, path, root))
            except SourceError as error:
                problems.extend(error.problems)
                continue
            if model.id in models and not (workspace.has_own_catalogue and folder == shipped):
                message = Message(
                    "the model {id} is there twice, first at {place}; rename one",
                    id=model.id,
                    place=models[model.id].place,
                )
                problems.append(Problem(place=model.place, message=message))
            models.setdefault(model.id, model)
    if problems:
        raise SourceError(problems)
    return models


def unknown_targets(catalogue: Catalogue, root: Path) -> Iterator[Problem]:
    """Yield a problem for each requirement that a model names and the catalogue does not have.

    Those that are shipped are left out: a workspace may have another catalogue.

    :param catalogue: the whole catalogue, with its models
    :param root: the workspace
    """
    own = (m for m in catalogue.models.values() if (root / m.place.path).exists())
    for model in own:
        for name in model.covers:
            if name not in catalogue.requirements and name not in catalogue.groups:
                message = Message(
                    "{id} covers {target}, which the catalogue does not have; correct it",
                    id=model.id,
                    target=name,
                )
                yield Problem(place=model.place, message=message)
