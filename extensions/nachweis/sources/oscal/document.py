"""A document in OSCAL, as JSON or YAML: its data, and where each part of it stands."""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final, NamedTuple

from nachweis.model.messages import Message, gettext_noop
from nachweis.model.places import Place
from nachweis.sources.errors import Problem, SourceError
from nachweis.sources.files import decode, problem
from nachweis.sources.limits import LARGEST_OSCAL, OSCAL_LEVELS, OSCAL_PARTS
from nachweis.sources.reports.jsonparts import load_json
from nachweis.sources.yaml.file import read_yaml

Steps = tuple[int | str, ...]
"""Keys and indices from the top of a document down to one of its parts."""

MODELS: Final = (
    *("catalog", "profile", "component-definition", "mapping-collection", "assessment-results"),
    *("system-security-plan", "assessment-plan", "plan-of-action-and-milestones"),
)
"""Names of the models, as the only key of a document."""
_XML: Final = gettext_noop(
    "is XML, which is not read; take the JSON of the same release, or convert it: "
    "oscal-cli convert FILE --to JSON"
)
_SPACE: Final = re.compile(r"[ \t\n\r]*")


class Document(NamedTuple):
    """A document of one model.

    :param name: path of its file, for people
    :param model: its model
    :param data: what stands under the name of the model
    :param text: the whole file
    :param locate: returns the place of a part
    """

    name: str
    model: str
    data: dict[str, Any]
    text: str
    locate: Callable[[Steps], Place]

    def wrong(self, steps: Steps, message: str) -> SourceError:
        """Return an error about a part, with its JSON pointer, line and column.

        :param steps: the way to the part from below the name of the model
        :param message: what is wrong and what to do
        """
        return SourceError([self.problem(steps, message)])

    def problem(self, steps: Steps, message: str) -> Problem:
        """Return a problem of a part, with its JSON pointer, line and column.

        :param steps: the way to the part from below the name of the model
        :param message: what is wrong and what to do
        """
        way = (self.model, *steps)
        return Problem(
            place=self.locate(way),
            message=Message("{way}: {message}", way=pointer(way), message=message),
        )

    def text_at(self, part: dict[str, Any], key: str, steps: Steps, *, needed: bool = False) -> str:
        """Return the text under a key, or nothing.

        :param part: the object
        :param key: the key
        :param steps: the way to the object
        :param needed: whether it must be there
        :raises SourceError: if it is something else, or missing
        """
        value = part.get(key)
        if value is None and not needed:
            return ""
        if not isinstance(value, str) or (needed and not value.strip()):
            there = (*steps, key) if key in part else steps
            needs = Message("needs the text {key!r}", key=key)
            raise self.wrong(there, needs if needed else Message("must be text"))
        return value

    def list_at(
        self, part: dict[str, Any], key: str, steps: Steps
    ) -> Iterator[tuple[dict[str, Any], Steps]]:
        """Yield the objects in the list under a key, each with the way to it.

        :param part: the object with the key
        :param key: the key
        :param steps: the way to the object
        :raises SourceError: if it is no list of objects
        """
        found = part.get(key, [])
        if not isinstance(found, list):
            raise self.wrong((*steps, key), Message("must be a list"))
        for number, entry in enumerate(found):
            if not isinstance(entry, dict):
                raise self.wrong((*steps, key, number), Message("must be an object"))
            yield entry, (*steps, key, number)

    def texts_at(self, part: dict[str, Any], key: str, steps: Steps) -> list[str]:
        """Return the texts in the list under a key; none where there is no list.

        :param part: the object with the key
        :param key: the key
        :param steps: the way to the object
        :raises SourceError: if it is no list of texts
        """
        found = part.get(key, [])
        if not isinstance(found, list) or not all(isinstance(entry, str) for entry in found):
            raise self.wrong((*steps, key), Message("must be a list of texts"))
        return found

    def object_at(self, part: dict[str, Any], key: str, steps: Steps) -> dict[str, Any]:
        """Return the object under a key; an empty one where there is none.

        :param part: the object with the key
        :param key: the key
        :param steps: the way to the object
        :raises SourceError: if it is something else
        """
        found = part.get(key, {})
        if not isinstance(found, dict):
            raise self.wrong((*steps, key), Message("must be an object"))
        return found


