"""Commands that are killed, or find a full or read-only disk, at each of their writes.

What was there is whole afterwards, old or new; the next run succeeds, comes to the same as one
that was never disturbed, and leaves nothing hidden. The table is in the handbook, in the threat
model.
"""

from __future__ import annotations

import dataclasses
import json
import os
import re
import shutil
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Final

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from tests.exchange.houses import Houses
from tests.publish.test_assemble import artefact
from tests.support.annexes import ANNEXES
from tests.support.bids import answered_tender
from tests.support.builds import differing, tree
from tests.support.keys import key_file
from tests.support.oscal import small, write
from tests.support.sandbox import PROJECT, TODAY, Sandbox
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


def _catalogue(root: Path) -> None:
    write(root / "in.json", small())


def _imported(root: Path) -> None:
    _catalogue(root)
    with Striker({}) as striker:
        command = ["import", "oscal", str(root / "in.json"), "--as", "imp", "--lang", "en"]
        assert striker.run([*command, "--root", str(root)]).code == 0
    document = small()
    document["catalog"]["metadata"]["version"] = "2"
    text = json.dumps(document).replace("the house anchor", "the house fix and anchor")
    (root / "in.json").write_text(text, encoding="utf-8")


def _house(root: Path, name: str) -> None:
    """Put a workspace of those that state their proofs to each other in place."""
    houses = Houses(root.parent / "houses")
    key_file(houses.folder, "pro", rsa.generate_private_key(65537, 2048))  # signs alike each time
    for house in houses.at.values():
        path = house.root / PROJECT / "registers/parties.yaml"
        text = re.sub("(PRO.*key: )[0-9a-f]+", rf"\g<1>{houses.pin('pro')}", path.read_text())
        path.write_text(text, encoding="utf-8")
    assert houses.offer("pro", "cli").exit_code == 0
    shutil.rmtree(root)
    shutil.copytree(houses.at[name].root, root)
    for path in (houses.bundle("pro", "cli"), houses.folder / "pro.p12", houses.secret):
        shutil.copy(path, root / f"{path.stem}.in")


SHARED: Final = """
infoclasses: [{id: TEST_L_OPEN, title: open, rank: 1, handling: As one likes}]
partners:
  - {id: TEST_Q_A, title: Sales, party: TEST_P_A, may_receive: TEST_L_OPEN, authorised: 2026-01-01,
     authorised_by: TEST_K_ISB, channel: Mail, purpose: Tender}
"""


def _tender(root: Path) -> None:
    shutil.rmtree(root)
    workspace = answered_tender(root)
    workspace.write("registers/sharing.yaml", SHARED)
    workspace.configure(infoclass="open")


CASES: Final = {
    "import": Case(
        arguments=("import", "oscal", "in.json", "--as", "imp", "--lang", "en"),
        start=_catalogue,
    ),
    "upgrade": Case(arguments=("upgrade", "imp", "in.json", "--yes"), start=_imported),
    "offer": Case(
        arguments=(
            *("offer", "TEST", "--to", "TEST_P_CLI", "--number", "2", "--sign", "pro.in"),
            *("--passphrase-file", "secret.in"),
        ),
        start=lambda root: _house(root, "pro"),
    ),
    "accept": Case(
        arguments=("accept", "TEST", "pro-cli.in"),
        start=lambda root: _house(root, "cli"),
        again=2,
    ),
    "tender, sent": Case(
        arguments=("tender", "TEST", "--to", "TEST_P_A", "--without-site"),
        start=_tender,
        steps=("_build/tender/TEST/TEST_P_A",),
    ),
    "tender, compared": Case(arguments=("tender", "TEST", "--compare"), start=_tender),
    "tender, awarded": Case(
        arguments=("tender", "TEST", "--award", "TEST_P_A", "--yes"),
        start=_tender,
        again=2,
    ),
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
DATED: Final = ("check", "build", "offer", "accept", "tender")
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
        dated = ("--as-of", TODAY) if self.case.arguments[0] in DATED else ()
        names = ("report.txt", "dates.ics", "built", "site", "in.json")
        given = [
            str(self.root / a) if a in names or a.endswith(".in") else a
            for a in self.case.arguments
        ]
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
