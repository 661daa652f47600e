"""The files of records as downloads: copied beside the pages, with size and digest on the card."""

from __future__ import annotations

import filecmp
import posixpath
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder

from nachweis.model.items import Item
from nachweis.site.refusals import ask_git, not_allowed, offered_name
from nachweis.site.state import State, state_of
from nachweis.sources.digest import digest
from nachweis.sources.evidence import LARGEST_EVIDENCE, is_address
from nachweis.sources.files import file_status

_LINKED: Final = ("http://", "https://")
"""Beginnings of addresses that a browser may open."""


class EvidenceFile(NamedTuple):
    """A file of a record.

    :param name: what people call it
    :param target: its copy, relative to the output; empty where there is none
    :param address: where it is kept, if it is kept elsewhere and a browser may open that
    :param size: its bytes; none where it is not here
    :param digest: its SHA-256, as the record notes it
    """

    name: str
    target: str = ""
    address: str = ""
    size: int = 0
    digest: str = ""


def setup(app: Sphinx) -> None:
    """Copy the files once the pages are written.

    :param app: the application
    """
    app.connect("build-finished", _copy)


def evidence_files(state: State, item: Item) -> Sequence[EvidenceFile]:
    """Return the files of an object; those of one report are looked up once for all its records.

    :param state: what the build knows
    :param item: the object
    """
    place = posixpath.dirname(item.place.path)
    key = ("evidence", place, item.get("file"), item.get("sha256"))
    state.once(("evidence", "git"), lambda: ask_git(_all_paths(state), state.workspace.root))
    return state.once(key, lambda: tuple(_evidence_files(state, item)))


def _all_paths(state: State) -> Iterator[Path]:
    for verdict in state.verdicts:
        for item in verdict.graph.project.items:
            for name in item.list("file"):
                if not is_address(name):
                    yield _path(state, item, name)


def _evidence_files(state: State, item: Item) -> Iterator[EvidenceFile]:
    names, digests = item.list("file"), item.list("sha256")
    for number, name in enumerate(names):
        known = digests[number] if len(digests) == len(names) else ""
        if is_address(name):
            address = name if name.startswith(_LINKED) else ""
            yield EvidenceFile(name=name, address=address, digest=known)
            continue
        path = _path(state, item, name)
        status = file_status(path, state.workspace.root)
        shown = path.name
        refused = not_allowed(path, state.workspace.root)
        if refused or status is None or status.st_size > LARGEST_EVIDENCE:
            yield EvidenceFile(name=shown, digest=known)
        else:
            folder = digest([str(Path(item.place.path).parent), name])
            target = f"_downloads/{folder}/{offered_name(path)}"
            yield EvidenceFile(name=shown, target=target, size=status.st_size, digest=known)


def copied_files(state: State) -> dict[str, Path]:
    """Return the files of all records of the site by their copies, relative to the output.

    :param state: what the build knows
    """
    verdict = state.verdict
    items = verdict.graph.project.items if verdict else ()
    return {
        file.target: _path(state, item, name)
        for item in items
        if item.get("file")
        for name, file in zip(item.list("file"), evidence_files(state, item), strict=True)
        if file.target
    }


def _path(state: State, item: Item, name: str) -> Path:
    return (state.workspace.root / item.place.path).parent / name


def _copy(app: Sphinx, exception: Exception | None) -> None:
    if exception is not None or not isinstance(app.builder, StandaloneHTMLBuilder):
        return
    for name, source in copied_files(state_of(app)).items():
        target = Path(app.outdir, name)
        if target.is_file() and filecmp.cmp(source, target, shallow=False):
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)
