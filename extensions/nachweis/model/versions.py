"""Versions of a project: their notations and their order."""

from __future__ import annotations

import enum
import re
from collections.abc import Iterable
from typing import Final, TypeAlias

from nachweis.model.dates import parse_date
from nachweis.model.messages import Message


class Scheme(enum.StrEnum):
    """How a project counts its versions."""

    SEMVER = "semver"
    """``MAJOR.MINOR.PATCH``, followed by ``-rc.1`` and the like for pre-releases."""
    DATE = "date"
    """``YYYY-MM-DD``, followed by ``.2`` and so on for further versions of a day."""


Order: TypeAlias = tuple[tuple[int, ...], tuple[tuple[int, int, str], ...]]
"""Sort key of versions of a scheme."""

_NUMBER: Final = r"(0|[1-9][0-9]*)"
_SEMVER: Final = rf"{_NUMBER}\.{_NUMBER}\.{_NUMBER}(?:-([0-9A-Za-z.-]+))?"
_DATE: Final = r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:\.([1-9][0-9]*))?"
_PART: Final = r"0|[1-9][0-9]*|[0-9]*[A-Za-z-][0-9A-Za-z-]*"


def parse_version(text: str, scheme: Scheme) -> Order:
    """Compute the sort key of a version.

    :param text: the version
    :param scheme: how the project counts
    :raises ValueError: if it is not a version of that scheme
    """
    if scheme is Scheme.SEMVER:
        return _semver(text)
    match = re.fullmatch(_DATE, text)
    if match is None:
        raise ValueError(
            Message(
                "{text!r} is not a version; write the day as YYYY-MM-DD, or YYYY-MM-DD.2", text=text
            )
        )
    day = parse_date(match[1])
    return (day.toordinal(), int(match[2] or 1)), ()


def _semver(text: str) -> Order:
    match = re.fullmatch(_SEMVER, text)
    parts = match[4].split(".") if match and match[4] else []
    # git refuses names of tags with '..' in them, or '.lock' at the end
    if (
        match is None
        or not all(re.fullmatch(_PART, part) for part in parts)
        or text.endswith(".lock")
    ):
        raise ValueError(
            Message(
                "{text!r} is not a version; write MAJOR.MINOR.PATCH such as 1.0.0, or 1.1.0-rc.1",
                text=text,
            )
        )
    numbers = tuple(int(match[place]) for place in (1, 2, 3))
    if not parts:  # a release comes after all that led to it
        return numbers, ((2, 0, ""),)
    return numbers, tuple((0, int(p), "") if p.isdigit() else (1, 0, p) for p in parts)


def is_version(text: str, *schemes: Scheme) -> bool:
    """Return whether a text is a version in one of the schemes.

    :param text: the text
    :param schemes: the schemes
    """
    for scheme in schemes:
        try:
            parse_version(text, scheme)
        except ValueError:
            continue
        return True
    return False


def sort_versions(names: Iterable[str]) -> list[str]:
    """Sort versions, oldest first; those of no known scheme come first, by name.

    :param names: versions as in names of files and tags
    """

    def order(name: str) -> tuple[int, Order, str]:
        for rank, scheme in ((2, Scheme.SEMVER), (1, Scheme.DATE)):
            try:
                return rank, parse_version(name, scheme), name
            except ValueError:
                continue
        return 0, ((), ()), name

    return sorted(names, key=order)


def tag_name(key: str, version: str) -> str:
    """Return the name of the git tag of a version.

    :param key: key of the project
    :param version: the version
    """
    return f"{key}/{version}"
