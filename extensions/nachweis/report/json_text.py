"""JSON as people see it, too: in a terminal, a log of CI, an editor."""

from __future__ import annotations

import json
import re
from typing import Any

from nachweis.model.places import CONTROLS


def json_text(data: Any, indent: int = 1) -> str:
    """Format data as JSON; what controls a terminal or turns text round is escaped.

    Readers of JSON find the same characters.

    :param data: plain data
    :param indent: blanks for each level
    """
    text = json.dumps(data, indent=indent, ensure_ascii=False)
    return re.sub(f"(?!\n){CONTROLS}", lambda match: f"\\u{ord(match[0]):04x}", text) + "\n"
