"""What is still open in a draft: texts that are not final, and findings about them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from nachweis.annex.content.context import AnnexContext
from nachweis.annex.content.numbering import short_name
from nachweis.model.items import Item

_FINAL: Final = frozenset({"agreed", "approved", "superseded", ""})


def open_points(context: AnnexContext, items: Sequence[Item]) -> list[tuple[str, str]]:
    """Return the open points, each with the name of its object.

    :param items: the objects that the annex holds
    """
    _ = context.words
    points = []
    for item in items:
        if item.get("status") not in _FINAL:
            status = _("not final: %(status)s") % {"status": _.word(item.get("status"), "status")}
            points.append((short_name(item, context.annex), status))
    by_id = {item.id: item for item in items}
    for finding in context.verdict.findings:
        subject = by_id.get(finding.subject)
        message = _.translate(finding.message)
        if subject is not None and not any(name in message for name in context.hidden):
            points.append((short_name(subject, context.annex), message))
    return points
