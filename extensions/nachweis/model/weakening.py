"""What a project demanded of itself at an earlier state, to see whether it demands less now."""

from __future__ import annotations

import datetime
import zlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from nachweis.model.foreign import STATED_BY
from nachweis.model.intervals import Interval
from nachweis.model.items import Item
from nachweis.model.kinds import Origin
from nachweis.model.named_tuples import NamedTuple
from nachweis.model.objects import TYPE
from nachweis.model.patterns import regex
from nachweis.model.tender_types import BIDDER
from nachweis.model.terms import NOT_TAKEN, RUNNING, BasicValue, Phase, ProtectionNeed, State

if TYPE_CHECKING:
    from nachweis.model.baseline import Baseline

DECIDING: Final = ("decision", "derogation")
"""Types of objects whose wording may not change once they are taken."""
_OF_BIDDERS: Final = {
    "contact": "party",
    "partner": "party",
    "offer": "offered_by",
    "particular": "offered_by",
}
"""Types of what may leave with a bidder, with the link that says whose it is."""
_DRAFTS: Final = frozenset({"open", "draft"})
_PART: Final = "\0"
"""Between the parts of a wording; no source has it."""
_PROVEN: Final = frozenset({State.COVERED, State.PARTIAL, State.SUSPECT})
_RESULT: Final = regex(r"\S+ \S+ \S+")
"""ID, day and result of a record."""
_MOVES: Final = frozenset({"status", "tags", "lifted"})
"""Options that say how far a decision or derogation has come, not what it settles."""


class Columns(NamedTuple):
    """A table whose first column is all that most comparisons need.

    A pickle of few long texts loads in a tenth of the time that one of many short ones takes.

    :param ids: the first column, one a line
    :param others: the others, as compressed JSON
    """

    ids: str = ""
    others: bytes = b""

    def rows(self) -> Iterator[tuple[str, list[Any]]]:
        """Yield each row: its first column, and the others."""
        import json  # the gate needs it only where a baseline is new, or something is gone

        if self.ids:
            yield from zip(
                self.ids.split("\n"), json.loads(zlib.decompress(self.others)), strict=True
            )


class Bound(NamedTuple):
    """What a field or link of an object limits.

    :param item: ID of the object
    :param name: name of the field or link
    :param part: one of its values, where each counts by itself
    :param day: *date* of the object, where nothing is said if it has another one
    """

    item: str
    name: str
    part: str = ""
    day: str = ""


class Demands(NamedTuple):
    """The demands of a project at a state, which a baseline knows in part.

    :param name: the state for people: a version, or a branch with its commit
    :param closed: the phases that were closed
    :param catalog: IDs of the modules and measures that applied
    :param requirements: IDs of the requirements below them
    :param entries: IDs of the entries of registers and of the derogations
    :param decisions: text of each decision and derogation that was more than a draft, by ID
    :param proofs: each requirement with a word for what it asked for; empty if unknown
    :param protection: protection need by basic value; empty if unknown
    :param intervals: renewal intervals by recurrence or requirement ID; empty if unknown
    :param settings: other values of ``project.yaml`` whose change may ask for less; empty if
        unknown
    :param equivalents: each requirement with another one whose proof counts for it; None if unknown
    :param objects: other objects of a release that counted: ID; type, title and document
    :param proven: of a release, what was proven: requirement with kind of proof; IDs of the proofs
    :param begun: the day from which running operation and exit run, as far as they had begun
    :param bounds: how far fields of entries and records limit something; more is weaker
    :param unpassed: IDs of the records that did not pass
    :param classes: how strict the class of each object, page and folder is; more is stricter
    :param results: of a release, ID, day and result of each record that counted, one a line
    :param weights: how each criterion weighs, by its ID; empty before the first answer of a bidder
    :param annexes: names of its annexes
    :param confirmed: the confirmed links, one a line: source, link and target
    :param registered: entries of registers of a release: ID; type, fields and links
    :param date: the day of a release
    :param projects: of a release, the projects of the workspace with their earlier versions
    :param trusted: of a release, the digests of the files that decide how the gate runs, by path
    :param leaving: entries that leave with a bidder that is not chosen, by ID; ID of the bidder
    """

    name: str
    closed: tuple[Phase, ...]
    catalog: tuple[str, ...]
    requirements: frozenset[str]
    entries: tuple[str, ...]
    decisions: Mapping[str, str]
    proofs: frozenset[tuple[str, str]] = frozenset()
    protection: Mapping[BasicValue, ProtectionNeed] = {}
    intervals: Mapping[str, Interval] = {}
    settings: Mapping[str, tuple[str, ...]] = {}
    equivalents: frozenset[tuple[str, str]] | None = None
    objects: Columns = Columns()
    proven: Columns = Columns()
    begun: Mapping[Phase, datetime.date] = {}
    results: str = ""
    weights: Mapping[str, str] = {}
    leaving: Mapping[str, str] = {}
    bounds: Mapping[Bound, float] = {}
    unpassed: frozenset[str] = frozenset()
    classes: Mapping[str, float] = {}
    annexes: tuple[str, ...] = ()
    confirmed: str = ""
    registered: Columns = Columns()
    date: datetime.date | None = None
    projects: Mapping[str, tuple[str, ...]] = {}
    trusted: Mapping[str, str] = {}


