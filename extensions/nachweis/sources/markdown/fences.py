"""The fences of a Markdown text.

Nearly all texts have fences at the beginning of lines and nothing around them that could contain
one: those lines are enough to find them, which saves 0.14 s without the cache at 5000 objects.
Every other text is parsed by markdown-it with the plugins and options that MyST uses.
Only block tokens are made: inline markup cannot hold a directive. Tests compare both ways with
MyST's own tokens.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from nachweis.model.named_tuples import NamedTuple
from nachweis.model.patterns import regex
from nachweis.sources.limits import PARSED, RENDERED
from nachweis.sources.markdown.front_matter import after_front_matter
from nachweis.sources.markdown.policy import hiding_class

if TYPE_CHECKING:
    from markdown_it import MarkdownIt


class Fence(NamedTuple):
    """A fence with its content, or a paragraph that begins like one.

    :param info: the text behind the opening fence
    :param content: all between the fences
    :param line: line of the opening fence, counted from 0
    :param colons: whether the fence is of colons
    :param level: in how many lists, quotes and the like it stands
    :param hidden_by: the footnote it stands in, or the class that may hide it, as written
    :param closed: whether it has a closing fence; without one it ends with what is around it
    :param in_paragraph: whether MyST reads it as a paragraph, although a backtick fence was meant
    """

    info: str
    content: str
    line: int
    colons: bool = True
    level: int = 0
    hidden_by: str = ""
    in_paragraph: bool = False
    closed: bool = True


_COLONS: Final = ":::"
_MARK: Final = regex(r":::|```|~~~")
FOOTNOTE: Final = r"\[\^[^\s\[\]\\]+\]:"
"""The beginning of a footnote's text, which ends before a line that begins at the margin."""
DOUBT: Final = regex(rf"^ {{0,3}}(?:[<>]|\[(?!{FOOTNOTE[2:]})|[:~][ \t])|^\{{", re.MULTILINE)
"""What may contain a fence or be one: HTML, quotes, definition lists, link definitions,
attributes."""


_LINES: Final = frozenset({"emphasize-lines", "lines"})
"""Options that name lines, of which Sphinx makes a list, whether or not they are there."""
_SIZES: Final = frozenset({"columns", "heading-offset", "tab-width"})
"""Options that say how often something is to be repeated."""
_SHORT: Final = 32 * 1024
"""Characters of a page whose cost nobody has to estimate: no page of that size takes long."""
_WEIGHTS: Final = {
    "\n": 130,
    "\n-": 40,
    "|": 120,
    "*": 60,
    "`": 30,
    "[": 60,
    "<": 100,
    ">": 60,
    "{": 300,
}
"""Microseconds that a build takes for each of some marks."""
_MARKS_OF_COST: Final = b"\n|*`[<>{_,-"
"""All characters that cost more than one of a word does."""
_EMPHASIS: Final = regex(r"_(?<!\w_)")
_HEADINGS: Final = regex(r"\n {0,3}(?:#|-+ *\n|=+ *\n)")
"""Both begin with a character, for which a search is ten times as fast."""


class Effort:
    """How much MyST's parser may still read of a document."""

    def __init__(self) -> None:
        """Begin with all of it."""
        self.left = PARSED
        self._shown = self._rendered = self._at_most = 0
        self._unestimated: list[str] = []

    def show(self, text: str) -> None:
        """Take off what a build makes of a text.

        :param text: Markdown of the page, or of a part of it
        :raises TooMuchError: if it is more than a page may ask for
        """
        self._shown += len(text)
        if self._shown > _SHORT:
            self._unestimated.append(text)
            self._at_most += _most_rendering_cost(text)
        self._refuse()

    def count(self, option: str, value: str) -> None:
        """Take off what a build makes of an option with a number.

        :param option: name of the option of a directive
        :param value: its value
        :raises TooMuchError: if it is more than a page may ask for
        """
        if option in _LINES:
            self._rendered += _listed(value)
        elif option in _SIZES and any(len(number) > 3 for number in re.findall(r"\d+", value)):
            raise TooMuchError
        self._refuse()

    def _refuse(self) -> None:
        """Raise if a build makes too much; what is surely less is estimated no closer."""
        if self._rendered + self._at_most > RENDERED:
            self._rendered += sum(map(_rendering_cost, self._unestimated))
            self._unestimated, self._at_most = [], 0
        if self._rendered > RENDERED:
            raise TooMuchError

    def spend(self, text: str) -> None:
        """Take a text off.

        :param text: what is to be parsed
        :raises TooLongError: if nothing is left
        """
        self.left -= _cost(text)
        if self.left < 0:
            raise TooLongError


def _cost(text: str) -> int:
    """Estimate how long MyST's parser takes for a text, in microseconds.

    Measured: lists of short lines, and open brackets, take ten times what prose does.
    """
    lines, brackets, images = text.count("\n"), text.count("["), text.count("![")
    emphases, entries = text.count("*") + text.count("_"), text.count("\n-")
    return len(text) + 10 * (lines + entries) + 8 * brackets + 16 * images + 3 * emphases


def _listed(lines: str) -> int:
    """Return how many lines are named by ``3,5-9``: Sphinx makes a list of them."""
    ends = [(int(a[:8] or 0), int(b[:8] or 0)) for a, b in re.findall(r"(\d*)-(\d*)", lines)]
    return lines.count(",") + sum(end - start for start, end in ends if end > start)


