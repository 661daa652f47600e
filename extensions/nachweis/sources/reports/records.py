"""From the reports in ``evidence/`` to records, as ``mapping.yaml`` says."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from nachweis.model.evidence import Case, MappingRule
from nachweis.model.findings import Finding
from nachweis.model.items import Item
from nachweis.model.messages import Message, Term
from nachweis.model.places import Place
from nachweis.model.project import Settings
from nachweis.model.reading_rules import SKIPPED_CASE, UNMAPPED_REPORT
from nachweis.model.terms import Result
from nachweis.sources.cache import Cache
from nachweis.sources.errors import Problem, SourceError
from nachweis.sources.files import decode, problem, relative
from nachweis.sources.limits import FITTED, RECORDED
from nachweis.sources.workspace import MAPPING_FILE, reports

_LONGEST: Final = 26
"""Characters of an ID above which a digest stands for the case, so that tables have room for it."""
_REPORT: Final = 13
"""Characters that the name of the report then has in it."""
_EACH: Final = 10
"""Characters that the comparison of two empty names counts as."""
_WORST_FIRST: Final[Mapping[str, int]] = {Result.FAIL: 0, Result.PARTIAL: 1}
_ANY: Final = "*."
"""A pattern of nothing else fits every name: that of a file has a dot, as has that of a test."""
_OF_PEOPLE: Final = frozenset({"meeting", "training", "statement"})
"""Kinds of records of what people do among themselves, or declare."""
_FROM: Final = {"en": "From the report {report}:", "de": "Aus dem Bericht {report}:"}


def read_reports(
    folder: Path, root: Path, settings: Settings, named: Iterable[Item], cache: Cache
) -> Iterator[Item | Finding]:
    """Yield the records made from the reports of a project, and findings on unmapped ones.

    :param folder: the project's folder
    :param root: the workspace
    :param settings: of the project
    :param named: the objects of its documents, which may name reports as their files
    :param cache: what was read before
    :raises SourceError: with everything in it that cannot be read
    """
    found = list(reports(folder))
    path = folder / MAPPING_FILE
    rules: tuple[MappingRule, ...] = ()
    if path.exists():
        rules, misread = cache.read("mapping", path, root, lambda data: _mapping(path, root, data))
        yield from misread
    attached = {
        (root / item.place.path).parent / name for item in named for name in item.list("file")
    }
    problems: list[Problem] = []
    fitting: set[MappingRule] = set()
    for report in found:
        own = [rule for rule in rules if _fits(rule.report, report.name)]
        if own:
            try:
                yield from _records(report, root, settings, own, fitting, cache)
            except SourceError as error:
                problems.extend(error.problems)
        elif report not in attached:
            place = Place(path=relative(report, root))
            message = Message(
                "{report} proves nothing: no entry of {mapping} fits its name; "
                "add one, or attach it to a record",
                report=report.name,
                mapping=MAPPING_FILE,
            )
            yield UNMAPPED_REPORT.at(place, settings.key, message, related=report.name)
    if problems:
        raise SourceError(problems)
    for rule in rules:
        yield from _of_entry(rule, settings.key, fits=rule in fitting)


def _of_entry(rule: MappingRule, key: str, *, fits: bool) -> Iterator[Finding]:
    """Yield what is wrong with an entry of a mapping, once all reports have been read.

    :param fits: whether a case of a report fits it
    """
    related = f"{rule.report} {rule.case}"
    if not fits:
        message = Message(
            "no report in evidence/ that fits {report} has a case that fits {case}; "
            "correct the entry, or bring the report",
            report=repr(rule.report),
            case=repr(rule.case),
        )
        yield UNMAPPED_REPORT.at(rule.place, key, message, related=related)
    elif not rule.report.strip(_ANY) or not rule.case.strip(_ANY):
        message = Message(
            "{report} {case} fits whatever passes; name the report and the cases that prove "
            "{targets}",
            report=repr(rule.report),
            case=repr(rule.case),
            targets=", ".join(rule.proves),
        )
        yield UNMAPPED_REPORT.at(rule.place, key, message, related=related)
    if rule.kind in _OF_PEOPLE:
        message = Message(
            "what a machine reports is not of the kind {kind}; name that of {report}, such as "
            "test, or write a record of what people did",
            kind=Term(rule.kind),
            report=repr(rule.report),
        )
        yield UNMAPPED_REPORT.at(rule.place, key, message, related=f"{related} {rule.kind}")


def _mapping(
    path: Path, root: Path, data: bytes
) -> tuple[tuple[MappingRule, ...], tuple[Finding, ...]]:
    """Return the entries of a mapping, and where people read something else in it."""
    from nachweis.sources.letters import deceptive_letters_of_yaml
    from nachweis.sources.yaml.mapping import read_mapping

    rules = read_mapping(path, root, data)
    return rules, (*deceptive_letters_of_yaml(data, relative(path, root)),)


def _records(
    path: Path,
    root: Path,
    settings: Settings,
    rules: Sequence[MappingRule],
    fitting: set[MappingRule],
    cache: Cache,
) -> Iterator[Item | Finding]:
    """Yield the records of a report, and take note of the entries that fit."""
    name = relative(path, root)

    def parse(data: bytes) -> tuple[str, tuple[Case, ...]]:
        cases = _by_name(read_report(decode(data, Place(path=name)), name))
        return hashlib.sha256(data).hexdigest(), tuple(cases)

    digest, cases = cache.read("report", path, root, parse)
    _refuse_much(cases, rules, name)
    identifiers = _identifiers(settings.key, path.stem, [case.name for case in cases])
    unmapped, skipped = [], []
    made = 0
    for case in cases:
        fit = [rule for rule in rules if _fits(rule.case, case.name)]
        rule = fit[0] if fit else None
        fitting.update(fit)
        if case.skipped:
            skipped += [case] if rule else []
        elif rule is None:
            unmapped += [case] if case.result is Result.FAIL else []
        else:
            made += 1
            if made > RECORDED:
                message = Message(
                    "has more than {count} cases that become records; split it, or name fewer in "
                    "{mapping}",
                    count=RECORDED,
                    mapping=MAPPING_FILE,
                )
                raise problem(Place(path=name), message)
            yield _record(case, rule, identifiers[case.name], name, digest, settings.language)
    yield from _without_record(skipped, unmapped, name, settings.key)


def _refuse_much(cases: Sequence[Case], rules: Sequence[MappingRule], name: str) -> None:
    """Refuse a report whose cases take too long to compare with the entries of the mapping."""
    names = sum(len(case.name) + _EACH for case in cases)
    if names * len(rules) + sum(len(rule.case) for rule in rules) * len(cases) > FITTED:
        message = Message(
            "has {count} cases for {count2} entries of {mapping_file}, more than {fitted} "
            "characters to compare; split the report",
            count=len(cases),
            count2=len(rules),
            mapping_file=MAPPING_FILE,
            fitted=FITTED,
        )
        raise problem(Place(path=name), message)


def _without_record(
    skipped: Sequence[Case], unmapped: Sequence[Case], name: str, key: str
) -> Iterator[Finding]:
    """Yield what is to be said of cases that become no record: of all of a kind at once.

    :param skipped: cases with an entry that did not run
    :param unmapped: cases without an entry that failed
    :param name: path of the report
    :param key: key of the project
    """
    report = name.rpartition("/")[2]
    if skipped:
        message = Message(
            "{case} was skipped, and proves nothing ({count} in {report}); run it, or take it out "
            "of {mapping}",
            case=repr(skipped[0].name),
            mapping=MAPPING_FILE,
            count=len(skipped),
            report=report,
        )
        place = Place(path=name, line=skipped[0].line)
        yield SKIPPED_CASE.at(place, key, message, related=report)
    if unmapped:
        message = Message(
            "{case} failed, and no entry of {mapping} says what that means ({count} in {report})",
            case=repr(unmapped[0].name),
            mapping=MAPPING_FILE,
            count=len(unmapped),
            report=report,
        )
        place = Place(path=name, line=unmapped[0].line)
        yield UNMAPPED_REPORT.at(place, key, message, related=report)


def read_report(text: str, name: str) -> tuple[Case, ...]:
    """Return the cases of a report: JUnit XML, SARIF, CycloneDX VEX or OSCAL assessment results.

    :param text: the report
    :param name: its path, for messages
    :raises SourceError: if it is none of these, or not as its standard says
    """
    if text.lstrip().startswith("<"):
        from nachweis.sources.reports.junit import junit_cases

        return junit_cases(text, name)
    from nachweis.sources.reports.jsonparts import load_json
    from nachweis.sources.reports.oscal import oscal_cases
    from nachweis.sources.reports.sarif import sarif_cases
    from nachweis.sources.reports.vex import vex_cases

    report = load_json(text, name)
    if report.has("runs"):
        return tuple(sarif_cases(report))
    if report.has("bomFormat"):
        return tuple(vex_cases(report))
    if report.has("assessment-results"):
        return tuple(oscal_cases(report))
    what = "JUnit XML, SARIF, CycloneDX VEX or OSCAL assessment results"
    raise problem(Place(path=name), Message("is not a report that can be read: {what}", what=what))


def _by_name(cases: Iterable[Case]) -> Iterator[Case]:
    """Yield one case of each name: the newest, and of one day the worst."""
    found: dict[str, Case] = {}
    for case in cases:
        known = found.get(case.name)
        if known is None or _rank(case) < _rank(known):
            found[case.name] = case
    return iter(found.values())


def _rank(case: Case) -> tuple[int, int]:
    return -case.date.toordinal(), _WORST_FIRST.get(case.result, 2)


def _fits(pattern: str, name: str) -> bool:
    """Return whether a name fits a pattern, in which only ``*`` has a meaning."""
    first, *others = pattern.split("*")
    if not others:
        return pattern == name
    *middle, last = others
    at = len(first) if name.startswith(first) else -1
    for part in middle:
        if at >= 0 and (at := name.find(part, at)) >= 0:
            at += len(part)
    return at >= 0 and len(name) - at >= len(last) and name.endswith(last)


def _identifiers(key: str, stem: str, names: Sequence[str]) -> dict[str, str]:
    """Return the ID of the record of each case: from file and case, so that it stays the same."""
    plain = {name: f"{key}_R_{_capital(stem)}_{_capital(name)}" for name in names}
    count = Counter(plain.values())
    report = ""
    for word in _capital(stem).split("_"):
        report = f"{report}_{word}" if len(report) + len(word) < _REPORT else report
    return {
        name: identifier
        if count[identifier] == 1 and len(identifier) <= _LONGEST
        else f"{key}_R{report or '_REPORT'}_{_digest(stem, name)}"
        for name, identifier in plain.items()
    }


def _digest(stem: str, name: str) -> str:
    return hashlib.sha256(f"{stem}\0{name}".encode()).hexdigest()[:8].upper()


def _capital(text: str) -> str:
    return re.sub(r"[^A-Z0-9]+", "_", text.upper()).strip("_")


def _record(
    case: Case, rule: MappingRule, identifier: str, name: str, digest: str, language: str
) -> Item:
    """Return the record of a case."""
    report = name.rpartition("/")[2]
    title = rule.title.replace("{case}", case.title).replace("{report}", report) or case.title
    fields = {
        "kind": rule.kind,
        "date": str(case.date),
        "result": str(case.result),
        "by": rule.by,
        "file": report,
        "sha256": digest,
        "infoclass": rule.infoclass,
    }
    links = {"proves": rule.proves, "checks": rule.checks}
    return Item(
        type="record",
        id=identifier,
        title=" ".join(title.split())[:200],
        fields={option: value for option, value in fields.items() if value},
        links={link: targets for link, targets in links.items() if targets},
        body=_body(case, report, language),
        place=Place(path=name, line=case.line),
        document=name,
    )


def _body(case: Case, report: str, language: str) -> str:
    """Return the text of a record; what the report says is shown as it is, and never parsed."""
    lines = [f"{case.name}: {case.result}", *case.text[:2000].splitlines()]
    shown = "\n".join("".join(c if c.isprintable() else " " for c in line) for line in lines)
    fence = "`" * max(3, *(len(run) + 1 for run in re.findall("`+", shown)), 0)
    head = _FROM.get(language, _FROM["en"]).format(report=report)
    return f"{head}\n\n{fence}text\n{shown}\n{fence}"
