"""A word on the terminal while something takes longer than a second."""

from __future__ import annotations

import contextlib
import os
import sys
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import threading

_SOON: Final = 1.0
"""Seconds after which somebody begins to wonder."""
_STEP: Final = 0.5


@contextlib.contextmanager
def patience(what: str, *, quiet: bool) -> Iterator[None]:
    """Say what is being done, and for how long, once it takes longer than a second.

    It is said on standard error, if that is a terminal, and gone again when the work is done.

    :param what: what is being done, in a word or two
    :param quiet: whether nothing is said
    """
    if quiet or not sys.stderr.isatty() or os.environ.get("TERM") == "dumb":
        yield
        return
    import threading

    over = threading.Event()
    teller = threading.Thread(target=_tell, args=(what, over), daemon=True)
    teller.start()
    try:
        yield
    finally:
        over.set()
        teller.join()


def _tell(what: str, over: threading.Event) -> None:
    begun = time.monotonic()
    if over.wait(_SOON):
        return
    while not over.is_set():
        sys.stderr.write(f"\r{what} … {time.monotonic() - begun:.0f} s")
        sys.stderr.flush()
        over.wait(_STEP)
    sys.stderr.write("\r\x1b[K")
    sys.stderr.flush()
