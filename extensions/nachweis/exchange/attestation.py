"""What is signed of a release: sources, catalogue, verdict, site and annexes, by their digests."""

from __future__ import annotations

import datetime
import hashlib
import os
import posixpath
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple

from nachweis import __version__
from nachweis.git import exported, git_names
from nachweis.model.baseline import Baseline
from nachweis.model.dates import parse_date
from nachweis.model.items import Item
from nachweis.model.messages import Message
from nachweis.model.places import Place
from nachweis.model.project import Project
from nachweis.sources.evidence import DIGEST
from nachweis.sources.files import problem
from nachweis.sources.statements import IN_TOTO
from nachweis.sources.workspace import (
    BASELINES,
    BESIDE,
    IMPORTED,
    PROJECT_FILE,
    Workspace,
    find_workspace,
)
from nachweis.trace.stated import pin_of

KIND: Final = "https://nachweis.example/release/"
PREDICATE: Final = f"{KIND}1"
"""Type of the predicate; another number stands for another schema."""
SOURCES: Final = "sources"
CATALOGUE: Final = "catalogue"
SITE: Final = "site"
ANNEXES: Final = "annexes"
PARTS: Final = (SOURCES, CATALOGUE, SITE, ANNEXES)
"""What has files; the verdict is in the statement itself, and among the sources."""
MOST: Final = 200_000
"""Files of a release."""
_COMMIT: Final = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")

Digests = Mapping[str, str]
"""SHA-256 in hexadecimal by path, relative to the folder of a part."""


class Attestation(NamedTuple):
    """What somebody signed of a release.

    :param commit: full ID of the commit that the release's tag stood at
    :param maker: version of Nachweis that judged and built it
    :param as_of: the date of judgement
    :param phase: the phase in progress; empty if all were closed
    :param baseline: SHA-256 of the baseline, which holds every cell and finding
    :param parts: digests by part
    """

    project: str
    version: str
    commit: str
    maker: str
    as_of: datetime.date
    phase: str
    holds: bool
    baseline: str
    parts: Mapping[str, Digests]

    def statement(self) -> dict[str, Any]:
        """Return it as an in-toto statement."""
        subjects = [
            {"name": f"{part}/{name}", "digest": {"sha256": digest}}
            for part in PARTS
            for name, digest in sorted(self.parts.get(part, {}).items())
        ]
        return {
            "_type": IN_TOTO,
            "subject": subjects,
            "predicateType": PREDICATE,
            "predicate": {
                "project": self.project,
                "version": self.version,
                "commit": self.commit,
                "maker": {"name": "nachweis", "version": self.maker},
                "verdict": {
                    "as_of": str(self.as_of),
                    "phase": self.phase,
                    "holds": self.holds,
                    "baseline": {"sha256": self.baseline},
                },
                "parts": sorted(self.parts),
            },
        }


def attest(workspace: Workspace, baseline: Baseline, commit: str, artefacts: Path) -> Attestation:
    """Return what is to be signed of a release.

    :param workspace: where the project lies
    :param baseline: the released state
    :param commit: full ID of the commit that its tag stands at
    :param artefacts: folder with ``site/`` and ``annexes/``, made from that commit
    :raises SourceError: if git cannot read the commit
    """
    parts, _ = sources_at(workspace, baseline.key, commit)
    here = [name for name in (SITE, ANNEXES) if (artefacts / name).is_dir()]
    made = {name: digests(artefacts / name) for name in here}
    file = f"projects/{baseline.key}/{BASELINES}/{baseline.version}.json"
    return Attestation(
        project=baseline.key,
        version=baseline.version,
        commit=commit,
        maker=__version__,
        as_of=baseline.date,
        phase=baseline.phase or "",
        holds=baseline.holds,
        baseline=parts[SOURCES][file],
        parts={**parts, **made},
    )