class Present(NamedTuple):
    """What a workspace has.

    :param projects: the projects, each with the versions that have a baseline
    :param trusted: the digests of the files that decide how the gate runs, by path
    :param tagged: versions of each project that git knows, and whose baseline is gone
    """

    projects: Mapping[str, Sequence[str]]
    trusted: Mapping[str, str]
    tagged: Mapping[str, Sequence[str]] = {}


def demands_of_baseline(baseline: Baseline) -> Demands:
    """Collect the demands of a released version on itself, as far as its baseline knows.

    The cache keeps them: nothing that this depends on may stand in ``trace``, whose code is not
    part of the identity of the tool.

    :param baseline: the baseline
    """
    counted = [i for i in baseline.items.values() if i.get("status") not in NOT_TAKEN]
    results = (f"{i.id} {i.get('date')} {i.get('result')}" for i in counted)
    return Demands(
        name=baseline.version,
        closed=tuple(baseline.closed),
        catalog=baseline.selected,
        requirements=frozenset(baseline.requirements),
        entries=tuple(item.id for item in baseline.items.values() if has_to_stay(item.type)),
        decisions=wordings(i for i in baseline.items.values() if i.type in DECIDING),
        objects=_in_columns(
            (i.id, (i.type, i.title, i.document)) for i in counted if _is_written(i)
        ),
        proven=_in_columns(
            (f"{c.requirement} {c.kind}", c.by) for c in baseline.cells if c.state in _PROVEN
        ),
        begun={
            phase: baseline.closed[before].date
            for phase, before in RUNNING.items()
            if before in baseline.closed
        },
        results="\n".join(filter(_RESULT.fullmatch, results)),
        weights=weights_of(baseline.items.values()),
        leaving=leaving_entries(baseline.items.values()),
        protection=baseline.protection,
        intervals=baseline.intervals,
        settings=baseline.settings,
        annexes=baseline.annexes,
        confirmed="\n".join(_confirmed(baseline)),
        registered=_in_columns(
            (item.id, (item.type, dict(item.fields), dict(item.links)))
            for item in baseline.items.values()
            if baseline.protection and has_to_stay(item.type)
        ),
        date=baseline.date,
        projects=baseline.projects,
        trusted=baseline.trusted,
    )


def has_to_stay(kind: str) -> bool:
    """Whether objects of a type have to stay: entries of registers, and derogations.

    :param kind: name of the type
    """
    known = TYPE.get(kind)
    return kind == "derogation" or (known is not None and known.origin is Origin.REGISTER)


def weights_of(items: Collection[Item]) -> dict[str, str]:
    """Return how each criterion weighs, by its ID, once a bidder has answered; before nothing.

    :param items: the objects of a project
    """
    if not any(item.type == "offer" for item in items):
        return {}
    return {
        item.id: _PART.join(
            (
                *(item.get("weight"), item.get("knock_out", "no"), item.get("minimum")),
                *sorted(item.targets("weighs")),
            )
        )
        for item in items
        if item.type == "criterion"
    }


def leaving_entries(items: Collection[Item]) -> dict[str, str]:
    """Return what leaves with a bidder that is not chosen: the ID of the bidder by that of each.

    :param items: the objects of a project
    """
    bidders = {i.id for i in items if i.type == "party" and i.get("role") == BIDDER}
    found = {bidder: bidder for bidder in bidders}
    for item in items if bidders else ():
        owners = item.targets(_OF_BIDDERS.get(item.type, ""))
        if len(owners) == 1 and owners[0] in bidders:
            found[item.id] = owners[0]
    return found


def wordings(items: Iterable[Item]) -> dict[str, str]:
    """Return the wording of each decision and derogation that is more than a draft, by ID.

    :param items: decisions and derogations
    """
    return {item.id: wording_of(item) for item in items if item.get("status") not in _DRAFTS}


def wording_of(item: Item) -> str:
    """Return what a decision or derogation says, without how far it has come.

    :param item: the decision or derogation
    """
    fields = sorted((name, value) for name, value in item.fields.items() if name not in _MOVES)
    ends = sorted((name, " ".join(sorted(targets))) for name, targets in item.links.items())
    words = (item.title, *(f"{name}={value}" for name, value in (*fields, *ends)), item.body)
    return _PART.join(words)


def differ(one: str, two: str) -> bool:
    """Return whether two wordings differ by more than blanks.

    :param one: a wording
    :param two: another one
    """
    parts = ([part.split() for part in text.split(_PART)] for text in (one, two))
    return next(parts) != next(parts)


def _confirmed(baseline: Baseline) -> Iterator[str]:
    for entry in baseline.confirmed:
        item = baseline.items.get(entry)
        links = item.links if item else {}
        own = ((name, target) for name in links for target in links[name] if name != STATED_BY)
        yield from [entry] if " " in entry else (f"{entry} {' '.join(link)}" for link in own)


def _in_columns(rows: Iterable[tuple[str, Sequence[Any]]]) -> Columns:
    import json

    names, others = [*zip(*rows, strict=True)] or [(), ()]
    return Columns(ids="\n".join(names), others=zlib.compress(json.dumps(others).encode()))


def _is_written(item: Item) -> bool:
    kind = TYPE.get(item.type)
    is_page = kind is not None and kind.origin is Origin.MARKDOWN
    return is_page and item.type != "derogation" and "\n" not in item.id
