"""Lists as lawyers write them: ``a.``, ``a)`` and ``(1)``, which Markdown takes for words.

Lines of a paragraph that begin so become a list, and so do paragraphs. They have to begin with
the first letter or number and go on in order, and be two at least: ``a. m.`` is no list. In an
object, each item is a target of references: ``ACME_C_07_3-2`` is paragraph (2) of that clause,
``ACME_C_07_3-2-a`` is item a) in it.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Sequence
from typing import Final, TypeAlias

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms import SphinxTransform

_MARKER: Final = re.compile(r"(\()?(?:([a-z])|([1-9]\d?))(?(1)\)|[.)]) +(?=\S|$)")
_OBJECTS: Final = frozenset({"Need", "ObjectNode"})
"""Nodes of objects: that of sphinx-needs on the site, and ours in annexes."""
_STYLES: Final = {"()": "both", ")": "end", ".": "dot"}
LEGAL: Final = "nw-legal"
"""Class of such a list; beside it stands one for its style."""
_Line: TypeAlias = list[nodes.Node]


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class _Marker:
    """What a line begins with.

    :param style: what stands around the number, with a letter or a digit for it
    :param number: from 1
    :param length: how many characters it takes
    """

    style: str
    number: int
    length: int


class LegalLists(SphinxTransform):
    """Makes lists of lines and paragraphs that begin with a letter or a number in brackets."""

    default_priority = 300

    def apply(self, **_: object) -> None:
        """Look at every paragraph of a document."""
        for parent in list(self.document.findall(nodes.Element)):
            if any(isinstance(child, nodes.paragraph) for child in parent.children):
                _make_lists(parent)
        for made in self.document.findall(nodes.enumerated_list):
            if LEGAL in made["classes"]:
                self._name_items(made)

    def _name_items(self, made: nodes.enumerated_list) -> None:
        """Give the items of a list in an object names that references can use."""
        around = _named_around(made)
        if not around:
            return
        for number, item in enumerate(made.children):
            place = chr(ord("a") + number) if made["enumtype"] == "loweralpha" else str(number + 1)
            name = f"{around}-{place}"
            item["ids"] = [name]  # type: ignore[index]  # an element
            title = f"{made['prefix']}{place}{made['suffix']}"
            self.env.domains.standard_domain.note_hyperlink_target(
                name.lower(), self.env.docname, name, title
            )


def setup(app: Sphinx) -> None:
    """Make such lists on all pages."""
    app.add_transform(LegalLists)


def begins_item(text: str) -> bool:
    """Whether a line may begin an item of such a list.

    :param text: the line
    """
    return _marker([nodes.Text(text)]) is not None


def _named_around(made: nodes.Element) -> str:
    """Return the ID of the object or the item that a list stands in; empty if it is in none."""
    around = made.parent
    while around is not None:
        if isinstance(around, nodes.list_item) and around["ids"]:
            return str(around["ids"][0])
        if type(around).__name__ in _OBJECTS:
            return str(around["ids"][0])
        around = around.parent
    return ""


def _make_lists(parent: nodes.Element) -> None:
    """Make lists of the children of an element, all in one pass."""
    parts = [part for child in parent.children for part in _split_lines(child)]
    parent.children.clear()
    parent.extend(_gathered(parts))


def _split_lines(child: nodes.Node) -> Sequence[nodes.Node]:
    """Return a child, or what is before the list in its last lines, and that list."""
    if not isinstance(child, nodes.paragraph):
        return [child]
    lines = list(_lines(child))
    markers = [_marker(line) for line in lines]
    first = _first(markers)
    if first is None:
        return [child]
    style = ""
    groups: list[_Line] = []
    for line, marker in zip(lines[first:], markers[first:], strict=True):
        if marker and style in ("", marker.style) and marker.number == len(groups) + 1:
            style = marker.style
            groups.append(_without(line, marker))
            continue
        groups[-1] += [nodes.Text(" "), *line]
    before = [part for line in lines[:first] for part in (*line, nodes.Text(" "))][:-1]
    items = [nodes.paragraph("", "", *group) for group in groups]
    for item in items:
        item.source, item.line = child.source, child.line
    made = _list(style, [[item] for item in items])
    child.children.clear()
    child.extend(before)
    return [child, made] if before else [made]


def _lines(paragraph: nodes.paragraph) -> Iterator[_Line]:
    """Yield the lines of a paragraph as they are written."""
    line: _Line = []
    for child in paragraph.children:
        if not isinstance(child, nodes.Text):
            line.append(child)
            continue
        first, *more = child.astext().split("\n")
        line += [nodes.Text(first)] if first else []
        for text in more:
            yield line
            line = [nodes.Text(text)] if text else []
    yield line


def _marker(line: Sequence[nodes.Node]) -> _Marker | None:
    found = _MARKER.match(line[0].astext()) if line and isinstance(line[0], nodes.Text) else None
    if found is None or (found[3] and not found[1]):  # "1." is Markdown's own
        return None
    kind = "a" if found[2] else "1"
    number = ord(found[2]) - ord("a") + 1 if found[2] else int(found[3])
    written = found[0].rstrip()
    style = written.replace(found[2] or found[3], kind, 1)
    return _Marker(style=style, number=number, length=found.end())


def _first(markers: Sequence[_Marker | None]) -> int | None:
    """Return where a list begins: at a first marker that a second one of its style follows."""
    second = {m.style: index for index, m in enumerate(markers) if m and m.number == 2}
    for index, marker in enumerate(markers):
        if marker and marker.number == 1 and second.get(marker.style, -1) > index:
            return index
    return None


def _without(line: _Line, marker: _Marker) -> _Line:
    return [nodes.Text(line[0].astext()[marker.length :]), *line[1:]]


def _gathered(children: Sequence[nodes.Node]) -> Iterator[nodes.Node]:
    """Yield nodes with lists in place of paragraphs, with what stands between their items."""
    markers = [_of_paragraph(child) for child in children]
    at = 0
    while at < len(children):
        begins = _items(children, markers, at)
        if len(begins) < 2:
            yield children[at]
            at += 1
            continue
        items = []
        for begin, end in zip(begins, [*begins[1:], begins[-1] + 1], strict=True):
            paragraph, *rest = children[begin:end]
            marker = markers[begin]
            if isinstance(paragraph, nodes.paragraph) and marker is not None:
                text = paragraph.children[0].astext()[marker.length :]
                paragraph.replace(paragraph.children[0], nodes.Text(text))
            items.append([paragraph, *rest])
        made = _list(markers[at].style, items)  # type: ignore[union-attr]  # it begins there
        made["loose"] = True
        yield made
        at = begins[-1] + 1


def _items(
    children: Sequence[nodes.Node], markers: Sequence[_Marker | None], at: int
) -> Sequence[int]:
    """Return where the items of a list begin that begins at an index.

    It ends where another one of its style begins, so that no two look at the same nodes.
    """
    first = markers[at]
    if first is None or first.number != 1:
        return ()
    begins = [at]
    for index in range(at + 1, len(children)):
        marker = markers[index]
        if isinstance(children[index], nodes.section):
            break
        if marker and marker.style == first.style:
            if marker.number == 1:
                break
            if marker.number == len(begins) + 1:
                begins.append(index)
    return begins


def _of_paragraph(child: nodes.Node) -> _Marker | None:
    return _marker(child.children) if isinstance(child, nodes.paragraph) else None


def _list(style: str, items: Sequence[Sequence[nodes.Node]]) -> nodes.enumerated_list:
    kind = "loweralpha" if "a" in style else "arabic"
    prefix, suffix = ("(", ")") if style.startswith("(") else ("", style[-1])
    made = nodes.enumerated_list(enumtype=kind, prefix=prefix, suffix=suffix)
    made["classes"] = [LEGAL, f"nw-{kind}-{_STYLES[prefix + suffix]}"]
    made += [nodes.list_item("", *item) for item in items]
    return made
