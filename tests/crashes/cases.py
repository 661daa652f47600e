"""Every command that writes, as it is struck at each of its writes, and why others are not.

The table of the handbook, in the threat model, says the same.
"""

from __future__ import annotations

import csv
import dataclasses
import io
import json
import os
import re
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from tests.cli.test_upgrade import add_edition
from tests.exchange.houses import Houses, opened
from tests.publish.test_assemble import artefact
from tests.support.annexes import ANNEXES
from tests.support.bids import answered_tender
from tests.support.keys import PASSPHRASE, key_file
from tests.support.oscal import small, write
from tests.support.repository import NAME, Repository
from tests.support.sandbox import PROJECT, TODAY
from tests.support.strikes import Striker

ROOT: Final = "{root}"
"""Stands for the workspace in the arguments of a command."""
ENVIRONMENT: Final = {
    **NAME,
    **{f"GIT_{role}_DATE": f"{TODAY}T12:00:00+01:00" for role in ("AUTHOR", "COMMITTER")},
    "GIT_CONFIG_GLOBAL": os.devnull,
    "NACHWEIS_CACHE": os.devnull,
    "SOURCE_DATE_EPOCH": "1795132800",
}
"""The same run gives the same bytes: whoever commits, and when."""

STUB: Final = """
import shutil
from pathlib import Path
from nachweis.cli import build
from nachweis.publish import builder
from nachweis.publish.sphinx_process import Finished
from tests.publish.test_assemble import artefact

def sphinx(run):
    for name in ("index.html", "_static/style.css", ".buildinfo"):
        path = Path(run.out, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"{name}: new", encoding="utf-8")
    return 0

def version(run):
    project, name = (run.settings[f"nachweis_{word}"] for word in ("project", "version"))
    shutil.rmtree(run.out, ignore_errors=True)
    artefact(run.out, project, name, commit=run.settings["nachweis_commit"][:10], digest="")
    return Finished(code=0, lines=())

build.run = sphinx
builder.run_quietly = version
"""
"""Sphinx is replaced: this is about what becomes of its output."""


@dataclasses.dataclass(frozen=True, kw_only=True)
class Case:
    """A command that writes.

    :param arguments: the command
    :param start: makes what is there before
    :param steps: folders that are old or new as a whole; elsewhere each file is
    :param follow: the command that is run after it was struck; default: the same
    :param again: exit code of that command once more
    :param by_file: whether some files are new, and others old, where the disk is full
    :param parts: whether it goes on without a part that it could not write, and says so of each
    :param remembers: whether it keeps what it has read, in ``cache/``
    """

    arguments: tuple[str, ...]
    start: Callable[[Path], object] = lambda _: None
    steps: tuple[str, ...] = ()
    follow: tuple[str, ...] = ()
    again: int = 0
    by_file: bool = False
    parts: bool = False
    remembers: bool = False


def _evidence(root: Path) -> None:
    (root / "report.txt").write_text("The rating of the day", encoding="utf-8")


def _annexes(root: Path) -> None:
    (root / PROJECT / "annexes.yaml").write_text(ANNEXES, encoding="utf-8")


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


def _run(*arguments: str) -> None:
    """Run a command that comes before the one that is struck."""
    with Striker(ENVIRONMENT, STUB) as striker:
        done = striker.run(arguments)
        assert done.code == 0, done


def _older_site(root: Path) -> None:
    """Make a site that has another build of one version, and a version whose tag is gone."""
    _artefacts(root)
    for name in ("TEST/0.9.0", "TEST/draft"):
        artefact(root / "older" / name, *name.split("/"), digest="older")
    _run("assemble", str(root / "older"), "--out", str(root / "site"))


def _unversioned_site(root: Path) -> None:
    _artefacts(root)
    _old("site/TEST/index.html", "site/TEST/_static/style.css")(root)


def _catalogue(root: Path) -> None:
    write(root / "in.json", small())


def _imported(root: Path) -> None:
    _catalogue(root)
    file = str(root / "in.json")
    _run("import", "oscal", file, "--as", "imp", "--lang", "en", "--root", str(root))
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
  - {id: TEST_Q_B, title: Sales, party: TEST_P_B, may_receive: TEST_L_OPEN, authorised: 2026-01-01,
     authorised_by: TEST_K_ISB, channel: Mail, purpose: Tender}
