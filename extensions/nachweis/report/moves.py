"""What a release of an imported catalogue changes, for people and for machines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final

from nachweis.model.items import Item
from nachweis.report.json_text import json_text
from nachweis.report.redlines import in_characters
from nachweis.trace.moves import Fate, Move, Release, is_same_duty, text_of
from nachweis.trace.redline import redline

SCHEMA: Final = "nachweis/moves/1"


def moving_lines(release: Release) -> Iterator[str]:
    """Yield the lines of the report: numbers, then each fate with its requirements.

    :param release: the release
    """
    by_fate = _by_fate(release)
    counts = ", ".join(f"{len(entries)} {fate}" for fate, entries in by_fate.items())
    yield f"{release.name}: {counts}"
    for fate, entries in by_fate.items():
        if fate is Fate.SAME:
            continue
        yield f"{fate}: {len(entries)}"
        for move in entries:
            yield f"  {_name(move)}"
            if move.before and move.after and not is_same_duty(move.before, move.after):
                pieces = redline(text_of(move.before), text_of(move.after))
                yield f"    {in_characters(pieces)}"
                if _binding(move.before) != _binding(move.after):
                    yield f"    {_binding(move.before)} becomes {_binding(move.after)}"
            elif fate in (Fate.NEW, Fate.WITHDRAWN):
                yield f"    {text_of(_either(move))}"
            if fate in (Fate.CHANGED, Fate.SPLIT, Fate.JOINED, Fate.WITHDRAWN) and move.before:
                for item in release.hanging.get(move.before.id, ()):
                    yield f"    {_place(item)}: {item.id} links to it"


def _by_fate(release: Release) -> dict[Fate, list[Move]]:
    found = {fate: [move for move in release.moves if move.fate is fate] for fate in Fate}
    return {fate: moves for fate, moves in found.items() if moves}


def _name(move: Move) -> str:
    if move.before is None or move.after is None:
        return str(_either(move).id)
    parts = f", and in {', '.join(move.parts)}" if move.parts else ""
    into = f" → {move.after.id}" if move.before.id != move.after.id else ""
    return f"{move.before.id}{into}{parts} (by {move.by})"


def _either(move: Move) -> Any:
    return move.after or move.before


def _binding(requirement: Any) -> str:
    return ", ".join(filter(None, (requirement.modal, requirement.level)))


def _place(item: Item) -> str:
    return f"{item.place.path}:{item.place.line}"


def moving_to_json(release: Release, files: Iterable[str], *, written: bool) -> str:
    """Format the report as a JSON document with a final newline.

    :param release: the release
    :param files: paths of the files that change
    :param written: whether they were changed
    """
    data = {
        "schema": SCHEMA,
        "name": release.name,
        "moves": [_move(release, move) for move in release.moves if move.fate is not Fate.SAME],
        "same": sum(move.fate is Fate.SAME for move in release.moves),
        "renamed": dict(release.renamed),
        "files": list(files),
        "written": written,
    }
    return json_text(data)


def _move(release: Release, move: Move) -> dict[str, Any]:
    hanging = release.hanging.get(move.before.id, ()) if move.before else ()
    return {
        "fate": move.fate,
        "before": move.before.id if move.before else None,
        "after": move.after.id if move.after else None,
        "by": move.by,
        "parts": list(move.parts),
        "was": text_of(move.before) if move.before else "",
        "is": text_of(move.after) if move.after else "",
        "linked": [
            {"id": item.id, "file": item.place.path, "line": item.place.line} for item in hanging
        ],
    }
