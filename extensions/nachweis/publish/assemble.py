"""Assembling built versions into one site, of which only what changed is touched.

Everything that is new is copied to a folder beside the site and moved in at the end, each
version in one step. The lists of versions follow last, so that no link leads to a version that
is not there yet.
"""

from __future__ import annotations

import contextlib
import dataclasses
import shutil
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

from nachweis.model.messages import Message
from nachweis.publish.artefact import LATEST, NAME, VERSIONS_JS, Artefact, load
from nachweis.publish.broken_links import broken_links
from nachweis.publish.switcher import (
    ProjectVersions,
    files_beside,
    project_versions,
    sites_of,
)
from nachweis.site.sites import SITES
from nachweis.sources.folders import beside, move_in


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Assembled:
    """The result of assembling a site.

    :param changed: names of the versions that were moved in
    :param broken: a line for each link to a missing file
    """

    changed: tuple[str, ...]
    broken: tuple[str, ...]


class CollisionError(Exception):
    """Two artefacts claim to be the same version, and differ."""


def choose(artefacts: Iterable[Artefact], fallback: Iterable[Artefact] = ()) -> list[Artefact]:
    """Return one artefact for each version of each project.

    :param artefacts: what was built; the same artefact may occur twice
    :param fallback: artefacts for versions that were not built
    :raises CollisionError: if two that differ claim the same place
    """
    places: dict[tuple[str, str], Artefact] = {}
    for entry in artefacts:
        other = places.setdefault((entry.place, entry.audience), entry)
        if other.digest != entry.digest:
            raise CollisionError(
                Message(
                    "{folder} and {folder2} are two builds of {name}",
                    folder=other.folder,
                    folder2=entry.folder,
                    name=entry.name,
                )
            )
    for entry in fallback:
        places.setdefault((entry.place, entry.audience), entry)
    return sorted(places.values(), key=lambda entry: entry.place)


def assemble_site(artefacts: Sequence[Artefact], out: Path) -> Assembled:
    """Make a site of artefacts, and check the links of what is new.

    :param artefacts: one for each version of each project, and perhaps the portfolio's
    :param out: folder of the site; projects that are not among the artefacts are left alone,
        unless there is a page over all projects, which would not list them
    """
    portfolio = next((entry for entry in artefacts if not entry.project), None)
    keys = {entry.project for entry in artefacts if entry.project}
    projects = [
        project_versions(key, [entry for entry in artefacts if entry.project == key])
        for key in sorted(keys)
    ]
    out.mkdir(parents=True, exist_ok=True)
    overview = portfolio is not None and _differs(portfolio, out)
    with beside(out) as stage:
        changed = [name for versions in projects for name in _prepare(versions, out, stage)]
        if portfolio is not None and overview:
            shutil.copytree(portfolio.folder, stage / "portfolio")
        for versions in projects:
            linked = portfolio is not None or (out / NAME).exists()
            _place(versions, out, stage, portfolio=linked)
        if portfolio is not None:
            _place_portfolio(portfolio, out, stage, keys, changed=overview)
            if (out / SITES).is_file():  # it has a search
                _write_anew(out / SITES, sites_of(projects), stage)
    pages = [page for name in changed for page in _pages(out / name)]
    if changed or overview:
        pages += sorted(out.glob("*/*.html"))
    if portfolio is not None and overview:
        own = (name for name in portfolio.entries if name not in keys)
        pages += [page for name in own for page in _pages(out / name)]
        changed.append(portfolio.name)
    broken = tuple(broken_links(dict.fromkeys(pages), out))
    return Assembled(changed=tuple(changed), broken=broken)


def _pages(path: Path) -> list[Path]:
    return sorted(path.rglob("*.html")) if path.is_dir() else [path] * (path.suffix == ".html")


def _differs(artefact: Artefact, folder: Path) -> bool:
    other = load(folder)
    return other is None or dataclasses.replace(other, folder=artefact.folder) != artefact


def _folders(versions: ProjectVersions) -> dict[str, Artefact]:
    """Return the names of a project's folders with the artefact that belongs in each."""
    folders = {entry.version: entry for entry in versions.all}
    return {**folders, LATEST: versions.current} if versions.current else folders


def _prepare(versions: ProjectVersions, out: Path, stage: Path) -> list[str]:
    """Copy what is new beside the site; return the folders of the site that will change."""
    changed = []
    unversioned = not (out / versions.key / VERSIONS_JS).exists()
    for name, artefact in _folders(versions).items():
        place = f"{versions.key}/{name}"
        if unversioned or _differs(artefact, out / place):
            shutil.copytree(artefact.folder, stage / place)
            changed.append(place)
    return changed


def _place(versions: ProjectVersions, out: Path, stage: Path, *, portfolio: bool) -> None:
    """Move the versions of a project into the site, and then the files that list them."""
    folder, fresh = out / versions.key, stage / versions.key
    texts = files_beside(versions, portfolio=portfolio)
    if not (folder / VERSIONS_JS).exists():  # new, or from a build without versions
        for name, text in texts.items():
            (fresh / name).write_text(text, encoding="utf-8")
        move_in(fresh, folder)
        return
    wanted = _folders(versions)
    for name in wanted:
        if (fresh / name).exists():
            move_in(fresh / name, folder / name)
    for name, text in texts.items():
        _write_anew(folder / name, text, stage)
    for path in folder.iterdir():
        if path.name not in wanted and load(path) is not None:
            _take_out(path, stage)  # its tag was deleted


def _write_anew(path: Path, text: str, stage: Path) -> None:
    """Move a text in, in one step, unless it is there."""
    if not path.is_file() or path.read_text(encoding="utf-8") != text:
        new = stage / "text"
        new.write_text(text, encoding="utf-8")
        move_in(new, path)


def _place_portfolio(
    portfolio: Artefact, out: Path, stage: Path, projects: set[str], *, changed: bool
) -> None:
    """Move the page over all projects in, and delete what no longer belongs to the site."""
    old = load(out)
    if changed:
        for name in portfolio.entries:
            if name != NAME:
                move_in(stage / "portfolio" / name, out / name)
        for name in set(old.entries if old else ()).difference(portfolio.entries):
            _take_out(out / name, stage)
        move_in(stage / "portfolio" / NAME, out / NAME)
    for path in out.iterdir():
        if path.name not in projects and (path / VERSIONS_JS).is_file():
            _take_out(path, stage)


def _take_out(path: Path, stage: Path) -> None:
    """Take a file or folder out of the site in one step; it is deleted with the hidden folder."""
    with contextlib.suppress(FileNotFoundError):
        path.rename(Path(tempfile.mkdtemp(dir=stage)) / path.name)
