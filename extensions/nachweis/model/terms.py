"""The closed vocabularies of the field, spelled in this module only."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from typing import Final


class Phase(enum.StrEnum):
    """A phase of an outsourcing project, in order (B 1.11 phases 1-7; exit from OPS.3.1)."""

    STRATEGY = "strategy"
    REQUIREMENTS = "requirements"
    SELECTION = "selection"
    CONTRACT = "contract"
    CONCEPT = "concept"
    MIGRATION = "migration"
    OPERATION = "operation"
    EXIT = "exit"

    @property
    def position(self) -> int:
        """Place in the order of phases, counted from 0."""
        return _PHASE_ORDER[self]


_PHASE_ORDER = {phase: position for position, phase in enumerate(Phase)}

RUNNING: Final[Mapping[Phase, Phase]] = {
    Phase.OPERATION: Phase.MIGRATION,
    Phase.EXIT: Phase.OPERATION,
}
"""Phases that are not expected to be closed, so that their proofs have due dates of their own;
with the phase whose closing begins each."""


class State(enum.StrEnum):
    """State of a cell of the coverage matrix; worst first, so that views sort by it."""

    EXPIRED = "expired"
    """A decision waived the cell, and its end date has passed."""
    FAILED = "failed"
    """The newest record has the result *fail*."""
    MISSING = "missing"
    """Nothing is linked and the phase is closed."""
    UNDECIDED = "undecided"
    """Nobody has decided yet what proves a requirement of an imported catalogue."""
    STALE = "stale"
    """The newest record is older than its interval at the as-of date."""
    DRAFT = "draft"
    """Only drafts are linked."""
    SUSPECT = "suspect"
    """The text at the other end changed since the link was confirmed."""
    PARTIAL = "partial"
    """The newest record is *partial*; a corrective action has to follow it up in time."""
    UNDISCLOSED = "not disclosed"
    """Whoever reads this may not know it: what it rests on, if anything, is withheld."""
    DUE = "due"
    """Nothing is linked and the phase is the one in progress."""
    LATER = "later"
    """Nothing is linked and the phase has not begun."""
    WAIVED = "waived"
    """A decision with an end date in the future stands for the proof."""
    PROVEN = "proven, not disclosed"
    """It is proven by what is withheld, and whoever reads this may know that."""
    COVERED = "covered"
    """An agreed clause, an approved section or a valid record is linked."""
    NA = "n/a"
    """Tailored out by a decision, or by the rules of applicability."""

    @property
    def rank(self) -> int:
        """Place in the order of states, the worst first, counted from 0."""
        return _STATE_RANK[self]


_STATE_RANK = {state: rank for rank, state in enumerate(State)}


class PhaseStatus(enum.StrEnum):
    """Where a project stands with a phase at the as-of date."""

    CLOSED = "closed"
    IN_PROGRESS = "in progress"
    LATER = "later"


class Party(enum.StrEnum):
    """A party that can have obligations."""

    CLIENT = "client"
    PROVIDER = "provider"
    NETWORK_PROVIDER = "network-provider"
    THIRD_PARTY = "third-party"


class Side(enum.StrEnum):
    """From whose side a project is written."""

    CLIENT = "client"
    PROVIDER = "provider"
    NETWORK_PROVIDER = "network-provider"
    JOINT = "joint"


class Level(enum.StrEnum):
    """The level of a measure in the Kompendium's sense."""

    BASIC = "basic"
    STANDARD = "standard"
    INCREASED = "increased"


class BasicValue(enum.StrEnum):
    """A basic value of information security, by its letter."""

    CONFIDENTIALITY = "C"
    INTEGRITY = "I"
    AVAILABILITY = "A"


class ProtectionNeed(enum.StrEnum):
    """How much protection a basic value needs in a project."""

    NORMAL = "normal"
    HIGH = "high"
    VERY_HIGH = "very high"


class Modal(enum.StrEnum):
    """How binding a requirement is."""

    MUST = "must"
    SHOULD = "should"
    MAY = "may"


class Recurrence(enum.StrEnum):
    """How often a requirement's proof has to be renewed."""

    NONE = "none"
    ONCE = "once"
    EVENT = "event"
    REGULAR = "regular"
    REGULAR_AND_EVENT = "regular+event"
    CONTINUOUS = "continuous"


class Result(enum.StrEnum):
    """The outcome that a record reports."""

    PASS = "pass"  # noqa: S105 - a test result, not a password
    PARTIAL = "partial"
    FAIL = "fail"


class DecisionKind(enum.StrEnum):
    """What a decision does to a requirement."""

    NOT_APPLICABLE = "not-applicable"
    ACCEPTED_RISK = "accepted-risk"
    DEFERRED = "deferred"
    WEAKENING = "weakening"
    """Nothing of a requirement: it stands for a demand of the project that was lowered."""


class Severity(enum.StrEnum):
    """How much a finding weighs: an error fails the gate, the others do not."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"

    @property
    def rank(self) -> int:
        """Place in the order of severities, the worst first, counted from 0."""
        return _SEVERITY_RANK[self]


_SEVERITY_RANK = {severity: rank for rank, severity in enumerate(Severity)}


NOT_LINKED: Final = frozenset({"open", "superseded"})
"""Statuses of objects that count as if they were not there."""

NOT_TAKEN: Final = NOT_LINKED | {"draft", "rejected"}
"""Statuses of objects on which nothing rests: a decision settles nothing, whoever approved it."""
