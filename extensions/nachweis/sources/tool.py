"""The identity of this tool: its own files, and the libraries that it uses."""

from __future__ import annotations

import functools
import os
import sys
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Final

_READERS: Final = ("model", "sources")
"""The packages whose code determines what is read."""
_LIBRARIES: Final = (
    *("markdown_it_py-", "mdit_py_plugins-", "myst_parser-", "pydantic-", "pydantic_core-"),
    *("pyyaml-", "PyYAML-"),
)


@functools.cache
def identity() -> bytes:
    """Identify everything but the file itself that determines the result of a reader.

    For our own packages that is the content of all files, so that an edit of a reader counts at
    once; for libraries their installed versions; and the version of Python.

    :raises OSError: if they cannot be read
    """
    found = [sys.version]
    package = Path(__file__).resolve().parent.parent
    for path in (f"{package}/__init__.py", *sorted(_files(package))):
        with open(path, "rb", buffering=0) as file:  # noqa: PTH123 - a Path takes twice as long
            content = file.read()
        found.append(f"{path.rpartition('/')[2]} {len(content)} {zlib.crc32(content)}")
    for folder in filter(os.path.isdir, sys.path):
        names = os.listdir(folder)  # noqa: PTH208 - there are hundreds, and few are looked for
        found += sorted(n for n in names if n.startswith(_LIBRARIES) and n.endswith("-info"))
    return "\0".join(found).encode("utf-8", "surrogateescape")


def _files(package: Path) -> Iterator[str]:
    """Yield the source files of the readers, without compiled ones."""
    for name in _READERS:
        for folder, _, files in os.walk(package / name):
            yield from (f"{folder}/{file}" for file in files if file.endswith(".py"))
