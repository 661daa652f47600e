"""Comparison of two verdicts of a project: of a branch and of the commit where it began."""

from __future__ import annotations

import enum
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TypeAlias

from nachweis.model.findings import Finding
from nachweis.model.named_tuples import NamedTuple
from nachweis.model.terms import State
from nachweis.trace.coverage import Coverage
from nachweis.trace.gate import Verdict
from nachweis.trace.progress import PROGRESS, is_step

Identity: TypeAlias = tuple[str, ...]


class Since(enum.StrEnum):
    """Whether a finding is new."""

    NEW = "new"
    """It did not exist, or was less severe."""
    OLD = "old"
    """It existed, or its cell was in no better state."""


class Direction(enum.StrEnum):
    """How the state of a cell changed."""

    WORSE = "worse"
    BETTER = "better"
    SCOPE = "scope"
    """No proof was gained or lost: a proof is now required, or no longer."""


class Change(NamedTuple):
    """A cell whose state changed.

    :param before: its earlier state; None if the requirement did not apply
    :param after: its state now; None if the requirement no longer applies
    """

    requirement: str
    label: str
    kind: str
    before: State | None
    after: State | None

    @property
    def direction(self) -> Direction:
        """Whether the state got worse or better."""
        before, after = self.before, self.after
        if before is None or after is None or not is_step(before, after):
            return Direction.SCOPE
        better = PROGRESS[after] > PROGRESS[before]
        return Direction.BETTER if better else Direction.WORSE


class Comparison(NamedTuple):
    """A verdict compared with an earlier one.

    :param since: for each finding of the verdict, in their order, whether it is new
    :param gone: the findings that no longer exist
    :param changes: the cells whose states differ, in the order of the catalogue
    :param is_new: whether the project did not exist before
    """

    since: tuple[Since, ...]
    gone: tuple[Finding, ...] = ()
    changes: tuple[Change, ...] = ()
    is_new: bool = False


def compare(now: Verdict, before: Verdict | None) -> Comparison:
    """Compare a verdict with an earlier one.

    :param now: the verdict
    :param before: the earlier one of the same project; None if there was none
    """
    since, gone = match(now.findings, before.findings if before else ())
    return Comparison(
        since=since,
        gone=gone,
        changes=tuple(_changes(now.coverage, before.coverage)) if before else (),
        is_new=before is None,
    )


def compare_all(now: Iterable[Verdict], before: Mapping[str, Verdict]) -> Mapping[str, Comparison]:
    """Compare the verdicts of all projects; the result is by project key.

    :param now: the verdicts
    :param before: the earlier verdicts by key
    """
    return {verdict.key: compare(verdict, before.get(verdict.key)) for verdict in now}


def short_commit(commit: str) -> str:
    """Abbreviate the ID of a commit for people.

    :param commit: full ID; None before the first commit
    """
    return commit[:10] or "nothing"


def identity(finding: Finding) -> Identity:
    """Return the identity of a finding, which does not depend on its place and wording.

    :param finding: the finding; one about an object without ID is identified by its file
    """
    return (
        finding.rule,
        finding.subject or finding.place.path,
        finding.kind or "",
        finding.related,
    )


def fingerprint(key: str, finding: Finding, number: int = 1) -> str:
    """Return the name of a finding for other tools; stable while lines and words change.

    :param key: the project's key
    :param finding: the finding
    :param number: its number among those with the same identity, counted from 1
    """
    text = "\0".join((key, *identity(finding), str(number)))
    from hashlib import sha256  # it starts OpenSSL, and the text format needs no fingerprint

    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def occurrence_numbers(findings: Iterable[Finding]) -> Iterator[int]:
    """Yield the number of each finding among those with the same identity, from 1.

    :param findings: all findings of a project
    """
    seen: Counter[Identity] = Counter()
    for finding in findings:
        name = identity(finding)
        seen[name] += 1
        yield seen[name]


def match(
    now: Sequence[Finding], before: Sequence[Finding]
) -> tuple[tuple[Since, ...], tuple[Finding, ...]]:
    """Determine which findings are new, and which earlier ones no longer exist.

    Each earlier finding matches at most one of now. First match those that are the same and
    not more severe; then those of a cell in no worse state, even from another rule (a
    draft where nothing was). What is the same but more severe is new, and not gone.

    :param now: the findings
    :param before: the earlier ones
    """
    left = set(range(len(before)))
    every = set(range(len(now)))
    old = _pairs(now, before, every, left, identity, _weighs_no_less)
    old |= _pairs(now, before, every - old, left, _cell, _is_no_better_off)
    _pairs(now, before, every - old, left, identity, lambda *_: True)
    since = tuple(Since.OLD if number in old else Since.NEW for number in range(len(now)))
    return since, tuple(before[number] for number in sorted(left))


def _pairs(
    now: Sequence[Finding],
    before: Sequence[Finding],
    among: Iterable[int],
    left: set[int],
    key: Callable[[Finding], Identity | None],
    stands_for: Callable[[Finding, Finding], bool],
) -> set[int]:
    """Return the findings with a matching earlier one of the same key, and remove that one.

    The most severe come first on both sides, so that as many as possible are paired.
    """
    groups: dict[Identity, list[int]] = defaultdict(list)
    for number in sorted(left, key=lambda n: _order(before[n])):
        if (name := key(before[number])) is not None:
            groups[name].append(number)
    paired = set()
    for number in sorted(among, key=lambda n: _order(now[n])):
        group = groups.get(key(now[number]) or (), [])
        if group and stands_for(before[group[0]], now[number]):
            left.remove(group.pop(0))
            paired.add(number)
    return paired


def _cell(finding: Finding) -> Identity | None:
    return (finding.subject, finding.kind) if finding.kind else None


def _weighs_no_less(old: Finding, new: Finding) -> bool:
    return old.severity.rank <= new.severity.rank


def _is_no_better_off(old: Finding, new: Finding) -> bool:
    """Return whether the cell of an earlier finding was no nearer to its proof than now."""
    return _weighs_no_less(old, new) and _rank(old) <= _rank(new)


def _rank(finding: Finding) -> int:
    return PROGRESS[finding.state] if finding.state else 0


def _order(finding: Finding) -> tuple[int, int]:
    return finding.severity.rank, _rank(finding)


def _changes(now: Coverage, before: Coverage) -> Iterator[Change]:
    """Yield the cells whose states differ; those that no longer exist come last."""
    old = {(cell.requirement.id, cell.kind): cell for cell in before.cells}
    new = {(cell.requirement.id, cell.kind): cell for cell in now.cells}
    for name in dict.fromkeys((*new, *old)):
        states = [side[name].state if name in side else None for side in (old, new)]
        if states[0] is not states[1]:
            label = (new.get(name) or old[name]).requirement.label
            requirement, kind = name
            yield Change(
                requirement=requirement,
                label=label,
                kind=kind,
                before=states[0],
                after=states[1],
            )
