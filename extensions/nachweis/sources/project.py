"""Reading a project: settings, documents, registers and confirmed links."""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final, TypeAlias

from nachweis.model.facts import ROLE, SIGN, facts_of, with_values
from nachweis.model.files import Entry, FileUse, Listed, Mention, PageClass
from nachweis.model.findings import Finding
from nachweis.model.foreign import Foreign
from nachweis.model.items import Item
from nachweis.model.messages import Message
from nachweis.model.places import Place
from nachweis.model.project import DeclaredAnnex, Project, Settings
from nachweis.model.reading_rules import (
    BAD_ANNEXES,
    BAD_DIRECTIVE,
    BAD_VALUE,
    INVISIBLE_CHARACTER,
    UNPRINTABLE,
)
from nachweis.model.summary import Items, Summary, summarise, together
from nachweis.model.terms import Severity
from nachweis.sources.bounded import Budget, refuse_links, too_many_objects
from nachweis.sources.cache import NO_CACHE, Cache
from nachweis.sources.contents import contents_findings
from nachweis.sources.drawings import drawing_findings
from nachweis.sources.errors import Problem, SourceError, reason_of
from nachweis.sources.evidence import check_evidence
from nachweis.sources.files import problem, relative
from nachweis.sources.inside import absent_files, outside_findings, refuse_large
from nachweis.sources.limits import LARGEST_FILE, OBJECTS
from nachweis.sources.lock import read_lock
from nachweis.sources.object_checks import check_object
from nachweis.sources.page_names import page_name_findings
from nachweis.sources.workspace import (
    ANNEXES_FILE,
    MAPPING_FILE,
    PROJECT_FILE,
    STATEMENTS,
    Workspace,
    documents,
    lists,
    matches,
    reports,
)

Source: TypeAlias = tuple[
    tuple[Item, ...],
    tuple[Finding, ...],
    tuple[Finding, ...],
    tuple[FileUse, ...],
    tuple[Mention | PageClass | Listed, ...],
    Summary,
]
"""Objects of a file, with the findings about its syntax and about its objects, the files, objects
and pages that it names, and the summary of its objects."""

_UNREADABLE: Final = frozenset({BAD_DIRECTIVE.name, INVISIBLE_CHARACTER.name})
"""Rules by which the options of an object cannot be judged one by one."""


def read_project(workspace: Workspace, key: str, cache: Cache = NO_CACHE) -> Project:
    """Read everything of a project.

    :param workspace: its workspace
    :param key: its key
    :param cache: what was read before
    :raises SourceError: with everything that cannot be read
    """
    folder, root = workspace.project(key), workspace.root
    problems: list[Problem] = []
    sources: list[Source] = []
    settings, misread = None, tuple[Finding, ...]()
    try:
        settings, misread = _settings(folder, root, cache)
    except SourceError as error:
        problems.extend(error.problems)
    problems.extend(_unread_folders(folder, root))
    if not os.access(folder, os.R_OK | os.X_OK):
        raise SourceError(problems)
    prefix = settings.key if settings else folder.name
    budget = Budget()
    paths = (*documents(folder), *lists(folder))
    for path in paths:
        try:
            sources.append(read_source(path, root, prefix, cache, budget))
        except SourceError as error:
            problems.extend(error.problems)
    if settings is not None:
        try:
            sources.append(_reports(folder, root, settings, sources, cache))
        except SourceError as error:
            problems.extend(error.problems)
    try:
        locks = read_lock(folder, root)
    except SourceError as error:
        problems.extend(error.problems)
    if problems or settings is None:
        raise SourceError(problems)
    linked = (
        FileUse(path=name, written=name, place=Place(path=name))
        for path in paths
        if path.is_symlink() and (name := relative(path, root))
    )
    named = [*itertools.chain.from_iterable(others for *_, others, _ in sources)]
    facts = tuple(m for m in named if isinstance(m, Mention) and m.is_fact)
    stating = {m.place.path for m in facts if not m.place.path.endswith(".md")}
    raw = tuple(itertools.chain.from_iterable(found for found, *_ in sources))
    summary = together(summary for *_, summary in sources)  # values change nothing in it
    items = Items(with_values(raw, stating, settings.language), summary)
    files = (*itertools.chain.from_iterable(named for *_, named, _, _ in sources), *linked)
    refuse_large(files, root)
    attached = [*check_evidence(items, root)]
    stated = _statements(folder, root, cache)
    evidence = [entry for entry in attached if isinstance(entry, FileUse)]
    annexes, wrong = _annexes(folder, root, cache)
    held = {
        path
        for path in paths
        for annex in annexes
        if any(matches(path.relative_to(folder).as_posix(), name) for name in annex.documents)
    }
    findings = (
        *misread,
        *wrong,
        *(
            finding
            for path, (_, written, *_) in zip((*paths, folder), sources, strict=False)
            for finding in written
            if finding.rule != UNPRINTABLE.name or path in held
        ),
        *(finding for _, _, checked, *_ in sources for finding in checked),
        *_unfitting(raw, items, prefix),
        *(entry for entry in (*attached, *stated) if isinstance(entry, Finding)),
        *outside_findings((*files, *evidence), root),
        *drawing_findings(files, root),
        *contents_findings(
            [entry for entry in named if isinstance(entry, Listed)],
            (relative(path, root) for path in paths),
            relative(folder, root),
        ),
        *_absent_parts(settings, folder),
        *page_name_findings((relative(path, root) for path in paths), relative(folder, root)),
    )
    return Project(
        settings=settings,
        items=items,
        findings=findings,
        files=(*files, *evidence),
        absent=tuple(absent_files(files, root)),
        mentions=tuple(m for m in named if isinstance(m, Mention) and not m.is_fact),
        facts=facts,
        classes=tuple(m for m in named if isinstance(m, PageClass)),
        annexes=annexes,
        locks=locks,
        foreign=tuple(entry for entry in stated if isinstance(entry, Foreign)),
    )


