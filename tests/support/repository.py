"""A workspace in a git repository whose versions are released and built."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest
from click.testing import CliRunner, Result

from nachweis.cli.group import main
from tests.support.sandbox import TODAY, Sandbox, Tree, read_tree, write_tree

CONF: Final = Path(__file__).resolve().parents[2] / "conf.py"
NAME: Final = {
    f"GIT_{role}_{part}": value
    for role in ("AUTHOR", "COMMITTER")
    for part, value in (("NAME", "Client ISO"), ("EMAIL", "iso@client.example"))
}


def be_a_person(patch: pytest.MonkeyPatch) -> None:
    """Let whoever commits be a person of the client.

    :param patch: sets the environment, until its end
    """
    for name, value in NAME.items():
        patch.setenv(name, value)


Prepare = Callable[["Repository"], object]

_MADE: Final[dict[Prepare | None, Tree]] = {}
"""Repositories after what prepares them: git takes longer than copying what it has made."""


def git(root: Path, *arguments: str, day: str = TODAY) -> str:
    """Run git in a folder as a person of the client, on a day, and return what it prints."""
    date = f"{day}T12:00:00+01:00"
    settings = {
        "GIT_AUTHOR_DATE": date,
        "GIT_COMMITTER_DATE": date,
        "GIT_CONFIG_GLOBAL": os.devnull,
    }
    done = subprocess.run(
        ["git", *arguments],
        cwd=root,
        env={**os.environ, **NAME, **settings},
        check=True,
        capture_output=True,
        text=True,
    )
    return done.stdout.strip()


class Repository(Sandbox):
    """A sandbox under git."""

    def __init__(self, root: Path, prepare: Prepare | None = None) -> None:
        """Copy the template, and commit it.

        :param prepare: what is done next, once for all repositories that ask for it
        """
        self.root = root
        if prepare in _MADE:
            write_tree(root, _MADE[prepare])
            return
        if prepare is None:
            super().__init__(root, documents=True)
            shutil.copy(CONF, root)
            (root / ".gitignore").write_text("_build/\n", encoding="utf-8")
            git(root, "init", "-q", "-b", "main")
            self.commit("The first state")
            git(root, "repack", "-q", "-a", "-d")
        else:
            Repository.__init__(self, root)
            prepare(self)
        _MADE[prepare] = read_tree(root)

    def commit(self, message: str, day: str = TODAY) -> str:
        """Commit everything; return the short ID as pages show it."""
        git(self.root, "add", "-A", day=day)
        commit = ("-c", "core.abbrev=10", "commit", "--allow-empty", "-m", message)
        said = git(self.root, *commit, day=day)
        [identifier] = re.findall(r"^\[.* ([0-9a-f]{10})[0-9a-f]*\]", said)
        return str(identifier)

    def tag(self, version: str, day: str = TODAY, *, at: str = "HEAD") -> None:
        """Release what is committed, or move the tag there."""
        git(self.root, "tag", "-f", "-a", f"TEST/{version}", "-m", version, at, day=day)

    def run(self, command: str, *arguments: str) -> Result:
        """Call a command of ours."""
        return run(command, "--root", str(self.root), "--as-of", TODAY, *arguments)

    def build(self, *arguments: str) -> Result:
        """Call ``nachweis build --versions --verbose``."""
        return self.run("build", "--versions", "--verbose", *arguments)

    @property
    def site(self) -> Path:
        """Where the site is."""
        return self.root / "_build" / "site"


def run(*arguments: str) -> Result:
    """Call the command line in this process."""
    result = CliRunner().invoke(main, list(arguments), prog_name="nachweis")
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result
