"""Demands that an earlier state made and a project no longer makes.

A gate cannot be loosened in silence, only by a decision that names what it loosens.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from pathlib import PurePosixPath
from typing import Final

from nachweis.model.findings import Finding, Rule
from nachweis.model.intervals import Interval
from nachweis.model.messages import Message, Term
from nachweis.model.places import Place
from nachweis.model.project import Settings
from nachweis.model.terms import NOT_TAKEN, DecisionKind, ProtectionNeed
from nachweis.model.weakening import Demands, differ, has_to_stay, wording_of
from nachweis.sources.limits import MOST_WEAKENED
from nachweis.trace.asked import NEEDED, bounds_of_entry, is_weaker
from nachweis.trace.confirmation import current_locks
from nachweis.trace.demanded import PARTLY, Classes, demands_of
from nachweis.trace.gate import Verdict, with_findings
from nachweis.trace.losses import losses
from nachweis.trace.rules import weakened as rules

_NEEDS: Final = {need: rank for rank, need in enumerate(ProtectionNeed)}
_DAYS: Final = 30.4
"""Days of a month, to compare intervals."""
_DEFAULT: Final = "infoclass"
"""What gives a class to all that has none of its own."""


def weakenings(now: Verdict, before: Demands, classes: Classes | None = None) -> Iterator[Finding]:
    """Yield a finding for every demand, object and proof that a project had before and lacks now.

    :param now: the project
    :param before: what it demanded at an earlier state
    :param classes: returns how strict the classes of a project are; None: they do not matter
    """
    yield from not_named(_compared(now, before, classes), named([now], before.decisions))


def against_base(
    now: Sequence[Verdict],
    base: str,
    before: Mapping[str, Verdict],
    *,
    lost: Iterable[str] = (),
    changed: Iterable[str] = (),
    classes: Classes | None = None,
) -> list[Verdict]:
    """Return verdicts with what they demand less than at the base of a branch.

    What is no project's, lost projects and trusted files, is said of the first one.

    :param now: the verdicts
    :param base: the base for people: a branch with its commit
    :param before: the verdicts at the base, by key
    :param lost: keys of projects that are gone since
    :param changed: trusted files that have changed since, relative to the workspace
    :param classes: returns how strict the classes of a project are; None: they do not matter
    """
    known = {key: demands_of(v, base, classes=classes) for key, v in before.items()}
    decided = {name: text for demands in known.values() for name, text in demands.decisions.items()}
    gone = (project_gone(key, base) for key in lost)
    other = (file_changed(path, base) for path in changed)
    general = list(not_named(chain(gone, other), named(now, decided)))
    found = []
    for verdict in now:
        own = weakenings(verdict, known[verdict.key], classes) if verdict.key in known else ()
        said = {(f.rule, f.subject) for f in verdict.findings}
        new = [finding for finding in own if (finding.rule, finding.subject) not in said]
        found.append(with_findings(verdict, [*general, *new]))
        general = []
    return found


def not_named(found: Iterable[tuple[str, Finding]], known: Collection[str]) -> Iterator[Finding]:
    """Yield the findings that no decision names, of each rule as many as somebody may read.

    :param found: findings, with the words that decisions name them by
    :param known: what decisions name
    """
    count: Counter[str] = Counter()
    for word, finding in found:
        if word not in known and count[finding.rule] < MOST_WEAKENED:
            count[finding.rule] += 1
            yield finding


def named(verdicts: Iterable[Verdict], before: Mapping[str, str]) -> set[str]:
    """Collect what new decisions of the kind weakening name.

    :param verdicts: the projects that have them
    :param before: the decisions that are not new, by ID
    """
    return {
        word
        for verdict in verdicts
        for item in verdict.graph.of_type("decision")
        if item.get("kind") == DecisionKind.WEAKENING
        and item.id not in before
        and item.get("approved_by")
        and item.get("status") not in NOT_TAKEN
        and (item.date("date") or verdict.coverage.as_of) <= verdict.coverage.as_of
        and not verdict.graph.texts.lack(item)
        for word in item.list("weakens")
    }


def _compared(
    now: Verdict, before: Demands, classes: Classes | None
) -> Iterator[tuple[str, Finding]]:
    """Yield what is weaker, with the word that a decision names it by."""
    after = demands_of(now, whole=bool(before.proofs), classes=classes)
    yield from _phases(now, before, after)
    yield from _catalogue(now, before, after)
    yield from _values(now.graph.project.settings, before, after)
    yield from _intervals(now, before, after)
    yield from _objects(now, before, after)
    yield from _weighings(now, before, after)
    yield from _disclosed(now, before, after)
    yield from _taken_away(now, before, after)
    yield from losses(now, before)


def _phases(now: Verdict, before: Demands, after: Demands) -> Iterator[tuple[str, Finding]]:
    place = now.graph.project.settings.place
    for phase in before.closed:
        if phase not in after.closed:
            message = Message(
                "{phase} was closed at {base} and is open again",
                phase=Term(phase),
                base=before.name,
            )
            yield weakened(rules.WEAKENED_PHASE, place, phase, message)
    for phase, day in before.begun.items():
        if (later := after.begun.get(phase, day)) > day:
            message = Message(
                "{phase} began on {day} at {base}, and on {later} now",
                phase=Term(phase),
                day=day,
                base=before.name,
                later=later,
            )
            yield weakened(rules.WEAKENED_PHASE, place, phase, message)


def _values(settings: Settings, before: Demands, after: Demands) -> Iterator[tuple[str, Finding]]:
    for value, need in before.protection.items():
        if _NEEDS[after.protection[value]] < _NEEDS[need]:
            name = value.name.lower()
            message = Message(
                "the protection need of {value} was {need} at {base} and is lower now",
                value=name,
                need=Term(need),
                base=before.name,
            )
            yield weakened(rules.WEAKENED_PROTECTION, settings.place, name, message)
    for name, values in before.settings.items():
        if not set(values) <= set(after.settings[name]):
            message = Message(
                "{name} of the project asked for more at {base}",
                name=repr(name),
                base=before.name,
            )
            yield weakened(rules.WEAKENED_SETTING, settings.place, name, message)


def _intervals(now: Verdict, before: Demands, after: Demands) -> Iterator[tuple[str, Finding]]:
    settings = now.graph.project.settings
    for name, interval in before.intervals.items():
        later = after.intervals.get(name) or _of_requirement(now, name)
        if later is not None and _length(later) > _length(interval):
            message = Message(
                "records of {name} stay fresh for longer than at {base}",
                name=name,
                base=before.name,
            )
            place = settings.place_of(f"intervals.{name}")
            yield weakened(rules.WEAKENED_INTERVAL, place, name, message)


def _objects(now: Verdict, before: Demands, after: Demands) -> Iterator[tuple[str, Finding]]:
    there, place = set(after.entries), now.graph.project.settings.place
    tender = now.graph.project.settings.tender
    chosen = tender.chosen if tender else ""
    for identifier in before.entries:
        if chosen and before.leaving.get(identifier, chosen) != chosen:
            continue
        if identifier not in there:
            message = Message(
                "{id} was there at {base} and is gone", id=identifier, base=before.name
            )
            yield weakened(rules.WEAKENED_REGISTER, place, identifier, message)
    yield from _bounds(now, before, after)
    for identifier, wording in before.decisions.items():
        item = now.graph.items.get(identifier)
        if item is not None and (text := wording_of(item)) != wording and differ(text, wording):
            message = Message("{id} was reworded since {base}", id=identifier, base=before.name)
            yield weakened(rules.WEAKENED_DECISION, item.place, identifier, message)


def _weighings(now: Verdict, before: Demands, after: Demands) -> Iterator[tuple[str, Finding]]:
    """Yield the criteria that are new or other ones than when the first bidder had answered."""
    for identifier, weight in after.weights.items() if before.weights else ():
        is_known = identifier != PARTLY or PARTLY in before.weights  # a baseline does not have it
        if is_known and before.weights.get(identifier) != weight:
            message = Message(
                "{id} weighed otherwise at {base}, when bidders had answered already",
                id=identifier,
                base=before.name,
            )
            item = now.graph.items.get(identifier)
            place = item.where("weight") if item else now.graph.project.settings.place
            yield weakened(rules.WEAKENED_WEIGHT, place, identifier, message)


def _bounds(now: Verdict, before: Demands, after: Demands) -> Iterator[tuple[str, Finding]]:
    """Yield the fields and links that limit less, each once, and records that did not pass."""
    items = now.graph.items
    weaker = {
        (bound.item, bound.name)
        for bound, size in before.bounds.items()
        if bound.item in items and is_weaker(bound, size, after.bounds, now.graph)
    }
    weaker.update(_weaker_entries(now, before))
    for identifier, name in sorted(weaker):
        message = Message(
            "{field} of {id} asked for more at {base}", field=name, id=identifier, base=before.name
        )
        item = items[identifier]
        rule = rules.WEAKENED_PROTECTION if name in NEEDED else rules.WEAKENED_REGISTER
        if item.type == "record":
            rule = rules.WEAKENED_RECORD
        yield weakened(rule, item.where(name), identifier, message)
    place = now.graph.project.settings.place
    for identifier in sorted(before.unpassed - items.keys()):
        message = Message(
            "{id} did not pass at {base} and is gone", id=identifier, base=before.name
        )
        yield weakened(rules.WEAKENED_RECORD, place, identifier, message)


def _weaker_entries(now: Verdict, before: Demands) -> Iterator[tuple[str, str]]:
    """Yield ID and field of the entries that asked for more in a release."""
    graph, as_of = now.graph, now.coverage.as_of
    there = frozenset(before.entries)
    for name, (kind, fields, links) in before.registered.rows():
        item = graph.items.get(name)
        ends = {link: tuple(targets) for link, targets in links.items()}
        if item is None or item.type != kind or (item.fields == fields and item.links == ends):
            continue
        was = bounds_of_entry(item._replace(fields=fields, links=ends), graph, as_of)
        limits = bounds_of_entry(item, graph, as_of)
        for bound, size in was.items():
            other = graph.items.get(bound.part)
            is_new = other is not None and has_to_stay(other.type) and other.id not in there
            if not is_new and is_weaker(bound, size, limits, graph):
                yield name, bound.name


def _disclosed(now: Verdict, before: Demands, after: Demands) -> Iterator[tuple[str, Finding]]:
    """Yield what more people may see; of what follows its page or the project, only these."""
    settings = now.graph.project.settings
    changed = {
        name: (strictness, now_strict)
        for name, strictness in before.classes.items()
        if (now_strict := after.classes.get(name, strictness)) < strictness
    }
    for name, how in changed.items():
        item = now.graph.items.get(name)
        above = [item.place.path] if item else [*map(str, PurePosixPath(name).parents), _DEFAULT]
        if name != _DEFAULT and any(changed.get(other) == how for other in above):
            continue
        if name == _DEFAULT:
            message = Message(
                "{name} of the project asked for more at {base}", name=repr(name), base=before.name
            )
        else:
            message = Message(
                "{name} had a stricter information class at {base}", name=name, base=before.name
            )
        place = item.where(_DEFAULT) if item else settings.place
        yield weakened(rules.WEAKENED_DISCLOSURE, place, name, message)


def _taken_away(now: Verdict, before: Demands, after: Demands) -> Iterator[tuple[str, Finding]]:
    """Yield the annexes that are gone, and the links that nobody has confirmed any more."""
    place = Place(path=f"{now.graph.project.settings.folder}/annexes.yaml")
    for name in before.annexes:
        if name not in after.annexes:
            message = Message("{id} was there at {base} and is gone", id=name, base=before.name)
            yield weakened(rules.WEAKENED_SETTING, place, name, message)
    lost = set(before.confirmed.splitlines())
    lost -= set(map(" ".join, now.graph.project.locks)) if lost else set()
    lost &= set(map(" ".join, current_locks(now.graph))) if lost else set()
    for source in sorted({link.partition(" ")[0] for link in lost}):
        message = Message(
            "links of {id} were confirmed at {base} and are no longer", id=source, base=before.name
        )
        yield weakened(rules.WEAKENED_SETTING, now.graph.items[source].place, source, message)


def _catalogue(now: Verdict, before: Demands, after: Demands) -> Iterator[tuple[str, Finding]]:
    """Yield what applies no longer.

    Beside a base the catalogue is that of the time; a baseline may be older than the edition of
    today, and what no edition has any more was not dropped by the project.
    """
    place = now.graph.project.settings.place
    lost = before.requirements - after.requirements
    dropped = [name for name in before.catalog if name not in after.catalog] if lost else []
    for name in dropped:
        message = Message("{id} applied at {base} and applies no longer", id=name, base=before.name)
        yield weakened(rules.WEAKENED_CATALOGUE, place, name, message)
    fewer = {name for name, _ in before.proofs - after.proofs if name in after.requirements}
    if not dropped:
        known = now.graph.catalogue.requirements
        fewer |= lost if before.proofs else lost & known.keys()
    for name in sorted(fewer):
        message = Message("{id} asked for more at {base}", id=name, base=before.name)
        yield weakened(rules.WEAKENED_CATALOGUE, place, name, message)
    yield from _equivalents(now, before)


def _equivalents(now: Verdict, before: Demands) -> Iterator[tuple[str, Finding]]:
    """Yield what only a proof of another requirement covers that did not count for it before."""
    resting = {
        (cell.requirement.id, cell.kind): cell
        for cell in now.coverage.cells
        if cell.is_via_equivalent and cell.passes and cell.requirement.id in before.requirements
    }
    if before.equivalents is None or not resting:
        return
    from nachweis.trace.coverage import cover

    alone = cover(now.graph._replace(equivalents={}), now.coverage.as_of)
    new = {
        (cell.requirement.id, via)
        for cell in alone.cells
        if not cell.passes and (found := resting.get((cell.requirement.id, cell.kind)))
        if (via := found.via)
    }
    for name, other in sorted(new - before.equivalents):
        message = Message(
            "{id} rests on a proof of {other}, which did not count for it at {base}",
            id=name,
            other=other,
            base=before.name,
        )
        place = now.graph.project.settings.place
        yield weakened(rules.WEAKENED_CATALOGUE, place, name, message)


def weakened(rule: Rule, place: Place, word: str, message: str) -> tuple[str, Finding]:
    """Return a word, and the finding that a decision has to name it.

    :param rule: the rule
    :param place: where it is mended
    :param word: what a decision names it by
    :param message: what is weaker
    """
    said = Message(
        "{what}; undo that, or name {word} in ':weakens:' of a new decision of the kind "
        "'weakening'",
        what=message,
        word=word,
    )
    return word, rule.at(place, word, said)


def project_gone(key: str, base: str) -> tuple[str, Finding]:
    """Return the word and the finding of a project that is gone.

    :param key: its key
    :param base: the state that had it, for people
    """
    message = Message("the project {key} was there at {base} and is gone", key=key, base=base)
    place = Place(path=f"projects/{key}/project.yaml")
    return weakened(rules.WEAKENED_PROJECT, place, key, message)


def file_changed(path: str, base: str) -> tuple[str, Finding]:
    """Return the word and the finding of a trusted file that is another one, new or gone.

    :param path: relative to the workspace, or to the top of its repository
    :param base: the state that it differs from, for people
    """
    message = Message(
        "{file} decides how the gate runs or what pages may show, and differs from {base}",
        file=path,
        base=base,
    )
    return weakened(rules.WEAKENED_TRUSTED_FILE, Place(path=path), path, message)


def _of_requirement(now: Verdict, name: str) -> Interval | None:
    """Return the interval of a requirement that has none of its own."""
    from nachweis.trace.coverage import renewal

    requirement = now.graph.requirements.get(name)
    return renewal(now.graph.project.settings, requirement) if requirement else None


def _length(interval: Interval) -> float:
    return interval.months * _DAYS + interval.days
