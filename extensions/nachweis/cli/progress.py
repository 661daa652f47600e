"""Progress on the terminal while a command takes longer than a second."""

from __future__ import annotations

import contextlib
import os
import sys
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from nachweis.cli.language import say

if TYPE_CHECKING:
    import threading

_DELAY: Final = 1.0
"""Delay before progress is shown, in seconds."""
_INTERVAL: Final = 0.5
"""Seconds between updates."""


@contextlib.contextmanager
def progress(activity: str, *, quiet: bool) -> Iterator[None]:
    """Show an activity and its seconds so far on standard error, and clear the line at the end.

    Nothing is shown unless standard error is a terminal.

    :param activity: what is being done, in a word or two
    :param quiet: whether to show nothing
    """
    if quiet or not sys.stderr.isatty() or os.environ.get("TERM") == "dumb":
        yield
        return
    import threading

    done = threading.Event()
    thread = threading.Thread(target=_show, args=(say(activity), done), daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()


def _show(activity: str, done: threading.Event) -> None:
    start = time.monotonic()
    if done.wait(_DELAY):
        return
    while not done.is_set():
        sys.stderr.write(f"\r{activity} … {time.monotonic() - start:.0f} s")
        sys.stderr.flush()
        done.wait(_INTERVAL)
    sys.stderr.write("\r\x1b[K")
    sys.stderr.flush()
