"""Letters that look like Latin ones, and marks of direction: a text is another than people read."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Final

from nachweis.model.findings import Finding
from nachweis.model.messages import Message
from nachweis.model.patterns import regex
from nachweis.model.places import Place
from nachweis.model.reading_rules import INVISIBLE_CHARACTER, MIXED_LETTERS
from nachweis.sources.errors import Problem, SourceError
from nachweis.sources.files import decode

TURNING: Final = "\u202a\u202b\u202d\u202e\u2066\u2067\u2068"
"""They turn round what comes behind them: a text reads otherwise than it is.

:source: Unicode Technical Standard 55, "Unicode Source Code Handling"
"""

LOOK_ALIKES: Final[Mapping[str, str]] = {
    **dict(zip("АВЕКМНОРСТУХІЈЅԀԚԜ", "ABEKMHOPCTYXIJSDQW", strict=True)),
    **dict(zip("аеорсухіјѕһԁԛԝ", "aeopcyxijshdqw", strict=True)),
    **dict(zip("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧονρια", "ABEZHIKMNOPTYXovpia", strict=True)),
}
"""Letters of Cyrillic and Greek that look like Latin ones, with these.

:source: Unicode Technical Standard 39, "Unicode Security Mechanisms", confusables
"""
_ESCAPED: Final = regex(r"(?<!\\)\\(?:u|U0000)(20(?:2[a-e]|6[6-9]))", re.IGNORECASE)
"""Marks of direction as YAML lets one write them in quotes."""
_ALIKE: Final = "".join(LOOK_ALIKES)
_MIXED: Final = regex(
    rf"(?<=[A-Za-z_\u00c0-\u024f])[{_ALIKE}]|[{_ALIKE}](?=[A-Za-z_\u00c0-\u024f])"
    rf"|(?<!\w)[{_ALIKE}]{{2,}}(?!\w)"
)
_AROUND: Final = 40
"""Letters of a word that are shown before and behind one of them."""
_LEADS: Final = tuple(bytes([lead]) for lead in range(0xCD, 0xD5))
"""First bytes of all letters of Cyrillic and Greek in UTF-8."""


def deceptive_letters(text: str, path: str, first_line: int = 1) -> Iterator[Finding]:
    """Yield where a text is another one than people read, each such character once.

    :param text: any text
    :param path: path of its file, relative to the workspace
    :param first_line: line of the file on which it begins
    """
    if text.isascii():
        return
    for character in TURNING:
        if (position := text.find(character)) >= 0:
            message = Message(
                "an invisible character turns round what stands here, {character}; delete it",
                character=named(character),
            )
            place = Place(path=path, line=first_line + text.count("\n", 0, position))
            yield INVISIBLE_CHARACTER.at(place, "", message, related=named(character))
    yield from _mixed_letters(text, path, first_line)


def deceptive_letters_of_yaml(data: bytes, path: str) -> Iterator[Finding]:
    """Yield where a file of YAML is another one than people read, each such character once.

    :param data: its content, in UTF-8
    :param path: its path, relative to the workspace
    """
    yield from deceptive_letters(_unescaped(decode(data, Place(path=path))), path)


def _unescaped(text: str) -> str:
    """Return a text of YAML with its marks of direction as they are read."""
    if "\\" not in text:
        return text
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)


def refuse_turned(text: str, path: str) -> None:
    """Refuse a text of YAML in which people read something else.

    :param text: the text
    :param path: path of its file, relative to the workspace
    :raises SourceError: with each mark of direction, where it stands first
    """
    turned = [
        Problem(place=finding.place, message=finding.message)
        for finding in deceptive_letters(_unescaped(text), path)
        if finding.rule == INVISIBLE_CHARACTER.name
    ]
    if turned:
        raise SourceError(turned)


def _mixed_letters(text: str, path: str, first_line: int) -> Iterator[Finding]:
    """Yield where a word has a letter that only looks like a Latin one, each such letter once.

    A word of nothing else is one, too: nobody reads it as Cyrillic or Greek.
    """
    if not any(map(text.encode("utf-8", "replace").__contains__, _LEADS)):
        return
    told = set[str]()
    for match in _MIXED.finditer(text):
        at = match.start()
        letter = match[0][0]
        if letter not in told:
            told.add(letter)
            before = re.split(r"[^\w-]", text[max(at - _AROUND, 0) : at])[-1]
            behind = re.split(r"[^\w-]", text[at : at + _AROUND])[0]
            place = Place(path=path, line=first_line + text.count("\n", 0, at))
            message = Message(
                "{word} has a letter that only looks like a Latin one, {character}; type it anew",
                word=repr(before + behind),
                character=named(letter),
            )
            yield MIXED_LETTERS.at(place, "", message, related=named(letter))


def named(character: str) -> str:
    """Return a character as people find it: its code point and its name.

    :param character: one character
    """
    return f"U+{ord(character):04X} ({unicodedata.name(character, 'unnamed').lower()})"
