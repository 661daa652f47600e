"""A command in a workspace that is put back, and what the next run makes of what is there."""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple

from tests.crashes.cases import ROOT, Case
from tests.support.builds import tree
from tests.support.repository import git
from tests.support.sandbox import Sandbox
from tests.support.strikes import Done, How, Striker, Write

IGNORED: Final = ("_build/stage/", "cache/", ".git/")
"""What Sphinx works on, what is remembered, and what is git's: nobody reads it."""
_RANDOM: Final = re.compile(r"(/\.[^/]+[-.])[a-z0-9_]{8}(?=/|$)")

Files = Mapping[str, bytes]


class Outcome(NamedTuple):
    """What the next run comes to.

    :param hidden: what lies there hidden afterwards, and did not before
    """

    done: Done
    files: Files
    hidden: frozenset[str]


class Trial:
    """A command in a workspace that is put back before each run."""

    def __init__(self, case: Case, striker: Striker, folder: Path) -> None:
        """Find out what the command comes to undisturbed, once and twice.

        :param case: the command
        :param striker: runs it
        :param folder: an empty one
        """
        self.case, self._striker = case, striker
        self.root, self._pristine = folder / "workspace", folder / "pristine"
        self._environment = {"NACHWEIS_CACHE": str(self.root / "cache")} if case.remembers else {}
        Sandbox(self._pristine, documents=True)
        case.start(self._pristine)
        shutil.copytree(self._pristine, self.root, symlinks=True)
        self._start, self._hidden = self._state(), self._all_hidden()
        self._known: dict[frozenset[tuple[str, object]], Outcome] = {}
        self.before = self.files()
        done = self.run(case.arguments)
        assert done.code == 0, done
        self.after = self.files()
        self.again, self.twice, _ = self.follow()

    def files(self) -> dict[str, bytes]:
        """Return all files of the workspace with their contents, and where git stands."""
        files = {n: data for n, data in tree(self.root).items() if not n.startswith(IGNORED)}
        if (self.root / ".git").is_dir():
            for words in (("rev-parse", "HEAD"), ("tag",), ("status", "--porcelain")):
                files[f".git/{words[0]}"] = git(self.root, *words).encode()
        return files

    def hidden(self) -> frozenset[str]:
        """Return what lies there hidden, and did not before."""
        return self._all_hidden() - self._hidden

    def run(self, arguments: tuple[str, ...], how: How = How.NOTHING, number: int = 0) -> Done:
        """Run a command; see ``Striker``."""
        return self._striker.run(self._rooted(arguments), how, number, **self._more())

    def run_at_once(self, number: int, other: tuple[str, ...]) -> Done:
        """Run the command, and another one before its write of a number."""
        more = {"meanwhile": self._rooted(other), **self._more()}
        return self._striker.run(self._rooted(self.case.arguments), How.MEANWHILE, number, **more)

    def writes(self, how: How) -> list[Write]:
        """Return the writes of the command that something can happen to."""
        self.put_back()
        return self._striker.writes(how, self._rooted(self.case.arguments), **self._more())

    def follow(self) -> Outcome:
        """Return what the next run makes of what is there."""
        state = self._state()
        if state not in self._known:
            for lock in (self.root / ".git").rglob("*.lock"):
                lock.unlink()  # git was ended, too, and asks for that
            done = self.run(self.case.follow or self.case.arguments)
            self._known[state] = Outcome(done, self.files(), self.hidden())
        return self._known[state]

    def put_back(self) -> None:
        """Undo everything."""
        if self._state() != self._start:
            shutil.rmtree(self.root)
            shutil.copytree(self._pristine, self.root, symlinks=True)

    def _rooted(self, arguments: tuple[str, ...]) -> list[str]:
        return [word.replace(ROOT, str(self.root)) for word in arguments]

    def _more(self) -> dict[str, Any]:
        return {"environment": self._environment}

    def _all_hidden(self) -> frozenset[str]:
        paths = (path for path in self.root.rglob(".*") if not path.name.startswith(".git"))
        names = (p.relative_to(self.root).as_posix() for p in paths if p.name != ".buildinfo")
        return frozenset(name for name in names if not name.startswith(IGNORED))

    def _state(self) -> frozenset[tuple[str, object]]:
        """Return all that a run can find, but for what is random in names."""
        found: list[tuple[str, object]] = []
        for path in self.root.rglob("*"):
            name = f"/{path.relative_to(self.root).as_posix()}"
            if not name.startswith(("/.git/objects", "/.git/index", "/.git/logs", "/.git/COMMIT")):
                content = None if path.is_dir() else path.read_bytes()
                found.append((_RANDOM.sub(r"\1*", name), content))
        if (self.root / ".git").is_dir():
            found.append(("index", git(self.root, "ls-files", "--stage")))
        return frozenset(found)


def is_told(done: Done) -> bool:
    """Whether a command ended with one line, which a killed process that typesets leads to, too."""
    return done.code == 2 and len(done.stderr.splitlines()) == 1


def is_told_of_parts(done: Done) -> bool:
    """Whether a command said of each part that it could not write, and went on."""
    lines = done.stderr.splitlines()
    return done.code in (1, 2) and 0 < len(lines) < 4 and not any("Traceback" in n for n in lines)
