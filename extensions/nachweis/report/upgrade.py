"""What an upgrade takes along and what it does not, as text and as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final

from nachweis.model.catalogue import Requirement, in_language
from nachweis.model.items import Item
from nachweis.model.objects import TYPE
from nachweis.model.terms import PhaseStatus
from nachweis.report.json_text import json_text
from nachweis.trace.upgrade import Carried, Unproven, Upgrade

SCHEMA: Final = "nachweis/upgrade/1"


def upgrade_lines(upgrade: Upgrade) -> Iterator[str]:
    """Yield the lines of the report, each section with its head.

    :param upgrade: the upgrade
    """
    settings = upgrade.graph.project.settings
    key = settings.key
    if upgrade.modules:
        before = [name for name in settings.catalog if name not in upgrade.modules]
        yield f"{key} selects {', '.join(upgrade.modules)} beside {', '.join(before)}"
    again = f", {upgrade.known} there already" if upgrade.known else ""
    links = _count(len(upgrade.carried), "link")
    yield f"{key} carried over: {links}, suspect until 'nachweis confirm {key}'{again}"
    yield from _links(upgrade.carried)
    if upgrade.by_hand:
        yield f"{key} to add by hand in evidence/mapping.yaml: {len(upgrade.by_hand)}"
        yield from _links(upgrade.by_hand)
    if upgrade.decisions:
        yield f"{key} decisions to take again: {len(upgrade.decisions)}"
        for entry in upgrade.decisions:
            what = f"{entry.item.id} concerns {entry.origin}, and not {entry.target}"
            yield f"  {_place(entry.item)}: {what}"
    left = {name for _, names in upgrade.left for name in names}
    those = _count(len(left), "older requirement")
    yield f"{key} no successor: {those}; their texts stay where they are"
    for item, names in upgrade.left:
        yield f"  {_place(item)}: {item.id} ({', '.join(names)})"
    closed = sum(_is_closed(upgrade, entry) for entry in upgrade.unproven)
    proofs = _count(len(upgrade.unproven), "proof")
    yield f"{key} new and without a proof: {proofs}, {closed} of them in closed phases"
    for cell in upgrade.unproven:
        yield f"  {_unproven(upgrade, cell)}"


def _links(entries: Iterable[Carried]) -> Iterator[str]:
    for e in entries:
        what = f"{e.item.id} {e.link} {e.target}, as it does {e.origin}"
        yield f"  {_place(e.item)}: {what}"


def _unproven(upgrade: Upgrade, entry: Unproven) -> str:
    cell, language = entry.cell, upgrade.graph.project.settings.language
    requirement: Requirement = cell.requirement
    kind = TYPE[cell.kind].title["en"].lower()
    when = f"due in {cell.due}{' (closed)' if _is_closed(upgrade, entry) else ''}"
    near = f"; a part of it in {', '.join(entry.nearby)}" if entry.nearby else ""
    text = in_language(requirement.text, language)
    return f"{requirement.id} ({requirement.label}) {kind}, {when}: {text}{near}"


def _is_closed(upgrade: Upgrade, entry: Unproven) -> bool:
    return upgrade.status[entry.cell.due] is PhaseStatus.CLOSED


def _count(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"


def _place(item: Item) -> str:
    return f"{item.place.path}:{item.place.line}"


def upgrade_to_json(upgrade: Upgrade, files: Iterable[str], *, written: bool) -> str:
    """Format the report as a JSON document with a final newline.

    :param upgrade: the upgrade
    :param files: paths of the files that it changes
    :param written: whether they were changed
    """
    data = {
        "schema": SCHEMA,
        "key": upgrade.graph.project.settings.key,
        "selected": list(upgrade.modules),
        "carried": [_carried(entry) for entry in upgrade.carried],
        "known": upgrade.known,
        "by_hand": [_carried(entry) for entry in upgrade.by_hand],
        "decisions": [_carried(entry) for entry in upgrade.decisions],
        "no_successor": [
            {**_item(item), "requirements": list(names)} for item, names in upgrade.left
        ],
        "unproven": [
            {
                "requirement": entry.cell.requirement.id,
                "kind": entry.cell.kind,
                "due": entry.cell.due,
                "closed": _is_closed(upgrade, entry),
                "nearby": list(entry.nearby),
            }
            for entry in upgrade.unproven
        ],
        "files": list(files),
        "written": written,
    }
    return json_text(data)


def _carried(entry: Carried) -> dict[str, Any]:
    return {**_item(entry.item), "target": entry.target, "origin": entry.origin}


def _item(item: Item) -> dict[str, Any]:
    return {"id": item.id, "file": item.place.path, "line": item.place.line}
