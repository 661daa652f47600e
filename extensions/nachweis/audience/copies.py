"""A copy of a workspace that holds what an audience may see, and nothing else."""

from __future__ import annotations

import os
import posixpath
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final

import yaml

from nachweis.audience.aliases import aliases, renamed, without_numbers
from nachweis.audience.particulars import Judged, withhold_particulars
from nachweis.audience.policy import Policy, rank, scheme_of
from nachweis.audience.texts import NOTHING, Hidden, end_of, page_text, without
from nachweis.audience.visible import Sources, Visible, visible
from nachweis.model.items import Item
from nachweis.model.kinds import FieldKind
from nachweis.model.objects import TYPE
from nachweis.model.project import Project
from nachweis.sources.files import read_text
from nachweis.sources.lock import LOCK_FILE
from nachweis.sources.workspace import (
    ANNEXES_FILE,
    BASELINES,
    BESIDE,
    EVIDENCE_STORE,
    MAPPING_FILE,
    PROJECT_FILE,
    Workspace,
    lists,
    reports,
)
from nachweis.sources.writing import write_new
from nachweis.sources.yaml.file import read_yaml

_LONGEST: Final = 1_000_000_000
"""Width of lines in YAML: texts are not broken."""


class Copy:
    """What an audience may see of a project, to be written somewhere."""

    def __init__(
        self,
        workspace: Workspace,
        project: Project,
        policy: Policy,
        stricter: Hidden = NOTHING,
        judged: Judged | None = None,
    ) -> None:
        """Decide what the audience may see.

        :param workspace: the workspace
        :param project: the project as read
        :param policy: which classes the audience may see
        :param stricter: what is withheld besides
        :param judged: by what it was judged; what is written says no more of it
        """
        self._judged = judged
        self._workspace, self._project, self._policy = workspace, project, policy
        self._folder = Path(workspace.root, project.settings.folder)
        self._scheme = scheme_of(project)
        self._reports = frozenset(_reports(self._folder))
        self._texts: dict[str, str] = {}
        self._ends: dict[tuple[str, int], int] = {}
        self._sources = self._find()
        self.visible: Visible = visible(self._sources, policy, self._scheme, stricter)
        shown = self.visible.pages | self.visible.files
        paths = frozenset((*self._sources.pages, *self._sources.files)) - shown
        self.hidden = Hidden(ids=self.visible.hidden, paths=paths)
        key = project.settings.key
        self._names = aliases(policy.secret, project.items, key) if policy.secret else {}

    @property
    def pages(self) -> tuple[str, ...]:
        """Paths of all pages of the project."""
        return self._sources.pages

    def _find(self) -> Sources:
        root, items = self._workspace.root, self._project.items
        below = [*_below(self._folder)]
        own = {posixpath.normpath(p.relative_to(root).as_posix()) for p in below}
        uses = [use._replace(path=posixpath.normpath(use.path)) for use in self._project.files]
        named = (*_named(items),)
        others = {*(use.path for use in uses), *(path for _, path in named)}
        own |= {path for path in others if _is_plain(root / path) and not path.startswith("..")}
        lists_of = {path.relative_to(root).as_posix() for path in self._yaml()}
        store = f"{self._project.settings.folder}/{EVIDENCE_STORE}/"
        pages = tuple(
            sorted(path for path in own if path.endswith(".md") and not path.startswith(store))
        )
        for path in pages:
            self._texts[path] = read_text(root / path, root)
        split = {path: text.split("\n") for path, text in self._texts.items()}
        for item in items:
            if item.place.path in split:
                lines = split[item.place.path]
                where = (item.place.path, item.place.line)
                self._ends[where] = end_of(lines, item.place.line)
        return Sources(
            items=items,
            pages=pages,
            files=tuple(sorted(own - set(pages) - lists_of)),
            uses=tuple(uses),
            named=named,
            ends=self._ends,
        )

    def _yaml(self) -> Iterator[Path]:
        """Yield the files that are written anew: what they hold is data."""
        yield from lists(self._folder)
        yield from sorted(self._reports)
        for name in (PROJECT_FILE, ANNEXES_FILE, LOCK_FILE):
            if (self._folder / name).is_file():
                yield self._folder / name

    def write(self, target: Path) -> None:
        """Write the workspace.

        :param target: an empty folder
        :raises OSError: if it cannot be written
        """
        root = self._workspace.root
        for name in (*BESIDE, *(path.name for path in root.glob("*.py"))):
            _take(root / name, target / name)
        _take(root / "catalog", target / "catalog")
        for path, text in self.files().items():
            write_new(target / path, text.encode())
        for path in self.visible.files:
            place = target / self.named(path)
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(root / path, place)

    def named(self, text: str) -> str:
        """Return a text or path with the IDs by which the audience knows the objects.

        :param text: any text
        """
        return renamed(text, self._names)

    def files(self) -> dict[str, str]:
        """Return the texts of pages and data by path, without what may not be seen."""
        made, cut = {}, dict[str, list[tuple[int, int]]]()
        for item in self._project.items:
            end = self._ends.get((item.place.path, item.place.line))
            if end is not None and item.id in self.visible.hidden:
                cut.setdefault(item.place.path, []).append((item.place.line, end))
        for path in sorted(self.visible.pages):
            made[path] = page_text(self._texts[path], path, cut.get(path, ()), self.hidden)
        for file in self._yaml():
            path = file.relative_to(self._workspace.root).as_posix()
            text = self._data(file, path)
            if text:
                made[path] = text
        if not self._names:
            return made
        pages = {path: without_numbers(made[path]) for path in self.visible.pages}
        return {self.named(path): self.named(text) for path, text in {**made, **pages}.items()}

    def _data(self, file: Path, path: str) -> str:
        root = self._workspace.root
        if file in self._reports:  # written by machines: all of it, or nothing
            names = {p.relative_to(root).as_posix() for p in self._reports}
            made = [item for item in self._project.items if item.place.path in names]
            hides = any(item.id in self.visible.hidden for item in made)
            seen = self._scheme.of_path(path) in self._policy.classes
            return read_text(file, root) if seen and not hides else ""
        text = read_text(file, root)
        if file.name == LOCK_FILE:
            kept = (row for row in text.split("\n") if self.hidden.ids.isdisjoint(row.split()))
            return "\n".join(kept)
        data = read_yaml(file, root, turned=True).data  # which refuses what would grow without end
        if file.name == PROJECT_FILE:
            data.pop("disclosure", None)
            for name in ("chosen", "partly"):
                (data.get("tender") or {}).pop(name, None)
            self._classify(data)
            if self._judged is not None:
                withheld = self._policy.particulars
                withhold_particulars(data, withheld, self._judged, self.visible.items)
        data = without(data, path, self.hidden)
        if file.name == ANNEXES_FILE:
            data = self._annexes(data, path)
        return (
            yaml.safe_dump(data, allow_unicode=True, sort_keys=False, width=_LONGEST)
            if data
            else ""
        )

    def _classify(self, data: dict[str, Any]) -> None:
        """Give a project the strictest class that the audience sees, if it may know its name."""
        if self._scheme.default not in self._policy.classes:
            seen = [i for i in self.visible.items if i.id in self._policy.classes]
            data["infoclass"] = max(seen, key=rank).title if seen else ""

    def _annexes(self, data: Any, path: str) -> Any:
        """Return the annexes that may be seen, with the documents that may be."""
        kept = {}
        for name, annex in (data or {}).get("annexes", {}).items():
            said = annex.get("classification")
            its_class = self._scheme.names.get(said) if said else self._scheme.of_path(path)
            if its_class not in self._policy.classes:
                continue
            content = []
            for part in annex.get("content", ()):
                if "documents" in part:
                    files = [f for f in part["documents"] if self._has(str(f))]
                    if not files:
                        continue
                    content.append({**part, "documents": files})
                else:
                    content.append(part)
            if content:
                kept[name] = {**annex, "content": content}
                signed = [s for s in annex.get("signatures") or () if s.get("party")]
                if "signatures" in annex:
                    kept[name]["signatures"] = signed
        return {**data, "annexes": kept} if kept else None

    def _has(self, pattern: str) -> bool:
        folder = self._project.settings.folder
        full = posixpath.join(folder, pattern)
        return any(Path(page).match(full) for page in self.visible.pages)


