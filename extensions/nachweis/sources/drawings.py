"""Drawings (SVG) of a page: they are documents of their own, and may not do anything either.

An image in a page runs nothing; the same file opened by its address does, in the name of the site.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final

from nachweis.model.files import FileUse
from nachweis.model.findings import Finding
from nachweis.model.messages import Message
from nachweis.model.patterns import regex
from nachweis.model.reading_rules import REFUSED_CONSTRUCT
from nachweis.sources.inside import outside
from nachweis.sources.markdown import policy

SUFFIXES: Final = (".svg", ".svgz")
LARGEST: Final = 16 * 1024 * 1024
"""Bytes beyond which a drawing is refused: nobody reviews one of that size."""

_ACTIVE: Final = frozenset(
    {"applet", "audio", "base", "button", "embed", "form", "frame", "frameset", "handler", "iframe"}
    | {"input", "link", "listener", "meta", "noscript", "object", "portal", "script", "select"}
    | {"source", "template", "textarea", "track", "video"}
)
"""Elements of SVG, HTML and MathML that run or load something."""
_ADDRESSES: Final = frozenset(
    {"href", "src", "action", "formaction", "data", "from", "to", "values"}
)
_LOADS: Final = regex(
    r"@import|javascript:|(?:url|image)\(\s*(?!['\"]?\s*(?:#|data:image/))[^\s)]", re.IGNORECASE
)
_PICTURE: Final = regex(r"#|data:image/(?:png|jpe?g|gif|webp)[;,]")


def drawing_findings(files: Iterable[FileUse], root: Path) -> Iterator[Finding]:
    """Yield a finding for every drawing that a page names and that could do something.

    :param files: the files that pages name
    :param root: the workspace
    """
    known: dict[str, Message | None] = {}
    for use in files:
        if not use.path.lower().endswith(SUFFIXES):
            continue
        if use.path not in known:
            path = root / use.path
            known[use.path] = None if outside(path, root) else active_part(path)
        if why := known[use.path]:
            what = Message("the drawing {file}", file=repr(use.written))
            message = Message("{what} is refused: it {why}", what=what, why=why)
            yield REFUSED_CONSTRUCT.at(use.place, "", message, related=use.written)


def active_part(path: Path) -> Message | None:
    """Return why a drawing may do something once it is opened, or nothing.

    :param path: the file; nothing is said of one that is not there
    """
    try:
        if path.stat().st_size > LARGEST:
            return Message("has more than {size} MiB", size=LARGEST // 1024**2)
        content = path.read_bytes()
    except OSError:
        return None
    from xml.parsers import expat

    reader = _Reader()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = reader.begin
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text
    parser.ProcessingInstructionHandler = reader.instruction
    parser.EntityDeclHandler = reader.entity
    try:
        parser.Parse(content, True)  # noqa: FBT003 - it has no name for that
    except _EntityError:
        return reader.why
    except expat.ExpatError:
        return reader.why or Message("cannot be read; export it again as plain SVG")
    return reader.why


class _EntityError(Exception):
    """A drawing declares an entity, which could stand for anything, and for very much of it."""


class _Reader:
    """Keeps the first thing of a drawing that could do something."""

    def __init__(self) -> None:
        self.why: Message | None = None
        self._style: list[str] = []

    def _refuse(self, part: str) -> None:
        self.why = self.why or Message(
            "has {part}, which may run or load something; export it again as plain SVG",
            part=part[:60],
        )

    def begin(self, name: str, attributes: Mapping[str, str]) -> None:
        tag = _local(name)
        self._style.clear()
        if tag in _ACTIVE:
            self._refuse(f"<{tag}>")
        for key, value in attributes.items():
            attribute = _local(key)
            if attribute.startswith("on") or _LOADS.search(value):
                self._refuse(attribute)
            elif attribute == "attributename" and _local(value).startswith(("on", "href")):
                self._refuse(f"attributeName={value}")
            elif attribute in _ADDRESSES and not _may_lead(tag, attribute, value.strip()):
                self._refuse(f"{attribute}={value}")

    def end(self, name: str) -> None:
        style = "".join(self._style)
        if _local(name) == "style" and _LOADS.search(style):
            self._refuse("a style with an address")

    def text(self, written: str) -> None:
        self._style.append(written)

    def instruction(self, target: str, _: str) -> None:
        self._refuse(f"<?{target}")

    def entity(self, name: str, *_: object) -> None:
        self._refuse(f"<!ENTITY {name}")
        raise _EntityError


def _may_lead(tag: str, attribute: str, value: str) -> bool:
    if attribute in ("from", "to", "values"):  # of an animation, mostly numbers
        return policy.scheme_of(value) == ""
    if tag == "a":
        return policy.is_allowed_address(value)
    return not value or _PICTURE.match(value) is not None


def _local(name: str) -> str:
    return name.rpartition(" ")[2].rpartition(":")[2].lower()
