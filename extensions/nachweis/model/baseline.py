"""A project as it stood at a date: the content of a release, and what is compared."""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Mapping

from nachweis.model.catalogue import Text
from nachweis.model.intervals import Interval
from nachweis.model.items import Item
from nachweis.model.terms import BasicValue, Phase, ProtectionNeed, Severity, State


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Approval:
    """When a phase was closed, and the ID of the contact who approved that."""

    date: datetime.date
    approved_by: str = ""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """A requirement, topic, measure or module of the catalogue, as worded then.

    :param type: ``req``, ``req_topic``, ``measure`` or ``bsi_module``
    :param title: the duty of a requirement, the title of the others, by language
    :param part_of: ID of the group above; empty for a module
    """

    id: str
    type: str
    title: Text
    fields: Mapping[str, str] = dataclasses.field(default_factory=dict)
    part_of: str = ""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class BaselineCell:
    """Coverage of a requirement by one kind of proof; see ``trace.coverage``."""

    requirement: str
    kind: str
    due: Phase
    state: State
    by: tuple[str, ...] = ()
    via: str = ""
    decision: str = ""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class BaselineFinding:
    """A finding without its line, which moves with every edit.

    :param rule: name of the rule, which the current version may no longer have
    :param kind: kind of proof of the cell concerned, if any
    :param related: what else distinguishes it from others of its rule and subject
    """

    rule: str
    severity: Severity
    subject: str
    message: str
    file: str
    phase: Phase | None = None
    kind: str = ""
    related: str = ""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Baseline:
    """A project with its objects, its part of the catalogue, its coverage and its findings.

    It holds all that a comparison needs: neither git nor the files of its time.

    :param version: empty if it is not a release, such as the working tree
    :param date: the date of judgement
    :param commit: full ID of the commit that was judged; empty if unknown
    :param phase: the phase in progress; None if all were closed
    :param closed: the phases that were closed at the date
    :param reason: why it was released although its gate failed; empty if it passed
    :param language: the project's first language, in which fingerprints are made
    :param catalogue: fingerprint of the selected part of the catalogue
    :param requirements: the requirements that the project selects, by ID
    :param groups: the topics, measures and modules above them, by ID
    :param fingerprints: of the wording of each object, requirement and group, by ID
    :param protection: protection need by basic value; empty in a release of an older tool
    :param intervals: renewal intervals by recurrence or requirement ID; likewise
    :param settings: other values of ``project.yaml`` of which fewer ask for less; likewise
    :param annexes: names of its annexes
    :param confirmed: IDs of the objects all of whose links were confirmed; of others, each
        confirmed link as ``SOURCE link TARGET``
    :param projects: the projects of the workspace, each with the versions that had a baseline;
        empty if unknown
    :param trusted: files that decide how the gate runs, by path, with their digests; likewise
    """

    key: str
    version: str
    date: datetime.date
    commit: str
    phase: Phase | None
    closed: Mapping[Phase, Approval]
    title: Text
    language: str
    holds: bool
    reason: str
    catalogue: str
    selected: tuple[str, ...]
    items: Mapping[str, Item]
    requirements: Mapping[str, Entry]
    groups: Mapping[str, Entry]
    cells: tuple[BaselineCell, ...]
    findings: tuple[BaselineFinding, ...]
    fingerprints: Mapping[str, str]
    protection: Mapping[BasicValue, ProtectionNeed] = dataclasses.field(default_factory=dict)
    intervals: Mapping[str, Interval] = dataclasses.field(default_factory=dict)
    settings: Mapping[str, tuple[str, ...]] = dataclasses.field(default_factory=dict)
    annexes: tuple[str, ...] = ()
    confirmed: tuple[str, ...] = ()
    projects: Mapping[str, tuple[str, ...]] = dataclasses.field(default_factory=dict)
    trusted: Mapping[str, str] = dataclasses.field(default_factory=dict)

    @property
    def approved_by(self) -> str:
        """ID of the contact who approved the phase closed last; empty if none is."""
        if not self.closed:
            return ""
        return self.closed[max(self.closed, key=lambda phase: phase.position)].approved_by

    @property
    def name(self) -> str:
        """Its name for people: its version, its commit, or its date."""
        return self.version or self.commit[:10] or self.date.isoformat()
