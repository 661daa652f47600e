"""The layout of a workspace: its projects, and the catalogue that they use."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from nachweis.model.messages import Message
from nachweis.model.named_tuples import NamedTuple
from nachweis.model.places import Place
from nachweis.model.versions import sort_versions
from nachweis.sources.errors import SourceError
from nachweis.sources.files import problem
from nachweis.sources.house import activate_house_of

BESIDE: Final = ("conf.py", "nachweis.toml", "templates", "annex-look", "_static", "_templates")
"""What decides how pages and annexes look, beside catalogue and project; it is of no project."""
ANNEXES_FILE: Final = "annexes.yaml"
LOOK_FILE: Final = "annex-look/look.yaml"
PROJECT_FILE: Final = "project.yaml"
BASELINES: Final = "baselines"
"""Folder of a project with one file per released version."""
LISTS: Final = ("registers", "evidence", "tender", "tender/offers")
"""Folders of a project whose YAML files list objects; of offers that were not chosen, none does."""
EVIDENCE_STORE: Final = "evidence/files"
"""Folder of a project with the files that are attached to records; nothing in it is a source."""
STATEMENTS: Final = f"{EVIDENCE_STORE}/stated"
"""Folder of a project with the envelopes of other parties, as they came."""
MAPPING_FILE: Final = "evidence/mapping.yaml"
"""File of a project that says what the reports in ``evidence/`` prove."""
REPORTS: Final = (".xml", ".json", ".sarif")
"""How names of reports end."""
OWN_CATALOGUE: Final = "grundschutz-*/*.yaml"
"""Files in ``catalog/`` that make it the catalogue, in place of the one that is shipped."""
IMPORTED: Final = "catalog/imported"
"""Folder of a workspace with a folder for each catalogue that was imported."""
CROSSWALKS: Final = "catalog/crosswalks"
"""Folder of a workspace with what other standards have in common with the catalogue."""
SCHEMAS: Final = "templates/schemas"
"""Folder of a workspace with the schemas that its YAML files name for editors."""

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

    @property
    def has_own_catalogue(self) -> bool:
        """Whether the workspace has a catalogue in place of the shipped one."""
        return self.catalog_root == self.root

    def project(self, key: str) -> Path:
        """Return the folder of a project.

        :param key: its key, in any case
        :raises SourceError: if no project has that key
        """
        for name, folder in self.projects.items():
            if name.upper() == key.upper():
                return folder
        known = ", ".join(self.projects) or Message("none")
        raise problem(
            Place(path="projects"),
            Message("there is no project {key!r} here; there are: {known}", key=key, known=known),
        )


def package_data(name: str) -> Path:
    """Locate a folder of package data: beside the package in a clone, inside it in a wheel.

    :param name: ``catalog`` or ``templates``
    """
    inside = _PACKAGE / "data" / name
    return inside if inside.is_dir() else _PACKAGE.parent.parent / name


def find_workspace(start: Path) -> Workspace:
    """Find the workspace of a folder: the nearest folder above with ``projects/``.

    :param start: any folder
    :raises SourceError: if no folder above has projects, or its house extensions cannot be read
    """
    root = find_root(start)
    activate_house_of(root)
    own = root / "catalog"
    catalog = own if any(own.glob(OWN_CATALOGUE)) else package_data("catalog")
    projects = project_folders(root)
    if not projects:  # they were moved away just now
        raise _no_projects(start)
    return Workspace(root=root, catalog=catalog, projects=projects)


def find_root(start: Path) -> Path:
    """Find the nearest folder above with ``projects/``, and run nothing that it holds.

    :param start: any folder
    :raises SourceError: if no folder above has projects
    """
    start = start.resolve()
    for root in (start, *start.parents):
        if any(_names(root)):
            return root
    raise _no_projects(start)


def _no_projects(start: Path) -> SourceError:
    return problem(
        Place(path=str(start.resolve())),
        Message(
            "no projects/*/{project_file} here or in a folder above; go to your repository or "
            "name it with --root",
            project_file=PROJECT_FILE,
        ),
    )


def project_folders(root: Path) -> dict[str, Path]:
    """Return the folders of projects by name, including unreadable ones.

    Those must not be left out silently: reading them reports the problem.

    :param root: the workspace
    """
    return {name: root / "projects" / name for name in _names(root)}


def _names(root: Path) -> Iterator[str]:
    home = root / "projects"
    try:
        names = sorted(os.listdir(home))  # noqa: PTH208 - only names are needed
    except OSError:
        return
    yield from (name for name in names if _is_project(home / name))


def _is_project(folder: Path) -> bool:
    try:
        (folder / PROJECT_FILE).lstat()
    except PermissionError:
        return True
    except OSError:
        return folder.joinpath("project.yml").exists()  # a slip; reading reports the right name
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
        catalog = own if any(own.glob(OWN_CATALOGUE)) else package_data("catalog")
        return Workspace(root=root, catalog=catalog, projects={})


def sphinx_options(root: Path) -> tuple[str, ...]:
    """Return Sphinx's configuration options; a workspace needs no ``conf.py``.

    :param root: the workspace
    """
    if (root / "conf.py").exists():
        return ("-c", str(root))
    return ("-C", *("-D", "extensions=nachweis", "-D", "html_theme=furo", "-D", "project=Nachweis"))


def modeline(path: Path, root: Path, schema: str) -> str:
    """Return the comment line by which editors find the schema of a YAML file.

    :param path: absolute path of the file
    :param root: the workspace
    :param schema: name of the schema
    """
    up = "../" * (len(path.relative_to(root).parts) - 1)
    return f"# yaml-language-server: $schema={up}{SCHEMAS}/{schema}.schema.json\n"


def matches(name: str, pattern: str) -> bool:
    """Return whether a path fits a pattern, in which ``*`` stands for names in one folder.

    :param name: relative to the project, with slashes
    :param pattern: as in ``annexes.yaml``
    """
    from fnmatch import fnmatchcase

    return fnmatchcase(name, pattern) and name.count("/") == pattern.count("/")


def documents(folder: Path) -> Iterator[Path]:
    """Yield the Markdown documents of a project, sorted; names beginning with ``_`` are parts.

    :param folder: the project's folder
    """
    found: list[tuple[str, ...]] = []
    store = str(folder / EVIDENCE_STORE)
    for above, folders, files in os.walk(folder):
        if above == store:
            folders.clear()
            continue
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
    for name in LISTS:
        for path in sorted((folder / name).glob("*.y*ml")):
            is_list = path.suffix in (".yaml", ".yml") and path.name[0] not in "_."
            if is_list and path != folder / MAPPING_FILE:
                yield path


def reports(folder: Path) -> Iterator[Path]:
    """Yield the reports of machines that lie right in ``evidence/`` of a project, sorted.

    :param folder: the project's folder
    """
    for path in sorted((folder / "evidence").glob("*.*")):
        if path.suffix in REPORTS and path.name[0] not in "_." and not path.is_dir():
            yield path


def baselines(folder: Path) -> dict[str, Path]:
    """Return the files of a project's baselines by version, oldest first.

    :param folder: the project's folder
    """
    files = {path.stem: path for path in (folder / BASELINES).glob("*.json")}
    return {version: files[version] for version in sort_versions(files)}
