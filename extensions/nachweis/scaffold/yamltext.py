"""Adding an entry to a list of a YAML file as text, keeping comments and layout."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import yaml

from nachweis.model.items import Item
from nachweis.model.messages import Message
from nachweis.model.objects import TYPE
from nachweis.model.places import Place
from nachweis.scaffold.lines import content_end, insert, plain, split
from nachweis.scaffold.scalars import scalar
from nachweis.sources.errors import SourceError
from nachweis.sources.files import problem

BASE: Final[Any] = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
"""Loads every value as text."""


def entry_lines(item: Item, dash: int, gap: int) -> list[str]:
    """Write an object as the lines of an entry.

    :param item: the object
    :param dash: column of the dash
    :param gap: spaces between the dash and the keys
    """
    values = {"id": item.id, "title": scalar(item.title)}
    values |= {name: scalar(value) for name, value in item.fields.items()}
    values |= {
        name: targets[0] if len(targets) == 1 else f"[{', '.join(targets)}]"
        for name, targets in item.links.items()
    }
    if item.body:
        values["text"] = scalar(item.body)
    lines = [f"{' ' * (dash + 1 + gap)}{name}: {value}" for name, value in values.items()]
    lines[0] = f"{' ' * dash}-{' ' * gap}{lines[0].lstrip()}"
    return lines


def append_entry(text: str, item: Item) -> tuple[str, int]:
    """Add an object to its list in a YAML file; return the new text, and its first line.

    :param text: the file
    :param item: the object
    :raises SourceError: if no entry can be added to the list as it is written
    """
    plural = TYPE[item.type].plural
    lines = split(text)
    before = plain(lines)
    root, pairs = _composed(before)
    key, value = _pair(pairs, plural)
    if isinstance(value, yaml.SequenceNode) and value.value:
        if value.flow_style:
            message = Message("{name} is written in brackets; write an entry a line", name=plural)
            raise _refuse(item, value, message)
        dash, gap = _indent(value)
        position = _behind(lines, last_line(value.value[-1]) + 1, dash)
        block = entry_lines(item, dash, gap)
        line = position + 1
    elif key is not None and value is not None:
        _empty(lines, value)
        position = key.start_mark.line + 1
        block = entry_lines(item, 2, 1)
        line = position + 1
    else:
        position = content_end(lines)
        head = ["", f"{plural}:"] if pairs else [f"{plural}:"]
        block = [*head, *entry_lines(item, 2, 1)]
        line = position + len(head) + 1
    written = insert(lines, position, block)
    if not _is_added(before, written, plural, item.id):
        message = Message("{name} takes no entry here; add it by hand", name=plural)
        raise _refuse(item, value or root, message)
    return written, line


def remove_entry(text: str, item: Item) -> tuple[str, str]:
    """Take an object out of its list in a YAML file; return the new text, and the entry's lines.

    :param text: the file
    :param item: the object, as read from the file
    :returns: the text without it, and the entry as it is written below a key
    :raises SourceError: if it cannot be taken out as it is written
    """
    plural = TYPE[item.type].plural
    lines = split(text)
    before = plain(lines)
    root, pairs = _composed(before)
    key, listed = _pair(pairs, plural)
    is_block = isinstance(listed, yaml.SequenceNode) and not listed.flow_style
    entries = listed.value if listed is not None and is_block else []
    mine = [node for node in entries if is_entry_of(node, item.id)]
    if key is not None and listed is not None and len(mine) == 1:
        start, end = mine[0].start_mark.line, last_line(mine[0]) + 1
        dash = listed.start_mark.column
        entry = "".join(f"  {line[dash:]}" for line in split(plain(lines[start:end])))
        written = "".join([*lines[:start], *lines[end:]])
        if len(entries) == 1:
            head = key.start_mark.line
            rest = [*lines[:head], *lines[head + 1 : start], *lines[end:]]
            written = insert(rest, head, [f"{plural}: []"])
        if _is_removed(before, plain(split(written)), plural, item.id):
            return written, entry
    message = Message("{id} cannot be moved; write an entry a line", id=item.id)
    raise _refuse(item, listed or root, message)


def is_entry_of(node: yaml.Node, identifier: str) -> bool:
    """Return whether a node of a list is the entry of an object.

    :param node: the node
    :param identifier: ID of the object
    """
    return isinstance(node, yaml.MappingNode) and any(
        key.value == "id" and value.value == identifier for key, value in node.value
    )


def _composed(text: str) -> tuple[yaml.Node | None, Sequence[tuple[yaml.Node, yaml.Node]]]:
    """Return the outermost node of a YAML file, and its keys with their values."""
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    return root, root.value if isinstance(root, yaml.MappingNode) else ()


def _pair(
    pairs: Sequence[tuple[yaml.Node, yaml.Node]], name: str
) -> tuple[yaml.Node, yaml.Node] | tuple[None, None]:
    """Return a key with its value, or nothing where it is not there."""
    return next(((key, value) for key, value in pairs if key.value == name), (None, None))


def set_setting(text: str, keys: tuple[str, str], value: str, path: str) -> str:
    """Set a value of a mapping in a YAML file, or add it, and keep all else as it is.

    :param text: the file
    :param keys: key of the mapping, and key in it
    :param value: the value, as YAML takes it
    :param path: the file, relative to the workspace, for messages
    :raises SourceError: if the file is written in a way that takes no such value
    """
    outer, inner = keys
    lines = split(text)
    before = plain(lines)
    _, pairs = _composed(before)
    _, node = _pair(pairs, outer)
    if node is None:
        written = insert(lines, content_end(lines), [f"{outer}:", f"  {inner}: {value}"])
    elif not isinstance(node, yaml.MappingNode) or not node.value:
        written = ""
    else:
        _, old = _pair(node.value, inner)
        last = node.value[-1][1]
        if old is not None:
            start, end = old.start_mark, old.end_mark
            written = _spliced(lines, start, end, value)
        elif node.flow_style:
            written = _spliced(lines, last.end_mark, last.end_mark, f", {inner}: {value}")
        else:
            column = node.value[0][0].start_mark.column
            block = [f"{' ' * column}{inner}: {value}"]
            written = insert(lines, last_line(last) + 1, block)
    if not _is_set(before, written, keys, value):
        message = Message(
            "{outer}.{inner} cannot be set here; write {inner}: {value} by hand",
            outer=outer,
            inner=inner,
            value=value,
        )
        raise problem(Place(path=path), message)
    return written


def _spliced(lines: Sequence[str], start: yaml.Mark, end: yaml.Mark, value: str) -> str:
    head, tail = lines[start.line][: start.column], lines[end.line][end.column :]
    return "".join([*lines[: start.line], f"{head}{value}{tail}", *lines[end.line + 1 :]])


def _is_set(before: str, after: str, keys: tuple[str, str], value: str) -> bool:
    outer, inner = keys
    try:
        old = yaml.load(before, Loader=BASE) or {}  # noqa: S506 - it makes texts only
        new = yaml.load(after, Loader=BASE)  # noqa: S506 - as above
    except yaml.YAMLError:
        return False
    return bool(new == {**old, outer: {**(old.get(outer) or {}), inner: value}})


def _indent(sequence: yaml.SequenceNode) -> tuple[int, int]:
    """Return the column of the dashes of a list, and the spaces after them."""
    dash = sequence.start_mark.column
    last = sequence.value[-1]
    is_block = isinstance(last, yaml.MappingNode) and not last.flow_style
    return dash, last.start_mark.column - dash - 1 if is_block else 1


def last_line(node: yaml.Node) -> int:
    """Return the last line of a node, counted from 0.

    :param node: a part of a file
    """
    if not isinstance(node, yaml.CollectionNode) or node.flow_style:
        ends_before = node.end_mark.column == 0 and node.end_mark.line > node.start_mark.line
        return int(node.end_mark.line) - ends_before
    parts = [part for entry in node.value for part in (entry if _is_pair(entry) else (entry,))]
    return max((last_line(part) for part in parts), default=int(node.start_mark.line))


def _is_pair(entry: object) -> bool:
    return isinstance(entry, tuple)


def _behind(lines: Sequence[str], position: int, dash: int) -> int:
    """Return the position after an entry and the comments indented like it."""
    position = content_end(lines[:position])
    while position < len(lines):
        written = lines[position].lstrip(" ")
        if not written.startswith("#") or len(lines[position]) - len(written) <= dash:
            break
        position += 1
    return position


def _empty(lines: list[str], value: yaml.Node) -> None:
    """Remove the notation of an empty list from its line."""
    start, end = value.start_mark, value.end_mark
    if start.line == end.line:
        line = lines[start.line]
        lines[start.line] = f"{line[: start.column].rstrip()}{line[end.column :]}"


def _is_removed(before: str, after: str, plural: str, identifier: str) -> bool:
    """Return whether a change of a file took one entry out of a list, and nothing else."""
    try:
        old = yaml.load(before, Loader=BASE)  # noqa: S506 - it makes texts only
        new = yaml.load(after, Loader=BASE)  # noqa: S506 - as above
    except yaml.YAMLError:
        return False
    rest = [e for e in old[plural] if not (isinstance(e, dict) and e.get("id") == identifier)]
    return len(rest) == len(old[plural]) - 1 and bool(new == {**old, plural: rest})


def _is_added(before: str, after: str, plural: str, identifier: str) -> bool:
    """Return whether a change of a file added one entry, at its end, and nothing else."""
    try:
        old = yaml.load(before, Loader=BASE) or {}  # noqa: S506 - it makes texts only
        new = yaml.load(after, Loader=BASE)  # noqa: S506 - as above
    except yaml.YAMLError:
        return False
    if not isinstance(old, dict) or not isinstance(new, dict):
        return False
    *entries, last = new.pop(plural, None) or [{}]
    known = old.pop(plural, None)
    if entries != (known if isinstance(known, list) else []) or new != old:
        return False
    return isinstance(last, dict) and last.get("id") == identifier


def _refuse(item: Item, node: yaml.Node | None, message: Message) -> SourceError:
    line = node.start_mark.line + 1 if node else 1
    return problem(Place(path=item.place.path, line=line), message)
