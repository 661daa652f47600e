"""What differs between two states of a project, as plain values."""

from __future__ import annotations

import dataclasses
import datetime
import enum

from nachweis.model.baseline import Baseline, BaselineFinding, Entry
from nachweis.model.items import Item
from nachweis.model.terms import Phase, State


class Direction(enum.StrEnum):
    """Where a cell went; the order of states stands in ``trace.progress``."""

    WORSE = "worse"
    BETTER = "better"
    SHIFTED = "shifted"
    """It is as good or bad as before, or the project's scope or phase changed, not its proof."""
    NEW = "new"
    """The requirement did not apply to the project before: it was not selected, or not there."""
    GONE = "gone"


class DecisionEvent(enum.StrEnum):
    """What became of a decision or derogation."""

    OPENED = "opened"
    PROLONGED = "prolonged"
    ENDED = "ended"
    EXPIRED = "expired"


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class FieldChange:
    """A field with another value; an empty one is not there."""

    name: str
    old: str
    new: str


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class ItemChange:
    """An object that is in both states and reads differently, or has another ID.

    :param likeness: how sure it is that it is the same one; 1 where the ID is the same
    :param title: whether the title changed
    :param body: whether the text changed
    """

    old: Item
    new: Item
    fields: tuple[FieldChange, ...] = ()
    title: bool = False
    body: bool = False
    likeness: float = 1.0

    @property
    def is_renamed(self) -> bool:
        """Whether the ID changed."""
        return self.old.id != self.new.id


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class EntryChange:
    """A requirement or group of the catalogue that reads differently.

    :param languages: the languages whose text changed
    """

    old: Entry
    new: Entry
    fields: tuple[FieldChange, ...] = ()
    languages: tuple[str, ...] = ()


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class CatalogueChanges:
    """What differs between two editions of the catalogue, or of a project's part of it.

    :param renamed: what seems to have another ID, which is neither added nor removed
    """

    added: tuple[Entry, ...] = ()
    removed: tuple[Entry, ...] = ()
    changed: tuple[EntryChange, ...] = ()
    renamed: tuple[EntryChange, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.changed or self.renamed)


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True, order=True)
class LinkChange:
    """A link that came or went."""

    source: str
    link: str
    target: str


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class CellChange:
    """A cell of the coverage matrix in another state; nothing where it did not exist."""

    requirement: str
    kind: str
    due: Phase
    old: State | None
    new: State | None
    direction: Direction
    by: tuple[str, ...] = ()


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class PhaseChange:
    """A phase that was closed, or opened again."""

    phase: Phase
    closed: bool
    date: datetime.date
    approved_by: str = ""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class DecisionChange:
    """A decision or derogation of which something became; as it reads now, or read last."""

    event: DecisionEvent
    item: Item


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class FindingChange:
    """A finding that weighs more or less than it did."""

    old: BaselineFinding
    new: BaselineFinding


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Changes:
    """What differs between two states of a project.

    :param changed: objects that read differently
    :param renamed: objects that seem to have another ID, which are neither added nor removed
    :param catalogue: what differs in the requirements that the project selects
    :param new_findings: findings that were not there
    :param gone_findings: findings that are no longer there
    """

    old: Baseline
    new: Baseline
    added: tuple[Item, ...]
    removed: tuple[Item, ...]
    changed: tuple[ItemChange, ...]
    renamed: tuple[ItemChange, ...]
    catalogue: CatalogueChanges
    gained: tuple[LinkChange, ...]
    lost: tuple[LinkChange, ...]
    cells: tuple[CellChange, ...]
    phases: tuple[PhaseChange, ...]
    decisions: tuple[DecisionChange, ...]
    new_findings: tuple[BaselineFinding, ...]
    gone_findings: tuple[BaselineFinding, ...]
    changed_findings: tuple[FindingChange, ...]

    def __bool__(self) -> bool:
        return any(
            getattr(self, field.name)
            for field in dataclasses.fields(self)
            if field.name not in ("old", "new")
        )
