"""What is still open in a draft: texts that are not final, and findings about them."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Final

from nachweis.annex.content.context import AnnexContext
from nachweis.annex.content.numbering import short_name
from nachweis.model.items import Item

_FINAL: Final = frozenset({"agreed", "approved", "superseded", ""})


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class OpenPoint:
    """Something to settle before a release.

    :param item: the object that it is about
    :param where: the object's name
    :param owner: who answers for it, in words; may be empty
    :param message: what is to be settled
    """

    item: Item
    where: str
    owner: str
    message: str


def open_points(context: AnnexContext, items: Sequence[Item]) -> list[OpenPoint]:
    """Return the open points of a draft.

    :param items: the objects that the annex holds
    """
    _ = context.words
    points = []
    for item in items:
        if item.get("status") not in _FINAL:
            status = _("not final: %(status)s") % {"status": _.word(item.get("status"), "status")}
            points.append(_point(context, item, status))
    by_id = {item.id: item for item in items}
    for finding in context.verdict.findings:
        subject = by_id.get(finding.subject)
        message = _.translate(finding.message)
        if subject is not None and not any(name in message for name in context.hidden):
            points.append(_point(context, subject, message))
    return points


def _point(context: AnnexContext, item: Item, message: str) -> OpenPoint:
    owner = context.verdict.graph.items.get(item.get("owner") or item.get("by"))
    parties = ", ".join(context.words.word(party) for party in item.list("obliges"))
    known = owner is not None and owner.id not in context.hidden
    return OpenPoint(
        item=item,
        where=short_name(item, context.annex),
        owner=owner.title if owner is not None and known else parties,
        message=message,
    )
