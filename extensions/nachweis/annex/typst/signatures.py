"""The page that is signed on paper: who signs what, and where that version is to be read."""

from __future__ import annotations

import io
from typing import Final

from nachweis.annex.content.agreement import agreement, signer
from nachweis.annex.content.edition import Edition
from nachweis.annex.typst.code import NONE, Code, array, call, dictionary, number, string
from nachweis.annex.typst.writer import Writer
from nachweis.model.annex_statement import AnnexStatus

_QR_CODE: Final = "permalink.svg"


def signature_block(writer: Writer, edition: Edition) -> list[Code]:
    """Return the signature block; nothing if nobody signs, and nothing to sign on a draft."""
    context = writer.context
    annex, _ = context.annex, context.words
    if not annex.signatures or edition.status is not AnnexStatus.RELEASED:
        return []
    title = call("heading", string(_("Signatures")), level=number(1))
    agreed, version = agreement(context, edition)
    intro = dictionary(
        {
            "text": string(agreed),
            "version": string(version),
            "place": string(_("Place, date")),
            "signature": string(_("Signature")),
            "name": string(_("Name in block letters")),
            "permalink": published_code(writer),
        }
    )
    entries = [array([string(text) for text in signer(context, s)]) for s in annex.signatures]
    return [title, call("signature-block", intro, array(entries))]


def published_code(writer: Writer) -> Code:
    """Return address and QR code of the version, where it is published."""
    address, _ = writer.context.published, writer.context.words
    if not address:
        return NONE
    writer.images[_QR_CODE] = _qr_code(address)
    alternative = _("QR code of the address %(address)s") % {"address": address}
    return dictionary(
        {
            "text": string(_("This version is published at:")),
            "address": string(address),
            "code": call("picture", string(_QR_CODE), string(alternative), width=Code("100%")),
        }
    )


def _qr_code(text: str) -> bytes:
    """Return a QR code as SVG, with the margin that its standard demands (ISO/IEC 18004)."""
    import segno

    segno.make(text, error="m", micro=False).save(
        out := io.BytesIO(), kind="svg", border=4, xmldecl=False, svgclass=None, lineclass=None
    )
    return out.getvalue()
