"""Notations of an outline with redlines: plain or coloured text, and Markdown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol, TypeAlias

from nachweis.i18n import ENGLISH, Words
from nachweis.model.places import one_line
from nachweis.report.redlines import Paint, in_characters, in_markdown, plain_markdown
from nachweis.trace.redline import Piece

Redline: TypeAlias = Sequence[Piece]


class Style(Protocol):
    """A notation of an outline."""

    @property
    def words(self) -> Words:
        """The translations to the language of the reader."""

    def title(self, text: str) -> str:
        """Return the title of the whole."""

    def heading(self, text: str) -> str:
        """Return the heading of a part."""

    def item(self, text: str) -> str:
        """Return an entry of a list."""

    def redline(self, name: str, pieces: Redline) -> Iterator[str]:
        """Yield the lines of a changed field or text, below an entry.

        :param name: what changed, in a word or two
        :param pieces: the redline
        """


class TextStyle:
    """Plain text for a terminal or a file."""

    def __init__(self, paint: Paint | None = None, words: Words = ENGLISH) -> None:
        """Choose colours and language.

        :param paint: how to colour a text; None: no colours
        :param words: translates to the language of the reader
        """
        self._paint = paint
        self.words = words

    def title(self, text: str) -> str:
        """Return the title."""
        return self._bold(text)

    def heading(self, text: str) -> str:
        """Return the heading of a part."""
        return self._bold(text)

    def item(self, text: str) -> str:
        """Return an entry of a list."""
        return f"  {text}"

    def redline(self, name: str, pieces: Redline) -> Iterator[str]:
        """Yield the lines of a change, those of a text below their name."""
        lines = in_characters(pieces, self._paint).strip("\n").split("\n")
        if len(lines) == 1:
            yield f"    {name}: {lines[0]}"
            return
        yield f"    {name}:"
        yield from (f"      {line}".rstrip() for line in lines)

    def _bold(self, text: str) -> str:
        return self._paint(text, "bold") if self._paint else text


class MarkdownStyle:
    """Markdown for a merge request or a minute."""

    def __init__(self, words: Words = ENGLISH) -> None:
        """Choose the language.

        :param words: translates to the language of the reader
        """
        self.words = words

    def title(self, text: str) -> str:
        """Return the title."""
        return f"# {plain_markdown(text)}"

    def heading(self, text: str) -> str:
        """Return the heading of a part."""
        return f"## {plain_markdown(text)}"

    def item(self, text: str) -> str:
        """Return an entry of a list."""
        return f"- {plain_markdown(text)}"

    def redline(self, name: str, pieces: Redline) -> Iterator[str]:
        """Yield the lines of a change as an entry below the entry."""
        text = in_markdown(pieces).strip("\n")
        paragraphs = [one_line(" ".join(part.split())) for part in text.split("\n\n")]
        yield f"  - *{plain_markdown(name)}:* {paragraphs[0]}"
        for paragraph in paragraphs[1:]:
            yield from ("", f"    {paragraph}")
