"""Commands that are killed, or find a full or read-only disk, at each of their writes.

What was there is whole afterwards, old or new; the next run succeeds, comes to the same as one
that was never disturbed, and leaves nothing hidden. The table is in the handbook, in the threat
model.
"""

from __future__ import annotations

import dataclasses
import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Final

import pytest

from tests.publish.test_assemble import artefact
from tests.support.annexes import ANNEXES
from tests.support.builds import differing, tree
from tests.support.sandbox import TODAY, Sandbox
from tests.support.strikes import CUT, KILLED, Done, How, Striker

STUB: Final = """
from pathlib import Path
from nachweis.cli import build

def sphinx(run):
    for name in ("index.html", "_static/style.css", ".buildinfo"):
        path = Path(run.out, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"{name}: new", encoding="utf-8")
    return 0

build.run = sphinx
"""
"""Sphinx is replaced: this is about what becomes of its output."""


@dataclasses.dataclass(frozen=True, kw_only=True)
class Case:
    """A command that writes.

    :param arguments: the command
    :param start: makes what is there before
    :param steps: folders that are old or new as a whole; elsewhere each file is
    :param again: exit code of the same command once more
    """

    arguments: tuple[str, ...]
    start: Callable[[Path], object] = lambda _: None
    steps: tuple[str, ...] = ()
    again: int = 0


def _evidence(root: Path) -> None:
    (root / "report.txt").write_text("The rating of the day", encoding="utf-8")


def _annexes(root: Path) -> None:
    (root / "projects/TEST/annexes.yaml").write_text(ANNEXES, encoding="utf-8")


def _old(*names: str) -> Callable[[Path], None]:
    def start(root: Path) -> None:
        for name in names:
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(f"{name}: old", encoding="utf-8")

    return start


def _artefacts(root: Path) -> None:
    for name in ("TEST/draft", "TEST/1.0.0"):
        artefact(root / "built" / name, *name.split("/"))


def _older_site(root: Path) -> None:
    """Make a site that has another build of one version, and a version whose tag is gone."""
    _artefacts(root)
    with Striker({}) as striker:
        for name in ("TEST/0.9.0", "TEST/draft"):
            artefact(root / "older" / name, *name.split("/"), digest="older")
        done = striker.run(["assemble", str(root / "older"), "--out", str(root / "site")])
        assert done.code == 0, done


def _unversioned_site(root: Path) -> None:
    _artefacts(root)
    _old("site/TEST/index.html", "site/TEST/_static/style.css")(root)


CASES: Final = {
    "check": Case(arguments=("check", "TEST", "--output", "report.txt"), start=_old("report.txt")),
    "confirm": Case(arguments=("confirm", "TEST", "--yes"), start=_old()),
    "add to Markdown": Case(arguments=("add", "clause", "TEST", "--title", "More")),
    "add to YAML": Case(arguments=("add", "contact", "TEST", "--title", "More")),
    "attach": Case(arguments=("attach", "TEST_R_01", "report.txt"), start=_evidence),
    "new": Case(
        arguments=("new", "MORE", "--side", "client", "--title", "More"),
        steps=("projects/MORE", "templates/schemas"),
        again=2,
    ),
    "export, a file": Case(
        arguments=("export", "ics", "TEST", "--output", "dates.ics"), start=_old("dates.ics")
    ),
    "export, a folder": Case(
        arguments=("export", "schemas"), start=_old("templates/schemas/project.schema.json")
    ),
    "build": Case(
        arguments=("build", "TEST"),
        start=_old("_build/site/TEST/index.html", "_build/site/TEST/gone.html"),
        steps=("_build/site/TEST",),
    ),
    "assemble": Case(
        arguments=("assemble", "built", "--out", "site"),
        start=_older_site,
        steps=("site/TEST/draft", "site/TEST/1.0.0", "site/TEST/latest", "site/TEST/0.9.0"),
    ),
    "assemble, where there were no versions": Case(
        arguments=("assemble", "built", "--out", "site"),
        start=_unversioned_site,
        steps=("site/TEST",),
    ),
    "annex": Case(
        arguments=("annex", "TEST", "contract", "--as-of", TODAY),
        start=lambda root: (root / "projects/TEST/annexes.yaml").write_text(
            ANNEXES, encoding="utf-8"
        ),
        steps=("_build/annexes/TEST/contract-en",),
    ),
}
QUICK: Final = ("check", "confirm", "add to Markdown", "attach", "export, a file", "build")
IGNORED: Final = ("_build/stage/",)
"""What Sphinx works on; nobody reads it."""


