"""The examples of the CommonMark specification, put around, into and next to objects."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

SPEC: Final = Path(__file__).parent.parent / "commonmark" / "spec.txt"
_EXAMPLE: Final = re.compile(r"^`{32} example\n(.*?)^\.\n.*?^`{32}$", re.MULTILINE | re.DOTALL)


def examples() -> list[str]:
    """Return the Markdown of every example, in the order of the specification."""
    found = _EXAMPLE.findall(SPEC.read_text(encoding="utf-8"))
    return [example.replace("→", "\t") for example in found]


def _object(number: int, body: str = "Words.\n", fence: str = ":::") -> str:
    return f"{fence}{{clause}} Clause {number}\n:id: {{0}}_{number}\n\n{body}{fence}\n"


def _lines(text: str, first: str, further: str) -> str:
    indented = textwrap.indent(text, further, lambda _: True)
    return first + indented.removeprefix(further)


POSITIONS: Final[Mapping[str, Callable[[str], str]]] = {
    "before": lambda example: example + _object(1),
    "after": lambda example: _object(1) + example,
    "between": lambda example: _object(1) + "\n" + example + "\n" + _object(2),
    "inside": lambda example: _object(1, example) + "\n" + _object(2),
    "deep": lambda example: (
        "::::::{note}\n\n" + _object(1, example + _object(2), "~~~~~") + "::::::\n" + _object(3)
    ),
    "backticks": lambda example: _object(1, example, "````") + _object(2),
    "list": lambda example: _lines(example + _object(1), "- ", "  ") + "\n" + _object(2),
    "quote": lambda example: _lines(example + _object(1), "> ", "> ") + "\n" + _object(2),
}
"""Where an example stands among objects, whose IDs begin with ``{0}``."""


def page(position: str, example: str, prefix: str) -> str:
    """Return a page with an example and objects.

    :param position: a key of :data:`POSITIONS`
    :param example: Markdown of the example
    :param prefix: what the IDs of the objects begin with
    """
    return POSITIONS[position](example).replace("{0}", prefix)
