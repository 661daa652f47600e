"""Defects that look like something in order: kinds that an attacker of the verdict thinks of."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from nachweis.model.items import Item
from tests.mutations.changes import Block, option_line, replaced
from tests.mutations.defects import Defect, Expected
from tests.mutations.workspace import Examples, Files


def _approved_by_itself(examples: Examples, item: Item, block: Block) -> Files | None:
    """Name the object itself as who approved it, which exists and is nobody."""
    return replaced("approved_by", item.id)(examples, item, block)


ATTACKS: Final[Mapping[str, Defect]] = {
    "approved by what is no contact": Defect(
        ("decision", "derogation"), Expected.REPORTS, _approved_by_itself
    ),
    "value measured in the future": Defect(
        ("sla",), Expected.REPORTS, option_line("measured", r"\}\s*$", ", 2031-01: 100}\n")
    ),
}
"""The kinds of such defects in objects by what they are called."""
