"""From the tree of a document to what pandoc turns into Word: one function a kind of node."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final, TypeAlias
from urllib.parse import urlsplit

from docutils import nodes

from nachweis.annex.code import NONE
from nachweis.annex.grid import LANDSCAPE, PORTRAIT, Cell, Grid, needs_landscape, widths
from nachweis.annex.images import ImageError, prepared
from nachweis.annex.names import LEVEL, NUMBER, heading_text, name_of, split_number, target_of
from nachweis.annex.objects import particulars
from nachweis.annex.pandoc import (
    Element,
    attributes,
    cell,
    heading,
    link,
    node,
    strong,
    styled,
    table,
    text,
)
from nachweis.annex.writer import Writer

Render: TypeAlias = "Callable[[WordWriter, nodes.Element], list[Element]]"

UPRIGHT: Final = node("RawBlock", "openxml", '<w:p><w:pPr><w:sectPr w:rsidR="UP"/></w:pPr></w:p>')
"""Ends a part with upright pages; the file gets its pages where it is packed."""
ACROSS: Final = node("RawBlock", "openxml", '<w:p><w:pPr><w:sectPr w:rsidR="AC"/></w:pPr></w:p>')
"""Ends a part with pages across."""

_BLANKS: Final = re.compile(r"[ \t\r\n\f\v]+")
_SAFE: Final = frozenset({"http", "https", "mailto", "tel", "ftp"})
_DEEPEST: Final = 6
_LONGEST_BOOKMARK: Final = 40


class WordWriter(Writer):
    """Writes the documents of one annex for Word; what a Typst writer knows, it knows, too."""

    def all(self, parent: nodes.Element) -> list[Element]:
        """Return the blocks in a node; words that stand alone become a paragraph."""
        found: list[Element] = []
        line: list[Element] = []
        for child in parent.children:
            if isinstance(child, (nodes.Text, nodes.Inline)) and not isinstance(child, nodes.image):
                line += self.line(child)
                continue
            if line:
                found.append(node("Para", line))
                line = []
            found += self.block(child)
        return [*found, node("Para", line)] if line else found

    def lines(self, parent: nodes.Element) -> list[Element]:
        """Return the parts of a line in a node."""
        return [part for child in parent.children for part in self.line(child)]

    def block(self, child: nodes.Node) -> list[Element]:
        """Return the blocks that a node becomes."""
        for kind in type(child).__mro__:
            function = BLOCKS.get(kind.__name__)
            if function is not None and isinstance(child, nodes.Element):
                return function(self, child)
        if isinstance(child, (nodes.Inline, nodes.Text)):
            line = self.line(child)
            return [node("Para", line)] if line else []
        self._unknown(child)
        inside = self.all(child) if isinstance(child, nodes.Element) else []
        return [node("Para", text(f"[{type(child).__name__}]")), *inside]

    def line(self, child: nodes.Node) -> list[Element]:
        """Return the parts of a line that a node becomes."""
        if isinstance(child, nodes.Text):
            return text(_BLANKS.sub(" ", child.astext()))
        for kind in type(child).__mro__:
            function = LINES.get(kind.__name__)
            if function is not None and isinstance(child, nodes.Element):
                return function(self, child)
        self._unknown(child)
        return text(child.astext())

    def _unknown(self, child: nodes.Node) -> None:
        self.warn(child, f"Word cannot show {type(child).__name__}; write it in another way")

    def bookmark(self, target: str) -> str:
        """Return the bookmark that a reference leads to: the ID where it is an object's.

        :param target: ``document#id``, a document, or ``#ID``
        """
        label = self.names.labels.get(target, "")
        ids = {value: key[1:] for key, value in self.names.labels.items() if key[:1] == "#"}
        return ids.get(label) or _mark(label)


def _mark(label: str) -> str:
    """Return a name that Word allows, the same for the same label."""
    import hashlib

    plain = re.sub(r"\W", "_", label, flags=re.ASCII)
    if len(plain) < _LONGEST_BOOKMARK and plain[:1].isalpha():
        return plain
    return f"m{hashlib.blake2b(label.encode(), digest_size=8).hexdigest()}" if label else ""


def _section(writer: WordWriter, section: nodes.Element) -> list[Element]:
    title = next((c for c in section.children if isinstance(c, nodes.title)), None)
    if title is None:
        return writer.all(section)
    mark = writer.bookmark(f"{writer.docname}#{section['ids'][0]}") if section["ids"] else ""
    number = section[NUMBER]
    if number:
        inside = [*text(heading_text(number, "")), *writer.lines(title)]
    elif len(title.children) == 1 and isinstance(title.children[0], nodes.Text):
        inside = text(heading_text(*split_number(title.astext())))
    else:
        inside = writer.lines(title)
    found = [heading(min(section[LEVEL], _DEEPEST), mark, inside)]
    for child in section.children:
        found += [] if child is title else writer.block(child)
    return found


def _object(writer: WordWriter, part: nodes.Element) -> list[Element]:
    item = writer.verdict.graph.items[part["item"]]
    status = item.get("status")
    word = writer.words.word(status, "status")
    inside = text(heading_text(part[NUMBER], item.title))
    if status not in ("agreed", "approved", ""):
        inside += text(f" ({word})")
    pairs = [(label, said) for label, said in particulars(writer, item) if said]
    small = "  ·  ".join([item.id, *(f"{label}: {said}" for label, said in pairs)])
    return [
        heading(min(part[LEVEL], _DEEPEST), item.id, inside),
        *writer.all(part),
        styled("Particulars", [node("Para", text(small))]),
    ]


def _paragraph(writer: WordWriter, part: nodes.Element) -> list[Element]:
    inside = writer.lines(part)
    return [node("Para", inside)] if inside else []


def _bullets(writer: WordWriter, part: nodes.Element) -> list[Element]:
    return [node("BulletList", [_item(writer, entry) for entry in _elements(part)])]


_NUMBERS: Final[Mapping[str, str]] = {
    "arabic": "Decimal",
    "loweralpha": "LowerAlpha",
    "upperalpha": "UpperAlpha",
    "lowerroman": "LowerRoman",
    "upperroman": "UpperRoman",
}


def _numbered(writer: WordWriter, part: nodes.Element) -> list[Element]:
    kind = node(_NUMBERS.get(part.get("enumtype", ""), "Decimal"))
    end = node("OneParen" if part.get("suffix") == ")" else "Period")
    items = [_item(writer, entry) for entry in _elements(part)]
    return [node("OrderedList", [int(part.get("start", 1)), kind, end], items)]


def _item(writer: WordWriter, entry: nodes.Element) -> list[Element]:
    blocks = writer.all(entry)
    if blocks and blocks[0]["t"] == "Para":
        blocks[0] = node("Plain", blocks[0]["c"])
    return blocks


def _elements(part: nodes.Element) -> list[nodes.Element]:
    return [child for child in part.children if isinstance(child, nodes.Element)]


def _definitions(writer: WordWriter, part: nodes.Element) -> list[Element]:
    entries = []
    for entry in _elements(part):
        names = [c for c in _elements(entry) if isinstance(c, (nodes.term, nodes.classifier))]
        name: list[Element] = []
        for number, term in enumerate(names):
            name += [*(text(" : ") if number else []), *writer.lines(term)]
        bodies = [c for c in _elements(entry) if isinstance(c, nodes.definition)]
        entries.append([name, [writer.all(body) for body in bodies]])
    return [node("DefinitionList", entries)]


def _fields(writer: WordWriter, part: nodes.Element) -> list[Element]:
    entries = [
        [text(entry.children[0].astext()), [writer.all(_elements(entry)[1])]]
        for entry in _elements(part)
    ]
    return [node("DefinitionList", entries)]


def _listing(_: WordWriter, part: nodes.Element) -> list[Element]:
    return [node("CodeBlock", attributes(), part.astext())]


def _quote(writer: WordWriter, part: nodes.Element) -> list[Element]:
    return [node("BlockQuote", writer.all(part))]


def _bold(writer: WordWriter, part: nodes.Element) -> list[Element]:
    return [node("Para", [strong(writer.lines(part))])]


def _admonition(kind: str) -> Render:
    def render(writer: WordWriter, part: nodes.Element) -> list[Element]:
        children = _elements(part)
        own = children[0] if children and isinstance(children[0], nodes.title) else None
        title = writer.lines(own) if own else text(writer.words(kind))
        body = [b for child in part.children if child is not own for b in writer.block(child)]
        return [styled("Admonition", [node("Para", [strong(title)]), *body])]

    return render


def _lineblock(writer: WordWriter, part: nodes.Element) -> list[Element]:
    return [node("LineBlock", list(_rows_of_lines(writer, part, 0)))]


def _rows_of_lines(writer: WordWriter, part: nodes.Element, depth: int) -> Iterator[list[Element]]:
    for entry in _elements(part):
        if isinstance(entry, nodes.line_block):
            yield from _rows_of_lines(writer, entry, depth + 1)
        else:
            yield [*text("\u00a0" * 4 * depth), *writer.lines(entry)]


def _figure(writer: WordWriter, part: nodes.Element) -> list[Element]:
    found: list[Element] = []
    for child in part.children:
        if isinstance(child, nodes.caption):
            found.append(styled("Image Caption", [node("Para", writer.lines(child))]))
        else:
            found += writer.all(child) if isinstance(child, nodes.legend) else writer.block(child)
    return found


def _image_block(writer: WordWriter, part: nodes.Element) -> list[Element]:
    inside = _image(writer, part)
    return [node("Para", inside)] if inside else []


def _image(writer: WordWriter, part: nodes.Element) -> list[Element]:
    from pathlib import Path

    uri, alt = str(part.get("uri", "")), str(part.get("alt", "")).strip()
    try:
        name, data = prepared(Path(writer.root), uri)
    except ImageError as error:
        writer.warn(part, f"image {uri}: {error}")
        return text(f"[{alt or 'image'}]")
    writer.images[name] = data
    name = name.replace(".svg", ".png")
    return [node("Image", attributes(), text(alt), [name, ""])]


def _table(writer: WordWriter, part: nodes.Element) -> list[Element]:
    title = next((c for c in part.children if isinstance(c, nodes.title)), None)
    parts = [part.next_node(kind) for kind in (nodes.thead, nodes.tbody)]
    grids, rows = [], []
    for section in parts:
        entries = [_elements(row) for row in _elements(section)] if section is not None else []
        grids.append([[_plain(entry) for entry in row] for row in entries])
        rows.append([[_entry(writer, entry) for entry in row] for row in entries])
    grid = Grid(head=grids[0], rows=grids[1])
    return laid_out(writer, grid, rows[0], rows[1], writer.lines(title) if title else [])


def _plain(entry: nodes.Element) -> Cell:
    return Cell(
        content=NONE,
        text=_BLANKS.sub(" ", entry.astext()),
        columns=int(entry.get("morecols", 0)) + 1,
        rows=int(entry.get("morerows", 0)) + 1,
    )


def _entry(writer: WordWriter, entry: nodes.Element) -> list[object]:
    plain = _plain(entry)
    return cell(writer.all(entry), plain.rows, plain.columns)


def of_grid(writer: WordWriter, grid: Grid, caption: str) -> list[Element]:
    """Return a view of the project as a table.

    :param grid: the view
    :param caption: stands above it
    """
    head = [[_written(c) for c in row] for row in grid.head]
    rows = [[_written(c) for c in row] for row in grid.rows]
    return laid_out(writer, grid, head, rows, text(caption))


def _written(entry: Cell) -> list[object]:
    return cell([node("Para", text(entry.text))] if entry.text else [], entry.rows, entry.columns)


def laid_out(
    writer: WordWriter,
    grid: Grid,
    head: Sequence[Sequence[list[object]]],
    rows: Sequence[Sequence[list[object]]],
    caption: list[Element],
) -> list[Element]:
    """Return a table; one that is too wide for an upright page has pages across of its own.

    :param grid: says how wide the columns are
    :param head: cells of the rows of its head
    :param rows: all others
    :param caption: stands above it
    """
    if not grid.head and not grid.rows:
        return []
    across = needs_landscape(grid) and not writer.contained
    made = table(head, rows, widths(grid, LANDSCAPE if across else PORTRAIT), caption)
    return [UPRIGHT, made, ACROSS] if across else [made]


def _view(writer: WordWriter, part: nodes.Element) -> list[Element]:
    from nachweis.annex.tables import grid_of

    grid = grid_of(writer, part)
    return of_grid(writer, grid, "") if grid else writer.block(nodes.paragraph("", part["view"]))


def _reference(writer: WordWriter, part: nodes.Element) -> list[Element]:
    inside = writer.lines(part)
    target = target_of(part, writer.docname)
    if target:
        mark = writer.bookmark(target)
        other = writer.names.elsewhere.documents.get(target.partition("#")[0])
        if mark:
            return [link(f"#{mark}", inside)]
        return [*inside, *text(f" ({other})")] if other else inside
    address = str(part.get("refuri", ""))
    return [link(address, inside)] if urlsplit(address).scheme.lower() in _SAFE else inside


def _mention(writer: WordWriter, part: nodes.Element) -> list[Element]:
    identifier, own = part["target"], part.astext()
    item = writer.verdict.graph.items.get(identifier)
    if item is None:
        writer.warn(part, f"there is no object {identifier}; correct the ID")
        return text(f"[{identifier}]")
    if f"#{identifier}" in writer.names.labels:
        return [link(f"#{identifier}", text(own or name_of(item, writer.annex, "")))]
    if identifier in writer.hidden:
        other = writer.names.elsewhere.objects.get(identifier)
        if other is None:
            writer.warn(part, "names an object that no annex holds; name it in words")
            return text(own or "[…]")
        return text(f"{own or item.get('number') or item.id} ({other})")
    return text(own or name_of(item, writer.annex, ""))


def _note(writer: WordWriter, part: nodes.Element) -> list[Element]:
    note = writer.footnotes.get(str(part.get("refid", "")))
    if note is None:
        return [node("Superscript", text(part.astext()))]
    blocks = [b for c in note.children if not isinstance(c, nodes.label) for b in writer.block(c)]
    return [node("Note", blocks)]


def _in(kind: str) -> Render:
    def render(writer: WordWriter, part: nodes.Element) -> list[Element]:
        return [node(kind, writer.lines(part))]

    return render


def _literal(_: WordWriter, part: nodes.Element) -> list[Element]:
    return [node("Code", attributes(), part.astext())]


def _raw(writer: WordWriter, part: nodes.Element) -> list[Element]:
    html = part.astext()
    if "checkbox" in html:
        return text("☒ " if "checked" in html else "☐ ")
    if html.strip() and part.get("format") == "html" and not html.lstrip().startswith("<!--"):
        writer.warn(part, "Word cannot show HTML; write it in Markdown")
    return []


def _nothing(_: WordWriter, __: nodes.Element) -> list[Element]:
    return []


def _through(writer: WordWriter, part: nodes.Element) -> list[Element]:
    return writer.all(part)


def _inline(writer: WordWriter, part: nodes.Element) -> list[Element]:
    return writer.lines(part)


_UNSEEN: Final[Mapping[str, Render]] = dict.fromkeys(
    (
        *("comment", "substitution_definition", "index", "meta", "pending", "footnote"),
        *("tabular_col_spec", "highlightlang", "toctree", "label"),
    ),
    _nothing,
)

BLOCKS: Final[Mapping[str, Render]] = {
    **_UNSEEN,
    **dict.fromkeys(("section",), _section),
    "ObjectNode": _object,
    **dict.fromkeys(("paragraph", "compact_paragraph"), _paragraph),
    "bullet_list": _bullets,
    "enumerated_list": _numbered,
    "definition_list": _definitions,
    **dict.fromkeys(("field_list", "option_list", "docinfo"), _fields),
    **dict.fromkeys(("literal_block", "doctest_block", "math_block"), _listing),
    **dict.fromkeys(("block_quote", "epigraph", "topic", "sidebar"), _quote),
    **dict.fromkeys(("caption", "rubric", "title", "subtitle"), _bold),
    "line_block": _lineblock,
    "transition": lambda _, __: [node("HorizontalRule")],
    "figure": _figure,
    "image": _image_block,
    "table": _table,
    "ViewNode": _view,
    "raw": _raw,
    **dict.fromkeys(
        (
            *("container", "compound", "only", "start_of_file", "decoration", "glossary"),
            *("hlist", "hlistcol", "versionmodified", "centered", "attribution", "legend"),
            "system_message",
        ),
        _through,
    ),
    **{
        kind: _admonition(title)
        for kind, title in {
            "note": "Note",
            "tip": "Tip",
            "hint": "Hint",
            "important": "Important",
            "attention": "Attention",
            "caution": "Caution",
            "warning": "Warning",
            "danger": "Danger",
            "error": "Error",
            "seealso": "See also",
            "admonition": "",
            "todo_node": "Open",
        }.items()
    },
}

LINES: Final[Mapping[str, Render]] = {
    **_UNSEEN,
    **dict.fromkeys(("strong", "literal_strong", "problematic"), _in("Strong")),
    **dict.fromkeys(("emphasis", "literal_emphasis", "title_reference"), _in("Emph")),
    **dict.fromkeys(("literal", "math"), _literal),
    **dict.fromkeys(
        (
            *("inline", "abbreviation", "acronym", "generated", "pending_xref", "target"),
            *("citation_reference", "download_reference"),
        ),
        _inline,
    ),
    "subscript": _in("Subscript"),
    "superscript": _in("Superscript"),
    **dict.fromkeys(("reference", "number_reference"), _reference),
    "Mention": _mention,
    "Inserted": _in("Underline"),
    "Deleted": _in("Strikeout"),
    "footnote_reference": _note,
    "image": _image,
    "raw": _raw,
}
