"""A copy of the examples in which one file at a time is changed, judged, and put back."""

from __future__ import annotations

import datetime
import json
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final, NamedTuple, TypeAlias

from nachweis.load import beside_releases, judge_projects
from nachweis.model.catalogue import Requirement
from nachweis.model.findings import Finding
from nachweis.model.items import Item
from nachweis.model.terms import PhaseStatus, Severity, State
from nachweis.sources.cache import Cache
from nachweis.sources.errors import SourceError
from nachweis.sources.workspace import BASELINES, PROJECT_FILE
from nachweis.trace.gate import Verdict
from nachweis.trace.graph import Graph
from tests.support.sandbox import rests_on_one

Files: TypeAlias = Sequence[tuple[str, str | bytes | None]]
"""Paths in the workspace with what they shall hold; nothing takes the file away."""

ROOT: Final = Path(__file__).parents[2]
KEYS: Final = tuple(
    sorted((path.parent.name for path in (ROOT / "projects").glob("*/project.yaml")), reverse=True)
)
AS_OF: Final = datetime.date(2026, 11, 20)

_READ: Final = Cache(memory=True)
"""What was read from files of the same content, in whatever copy of the examples they are."""


class Outcome(NamedTuple):
    """What a changed workspace is judged to be.

    :param refused: whether it could not be judged at all, which exits with 2
    :param new: the findings that the unchanged examples do not have
    """

    refused: bool
    new: tuple[Finding, ...] = ()

    @property
    def fails(self) -> bool:
        """Whether the gate fails on what is new."""
        return self.refused or any(f.severity is Severity.ERROR for f in self.new)

    @property
    def reports(self) -> bool:
        """Whether a person who reads the report is told."""
        return self.refused or bool(self.new)


class Examples:
    """The examples of the repository in a folder of their own."""

    def __init__(self, folder: Path) -> None:
        """Copy them.

        :param folder: an empty folder
        """
        self.root = folder
        for name in ("catalog", "projects"):
            shutil.copytree(ROOT / name, folder / name)
        if (ROOT / "nachweis.toml").exists():
            shutil.copy(ROOT / "nachweis.toml", folder)
        self.verdicts = self._judge()
        self._known = {_identity(v.key, f) for v in self.verdicts for f in v.findings}

    def _judge(self, keys: Sequence[str] = KEYS) -> list[Verdict]:
        there = [key for key in keys if (self.root / "projects" / key / PROJECT_FILE).exists()]
        verdicts = judge_projects(self.root, there, AS_OF, cache=_READ)
        return beside_releases(verdicts, self.root) if keys == KEYS else verdicts

    def verdict(self, key: str) -> Verdict:
        """Return the verdict of a project as it is in the repository."""
        return next(verdict for verdict in self.verdicts if verdict.key == key)

    def verdict_of(self, item: Item) -> Verdict:
        """Return the verdict of the project that has an object."""
        return self.verdict(item.place.path.split("/")[1])

    def graph_of(self, item: Item) -> Graph:
        """Return catalogue and project of an object."""
        return self.verdict_of(item).graph

    def items(self, *types: str) -> Iterator[tuple[str, Item]]:
        """Yield key and object of every object of some types, in their order."""
        for verdict in self.verdicts:
            for item in verdict.graph.project.items:
                if not types or item.type in types:
                    yield verdict.key, item

    def sole_proofs(self, *, closed_only: bool = True) -> set[str]:
        """Return the objects without which a cell that is due would have no proof.

        :param closed_only: whether cells of phases in progress are left out
        """
        counted = {PhaseStatus.CLOSED} | (set() if closed_only else {PhaseStatus.IN_PROGRESS})
        return {
            cell.by[0]
            for verdict in self.verdicts
            for cell in verdict.coverage.cells
            if cell.state is State.COVERED and rests_on_one(verdict.graph, cell)
            if verdict.coverage.status[cell.due] in counted
        }

    def released(self, item: Item) -> set[str]:
        """Return the objects that the last release of an object's project has."""
        folder = self.root / "projects" / self.verdict_of(item).key / "baselines"
        last = max(folder.glob("*.json"))
        return set(json.loads(last.read_text(encoding="utf-8"))["items"])

    def lines(self, name: str) -> list[str]:
        """Return the lines of a file with their ends.

        :param name: its path in the workspace
        """
        return (self.root / name).read_text(encoding="utf-8").splitlines(keepends=True)

    def requirements_of(self, item: Item) -> list[Requirement]:
        """Return the requirements that an object is linked to, by their groups as well."""
        graph = self.graph_of(item)
        targets = [target for targets in item.links.values() for target in targets]
        return [
            graph.requirements[requirement]
            for target in targets
            for requirement in graph.stands_for(target)
        ]

    @contextmanager
    def changed(self, files: Files) -> Iterator[None]:
        """Change files, and put them back.

        :param files: what they shall be
        """
        before = {
            name: path.read_bytes() if (path := self.root / name).exists() else None
            for name, _ in files
        }
        try:
            for name, content in files:
                self._write(name, content)
            yield
        finally:
            for name, content in before.items():
                self._write(name, content)

    def _write(self, name: str, content: str | bytes | None) -> None:
        path = self.root / name
        if content is None:
            path.unlink()
        else:
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(content.encode() if isinstance(content, str) else content)

    def outcome(self, files: Files) -> Outcome:
        """Return what the examples are judged to be with some files changed.

        A project is not judged by the files of another, but beside its release.

        :param files: what they shall be
        """
        changed = {name.split("/")[1] for name, _ in files if name.startswith("projects/")}
        within = changed <= {*KEYS} and all(
            name.startswith("projects/")
            and BASELINES not in name.split("/")  # the other projects ask what it knows of them
            and (content is not None or not name.endswith(PROJECT_FILE))
            for name, content in files
        )
        keys = [key for key in KEYS if key in changed] if within else KEYS
        with self.changed(files):
            try:
                verdicts = self._judge(keys)
            except SourceError:
                return Outcome(refused=True)
        new = [
            finding
            for verdict in verdicts
            for finding in verdict.findings
            if _identity(verdict.key, finding) not in self._known
        ]
        return Outcome(refused=False, new=tuple(new))


def _identity(key: str, finding: Finding) -> tuple[object, ...]:
    """Return what makes a finding the same, wherever its line has gone."""
    return (
        *(key, finding.rule, finding.severity, finding.subject),
        *(finding.kind, finding.state, finding.related),
    )
