"""Other IDs for an audience that may not even count what it does not see.

Who sees ``ACME_C_07_2`` and ``ACME_C_07_4`` knows of a third. Names that are made with a secret
have no gaps, stay the same from one output to the next, and lead nobody back to ours.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from collections.abc import Iterable, Mapping
from typing import Final

from nachweis.model.items import WRITTEN_ID, Item
from nachweis.model.objects import TYPE

_LENGTH: Final = 8
"""Letters of a name: among 5 000 of them, two are alike once in 80 000 projects."""
_NUMBER: Final = re.compile(r"^[ \t>]*:number:.*\n", re.MULTILINE)


def aliases(secret: str, items: Iterable[Item], key: str) -> dict[str, str]:
    """Return another ID for each object of a project.

    :param secret: what the audience does not know
    :param items: the objects
    :param key: key of the project
    """
    return {
        item.id: f"{key}_{TYPE[item.type].prefix}_{_letters(secret, item.id)}"
        for item in items
        if item.id
    }


def _letters(secret: str, identifier: str) -> str:
    made = hmac.new(secret.encode(), identifier.encode(), hashlib.sha256).digest()
    return base64.b32encode(made).decode()[:_LENGTH]


def renamed(text: str, names: Mapping[str, str]) -> str:
    """Return a text or path in which objects have their other IDs.

    :param text: any text
    :param names: other IDs by ID
    """
    return WRITTEN_ID.sub(lambda match: names.get(match[0], match[0]), text) if names else text


def without_numbers(page: str) -> str:
    """Return a page whose clauses have no numbers, which would have gaps, too.

    :param page: the Markdown
    """
    return _NUMBER.sub("", page)