"""


def _tender(root: Path) -> None:
    shutil.rmtree(root)
    workspace = answered_tender(root)
    workspace.write("registers/sharing.yaml", SHARED)
    workspace.configure(infoclass="open")


def _answers(root: Path) -> None:
    """Fill in what two bidders were sent, of whom one has answered before."""
    _tender(root)
    opened(root).edit("registers/parties.yaml", "title: Alpha", "title: Almond House")
    for name in ("A", "B"):
        bidder = f"TEST_P_{name}"
        _run("tender", "TEST", "--to", bidder, "--without-site", "--root", str(root))
        [path] = (root / "_build/tender/TEST" / bidder).rglob("*answers.csv")
        head, *rows = csv.reader(io.StringIO(path.read_text("utf-8-sig")))
        for row in rows:
            row[head.index("Answer")] = "fulfilled"
        with (root / f"{name}.csv").open("w", encoding="utf-8-sig", newline="") as stream:
            csv.writer(stream).writerows([head, *rows])
    shutil.rmtree(root / "_build")
    (root / PROJECT / "tender/offers/TEST_P_B.yaml").unlink()


def _repository(root: Path) -> Repository:
    shutil.rmtree(root)
    return Repository(root)


def _released(root: Path) -> None:
    repository = _repository(root)
    repository.tag("1.0.0", "2026-06-20")
    repository.edit("contract/agreement.md", "two hours", "one hour")
    repository.commit("Sooner", "2026-11-01")


def _signing(root: Path) -> None:
    _repository(root)
    path = key_file(root, "pro", rsa.generate_private_key(65537, 2048))
    path.rename(root / "pro.in")
    (root / "secret.in").write_text(PASSPHRASE, encoding="utf-8")


def _edition(root: Path) -> None:
    add_edition(opened(root))


def _remembered(root: Path) -> None:
    """Keep what was read, and change a page since."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(ENVIRONMENT, "NACHWEIS_CACHE", str(root / "cache"))
        _run("check", "--root", str(root))
    opened(root).edit("contract/agreement.md", "two hours", "one hour")


SIGN: Final = ("--sign", "{root}/pro.in", "--passphrase-file", "{root}/secret.in")
RELEASE: Final = ("release", "TEST", "1.0.0", "--root", ROOT)

