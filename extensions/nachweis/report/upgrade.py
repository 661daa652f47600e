"""What an upgrade takes along and what it does not, as text and as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final

from nachweis.i18n import Words
from nachweis.model.catalogue import Requirement, in_language
from nachweis.model.items import Item
from nachweis.model.objects import TYPE
from nachweis.model.terms import PhaseStatus
from nachweis.report.json_text import json_text
from nachweis.trace.upgrade import Carried, Unproven, Upgrade

SCHEMA: Final = "nachweis/upgrade/1"


def upgrade_lines(upgrade: Upgrade, _: Words) -> Iterator[str]:
    """Yield the lines of the report, each section with its head.

    :param upgrade: the upgrade
    :param _: translates to the language of the reader
    """
    settings = upgrade.graph.project.settings
    key = settings.key
    if upgrade.modules:
        before = [name for name in settings.catalog if name not in upgrade.modules]
        selects = _("{key} selects {modules} beside {others}")
        modules, others = ", ".join(upgrade.modules), ", ".join(before)
        yield selects.format(key=key, modules=modules, others=others)
    again = _(", {count} there already").format(count=upgrade.known) if upgrade.known else ""
    number = len(upgrade.carried)
    said = _.ngettext(
        "{key} carried over: {count} link, suspect until 'nachweis confirm {key}'{again}",
        "{key} carried over: {count} links, suspect until 'nachweis confirm {key}'{again}",
        number,
    )
    yield said.format(key=key, count=number, again=again)
    yield from _links(upgrade.carried, _)
    if upgrade.by_hand:
        said = _("{key} to add by hand in evidence/mapping.yaml: {count}")
        yield said.format(key=key, count=len(upgrade.by_hand))
        yield from _links(upgrade.by_hand, _)
    if upgrade.decisions:
        said = _("{key} decisions to take again: {count}")
        yield said.format(key=key, count=len(upgrade.decisions))
        concerns = _("{id} concerns {old}, and not {new}")
        for entry in upgrade.decisions:
            what = concerns.format(id=entry.item.id, old=entry.origin, new=entry.target)
            yield f"  {_place(entry.item)}: {what}"
    left = {name for _item, names in upgrade.left for name in names}
    said = _.ngettext(
        "{key} no successor: {count} older requirement; its texts stay where they are",
        "{key} no successor: {count} older requirements; their texts stay where they are",
        len(left),
    )
    yield said.format(key=key, count=len(left))
    for item, names in upgrade.left:
        yield f"  {_place(item)}: {item.id} ({', '.join(names)})"
    closed = sum(_is_closed(upgrade, entry) for entry in upgrade.unproven)
    said = _.ngettext(
        "{key} new and without a proof: {count} proof, {closed} of them in closed phases",
        "{key} new and without a proof: {count} proofs, {closed} of them in closed phases",
        len(upgrade.unproven),
    )
    yield said.format(key=key, count=len(upgrade.unproven), closed=closed)
    for cell in upgrade.unproven:
        yield f"  {_unproven(upgrade, cell, _)}"


def _links(entries: Iterable[Carried], _: Words) -> Iterator[str]:
    said = _("{id} {link} {new}, as it does {old}")
    for e in entries:
        link = _.name(e.link, "link")
        what = said.format(id=e.item.id, link=link, new=e.target, old=e.origin)
        yield f"  {_place(e.item)}: {what}"


def _unproven(upgrade: Upgrade, entry: Unproven, _: Words) -> str:
    cell, language = entry.cell, upgrade.graph.project.settings.language
    requirement: Requirement = cell.requirement
    when = (
        _("due in {phase} (closed)") if _is_closed(upgrade, entry) else _("due in {phase}")
    ).format(phase=_.word(cell.due))
    near = _("; a part of it in {names}").format(names=", ".join(entry.nearby))
    kind = _.word(TYPE[cell.kind].title["en"].lower())
    text = in_language(requirement.text, language)
    line = f"{requirement.id} ({requirement.label}) {kind}, {when}: {text}"
    return f"{line}{near if entry.nearby else ''}"


def _is_closed(upgrade: Upgrade, entry: Unproven) -> bool:
    return upgrade.status[entry.cell.due] is PhaseStatus.CLOSED


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
