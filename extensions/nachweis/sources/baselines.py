"""``baselines/VERSION.json``: released states of a project, as reproducible text."""

from __future__ import annotations

import datetime
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Final, Literal

from pydantic_core import ValidationError

from nachweis.model.baseline import Approval, Baseline, BaselineCell, BaselineFinding, Entry
from nachweis.model.dates import parse_date
from nachweis.model.intervals import parse_interval
from nachweis.model.items import Item
from nachweis.model.messages import Message
from nachweis.model.places import Place
from nachweis.model.terms import BasicValue, Phase, ProtectionNeed, Severity, State
from nachweis.sources.digest import digest
from nachweis.sources.errors import Problem, SourceError
from nachweis.sources.files import decode, problem, read_bytes, relative
from nachweis.sources.limits import BASELINE_PARTS, LARGEST_BASELINE, WRONG_LINES
from nachweis.sources.yaml.shapes import Duration
from nachweis.sources.yaml.validation import Before, Shape, validate

SCHEMA: Final = "nachweis/baseline/1"

_last: Final[dict[str, Baseline]] = {}
"""The baseline that was read last, by the digest of its content: a build asks the gate what it
demands, then compares pages with it, and of the largest it takes seconds to read it."""
_MARKS: Final = (b",", b"{", b"[")
_Date = Annotated[datetime.date, Before(lambda value: parse_date(str(value)))]


class _Raw(Shape):
    """A part of the file; its texts are kept unchanged."""

    strips = False


class _Approval(_Raw):
    closed: _Date
    approved_by: str


class _Item(_Raw):
    type: str
    title: str = ""
    fields: dict[str, str] = {}
    links: dict[str, tuple[str, ...]] = {}
    body: str = ""
    document: str = ""
    fingerprint: str


class _Entry(_Raw):
    type: str
    title: dict[str, str] = {}
    fields: dict[str, str] = {}
    part_of: str = ""
    fingerprint: str


class _Cell(_Raw):
    due: Phase
    state: State
    by: tuple[str, ...] = ()
    via: str = ""
    decision: str = ""


class _Finding(_Raw):
    rule: str
    level: Severity
    id: str = ""
    message: str
    file: str
    phase: Phase | None = None
    kind: str = ""
    related: str = ""


class _Catalogue(_Raw):
    fingerprint: str
    selected: tuple[str, ...]
    groups: dict[str, _Entry]
    requirements: dict[str, _Entry]


class _Demands(_Raw):
    protection: dict[BasicValue, ProtectionNeed]
    intervals: dict[str, Duration]
    settings: dict[str, tuple[str, ...]]
    annexes: tuple[str, ...] = ()
    confirmed: tuple[str, ...] = ()


class _Workspace(_Raw):
    projects: dict[str, tuple[str, ...]] = {}
    trusted: dict[str, str] = {}


class _File(_Raw):
    """The whole file; the name of its schema says how to read the rest."""

    schema_name: Literal["nachweis/baseline/1"]
    key: str
    version: str
    date: _Date
    commit: str
    phase: Phase | None
    phases: dict[Phase, _Approval]
    approved_by: str
    title: dict[str, str]
    language: str
    holds: bool
    reason: str
    catalogue: _Catalogue
    items: dict[str, _Item]
    cells: dict[str, dict[str, _Cell]]
    findings: tuple[_Finding, ...]
    demands: _Demands = _Demands(protection={}, intervals={}, settings={})
    workspace: _Workspace = _Workspace()


def read_baseline(path: Path, root: Path) -> Baseline:
    """Read a baseline.

    :param path: absolute path of the file
    :param root: the folder to which its path in messages is relative
    :raises SourceError: if it is missing, or not a baseline that this version reads
    """
    data = read_bytes(path, root, LARGEST_BASELINE)
    return parse_baseline(data, Place(path=relative(path, root)))


def parse_baseline(data: bytes, place: Place) -> Baseline:
    """Parse the content of a baseline's file.

    :param data: content of the file
    :param place: start of the file, for messages
    :raises SourceError: if it is not a baseline that this version reads
    """
    name = digest([data])
    if name not in _last:
        baseline = _parse(data, place)
        _last.clear()
        _last[name] = baseline
    return _last[name]


