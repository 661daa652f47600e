"""Images in a document."""

from __future__ import annotations

import hashlib

from docutils import nodes

from nachweis.annex.content.images import ImageError, prepared_image
from nachweis.annex.typst.code import NONE, Code, call, labelled, string
from nachweis.annex.typst.writer import Writer
from nachweis.model.messages import Message
from nachweis.views.table import Drawing


def image(writer: Writer, node: nodes.Element) -> list[Code]:
    """Return an image; a missing alternative text is a problem."""
    uri = str(node.get("uri", ""))
    alt = str(node.get("alt", "")).strip()
    try:
        name, data = prepared_image(writer.context.root, uri)
    except ImageError as error:
        writer.warn(node, Message("image {uri}: {error}", uri=uri, error=error.message))
        return [call("placeholder", string(f"[{alt or 'image'}]"), NONE)]
    if not alt or alt == uri:
        message = Message(
            "image {uri} has no alternative text; write ![what it shows]({uri})", uri=uri
        )
        writer.warn(node, message)
        return [call("placeholder", string("[image]"), NONE)]
    writer.images[name] = data
    named = {"width": width} if (width := _width(node)) else {}
    shown = call("picture", string(name), string(alt), **named)
    return [writer.at(node, labelled(shown, writer.label(node)))]


def picture(writer: Writer, drawing: Drawing) -> Code:
    """Return the drawing of a view.

    :param drawing: the table as a picture
    """
    data = drawing.svg.encode()
    name = f"{hashlib.blake2b(data, digest_size=8).hexdigest()}.svg"
    writer.images[name] = data
    return call("picture", string(name), string(drawing.title), width=Code("100%"))


def _width(node: nodes.Element) -> Code | None:
    text = str(node.get("width", "")).strip()
    if text.endswith("%") and text[:-1].strip().isdigit():
        return Code(f"{min(int(text[:-1]), 100)}%")
    return None
