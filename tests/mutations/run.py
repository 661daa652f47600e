"""Makes defects and harmless edits, and says which defects escape and which alarms are false."""

from __future__ import annotations

import argparse
import itertools
import random
import re
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple, TypeVar

from nachweis.model.items import Item
from tests.mutations.attacks import ATTACKS
from tests.mutations.changes import block_of
from tests.mutations.defects import DEFECTS, Defect, Expected
from tests.mutations.harmless import HARMLESS
from tests.mutations.memory import MEMORY
from tests.mutations.released import RELEASED
from tests.mutations.settings import SETTINGS
from tests.mutations.workspace import Examples, Files, Outcome

T = TypeVar("T")

IN_OBJECTS = {**DEFECTS, **ATTACKS}
"""The kinds of defects in objects as they are written."""
BESIDE = {**SETTINGS, **MEMORY, **RELEASED}
"""The kinds of defects that are not made in an object as it is written."""


class Mutation(NamedTuple):
    """One defect in one place, and what came of it."""

    kind: str
    where: str
    expected: Expected
    outcome: Outcome

    @property
    def escaped(self) -> bool:
        """Whether the gate says less than a careful auditor expects."""
        good = self.outcome.fails if self.expected is Expected.FAILS else self.outcome.reports
        return not good


def mutations(examples: Examples, count: int, seed: int) -> Iterator[Mutation]:
    """Yield so many defects, of all kinds in turn as long as there are places for them.

    :param examples: what they are made in
    :param count: how many
    :param seed: of the choice of places
    """
    kinds = [
        *(_in_objects(examples, kind, seed) for kind in IN_OBJECTS),
        *(_beside_objects(examples, kind, seed) for kind in BESIDE),
    ]
    yield from itertools.islice(_in_turn(kinds), count)


def _in_turn(kinds: Iterable[Iterator[T]]) -> Iterator[T]:
    """Yield one of each kind after the other, until none has any left."""
    left = list(kinds)
    while left:
        for kind in list(left):
            for one in itertools.islice(kind, 1):
                yield one
                break
            else:
                left.remove(kind)


def _in_objects(examples: Examples, kind: str, seed: int) -> Iterator[Mutation]:
    """Yield a kind of defect in one object after the other."""
    defect = IN_OBJECTS[kind]
    sole, any_sole = examples.sole_proofs(), examples.sole_proofs(closed_only=False)
    items = [
        item
        for _, item in examples.items(*defect.types)
        if item.id and item.get("status") != "superseded"
    ]
    for item in random.Random(f"{seed} {kind}").sample(items, len(items)):
        if defect.expected is Expected.PROOF and item.id not in any_sole:
            continue
        block = block_of(examples, item)
        files = defect.change(examples, item, block) if block else None
        if files:
            where = f"{item.place.path}:{item.place.line} {item.id}"
            yield Mutation(kind, where, _expected(defect, item, sole), examples.outcome(files))


def _beside_objects(examples: Examples, kind: str, seed: int) -> Iterator[Mutation]:
    setting = BESIDE[kind]
    for files, where in setting.changes(examples, random.Random(f"{seed} {kind}")):
        yield Mutation(kind, where, setting.expected, examples.outcome(files))


def _expected(defect: Defect, item: Item, sole: set[str]) -> Expected:
    """Return what is expected of a defect in an object."""
    if defect.expected in (Expected.SOLE, Expected.PROOF):
        return Expected.FAILS if item.id in sole else Expected.REPORTS
    return defect.expected


def false_alarms(examples: Examples, count: int, seed: int) -> Iterator[tuple[str, str, Outcome]]:
    """Yield the harmless edits that the gate objects to.

    :param examples: what they are made in
    :param count: how many edits
    :param seed: of the choice of places
    """
    edits = _in_turn([_edits(examples, kind, seed) for kind in HARMLESS])
    for kind, name, files in itertools.islice(edits, count):
        outcome = examples.outcome(files)
        if outcome.reports:
            yield kind, name, outcome


def _edits(examples: Examples, kind: str, seed: int) -> Iterator[tuple[str, str, Files]]:
    """Yield a kind of harmless edit in one file after the other."""
    choice = random.Random(f"{seed} {kind}")
    paths = sorted((examples.root / "projects").glob("*/*/**/*.md"))
    paths += sorted((examples.root / "projects").glob("*/registers/*.yaml"))
    for path in choice.sample(paths, len(paths)):
        name = path.relative_to(examples.root).as_posix()
        files = HARMLESS[kind](path.read_text(encoding="utf-8"), name, choice)
        if files:
            yield kind, name, files


def main(arguments: list[str] | None = None) -> int:
    """Run all, print a table, and return 1 if anything escaped or was a false alarm."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--harmless", type=int, default=260)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        examples = Examples(Path(folder).resolve())
        found = list(mutations(examples, options.count, options.seed))
        alarms = list(false_alarms(examples, options.harmless, options.seed))
    total = Counter(mutation.kind for mutation in found)
    escaped = Counter(mutation.kind for mutation in found if mutation.escaped)
    for kind, number in total.items():
        sys.stdout.write(f"{kind:40} {number:5} {escaped[kind]:5} escaped\n")
    for mutation in found:
        if mutation.escaped:
            rules = (
                ", ".join(sorted({finding.rule for finding in mutation.outcome.new})) or "silent"
            )
            line = f"escaped: {mutation.kind}: {mutation.where}: {mutation.expected.value}, {rules}"
            sys.stdout.write(f"{line}\n")
    for kind, name, outcome in alarms:
        said = "refused" if outcome.refused else re.sub(r"\s+", " ", str(outcome.new[0].message))
        sys.stdout.write(f"false alarm: {kind}: {name}: {said}\n")
    sys.stdout.write(
        f"{sum(total.values())} defects of {len(total)} kinds, {sum(escaped.values())} escaped; "
        f"{options.harmless} harmless edits, {len(alarms)} false alarms\n"
    )
    return 1 if escaped or alarms else 0


if __name__ == "__main__":
    sys.exit(main())
