"""The redline: an older state of an annex marked in the trees of the new one, word by word."""

from __future__ import annotations

import dataclasses
import difflib
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TypeAlias

from docutils import nodes

from nachweis.annex.nodes import Deleted, Inserted, Mention, ObjectNode
from nachweis.model.items import Item
from nachweis.model.messages import Message, Term
from nachweis.trace.graph import Graph
from nachweis.trace.redline import Edit, Piece, redline

_BLANKS = re.compile(r"\s+")
_LEAVES = (nodes.paragraph, nodes.term, nodes.literal_block, nodes.caption, nodes.rubric)
_ATOMS = (nodes.literal, nodes.footnote_reference, Mention, nodes.math, nodes.image, nodes.raw)
_ALIKE = 0.3
"""How much two paragraphs share that are shown as one that changed."""

Trees: TypeAlias = Mapping[str, nodes.document]


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Change:
    """A line of the summary.

    :param item: the object that changed; nothing for the text around the objects
    :param document: the document of that text
    :param gone: whether the object is not in the new state any more
    :param said: what changed
    """

    item: Item | None
    said: tuple[Message | str, ...]
    document: str = ""
    gone: bool = False


def mark(new: Trees, old: Trees, graph: Graph, before: Graph) -> tuple[Change, ...]:
    """Mark what changed between two states of an annex, and return what to say of it.

    :param new: the trees of the new state; they get the marks
    :param old: those of the old one
    :param graph: catalogue and project of the new state
    :param before: those of the old one
    """
    known, here = _owners(old), _owners(new)
    changes = []
    for owner, blocks in here.items():
        changed = _mark_blocks(blocks, known.get(owner, []))
        name, is_object = owner
        if not is_object:
            if changed:
                changes.append(Change(item=None, document=name, said=(Message("text changed"),)))
            continue
        said = list(_said(graph.items[name], before.items.get(name), changed=changed))
        if owner not in known:
            said = [Message("new")]
        if said:
            changes.append(Change(item=graph.items[name], said=tuple(said)))
        _old_title(new, graph.items[name], before.items.get(name) if owner in known else None)
    for owner in known:
        if owner not in here and owner[1]:
            item = before.items[owner[0]]
            changes.append(Change(item=item, said=(Message("removed"),), gone=True))
            _put_back(new, old, owner[0], item, known[owner])
    return tuple(changes)


_Owner: TypeAlias = tuple[str, bool]


def _owners(trees: Trees) -> dict[_Owner, list[nodes.Element]]:
    """Return the blocks of text by what they belong to: an object, or the text of a document."""
    owners: dict[_Owner, list[nodes.Element]] = {}
    for docname, tree in trees.items():
        owners.setdefault((docname, False), [])
        for node in tree.findall(nodes.Element):
            if isinstance(node, ObjectNode):
                owners.setdefault((node["item"], True), [])
            elif isinstance(node, _LEAVES):
                around = _object_around(node)
                owner = (around["item"], True) if around is not None else (docname, False)
                owners.setdefault(owner, []).append(node)
    return owners


def _object_around(node: nodes.Node) -> nodes.Element | None:
    parent = node.parent
    while parent is not None and not isinstance(parent, ObjectNode):
        parent = parent.parent
    return parent


def _text(block: nodes.Element) -> str:
    return "".join(text for _, text in _atoms(block))


def _atoms(block: nodes.Element) -> Iterator[tuple[nodes.Node, str]]:
    """Yield the parts of a block that hold words, with their words."""
    for child in block.children:
        if isinstance(child, nodes.Text):
            yield child, _BLANKS.sub(" ", child.astext())
        elif isinstance(child, _ATOMS):
            yield child, _BLANKS.sub(" ", child.astext()) or child.get("target", "")
        elif isinstance(child, nodes.Element):
            yield from _atoms(child)


def _mark_blocks(new: Sequence[nodes.Element], old: Sequence[nodes.Element]) -> bool:
    """Mark blocks against those of the old state; return whether anything changed."""
    ours, theirs = [_text(b) for b in new], [_text(b) for b in old]
    changed = False
    matcher = difflib.SequenceMatcher(None, theirs, ours, autojunk=False)
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind == "equal":
            continue
        changed = True
        _mark_run(new, ours, (c, d), theirs[a:b])
    return changed


def _mark_run(
    new: Sequence[nodes.Element], ours: Sequence[str], span: tuple[int, int], theirs: Sequence[str]
) -> None:
    """Mark blocks that follow each other against those that stood in their place."""
    start, end = span
    pairs = dict(_pairs(theirs, ours[start:end]))
    last: nodes.Element | None = new[start - 1] if start else None
    done = 0
    for index in range(start, end):
        partner = pairs.get(index - start)
        if partner is None:
            _mark_text(new[index], (Piece(edit=Edit.INSERTED, new=ours[index]),))
        else:
            for text in reversed(theirs[done:partner]):
                _put(new, last, text)
            done = partner + 1
            _mark_pair(new[index], theirs[partner], ours[index])
        last = new[index]
    for text in reversed(theirs[done:]):
        _put(new, last, text)


