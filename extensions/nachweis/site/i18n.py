"""The words of the interface in the language of a project, by gettext."""

from __future__ import annotations

import functools
import gettext
from collections.abc import Callable
from pathlib import Path
from typing import Final

LOCALE: Final = Path(__file__).resolve().parent.parent / "locale"
DOMAIN: Final = "nachweis"


@functools.cache
def translator(language: str) -> Callable[[str], str]:
    """Return the function that translates the interface's English words.

    :param language: ISO 639-1 code; a language without a catalogue of messages stays English
    """
    found = gettext.translation(DOMAIN, LOCALE, languages=[language], fallback=True)
    return found.gettext
