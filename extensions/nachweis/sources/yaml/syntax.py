"""Why a text is no YAML, in words for somebody who writes one for the first time."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import yaml

_HINTS: Final[Mapping[str, str]] = {
    "mapping values are not allowed in this context": "a value with ': ' in it needs quotes, "
    "and keys of one level the same indentation",
    "found character that cannot start any token": "a value that begins with @, ` or % needs "
    "quotes",
    "could not find expected ':'": "a key needs ': ' behind it",
    "but found another document": "a file holds one; remove the line '---' between them",
    "did not find expected key": "check the indentation and the quotes here and above",
}


def explain_syntax(error: yaml.MarkedYAMLError) -> str:
    """Return why a text is no YAML, and what to do.

    :param error: the parser's error
    """
    what = (error.problem or "the text breaks off").removeprefix("but ")
    if error.context_mark and (error.context or "").startswith(("while parsing", "while scanning")):
        part = (error.context or "").removeprefix("while parsing ").removeprefix("while scanning ")
        if error.problem_mark is None or error.context_mark.line != error.problem_mark.line:
            what = f"{what} in {part} that begins on line {error.context_mark.line + 1}"
    hint = _HINTS.get(error.problem or "", "correct it")
    return f"is not valid YAML: {what}; {hint}"