CASES: Final = {
    "check": Case(
        arguments=("check", "TEST", "--output", "{root}/report.txt", "--root", ROOT),
        start=_old("report.txt"),
    ),
    "check, which remembers": Case(
        arguments=("check", "--root", ROOT), start=_remembered, remembers=True
    ),
    "confirm": Case(arguments=("confirm", "TEST", "--yes", "--root", ROOT)),
    "add to Markdown": Case(arguments=("add", "clause", "TEST", "--title", "More", "--root", ROOT)),
    "add to YAML": Case(arguments=("add", "contact", "TEST", "--title", "More", "--root", ROOT)),
    "attach": Case(
        arguments=("attach", "TEST_R_01", "{root}/report.txt", "--root", ROOT), start=_evidence
    ),
    "new": Case(
        arguments=("new", "MORE", "--side", "client", "--title", "More", "--root", ROOT),
        steps=("projects/MORE", "templates/schemas"),
        again=2,
    ),
    "learn": Case(
        arguments=("learn", "TEST", "TEST_C_01", "--as", "OURS", "--write", "--root", ROOT),
        again=2,
    ),
    "import": Case(
        arguments=(
            *("import", "oscal", "{root}/in.json", "--as", "imp", "--lang", "en"),
            *("--root", ROOT),
        ),
        start=_catalogue,
    ),
    "upgrade to a release": Case(
        arguments=("upgrade", "imp", "{root}/in.json", "--yes", "--root", ROOT), start=_imported
    ),
    "upgrade to an edition": Case(
        arguments=("upgrade", "TEST", "--to", "2023", "--yes", "--root", ROOT), start=_edition
    ),
    "export, a file": Case(
        arguments=("export", "ics", "TEST", "--output", "{root}/dates.ics", "--root", ROOT),
        start=_old("dates.ics"),
    ),
    "export, a folder": Case(
        arguments=("export", "schemas", "--root", ROOT),
        start=_old("templates/schemas/project.schema.json"),
    ),
    "diff": Case(
        arguments=("diff", "TEST", "1.0.0", "--output", "{root}/diff.txt", "--root", ROOT),
        start=_released,
    ),
    "plan": Case(arguments=("plan", "--output", "{root}/plan", "--root", ROOT), start=_released),
    "offer": Case(
        arguments=("offer", "TEST", "--to", "TEST_P_CLI", "--number", "2", *SIGN, "--root", ROOT),
        start=lambda root: _house(root, "pro"),
    ),
    "accept": Case(
        arguments=("accept", "TEST", "{root}/pro-cli.in", "--root", ROOT),
        start=lambda root: _house(root, "cli"),
        again=2,
    ),
    "tender, sent": Case(
        arguments=("tender", "TEST", "--to", "TEST_P_A", "--without-site", "--root", ROOT),
        start=_tender,
        steps=("_build/tender/TEST/TEST_P_A",),
    ),
    "tender, read": Case(
        arguments=("tender", "TEST", "--read", "{root}/A.csv", "{root}/B.csv", "--root", ROOT),
        start=_answers,
    ),
    "tender, compared": Case(
        arguments=("tender", "TEST", "--compare", "--root", ROOT),
        start=_tender,
        by_file=True,
    ),
    "tender, awarded": Case(
        arguments=("tender", "TEST", "--award", "TEST_P_A", "--yes", "--root", ROOT),
        start=_tender,
        again=2,
    ),
    "build": Case(
        arguments=("build", "TEST", "--root", ROOT),
        start=_old("_build/site/TEST/index.html", "_build/site/TEST/gone.html"),
        steps=("_build/site/TEST",),
    ),
    "build for an audience": Case(
        arguments=("build", "TEST", "--audience", "TEST_P_A", "--root", ROOT),
        start=_tender,
        steps=("_build/audiences/TEST/TEST_P_A",),
    ),
    "build of versions": Case(
        arguments=("build", "TEST", "--versions", "--jobs", "1", "--root", ROOT),
        start=_released,
        parts=True,
        steps=tuple(
            f"_build/{folder}/TEST/{name}"
            for folder, names in (("site", "latest draft 1.0.0"), ("versions", "draft 1.0.0"))
            for name in names.split()
        ),
        by_file=True,
    ),
    "build of one version": Case(
        arguments=("build", "--job", "TEST/1.0.0", "--out", "{root}/out", "--root", ROOT),
        start=_released,
        steps=("_build/versions/TEST/1.0.0", "out/TEST/1.0.0"),
        by_file=True,
    ),
    "assemble": Case(
        arguments=("assemble", "{root}/built", "--out", "{root}/site"),
        start=_older_site,
        steps=("site/TEST/draft", "site/TEST/1.0.0", "site/TEST/latest", "site/TEST/0.9.0"),
        by_file=True,
    ),
    "assemble, where there were no versions": Case(
        arguments=("assemble", "{root}/built", "--out", "{root}/site"),
        start=_unversioned_site,
        steps=("site/TEST",),
    ),
    "annex": Case(
        arguments=("annex", "TEST", "contract", "--root", ROOT),
        start=_annexes,
        steps=("_build/annexes/TEST/contract-en",),
        by_file=True,
    ),
    "release": Case(arguments=RELEASE, start=_repository, follow=(*RELEASE, "--resume")),
    "release, signed": Case(
        arguments=(*RELEASE, *SIGN),
        start=_signing,
        follow=(*RELEASE, "--resume", *SIGN),
        steps=("_build/releases/TEST/1.0.0", "_build/versions/TEST/1.0.0"),
        by_file=True,
    ),
}

NOT_STRUCK: Final[Mapping[str, str]] = {
    "explain": "prints",
    "docs": "prints",
    **{
        f"list {name}": "prints"
        for name in ("abbreviations", "audiences", "drift", "models", "unmapped")
    },
    "verify": "prints; what it builds to compare with lies in the system's folder",
    "serve": "only its Sphinx writes: see test_sphinx",
    **{
        f"export {name}": "writes its file as 'export ics' does"
        for name in ("xlsx", "csv", "interview", "oscal", "snippets")
    },
}
"""Commands that have no case, with the reason."""

ALIKE: Final[Mapping[str, str]] = {
    name: why
    for why, names in {
        "other words": "--lang --quiet --verbose",
        "another content, by the same writer": "--as-of --format --json --strict --close --level "
        "--catalog --with-models --link --date --kind --set --from --variant --at --base "
        "--trust-house --handbook --to --at-most --include --cached --allow-failing --exit-code "
        "--model --lenient --profile --select --licence --origin --until --about --no-onward "
        "--no-texts --withdraw --docx --embed --against --sign-draft --timestamp --ltv --trust "
        "--sign --passphrase-file --pdf",
        "elsewhere": "--out --output",
        "made in the system's folder, then written as without": "--audience",
        "in the folder of Sphinx, which is copied as without": "--annexes",
        "less, or nothing": "--dry-run --no-tag --no-commit --no-cache --verify",
        "again and again": "--watch",
        "what is run after each strike": "--resume",
    }.items()
    for name in names.split()
}
"""Options with which a command writes as it does without, and in what they differ."""