def _absent_parts(settings: Settings, folder: Path) -> Iterator[Finding]:
    """Yield a warning for each folder or file that has a class and is not there."""
    for name in settings.disclosure.folders:
        outside = name.startswith("/") or ".." in name.split("/")  # nobody asks what is there
        if outside or not os.path.exists(folder / name):  # noqa: PTH110 - it may be no file's name
            message = Message(
                "there is no {file} in the project, so that its class is for nothing; correct the "
                "path",
                file=repr(name),
            )
            place = settings.place_of("disclosure.folders")
            yield BAD_VALUE.at(
                place, settings.key, message, severity=Severity.WARNING, related=name
            )


def _statements(folder: Path, root: Path, cache: Cache) -> list[Foreign | Finding]:
    """Return what other parties state, and which of their envelopes are broken."""
    if not (folder / STATEMENTS).is_dir():
        return []
    from nachweis.sources.statements import kept_statements

    return [*kept_statements(folder, root, cache)]


def _unfitting(raw: Iterable[Item], items: Iterable[Item], prefix: str) -> Iterator[Finding]:
    """Yield what is wrong with values that fields take from facts."""
    for written, item in zip(raw, items, strict=True):
        if written is not item:
            names = facts_of(written)
            yield from (f for f in check_object(item, prefix) if f.related in names)


def _annexes(
    folder: Path, root: Path, cache: Cache
) -> tuple[tuple[DeclaredAnnex, ...], tuple[Finding, ...]]:
    """Return what the gate has to know of the annexes, and what is wrong with their file."""
    path = folder / ANNEXES_FILE

    def parse(data: bytes) -> tuple[tuple[DeclaredAnnex, ...], tuple[Finding, ...]]:
        from nachweis.sources.letters import deceptive_letters_of_yaml
        from nachweis.sources.yaml.annexes import declared_annexes

        try:
            annexes = declared_annexes(folder, root)
            return annexes, (*deceptive_letters_of_yaml(data, relative(path, root)),)
        except SourceError as error:
            return (), tuple(BAD_ANNEXES.at(p.place, "", p.message) for p in error.problems)

    return cache.read("annexes", path, root, parse) if path.is_file() else ((), ())


def _settings(folder: Path, root: Path, cache: Cache) -> tuple[Settings, tuple[Finding, ...]]:
    """Return the settings, and where people read something else in their file."""
    path = folder / PROJECT_FILE

    def parse(data: bytes) -> tuple[Settings, tuple[Finding, ...]]:
        from nachweis.sources.letters import deceptive_letters_of_yaml
        from nachweis.sources.yaml.settings import read_settings

        settings = read_settings(folder, root, data)
        return settings, (*deceptive_letters_of_yaml(data, relative(path, root)),)

    return cache.read("settings", path, root, parse)


