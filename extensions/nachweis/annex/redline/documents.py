"""Changes in documents: the trees of the new state get marks, and what was removed is put back."""

from __future__ import annotations

import dataclasses
import hashlib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set
from itertools import groupby
from pathlib import Path
from typing import TypeAlias

from docutils import nodes

from nachweis.annex.content.draft import Draft
from nachweis.annex.content.nodes import Deleted, ObjectNode, RemovedParticulars
from nachweis.annex.redline.base import Change
from nachweis.annex.redline.marking import LEAVES, deleted_paragraph, mark_blocks, text_of
from nachweis.annex.redline.rows import put_back_rows
from nachweis.model.items import Item
from nachweis.model.messages import Message, Term
from nachweis.site.views import ViewNode

Trees: TypeAlias = Mapping[str, nodes.document]
_Owner: TypeAlias = tuple[str, bool]
"""The ID of an object or the name of a document that a text belongs to; whether it is an ID."""


@dataclasses.dataclass(kw_only=True, slots=True)
class _Text:
    """The text of an object, or of a document outside of its objects."""

    blocks: list[nodes.Element] = dataclasses.field(default_factory=list)
    images: list[nodes.image] = dataclasses.field(default_factory=list)
    views: list[ViewNode] = dataclasses.field(default_factory=list)


def mark_documents(new: Draft, old: Draft) -> tuple[Change, ...]:
    """Mark what changed in the documents of an annex, and return the changes.

    :param new: the new state; its trees get the marks
    :param old: the older state
    """
    before, now = _texts(old.trees), _texts(new.trees)
    old_items, new_items = old.context.verdict.graph.items, new.context.verdict.graph.items
    titles = {name: _title(tree) for name, tree in {**old.trees, **new.trees}.items()}
    ids = old_items.keys() | new_items.keys()
    found = [node for tree in new.trees.values() for node in tree.findall(ObjectNode)]
    headed = {node["item"]: node for node in reversed(found)}  # the first of each
    changes = []
    for owner, text in now.items():
        messages = list(
            _compare(text, before.get(owner, _Text()), new.context.root, old.context.root)
        )
        name, is_object = owner
        if not is_object:
            if messages:
                document = Change(document=name, title=titles[name], messages=tuple(messages))
                changes.append(document)
            continue
        item = new_items[name]
        was = old_items.get(name) if owner in before else None
        messages = [*messages, *_field_changes(item, was, ids)] if was else [Message("new")]
        if messages:
            changes.append(Change(item=item, messages=tuple(messages)))
        _mark_heading(headed[name], item, was)
    removed = [owner for owner in before if owner not in now]
    gone = (Message("removed"),)
    for name, is_object in removed:
        if is_object:
            changes.append(Change(item=old_items[name], messages=gone, removed=True))
        elif before[name, is_object].blocks:
            title = titles[name]
            changes.append(Change(document=name, title=title, messages=gone, removed=True))
    _put_back(new.trees, old, before, frozenset(removed))
    return tuple(changes)


def _texts(trees: Trees) -> dict[_Owner, _Text]:
    """Return all texts by their owners."""
    texts: dict[_Owner, _Text] = defaultdict(_Text)
    for docname, tree in trees.items():
        texts[docname, False] = _Text()
        used = {ref.get("refid") for ref in tree.findall(nodes.footnote_reference)}
        for node in tree.findall(nodes.Element):
            if isinstance(node, ObjectNode):
                texts[node["item"], True] = _Text()
                continue
            footnote = _ancestor(node, nodes.footnote)
            if footnote is not None and used.isdisjoint(footnote["ids"]):
                continue  # a footnote without a reference is not printed
            around = _ancestor(node, ObjectNode)
            text = texts[(around["item"], True) if around is not None else (docname, False)]
            if isinstance(node, LEAVES):
                text.blocks.append(node)
            elif isinstance(node, nodes.image):
                text.images.append(node)
            elif isinstance(node, ViewNode):
                text.views.append(node)
    return dict(texts)


def _title(tree: nodes.document) -> str:
    title = tree.next_node(nodes.title)
    return title.astext() if title is not None else ""


def _ancestor(node: nodes.Node, kind: type[nodes.Element]) -> nodes.Element | None:
    parent = node.parent
    while parent is not None and not isinstance(parent, kind):
        parent = parent.parent
    return parent


def _compare(new: _Text, old: _Text, root: Path, old_root: Path) -> Iterator[Message]:
    """Mark a text against the old one, and yield what changed."""
    left = put_back_rows(new.blocks, old.blocks)
    if mark_blocks(new.blocks, left) or len(left) < len(old.blocks):
        yield Message("text changed")
    digests = [_digest(image, root) for image in new.images]
    old_digests = [_digest(image, old_root) for image in old.images]
    if digests != old_digests:
        yield Message("image changed")
    for image, digest in zip(new.images, digests, strict=True):
        if digest not in old_digests:
            image["changed"] = True
    _pair_views(new, old)


