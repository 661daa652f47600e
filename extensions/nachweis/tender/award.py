"""The award: what the chosen bidder offers becomes demands, and the others leave the concept."""

from __future__ import annotations

import dataclasses
import datetime
import os
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import Final

from nachweis.model.items import Item
from nachweis.model.messages import Message
from nachweis.model.objects import TYPE
from nachweis.model.places import Place
from nachweis.model.tender_types import BIDDER
from nachweis.model.terms import Party, Severity
from nachweis.scaffold.options import set_options
from nachweis.scaffold.writing import text_as_written, write_texts
from nachweis.scaffold.yamltext import entry_lines, remove_entry, set_setting
from nachweis.sources.files import problem, relative
from nachweis.sources.project import read_project
from nachweis.sources.workspace import PROJECT_FILE, Workspace, modeline
from nachweis.sources.writing import write_new
from nachweis.tender.offered import OFFERED, demands_of
from nachweis.tender.offers import FOLDER
from nachweis.tender.parties import one_called
from nachweis.trace.bids import Bids, collect
from nachweis.trace.gate import Verdict

ARCHIVE: Final = "tender/archive"
"""Folder of the offers that were not chosen; nothing in it is read."""
_LEAVING: Final = ("contact", "partner")
"""Entries that leave with the party that they belong to."""
_SOURCES: Final = (".md", ".yaml", ".yml", ".lock")


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Award:
    """What an award changes.

    :param bidder: ID of the party that is chosen
    :param files: new texts by absolute path
    :param gone: files whose content is in the archive now
    :param offered: number of demands in the state *offered*
    :param open: IDs of the demands that are left to negotiate
    :param archived: IDs of the bidders that leave
    """

    bidder: str
    files: Mapping[Path, str]
    gone: tuple[Path, ...]
    offered: int
    open: tuple[str, ...]
    archived: tuple[str, ...]


def plan_award(workspace: Workspace, verdict: Verdict, bidder: str, day: datetime.date) -> Award:
    """Plan what an award changes, and refuse it where the project could not be read afterwards.

    :param workspace: the workspace
    :param verdict: the judged project
    :param bidder: ID of the party that gets the contract
    :param day: the day of the award
    :raises SourceError: if it cannot be awarded so
    """
    graph = verdict.graph
    bids = collect(graph, verdict.coverage)
    plan = _Plan(workspace, verdict)
    left = plan.left_behind()
    chosen = _chosen(verdict, bids, bidder, again=bool(left))
    tender = graph.project.settings.tender
    if tender and tender.chosen:
        return Award(bidder=chosen.id, files={}, gone=left, offered=0, open=(), archived=())
    demands = list(demands_of(verdict, bids, chosen, day))
    plan.add_demands(demands)
    plan.choose(chosen)
    others = [party for party in bids.bidders if party.id != chosen.id]
    plan.archive(others)
    award = Award(
        bidder=chosen.id,
        files=plan.files(),
        gone=(*left, *plan.gone),
        offered=sum(item.get("status") == "offered" for item in demands),
        open=tuple(item.id for item in demands if item.get("status") == "desired"),
        archived=tuple(party.id for party in others),
    )
    _refuse_unreadable(workspace, verdict, award)
    return award


def write_award(award: Award, root: Path) -> None:
    """Write an award in one step; what is archived goes from its place last.

    :param award: the plan
    :param root: the workspace
    :raises SourceError: if it cannot be written; then all is as it was
    """
    write_texts(award.files, root)
    for path in award.gone:
        path.unlink(missing_ok=True)


