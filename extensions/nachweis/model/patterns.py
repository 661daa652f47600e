"""Regular expressions that are compiled when they are first used.

Of a hundred in what ``check`` imports, 24 are used in a plain project from cold, and 6 where all is
remembered: docs/explanation/decisions/tricks-that-pay.md.
"""

from __future__ import annotations

import re
from typing import Any, AnyStr, cast


class _Pattern:
    """Stands for a pattern, and has its methods from when they are first asked for."""

    def __init__(self, pattern: Any, flags: int) -> None:
        self.pattern, self._flags = pattern, flags

    def __getattr__(self, name: str) -> Any:
        found = getattr(re.compile(self.pattern, self._flags), name)
        setattr(self, name, found)  # which is found without this function from now on
        return found


def regex(pattern: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """Return a pattern, for the functions of which it is compiled at first use.

    :param pattern: the regular expression; a mistake in it is found when it is used
    :param flags: as for :func:`re.compile`
    """
    return cast("re.Pattern[AnyStr]", _Pattern(pattern, flags))
