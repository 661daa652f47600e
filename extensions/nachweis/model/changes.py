"""What differs between two states of a project, as plain values."""

from __future__ import annotations

import dataclasses
import datetime
import enum

from nachweis.model.baseline import Baseline, BaselineFinding, Entry
from nachweis.model.items import Item
from nachweis.model.terms import Phase, State


class Direction(enum.StrEnum):
    """How the state of a cell changed; ``trace.progress`` defines the order of states."""

    WORSE = "worse"
    BETTER = "better"
    SHIFTED = "shifted"
    """Neither: an equally good state, or the project's scope or phase changed, not its proof."""
    NEW = "new"
    """The requirement did not apply before: it was not selected, or did not exist."""
    GONE = "gone"


class DecisionEvent(enum.StrEnum):
    """What happened to a decision or derogation."""

    OPENED = "opened"
    PROLONGED = "prolonged"
    ENDED = "ended"
    EXPIRED = "expired"


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class FieldChange:
    """A field whose value changed; an empty value means that it is absent."""

    name: str
    old: str
    new: str


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class ItemChange:
    """An object of both states whose content or ID changed.

    :param likeness: likelihood, from 0 to 1, that it is the same object; 1 if the ID is the same
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
    """A requirement or group of the catalogue whose content changed.

    :param languages: the languages whose text changed
    """

    old: Entry
    new: Entry
    fields: tuple[FieldChange, ...] = ()
    languages: tuple[str, ...] = ()


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class CatalogueChanges:
    """What differs between two editions of the catalogue, or of a project's part of it.

    :param renamed: entries that probably have a new ID; they are neither added nor removed
    """

    added: tuple[Entry, ...] = ()
    removed: tuple[Entry, ...] = ()
    changed: tuple[EntryChange, ...] = ()
    renamed: tuple[EntryChange, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.changed or self.renamed)


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True, order=True)
class LinkChange:
    """A link that was added or removed."""

    source: str
    link: str
    target: str


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class CellChange:
    """A cell of the coverage matrix whose state changed; None: it did not exist."""

    requirement: str
    kind: str
    due: Phase
    old: State | None
    new: State | None
    direction: Direction
    by: tuple[str, ...] = ()


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class PhaseChange:
    """A phase that was closed or reopened."""

    phase: Phase
    closed: bool
    date: datetime.date
    approved_by: str = ""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class DecisionChange:
    """An event of a decision or derogation, with its current or last content."""

    event: DecisionEvent
    item: Item


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class FindingChange:
    """A finding whose severity changed."""

    old: BaselineFinding
    new: BaselineFinding


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Changes:
    """What differs between two states of a project.

    :param changed: objects whose content changed
    :param renamed: objects that probably have a new ID; they are neither added nor removed
    :param catalogue: differences in the requirements that the project selects
    :param new_findings: findings that did not exist before
    :param gone_findings: findings that no longer exist
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
