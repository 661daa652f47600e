"""Starting commands that end with Ctrl-C."""

import contextlib
import signal
from collections.abc import Iterator


@contextlib.contextmanager
def ctrl_c() -> Iterator[None]:
    """Let what is started hear Ctrl-C, which jobs of a shell in the background ignore."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)
