"""Changes on the cover: they bear no marks, so the summary lists them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from nachweis.annex.content.context import AnnexContext
from nachweis.annex.content.document_control import classification, identifier
from nachweis.annex.redline.base import Change
from nachweis.model.messages import Message, Term, noted


def cover_changes(new: AnnexContext, base: AnnexContext) -> Iterator[Change]:
    """Yield the change of the cover, if it changed."""
    now, before = _cover(new), _cover(base)
    messages = tuple(
        Message(
            "{field}: {old} → {new}", field=Term(name), old=before[name] or "–", new=text or "–"
        )
        for name, text in now.items()
        if text != before[name]
    )
    if messages:
        yield Change(title=new.words("Cover"), messages=messages)


def _cover(context: AnnexContext) -> Mapping[str, str]:
    annex, items, localized = context.annex, context.verdict.graph.items, context.localized
    signatures = (f"{items[s.party].title} ({localized(s.role)})" for s in annex.signatures)
    return {
        noted("Title"): localized(annex.title),
        noted("Label"): localized(annex.label),
        noted("Identifier"): identifier(context),
        noted("Part of"): localized(annex.part_of),
        noted("Subject"): localized(annex.subject),
        noted("Classification"): classification(context),
        noted("Parties"): ", ".join(items[name].title for name in annex.parties),
        noted("Signatures"): ", ".join(signatures),
    }
