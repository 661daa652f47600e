"""A terminal that a process writes to, for what is said to people only."""

from __future__ import annotations

import contextlib
import os
import pty
import threading
from collections.abc import Iterator


class Terminal:
    """The program's side of a terminal, and what was written to it."""

    def __init__(self, side: int) -> None:
        self.side = side
        self._parts: list[bytes] = []

    @property
    def text(self) -> str:
        """What was written, with line ends as the terminal makes them; whole once it is closed."""
        return b"".join(self._parts).decode()

    def read(self, main: int) -> None:
        """Read until the program's side is closed; one read may return less than was written."""
        with contextlib.suppress(OSError):  # how Linux says that it is closed
            while part := os.read(main, 65536):
                self._parts.append(part)


@contextlib.contextmanager
def terminal() -> Iterator[Terminal]:
    """Provide a terminal to write to; its text is whole after the ``with`` statement."""
    main, side = pty.openpty()
    seen = Terminal(side)
    reader = threading.Thread(target=seen.read, args=(main,))
    reader.start()
    try:
        yield seen
    finally:
        os.close(side)
        reader.join()
        os.close(main)
