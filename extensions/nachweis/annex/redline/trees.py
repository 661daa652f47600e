"""The redline: an older state of an annex marked in the trees of the new one."""

from __future__ import annotations

import dataclasses
import hashlib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import TypeAlias

from docutils import nodes

from nachweis.annex.content.nodes import Deleted, Lost, ObjectNode
from nachweis.annex.redline.marking import LEAVES, gone, mark_blocks, text_of
from nachweis.model.items import Item
from nachweis.model.messages import Message, Term
from nachweis.site.views import ViewNode
from nachweis.trace.graph import Graph

Trees: TypeAlias = Mapping[str, nodes.document]
_Owner: TypeAlias = tuple[str, bool]
"""What text belongs to: the ID of an object or the name of a document, and whether it is an ID."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Stand:
    """A state of an annex.

    :param graph: catalogue and project
    :param root: the folder that its images lie in
    """

    trees: Trees
    graph: Graph
    root: Path


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Change:
    """A line of the summary.

    :param item: the object that changed; nothing for what is none
    :param document: the document of a text around the objects
    :param title: what is called by a title: a document, a table, the cover
    :param label: where that stands
    :param gone: whether it is not in the new state any more
    :param said: what changed
    """

    said: tuple[Message | str, ...]
    item: Item | None = None
    document: str = ""
    title: str = ""
    label: str = ""
    gone: bool = False


@dataclasses.dataclass(kw_only=True, slots=True)
class _Text:
    """What belongs to an object or a document: blocks of text, images, places of views."""

    blocks: list[nodes.Element] = dataclasses.field(default_factory=list)
    images: list[nodes.image] = dataclasses.field(default_factory=list)
    views: list[ViewNode] = dataclasses.field(default_factory=list)


def mark(new: Stand, old: Stand) -> tuple[Change, ...]:
    """Mark what changed between two states of an annex, and return what to say of it.

    :param new: the new state; its trees get the marks
    :param old: the old one
    """
    known, here = _owners(old.trees), _owners(new.trees)
    titles = {name: _title(tree) for name, tree in {**old.trees, **new.trees}.items()}
    ids = {**old.graph.items, **new.graph.items}
    changes = []
    for owner, text in here.items():
        before = known.get(owner, _Text())
        said = list(_compared(text, before, new.root, old.root))
        name, is_object = owner
        if not is_object:
            if said:
                changes.append(Change(document=name, title=titles[name], said=tuple(said)))
            continue
        item = new.graph.items[name]
        was = old.graph.items.get(name) if owner in known else None
        said = [*said, *_said(item, was, ids)] if was else [Message("new")]
        if said:
            changes.append(Change(item=item, said=tuple(said)))
        _mark_heading(new.trees, item, was)
    lost = [owner for owner in known if owner not in here]
    for name, is_object in lost:
        if is_object:
            item = old.graph.items[name]
            changes.append(Change(item=item, said=(Message("removed"),), gone=True))
        elif known[name, is_object].blocks:
            said = [Message("removed")]
            entry = Change(document=name, title=titles[name], said=tuple(said), gone=True)
            changes.append(entry)
    _put_back(new.trees, old, known, frozenset(lost))
    return tuple(changes)


def _owners(trees: Trees) -> dict[_Owner, _Text]:
    """Return all text by what it belongs to: an object, or the text of a document."""
    owners: dict[_Owner, _Text] = defaultdict(_Text)
    for docname, tree in trees.items():
        owners[docname, False] = _Text()
        noted = {ref.get("refid") for ref in tree.findall(nodes.footnote_reference)}
        for node in tree.findall(nodes.Element):
            if isinstance(node, ObjectNode):
                owners[node["item"], True] = _Text()
                continue
            note = _around(node, nodes.footnote)
            if note is not None and noted.isdisjoint(note["ids"]):
                continue  # a note that nothing refers to is not set
            around = _around(node, ObjectNode)
            text = owners[(around["item"], True) if around is not None else (docname, False)]
            if isinstance(node, LEAVES):
                text.blocks.append(node)
            elif isinstance(node, nodes.image):
                text.images.append(node)
            elif isinstance(node, ViewNode):
                text.views.append(node)
    return dict(owners)


def _title(tree: nodes.document) -> str:
    title = tree.next_node(nodes.title)
    return title.astext() if title is not None else ""


def _around(node: nodes.Node, kind: type[nodes.Element]) -> nodes.Element | None:
    parent = node.parent
    while parent is not None and not isinstance(parent, kind):
        parent = parent.parent
    return parent


def _compared(new: _Text, old: _Text, root: Path, before: Path) -> Iterator[Message]:
    """Mark a text against the old one, and yield what changed."""
    if mark_blocks(new.blocks, old.blocks):
        yield Message("text changed")
    ours = [_digest(image, root) for image in new.images]
    theirs = [_digest(image, before) for image in old.images]
    if ours != theirs:
        yield Message("image changed")
    for image, digest in zip(new.images, ours, strict=True):
        if digest not in theirs:
            image["changed"] = True
    _pair_views(new, old)


def _pair_views(new: _Text, old: _Text) -> None:
    """Tell each view which one it was, and put back those that are gone."""
    left = {_name(view): view for view in old.views}
    for view in new.views:
        view["before"] = left.pop(_name(view), None)
    for view in left.values():
        if new.blocks:
            at = new.blocks[-1]
            lost = ViewNode("", view=view["view"], options=view["options"], gone=True)
            at.parent.insert(at.parent.index(at) + 1, lost)


def _digest(image: nodes.Element, root: Path) -> str:
    """Return what tells an image from others: what it shows, and what it is said to show."""
    path = root / str(image.get("uri", ""))
    try:
        content = path.read_bytes()
    except OSError:
        content = str(path).encode()
    return f"{hashlib.blake2b(content).hexdigest()} {image.get('alt', '')}"


def _name(view: nodes.Element) -> str:
    options = view["options"]
    return f"{view['view']} {options.get('type', '')} {options.get('title', '')}"


def _mark_heading(trees: Trees, item: Item, was: Item | None) -> None:
    """Mark the heading of an object, and put the old one below it."""
    same = was is not None and _heading(was) == _heading(item)
    for tree in trees.values():
        for node in tree.findall(ObjectNode):
            if node["item"] == item.id:
                node["known"] = was is not None
                node["fresh"] = not same
                if was is not None and not same:
                    node.insert(0, gone(_heading(was)))
                return


def _heading(item: Item) -> str:
    number = item.get("number") if item.type == "clause" else ""
    return f"{number} {item.title}".strip()


def _said(item: Item, before: Item, ids: Mapping[str, Item]) -> Iterator[Message]:
    if before.title != item.title:
        yield Message("title changed")
    for name in dict.fromkeys((*before.fields, *item.fields)):
        old, new = before.get(name), item.get(name)
        if old != new and (old in ids or new in ids):  # the particulars have their names
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
    new: Trees, old: Stand, known: Mapping[_Owner, _Text], lost: frozenset[_Owner]
) -> None:
    """Put what is gone where it stood: behind what was before it."""
    at = next(iter(new), "")
    for docname, tree in old.trees.items():
        if docname in new:
            at = docname
            _put_objects(new[docname], tree, old, known, lost)
        elif at:
            new[at].extend(gone(text_of(block)) for block in known[docname, False].blocks)
            left = [owner for owner in _objects(tree) if owner in lost]
            new[at].extend(_shown(left, old, known))


def _objects(tree: nodes.document) -> list[_Owner]:
    return [(node["item"], True) for node in tree.findall(ObjectNode)]


def _shown(owners: Sequence[_Owner], old: Stand, known: Mapping[_Owner, _Text]) -> list[nodes.Node]:
    """Return objects that are gone: each with its old heading and its text."""
    shown: list[nodes.Node] = []
    for owner in owners:
        title = Deleted("", _heading(old.graph.items[owner[0]]))
        shown.append(nodes.paragraph("", "", nodes.strong("", "", title)))
        shown += [gone(text_of(block)) for block in known[owner].blocks]
        shown.append(Lost("", item=owner[0]))
    return shown


def _put_objects(
    target: nodes.document,
    tree: nodes.document,
    old: Stand,
    known: Mapping[_Owner, _Text],
    lost: frozenset[_Owner],
) -> None:
    """Put objects that are gone where they stood, those of a section in their order."""
    there = {node["item"]: node for node in target.findall(ObjectNode)}
    homes = {node["item"]: node.parent for node in tree.findall(ObjectNode)}
    order = _objects(tree)
    last: nodes.Element | None = None
    for home, owners in groupby(order, key=lambda owner: (homes[owner[0]], owner in lost)):
        run = list(owners)
        if not home[1]:
            last = there.get(run[-1][0], last)
            continue
        rest = order[order.index(run[-1]) + 1 :]
        following = next((there[name] for name, _ in rest if name in there), None)
        around = [node for node in (last, following) if node is not None]
        beside = [node for node in around if homes[node["item"]] is home[0]]
        same = None if beside else _section(target, home[0])
        shown = _shown(run, old, known)
        if same is not None:
            same.extend(shown)
        elif around:
            at = (beside or around)[0]
            at.parent.insert(at.parent.index(at) + (at is last), shown)
        else:
            (target.next_node(nodes.section) or target).extend(shown)


def _section(target: nodes.document, home: nodes.Node) -> nodes.Element | None:
    """Return the section of the new state that has the title of an old one."""
    titles = [child.astext() for child in home.children if isinstance(child, nodes.title)]
    for node in target.findall(nodes.title):
        if isinstance(node.parent, nodes.section) and [node.astext()] == titles:
            return node.parent
    return None
