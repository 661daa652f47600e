"""A version number of the code that reads pages: ours, and that of the extensions below it.

After a pull of this repository, doctrees of the old code are still there; its version number
changes too seldom to notice that.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from pathlib import Path
from typing import Final

_PACKAGE: Final = Path(__file__).resolve().parents[2]


def code_version(versions: Iterable[str], folder: Path = _PACKAGE) -> int:
    """Return a number that changes with the code, for Sphinx's ``env_version``.

    :param versions: versions of the extensions
    :param folder: the package
    """
    number = zlib.crc32(" ".join(versions).encode())
    for path in sorted((*folder.rglob("*.py"), *folder.rglob("*.mo"))):
        number = zlib.crc32(path.relative_to(folder).as_posix().encode(), number)
        number = zlib.crc32(path.read_bytes(), number)
    return number
