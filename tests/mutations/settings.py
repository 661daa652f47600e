"""Defects in the settings of a project, and in what lies beside its objects."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Final, NamedTuple, TypeAlias

from tests.mutations.defects import Expected
from tests.mutations.workspace import KEYS, Examples, Files

Changes: TypeAlias = Callable[[Examples, random.Random], Iterator[tuple[Files, str]]]


class Setting(NamedTuple):
    """A kind of defect beside the objects; it yields the changed files and what was done."""

    expected: Expected
    changes: Changes


def in_files(glob: str, pattern: str, new: str, expected: Expected = Expected.REPORTS) -> Setting:
    """Return the defect that changes a pattern, wherever it stands, in files of each project.

    :param glob: which files, from the folder of the project
    """

    def changes(examples: Examples, choice: random.Random) -> Iterator[tuple[Files, str]]:
        found = [
            (path, match)
            for key in KEYS
            for path in sorted((examples.root / "projects" / key).glob(glob))
            for match in re.finditer(pattern, path.read_text(encoding="utf-8"), re.MULTILINE)
        ]
        for path, match in choice.sample(found, len(found)):
            name, text = path.relative_to(examples.root).as_posix(), match.string
            changed = text[: match.start()] + match.expand(new) + text[match.end() :]
            yield [(name, changed)], f"{name}: {match[0].strip()}"

    return Setting(expected, changes)


def _in_settings(pattern: str, new: str, expected: Expected = Expected.REPORTS) -> Setting:
    """Return the defect that changes a pattern in ``project.yaml``."""
    return in_files("project.yaml", pattern, new, expected)


def files_gone(glob: str, expected: Expected = Expected.REPORTS) -> Setting:
    """Return the defect that takes a file of each project away."""

    def changes(examples: Examples, choice: random.Random) -> Iterator[tuple[Files, str]]:
        paths = [path for key in KEYS for path in (examples.root / "projects" / key).glob(glob)]
        for path in choice.sample(sorted(paths), len(paths)):
            name = path.relative_to(examples.root).as_posix()
            yield [(name, None)], f"{name} taken away"

    return Setting(expected, changes)


def _register_emptied(examples: Examples, choice: random.Random) -> Iterator[tuple[Files, str]]:
    paths = sorted((examples.root / "projects").glob("*/registers/*.yaml"))
    for path in choice.sample(paths, len(paths)):
        name = path.relative_to(examples.root).as_posix()
        head = re.findall(r"^\w+:", path.read_text(encoding="utf-8"), re.MULTILINE)
        yield [(name, "".join(f"{line} []\n" for line in head))], f"{name} emptied"


def _in_page(before: str, after: str, expected: Expected = Expected.REPORTS) -> Setting:
    """Return the defect that puts something before and behind the text of a page."""

    def changes(examples: Examples, choice: random.Random) -> Iterator[tuple[Files, str]]:
        paths = sorted((examples.root / "projects").glob("*/*/**/*.md"))
        for path in choice.sample(paths, len(paths)):
            name = path.relative_to(examples.root).as_posix()
            text = path.read_text(encoding="utf-8")
            yield [(name, f"{before}{text}{after}")], name

    return Setting(expected, changes)


def _documents(examples: Examples, choice: random.Random) -> list[str]:
    """Return the documents on which a cell rests alone."""
    sole = examples.sole_proofs(closed_only=False)
    names = {item.place.path for _, item in examples.items() if item.id in sole}
    documents = sorted(name for name in names if name.endswith(".md"))
    return choice.sample(documents, len(documents))


def _document_gone(examples: Examples, choice: random.Random) -> Iterator[tuple[Files, str]]:
    for name in _documents(examples, choice):
        yield [(name, None)], f"{name} taken away"


def _document_no_page(examples: Examples, choice: random.Random) -> Iterator[tuple[Files, str]]:
    """Give a document a name by which it is no source any more."""
    for name in _documents(examples, choice):
        text = (examples.root / name).read_text(encoding="utf-8")
        yield [(name, None), (f"{name}.bak", text)], f"{name} renamed to .bak"


def _last_baseline_cut_short(examples: Examples, _: random.Random) -> Iterator[tuple[Files, str]]:
    for key in KEYS:
        paths = (examples.root / "projects" / key / "baselines").glob("*.json")
        path = max(paths, default=None)
        if path is None:
            continue
        name = path.relative_to(examples.root).as_posix()
        yield [(name, path.read_bytes()[:-2])], f"{name} cut short"


SETTINGS: Final[Mapping[str, Setting]] = {
    "phase opened again": _in_settings(
        r"^  \w+: \{closed: [^}]*\}\n(?=(?:  \w+: \{closed)|\w)", ""
    ),
    "phase without approver": _in_settings(r", approved_by: \w+\}", "}"),
    "phase approved by nobody": _in_settings(r"(approved_by: \w+)\}", r"\1X}"),
    "phase closed in the future": _in_settings(r"closed: 2026-\d\d-\d\d", "closed: 2031-01-31"),
    "phase closed before the one before": _in_settings(
        r"(requirements|selection|contract|concept|migration): \{closed: [\d-]+",
        r"\1: {closed: 2025-01-31",
        Expected.FAILS,
    ),
    "phase closed in 1999": _in_settings(
        r"strategy: \{closed: [\d-]+", "strategy: {closed: 1999-01-31"
    ),
    "phase closed on no day": _in_settings(
        r"closed: (\d{4})-\d\d-\d\d", r"closed: \1-02-30", Expected.FAILS
    ),
    "phase mistyped": _in_settings(r"^  (\w+): \{closed", r"  \1x: {closed", Expected.FAILS),
    "module not selected": _in_settings(r", M2256", ""),
    "module mistyped": _in_settings(
        r"(B111|M2251|M2254|M2256|OPS31)(?=[,\]])", r"\1X", Expected.FAILS
    ),
    "interval of 99 years": _in_settings(r"(regular|continuous): P\w+", r"\1: P99Y"),
    "interval of five years": _in_settings(r"(regular|continuous): P\w+", r"\1: P5Y"),
    "interval of two years for what is continuous": _in_settings(
        r"(^catalog: \[[^\n]*OPS31\b[\s\S]*?^intervals:\n)", r"\1  OPS31_LC_05: P2Y\n"
    ),
    "interval mistyped": _in_settings(r"(regular|continuous): P", r"\1x: P", Expected.FAILS),
    "side mistyped": _in_settings(r"^side: (\w+)", r"side: \1x", Expected.FAILS),
    "client said to be the provider": _in_settings(r"^side: client", "side: provider"),
    "provider said to be the client": _in_settings(r"^side: provider", "side: client"),
    "protection need of the project lowered": _in_settings(
        r"(confidentiality|availability): high", r"\1: normal"
    ),
    "invented organisations no longer said to be": _in_settings(r"^example: true.*\n", ""),
    "project of an unknown class": _in_settings(r"^infoclass: .*", "infoclass: nothing known"),
    "audience mistyped": _in_settings(r"(proven_to: \[\w+)", r"\1X"),
    "folder of a class mistyped": _in_settings(r"^(    (?:concept|evidence)[\w/-]+)", r"\1x"),
    "text turned round in the settings": _in_settings(
        r"^(  (?:de|en): )", "\\1\u202e", Expected.FAILS
    ),
    "setting mistyped": _in_settings(
        r"^(side|catalog|phases|intervals|infoclass):", r"\1x:", Expected.FAILS
    ),
    "register taken away": files_gone("registers/*.yaml"),
    "register emptied": Setting(Expected.REPORTS, _register_emptied),
    "register mistyped": in_files("registers/*.yaml", r"^(\w+):$", r"\1x:", Expected.FAILS),
    "field of an entry twice": in_files(
        "registers/*.yaml", r"^(    title: .*\n)", r"\1\1", Expected.FAILS
    ),
    "conflict markers in a register": in_files(
        "registers/*.yaml",
        r"^(    title: .*\n)",
        r"<<<<<<< HEAD\n\1=======\n\1>>>>>>> branch\n",
        Expected.FAILS,
    ),
    "include of nothing": _in_page("", "\n:::{include} nothing.md\n:::\n", Expected.FAILS),
    "include from outside": _in_page(
        "", "\n:::{include} ../../../../../etc/hosts\n:::\n", Expected.FAILS
    ),
    "front matter without end": _in_page("---\nauthor: the client\n\n", ""),
    "page in a comment": _in_page("<!--\n\n", "\n-->\n"),
    "document taken away": Setting(Expected.REPORTS, _document_gone),
    "document renamed to no page": Setting(Expected.REPORTS, _document_no_page),
    "mapping of reports taken away": files_gone("evidence/mapping.yaml"),
    "entry of the mapping taken away": in_files(
        "evidence/mapping.yaml", r"^  - report: (?:gateway|tenant).*\n(?:    .*\n)*", ""
    ),
    "mapping to a requirement mistyped": in_files(
        "evidence/mapping.yaml", r"(proves: \[\w+)\]", r"\1X]", Expected.FAILS
    ),
    "mapping turned round": in_files(
        "evidence/mapping.yaml", r'(title: "?)', "\\1\u202e", Expected.FAILS
    ),
    "mapping fits every case": in_files("evidence/mapping.yaml", r"^    case: .*", '    case: "*"'),
    "mapping fits every report": in_files(
        "evidence/mapping.yaml", r"^  - report: .*", '  - report: "*"'
    ),
    "mapping calls a report a meeting": in_files(
        "evidence/mapping.yaml", r"^(    by: .*)", r"\1\n    kind: meeting"
    ),
    "report of a machine taken away": files_gone("evidence/*.[xs][ma][lr]*"),
    "case of a report fails": in_files(
        "evidence/*.xml", r"(<testcase [^>]*)/>", r"\1><failure/></testcase>", Expected.FAILS
    ),
    "rule of a report fails": in_files(
        "evidence/*.sarif",
        r'"kind": "informational",\s*"level": "none"',
        '"level": "error"',
        Expected.FAILS,
    ),
    "case of a report skipped": in_files(
        "evidence/*.xml", r"(<testcase [^>]*)/>", r"\1><skipped/></testcase>"
    ),
    "report of the future": in_files("evidence/*.xml", r'timestamp="2026', 'timestamp="2031'),
    "suite counts more than it holds": in_files(
        "evidence/*.xml", r' tests="', ' tests="9', Expected.FAILS
    ),
    "suite counts failures that it does not hold": in_files(
        "evidence/*.xml", r'failures="0"', 'failures="1"', Expected.FAILS
    ),
    "suite counts what did not run": in_files(
        "evidence/*.xml", r' tests="(\d+)"', r' tests="\1" skipped="\1"', Expected.FAILS
    ),
    "report cut short": in_files(
        "evidence/*.[xs][ma][lr]*", r"[^\n]*\n[^\n]*\n\Z", "", Expected.FAILS
    ),
    "last baseline of no sense": Setting(Expected.FAILS, _last_baseline_cut_short),
}
"""The kinds of defects beside the objects by what they are called."""
