"""Scripts that hold data for pages: their names, and how data is written in them."""

from __future__ import annotations

import json
from typing import Final

from nachweis.sources.markdown.policy import harmless

INDEX: Final = "nachweis-index.js"
FACETS: Final = "nachweis-facets.js"
"""What the search finds, and by what that is told apart; in the folder of our scripts."""


def data(value: object) -> str:
    """Return a value as a script has it, without characters that control what shows it.

    :param value: what JSON can write
    """
    return harmless(json.dumps(value, ensure_ascii=False, separators=(",", ":")))