def _chosen(verdict: Verdict, bids: Bids, bidder: str, *, again: bool) -> Item:
    """Return the party that gets the contract.

    :param again: whether an award that was ended before it was through may go on
    :raises SourceError: if it has offered nothing, several are called so, or somebody was chosen
        before
    """
    settings = verdict.graph.project.settings
    place = settings.place_of("tender.chosen")
    offering = [party for party in bids.bidders if any(b == party.id for b, _ in bids.offers)]
    found = one_called(bidder, offering, place)
    before = settings.tender.chosen if settings.tender else None
    if before and not (again and found and found.id == before):
        message = Message(
            "{id} was chosen already; to choose anew, take back the commit of that award first",
            id=before,
        )
        raise problem(place, message)
    if found:
        return found
    known = ", ".join(party.id for party in offering) or Message("none")
    message = Message(
        "{name} has answered nothing in this tender; bidders that have: {known}",
        name=bidder,
        known=known,
    )
    raise problem(place, message)


class _Plan:
    """The texts of a project as an award leaves them."""

    def __init__(self, workspace: Workspace, verdict: Verdict) -> None:
        self.root = workspace.root
        self.folder = workspace.project(verdict.key)
        self.verdict = verdict
        self.texts: dict[Path, str] = {}
        self.gone: list[Path] = []

    def _text(self, path: Path) -> str:
        if path not in self.texts:
            self.texts[path] = "".join(text_as_written(path, self.root))
        return self.texts[path]

    def _add(self, name: str, text: str, head: str | None = None) -> None:
        """Add a file that the award makes; one that was killed may have made the same.

        :param head: with what an archive begins; what follows it, a killed award may have taken out
            of registers already
        :raises SourceError: if there is another one already
        """
        path = self.folder / name
        there = self._text(path) if os.path.lexists(path) else text
        is_ours = head is not None and there.startswith(head)
        if is_ours and {*text.splitlines()} <= {*there.splitlines()}:
            text = there
        if there != text:
            message = Message("is there already, from an earlier award; move or delete it first")
            raise problem(Place(path=relative(path, self.root)), message)
        self.texts[path] = text

    def add_demands(self, demands: Sequence[Item]) -> None:
        """Put the demands into a register of their own.

        :raises SourceError: if there is one already
        """
        lines = [line for item in demands for line in entry_lines(item, 2, 1)]
        head = modeline(self.folder / OFFERED, self.root, "objects")
        if lines or os.path.lexists(self.folder / OFFERED):
            self._add(OFFERED, "\n".join([f"{head}demands:", *lines, ""]))

    def choose(self, chosen: Item) -> None:
        """Note who is chosen; a bidder becomes the provider."""
        path = self.folder / PROJECT_FILE
        self.texts[path] = set_setting(
            self._text(path), ("tender", "chosen"), chosen.id, relative(path, self.root)
        )
        if chosen.get("role") == BIDDER:
            register = self.root / chosen.place.path
            self.texts[register] = set_options(
                self._text(register), chosen, {"role": Party.PROVIDER.value}
            )

    def archive(self, bidders: Sequence[Item]) -> None:
        """Move the offers of bidders, and the entries of their own, to the archive."""
        for bidder in bidders:
            files = self._files(bidder)
            leaving = ((kind, list(self._entries(bidder, kind))) for kind in ("party", *_LEAVING))
            kept = (self._take(kind, items) for kind, items in leaving if items)
            name = files[0].name if files else f"{bidder.id}.yaml"
            parts = [f"{self._text(path).rstrip()}\n" for path in files]
            self._add(f"{ARCHIVE}/{name}", "\n".join((*parts, *kept)), head="\n".join(parts))
            for path in files:
                del self.texts[path]
            self.gone += files

    def files(self) -> dict[Path, str]:
        """Return the texts in the order in which they are written.

        What is archived is there before it goes elsewhere, and the choice comes last: whenever this
        is ended, the same award goes on from there.
        """
        parties = {self.root / item.place.path for item in self.verdict.graph.of_type("party")}
        new = (self.folder / ARCHIVE, self.folder / OFFERED)

        def rank(path: Path) -> int:
            if path in new or path.parent in new:
                return 0
            return 3 if path.name == PROJECT_FILE else 2 if path in parties else 1

        return {path: self.texts[path] for path in sorted(self.texts, key=rank)}

    def left_behind(self) -> tuple[Path, ...]:
        """Return the files of offers that an award which was ended has archived already."""
        found = []
        for name, owners in self._owners().items():
            path = self.root / name
            copy = self.folder / ARCHIVE / path.name
            if owners.isdisjoint(self.verdict.graph.items) and copy.is_file():
                kept = "".join(text_as_written(copy, self.root))
                written = "".join(text_as_written(path, self.root))
                if kept.startswith(f"{written.rstrip()}\n"):
                    found.append(path)
        return tuple(found)

    def _owners(self) -> dict[str, set[str]]:
        """Return the bidders of each file with offers."""
        graph = self.verdict.graph
        files: dict[str, set[str]] = {}
        for item in (*graph.of_type("offer"), *graph.of_type("particular")):
            files.setdefault(item.place.path, set()).update(item.targets("offered_by"))
        return files

    def _files(self, bidder: Item) -> list[Path]:
        """Return the files with the offers of a bidder, who has each of them alone.

        :raises SourceError: if another one is in them
        """
        files = self._owners()
        mine = [name for name, owners in files.items() if bidder.id in owners]
        for name in mine:
            if len(files[name]) > 1 or not PurePosixPath(name).parent.match(f"*/{FOLDER}"):
                message = Message(
                    "the offers of {id} have to stand alone in a file of {folder}/; move them",
                    id=bidder.id,
                    folder=FOLDER,
                )
                raise problem(Place(path=name), message)
        return [self.root / name for name in mine]

    def _entries(self, bidder: Item, kind: str) -> Iterator[Item]:
        """Yield the bidder itself, or what belongs to nobody else."""
        for item in self.verdict.graph.of_type(kind):
            if item.id == bidder.id or item.targets("party") == (bidder.id,):
                yield item

    def _take(self, kind: str, items: Iterable[Item]) -> str:
        """Take entries out of their registers, and return them as a list of their own."""
        block = f"{TYPE[kind].plural}:\n"
        for item in items:
            path = self.root / item.place.path
            self.texts[path], entry = remove_entry(self._text(path), item)
            block += entry
        return block


