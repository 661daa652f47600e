"""Adding a directive to a Markdown document, after its last object."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from markdown_it.token import Token

from nachweis.model.items import Item
from nachweis.model.messages import Message
from nachweis.model.objects import TYPE
from nachweis.model.places import Place
from nachweis.scaffold.lines import content_end, insert, is_blank, plain, split
from nachweis.scaffold.scalars import scalar
from nachweis.sources.files import problem
from nachweis.sources.markdown.directives import directives
from nachweis.sources.markdown.fences import block_parser

_FENCE: Final = ":::"


def directive_lines(item: Item) -> list[str]:
    """Write an object as the lines of a directive.

    :param item: the object
    """
    options = {name: scalar(value) for name, value in item.fields.items()}
    options |= {name: ", ".join(targets) for name, targets in item.links.items()}
    return [
        f"{_FENCE}{{{item.type}}} {item.title}",
        f":id: {item.id}",
        *(f":{name}: {value}" for name, value in options.items()),
        "",
        *item.body.splitlines(),
        _FENCE,
    ]


def append_directive(text: str, item: Item) -> tuple[str, int]:
    """Add an object to a document; return the new text, and the object's first line.

    :param text: the document
    :param item: the object
    :raises SourceError: if a block above is not closed, so that nothing can be added after it
    """
    lines = split(text)
    position = _behind_last_object(lines)
    block = directive_lines(item)
    before = [""] if position and not is_blank(lines[position - 1]) else []
    after = [""] if position < len(lines) and not is_blank(lines[position]) else []
    line = position + len(before) + 1
    written = insert(lines, position, [*before, *block, *after])
    fences = [[*t.map] for t in _blocks(split(written)) if t.type == "colon_fence" and t.map]
    if [line - 1, line - 1 + len(block)] not in fences:
        last = next((t.map[0] for t in reversed(_blocks(lines)) if t.map), 0)
        raise problem(
            Place(path=item.place.path, line=last + 1),
            Message(
                "what begins here is not closed, so that nothing can be added behind it; close it"
            ),
        )
    return written, line


def replace_directive(text: str, item: Item) -> tuple[str, int]:
    """Put an object in the place of the one with its ID; return the text, and its first line.

    :param text: the document
    :param item: the object
    :raises SourceError: if the one with its ID is not a block of its own
    """
    lines = split(text)
    starts = [
        d.line - 1
        for d in directives(plain(lines))
        if d.name == item.type and d.options.get("id") == item.id
    ]
    spans = [t.map for t in _blocks(lines) if t.type == "colon_fence" and t.map]
    found = [span for span in spans if span[0] in starts]
    if len(found) != 1:
        raise problem(item.place, Message("{id} is not where it was read; try again", id=item.id))
    start, end = found[0]
    return insert([*lines[:start], *lines[end:]], start, directive_lines(item)), start + 1


def _blocks(lines: Sequence[str]) -> Sequence[Token]:
    """Return the tokens of the outermost blocks of a text."""
    tokens = block_parser().parse(plain(lines))
    return [token for token in tokens if token.level == 0 and token.map]


def _behind_last_object(lines: Sequence[str]) -> int:
    """Return the number of lines before the place after the last object, or at the end."""
    objects = [
        directive.line - 1
        for directive in directives(plain(lines))
        if directive.name in TYPE and not directive.malformed
    ]
    end = content_end(lines)
    if objects:
        around = [t.map for t in _blocks(lines) if t.map and t.map[0] <= objects[-1] < t.map[1]]
        end = content_end(lines[: max((span[1] for span in around), default=end)])
    return end