def _pairs(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Yield numbers of a new text and the old one that it came from, both in their order."""
    best, found = _ALIKE, None
    for i, text in enumerate(new):
        for j, other in enumerate(old):
            alike = _alike(other, text)
            if alike > best:
                best, found = alike, (i, j)
    if found is None:
        return
    i, j = found
    yield from _pairs(old[:j], new[:i])
    yield i, j
    for k, m in _pairs(old[j + 1 :], new[i + 1 :]):
        yield k + i + 1, m + j + 1


def _alike(old: str, new: str) -> float:
    return difflib.SequenceMatcher(None, old.split(), new.split(), autojunk=False).ratio()


def _mark_pair(block: nodes.Element, old: str, new: str) -> None:
    if isinstance(block, nodes.literal_block):
        pieces = (Piece(edit=Edit.DELETED, old=f"{old} "), Piece(edit=Edit.INSERTED, new=new))
    else:
        pieces = redline(old, new)  # type: ignore[assignment]  # of any length
    _mark_text(block, pieces)


def _mark_text(block: nodes.Element, pieces: Sequence[Piece]) -> None:
    """Mark the words of a block, whatever emphasis or link they stand in."""
    if isinstance(block, nodes.literal_block):
        gone = "".join(piece.old for piece in pieces if piece.edit is Edit.DELETED)
        block["changed"] = True
        if gone and block.parent is not None:
            block.parent.insert(block.parent.index(block), _gone(gone))
        return
    runs = list(_runs(pieces))
    for node, text in list(_atoms(block)):
        parts, runs = _cut(node, text, runs)
        if node.parent is not None and parts != [node]:
            node.parent.replace(node, parts)
    block += [Deleted("", run) for kind, run in runs if kind is Edit.DELETED]


_Run: TypeAlias = tuple[Edit, str]


def _runs(pieces: Sequence[Piece]) -> Iterator[_Run]:
    for piece in pieces:
        yield piece.edit, piece.old if piece.edit is Edit.DELETED else piece.new


def _cut(node: nodes.Node, text: str, runs: list[_Run]) -> tuple[list[nodes.Node], list[_Run]]:
    """Return a part of a block as marked parts, and the runs behind it."""
    parts: list[nodes.Node] = []
    left = len(text)
    whole = not isinstance(node, nodes.Text)
    fresh = False
    position = 0
    while runs and (left or runs[0][0] is Edit.DELETED):
        kind, words = runs.pop(0)
        if kind is Edit.DELETED:
            parts.append(Deleted("", words))
            continue
        taken = words[:left]
        if words[left:]:
            runs.insert(0, (kind, words[left:]))
        left -= len(taken)
        fresh = fresh or kind is Edit.INSERTED
        if not whole:
            cut = text[position : position + len(taken)]
            parts.append(Inserted("", cut) if kind is Edit.INSERTED else nodes.Text(cut))
        position += len(taken)
    if whole:
        copy = node.deepcopy()
        parts.append(Inserted("", "", copy) if fresh else copy)
    elif left:
        parts.append(nodes.Text(text[position:]))
    return parts, runs


def _gone(text: str) -> nodes.paragraph:
    return nodes.paragraph("", "", Deleted("", text))


def _put(blocks: Sequence[nodes.Element], after: nodes.Element | None, text: str) -> None:
    """Put a paragraph that is gone where it stood: behind a block, or before the first one."""
    at = after if after is not None else (blocks[0] if blocks else None)
    if at is None or at.parent is None:
        return
    if isinstance(at, nodes.term):
        at += Deleted("", f" {text}")
        return
    at.parent.insert(at.parent.index(at) + (after is not None), _gone(text))


def _old_title(trees: Trees, item: Item, before: Item | None) -> None:
    """Show the old title of an object below its new one."""
    if before is None or before.title == item.title:
        return
    for tree in trees.values():
        for node in tree.findall(ObjectNode):
            if node["item"] == item.id:
                node.insert(0, _gone(before.title))
                return


def _said(item: Item, before: Item | None, *, changed: bool) -> Iterator[Message]:
    if before is None:
        return
    if changed:
        yield Message("text changed")
    if before.title != item.title:
        yield Message("title changed")
    for name in dict.fromkeys((*before.fields, *item.fields)):
        old, new = before.get(name), item.get(name)
        if old != new:
            yield Message(
                "{field}: {old} → {new}",
                field=Term(name),
                old=Term(old, context=name) if old else "–",
                new=Term(new, context=name) if new else "–",
            )
    if before.links != item.links:
        yield Message("links changed")


def _put_back(
    new: Trees, old: Trees, identifier: str, item: Item, blocks: Sequence[nodes.Element]
) -> None:
    """Put an object that is gone where it stood: behind the one that was before it."""
    for docname, tree in old.items():
        order = [node["item"] for node in tree.findall(ObjectNode)]
        if identifier not in order:
            continue
        target = new.get(docname) or next(iter(new.values()))
        shown = [nodes.paragraph("", "", nodes.strong("", "", Deleted("", item.title)))]
        shown += [_gone(_text(block)) for block in blocks]
        before = set(order[: order.index(identifier)])
        around = [n for n in target.findall(ObjectNode) if n["item"] in before]
        if around:
            last = around[-1]
            last.parent.insert(last.parent.index(last) + 1, shown)
        else:
            first = target.next_node(nodes.section) or target
            first.extend(shown)
        return