def _parse(data: bytes, place: Place) -> Baseline:
    if len(data) > LARGEST_BASELINE or sum(map(data.count, _MARKS)) > BASELINE_PARTS:
        message = Message(
            "has more than {size} MiB or {count} values, which no baseline has; restore it with "
            "git",
            size=LARGEST_BASELINE // 1024 // 1024,
            count=BASELINE_PARTS,
        )
        raise problem(place, message)
    try:
        raw = json.loads(decode(data, place))
    except (ValueError, RecursionError) as error:
        line = getattr(error, "lineno", 1)
        where = Place(path=place.path, line=line)
        message = Message("is not JSON; restore the file with git, baselines are not edited")
        raise problem(where, message) from error
    if not isinstance(raw, dict) or raw.get("schema") != SCHEMA:
        found = raw.get("schema") if isinstance(raw, dict) else None
        hint = f"its schema is {found!r}, expected {SCHEMA!r}"
        raise problem(
            place,
            Message("is not a baseline that this version of nachweis reads: {hint}", hint=hint),
        )
    raw["schema_name"] = raw.pop("schema")
    try:
        return _baseline(validate(_File, raw))
    except ValidationError as error:
        raise SourceError(
            [_explain(place, entry) for entry in error.errors()[:WRONG_LINES]]
        ) from error


def _explain(place: Place, entry: Mapping[str, Any]) -> Problem:
    where = ".".join(str(step) for step in entry["loc"])
    message = Message(
        "{where}: {reason}; restore the file with git", where=where, reason=entry["msg"].lower()
    )
    return Problem(place=place, message=message)


def _baseline(file: _File) -> Baseline:
    entries = {**file.catalogue.groups, **file.catalogue.requirements}
    return Baseline(
        key=file.key,
        version=file.version,
        date=file.date,
        commit=file.commit,
        phase=file.phase,
        closed={
            phase: Approval(date=entry.closed, approved_by=entry.approved_by)
            for phase, entry in file.phases.items()
        },
        title=file.title,
        language=file.language,
        holds=file.holds,
        reason=file.reason,
        catalogue=file.catalogue.fingerprint,
        selected=file.catalogue.selected,
        items={name: _item(name, item) for name, item in file.items.items()},
        requirements={name: _entry(name, e) for name, e in file.catalogue.requirements.items()},
        groups={name: _entry(name, e) for name, e in file.catalogue.groups.items()},
        cells=tuple(
            BaselineCell(
                requirement=name,
                kind=kind,
                due=cell.due,
                state=cell.state,
                by=cell.by,
                via=cell.via,
                decision=cell.decision,
            )
            for name, cells in file.cells.items()
            for kind, cell in cells.items()
        ),
        findings=tuple(
            BaselineFinding(
                rule=f.rule,
                severity=f.level,
                subject=f.id,
                message=f.message,
                file=f.file,
                phase=f.phase,
                kind=f.kind,
                related=f.related,
            )
            for f in file.findings
        ),
        protection=file.demands.protection,
        intervals={n: parse_interval(text) for n, text in file.demands.intervals.items()},
        settings=file.demands.settings,
        annexes=file.demands.annexes,
        confirmed=file.demands.confirmed,
        projects=file.workspace.projects,
        trusted=file.workspace.trusted,
        fingerprints={
            name: part.fingerprint
            for parts in (file.items, entries)
            for name, part in parts.items()
        },
    )


def _item(identifier: str, item: _Item) -> Item:
    return Item(
        type=item.type,
        id=identifier,
        title=item.title,
        fields=item.fields,
        links=item.links,
        body=item.body,
        document=item.document,
        place=Place(path=item.document),
    )


def _entry(identifier: str, entry: _Entry) -> Entry:
    return Entry(
        id=identifier,
        type=entry.type,
        title=entry.title,
        fields=entry.fields,
        part_of=entry.part_of,
    )
