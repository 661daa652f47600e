"""Makes defects and harmless edits, and says which defects escape and which alarms are false."""

from __future__ import annotations

import argparse
import random
import re
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from nachweis.model.items import Item
from tests.mutations.defects import DEFECTS, Defect, Expected, block_of
from tests.mutations.harmless import HARMLESS
from tests.mutations.memory import MEMORY
from tests.mutations.settings import SETTINGS
from tests.mutations.workspace import Examples, Outcome


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
    """Yield so many defects, as many of each kind as can be.

    :param examples: what they are made in
    :param count: how many
    :param seed: of the choice of places
    """
    choice = random.Random(seed)
    beside = {**SETTINGS, **MEMORY}
    each = -(-count // (len(DEFECTS) + len(beside)))
    sole, any_sole = examples.sole_proofs(), examples.sole_proofs(closed_only=False)
    for kind, defect in DEFECTS.items():
        items = [
            item
            for _, item in examples.items(*defect.types)
            if item.id and item.get("status") != "superseded"
        ]
        made = 0
        for item in choice.sample(items, len(items)):
            if made >= each:
                break
            if defect.expected is Expected.PROOF and item.id not in any_sole:
                continue
            text = defect.change(examples, item, block_of(examples, item))
            if text is None:
                continue
            made += 1
            where = f"{item.place.path}:{item.place.line} {item.id}"
            outcome = examples.outcome([(item.place.path, text)])
            yield Mutation(kind, where, _expected(defect, item, sole), outcome)
    for kind, setting in beside.items():
        for files, where in setting.changes(examples, choice):
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
    choice = random.Random(seed)
    each = -(-count // len(HARMLESS))
    for kind, change in HARMLESS.items():
        made = 0
        paths = sorted((examples.root / "projects").glob("*/*/**/*.md"))
        paths += sorted((examples.root / "projects").glob("*/registers/*.yaml"))
        for path in choice.sample(paths, len(paths)):
            text = path.read_text(encoding="utf-8")
            new = change(text, path, choice)
            if new is None or new == text or made >= each:
                continue
            made += 1
            name = path.relative_to(examples.root).as_posix()
            outcome = examples.outcome([(name, new)])
            if outcome.reports:
                yield kind, name, outcome


def main(arguments: list[str] | None = None) -> int:
    """Run all, print a table, and return 1 if anything escaped or was a false alarm."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=1200)
    parser.add_argument("--harmless", type=int, default=200)
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
