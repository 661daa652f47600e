"""Starting commands that end with Ctrl-C."""

import contextlib
import signal
from collections.abc import Iterator


@contextlib.contextmanager
def ctrl_c() -> Iterator[None]:
    """Let what is started hear Ctrl-C: a shell's jobs in the background ignore it, and so theirs."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)
