"""Directives of a Markdown text, as MyST reads them."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from sys import intern
from typing import Final

from nachweis.model.named_tuples import NamedTuple
from nachweis.model.patterns import regex
from nachweis.model.places import Rows
from nachweis.sources.limits import LEVELS
from nachweis.sources.markdown.directive_content import PARTS, RST, Content, content_of, takes_text
from nachweis.sources.markdown.fences import DOUBT, Effort, Fence, fences
from nachweis.sources.markdown.guesses import is_like_a_type
from nachweis.sources.markdown.invisible import invisible
from nachweis.sources.markdown.options import (
    OptionsError,
    Plain,
    plain_options,
    read_options,
    split_content,
)
from nachweis.sources.markdown.plain_text import without_code
from nachweis.sources.markdown.policy import hiding_class

EXTENSIONS: Final = ("attrs_block", "attrs_inline", "colon_fence", "deflist", "tasklist")
"""MyST's syntax extensions that sources may use; the site configures the same."""

_CARDS: Final = frozenset({"card", "grid-item-card"})
_HEADER: Final = regex(r"\^{3,}\s*$")
_FOOTER: Final = regex(r"\+{3,}\s*$")
_CLASSED: Final = frozenset({"container", "div"})
"""Directives whose argument is classes."""

_NESTED: Final = regex(r"(?:`{3}|~{3}|:{3})\s*\{")
_MALFORMED: Final = r"(?m)^(`{3,})\{([\w-]+)\}(?![^\n]*\1)[^\n]*`"
_RST: Final = r"(?m)^[ \t]*\.\.[ \t]+([\w-]+)[ \t]*::(.*)$"
_BREAKS: Final = "\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"
"""Characters that end a line for MyST inside directives, but not in a file."""


_NAMES: Final[dict[tuple[str, ...], tuple[str, ...]]] = {}
"""The options that directives have, each combination once."""


class Directive(NamedTuple):
    """A directive as written.

    :param name: the directive's name
    :param argument: the text after the name
    :param options: the option block, values as text
    :param option_lines: line of each option
    :param body: the content below the options
    :param line: line of the opening fence, counted from 1
    :param body_line: line on which the body begins
    :param problem: what is wrong with the option block, if it cannot be read
    :param malformed: whether it only looks like one: a backtick fence with a backtick in its title
    :param hidden_by: what may keep it off the page, as written: an outer directive, a footnote
    :param closed: whether it has a closing fence
    :param around: the directive that it stands in, where it has none
    :param repeated: options that are written more than once, with the line of the last
    :param unseen: invisible characters among its options, with their lines
    """

    name: str
    argument: str
    options: Mapping[str, str]
    option_lines: Mapping[str, int] | Rows
    body: str
    line: int
    body_line: int
    problem: OptionsError | None = None
    malformed: bool = False
    hidden_by: str = ""
    closed: bool = True
    around: Directive | None = None
    repeated: Sequence[tuple[str, int]] = ()
    unseen: Sequence[tuple[str, int]] = ()


def directives(
    text: str,
    first_line: int = 1,
    level: int = 0,
    parent: str = "",
    hidden_by: str = "",
    effort: Effort | None = None,
) -> Iterator[Directive]:
    """Yield the directives of a text in reading order, those inside others included.

    :param text: Markdown, its line ends normalised as :func:`.files.read_text` returns it
    :param first_line: line of the file on which the text begins
    :param level: how many directives the text lies in
    :param parent: name of the innermost of them
    :param hidden_by: what may keep its directives off the page, as written
    :param effort: how much of the document may still be parsed; nothing to begin with all of it
    :raises TooLongError: if it is more than that
    :raises RecursionError: if they nest deeper than :data:`.limits.LEVELS`
    """
    if not any(mark in text for mark in ("{", "```", "~~~")):
        return
    if level > LEVELS:
        raise RecursionError(f"more than {LEVELS} levels of directives")
    broken = has_breaks(text)
    effort = effort or Effort()
    for fence in fences(text, effort):
        if fence.in_paragraph:
            yield from _malformed(fence, first_line)
            continue
        name, argument = (*fence.info.split(maxsplit=1), "", "")[:2]
        line = first_line + fence.line
        if name.startswith("{") and name.endswith("}"):
            lone = parent in PARTS and (fence.level or name[1:-1].lower() not in PARTS[parent])
            plain = None if broken else plain_options(fence.content)
            directive = read_directive(name[1:-1], argument.strip(), fence.content, line, plain)
            if not fence.closed:
                directive = directive._replace(closed=False)
            hidden = hidden_by or fence.hidden_by or (f"{{{parent}}}" if lone else "")
            if not (broken or hidden or _may_hold_more(directive, fence.content)):
                yield directive
                continue
            found = itertools.chain(
                (directive._replace(hidden_by=hidden) if hidden else directive,),
                _nested(directive, fence.content, level, hidden, effort),
            )
            yield from _with_file_lines(found, fence.content, line) if broken else found
            continue
        if not fence.closed or (fence.info and is_like_a_type(fence.info)):
            yield _no_directive(fence, line)
        if fence.colons and _may_hold_directives(fence.content):
            hidden = hidden_by or fence.hidden_by or (f"{{{parent}}}" if parent in PARTS else "")
            yield from directives(fence.content, line + 1, level + 1, "", hidden, effort)


