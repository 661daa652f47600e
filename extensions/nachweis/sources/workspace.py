"""Where things are: the workspace, its projects, and the catalogue that they use."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final, NamedTuple

from nachweis.model.places import Place
from nachweis.model.versions import sort_versions
from nachweis.sources.errors import SourceError
from nachweis.sources.files import problem
from nachweis.sources.house import activate_house_of

PROJECT_FILE: Final = "project.yaml"
BASELINES: Final = "baselines"
"""Folder of a project with a file for each released version."""
SCHEMAS: Final = "templates/schemas"
"""Where a workspace has the schemas that its YAML files name for editors."""

_PACKAGE: Final = Path(__file__).resolve().parent.parent


class Workspace(NamedTuple):
    """A folder with ``projects/``, and the catalogue that applies there.

    :param root: absolute path; messages name files relative to it
    :param catalog: absolute path of the catalogue: the workspace's own, or the one shipped
    :param projects: absolute paths of the projects' folders by the folders' names
    """

    root: Path
    catalog: Path
    projects: Mapping[str, Path]

    @property
    def catalog_root(self) -> Path:
        """The folder that paths of catalogue files are relative to."""
        return self.catalog.parent

    def project(self, key: str) -> Path:
        """Return the folder of a project.

        :param key: its key, in any case
        :raises SourceError: if there is none of that key
        """
        for name, folder in self.projects.items():
            if name.upper() == key.upper():
                return folder
        known = ", ".join(self.projects) or "none"
        raise problem(
            Place(path="projects"), f"there is no project {key!r} here; there are: {known}"
        )


def shipped(name: str) -> Path:
    """Return a folder of package data: beside the package in a clone, inside it in a wheel.

    :param name: ``catalog`` or ``templates``
    """
    inside = _PACKAGE / "data" / name
    return inside if inside.is_dir() else _PACKAGE.parent.parent / name


def find_workspace(start: Path) -> Workspace:
    """Return the workspace that a folder lies in: the nearest one above with ``projects/``.

    :param start: any folder
    :raises SourceError: if no folder above has projects, or its house cannot be read
    """
    start = start.resolve()
    for root in (start, *start.parents):
        if folders := _projects(root):
            activate_house_of(root)
            own = root / "catalog"
            catalog = own if any(own.glob("grundschutz-*/*.yaml")) else shipped("catalog")
            return Workspace(root=root, catalog=catalog, projects=folders)
    raise problem(
        Place(path=str(start)),
        f"no projects/*/{PROJECT_FILE} here or in a folder above; "
        "go to your repository or name it with --root",
    )


def _projects(root: Path) -> dict[str, Path]:
    """Return the folders of projects by name, also those that nobody may look into.

    They are not to be left out in silence: reading them says what is wrong.
    """
    home = root / "projects"
    try:
        names = sorted(os.listdir(home))  # noqa: PTH208 - names are all that is needed
    except OSError:
        return {}
    return {name: home / name for name in names if _is_project(home / name)}


def _is_project(folder: Path) -> bool:
    try:
        (folder / PROJECT_FILE).lstat()
    except PermissionError:
        return True
    except OSError:
        return folder.joinpath("project.yml").exists()  # a slip; reading names the right name
    return True


def new_workspace(start: Path) -> Workspace:
    """Return the workspace in which a first project may be written.

    :param start: any folder; without a workspace above it, it becomes one itself
    """
    try:
        return find_workspace(start)
    except SourceError:
        root = start.resolve()
        activate_house_of(root)
        own = root / "catalog"
        catalog = own if any(own.glob("grundschutz-*/*.yaml")) else shipped("catalog")
        return Workspace(root=root, catalog=catalog, projects={})


def sphinx_options(root: Path) -> tuple[str, ...]:
    """Return the options that say how Sphinx is configured; a workspace needs no ``conf.py``.

    :param root: the workspace
    """
    if (root / "conf.py").exists():
        return ("-c", str(root))
    return ("-C", *("-D", "extensions=nachweis", "-D", "html_theme=furo", "-D", "project=Nachweis"))


def modeline(path: Path, root: Path, schema: str) -> str:
    """Return the line of a YAML file by which editors find its schema.

    :param path: absolute path of the file
    :param root: the workspace
    :param schema: name of the schema
    """
    up = "../" * (len(path.relative_to(root).parts) - 1)
    return f"# yaml-language-server: $schema={up}{SCHEMAS}/{schema}.schema.json\n"


def documents(folder: Path) -> Iterator[Path]:
    """Yield the Markdown documents of a project, sorted; names with ``_`` in front are parts.

    :param folder: the project's folder
    """
    found: list[tuple[str, ...]] = []
    for above, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if name[0] not in "_."]
        parts = Path(above).parts
        found += [
            (*parts, name)
            for name in (*files, *folders)
            if name.endswith(".md") and name[0] not in "_."
        ]
    return (Path(*parts) for parts in sorted(found))


def lists(folder: Path) -> Iterator[Path]:
    """Yield the YAML files of a project that list objects, sorted.

    :param folder: the project's folder
    """
    for name in ("registers", "evidence"):
        for path in sorted((folder / name).glob("*.y*ml")):
            if path.suffix in (".yaml", ".yml") and path.name[0] not in "_.":
                yield path


def baselines(folder: Path) -> dict[str, Path]:
    """Return the files of a project's baselines by version, oldest first.

    :param folder: the project's folder
    """
    files = {path.stem: path for path in (folder / BASELINES).glob("*.json")}
    return {version: files[version] for version in sort_versions(files)}
