"""Changes as JSON (``nachweis/diff/1`` and ``nachweis/catalogue-diff/1``), for scripts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

from nachweis.model.baseline import Baseline, BaselineFinding, Entry
from nachweis.model.changes import (
    CatalogueChanges,
    Changes,
    EntryChange,
    FieldChange,
    ItemChange,
    LinkChange,
)
from nachweis.model.items import Item
from nachweis.report.json_text import json_text
from nachweis.trace.impact import Impact
from nachweis.trace.redline import Piece, redline

SCHEMA: Final = "nachweis/diff/1"
CATALOGUE_SCHEMA: Final = "nachweis/catalogue-diff/1"


def diff_to_json(changes: Changes) -> str:
    """Format changes as a JSON document with a final newline.

    :param changes: differences between two states of a project
    """
    data = {
        "schema": SCHEMA,
        "key": changes.new.key,
        "old": _state(changes.old),
        "new": _state(changes.new),
        "items": {
            "added": [_item(item) for item in changes.added],
            "removed": [_item(item) for item in changes.removed],
            "changed": [_change(pair) for pair in changes.changed],
            "renamed": [
                {**_change(pair), "was": pair.old.id, "likeness": round(pair.likeness, 2)}
                for pair in changes.renamed
            ],
        },
        "links": {"gained": _links(changes.gained), "lost": _links(changes.lost)},
        "catalogue": _catalogue(changes.catalogue),
        "cells": [
            {
                "requirement": cell.requirement,
                "kind": cell.kind,
                "due": cell.due,
                "old": cell.old,
                "new": cell.new,
                "direction": cell.direction,
                "by": list(cell.by),
            }
            for cell in changes.cells
        ],
        "phases": [
            {
                "phase": phase.phase,
                "closed": phase.closed,
                "date": phase.date.isoformat(),
                "approved_by": phase.approved_by,
            }
            for phase in changes.phases
        ],
        "decisions": [
            {"event": change.event, **_item(change.item)} for change in changes.decisions
        ],
        "findings": {
            "new": [_finding(f) for f in changes.new_findings],
            "gone": [_finding(f) for f in changes.gone_findings],
            "changed": [
                {**_finding(pair.new), "was": pair.old.severity}
                for pair in changes.changed_findings
            ],
        },
    }
    return json_text(data)


def catalogue_to_json(
    old: str, new: str, changes: CatalogueChanges, touched: Sequence[Impact]
) -> str:
    """Format the changes of a catalogue as a JSON document with a final newline.

    :param old: name of the earlier edition
    :param new: name of the later edition
    :param changes: differences between the editions
    :param touched: the links of projects to changed entries
    """
    data = {
        "schema": CATALOGUE_SCHEMA,
        "old": old,
        "new": new,
        **_catalogue(changes),
        "touched": [
            {
                "project": t.project,
                "id": t.item.id,
                "link": t.link,
                "target": t.target,
                "requirement": t.requirement,
                "confirmed": t.confirmed,
            }
            for t in touched
        ],
    }
    return json_text(data)


def _state(state: Baseline) -> dict[str, Any]:
    return {
        "version": state.version,
        "date": state.date.isoformat(),
        "commit": state.commit,
        "phase": state.phase,
        "holds": state.holds,
    }


def _item(item: Item) -> dict[str, Any]:
    return {"id": item.id, "type": item.type, "title": item.title}


def _change(pair: ItemChange) -> dict[str, Any]:
    data = {**_item(pair.new), "fields": _fields(pair.fields)}
    if pair.title:
        data["title_redline"] = _pieces(redline(pair.old.title, pair.new.title))
    if pair.body:
        data["text_redline"] = _pieces(redline(pair.old.body, pair.new.body))
    return data


def _fields(fields: Iterable[FieldChange]) -> list[dict[str, str]]:
    return [{"name": field.name, "old": field.old, "new": field.new} for field in fields]


def _pieces(pieces: Iterable[Piece]) -> list[dict[str, Any]]:
    return [
        {piece.edit.value: piece.text, **({"moved": True} if piece.moved else {})}
        for piece in pieces
    ]


def _links(links: Iterable[LinkChange]) -> list[dict[str, str]]:
    return [{"source": x.source, "link": x.link, "target": x.target} for x in links]


def _catalogue(changes: CatalogueChanges) -> dict[str, Any]:
    return {
        "added": [_entry(entry) for entry in changes.added],
        "removed": [_entry(entry) for entry in changes.removed],
        "changed": [_entry_change(pair) for pair in changes.changed],
        "renamed": [{**_entry_change(pair), "was": pair.old.id} for pair in changes.renamed],
    }


def _entry(entry: Entry) -> dict[str, Any]:
    return {
        "id": entry.id,
        "type": entry.type,
        "label": entry.fields.get("label", ""),
        "title": dict(entry.title),
    }


def _entry_change(pair: EntryChange) -> dict[str, Any]:
    return {
        **_entry(pair.new),
        "fields": _fields(pair.fields),
        "redlines": {
            language: _pieces(
                redline(pair.old.title.get(language, ""), pair.new.title.get(language, ""))
            )
            for language in pair.languages
        },
    }


def _finding(finding: BaselineFinding) -> dict[str, Any]:
    return {
        "rule": finding.rule,
        "level": finding.severity,
        "id": finding.subject,
        "message": str(finding.message),
        "file": finding.file,
    }