def _nested(
    directive: Directive, content: str, level: int, hidden_by: str, effort: Effort
) -> Iterator[Directive]:
    """Yield the directives in the content of a directive."""
    if directive.name == RST:
        yield from _rst_directives(directive)
        return
    if not _may_hold_more(directive, content):
        return
    name = directive.name.lower()
    parts: Iterable[tuple[str, int]] = ((directive.body, directive.body_line),)
    match content_of(directive.name, directive.argument):
        case Content.PARSED:
            hidden_by = hidden_by or _hidden_by_class(directive)
            if name in _CARDS:
                parts = _card_parts(directive.body, directive.body_line)
        case Content.UNDECIDABLE:  # nor whether it has options: read with and without
            first = directive.argument if _may_hold_directives(directive.argument) else ""
            whole = "\n".join((first, *content.splitlines())), directive.line
            parts = (whole, *parts) if directive.problem or directive.options else (whole,)
            hidden_by = hidden_by or f"{{{directive.name}}}"
        case Content.LITERAL:
            return
    earlier: set[tuple[int, str, str]] = set()
    for part, start in parts if level >= LEVELS else _with_fences(parts):
        here = set()
        for found in directives(part, start, level + 1, name, hidden_by, effort):
            open_end = not found.closed and found.around is None
            if (found.line, found.name, found.body) not in earlier:
                yield found._replace(around=directive) if open_end else found
            here.add((found.line, found.name, found.body))
        earlier |= here


def _with_fences(parts: Iterable[tuple[str, int]]) -> Iterator[tuple[str, int]]:
    return ((part, start) for part, start in parts if not _has_only_code(part))


def _has_only_code(text: str) -> bool:
    """Return whether surely all fences of a text are closed code of a language; many texts have it.

    To look at them one by one takes a tenth of the time for the whole page.
    """
    if "```" not in text or text.startswith("---"):
        return False
    rest, languages = without_code(text)
    return (
        not any(mark in rest for mark in ("```", "~~~", ":::"))
        and DOUBT.search(rest) is None
        and not any(map(is_like_a_type, filter(None, languages)))
    )


def _no_directive(fence: Fence, line: int) -> Directive:
    """Return a fence that is no directive, but of which something is to be said."""
    return Directive(
        name="",
        argument=fence.info.strip(),
        options={},
        option_lines={},
        body=fence.content,
        line=line,
        body_line=line + 1,
        closed=fence.closed,
    )


def _card_parts(text: str, line: int) -> Iterator[tuple[str, int]]:
    """Yield header, content and footer of a card with their first lines.

    Lines of ``^^^`` and ``+++`` separate them wherever they stand, also inside of an object.
    """
    lines = text.split("\n")
    header = next((n for n, written in enumerate(lines) if _HEADER.match(written)), -1)
    footers = [n for n, written in enumerate(lines) if _FOOTER.match(written)]
    footer = footers[-1] if footers else len(lines)
    for start, end in ((0, max(header, 0)), (header + 1, footer), (footer + 1, len(lines))):
        if start < end:
            yield "\n".join(lines[start:end]), line + start


def _hidden_by_class(directive: Directive) -> str:
    """Return a directive as written, with its class that may hide its content, or nothing."""
    words = [value for name, value in directive.options.items() if name.startswith("class")]
    if directive.name.lower() in _CLASSED:
        words.append(directive.argument)
    name = hiding_class(" ".join(words))
    return f"{{{directive.name}}} {name}" if name else ""


