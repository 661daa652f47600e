"""Directives of a Markdown text, as MyST reads them."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final, NamedTuple

from nachweis.model.places import Rows
from nachweis.sources.markdown.directive_content import PARTS, RST, Content, content_of, takes_text
from nachweis.sources.markdown.fences import Fence, fences
from nachweis.sources.markdown.options import Plain, plain_options, read_options, split_content

EXTENSIONS: Final = ("attrs_block", "attrs_inline", "colon_fence", "deflist", "tasklist")
"""MyST's syntax extensions that sources may use; the site configures the same."""

DEEPEST: Final = 50
"""Levels of directives inside each other, or of includes, above which it is a mistake."""

_NESTED: Final = re.compile(r"(?:`{3}|~{3}|:{3})\s*\{")
_LOST: Final = r"(?m)^(`{3,})\{([\w-]+)\}(?![^\n]*\1)[^\n]*`"
_RST: Final = r"(?m)^[ \t]*\.\.[ \t]+([\w-]+)[ \t]*::(.*)$"
_BREAKS: Final = "\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"
"""What ends a line for MyST inside directives, though not in a file."""


class Directive(NamedTuple):
    """A directive as written.

    :param name: the directive's name
    :param argument: the text behind the name
    :param options: the option block, values as text
    :param option_lines: line of each option
    :param body: the content below the options
    :param line: line of the opening fence, counted from 1
    :param body_line: line on which the body begins
    :param problem: what is wrong with the option block, if it cannot be read
    :param lost: whether it only looks like one: a fence of backticks with a backtick in its title
    :param within: what around it may not show it, as written: a directive, or a footnote
    """

    name: str
    argument: str
    options: Mapping[str, str]
    option_lines: Mapping[str, int] | Rows
    body: str
    line: int
    body_line: int
    problem: str = ""
    lost: bool = False
    within: str = ""


def front_matter(text: str) -> str:
    """Return the YAML front matter of a document, or nothing.

    :param text: the whole document
    """
    if not text.startswith("---\n"):
        return ""
    end = re.search(r"^(?:---|\.\.\.)[ \t]*$", text[4:], re.MULTILINE)
    return text[4 : 4 + end.start()] if end else ""


def directives(
    text: str, first_line: int = 1, level: int = 0, around: str = "", within: str = ""
) -> Iterator[Directive]:
    """Yield the directives of a text in reading order, those inside others included.

    :param text: Markdown, its line ends normalised as :func:`.files.read_text` returns it
    :param first_line: line of the file on which the text begins
    :param level: how many directives the text lies in
    :param around: name of the innermost of them
    :param within: what around it may not show it, as written
    :raises RecursionError: if they nest deeper than :data:`DEEPEST`
    """
    if "{" not in text:
        return
    if level > DEEPEST:
        raise RecursionError(f"more than {DEEPEST} levels of directives")
    broken = any(character in text for character in _BREAKS)
    for fence in fences(text):
        if fence.inline:
            yield from _lost(fence, first_line)
            continue
        name, argument = (*fence.info.split(maxsplit=1), "", "")[:2]
        line = first_line + fence.line
        if name.startswith("{") and name.endswith("}"):
            lone = around in PARTS and (fence.level or name[1:-1].lower() not in PARTS[around])
            plain = None if broken else plain_options(fence.content)
            directive = _directive(name[1:-1], argument.strip(), fence.content, line, plain)
            lost = within or fence.note or (f"{{{around}}}" if lone else "")
            found = itertools.chain(
                (directive._replace(within=lost) if lost else directive,),
                _inside(directive, fence.content, level, lost),
            )
            yield from _placed(found, fence.content, line) if broken else found
        elif fence.colons and _nests(fence.content):
            lost = within or fence.note or (f"{{{around}}}" if around in PARTS else "")
            yield from directives(fence.content, line + 1, level + 1, "", lost)


def _inside(directive: Directive, content: str, level: int, within: str) -> Iterator[Directive]:
    """Yield what the content of a directive has of directives."""
    if directive.name == RST:
        yield from _restructured(directive)
        return
    if not _nests(content) and not _nests(directive.argument):
        return
    match content_of(directive.name, directive.argument):
        case Content.READ:
            text, line = directive.body, directive.body_line
        case Content.UNDECIDED:  # nor whether it has options
            first = directive.argument if _nests(directive.argument) else ""
            text, line = "\n".join((first, *content.splitlines())), directive.line
            within = within or f"{{{directive.name}}}"
        case Content.LITERAL:
            return
    yield from directives(text, line, level + 1, directive.name.lower(), within)


def _placed(found: Iterable[Directive], content: str, line: int) -> Iterator[Directive]:
    """Yield directives with the lines of the file: MyST breaks content at more characters.

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


def _restructured(directive: Directive) -> Iterator[Directive]:
    """Yield what a text in reStructuredText has of directives."""
    for match in re.finditer(_RST, directive.body):
        above = directive.body.count("\n", 0, match.start(1))
        identifier = re.compile(r"\s*:id:[ \t]*(\S+)").match(directive.body, match.end())
        yield Directive(
            name=match[1].lower(),
            argument=match[2].strip(),
            options={"id": identifier[1]} if identifier else {},
            option_lines={},
            body="",
            line=directive.body_line + above,
            body_line=directive.body_line + above + 1,
            within=f"{{{RST}}}",
        )


def _lost(fence: Fence, first_line: int) -> Iterator[Directive]:
    """Yield what a paragraph has of directives that are none, and swallow what comes next."""
    for match in re.finditer(_LOST, fence.content):
        line = first_line + fence.line + fence.content.count("\n", 0, match.start())
        yield Directive(
            name=match[2],
            argument="",
            options={},
            option_lines={},
            body="",
            line=line,
            body_line=line + 1,
            lost=True,
        )


def _nests(text: str) -> bool:
    """Whether a text may hold a directive; few hold a brace at all, and that is told fast."""
    return "{" in text and _NESTED.search(text) is not None


def _directive(name: str, argument: str, content: str, line: int, plain: Plain | None) -> Directive:
    """Return a directive with its options and body, as MyST splits the content of a fence."""
    options: dict[str, str] = {}
    option_lines: Mapping[str, int] | Rows
    problem = ""
    if plain is not None:
        written, body = plain
        for key, value in written:
            options[key] = value.rstrip(" ")
        option_lines = Rows(tuple(options), line + 1)
        body_line = line + 1 + len(options)
    else:
        block, first, body, body_line = split_content(content, line)
        option_lines = lines = {}
        try:
            for key, value, offset in read_options(block) if block else ():
                options[key] = value
                lines[key] = first + offset
        except ValueError as error:
            problem = str(error)
    if argument and takes_text(name):
        body, body_line = f"{argument}\n{body}", body_line - 1
    if body.startswith("\n") or (body and not body.split("\n", 1)[0].strip()):
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
    )
