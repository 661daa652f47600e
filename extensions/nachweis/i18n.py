"""Translation of the interface to the language of a site, by gettext.

English words are the keys. Words of closed vocabularies, names of fields and names of links
are keys, too, so that a template translates what it shows without knowing which words exist.
"""

from __future__ import annotations

import datetime
import functools
import gettext
from pathlib import Path
from typing import Final

from nachweis.model.dates import DATE
from nachweis.model.messages import Message, Term

LOCALE: Final = Path(__file__).resolve().parent / "locale"
DOMAIN: Final = "nachweis"


def has_words(language: str) -> bool:
    """Return whether the interface is translated to a language.

    :param language: ISO 639-1 code
    """
    if len(language) != 2:  # gettext takes names such as German for their codes
        return False
    return language == "en" or gettext.find(DOMAIN, LOCALE, languages=[language]) is not None


def with_blanks(word: str) -> str:
    """Return a word of a vocabulary as people read it, before it is translated.

    :param word: the word, with hyphens or underscores for blanks
    """
    return word.replace("-", " ").replace("_", " ")


class Words:
    """The translations to one language; a call translates an English text."""

    def __init__(self, language: str) -> None:
        """Load the catalogue of messages; a language without one stays English.

        :param language: ISO 639-1 code
        """
        self.language: Final = language
        self.catalogue: Final = (
            gettext.NullTranslations()
            if language == "en"
            else gettext.translation(DOMAIN, LOCALE, languages=[language], fallback=True)
        )

    def __call__(self, message: str) -> str:
        """Translate a text; without a translation it is returned unchanged."""
        return self.catalogue.gettext(message) if message else ""

    def ngettext(self, one: str, many: str, number: int) -> str:
        """Translate a text with a singular and a plural.

        :param one: the English text for one
        :param many: the English text for any other number
        """
        return self.catalogue.ngettext(one, many, number)

    def word(self, value: object, context: str = "") -> str:
        """Translate a word of a closed vocabulary.

        :param value: the word, with hyphens or underscores for blanks
        :param context: what it is a value of, where the same word means several things
        """
        text = with_blanks(str(value))
        found = self.catalogue.pgettext(context, text) if context and text else text
        return found if found != text else self(text)

    def day(self, value: object) -> str:
        """Write a day as the language does; what is no day stays as it is.

        :param value: a day, or a text that may be one as ``YYYY-MM-DD``
        :source: DIN 5008: 06.08.2026
        """
        text = str(value)
        if self.language != "de" or not DATE.fullmatch(text):
            return text
        year, month, day = text.split("-")
        return f"{day}.{month}.{year}"

    def name(self, value: str, context: str = "") -> str:
        """Translate a name that is shown as it is typed where there is no translation.

        :param value: the name of a type or a link
        :param context: as in :meth:`word`
        """
        found = self.word(value, context)
        return value if found == with_blanks(value) else found

    def translate(self, message: str) -> str:
        """Translate a message, with its names and dates filled in.

        :param message: a text, or a :class:`~nachweis.model.messages.Message` that knows its parts
        """
        if self.language == "en":
            return message
        if not isinstance(message, Message):
            return self(message)
        parts = {name: self._part(value) for name, value in message.parts.items()}
        return Message(self(message.template), **parts)

    def _part(self, value: object) -> object:
        if isinstance(value, Term):
            return Term(self.word(value, value.context))
        if isinstance(value, Message):
            return self.translate(value)
        return self.day(value) if isinstance(value, (str, datetime.date)) else value


ENGLISH: Final = Words("en")


@functools.cache
def translator(language: str) -> Words:
    """Return the translations to a language.

    :param language: ISO 639-1 code
    """
    return Words(language)