def _with_file_lines(found: Iterable[Directive], content: str, line: int) -> Iterator[Directive]:
    """Yield directives with lines of the file: MyST also breaks lines at other characters.

    :param found: a directive and those in it
    :param content: its content
    :param line: its line
    """
    written = list(
        itertools.accumulate(
            (part.endswith("\n") for part in content.splitlines(keepends=True)), initial=line + 1
        )
    )

    def place(counted: int) -> int:
        return written[min(counted - line - 1, len(written) - 1)] if counted > line else counted

    for directive in found:
        yield directive._replace(
            line=place(directive.line),
            body_line=place(directive.body_line),
            option_lines={name: place(n) for name, n in directive.option_lines.items()},
        )


def _rst_directives(directive: Directive) -> Iterator[Directive]:
    """Yield the directives of a text in reStructuredText."""
    above = counted = 0
    for match in re.finditer(_RST, directive.body):
        above += directive.body.count("\n", counted, match.start(1))
        counted = match.start(1)
        identifier = re.compile(r"\s*:id:[ \t]*(\S+)").match(directive.body, match.end())
        yield Directive(
            name=match[1].lower(),
            argument=match[2].strip(),
            options={"id": identifier[1]} if identifier else {},
            option_lines={},
            body="",
            line=directive.body_line + above,
            body_line=directive.body_line + above + 1,
            hidden_by=f"{{{RST}}}",
        )


def _malformed(fence: Fence, first_line: int) -> Iterator[Directive]:
    """Yield what was meant as a directive in a paragraph, and swallows what comes next."""
    line, counted = first_line + fence.line, 0
    for match in re.finditer(_MALFORMED, fence.content):
        line += fence.content.count("\n", counted, match.start())
        counted = match.start()
        yield Directive(
            name=match[2],
            argument="",
            options={},
            option_lines={},
            body="",
            line=line,
            body_line=line + 1,
            malformed=True,
        )


def has_breaks(text: str) -> bool:
    """Return whether MyST breaks lines of a text, inside directives, where a file has none."""
    return any(character in text for character in _BREAKS)


def _may_hold_more(directive: Directive, content: str) -> bool:
    """Return whether a directive may hold a directive, or code whose end is missing."""
    argument = directive.argument
    return (
        directive.name == RST
        or _may_hold_fences(content)
        or (argument != "" and _may_hold_fences(argument))
    )


def _may_hold_fences(text: str) -> bool:
    return (
        ("`" in text and "```" in text)  # a sign is looked for in a twentieth of the time of three
        or ("~" in text and "~~~" in text)
        or _may_hold_directives(text)
    )


def _may_hold_directives(text: str) -> bool:
    """Return whether a text may hold a directive."""
    return "{" in text and _NESTED.search(text) is not None


def read_directive(
    name: str, argument: str, content: str, line: int, plain: Plain | None = None
) -> Directive:
    """Return a directive with its options and body, as MyST splits the content of a fence.

    :param name: its name
    :param argument: the text after it
    :param content: all between the fences
    :param line: line of the opening fence
    :param plain: options and body, where they needed no parser
    """
    options: dict[str, str] = {}
    option_lines: Mapping[str, int] | Rows
    problem: OptionsError | None = None
    repeated: list[tuple[str, int]] = []
    unseen: list[tuple[str, int]] = []
    if plain is not None:
        written, body = plain
        for key, value in written:
            options[intern(key)] = value.rstrip(" ")
        names = tuple(options)
        option_lines = Rows(_NAMES.setdefault(names, names), line + 1)
        body_line = line + 1 + len(options)
    else:
        block, first, body, body_line = split_content(content, line)
        option_lines = lines = {}
        unseen = [] if block.isascii() else invisible(block, first)
        try:
            for key, value, at in read_options(block, first) if block else ():
                if key in options:
                    repeated.append((key, at))
                options[intern(key)] = value
                lines[key] = at
        except OptionsError as error:
            problem = error
    if argument and takes_text(name):
        body, body_line = f"{argument}\n{body}", body_line - 1
    if body[:1].isspace() and not body.split("\n", 1)[0].strip():
        body = body.split("\n", 1)[1] if "\n" in body else ""
        body_line += 1
    return Directive(
        name=name,
        argument=argument,
        options=options,
        option_lines=option_lines,
        body=body,
        line=line,
        body_line=body_line,
        problem=problem,
        repeated=repeated,
        unseen=unseen,
    )
