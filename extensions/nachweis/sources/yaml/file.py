"""YAML with positions: plain data for validation, and the place of every part of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, ClassVar, Final

import yaml

from nachweis.model.messages import Message
from nachweis.model.places import Place
from nachweis.sources.conflicts import refuse_conflict
from nachweis.sources.errors import Problem, SourceError
from nachweis.sources.files import decode, problem, read_text, relative
from nachweis.sources.letters import refuse_turned
from nachweis.sources.limits import ALIASED, DIGITS, KEYS, YAML_LEVELS, YAML_PARTS
from nachweis.sources.yaml.syntax import explain_syntax

_Base: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_TIMESTAMP: Final = "tag:yaml.org,2002:timestamp"
_STR, _SEQ, _MAP = (f"tag:yaml.org,2002:{name}" for name in ("str", "seq", "map"))
_SUSPICIOUS: Final = 1000
"""Brackets in a file, or characters in a line, that it takes to nest beyond the C stack."""
_SIGNS: Final = "\n,:-?[{"
"""At least one of them comes before each part of a file but the first, and none before three."""
_PART: Final = 16
"""What a part counts beside its characters."""


class _Loader(_Base):  # type: ignore[misc]  # in C where there is one
    """Reads dates as the text that they are, so that a wrong one is reported with its place."""

    yaml_implicit_resolvers: ClassVar[dict[str, Any]] = {
        first: [(tag, pattern) for tag, pattern in resolvers if tag != _TIMESTAMP]
        for first, resolvers in _Base.yaml_implicit_resolvers.items()
    }

    def resolve(self, kind: type[yaml.Node], value: str, implicit: tuple[bool, bool]) -> str:
        """Return the tag of a node; that of a text, as nearly all are, without a search."""
        if kind is yaml.ScalarNode and not (
            implicit[0] and value[:1] in self.yaml_implicit_resolvers
        ):
            return _STR
        return str(super().resolve(kind, value, implicit))

    def construct_number(self, node: yaml.ScalarNode) -> int | float:
        """Return a number of a sane length; YAML counts ``1:1`` in sixties, too."""
        if len(node.value) > DIGITS:
            raise ValueError(Message("a number has {count} characters", count=len(node.value)))
        if node.tag.endswith("int"):
            return int(self.construct_yaml_int(node))
        return float(self.construct_yaml_float(node))


for _tag in ("int", "float"):
    _Loader.add_constructor(f"tag:yaml.org,2002:{_tag}", _Loader.construct_number)


Location = Sequence[int | str]
"""Keys and indices from the top of a file down to one of its parts."""


class YamlFile:
    """A parsed file: its data, and where each part of it stands."""

    def __init__(self, path: str, node: yaml.Node | None, data: Any) -> None:
        """Keep what :func:`read_yaml` made.

        :param path: path relative to the workspace
        :param node: root of the composed nodes, which hold the positions
        :param data: the same as plain data
        """
        self.path = path
        self.data = data
        self._node = node

    def place(self, location: Location = ()) -> Place:
        """Return where a part stands, or the nearest part above it that is there.

        :param location: keys and indices from the top down
        """
        node = self._node
        mark = node.start_mark if node else None
        for step in location:
            if isinstance(node, yaml.MappingNode):
                pair = next((p for p in node.value if p[0].value == str(step)), None)
                if pair is None:
                    break
                mark, node = pair[0].start_mark, pair[1]
            elif isinstance(node, yaml.SequenceNode) and isinstance(step, int):
                if step >= len(node.value):
                    break
                node = node.value[step]
                mark = node.start_mark
            else:
                break
        if mark is None:
            return Place(path=self.path)
        return Place(path=self.path, line=mark.line + 1, column=mark.column + 1)

    def written(self, location: Location) -> Any:
        """Return a part as somebody typed it: all its values are text, ``null`` is left out.

        YAML 1.1 would take ``7.10`` for a number, ``12:30`` for 750 and ``no`` for false.

        :param location: keys and indices from the top down
        :raises SourceError: if it nests deeper than the values of objects may
        """
        node: Any = self._node
        for step in location:
            if isinstance(node, yaml.MappingNode):
                node = next(value for key, value in node.value if key.value == str(step))
            elif isinstance(node, yaml.SequenceNode) and isinstance(step, int):
                node = node.value[step]
        return self._texts(node, location)

    def _texts(self, node: yaml.Node, location: Location, levels: int = 3) -> Any:
        if isinstance(node, yaml.ScalarNode):
            return None if node.tag == "tag:yaml.org,2002:null" else node.value
        if not levels:
            raise problem(self.place(location), Message("nests too deeply; write a text or a list"))
        if isinstance(node, yaml.SequenceNode):
            parts = (self._texts(part, location, levels - 1) for part in node.value)
            return [part for part in parts if part is not None]
        pairs = ((key.value, self._texts(v, location, levels - 1)) for key, v in node.value)
        return {key: value for key, value in pairs if value is not None}


def read_yaml(
    path: Path, root: Path, data: bytes | None = None, *, turned: bool = False
) -> YamlFile:
    """Parse a YAML file.

    :param path: absolute path of the file
    :param root: the workspace
    :param data: the file's content, where it has been read already
    :param turned: whether marks of direction may stand in it: those of a project are findings,
        and in a document of others they are taken out
    :raises SourceError: if it cannot be read or is no valid YAML, or people read something else in
        it; duplicate keys are errors
    """
    name = relative(path, root)
    text = read_text(path, root) if data is None else decode(data, Place(path=name))
    refuse_conflict(text, name)
    if not turned:
        refuse_turned(text, name)
    try:
        node, content = compose(text, name, unique=True)
    except yaml.MarkedYAMLError as error:
        raise _syntax(name, text, error) from error
    except yaml.reader.ReaderError as error:
        found = yaml.reader.Reader.NON_PRINTABLE.search(text)
        position = found.start() if found else 0
        line, column = text.count("\n", 0, position), position - text.rfind("\n", 0, position)
        raise problem(
            Place(path=name, line=line + 1, column=column),
            Message(
                "holds a character that YAML forbids (#x{ord:04x}); remove it",
                ord=ord(text[position]),
            ),
        ) from error
    except (ValueError, OverflowError, RecursionError) as error:
        raise problem(
            Place(path=name), Message("cannot be read as YAML: {error}", error=error)
        ) from error
    return YamlFile(name, node, content)


def compose(text: str, name: str, *, unique: bool = False) -> tuple[yaml.Node | None, Any]:
    """Return the nodes of a YAML text, and the same as plain data.

    :param text: the text
    :param name: path of its file, for messages
    :param unique: whether duplicate keys are errors
    :raises SourceError: if it asks for more than it may, or names a key twice
    :raises yaml.YAMLError: if it is not valid YAML
    :raises ValueError: if a value of it is not valid; also OverflowError and RecursionError
    """
    loader = _Loader(text)
    try:
        _refuse_size(text, name)
        node = loader.get_single_node()
        if "*" in text:
            _refuse_aliases(node, name)
        repeated: list[yaml.Node] = []
        data = None if node is None else _construct(node, loader, repeated)
        if unique and repeated:
            problems = {_named_twice(key, name) for key in repeated}
            raise SourceError(sorted(problems, key=lambda p: p.place))
        return node, data
    finally:
        loader.dispose()


class _UnusualError(Exception):
    """A text has more than texts, numbers, lists and mappings."""


def _construct(root: yaml.Node, loader: _Loader, repeated: list[yaml.Node]) -> Any:
    """Return a node as plain data; add each key that a mapping names again, which YAML drops.

    PyYAML's own way, in Python too, takes four times as long; it has merges and unusual types.
    """
    try:
        return _data(root, loader, repeated)
    except _UnusualError:
        repeated[:] = _repeated_keys(root)
        return loader.construct_document(root)


def _data(node: yaml.Node, loader: _Loader, repeated: list[yaml.Node]) -> Any:
    if isinstance(node, yaml.ScalarNode):
        return node.value if node.tag == _STR else loader.construct_object(node)
    if node.tag == _SEQ:
        return [_data(part, loader, repeated) for part in node.value]
    if node.tag != _MAP:
        raise _UnusualError
    if len(node.value) > KEYS:
        raise ValueError(Message("a mapping has more than {keys} keys; split it", keys=KEYS))
    found = {}
    for key, value in node.value:
        if key.tag != _STR:
            raise _UnusualError
        if key.value in found:
            repeated.append(key)
        found[key.value] = _data(value, loader, repeated)
    return found


def _repeated_keys(root: yaml.Node | None) -> Iterator[yaml.Node]:
    """Yield each key that a mapping names again: YAML would drop the first value in silence."""
    open_nodes = [root]
    seen = {id(None)}
    while open_nodes:
        node = open_nodes.pop()
        if id(node) in seen:  # an alias
            continue
        seen.add(id(node))
        if isinstance(node, yaml.SequenceNode):
            open_nodes.extend(node.value)
        elif isinstance(node, yaml.MappingNode):
            if len(node.value) > KEYS:
                raise ValueError(
                    Message("a mapping has more than {keys} keys; split it", keys=KEYS)
                )
            names: set[str] = set()
            for key, value in node.value:
                open_nodes.append(value)
                if isinstance(key, yaml.ScalarNode):
                    if key.value in names:
                        yield key
                    names.add(key.value)


def _named_twice(key: yaml.Node, name: str) -> Problem:
    mark = key.start_mark
    place = Place(path=name, line=mark.line + 1, column=mark.column + 1)
    return Problem(
        place=place, message=Message("names the key {value!r} twice; keep one", value=key.value)
    )


def _syntax(name: str, text: str, error: yaml.MarkedYAMLError) -> SourceError:
    mark = error.problem_mark or error.context_mark
    if error.problem and "end of stream" in error.problem:
        mark = error.context_mark or mark
    line = mark.line + 1 if mark else 1
    column = mark.column + 1 if mark else 1
    lines = text.split("\n")
    written = lines[line - 1] if line <= len(lines) else ""
    if "\t" in written[: len(written) - len(written.lstrip())]:
        return problem(
            Place(path=name, line=line, column=written.index("\t") + 1),
            Message("is indented with a tab, which YAML forbids; use spaces"),
        )
    return problem(Place(path=name, line=line, column=column), explain_syntax(error))


def _refuse_size(text: str, name: str) -> None:
    """Raise if a text has too many parts, or nests so deeply that the C parser ends the process.

    It takes a long line or many brackets to nest, and many signs to have parts; all other texts
    cost nothing here.
    """
    brackets = text.count("[") + text.count("{")
    if (
        brackets < _SUSPICIOUS
        and max(map(len, text.split("\n"))) < _SUSPICIOUS
        and 2 * sum(map(text.count, _SIGNS)) < YAML_PARTS
    ):
        return
    depth = parts = 0
    for event in yaml.parse(text, _Loader):
        if isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        elif isinstance(event, yaml.NodeEvent):
            parts += 1
            depth += isinstance(event, yaml.CollectionStartEvent)
            if depth > YAML_LEVELS or parts > YAML_PARTS:
                place = Place(path=name, line=event.start_mark.line + 1 if event.start_mark else 1)
                if depth > YAML_LEVELS:
                    raise problem(
                        place,
                        Message(
                            "nests more than {yaml_levels} levels deep; flatten it",
                            yaml_levels=YAML_LEVELS,
                        ),
                    )
                raise problem(
                    place,
                    Message(
                        "has more than {yaml_parts} keys and values above this line; split it",
                        yaml_parts=YAML_PARTS,
                    ),
                )


def _refuse_aliases(root: yaml.Node | None, name: str) -> None:
    """Raise if a file stands for far more than is written in it, or for itself.

    Sizes are of a node with all that its aliases stand for; merges repeat their nodes, too.
    """
    sizes: dict[int, int | None] = {}
    open_nodes = [root]
    while open_nodes:
        node = open_nodes[-1]
        parts = list(_parts(node))
        if id(node) not in sizes:
            sizes[id(node)] = None
            for part in parts:
                if id(part) not in sizes:
                    open_nodes.append(part)
                elif sizes[id(part)] is None:
                    raise problem(
                        _start(part, name), Message("holds an alias of itself; write it out")
                    )
            if open_nodes[-1] is not node:
                continue
        open_nodes.pop()
        if sizes[id(node)] is not None:
            continue
        own = len(node.value) if isinstance(node, yaml.ScalarNode) else 0
        size = _PART + own + sum(sizes[id(part)] or 0 for part in parts)
        if size > ALIASED:
            raise problem(
                _start(node, name),
                Message(
                    "stands for more than {what} MiB with its aliases and merges; write them "
                    "out, or drop them",
                    what=ALIASED // 1024 // 1024,
                ),
            )
        sizes[id(node)] = size


def _parts(node: yaml.Node | None) -> Iterator[yaml.Node]:
    if isinstance(node, yaml.SequenceNode):
        yield from node.value
    elif isinstance(node, yaml.MappingNode):
        for pair in node.value:
            yield from pair


def _start(node: yaml.Node | None, name: str) -> Place:
    mark = node.start_mark if node else None
    return (
        Place(path=name, line=mark.line + 1, column=mark.column + 1) if mark else Place(path=name)
    )