def _pair_views(new: _Text, old: _Text) -> None:
    """Attach to each view the one of the older state, and put back those that were removed."""
    left = {_view_key(view): view for view in old.views}
    for view in new.views:
        view["before"] = left.pop(_view_key(view), None)
    for view in left.values():
        if new.blocks:
            at = new.blocks[-1]
            removed = ViewNode("", view=view["view"], options=view["options"], removed=True)
            at.parent.insert(at.parent.index(at) + 1, removed)


def _digest(image: nodes.Element, root: Path) -> str:
    """Return a digest of an image: of its content and its alternative text."""
    path = root / str(image.get("uri", ""))
    try:
        content = path.read_bytes()
    except OSError:
        content = str(path).encode()
    return f"{hashlib.blake2b(content).hexdigest()} {image.get('alt', '')}"


def _view_key(view: nodes.Element) -> str:
    options = view["options"]
    return f"{view['view']} {options.get('type', '')} {options.get('title', '')}"


def _mark_heading(node: ObjectNode, item: Item, was: Item | None) -> None:
    """Mark the heading of an object, and put the old one below it."""
    same = was is not None and _heading(was) == _heading(item)
    node["in_base"] = was is not None
    node["changed_heading"] = not same
    if was is not None and not same:
        node.insert(0, deleted_paragraph(_heading(was)))


def _heading(item: Item) -> str:
    number = item.get("number") if item.type == "clause" else ""
    return f"{number} {item.title}".strip()


def _field_changes(item: Item, before: Item, ids: Set[str]) -> Iterator[Message]:
    if before.title != item.title:
        yield Message("title changed")
    for name in dict.fromkeys((*before.fields, *item.fields)):
        old, new = before.get(name), item.get(name)
        if old != new and (old in ids or new in ids):  # the particulars print their names
            yield Message("{field} changed", field=Term(name))
        elif old != new:
            yield Message(
                "{field}: {old} → {new}",
                field=Term(name),
                old=Term(old, context=name) if old else "–",
                new=Term(new, context=name) if new else "–",
            )
    if before.links != item.links:
        yield Message("links changed")


def _put_back(
    new: Trees, old: Draft, texts: Mapping[_Owner, _Text], removed: frozenset[_Owner]
) -> None:
    """Put what was removed back to its place: behind what was before it."""
    at = next(iter(new), "")
    for docname, tree in old.trees.items():
        if docname in new:
            at = docname
            _put_objects(new[docname], tree, old, texts, removed)
        elif at:
            blocks = texts[docname, False].blocks
            new[at].extend(deleted_paragraph(text_of(block)) for block in blocks)
            left = [owner for owner in _objects(tree) if owner in removed]
            new[at].extend(_deleted(left, old, texts))


def _objects(tree: nodes.document) -> list[_Owner]:
    return [(node["item"], True) for node in tree.findall(ObjectNode)]


def _deleted(
    owners: Sequence[_Owner], old: Draft, texts: Mapping[_Owner, _Text]
) -> list[nodes.Node]:
    """Return objects as deleted paragraphs: each with its heading, its text, its particulars."""
    shown: list[nodes.Node] = []
    for owner in owners:
        title = Deleted("", _heading(old.context.verdict.graph.items[owner[0]]))
        shown.append(nodes.paragraph("", "", nodes.strong("", "", title)))
        shown += [deleted_paragraph(text_of(block)) for block in texts[owner].blocks]
        shown.append(RemovedParticulars("", item=owner[0]))
    return shown


def _put_objects(
    target: nodes.document,
    tree: nodes.document,
    old: Draft,
    texts: Mapping[_Owner, _Text],
    removed: frozenset[_Owner],
) -> None:
    """Put removed objects back to their places, those of a section in their order."""
    there = {node["item"]: node for node in target.findall(ObjectNode)}
    homes = {node["item"]: node.parent for node in tree.findall(ObjectNode)}
    order = _objects(tree)
    last: nodes.Element | None = None
    for home, owners in groupby(order, key=lambda owner: (homes[owner[0]], owner in removed)):
        run = list(owners)
        if not home[1]:
            last = there.get(run[-1][0], last)
            continue
        rest = order[order.index(run[-1]) + 1 :]
        following = next((there[name] for name, _ in rest if name in there), None)
        around = [node for node in (last, following) if node is not None]
        beside = [node for node in around if homes[node["item"]] is home[0]]
        same = None if beside else _section(target, home[0])
        shown = _deleted(run, old, texts)
        if same is not None:
            same.extend(shown)
        elif around:
            at = (beside or around)[0]
            at.parent.insert(at.parent.index(at) + (at is last), shown)
        else:
            (target.next_node(nodes.section) or target).extend(shown)


def _section(target: nodes.document, home: nodes.Node) -> nodes.Element | None:
    """Return the section of the new state with the title of an old one."""
    titles = [child.astext() for child in home.children if isinstance(child, nodes.title)]
    for node in target.findall(nodes.title):
        if isinstance(node.parent, nodes.section) and [node.astext()] == titles:
            return node.parent
    return None
