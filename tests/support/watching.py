"""``nachweis check --watch`` as a process of its own."""

from __future__ import annotations

import queue
import signal
import subprocess
import sys
import threading
from pathlib import Path

from tests.support.processes import LIMIT
from tests.support.sandbox import TODAY


class Watching:
    """A process of ``nachweis check --watch``, and the lines that it prints."""

    def __init__(self, root: Path, *arguments: str, python: str = sys.executable) -> None:
        command = [python, "-m", "nachweis", "check", "--watch", "--as-of", TODAY]
        self.process = subprocess.Popen(
            [*command, "--root", str(root), *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.lines: queue.Queue[str | None] = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.lines.put(line.rstrip("\n"))
        self.lines.put(None)

    def until(self, words: str) -> list[str]:
        """Return the lines up to the first that holds some words."""
        found: list[str] = []
        while words not in (found or [""])[-1]:
            line = self.lines.get(timeout=LIMIT)
            assert line is not None, f"ended without {words!r}, after: {found}"
            found.append(line)
        return found

    def end(self) -> int:
        """Press Ctrl-C and return the exit code."""
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(timeout=LIMIT)
