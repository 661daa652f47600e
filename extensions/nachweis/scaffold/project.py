"""Writing a new project: every applicable requirement already stands in its document."""

from __future__ import annotations

import dataclasses
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import jinja2

from nachweis.model.catalogue import Catalogue, in_language
from nachweis.model.places import Place
from nachweis.model.project import Settings
from nachweis.model.terms import BasicValue, Level, ProtectionNeed, Side
from nachweis.scaffold.outline import place_stubs, read_outline, short_id
from nachweis.sources.files import problem
from nachweis.trace.applicability import not_applicable, selected_requirements

CATALOG: Final[Mapping[Side, tuple[str, ...]]] = {
    Side.CLIENT: ("B111", "M2251", "M2254", "M2256", "OPS31"),
    Side.PROVIDER: ("M2254", "M2256", "OPS31"),
    Side.JOINT: ("B111", "M2251", "M2254", "M2256", "OPS31"),
}
"""Modules and measures that a new project selects: B 1.11 and M 2.251 are the client's."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Wish:
    """What a new project is to be.

    :param key: its key
    :param level: *increased* sets a high protection need, so that every measure applies
    :param language: language of its documents
    """

    key: str
    side: Side
    title: str
    level: Level
    language: str


def new_project(catalogue: Catalogue, templates: Path, wish: Wish) -> dict[str, str]:
    """Return the files of a new project: text by path relative to its folder.

    :param catalogue: the catalogue
    :param templates: the folder ``templates/project``
    :param wish: what the project is to be
    :source: M 2.254 (outline of the concept), OPS.3.1.M2 (subject areas of the contract)
    """
    environment = _environment(templates)
    settings = _settings(wish)
    requirements = {
        identifier: requirement
        for identifier, requirement in selected_requirements(catalogue, settings).items()
        if not_applicable(requirement, settings) is None
    }
    files = {
        name: environment.get_template(f"{name}.j2").render(wish=wish, settings=settings)
        for name in ("project.yaml", "registers/parties.yaml", "registers/contacts.yaml")
    }
    document = environment.get_template("document.md.j2")
    for outlined, stubs in place_stubs(
        catalogue, requirements, read_outline(templates / "outline.yaml")
    ):
        if stubs:
            files[outlined.path] = document.render(
                document=outlined, stubs=stubs, wish=wish, catalogue=catalogue
            )
    return files


def write_project(folder: Path, files: Mapping[str, str]) -> None:
    """Write a new project's files in one step.

    :param folder: the project's folder, which must not exist
    :param files: text by path relative to the folder
    :raises SourceError: if the folder exists
    """
    if folder.exists():
        raise problem(Place(path=str(folder)), "exists already; choose another key")
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".new-") as room:
        for name, text in files.items():
            path = Path(room) / "project" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        shutil.move(Path(room) / "project", folder)


def _settings(wish: Wish) -> Settings:
    need = ProtectionNeed.HIGH if wish.level is Level.INCREASED else ProtectionNeed.NORMAL
    return Settings(
        key=wish.key,
        title={wish.language: wish.title},
        side=wish.side,
        catalog=CATALOG[wish.side],
        protection=dict.fromkeys(BasicValue, need),
        closed={},
        intervals={},
        languages=(wish.language,),
        folder="",
        place=Place(path="project.yaml"),
    )


def _environment(templates: Path) -> jinja2.Environment:
    environment = jinja2.Environment(  # noqa: S701 - it makes Markdown and YAML, no HTML
        loader=jinja2.FileSystemLoader(templates),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters.update(text=in_language, short=short_id)
    return environment