def pointer(steps: Steps) -> str:
    """Return a JSON pointer (RFC 6901).

    :param steps: keys and indices from the top down
    """
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in steps)


def read_document(data: bytes, name: str) -> Document:
    """Read a document from the content of a file, as JSON, or else as YAML.

    :param data: the content
    :param name: path of the file, for messages; by its end YAML is told from JSON
    :raises SourceError: if it is neither, asks for more than it may, or is no OSCAL
    """
    place = Place(path=name)
    if len(data) > LARGEST_OSCAL:
        message = Message(
            "has {size} MiB, more than the {most} MiB that an import reads",
            size=f"{len(data) / 1024 / 1024:.1f}",
            most=LARGEST_OSCAL // 1024 // 1024,
        )
        raise problem(place, message)
    text = decode(data, place)
    if text.lstrip()[:1] == "<":
        raise problem(place, _XML)
    found: Any
    if name.endswith((".yaml", ".yml")):
        file = read_yaml(Path("/", name), Path("/"), data, turned=True)
        found = file.data
        locate: Callable[[Steps], Place] = file.place
    else:
        found = load_json(text, name).data
        locate = functools.partial(_locate, text, name)
    if not isinstance(found, dict):
        message = Message("is no OSCAL: it must be an object with the name of a model as key")
        raise problem(place, message)
    _refuse_depth(found, name, locate)
    model = next((key for key in found if key in MODELS), None)
    if model is None:
        models = ", ".join(MODELS)
        raise problem(place, Message("is no OSCAL: none of {models} is its key", models=models))
    if not isinstance(found[model], dict):
        message = Message("{way}: must be an object", way=pointer((model,)))
        raise problem(locate((model,)), message)
    return Document(name=name, model=model, data=found[model], text=text, locate=locate)


def _locate(text: str, name: str, steps: Steps) -> Place:
    """Return where a part of a JSON text stands, or the nearest one above that is there."""
    position = _skip(text, 0)
    for step in steps:
        entries = _entries(text, position)
        found = next((where for key, where in entries if key == step), None)
        if found is None:
            break
        position = found
    line = text.count("\n", 0, position) + 1
    return Place(path=name, line=line, column=position - text.rfind("\n", 0, position))


def _entries(text: str, position: int) -> Iterator[tuple[int | str, int]]:
    """Yield key or index, and position, of each value right inside an object or list."""
    opening, number = text[position], 0
    if opening not in "[{":
        return
    scan = json.JSONDecoder().raw_decode
    position = _skip(text, position + 1)
    while text[position] not in "]}":
        key: int | str = number
        if opening == "{":
            key, position = scan(text, position)
            position = _skip(text, _skip(text, position) + 1)
        yield key, position
        _, position = scan(text, position)
        position = _skip(text, position)
        if text[position] == ",":
            position = _skip(text, position + 1)
        number += 1


def _skip(text: str, position: int) -> int:
    found = _SPACE.match(text, position)
    return found.end() if found else position


def _refuse_depth(data: Any, name: str, locate: Callable[[Steps], Place]) -> None:
    """Raise if a document nests deeper, or has more parts, than an import follows."""
    level: list[tuple[Steps, Any]] = [((), data)]
    parts = 0
    for _ in range(OSCAL_LEVELS):
        parts += len(level)
        if parts > OSCAL_PARTS:
            message = Message("has more than {most} parts; split it", most=OSCAL_PARTS)
            raise problem(Place(path=name), message)
        level = [
            ((*steps, key), value)
            for steps, part in level
            for key, value in (part.items() if isinstance(part, dict) else enumerate(part))
            if isinstance(value, (dict, list))
        ]
        if not level:
            return
    steps = level[0][0]
    message = Message(
        "{way}: nests more than {most} levels deep", way=pointer(steps), most=OSCAL_LEVELS
    )
    raise problem(locate(steps), message)
