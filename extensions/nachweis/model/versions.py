"""Versions of a project: how they are written, and which of two is the later one."""

from __future__ import annotations

import enum
import re
from collections.abc import Iterable
from typing import Final, TypeAlias

from nachweis.model.dates import parse_date


class Scheme(enum.StrEnum):
    """How a project counts its versions."""

    SEMVER = "semver"
    """``MAJOR.MINOR.PATCH``, with ``-rc.1`` and the like behind it for what is no release yet."""
    DATE = "date"
    """``YYYY-MM-DD``, with ``.2`` and so on behind it for the later ones of a day."""


Order: TypeAlias = tuple[tuple[int, ...], tuple[tuple[int, int, str], ...]]
"""What sorts versions of a scheme."""

_NUMBER: Final = r"(0|[1-9][0-9]*)"
_SEMVER: Final = rf"{_NUMBER}\.{_NUMBER}\.{_NUMBER}(?:-([0-9A-Za-z.-]+))?"
_DATE: Final = r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:\.([1-9][0-9]*))?"
_PART: Final = r"0|[1-9][0-9]*|[0-9]*[A-Za-z-][0-9A-Za-z-]*"


def parse_version(text: str, scheme: Scheme) -> Order:
    """Return what a version sorts by.

    :param text: the version
    :param scheme: how the project counts
    :raises ValueError: if it is no version of that scheme
    """
    if scheme is Scheme.SEMVER:
        return _semver(text)
    match = re.fullmatch(_DATE, text)
    if match is None:
        raise ValueError(f"{text!r} is not a version; write the day as YYYY-MM-DD, or YYYY-MM-DD.2")
    day = parse_date(match[1])
    return (day.toordinal(), int(match[2] or 1)), ()


def _semver(text: str) -> Order:
    match = re.fullmatch(_SEMVER, text)
    parts = match[4].split(".") if match and match[4] else []
    # git takes no name of a tag with '..' in it, or with '.lock' at its end
    if (
        match is None
        or not all(re.fullmatch(_PART, part) for part in parts)
        or text.endswith(".lock")
    ):
        raise ValueError(
            f"{text!r} is not a version; write MAJOR.MINOR.PATCH such as 1.0.0, or 1.1.0-rc.1"
        )
    numbers = tuple(int(match[place]) for place in (1, 2, 3))
    if not parts:  # a release comes after all that led to it
        return numbers, ((2, 0, ""),)
    return numbers, tuple((0, int(p), "") if p.isdigit() else (1, 0, p) for p in parts)


def is_version(text: str, *schemes: Scheme) -> bool:
    """Whether a text is a version of one of some schemes.

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
    """Return versions oldest first; those of another scheme, by name, before all others.

    :param names: versions as files and tags are called
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
