"""Images in a document."""

from __future__ import annotations

from docutils import nodes

from nachweis.annex.content.images import ImageError, prepared_image
from nachweis.annex.typst.code import NONE, Code, call, labelled, string
from nachweis.annex.typst.writer import Writer


def image(writer: Writer, node: nodes.Element) -> list[Code]:
    """Return an image; a missing alternative text is a problem."""
    uri = str(node.get("uri", ""))
    alt = str(node.get("alt", "")).strip()
    try:
        name, data = prepared_image(writer.context.root, uri)
    except ImageError as error:
        writer.warn(node, f"image {uri}: {error}")
        return [call("placeholder", string(f"[{alt or 'image'}]"), NONE)]
    if not alt or alt == uri:
        writer.warn(node, f"image {uri} has no alternative text; write ![what it shows]({uri})")
        return [call("placeholder", string("[image]"), NONE)]
    writer.images[name] = data
    named = {"width": width} if (width := _width(node)) else {}
    picture = call("picture", string(name), string(alt), **named)
    return [writer.at(node, labelled(picture, writer.label(node)))]


def _width(node: nodes.Element) -> Code | None:
    text = str(node.get("width", "")).strip()
    if text.endswith("%") and text[:-1].strip().isdigit():
        return Code(f"{min(int(text[:-1]), 100)}%")
    return None
