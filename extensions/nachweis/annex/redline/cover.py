"""Changes on the cover: they bear no marks, so the summary lists them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from nachweis.annex.content.context import AnnexContext
from nachweis.annex.content.document_control import classification, identifier
from nachweis.annex.redline.base import Change
from nachweis.model.messages import Message, Term, gettext_noop


def cover_changes(new: AnnexContext, base: AnnexContext) -> Iterator[Change]:
    """Yield the change of the cover, if it changed."""
    _, now, before = new.words, _cover(new), _cover(base)
    messages = tuple(
        Message(
            "{field}: {old} → {new}", field=Term(name), old=before[name] or "–", new=text or "–"
        )
        for name, text in now.items()
        if text != before[name]
    )
    if messages:
        yield Change(title=_("Cover"), messages=messages)


def _cover(context: AnnexContext) -> Mapping[str, str]:
    annex, items, localized = context.annex, context.verdict.graph.items, context.localized
    signatures = (
        f"{items[s.party].title} ({', '.join(filter(None, (s.name, localized(s.role))))})"
        for s in annex.signatures
    )
    return {
        gettext_noop("Title"): localized(annex.title),
        gettext_noop("Label"): localized(annex.label),
        gettext_noop("Identifier"): identifier(context),
        gettext_noop("Part of"): localized(annex.part_of),
        gettext_noop("Subject"): localized(annex.subject),
        gettext_noop("Classification"): classification(context),
        gettext_noop("Parties"): ", ".join(items[name].title for name in annex.parties),
        gettext_noop("Signatures"): ", ".join(signatures),
    }
