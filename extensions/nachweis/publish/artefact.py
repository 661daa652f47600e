"""The small file in which a built version describes itself, so that builds can be compared.

A folder of pages with this file is an *artefact*: it can be cached, copied to another machine
and assembled with others into a site. The file holds no time and no path, so that it is the
same wherever the version is built.
"""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

NAME: Final = "nachweis-build.json"
SCHEMA: Final = "nachweis/build/1"
DRAFT: Final = "draft"
"""Name of the working state among the versions."""
VERSIONS_JS: Final = "versions.js"
"""File of a project's folder that lists its versions for the switcher."""
LATEST: Final = "latest"
"""Folder of a project with a copy of the newest release."""
_PLAIN: Final = re.compile(r"[0-9A-Za-z_][0-9A-Za-z._+-]*")
"""Names that are safe for folders: the file may come from another machine."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Artefact:
    """A built version.

    :param folder: where its pages are
    :param project: key of the project; empty for the portfolio
    :param version: a release, or ``draft``
    :param audience: for whom it was built
    :param title: title of the project
    :param language: ISO 639-1 code of the pages
    :param date: date of judgement
    :param commit: short ID of the commit, with ``+`` where files differed from it
    :param tool: digest of the program that built it
    :param digest: digest of all that it was made from, the program included
    :param entries: names of the files and folders in it
    """

    folder: Path
    project: str
    version: str
    audience: str
    title: str
    language: str
    date: str
    commit: str
    tool: str
    digest: str
    entries: tuple[str, ...]

    @property
    def name(self) -> str:
        """The version as messages name it."""
        return f"{self.project}/{self.version}" if self.project else "the page over all projects"

    @property
    def place(self) -> str:
        """Where its pages go in the site, relative to the site."""
        return f"{self.project}/{self.version}" if self.project else "."


def load(folder: Path) -> Artefact | None:
    """Return the artefact in a folder, or nothing if the folder holds none that can be used.

    :param folder: any folder
    """
    try:
        data: dict[str, Any] = json.loads((folder / NAME).read_text(encoding="utf-8"))
        if data.pop("schema") != SCHEMA:
            return None
        entries = tuple(str(name) for name in data.pop("entries"))
        names = [data["version"], *([data["project"]] if data["project"] else ())]
        if not all(_PLAIN.fullmatch(name) for name in names):
            return None
        if any("/" in name or name in ("", ".", "..") for name in entries):
            return None
        return Artefact(folder=folder, entries=entries, **data)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def complete(folder: Path, **values: str) -> None:
    """Complete the description in a folder of pages, which makes it an artefact.

    :param folder: the finished output of a build, with the description that the site wrote
    :param values: what the site does not know: audience, digest and tool
    """
    path = folder / NAME
    data = json.loads(path.read_text(encoding="utf-8"))
    entries = sorted(entry.name for entry in folder.iterdir() if not _is_empty(entry))
    data = {"schema": SCHEMA, **data, **values, "entries": entries}
    text = json.dumps(data, ensure_ascii=False, indent=1, sort_keys=True)
    path.write_text(f"{text}\n", encoding="utf-8")


def _is_empty(path: Path) -> bool:
    """Whether a path is an empty folder, which archives leave out."""
    return path.is_dir() and not any(path.iterdir())


def find(folder: Path) -> Iterator[Artefact]:
    """Yield the artefacts in a folder and below it, sorted by path.

    The folder ``latest`` of a site is left out, for it holds a copy.

    :param folder: an artefact, a folder of them, or a whole site
    """
    own = load(folder)
    if own is not None:
        yield own
        if own.project:
            return
    for path in sorted(folder.iterdir()):
        inside = own is not None and path.name in own.entries
        if path.is_dir() and path.name != LATEST and not inside and path.name[0] != ".":
            yield from find(path)