def _refuse_unreadable(workspace: Workspace, verdict: Verdict, award: Award) -> None:
    """Read the project as it would be, without writing to it.

    :raises SourceError: with what could not be read, or what would lead nowhere
    """
    key = verdict.key
    folder = workspace.project(key)
    name = folder.relative_to(workspace.root)
    with tempfile.TemporaryDirectory(prefix="nachweis-") as temporary:
        root = Path(temporary).resolve()
        for path in _sources(folder):
            write_new(root / path.relative_to(workspace.root), path.read_bytes())
        for path, text in award.files.items():
            write_new(root / path.relative_to(workspace.root), text.encode())
        for path in award.gone:
            (root / path.relative_to(workspace.root)).unlink()
        copy = Workspace(root=root, catalog=workspace.catalog, projects={key: root / name})
        project = read_project(copy, key)
    known = {(f.rule, f.subject) for f in verdict.graph.project.findings}
    changed = {relative(path, workspace.root) for path in award.files}
    for finding in project.findings:
        is_new = (finding.rule, finding.subject) not in known
        if is_new and finding.severity is Severity.ERROR and finding.place.path in changed:
            raise problem(finding.place, finding.message)
    _refuse_lost(verdict.graph.project.items, project.items)


def _refuse_lost(before: Iterable[Item], after: Sequence[Item]) -> None:
    """Refuse objects that name one which is there no longer.

    :raises SourceError: with the first of them
    """
    lost = {item.id for item in before} - {item.id for item in after}
    for item in after:
        for targets in item.links.values():
            for target in lost.intersection(targets):
                message = Message(
                    "{id} names {target}, which leaves with its bidder; name another one there "
                    "first",
                    id=item.id,
                    target=target,
                )
                raise problem(item.place, message)


def _sources(folder: Path) -> Iterator[Path]:
    for above, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if name not in ("baselines", "files")]
        for name in names:
            path = Path(above, name)
            if path.suffix in _SOURCES and not path.is_symlink():
                yield path
