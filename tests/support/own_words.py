"""Runs of words that a text shares with the sources, which are not in the repository.

``tests/catalog/source-runs.bin`` has a digest of each run of six words of the sources: the
implementation notes and catalogues of IT-Grundschutz, and OPS.2.3 and OPS.3.2 of 2023.
"""

from __future__ import annotations

import functools
import hashlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

RUN: Final = 6
"""Words in a row."""
_BYTES: Final = 6
"""Length of a digest: of 10 million runs, one would be taken for another."""
_DIGESTS: Final = Path(__file__).parents[1] / "catalog" / "source-runs.bin"
_WORD: Final = re.compile(r"[^\W_]+")


def shared_runs(text: str) -> Iterator[str]:
    """Yield each run of words of a text that a source has, too.

    :param text: in any language; case and signs do not count
    """
    words = [word.casefold() for word in _WORD.findall(text)]
    for start in range(len(words) - RUN + 1):
        run = " ".join(words[start : start + RUN])
        if hashlib.blake2b(run.encode(), digest_size=_BYTES).digest() in _known():
            yield run


@functools.cache
def _known() -> frozenset[bytes]:
    data = _DIGESTS.read_bytes()
    return frozenset(data[i : i + _BYTES] for i in range(0, len(data), _BYTES))
