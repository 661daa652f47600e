"""Defects of a branch that nobody compares with its base: the last release knows what was there."""

from __future__ import annotations

import dataclasses
import random
from collections.abc import Callable, Iterator, Mapping
from typing import Final

from nachweis.sources.baseline_text import format_baseline
from nachweis.sources.trusted import trusted_files
from nachweis.sources.workspace import baselines
from nachweis.trace.snapshot import snapshot
from tests.mutations.defects import Expected
from tests.mutations.settings import SETTINGS, Changes, Setting, files_gone, in_files
from tests.mutations.workspace import KEYS, Examples, Files


def _release(examples: Examples, key: str) -> Files:
    """Return the file of a release of today."""
    folder = examples.root / "projects"
    made = dataclasses.replace(
        snapshot(examples.verdict(key), version="9.0.0"),
        projects={name: tuple(baselines(folder / name)) for name in KEYS},
        trusted=trusted_files(examples.root),
    )
    return [(f"projects/{key}/baselines/9.0.0.json", format_baseline(made))]


def _since(changes: Changes, keys: Callable[[str], str] = str) -> Setting:
    """Return the defect that is made after a release.

    :param changes: the defect
    :param keys: returns the project that is released by the one that is changed
    """

    def released(examples: Examples, choice: random.Random) -> Iterator[tuple[Files, str]]:
        for files, where in changes(examples, choice):
            parts = files[0][0].split("/")
            key = keys(parts[1] if parts[0] == "projects" else KEYS[0])
            yield [*_release(examples, key), *files], f"{where}, after a release of {key}"

    return Setting(Expected.FAILS, released)


def _another(key: str) -> str:
    return next(other for other in KEYS if other != key)


def _house_added(_: Examples, __: random.Random) -> Iterator[tuple[Files, str]]:
    for line in ("confined = false\n", "annex_memory = 60\n"):
        yield [("nachweis.toml", line)], f"nachweis.toml: {line.strip()}"


RELEASED: Final[Mapping[str, Setting]] = {
    "annexes taken away after a release": _since(files_gone("annexes.yaml").changes),
    "confirmations taken away after a release": _since(files_gone("trace.lock").changes),
    "release before the last taken away": _since(files_gone("baselines/*.json").changes),
    "release taken away that another project knows": _since(
        files_gone("baselines/*.json").changes, _another
    ),
    "project taken away after a release": _since(files_gone("project.yaml").changes, _another),
    "need of an entry lowered after a release": _since(
        in_files(
            "registers/*.yaml",
            r"^    (confidentiality|integrity|availability): (?:very )?high",
            r"    \1: normal",
        ).changes
    ),
    "time to recovery made longer after a release": _since(
        in_files("registers/*.yaml", r"^    rto: \w+", "    rto: P29D").changes
    ),
    "need of the project lowered after a release": _since(
        SETTINGS["protection need of the project lowered"].changes
    ),
    "tool set otherwise after a release": _since(_house_added),
}
"""The kinds of defects beside a release by what they are called."""
