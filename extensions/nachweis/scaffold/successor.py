"""The next one in a series: the ID of an object, the number of a clause."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Sequence
from typing import Final

_NUMBERED: Final = re.compile(r"(.*?)(\d+)", re.DOTALL)


def successor(text: str, taken: Container[str]) -> str | None:
    """Increment the last number in a text until it is free, keeping its width.

    ``ACME_C_07_3`` becomes ``ACME_C_07_4``, ``ACME_R_EXE_09`` becomes ``ACME_R_EXE_10``.

    :param text: an ID or a number
    :param taken: texts already in use
    :returns: None if the text does not end with a number
    """
    match = _NUMBERED.fullmatch(text)
    if match is None:
        return None
    stem, digits = match.groups()
    number = int(digits)
    while True:
        number += 1
        following = f"{stem}{number:0{len(digits)}}"
        if following not in taken:
            return following


def next_id(key: str, prefix: str, before: Sequence[str], taken: Container[str]) -> str:
    """Choose the ID of a new object.

    :param key: the project's key
    :param prefix: the letter of its type
    :param before: IDs of the objects of its type in its file, in their order
    :param taken: all IDs in use
    """
    for identifier in reversed(before):
        following = successor(identifier, taken)
        if following is not None:
            return following
    first = f"{key}_{prefix}_00"
    return successor(first, taken) or first


def next_number(before: Sequence[str], taken: Iterable[str]) -> str:
    """Choose the number of a new clause.

    :param before: numbers of the clauses in its file, in their order
    :param taken: the numbers of all clauses
    """
    used = set(taken)
    for number in reversed(before):
        following = successor(number, used)
        if following is not None:
            return following
    parts = [int(match[0]) for number in used if (match := re.match(r"\d+", number))]
    return f"{max(parts, default=0) + 1}.1"
