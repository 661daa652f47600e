"""The version of what pages are made by: our own code, and that of what reads for us.

Whoever pulls a new version of this repository has the old version's doctrees lying about; a
version number is raised too seldom to tell.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from pathlib import Path
from typing import Final

_PACKAGE: Final = Path(__file__).resolve().parents[2]


def code_version(versions: Iterable[str], folder: Path = _PACKAGE) -> int:
    """Return a number that changes with the code, for Sphinx's ``env_version``.

    :param versions: versions of other packages
    :param folder: the package whose code counts
    """
    number = zlib.crc32(" ".join(versions).encode())
    for path in sorted((*folder.rglob("*.py"), *folder.rglob("*.mo"))):
        number = zlib.crc32(path.relative_to(folder).as_posix().encode(), number)
        number = zlib.crc32(path.read_bytes(), number)
    return number
