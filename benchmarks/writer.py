"""Somebody who writes: one line of one page after the other, and what ``--watch`` makes of it."""

from __future__ import annotations

import itertools
import queue
import re
import statistics
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final, TextIO

PAGE: Final = "projects/BENCH/contract/annex-0002.md"
CONTACTS: Final = "projects/BENCH/registers/contacts.yaml"
REQUIREMENTS: Final = "catalog/grundschutz-2018/OPS31_M02.yaml"
_TIMEOUT: Final = 120
_PAUSE: Final = 0.7
"""Seconds between two saves."""
_SETTLE: Final = 4.0
"""Seconds before the first one: the watcher has looked at every folder by then."""


class Writer:
    """Changes a line of the same object again and again; every time to something new.

    A corpus whose requirements change has a catalogue of its own.
    """

    def __init__(self, corpus: Path) -> None:
        """Begin with a corpus.

        :param corpus: the workspace
        """
        self._corpus = corpus
        self._page = corpus / PAGE
        self._text = self._page.read_text(encoding="utf-8")
        self._before = {self._page: self._text}
        self._turns = 0
        self._numbers = itertools.count(time.time_ns())

    def save(self) -> None:
        """Change the last line of the first object."""
        text = self._text.replace("\n:::\n", f" Edit {next(self._numbers)}.\n:::\n", 1)
        self._page.write_text(text, encoding="utf-8")

    def change_status(self) -> None:
        """Give the first object another status, back and forth."""
        self._turns += 1
        status = ("agreed", "draft", "open")[self._turns % 3]
        self._page.write_text(
            re.sub(r"^:status: .*$", f":status: {status}", self._text, count=1, flags=re.MULTILINE),
            encoding="utf-8",
        )

    def change_contact(self) -> None:
        """Give the first entry of the register of contacts another address for mail."""
        self._change(CONTACTS, r"(?<=mail: contact1)\d*(?=@)", "{}")

    def change_requirement(self) -> None:
        """Give the first requirement of a module other words."""
        self._change(REQUIREMENTS, r"(?<=is part of the contract)[ \d]*$", " {}")

    def _change(self, path: str, pattern: str, other: str) -> None:
        file = self._corpus / path
        text, number = file.read_text(encoding="utf-8"), next(self._numbers)
        self._before.setdefault(file, text)
        changed = re.sub(pattern, other.format(number), text, count=1, flags=re.MULTILINE)
        file.write_text(changed, encoding="utf-8")

    def restore(self) -> None:
        """Put everything back as it was."""
        for file, text in self._before.items():
            file.write_text(text, encoding="utf-8")


def watch(
    command: Sequence[str], corpus: Path, environment: Mapping[str, str], runs: int
) -> list[float]:
    """Return the seconds from each save to the line that answers it, by the clock on the wall.

    :param command: ``nachweis check --watch`` with its arguments
    :param corpus: the workspace
    :param environment: its environment variables
    :param runs: how often to save
    """
    writer = Writer(corpus)
    lines: queue.Queue[tuple[float, str]] = queue.Queue()
    with subprocess.Popen(
        list(command),
        cwd=corpus,
        env=dict(environment),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        assert process.stdout is not None
        threading.Thread(target=_read, args=(process.stdout, lines), daemon=True).start()
        try:
            _until(lines, "Watching")
            time.sleep(_SETTLE)
            found = []
            for _ in range(runs):
                time.sleep(_PAUSE)
                writer.save()
                saved = time.perf_counter()
                found.append(_until(lines, " on 2026-11-20 (") - saved)
        finally:
            process.terminate()
            writer.restore()
    return found


def _read(stream: TextIO, lines: queue.Queue[tuple[float, str]]) -> None:
    for line in stream:
        lines.put((time.perf_counter(), line))


def _until(lines: queue.Queue[tuple[float, str]], words: str) -> float:
    """Return when the first line with some words came."""
    while True:
        moment, line = lines.get(timeout=_TIMEOUT)
        if words in line:
            return moment


def describe(times: Sequence[float]) -> str:
    """Return median and range.

    :param times: seconds
    """
    return f"{statistics.median(times):.3f} s ({min(times):.3f}-{max(times):.3f})"
