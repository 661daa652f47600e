"""Joining built versions into one site, where only what changed is touched.

Everything that is new is copied beside the site first and moved in at the end, each folder in
one step; the lists of versions follow last, so that nothing leads to what is not there yet.
"""

from __future__ import annotations

import dataclasses
import shutil
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

from nachweis.publish.artefact import LATEST, NAME, VERSIONS_JS, Artefact, load
from nachweis.publish.broken_links import broken_links
from nachweis.publish.folders import move_in
from nachweis.publish.switcher import Shelf, beside, shelf


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Joined:
    """What joining came to.

    :param changed: names of the versions that were moved in
    :param broken: links that lead nowhere, as lines
    """

    changed: tuple[str, ...]
    broken: tuple[str, ...]


class CollisionError(Exception):
    """Two artefacts claim to be the same version, and differ."""


def chosen(artefacts: Iterable[Artefact], fallback: Iterable[Artefact] = ()) -> list[Artefact]:
    """Return one artefact for each version of each project.

    :param artefacts: what was built; the same one may be there twice
    :param fallback: what counts only where there is nothing else
    :raises CollisionError: if two that differ claim the same place
    """
    places: dict[tuple[str, str], Artefact] = {}
    for entry in artefacts:
        other = places.setdefault((entry.place, entry.audience), entry)
        if other.digest != entry.digest:
            message = "are two builds of"
            raise CollisionError(f"{other.folder} and {entry.folder} {message} {entry.name}")
    for entry in fallback:
        places.setdefault((entry.place, entry.audience), entry)
    return sorted(places.values(), key=lambda entry: entry.place)


def join(artefacts: Sequence[Artefact], out: Path, *, check: bool = True) -> Joined:
    """Make a site of artefacts.

    :param artefacts: one for each version of each project, and the portfolio's if there is one
    :param out: folder of the site; projects that are not among the artefacts stay as they are,
        unless there is a page over all projects, which would not name them
    :param check: whether to follow the links of what is new
    """
    portfolio = next((entry for entry in artefacts if not entry.project), None)
    projects = {entry.project for entry in artefacts if entry.project}
    shelves = [
        shelf(key, [entry for entry in artefacts if entry.project == key])
        for key in sorted(projects)
    ]
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out.parent, prefix=f".{out.name}-") as folder:
        room = Path(folder)
        changed = [name for one in shelves for name in _prepare(one, out, room)]
        over_all = portfolio is not None and _differs(portfolio, out)
        if portfolio is not None and over_all:
            shutil.copytree(portfolio.folder, room / "portfolio")
        for one in shelves:
            _place(one, out, room, portfolio=portfolio is not None or (out / NAME).exists())
        if portfolio is not None:
            _place_portfolio(portfolio, out, room, projects, changed=over_all)
    touched = [out / name for name in changed]
    pages = [page for path in touched for page in sorted(path.rglob("*.html"))]
    if changed or over_all:
        pages += sorted(out.glob("*/*.html"))
    if portfolio is not None and over_all:
        pages += [
            page
            for name in portfolio.entries
            for page in _pages(out / name)
            if name not in projects
        ]
    broken = tuple(broken_links(dict.fromkeys(pages), out)) if check else ()
    names = [*changed, *(["the page over all projects"] if over_all else ())]
    return Joined(changed=tuple(names), broken=broken)


def _pages(path: Path) -> list[Path]:
    return sorted(path.rglob("*.html")) if path.is_dir() else [path] * (path.suffix == ".html")


def _differs(artefact: Artefact, there: Path) -> bool:
    other = load(there)
    return other is None or dataclasses.replace(other, folder=artefact.folder) != artefact


def _wanted(versions: Shelf) -> dict[str, Artefact]:
    """Return the folders of a project with what belongs into each."""
    wanted = {entry.version: entry for entry in versions.versions}
    return {**wanted, LATEST: versions.current} if versions.current else wanted


def _prepare(versions: Shelf, out: Path, room: Path) -> list[str]:
    """Copy what is new beside the site; return the folders of the site that will change."""
    changed = []
    alone = not (out / versions.key / VERSIONS_JS).exists()
    for name, artefact in _wanted(versions).items():
        place = f"{versions.key}/{name}"
        if alone or _differs(artefact, out / place):
            shutil.copytree(artefact.folder, room / place)
            changed.append(place)
    return changed


def _place(versions: Shelf, out: Path, room: Path, *, portfolio: bool) -> None:
    """Move the versions of a project into the site, and then what lists them."""
    folder = out / versions.key
    if folder.exists() and not (folder / VERSIONS_JS).exists():
        folder.rename(room / f"{versions.key}-alone")  # the site of a build without versions
    folder.mkdir(exist_ok=True)
    fresh = room / versions.key
    wanted = _wanted(versions)
    for name in wanted:
        if (fresh / name).exists():
            move_in(fresh / name, folder / name)
    for name, text in beside(versions, portfolio=portfolio).items():
        path = folder / name
        if not path.is_file() or path.read_text(encoding="utf-8") != text:
            new = room / "text"
            new.write_text(text, encoding="utf-8")
            move_in(new, path)
    for path in folder.iterdir():
        if path.name not in wanted and load(path) is not None:
            shutil.rmtree(path)  # a version whose tag is gone


def _place_portfolio(
    portfolio: Artefact, out: Path, room: Path, projects: set[str], *, changed: bool
) -> None:
    """Move the page over all projects in, and what no longer belongs to the site out."""
    old = load(out)
    if changed:
        for name in portfolio.entries:
            if name != NAME:
                move_in(room / "portfolio" / name, out / name)
        for name in set(old.entries if old else ()).difference(portfolio.entries):
            _remove(out / name)
        move_in(room / "portfolio" / NAME, out / NAME)
    for path in out.iterdir():
        if path.name not in projects and (path / VERSIONS_JS).is_file():
            shutil.rmtree(path)


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
