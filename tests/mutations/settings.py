"""Defects in the settings of a project, and in what lies beside its objects."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from tests.mutations.defects import Expected
from tests.mutations.workspace import KEYS, Examples

Files = Sequence[tuple[str, str | None]]


class Setting(NamedTuple):
    """A kind of defect beside the objects; it yields the changed files and what was done."""

    expected: Expected
    changes: Callable[[Examples, random.Random], Iterator[tuple[Files, str]]]


def _in_settings(pattern: str, new: str) -> Setting:
    """Return the defect that changes a pattern in ``project.yaml``."""

    def changes(examples: Examples, _: random.Random) -> Iterator[tuple[Files, str]]:
        for key in KEYS:
            name = f"projects/{key}/project.yaml"
            text = (examples.root / name).read_text(encoding="utf-8")
            for match in re.finditer(pattern, text, re.MULTILINE):
                changed = text[: match.start()] + match.expand(new) + text[match.end() :]
                yield [(name, changed)], f"{name}: {match[0].strip()}"

    return Setting(Expected.REPORTS, changes)


def _register_gone(examples: Examples, _: random.Random) -> Iterator[tuple[Files, str]]:
    for key in KEYS:
        for path in sorted((examples.root / "projects" / key / "registers").glob("*.yaml")):
            name = path.relative_to(examples.root).as_posix()
            yield [(name, None)], f"{name} taken away"


def _register_emptied(examples: Examples, _: random.Random) -> Iterator[tuple[Files, str]]:
    for key in KEYS:
        for path in sorted((examples.root / "projects" / key / "registers").glob("*.yaml")):
            name = path.relative_to(examples.root).as_posix()
            head = re.findall(r"^\w+:", path.read_text(encoding="utf-8"), re.MULTILINE)
            yield [(name, "".join(f"{line} []\n" for line in head))], f"{name} emptied"


def _include_lost(examples: Examples, choice: random.Random) -> Iterator[tuple[Files, str]]:
    paths = sorted((examples.root / "projects").glob("*/concept/**/*.md"))
    for path in choice.sample(paths, min(10, len(paths))):
        name = path.relative_to(examples.root).as_posix()
        text = path.read_text(encoding="utf-8")
        yield [(name, f"{text}\n:::{{include}} nothing.md\n:::\n")], f"{name} includes nothing.md"


def _document_gone(examples: Examples, choice: random.Random) -> Iterator[tuple[Files, str]]:
    """Take a document away on which a cell rests alone."""
    sole = examples.sole_proofs(closed_only=False)
    names = sorted({i.place.path for _, i in examples.items() if i.id in sole})
    documents = [name for name in names if name.endswith(".md")]
    for name in choice.sample(documents, min(20, len(documents))):
        yield [(name, None)], f"{name} taken away"


SETTINGS: Final[Mapping[str, Setting]] = {
    "phase opened again": _in_settings(
        r"^  \w+: \{closed: [^}]*\}\n(?=(?:  \w+: \{closed)|\w)", ""
    ),
    "phase without approver": _in_settings(r", approved_by: \w+\}", "}"),
    "phase closed in the future": _in_settings(r"closed: 2026-\d\d-\d\d", "closed: 2031-01-31"),
    "module not selected": _in_settings(r", M2256", ""),
    "interval of 99 years": _in_settings(r"(regular|continuous): P\w+", r"\1: P99Y"),
    "project of an unknown class": _in_settings(r"^infoclass: .*", "infoclass: nothing known"),
    "register taken away": Setting(Expected.REPORTS, _register_gone),
    "register emptied": Setting(Expected.REPORTS, _register_emptied),
    "include of nothing": Setting(Expected.FAILS, _include_lost),
    "document taken away": Setting(Expected.REPORTS, _document_gone),
}
"""The kinds of defects beside the objects by what they are called."""