def sources_at(workspace: Workspace, key: str, commit: str) -> tuple[Mapping[str, Digests], bool]:
    """Return the digests of the files that a release is made from, as git has them.

    With them, whether the catalogue is one of the repository, and not the one that is shipped.

    :param workspace: where the project lies
    :param key: key of the project
    :param commit: full ID of the commit
    :raises SourceError: if git cannot read the commit
    """
    own = f"projects/{key}"
    there = git_names(workspace.root, "ls-tree", "--name-only", "-z", commit)
    names = [name for name in there if name in BESIDE or name.endswith(".py")]
    with exported(workspace.root, commit, own, "catalog", *names) as folder:
        if not (folder / own / PROJECT_FILE).is_file():
            message = Message("is missing in commit {commit}", commit=commit[:10])
            raise problem(Place(path=f"{own}/{PROJECT_FILE}"), message)
        catalog = find_workspace(folder).catalog
        inside = catalog.is_relative_to(folder)
        found = digests(folder)
        shipped = {} if inside else digests(catalog)
    at = "catalog/" if inside else f"{IMPORTED}/"
    sources = {name: d for name, d in found.items() if not name.startswith("catalog/")}
    held = {name.removeprefix("catalog/"): d for name, d in found.items() if name.startswith(at)}
    return {SOURCES: sources, CATALOGUE: {**held, **shipped}}, inside


def digests(folder: Path) -> dict[str, str]:
    """Return the digests of all files below a folder; of a link, that of where it leads.

    :param folder: the folder, which need not exist
    """
    found = {}
    for above, folders, names in os.walk(folder):
        links = [name for name in folders if Path(above, name).is_symlink()]
        for name in (*names, *links):
            path = Path(above, name)
            if "__pycache__" not in path.parts:
                found[path.relative_to(folder).as_posix()] = _digest(path)
    return found


def _digest(path: Path) -> str:
    if path.is_symlink():
        return hashlib.sha256(b"link to " + os.fsencode(path.readlink())).hexdigest()
    if not path.is_file():  # a pipe or a device, which would never end
        return ""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def read_attestation(statement: Mapping[str, Any], name: str) -> Attestation:
    """Return what a statement says of a release.

    :param statement: the in-toto statement, whose signature holds
    :param name: path of its file, for messages
    :raises SourceError: if it is of another schema, or cannot be read
    """
    place = Place(path=name, line=0)
    schema = str(statement.get("predicateType"))
    if schema != PREDICATE:
        if schema.startswith(KIND):
            message = Message(
                "has another schema ({schema}) than this version of Nachweis reads; upgrade it",
                schema=schema[:80],
            )
        else:
            message = Message("is signed, but not about a release")
        raise problem(place, message)
    try:
        return _attestation(statement)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise problem(place, Message("is signed, but says nothing that can be read")) from error


def _attestation(statement: Mapping[str, Any]) -> Attestation:
    said = statement["predicate"]
    subjects = statement["subject"]
    if not isinstance(subjects, list) or len(subjects) > MOST:
        raise ValueError
    parts: dict[str, dict[str, str]] = {name: {} for name in said["parts"]}
    if not parts.keys() <= {*PARTS}:
        raise ValueError
    for subject in subjects:
        part, _, name = subject["name"].partition("/")
        digest = subject["digest"]["sha256"]
        plain = name and posixpath.normpath(name) == name and not name.startswith(("/", "../"))
        if not plain or name in parts[part] or not DIGEST.fullmatch(digest):
            raise ValueError
        parts[part][name] = digest
    verdict = said["verdict"]
    made = Attestation(
        project=said["project"],
        version=said["version"],
        commit=said["commit"],
        maker=said["maker"]["version"],
        as_of=parse_date(verdict["as_of"]),
        phase=verdict["phase"],
        holds=verdict["holds"],
        baseline=verdict["baseline"]["sha256"],
        parts=parts,
    )
    texts = (made.project, made.version, made.maker, made.phase)
    if not all(isinstance(text, str) and len(text) < 80 for text in texts):
        raise ValueError
    if not isinstance(made.holds, bool) or not _COMMIT.fullmatch(made.commit):
        raise ValueError
    return made


ATTESTED: Final = ".intoto.jsonl"
"""How the file beside a baseline ends, which holds the signed statement: a line of JSON."""


def attestation_path(workspace: Workspace, key: str, version: str) -> Path:
    """Return where the signed statement of a release is kept.

    :param workspace: where the project lies
    :param key: key of the project
    :param version: the version
    """
    return workspace.project(key) / BASELINES / f"{version}{ATTESTED}"


def pinned_keys(project: Project) -> dict[str, Item]:
    """Return the keys that may sign releases of a project: those of the party whose project it is.

    Of a joint project, or one whose own party is not in the register, those of all parties.

    :param project: the project as read
    :returns: parties by SHA-256 of the public key, in hexadecimal
    """
    parties = [item for item in project.items if item.type == "party"]
    own = [party for party in parties if party.get("role") == project.settings.side]
    return {key: party for party in own or parties if (key := pin_of(party))}