def _reports(folder: Path) -> Iterator[Path]:
    """Yield the reports of machines, and what says which requirement they prove."""
    yield from reports(folder)
    if (folder / MAPPING_FILE).is_file():
        yield folder / MAPPING_FILE


def _named(items: Iterable[Item]) -> Iterator[tuple[str, str]]:
    """Yield the files that objects name in their fields, each with the ID of the object."""
    for item in items:
        for field in TYPE[item.type].of_kind(FieldKind.PATH):
            for name in item.list(field.name):
                if "://" not in name:
                    path = posixpath.join(posixpath.dirname(item.place.path), name)
                    yield item.id, posixpath.normpath(path)


def _below(folder: Path) -> Iterator[Path]:
    """Yield the files of a project, but for its baselines, which hold every text of a release."""
    for above, folders, names in os.walk(folder):
        if Path(above) == folder and Path(BASELINES).name in folders:
            folders.remove(Path(BASELINES).name)
        yield from (path for name in names if _is_plain(path := Path(above, name)))


def _is_plain(path: Path) -> bool:
    """Return whether a file is one, and not a link to another, of which nobody knows the class."""
    return path.is_file() and not path.is_symlink()


def _take(source: Path, target: Path) -> None:
    if source.is_dir():
        shutil.copytree(source, target, symlinks=True, dirs_exist_ok=True)
    elif source.is_file():
        write_new(target, source.read_bytes())
