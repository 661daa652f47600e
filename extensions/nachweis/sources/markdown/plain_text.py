"""A quick look at a text: whether it is so plain that nobody has to look closer."""

from __future__ import annotations

from typing import Final

LONG: Final = 360
"""Characters from which on a text says more than its title and requirements."""

_MARKS: Final = (
    *(("…", "…"), ("X", "X"), ("D", "TBD"), ("D", "DO"), ("", "orem ipsum"), ("", "u tun")),
    *(("", "odo"), ("", "o do"), ("", "..."), ("", ".example")),
    *(("<", "<!--"), ("`", "```"), ("~", "~~~"), ("%", "\n%")),
    *((":", ":::"), (":", ":\n-"), (":", ":\n*")),
)
"""What nearly every placeholder and addresses of examples hold; then what a text may have that is
none: comments, code, other objects, points not filled in. Some have a rare sign in them, which is
quicker to look for."""


def is_plain(body: str) -> bool:
    """Return whether a text is long, and holds nothing like a placeholder, example or comment.

    That is nearly all texts; a closer look takes twenty times as long.

    :param body: Markdown
    """
    if len(body) <= LONG:
        return False
    for sign, mark in _MARKS:  # noqa: SIM110 - a loop: `all` takes half as long again
        if sign in body and mark in body:
            return False
    return True
