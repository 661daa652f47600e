"""What the parties sign: the words above their signatures, the same in every format."""

from __future__ import annotations

from collections.abc import Iterator

from nachweis.annex.content.context import AnnexContext
from nachweis.annex.content.document_control import identifier, version_name
from nachweis.annex.content.edition import Edition
from nachweis.annex.content.numbering import typographic
from nachweis.model.annex import Signature
from nachweis.model.annex_statement import AnnexStatus


def unsigned(context: AnnexContext, edition: Edition) -> str:
    """Say of a draft that it is not signed, and by whom its release is; empty if nobody signs."""
    annex, _ = context.annex, context.words
    if edition.status is not AnnexStatus.DRAFT or not annex.signatures:
        return ""
    signers = ", ".join(_in_line(context, signature) for signature in annex.signatures)
    text = _("This is a draft and not for signature. The release is signed by: %(signers)s.")
    return text % {"signers": signers}


def agreement(context: AnnexContext, edition: Edition) -> Iterator[str]:
    """Yield the sentences above the signatures of a release."""
    annex, _ = context.annex, context.words
    name = typographic(context.localized(annex.title))
    agreed = _("The parties agree to this document: %(title)s.") % {"title": name}
    yield agreed if len(annex.signatures) > 1 else f"{name}."
    what = (
        _("Identifier %(identifier)s") % {"identifier": identifier(context)},
        f"{version_name(context, edition)} ({edition.date})",
        _("commit %(commit)s") % {"commit": edition.commit},
    )
    yield ", ".join(what) + "."


def permalink(context: AnnexContext, edition: Edition) -> str:
    """Return the address of a released version; empty where versions are published nowhere."""
    site = context.annex.site.rstrip("/")
    return f"{site}/{context.verdict.key}/{edition.version}/" if site and edition.released else ""


def signer(context: AnnexContext, signature: Signature) -> tuple[str, str, str]:
    """Return party, function and printed name of who signs."""
    items = context.verdict.graph.items
    contact = items.get(signature.name)
    name = contact.title if contact is not None else signature.name
    return items[signature.party].title, context.localized(signature.role), name


def _in_line(context: AnnexContext, signature: Signature) -> str:
    party, role, name = signer(context, signature)
    return f"{party} ({', '.join(filter(None, (name, role)))})"
