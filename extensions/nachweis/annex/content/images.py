"""Images: from inside the workspace, of a printable size, without metadata or hidden words."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path
from typing import Final
from xml.etree import ElementTree as ET

from nachweis.model.messages import Message

LARGEST: Final = 40_000_000
"""Pixels that an image may have: an A3 page at 600 dpi."""
_MARKS: Final = 200_000
"""Opening brackets of a drawing: Typst makes an object of each element, and ends at a million."""
_SVG: Final = "{http://www.w3.org/2000/svg}"
_UNSEEN: Final = frozenset({"title", "desc", "metadata", "script", "foreignObject"})
_FORMATS: Final = {"PNG": "png", "JPEG": "jpg", "GIF": "png", "WEBP": "png"}


class ImageError(Exception):
    """An image that an annex cannot hold; the message says why, and what to do."""

    def __init__(self, message: Message) -> None:
        """Keep the message.

        :param message: the predicate of a sentence about the image
        """
        super().__init__(message)
        self.message = message


def prepared_image(root: Path, uri: str) -> tuple[str, bytes]:
    """Return a file name for an image and its cleaned content.

    :param root: the workspace
    :param uri: path relative to it
    :raises ImageError: if it is missing, outside of the workspace, too large, or in another format
    """
    if "://" in uri:
        raise ImageError(Message("is on the web; copy it into the repository"))
    path = (root / uri).resolve()
    if not path.is_relative_to(root.resolve()) or not path.is_file():
        raise ImageError(Message("is not in the repository; add it or correct the path"))
    data = path.read_bytes()
    cleaned, suffix = _svg(data) if path.suffix.lower() == ".svg" else _pixels(data)
    return f"{hashlib.blake2b(cleaned, digest_size=8).hexdigest()}.{suffix}", cleaned


def _pixels(data: bytes) -> tuple[bytes, str]:
    """Return a raster image without its metadata."""
    import warnings

    from PIL import Image, UnidentifiedImageError

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        try:
            with Image.open(io.BytesIO(data)) as picture:
                return _stripped(picture)
        except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
            message = Message("cannot be read as an image; save it as PNG or JPEG")
            raise ImageError(message) from error
        except Image.DecompressionBombError as error:
            raise ImageError(Message("has far too many pixels; scale it down")) from error


def _stripped(picture: object) -> tuple[bytes, str]:
    from PIL import Image

    assert isinstance(picture, Image.Image)  # noqa: S101 - what Pillow opened
    pixels = picture.width * picture.height
    if pixels > LARGEST:
        message = Message(
            "has {count} megapixels, more than the {most} that print needs at most; scale it down",
            count=round(pixels / 1e6),
            most=LARGEST // 1_000_000,
        )
        raise ImageError(message)
    suffix = _FORMATS.get(picture.format or "")
    if suffix is None:
        raise ImageError(Message("is {format}; save it as PNG, JPEG or SVG", format=picture.format))
    out = io.BytesIO()
    if suffix == "jpg":
        picture.save(out, "JPEG", quality="keep", exif=b"", icc_profile=None, comment=b"")
    else:
        plain = picture.convert("RGBA" if picture.has_transparency_data else "RGB")
        plain.info.clear()
        plain.save(out, "PNG")
    return out.getvalue(), suffix


def _svg(data: bytes) -> tuple[bytes, str]:
    """Return a drawing without invisible parts: their words would be in the file all the same."""
    if b"<!ENTITY" in data or b"<!DOCTYPE" in data:
        raise ImageError(Message("declares entities; save it as plain SVG"))
    if data.count(b"<") > _MARKS:
        raise ImageError(Message("has more than {most} parts; save it as PNG", most=_MARKS))
    try:
        tree = ET.fromstring(data)  # noqa: S314 - no entities, see above
    except ET.ParseError as error:
        raise ImageError(Message("is not valid SVG; save it again")) from error
    _clean(tree)
    for element in tree.iter():
        for name in [n for n in element.attrib if n.endswith("href")]:
            if not element.attrib[name].startswith(("#", "data:image/")):
                raise ImageError(Message("refers to other files; embed them"))
    ET.register_namespace("", _SVG.strip("{}"))
    return ET.tostring(tree), "svg"


def _clean(element: ET.Element) -> None:
    for child in list(element):
        name = child.tag.removeprefix(_SVG) if isinstance(child.tag, str) else ""
        style = child.get("style", "").replace(" ", "")
        unseen = (
            child.get("display") == "none"
            or child.get("visibility") == "hidden"
            or child.get("opacity") in ("0", "0.0")
            or any(s in style for s in ("display:none", "visibility:hidden", "opacity:0;"))
        )
        if not name or name in _UNSEEN or unseen or "}" in name:
            element.remove(child)
        else:
            _clean(child)
