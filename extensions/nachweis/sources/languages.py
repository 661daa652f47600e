"""The language of a workspace, before anything of it is read."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from nachweis.model.patterns import regex
from nachweis.sources.errors import SourceError
from nachweis.sources.files import read_bytes
from nachweis.sources.workspace import PROJECT_FILE, find_root, project_folders

ENGLISH: Final = "en"
_FIRST: Final = regex(
    rb"^languages:[ \t]*(?:\[\s*|\r?\n[ \t]*-[ \t]+)[\"']?([a-z]{2})\b", re.MULTILINE
)
_OF_SITE: Final = regex(rb"^language[ \t]*=[ \t]*[\"']([a-z]{2})[\"']", re.MULTILINE)


def language_of(start: Path, words: Sequence[str] = ()) -> str:
    """Return the language of the projects that are named, or of all if none is.

    Where they have several, it is that of the page over all projects: ``language`` in ``conf.py``,
    or English. A file that cannot be read says nothing.

    :param start: a folder of the workspace
    :param words: keys of projects, IDs of their objects, names of their versions, or anything else
    """
    try:
        root = find_root(start)
    except SourceError:
        return ENGLISH
    folders = project_folders(root)
    named = [name for name in folders if any(_is_of(word, name) for word in words)]
    languages = {
        _found(_FIRST, folders[name] / PROJECT_FILE, root) or ENGLISH for name in named or folders
    }
    if len(languages) == 1:
        return languages.pop()
    return _found(_OF_SITE, root / "conf.py", root) or ENGLISH


def _is_of(word: str, key: str) -> bool:
    rest = word.upper().removeprefix(key.upper())
    return rest != word.upper() and rest[:1] in ("", "_", "/")


def _found(pattern: re.Pattern[bytes], path: Path, root: Path) -> str:
    try:
        match = pattern.search(read_bytes(path, root))
    except SourceError:
        return ""
    return match[1].decode() if match else ""
