"""Messages that keep their template and parts, so that they can be translated."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Self


class Term(str):
    """A word of a closed vocabulary inside a message.

    :param context: what it is a value of, where the same word means several things
    """

    context: str

    def __new__(cls, word: str, context: str = "") -> Self:
        """Make the word."""
        term = super().__new__(cls, word)
        term.context = context
        return term


class Message(str):
    """An English sentence that keeps its template and what was filled in.

    It is a plain string: reports write it as any other text.
    """

    template: str
    parts: Mapping[str, object]

    def __new__(cls, template: str, **parts: object) -> Self:
        """Make the sentence.

        :param template: the sentence with ``{name}`` where parts come in
        :param parts: the parts; those that are a :class:`Term` or a message are translated, too
        """
        message = super().__new__(cls, template.format(**parts))
        message.template = template
        message.parts = parts
        return message

    def __getnewargs_ex__(self) -> tuple[tuple[str], Mapping[str, object]]:
        """Return the arguments that a copy or a pickle is made with."""
        return (self.template,), self.parts


def joined(words: Iterable[str]) -> str:
    """Return words as a sentence lists them.

    :param words: at least one, in their order; a :class:`Term` or a message is translated
    """
    text, *rest = words
    for word in rest:
        text = Message("{names} and {name}", names=text, name=word)
    return text


def said_by(error: Exception) -> str:
    """Return what an error says, as the message that it was raised with.

    :param error: the error
    """
    said = error.args[0] if error.args else ""
    return said if isinstance(said, Message) else str(error)


def gettext_noop(template: str) -> str:
    """Mark a template of a message for translation, and return it unchanged.

    :param template: a template in a table, apart from its message
    """
    return template
