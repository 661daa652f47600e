"""Creating a project, with a stub for every applicable requirement in its document."""

from __future__ import annotations

import dataclasses
import datetime
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final, TypeAlias

from nachweis.model.catalogue import Catalogue, Requirement, in_language
from nachweis.model.library import Need
from nachweis.model.places import Place
from nachweis.model.project import Settings
from nachweis.model.terms import BasicValue, Level, ProtectionNeed, Side
from nachweis.scaffold.filled import fill_stubs
from nachweis.scaffold.once import proofs_to_write
from nachweis.scaffold.outline import imported_documents, place_stubs, read_outline
from nachweis.scaffold.scalars import quote
from nachweis.scaffold.words import Words
from nachweis.templates import environment, find_template, template_folders
from nachweis.trace.applicability import not_applicable, not_owed, selected_requirements

SEEDS: Final[Mapping[Side, tuple[str, ...]]] = {
    Side.CLIENT: ("B111", "M2251", "M2254", "M2256", "OPS31"),
    Side.PROVIDER: ("M2254", "M2256", "OPS31"),
    Side.NETWORK_PROVIDER: ("M2254", "M2256"),
    Side.JOINT: ("B111", "M2251", "M2254", "M2256", "OPS31"),
}
"""What each side selects of the older editions: B 1.11 and M 2.251 are the client's."""
EDITION_2023: Final[Mapping[Side, tuple[str, ...]]] = {
    Side.CLIENT: ("OPS23",),
    Side.PROVIDER: ("OPS32",),
    Side.NETWORK_PROVIDER: ("M2254", "M2256"),
    Side.JOINT: ("OPS23", "OPS32"),
}
"""What each side selects of the edition 2023: OPS.2.3 is the client's, OPS.3.2 the provider's.
It knows no network provider."""
CATALOGUES: Final[Mapping[str, tuple[Mapping[Side, tuple[str, ...]], ...]]] = {
    "2023": (EDITION_2023,),
    "seeds": (SEEDS,),
    "both": (EDITION_2023, SEEDS),
}
"""Editions that a new project may select, by the value of ``--catalog``; today's comes first."""


_BESIDE: Final[Mapping[str, str]] = {
    ".gitignore": "workspace/gitignore",
    ".gitattributes": "workspace/gitattributes",
    ".editorconfig": "workspace/editorconfig",
    ".vscode/settings.json": "workspace/settings.json",
    ".gitlab-ci.yml": "ci/gitlab/.gitlab-ci.yml",
    ".github/workflows/nachweis.yml": "ci/github/nachweis.yml",
}
"""What a new repository has beside its projects, and the template of each."""

_Annex: TypeAlias = tuple[str, str, list[str], bool]
"""Name, title and documents of an annex, and whether what it says binds."""
_MAIN: Final = re.compile(r"contract/\d\d-(?!data-processing)")
_NUMBER: Final = re.compile(r"\A\d+[- ]")

