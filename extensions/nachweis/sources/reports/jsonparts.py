"""JSON that others wrote, read part by part: what is not as it must be is told with its line."""

from __future__ import annotations

import datetime
import functools
import json
import re
from collections import Counter
from typing import Any, Final

from nachweis.model.dates import parse_date
from nachweis.model.messages import Message
from nachweis.model.places import Place
from nachweis.sources.errors import SourceError
from nachweis.sources.files import problem

_STRING: Final = re.compile(r'"((?:[^"\\]|\\.)*+)"')


def load_json(text: str, name: str) -> Part:
    """Return the top of a JSON document.

    :param text: the document
    :param name: its path, for messages
    :raises SourceError: if it is not JSON, or names a key twice
    """

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) < len(pairs):
            [(twice, _)] = Counter(key for key, _ in pairs).most_common(1)
            raise problem(
                Place(path=name), Message("names the key {twice!r} twice; keep one", twice=twice)
            )
        return found

    try:
        data = json.loads(text, object_pairs_hook=once)
    except json.JSONDecodeError as error:
        place = Place(path=name, line=error.lineno, column=error.colno)
        what = error.msg.lower().removesuffix(" starting at")
        raise problem(place, Message("is not JSON: {reason}", reason=what)) from error
    except RecursionError as error:
        raise problem(Place(path=name), Message("nests too deeply to be read")) from error
    except ValueError as error:  # beyond what Python reads of a number
        raise problem(Place(path=name), Message("has a number with too many digits")) from error
    return Part(data, "", _Lines(text), name)


class _Lines:
    """The lines of a document on which its strings stand first."""

    def __init__(self, text: str) -> None:
        self._text = text

    @functools.cached_property
    def of(self) -> dict[str, int]:
        """The lines by string, looked up once: a report has a hundred thousand of them."""
        found: dict[str, int] = {}
        line = 1
        end = 0
        for string in _STRING.finditer(self._text):
            line += self._text.count("\n", end, string.start())
            end = string.end()
            word = string[1]
            found.setdefault(json.loads(string[0]) if "\\" in word else word, line)
        return found


class Part:
    """A part of a JSON document, and the way to it."""

    def __init__(self, data: Any, way: str, lines: _Lines, name: str) -> None:
        """Keep where it stands.

        :param data: the part
        :param way: the keys from the top down to it
        :param lines: where the strings of the document stand
        :param name: its path, for messages
        """
        self.data = data
        self._way, self._lines, self._name = way, lines, name

    def has(self, key: str) -> bool:
        """Return whether there is a value for a key.

        :param key: the key
        """
        return isinstance(self.data, dict) and self.data.get(key) is not None

    def part(self, key: str) -> Part:
        """Return the object under a key; an empty one where there is none.

        :param key: the key
        :raises SourceError: if it is something else
        """
        return Part(self._get(key, dict, {}), f"{self._way}{key}.", self._lines, self._name)

    def parts(self, key: str) -> list[Part]:
        """Return the objects in the list under a key.

        :param key: the key
        :raises SourceError: if it is something else
        """
        found: list[Part] = []
        for number, entry in enumerate(self._get(key, list, [])):
            way = f"{self._way}{key}[{number}]"
            if not isinstance(entry, dict):
                raise self.wrong(f"{way} must be an object")
            found.append(Part(entry, f"{way}.", self._lines, self._name))
        return found

    def text(self, key: str) -> str:
        """Return the text under a key, or nothing.

        :param key: the key
        :raises SourceError: if it is something else
        """
        return str(self._get(key, str, ""))

    def day(self, *keys: str) -> datetime.date | None:
        """Return the day of the first key that has a point in time.

        :param keys: the keys
        :raises SourceError: if it is not a date
        """
        for key in keys:
            if stamp := self.text(key):
                try:
                    return parse_date(stamp[:10])
                except ValueError:
                    message = Message(
                        "{way}{key} is {stamp!r}, which is not a point in time",
                        way=self._way,
                        key=key,
                        stamp=stamp,
                    )
                    raise self.wrong(message, stamp) from None
        return None

    def line(self, word: str) -> int:
        """Return the line on which a text stands first, or the first line.

        :param word: the text
        """
        return self._lines.of.get(word, 1)

    def wrong(self, message: str, word: str = "") -> SourceError:
        """Return an error about the part.

        :param message: what is wrong
        :param word: a text that stands on the line to name
        """
        line = self.line(word) if word else 1
        return problem(Place(path=self._name, line=line), message)

    def _get(self, key: str, kind: type[Any], default: Any) -> Any:
        if not isinstance(self.data, dict):
            raise self.wrong(f"{self._way.rstrip('.') or 'the report'} must be an object")
        value = self.data.get(key)
        if value is None:
            return default
        if not isinstance(value, kind):
            what = "text" if kind is str else "a list" if kind is list else "an object"
            raise self.wrong(f"{self._way}{key} must be {what}", key)
        return value
