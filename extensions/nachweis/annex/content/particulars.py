"""The particulars of an object: its fields and links in words, in small type below its text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from nachweis.annex.content.context import AnnexContext
from nachweis.annex.content.views import field_text, item_names
from nachweis.model.items import Item
from nachweis.model.objects import TYPE

SETTLED: Final = frozenset({"agreed", "approved", ""})
"""Statuses that are not printed: everything in an annex is agreed unless it says otherwise."""


def particulars(context: AnnexContext, item: Item) -> Iterator[tuple[str, str]]:
    """Yield the particulars of an object, each with its label; the text may be empty."""
    kind = TYPE[item.type]
    for name in kind.particulars:
        field = kind.field(name)
        if field is not None:
            yield context.words(field.label), field_text(context, item, field)
    for link, targets in item.links.items():
        label = context.words.word(link, "link")
        yield label[:1].upper() + label[1:], ", ".join(item_names(context, targets))
