"""The released versions of projects as git knows them: tags named ``KEY/VERSION``."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from nachweis.git import git, git_or_empty
from nachweis.model.versions import Scheme, is_version, sort_versions, tag_name
from nachweis.sources.workspace import baselines

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


def releases(root: Path, keys: Iterable[str]) -> list[Release]:
    """Return the released versions of projects, by project and newest first.

    Tags below the key that are not versions, such as ``KEY/draft``, are left out.

    :param root: the workspace
    :param keys: keys of the projects
    :raises SourceError: if there is no git or no repository
    """
    keys = list(keys)
    patterns = [f"refs/tags/{key}/" for key in keys]
    found = []
    lines = git(root, "for-each-ref", f"--format={_FORMAT}", *patterns) if keys else ""
    for line in lines.splitlines():
        name, tag, peeled, date = line.split("\0")
        key, _, version = name.partition("/")
        if is_version(version, *Scheme):
            found.append(Release(key=key, version=version, commit=peeled or tag, date=date))
    ranks = sort_versions({release.version for release in found})
    return sorted(found, key=lambda entry: (keys.index(entry.key), -ranks.index(entry.version)))


def without_tag(folder: Path, found: Iterable[Release]) -> Iterator[str]:
    """Yield the versions that have a baseline but no tag, oldest first.

    A baseline without a commit was never tagged: it was written only for comparison.

    :param folder: the project's folder
    :param found: its released versions
    """
    tagged = {release.version for release in found}
    for version, path in baselines(folder).items():
        if (
            version not in tagged
            and is_version(version, *Scheme)
            and baseline_value(path, "commit")
        ):
            yield version


def baseline_value(path: Path, name: str) -> str:
    """Return a value of a baseline without reading all of it; empty if there is none.

    :param path: file of the baseline
    :param name: name of the value
    """
    try:
        return str(json.loads(path.read_text(encoding="utf-8"))[name])
    except (OSError, ValueError, KeyError, TypeError):
        return ""


def tagged_versions(root: Path, key: str) -> list[str]:
    """Return the names of all tags below a key, without the key.

    :param root: the workspace
    :param key: key of the project
    """
    pattern = f"refs/tags/{tag_name(key, '')}"
    names = git_or_empty(root, "for-each-ref", "--format=%(refname)", pattern)
    return [name.removeprefix(pattern) for name in names.splitlines()]


def is_preliminary(version: str) -> bool:
    """Whether a version precedes the release that it names, as ``1.0.0-rc.1`` does.

    :param version: its name
    """
    return "-" in version and is_version(version, Scheme.SEMVER)