@pytest.fixture(scope="module")
def striker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Striker]:
    temporary = tmp_path_factory.mktemp("temporary")
    with Striker({"NACHWEIS_CACHE": os.devnull, "TMPDIR": str(temporary)}, STUB) as striker:
        yield striker


class Trial:
    """A command in a workspace that is put back before each strike."""

    def __init__(self, case: Case, striker: Striker, folder: Path) -> None:
        """Find out what the command comes to undisturbed, once and twice."""
        self.case, self._striker = case, striker
        self.root, self._pristine = folder / "workspace", folder / "pristine"
        Sandbox(self._pristine, documents=True)
        case.start(self._pristine)
        self.put_back()
        self.before = self.files()
        done = self.run()
        assert done.code == 0, done
        self.after = self.files()
        self.again = self.run().code
        self.twice = self.files()

    def put_back(self) -> None:
        """Undo everything."""
        shutil.rmtree(self.root, ignore_errors=True)
        shutil.copytree(self._pristine, self.root)

    def files(self) -> dict[str, bytes]:
        """Return all files of the workspace with their contents."""
        return {n: data for n, data in tree(self.root).items() if not n.startswith(IGNORED)}

    def arguments(self) -> list[str]:
        """Return the command, in the workspace."""
        rooted = () if self.case.arguments[0] == "assemble" else ("--root", str(self.root))
        dated = ("--as-of", TODAY) if self.case.arguments[0] in ("check", "build") else ()
        names = ("report.txt", "dates.ics", "built", "site")
        given = [str(self.root / a) if a in names else a for a in self.case.arguments]
        return [*given, *rooted, *dated]

    def run(self) -> Done:
        """Run the command undisturbed."""
        return self._striker.run(self.arguments())

    def strikes(self, how: How) -> Iterator[Done]:
        """Yield what the command came to that was struck, each time in a fresh workspace."""
        self.put_back()
        for done in self._striker.strikes(how, self.arguments(), most=150):
            yield done
            self.put_back()


def is_hidden(name: str) -> bool:
    return any(part.startswith(".") for part in Path(name).parts)


def hidden(root: Path) -> list[str]:
    return [str(p.relative_to(root)) for p in root.rglob(".*") if p.name != ".buildinfo"]


def below(files: Mapping[str, bytes], folder: str) -> dict[str, bytes]:
    return {name: data for name, data in files.items() if name.startswith(f"{folder}/")}


def assert_whole(trial: Trial, now: Mapping[str, bytes]) -> None:
    """Assert that everything is old or new: folders that are one step, and each file."""
    old, new = trial.before, trial.after
    for folder in trial.case.steps:
        assert below(now, folder) in (below(old, folder), below(new, folder)), folder
    for name in {*old, *new, *now}:
        if not is_hidden(name):
            assert now.get(name) in (old.get(name), new.get(name)), name


def _is_told(done: Done) -> bool:
    """Whether a command ended with one line, which a killed process that typesets leads to, too."""
    return done.code == 2 and len(done.stderr.splitlines()) == 1


def quick(case: str, how: How) -> bool:
    """Whether it takes no longer than a second or two."""
    return case in QUICK and (how is How.KILL or (how is How.FULL and case == "confirm"))


@pytest.mark.parametrize(
    ("name", "how"),
    [
        pytest.param(n, h, marks=[] if quick(n, h) else [pytest.mark.slow], id=f"{n} {h}")
        for n in CASES
        for h in How
        if h is not How.NOTHING
    ],
)
def test_a_command_that_ends_anywhere(
    name: str, how: How, striker: Striker, tmp_path: Path
) -> None:
    trial = Trial(CASES[name], striker, tmp_path)
    assert trial.again == CASES[name].again
    for done in trial.strikes(how):
        now = trial.files()
        assert_whole(trial, now)
        if how.kills:
            assert done.code in (0, KILLED, CUT) or _is_told(done), done
        elif done.code:  # else it could do without, such as deleting what nobody reads
            assert _is_told(done), done
        following = trial.run()
        complete = not differing({n: d for n, d in now.items() if not is_hidden(n)}, trial.after)
        assert following.code == (trial.again if complete else 0), (done, following)
        end = trial.files()
        assert not differing(end, trial.twice if complete else trial.after), done
        assert not hidden(trial.root), done
