"""YAML with positions: plain data for validation, and the place of every part of it."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from nachweis.model.places import Place
from nachweis.sources.errors import Problem, SourceError
from nachweis.sources.files import problem, read_text, relative

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

Location = Sequence[int | str]
"""Keys and indices from the top of a file down to one of its parts."""


class Shape(BaseModel):
    """Base of the shapes that files are checked against: unknown keys are errors."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


_ShapeT = TypeVar("_ShapeT", bound=Shape)


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


def read_yaml(path: Path, root: Path) -> YamlFile:
    """Parse a YAML file.

    :param path: absolute path of the file
    :param root: the workspace
    :raises SourceError: if it cannot be read or is no valid YAML; duplicate keys are errors
    """
    text = read_text(path, root)
    name = relative(path, root)
    loader = _Loader(text)
    try:
        node = loader.get_single_node()
        _refuse_duplicates(node, name)
        data = None if node is None else loader.construct_document(node)
    except yaml.MarkedYAMLError as error:
        raise _syntax(name, text, error) from error
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise problem(
            Place(path=name, line=line),
            f"holds a character that YAML forbids (#x{ord(text[error.position]):04x}); remove it",
        ) from error
    except (ValueError, RecursionError) as error:
        raise problem(Place(path=name), f"cannot be read as YAML: {error}") from error
    finally:
        loader.dispose()
    return YamlFile(name, node, data)


def _syntax(name: str, text: str, error: yaml.MarkedYAMLError) -> SourceError:
    mark = error.problem_mark or error.context_mark
    line = mark.line + 1 if mark else 1
    column = mark.column + 1 if mark else 1
    lines = text.split("\n")
    written = lines[line - 1] if line <= len(lines) else ""
    if "\t" in written[: len(written) - len(written.lstrip())]:
        return problem(
            Place(path=name, line=line, column=written.index("\t") + 1),
            "is indented with a tab, which YAML forbids; use spaces",
        )
    what = (error.problem or error.context or "is no valid YAML").removeprefix("could not ")
    return problem(Place(path=name, line=line, column=column), f"is no valid YAML: {what}")


def _refuse_duplicates(root: yaml.Node | None, name: str) -> None:
    """Raise if a mapping names a key twice: YAML would silently drop the first value."""
    problems: list[Problem] = []
    stack = [root] if root else []
    visited: set[int] = set()
    while stack:
        node = stack.pop()
        if id(node) in visited:
            continue
        visited.add(id(node))
        if isinstance(node, yaml.SequenceNode):
            stack.extend(node.value)
        elif isinstance(node, yaml.MappingNode):
            seen: set[Hashable] = set()
            for key, value in node.value:
                stack.append(value)
                if isinstance(key, yaml.ScalarNode) and key.value in seen:
                    mark = key.start_mark
                    place = Place(path=name, line=mark.line + 1, column=mark.column + 1)
                    problems.append(
                        Problem(place=place, message=f"names the key {key.value!r} twice")
                    )
                seen.add(str(key.value) if isinstance(key, yaml.ScalarNode) else id(key))
    if problems:
        raise SourceError(sorted(problems, key=lambda p: p.place))


def check_shape(file: YamlFile, shape: type[_ShapeT]) -> _ShapeT:
    """Return a file's data as a shape.

    :param file: the parsed file
    :param shape: what its data must look like
    :raises SourceError: with one problem for each value that does not fit
    """
    if not isinstance(file.data, dict):
        raise problem(file.place(), "must be a mapping of keys to values")
    try:
        return shape.model_validate(file.data)
    except ValidationError as error:
        problems = [
            Problem(
                place=file.place([step for step in entry["loc"] if step != "[key]"]),
                message=_explain(shape, entry["loc"], entry["type"], entry["msg"]),
            )
            for entry in error.errors(include_url=False, include_input=False)
        ]
        raise SourceError(sorted(problems, key=lambda p: p.place)) from error


def _explain(shape: type[Shape], location: Location, kind: str, message: str) -> str:
    name = ".".join(str(step) for step in location if step != "[key]")
    if kind == "extra_forbidden":
        if len(location) == 1:
            allowed = ", ".join(shape.model_fields)
            return f"{name}: unknown key; allowed here are {allowed}"
        return f"{name}: unknown key; remove it or check its spelling"
    if kind == "missing":
        return f"{name}: is missing; add it"
    text = message.removeprefix("Value error, ").removeprefix("Input ").rstrip(".")
    return f"{name}: {text[0].lower()}{text[1:]}"