_PAGES: Final = "documents"
"""Folder of the templates of pages whose stubs stand for no requirement."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class ProjectRequest:
    """The request for a new project.

    :param key: its key
    :param level: *increased* sets a high protection need, so that every measure applies
    :param language: language of its documents
    :param catalogue: the editions that it selects, a name of :data:`CATALOGUES`, or an imported
        catalogue, by its name
    :param date: the day on which it is created
    :param with_models: whether stubs are filled with models of the library
    """

    key: str
    side: Side
    title: str
    level: Level
    language: str
    catalogue: str
    date: datetime.date
    with_models: bool = False


def _owed(requirement: Requirement, settings: Settings) -> Requirement:
    """Return a requirement with the proofs that the side of a project owes."""
    owed = {
        k: p for k, p in requirement.proofs.items() if not_owed(requirement, k, settings) is None
    }
    return requirement._replace(proofs=owed)


def new_project(catalogue: Catalogue, request: ProjectRequest) -> dict[str, str]:
    """Write the files of a new project: text by path relative to its folder.

    :param catalogue: the catalogue, with the models where stubs are filled with them
    :param request: the request
    :source: M 2.254 (outline of the concept), OPS.3.1.M2 (subject areas of the contract)
    """
    settings = _settings(catalogue, request)
    applicable = {
        identifier: _owed(requirement, settings)
        for identifier, requirement in selected_requirements(catalogue, settings).items()
        if not_applicable(requirement, settings) is None
    }
    requirements = proofs_to_write(applicable, catalogue.equivalents)
    outline = (
        *imported_documents(catalogue, settings.catalog),
        *read_outline(find_template("project", "outline.yaml")),
    )
    stubs, heads = fill_stubs(
        place_stubs(catalogue, requirements, outline),
        catalogue.models.values() if request.with_models else (),
        requirements,
        language=request.language,
        variant=Need.HIGH if request.level is Level.INCREASED else Need.STANDARD,
    )
    words = Words(
        key=request.key,
        language=request.language,
        date=request.date,
        catalogue=catalogue,
        requirements=requirements,
        heads=heads,
    )
    folders = template_folders("project")
    made = environment(folders)
    made.filters.update(text=in_language, quoted=quote, ref=words.ref)
    made.globals.update(
        words.vocabulary(), request=request, settings=settings, need=_need(request.level).value
    )
    registers = {path.stem for folder in folders for path in folder.glob("registers/*.j2")}
    names = ["project.yaml", *(f"registers/{name}" for name in sorted(registers))]
    files = {name: made.get_template(f"{name}.j2").render() for name in names}
    for name in sorted({_inside(path, folder) for folder in folders for path in _pages(folder)}):
        files[name] = made.get_template(f"{_PAGES}/{name}.j2").render()
    page = made.get_template("document.md.j2")
    for document in outline:
        if stubs[document.path] or document.kind is None:
            files[document.path] = page.render(document=document, stubs=stubs[document.path])
    files["annexes.yaml"] = made.get_template("annexes.j2").render(
        annexes=list(_annexes(files, words))
    )
    return files


def _annexes(files: Mapping[str, str], words: Words) -> Iterator[_Annex]:
    """Yield the annexes of a new project: the contract, each of its annexes, and the concepts."""
    main = [name for name in sorted(files) if _MAIN.match(name)]
    if main:
        title = words.plain("Contract: information security", "Vertrag: Informationssicherheit")
        yield words.plain("contract", "vertrag"), title, main, True
    for name in sorted(files):
        if name.startswith("contract/") and name not in main:
            title = _NUMBER.sub("", files[name].partition("\n")[0].removeprefix("# "))
            yield _NUMBER.sub("", Path(name).stem), title, [name], True
    concepts = [name for name in sorted(files) if name.startswith("concept/")]
    if concepts:
        title = words.plain("Security concept", "Sicherheitskonzept")
        yield words.plain("security-concept", "sicherheitskonzept"), title, concepts, False


def workspace_files(request: ProjectRequest) -> dict[str, str]:
    """Write the files that a repository has beside its projects, by path relative to it.

    :param request: the request for its first project
    """
    folder = find_template("workspace", "README.md.j2").parent
    annex = "vertrag" if request.language == "de" else "contract"
    readme = environment((folder,)).get_template("README.md.j2")
    texts = {"README.md": readme.render(request=request, annex=annex)}
    for path, source in _BESIDE.items():
        texts[path] = find_template(*source.split("/", 1)).read_text(encoding="utf-8")
    return texts


def _pages(folder: Path) -> Iterator[Path]:
    return (folder / _PAGES).rglob("*.j2")


def _inside(path: Path, folder: Path) -> str:
    return path.relative_to(folder / _PAGES).with_suffix("").as_posix()


def _need(level: Level) -> ProtectionNeed:
    return ProtectionNeed.HIGH if level is Level.INCREASED else ProtectionNeed.NORMAL


def _settings(catalogue: Catalogue, request: ProjectRequest) -> Settings:
    usual = [
        name
        for edition in CATALOGUES.get(request.catalogue, ())
        for name in edition[request.side]
        if name in catalogue.groups
    ]
    wanted = None if request.catalogue in CATALOGUES else request.catalogue.upper()
    modules = [
        group.id
        for group in catalogue.groups.values()
        if group.type == "bsi_module" and not group.cited
        if wanted == (group.imported.catalogue if group.imported else None)
    ]
    return Settings(
        key=request.key,
        title={request.language: request.title},
        side=request.side,
        catalog=tuple(dict.fromkeys(usual or modules)),
        protection=dict.fromkeys(BasicValue, _need(request.level)),
        closed={},
        intervals={},
        languages=(request.language,),
        folder="",
        place=Place(path="project.yaml"),
    )
