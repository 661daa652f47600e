"""A copy of the examples in which one file at a time is changed, judged, and put back."""

from __future__ import annotations

import datetime
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final, NamedTuple

from nachweis.load import judge_projects
from nachweis.model.findings import Finding
from nachweis.model.items import Item
from nachweis.model.terms import PhaseStatus, Severity, State
from nachweis.sources.cache import Cache
from nachweis.sources.errors import SourceError
from nachweis.trace.gate import Verdict
from nachweis.trace.graph import Graph

ROOT: Final = Path(__file__).parents[2]
KEYS: Final = ("VKN", "RWD")
AS_OF: Final = datetime.date(2026, 11, 20)


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
        self._cache = Cache(memory=True)
        self.verdicts = self._judge()
        self._known = {_identity(v.key, f) for v in self.verdicts for f in v.findings}

    def _judge(self) -> list[Verdict]:
        return judge_projects(self.root, KEYS, AS_OF, cache=self._cache)

    def verdict(self, key: str) -> Verdict:
        """Return the verdict of a project as it is in the repository."""
        return next(verdict for verdict in self.verdicts if verdict.key == key)

    def graph_of(self, item: Item) -> Graph:
        """Return catalogue and project of an object."""
        key = item.place.path.split("/")[1]
        return self.verdict(key).graph

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
            if len(cell.by) == 1 and cell.state is State.COVERED
            # A proof of an equivalent requirement may stand in for it.
            if cell.requirement.id not in verdict.graph.equivalents
            if verdict.coverage.status[cell.due] in counted
        }

    @contextmanager
    def changed(self, files: Sequence[tuple[str, str | None]]) -> Iterator[None]:
        """Change files, and put them back.

        :param files: path in the workspace and new text; nothing takes the file away
        """
        before = {name: (self.root / name).read_bytes() for name, _ in files}
        try:
            for name, text in files:
                path = self.root / name
                if text is None:
                    path.unlink()
                else:
                    path.write_text(text, encoding="utf-8")
            yield
        finally:
            for name, content in before.items():
                (self.root / name).write_bytes(content)

    def outcome(self, files: Sequence[tuple[str, str | None]]) -> Outcome:
        """Return what the examples are judged to be with some files changed.

        :param files: path in the workspace and new text; nothing takes the file away
        """
        with self.changed(files):
            try:
                verdicts = self._judge()
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
