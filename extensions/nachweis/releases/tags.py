"""The released versions of projects as git knows them: tags named ``KEY/VERSION``."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from nachweis.git import lines_of
from nachweis.model.versions import Scheme, parse_version, sort_versions, tag_name

BASELINES: Final = "baselines"
"""Folder of a project that names its released versions, even where the tags are missing."""
_FORMAT: Final = "%(refname:lstrip=2)%00%(objectname)%00%(*objectname)%00%(creatordate:short)"


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Release:
    """A released version.

    :param key: key of the project
    :param version: its name
    :param commit: full ID of the commit that the tag stands for
    :param date: day of the release, YYYY-MM-DD, in the time zone of whoever released it
    """

    key: str
    version: str
    commit: str
    date: str

    @property
    def tag(self) -> str:
        """Name of the tag."""
        return tag_name(self.key, self.version)


def releases(root: Path, keys: Iterable[str]) -> list[Release]:
    """Return the released versions of projects, by project and newest first.

    A tag below the key that is no version, ``KEY/draft`` for instance, is none of them.

    :param root: the workspace
    :param keys: keys of the projects
    :raises SourceError: if there is no git or no repository
    """
    keys = list(keys)
    patterns = [f"refs/tags/{key}/" for key in keys]
    found = []
    for line in lines_of(root, "for-each-ref", f"--format={_FORMAT}", *patterns) if keys else ():
        name, tag, peeled, date = line.split("\0")
        key, _, version = name.partition("/")
        if _is_version(version, *Scheme):
            found.append(Release(key=key, version=version, commit=peeled or tag, date=date))
    ranks = newest_first({release.version for release in found})
    return sorted(found, key=lambda entry: (keys.index(entry.key), ranks.index(entry.version)))


def without_tag(folder: Path, found: Iterable[Release]) -> Iterator[str]:
    """Yield the versions that a project has a baseline of and git has no tag of.

    A baseline that names no commit never had one: it was written to be compared with.

    :param folder: the project's folder
    :param found: its released versions
    """
    known = {release.version for release in found}
    for path in sorted((folder / BASELINES).glob("*.json")):
        if path.stem not in known and _is_version(path.stem, *Scheme) and _names_commit(path):
            yield path.stem


def _names_commit(path: Path) -> bool:
    try:
        return bool(json.loads(path.read_text(encoding="utf-8"))["commit"])
    except (OSError, ValueError, KeyError, TypeError):
        return False


def newest_first(versions: Iterable[str]) -> list[str]:
    """Return versions in the order in which people look for them.

    :param versions: their names
    """
    return sort_versions(versions)[::-1]


def is_preliminary(version: str) -> bool:
    """Whether a version only leads to the release that it names: ``1.0.0-rc.1``.

    :param version: its name
    """
    return "-" in version and _is_version(version, Scheme.SEMVER)


def _is_version(text: str, *schemes: Scheme) -> bool:
    for scheme in schemes:
        try:
            parse_version(text, scheme)
        except ValueError:
            continue
        return True
    return False
