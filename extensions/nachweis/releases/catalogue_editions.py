"""Editions of the catalogue, and the projects that are affected by the changes between them."""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Mapping
from pathlib import Path

from nachweis.git import SOURCES, exported
from nachweis.load import judge_projects
from nachweis.model.baseline import Entry
from nachweis.model.changes import CatalogueChanges
from nachweis.model.messages import Message
from nachweis.model.places import Place
from nachweis.sources.catalogue import measure_files, read_catalogue
from nachweis.sources.files import problem
from nachweis.sources.workspace import Workspace
from nachweis.trace.impact import Impact, find_impacts
from nachweis.trace.snapshot import catalogue_entries


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Edition:
    """A catalogue in a folder or at a commit.

    :param name: the name of folder or commit
    :param entries: its requirements and groups by ID
    """

    name: str
    entries: Mapping[str, Entry]


def edition(workspace: Workspace, name: str) -> Edition:
    """Return an edition of the catalogue.

    :param workspace: the workspace
    :param name: a folder with ``grundschutz-*/*.yaml`` in it or in its ``catalog/``; a branch, tag
        or commit ID; empty for the catalogue that the workspace uses
    :raises SourceError: if it cannot be read, or does not exist
    """
    if not name:
        return _read(workspace.catalog, "working tree")
    for folder in (Path(name), Path(name) / SOURCES[0]):
        if folder.is_dir() and measure_files(folder):
            return _read(folder.resolve(), name)
    with exported(workspace.root, name, SOURCES[0]) as root:
        if not measure_files(root / SOURCES[0]):
            message = Message(
                "there is no {sources}/ at that commit; name another commit, or a folder",
                sources=SOURCES[0],
            )
            raise problem(Place(path=name), message)
        return _read(root / SOURCES[0], name)


def touched_projects(
    workspace: Workspace, changes: CatalogueChanges, as_of: datetime.date
) -> list[Impact]:
    """Return the links to changed entries, in all projects of a workspace.

    :param workspace: the workspace
    :param changes: the changes between two editions
    :param as_of: the date of judgement
    :raises SourceError: if a project cannot be read
    """
    if not changes:
        return []
    verdicts = judge_projects(workspace.root, [], as_of)
    return [found for verdict in verdicts for found in find_impacts(verdict.graph, changes)]


def _read(folder: Path, name: str) -> Edition:
    return Edition(name=name, entries=catalogue_entries(read_catalogue(folder, folder.parent)))
