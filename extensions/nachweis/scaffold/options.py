"""Options of an object that stands in a file: set as text, so that all else keeps its bytes."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

import yaml

from nachweis.model.items import Item
from nachweis.model.messages import Message
from nachweis.model.objects import TYPE
from nachweis.scaffold.lines import insert, plain, split
from nachweis.scaffold.yamltext import BASE, is_entry_of, last_line
from nachweis.sources.files import problem
from nachweis.sources.markdown.directives import Directive, directives

_ID: Final = re.compile(r"^(.*?)\bid\s*:")
_OPTION: Final = re.compile(r"\s*:(?!::)")


def set_options(text: str, item: Item, options: Mapping[str, str]) -> str:
    """Return a file in which an object has other values for some options, or has them at all.

    :param text: the file
    :param item: the object, as read from the file
    :param options: values by option, as a YAML value or an option block takes them
    :raises SourceError: if the object is written in a way that takes no such line
    """
    is_yaml = item.place.path.endswith(".yaml")
    lines = split(text)
    for name, value in options.items():
        lines = split((_set_in_yaml if is_yaml else _set_in_markdown)(lines, item, name, value))
    before, after = plain(split(text)), plain(lines)
    if not (_entry_is_set if is_yaml else _directive_is_set)(before, after, item, options):
        names = " and ".join(options)
        raise problem(
            item.place,
            Message("{id} takes no options here; write {names} by hand", id=item.id, names=names),
        )
    return "".join(lines)


def _set_in_markdown(lines: Sequence[str], item: Item, name: str, value: str) -> str:
    found = _directive(plain(lines), item)
    places = {} if found is None else {n: line - 1 for n, line in found.option_lines.items()}
    mark = _ID.match(lines[places["id"]]) if places else None
    if mark is None:
        raise problem(
            item.place,
            Message("{id} is not where it was read; write {name} by hand", id=item.id, name=name),
        )
    block = [f"{mark[1]}{name}: {value}"]
    starts = sorted(places.values())
    if name not in places:
        return insert(lines, _end_of_option(lines, starts[-1], mark[1]), block)
    start = places[name]
    after = [line for line in starts if line > start]
    end = after[0] if after else _end_of_option(lines, start, mark[1])
    return insert([*lines[:start], *lines[end:]], start, block)


def _end_of_option(lines: Sequence[str], start: int, prefix: str) -> int:
    """Return the line behind the last option of a block, whose value may have several lines."""
    end = start + 1
    if prefix.endswith(":"):
        while end < len(lines) and _OPTION.match(lines[end]):
            end += 1
    return end


def _directive(text: str, item: Item) -> Directive | None:
    """Return an object's directive, or nothing where it has not exactly one."""
    found = [d for d in directives(text) if d.name == item.type and d.options.get("id") == item.id]
    return found[0] if len(found) == 1 else None


def _directive_is_set(before: str, after: str, item: Item, options: Mapping[str, str]) -> bool:
    """Whether a change of a document set the options and nothing else."""

    def content(text: str) -> list[tuple[object, ...]]:
        return [
            (
                *(d.name, d.argument, d.hidden_by, _others(d.options, item, options)),
                "" if item.id in d.body else d.body,  # which the object may stand in
            )
            for d in directives(text)
        ]

    found = _directive(after, item)
    if found is None or content(before) != content(after):
        return False
    return all(found.options.get(name) == _text(value) for name, value in options.items())


def _others(found: Mapping[str, Any], item: Item, options: Mapping[str, str]) -> Mapping[str, Any]:
    """Return the options of an object without those that are set."""
    if found.get("id") != item.id:
        return found
    return {name: value for name, value in found.items() if name not in options}


def _text(value: str) -> object:
    return yaml.load(value, Loader=BASE)  # noqa: S506 - it makes texts only


def _set_in_yaml(lines: Sequence[str], item: Item, name: str, value: str) -> str:
    root = yaml.compose(plain(lines), Loader=yaml.SafeLoader)
    entry = _entry(root, item)
    if entry is None:
        raise problem(item.place, Message("{id} is not where it was read; try again", id=item.id))
    if entry.flow_style:
        raise problem(
            item.place,
            Message("{id} is written in braces; write each option on a line", id=item.id),
        )
    column = entry.value[0][0].start_mark.column
    keys = {key.value: (key, part) for key, part in entry.value}
    if name in keys:
        key, part = keys[name]
        start = key.start_mark.line
        head = lines[start][:column]
        return insert(
            [*lines[:start], *lines[last_line(part) + 1 :]], start, [f"{head}{name}: {value}"]
        )
    first = entry.value[0][0].value
    if "text" in keys and first != "text":
        position = keys["text"][0].start_mark.line
    else:
        position = last_line(entry) + 1
    return insert(lines, position, [f"{' ' * column}{name}: {value}"])


def _entry(root: yaml.Node | None, item: Item) -> yaml.MappingNode | None:
    """Return the entry of an object, or nothing where it has not exactly one."""
    pairs = root.value if isinstance(root, yaml.MappingNode) else []
    plural = TYPE[item.type].plural
    lists = [value.value for key, value in pairs if key.value == plural]
    found = [entry for entries in lists for entry in entries if is_entry_of(entry, item.id)]
    return found[0] if len(found) == 1 else None


def _entry_is_set(before: str, after: str, item: Item, options: Mapping[str, str]) -> bool:
    """Whether a change of a YAML file set the options of one entry and nothing else."""
    plural = TYPE[item.type].plural
    try:
        old = yaml.load(before, Loader=BASE)  # noqa: S506 - it makes texts only
        new = yaml.load(after, Loader=BASE)  # noqa: S506 - as above
    except yaml.YAMLError:
        return False
    mine = [entry for entry in new[plural] if entry.get("id") == item.id]
    if [{name: entry.get(name) for name in options} for entry in mine] != [
        {name: _text(value) for name, value in options.items()}
    ]:
        return False
    for data in (old, new):
        data[plural] = [_others(entry, item, options) for entry in data[plural]]
    return bool(old == new)
