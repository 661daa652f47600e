"""Plain data of composed YAML nodes: what a safe loader makes, without its detours."""

from __future__ import annotations

from typing import Any, Final

import yaml

from nachweis.model.places import Place
from nachweis.sources.errors import Problem, SourceError

TEXT: Final = "tag:yaml.org,2002:str"
_LIST: Final = "tag:yaml.org,2002:seq"
_MAPPING: Final = "tag:yaml.org,2002:map"


class PlainData:
    """Makes plain data of nodes; a key that a mapping names twice is an error.

    It makes what the loader would, only faster: nearly all nodes are texts, or plain lists and
    mappings of such. Whatever else there is, the loader makes.
    """

    def __init__(self, loader: Any, name: str) -> None:
        """Begin with a document.

        :param loader: the loader that composed its nodes
        :param name: path of its file, for messages
        """
        self._loader = loader
        self._name = name
        self._made: dict[int, Any] = {}
        self._problems: list[Problem] = []

    def of(self, node: yaml.Node) -> Any:
        """Return a document as plain data.

        :param node: its root
        :raises SourceError: with every key that stands twice: YAML would drop the first value
        """
        data = self._make(node)
        if self._problems:
            raise SourceError(sorted(self._problems, key=lambda p: p.place))
        return data

    def _make(self, node: yaml.Node) -> Any:
        if isinstance(node, yaml.ScalarNode):
            return node.value if node.tag == TEXT else self._loader.construct_object(node)
        if id(node) not in self._made:  # else it is an alias
            plain = self._list if isinstance(node, yaml.SequenceNode) else self._mapping
            if not plain(node):
                self._made[id(node)] = self._loader.construct_object(node, deep=True)
        return self._made[id(node)]

    def _list(self, node: yaml.Node) -> bool:
        """Make a list; return whether the loader would make the same."""
        parts: list[Any] = []
        self._made[id(node)] = parts
        parts.extend([self._make(part) for part in node.value])
        return node.tag == _LIST

    def _mapping(self, node: yaml.Node) -> bool:
        """Make a mapping; return whether the loader would make the same."""
        pairs: dict[str, Any] = {}
        self._made[id(node)] = pairs
        plain = node.tag == _MAPPING
        for key, part in node.value:
            value = self._make(part)
            if not isinstance(key, yaml.ScalarNode):
                plain = False
                continue
            if key.value in pairs:
                self._refuse(key)
            plain = plain and key.tag == TEXT
            pairs[key.value] = value
        return plain

    def _refuse(self, key: yaml.Node) -> None:
        mark = key.start_mark
        place = Place(path=self._name, line=mark.line + 1, column=mark.column + 1)
        message = f"names the key {key.value!r} twice; keep one"
        self._problems.append(Problem(place=place, message=message))
