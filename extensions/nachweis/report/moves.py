"""What a release of an imported catalogue changes, for people and for machines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final

from nachweis.i18n import Words
from nachweis.model.items import Item
from nachweis.report.json_text import json_text
from nachweis.report.redlines import in_characters
from nachweis.trace.moves import Fate, Move, Release, is_same_duty, text_of
from nachweis.trace.redline import redline

SCHEMA: Final = "nachweis/moves/1"


def moving_lines(release: Release, _: Words) -> Iterator[str]:
    """Yield the lines of the report: numbers, then each fate with its requirements.

    :param release: the release
    :param _: translates to the language of the reader
    """
    by_fate = _by_fate(release)
    counts = ", ".join(
        f"{len(entries)} {_.word(fate, 'fate')}" for fate, entries in by_fate.items()
    )
    yield f"{release.name}: {counts}"
    for fate, entries in by_fate.items():
        if fate is Fate.SAME:
            continue
        yield f"{_.word(fate, 'fate')}: {len(entries)}"
        for move in entries:
            yield f"  {_name(move, _)}"
            if move.before and move.after and not is_same_duty(move.before, move.after):
                pieces = redline(text_of(move.before), text_of(move.after))
                yield f"    {in_characters(pieces)}"
                if _binding(move.before, _) != _binding(move.after, _):
                    becomes = _("{old} becomes {new}")
                    old, new = _binding(move.before, _), _binding(move.after, _)
                    yield f"    {becomes.format(old=old, new=new)}"
            elif fate in (Fate.NEW, Fate.WITHDRAWN):
                yield f"    {text_of(_either(move))}"
            if fate in (Fate.CHANGED, Fate.SPLIT, Fate.JOINED, Fate.WITHDRAWN) and move.before:
                for item in release.hanging.get(move.before.id, ()):
                    links = _("{id} links to it").format(id=item.id)
                    yield f"    {_place(item)}: {links}"


def _by_fate(release: Release) -> dict[Fate, list[Move]]:
    found = {fate: [move for move in release.moves if move.fate is fate] for fate in Fate}
    return {fate: moves for fate, moves in found.items() if moves}


def _name(move: Move, _: Words) -> str:
    if move.before is None or move.after is None:
        return str(_either(move).id)
    into = f" → {move.after.id}" if move.before.id != move.after.id else ""
    if move.parts:
        parts = _("and in {names}").format(names=", ".join(move.parts))
        into = f"{into}, {parts}"
    how = _("by {what}").format(what=_.word(move.by, "match"))
    return f"{move.before.id}{into} ({how})"


def _either(move: Move) -> Any:
    return move.after or move.before


def _binding(requirement: Any, _: Words) -> str:
    return ", ".join(map(_.word, filter(None, (requirement.modal, requirement.level))))


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