def read_source(path: Path, root: Path, prefix: str, cache: Cache, budget: Budget) -> Source:
    """Read a file of objects, and check each by itself.

    :param path: absolute path of the file
    :param root: the workspace
    :param prefix: the project's key
    :param cache: what was read before
    :param budget: what pages that include others may still take
    :raises SourceError: if it cannot be read
    """

    def parse(data: bytes) -> Source:
        entries: Iterator[Entry]
        if path.suffix == ".md":
            from nachweis.sources.markdown.documents import read_document

            entries = read_document(path, root, data, budget)
        else:
            from nachweis.sources.yaml.lists import read_list

            entries = _with_refusals(read_list(path, root, data))
        return _checked(entries, prefix)

    return cache.read(f"objects of {prefix}", path, root, parse, unless=b"{include}")


def refuse_unreadable(path: Path, root: Path, data: bytes) -> None:
    """Refuse what is about to be written as a register, and could not be read afterwards.

    :param path: where it is to be written
    :param root: the workspace
    :param data: its content
    :raises SourceError: if it is more than a register may be
    """
    from nachweis.sources.yaml.lists import read_list

    if len(data) > LARGEST_FILE:
        message = Message(
            "would have more than the {most} MiB that a source may have",
            most=LARGEST_FILE // 1024 // 1024,
        )
        raise problem(Place(path=relative(path, root)), message)
    for _ in _with_refusals(read_list(path, root, data)):
        pass


def _with_refusals(entries: Iterable[Item | Finding]) -> Iterator[Entry]:
    """Yield the objects of a register, and what their texts may not have."""
    from nachweis.sources.markdown.documents import bounded, refusals
    from nachweis.sources.markdown.fences import Effort

    effort = Effort()
    for entry in entries:
        yield entry
        if not isinstance(entry, Item):
            continue
        yield from _facts(entry)
        if entry.body:
            line = entry.where("text").line
            with bounded(entry.document):
                effort.show(entry.body)
                yield from refusals(entry.body, line, entry.document, entry.document, effort)


def _facts(item: Item) -> Iterator[Mention]:
    """Yield the facts that the fields and the text of an entry of a register take."""
    for name, text in (*item.fields.items(), ("text", item.body)):
        if SIGN in text:
            for match in ROLE.finditer(text):
                yield Mention(id=match[1], place=item.where(name), is_fact=True)


def _checked(entries: Iterable[Entry], prefix: str) -> Source:
    """Return objects and findings apart, and what is wrong with the objects by themselves.

    :raises SourceError: if they are too many, or have too many links
    """
    items: list[Item] = []
    written: list[Finding] = []
    files: list[FileUse] = []
    mentions: list[Mention | PageClass | Listed] = []
    for entry in entries:
        if isinstance(entry, Item):
            items.append(entry)
        elif isinstance(entry, Finding):
            written.append(entry)
        elif isinstance(entry, FileUse):
            files.append(entry)
        else:
            mentions.append(entry)
        if len(items) + len(written) > OBJECTS:
            raise problem(entry.place, too_many_objects())
    if items:
        links = sum(len(targets) for item in items for targets in item.links.values())
        refuse_links(links, items[0].place)
    unreadable = {f.place for f in written if f.rule in _UNREADABLE}
    checked = itertools.chain.from_iterable(
        check_object(item, prefix) for item in items if item.place not in unreadable
    )
    summary = summarise(items, prefix)
    return tuple(items), tuple(written), tuple(checked), tuple(files), tuple(mentions), summary


def _reports(
    folder: Path, root: Path, settings: Settings, sources: Sequence[Source], cache: Cache
) -> Source:
    """Return the records that reports of machines make."""
    try:
        if not (folder / MAPPING_FILE).exists() and not any(reports(folder)):
            return _checked((), settings.key)
    except PermissionError:  # told with the folders that cannot be read
        return _checked((), settings.key)
    from nachweis.sources.reports.records import read_reports

    named = (item for items, *_ in sources for item in items if item.get("file"))
    return _checked(read_reports(folder, root, settings, named, cache), settings.key)


def _unread_folders(folder: Path, root: Path) -> Iterator[Problem]:
    """Yield a problem for every folder that is not read: a link, or without permission."""
    refused: list[OSError] = []
    linked: list[Path] = []
    for above, names, _ in os.walk(folder, onerror=refused.append):
        linked += [path for name in names if (path := Path(above, name)).is_symlink()]
    what = "is a link to a folder, which is not followed; copy the folder instead"
    messages = dict.fromkeys(linked, what)
    for error in refused:
        messages[Path(error.filename)] = Message(
            "cannot be read: {reason}", reason=reason_of(error)
        )
    for path in sorted(messages):
        yield Problem(place=Place(path=relative(path, root)), message=messages[path])
