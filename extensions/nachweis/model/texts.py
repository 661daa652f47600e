"""Texts in several languages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, TypeAlias

LANGUAGES: Final = ("en", "de")
"""ISO 639-1 codes of the languages of the command line, of scaffolds, models and workbooks."""

Text: TypeAlias = Mapping[str, str]
"""A text by language code; English is always there."""


def in_language(text: Text, language: str) -> str:
    """Pick a text in a language, else in English, else in any language it has.

    :param text: the text by language code
    :param language: ISO 639-1 code, such as ``de``
    """
    return text.get(language) or text.get("en") or next(iter(text.values()), "")


def shown_number(value: str, language: str) -> str:
    """Return a number as texts in a language show it.

    :param value: with a point
    :param language: ISO 639-1 code
    """
    return value.replace(".", ",") if language == "de" else value
