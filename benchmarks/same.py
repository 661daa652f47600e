"""Whether the compared programs read the same: a fast wrong answer would be worth nothing."""

from __future__ import annotations

import datetime
import json
from pathlib import Path


def differences(corpus: Path, needs_json: Path) -> dict[str, int]:
    """Count the objects of both readers, and how many of them differ in type, title or links.

    :param corpus: the workspace that the gate reads
    :param needs_json: what sphinx-needs made of the same files
    """
    from nachweis.load import judge_projects
    from nachweis.model.objects import TYPE

    verdict = judge_projects(corpus, [], datetime.date(2026, 11, 20), named=())[0]
    ours = {
        item.id: (
            item.type,
            " ".join(item.title.split()),
            {link.name: sorted(set(item.targets(link.name))) for link in TYPE[item.type].links},
        )
        for item in verdict.graph.items.values()
        if item.type != "bsi_threat"  # of all editions; the peer has none
    }
    data = json.loads(needs_json.read_text(encoding="utf-8"))
    needs = data["versions"][data["current_version"]]["needs"]
    theirs = {
        identifier: (
            need["type"],
            " ".join(need["title"].split()),
            {
                link.name: sorted(set(need.get(link.name) or ()))
                for link in TYPE[need["type"]].links
            },
        )
        for identifier, need in needs.items()
    }
    wrong = [i for i in {*ours, *theirs} if ours.get(i) != theirs.get(i)]
    return {"objects": len(ours), "differences": len(wrong)}
