"""Plain calls of ``nachweis check``, as hooks and pipelines make them, read without click.

To import click and to build the command takes a quarter of a run. Whatever is not plain is left
to it, so that help, messages and rarer options have one home.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from nachweis.cli.gate import Options
from nachweis.model.dates import parse_date
from nachweis.model.terms import Phase
from nachweis.report.formats import FORMATS


def _style(text: str) -> str:
    if text not in FORMATS:
        raise ValueError(text)
    return text


_FLAGS: Final = {
    "--strict": "strict",
    "--no-cache": "no_cache",
    "-q": "quiet",
    "--quiet": "quiet",
    "-v": "verbose",
    "--verbose": "verbose",
}
_VALUES: Final[Mapping[str, tuple[str, Callable[[str], Any]]]] = {
    "--as-of": ("as_of", parse_date),
    "--close": ("closing", lambda text: Phase(text).value),
    "--format": ("style", _style),
}
"""Options with a value: their field, and what reads the value or refuses it."""


def at_a_glance(arguments: Sequence[str]) -> Options | None:
    """Return what a plain call asks for, or nothing if click has to look at it.

    :param arguments: what stands behind ``nachweis check``
    """
    keys: list[str] = []
    found: dict[str, Any] = {"handbook": os.environ.get("NACHWEIS_HANDBOOK", "")}
    rest = iter(arguments)
    for word in rest:
        if word in _FLAGS:
            found[_FLAGS[word]] = True
        elif word in _VALUES:
            field, read = _VALUES[word]
            try:
                found[field] = read(next(rest, ""))
            except ValueError:
                return None
        elif not word or word.startswith("-"):
            return None
        else:
            keys.append(word)
    return Options(keys=tuple(keys), **found)