def _rendering_cost(text: str) -> int:
    """Estimate how long MyST, docutils and Sphinx take for a text, in microseconds.

    Measured on pages full of one construct each, from reading to the written page.
    """
    headings = len(_HEADINGS.findall(f"\n{text}"))  # each gets an address unlike all others
    cost = len(text) + 60 * len(_EMPHASIS.findall(text)) + headings * headings // 10
    cost += sum(weight * text.count(mark) for mark, weight in _WEIGHTS.items())
    if ":delim:" in text:  # any character may be between the cells of a table
        cost += 60 * len(text)
    return cost + (100 * text.count(",") if "csv-ta" in text.lower() else 0)


def _most_rendering_cost(text: str) -> int:
    """Return what :func:`_rendering_cost` is at most, in a fifth of its time."""
    data = text.encode("utf-8", "replace")
    marks = len(data) - len(data.translate(None, _MARKS_OF_COST))
    delimited = 60 * len(text) if ":delim:" in text else 0
    return len(text) + delimited + marks * max(_WEIGHTS.values()) + (marks + 1) ** 2 // 10


class TooMuchError(Exception):
    """A page asks for more than a build may take for it."""


class TooLongError(Exception):
    """A document has more for MyST's parser than it may."""


def fences(text: str, effort: Effort | None = None) -> Iterator[Fence]:
    """Yield the fences of a text, and paragraphs that were meant to be one.

    :param text: Markdown, its line ends normalised as :func:`.files.read_text` returns it
    :param effort: how much of the document may still be parsed
    :raises TooLongError: if it is more than that
    """
    found = plain_fences(text)
    if found is None and effort is not None:
        effort.spend(text)
    yield from _parsed(text) if found is None else found


def plain_fences(text: str) -> Sequence[Fence] | None:
    """Return the fences of a text that needs no parser, or nothing where it might need one.

    :param text: Markdown
    :source: CommonMark 0.31.2, 4.5: what closes a fence, and that it interrupts a paragraph
    """
    begin = after_front_matter(text)
    if not begin and text.startswith("---"):
        return None
    found: list[Fence] = []
    opening = 0  # how many marks the fence has that is open
    kind = info = ""
    inside = line = counted = 0
    outside = end = begin
    while True:
        at = text.find(kind, end) if opening else _next_mark(text, end)
        if at < 0:
            break
        if at and text[at - 1] != "\n":
            return None
        mark = kind if opening else text[at : at + 3]
        end = text.find("\n", at)
        end = len(text) if end < 0 else end
        rest = text[at:end].lstrip(mark[0])
        length = end - at - len(rest)
        if not opening:
            if "|" in rest or (mark == "```" and "`" in rest) or DOUBT.search(text, outside, at):
                return None
            line += text.count("\n", counted, at)
            opening, kind, info, inside, counted = length, mark, rest, end + 1, at
        elif length >= opening and not rest.strip(" \t"):
            found.append(Fence(info, text[inside:at], line, kind == _COLONS))
            opening, outside = 0, end
    if opening:
        found.append(Fence(info, text[inside:], line, kind == _COLONS, closed=False))
    elif DOUBT.search(text, outside):
        return None
    return found


def _next_mark(text: str, start: int) -> int:
    return found.start() if (found := _MARK.search(text, start)) else -1


def _parsed(text: str) -> Iterator[Fence]:
    """Yield the fences of a text as MyST's parser finds them."""
    footnote = ""
    hiding: list[str] = []
    pending = ""
    for token in block_parser().parse(text):
        if token.type == "attrs_block":  # those of the block behind it
            name = hiding_class(str(token.attrs.get("class", "")))
            pending = f"{{.{name}}}" if name else ""
            continue
        own, pending = pending, ""
        if token.nesting > 0:
            hiding.append(own)
        elif token.nesting < 0:
            hiding.pop()
        if token.type == "footnote_reference_open":
            footnote = f"[^{token.meta['label']}]"
        elif token.type == "footnote_reference_close":
            footnote = ""
        if token.type == "inline" and "```{" in token.content:
            yield Fence("", token.content, (token.map or [0])[0], in_paragraph=True)
        if token.type in ("fence", "colon_fence") and token.map is not None:
            hidden_by = footnote or own or next(filter(None, hiding), "")
            first, end = token.map
            lines = f"{token.content}\n".count("\n") - (token.content[-1:] in ("", "\n"))
            yield Fence(
                token.info,
                token.content,
                first,
                colons=token.type == "colon_fence",
                level=token.level,
                hidden_by=hidden_by,
                closed=end - first > lines + 1,
            )


@functools.cache
def block_parser() -> MarkdownIt:
    """Return MyST's parser as configured for our sources, without inline parsing."""
    from markdown_it import MarkdownIt
    from markdown_it.rules_block import make_fence_rule
    from mdit_py_plugins.attrs import attrs_block_plugin
    from mdit_py_plugins.deflist import deflist_plugin
    from mdit_py_plugins.footnote import footnote_plugin
    from mdit_py_plugins.front_matter import front_matter_plugin
    from mdit_py_plugins.myst_blocks import myst_block_plugin

    md = MarkdownIt("commonmark").enable("table")
    md.use(front_matter_plugin).use(myst_block_plugin)
    md.use(footnote_plugin, inline=False, move_to_end=False, always_match_refs=True)
    colon_fence = make_fence_rule(markers=(":",), token_type="colon_fence")  # noqa: S106 - no secret
    alternatives = ["paragraph", "reference", "blockquote", "list", "footnote_def"]
    md.block.ruler.before("fence", "colon_fence", colon_fence, {"alt": alternatives})
    md.use(deflist_plugin).use(attrs_block_plugin)
    md.options["tasklists"] = True
    md.core.ruler.enableOnly(["block"])
    return md
