"""A quick look at a text: whether it is so plain that nobody has to look closer."""

from __future__ import annotations

from typing import Final

LONG: Final = 360
"""Characters from which on a text says more than its title and requirements."""

_MARKS: Final = ("…", "X", "TBD", "DO", "orem ipsum", "u tun", "odo", "o do", "...", ".example")
"""What addresses of examples and nearly every placeholder hold; to look for them is quick."""
_ASIDES: Final = (
    *(("<", "<!--"), ("`", "```"), ("~", "~~~"), ("%", "\n%")),
    *((":", ":::"), (":", ":\n-"), (":", ":\n*")),
)
"""What a text may have that is none: comments, code, other objects, points not filled in. Each has
a rare sign in it, which is quicker to look for."""


def is_plain(body: str) -> bool:
    """Return whether a text is long, and holds nothing like a placeholder, example or comment.

    That is nearly all texts; a closer look takes twenty times as long.

    :param body: Markdown
    """
    if len(body) <= LONG:
        return False
    for mark in _MARKS:  # loops: `any` takes half as long again
        if mark in body:
            return False
    for sign, part in _ASIDES:  # noqa: SIM110 - the same
        if sign in body and part in body:
            return False
    return True
