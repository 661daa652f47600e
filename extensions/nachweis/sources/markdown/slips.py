"""Slips of the pen by which a duty vanishes without a word, found while a page is read."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from typing import Final

from nachweis.model.files import Mention
from nachweis.model.findings import Finding
from nachweis.model.messages import Message
from nachweis.model.objects import TYPE
from nachweis.model.patterns import regex
from nachweis.model.places import Place
from nachweis.model.reading_rules import (
    BAD_DIRECTIVE,
    CONFLICT_MARKER,
    DUPLICATE_OPTION,
    UNCLOSED_FENCE,
    UNKNOWN_DIRECTIVE,
)
from nachweis.model.terms import Severity
from nachweis.sources.conflicts import conflict_lines, conflict_message
from nachweis.sources.letters import deceptive_letters
from nachweis.sources.markdown.directive_content import LITERAL
from nachweis.sources.markdown.directives import Directive
from nachweis.sources.markdown.front_matter import front_matter
from nachweis.sources.markdown.guesses import guess, is_like_a_type, word_of
from nachweis.sources.markdown.options import ID_OPTION

_FENCE: Final = regex(r"[ \t>]*(`{3,}|~{3,}|:{3,})[ \t]*(?:\{([^}\s]*)\})?(.*)")
_OPENING: Final = regex(
    r"(?P<before>(?:[ \t>]|[-*+][ \t]|\d+[.)][ \t])*)(?P<mark>:+|~{2,}|`{2,})[ \t]*"
    r"\{[ \t]*(?P<name>[^\s{}`]+)[ \t]*\}?(?P<rest>.*)"
)
_NEED: Final = regex(r"(?<!`)\{(need|fact)\}`([^`]+)`")
_COLON_LOST: Final = regex(r"[ \t]*([a-z_0-9]+):(?=\s)")
_FRONT_MATTER: Final = regex(r"---\n[\w-]+:(?:\s|$)")
_SHOWS_CODE: Final = frozenset(
    {"code", "code-block", "sourcecode", "literalinclude", "parsed-literal", "prompt", "raw"}
)
"""Directives whose content is an example, of objects as well."""


def slips_of(
    directive: Directive, path: str, lines: Sequence[str], first_line: int
) -> Iterator[Finding]:
    """Yield what is wrong with how a directive, or a fence that seems to be one, is written.

    :param directive: the directive
    :param path: path of its file, relative to the workspace
    :param lines: the lines of the text that is read
    :param first_line: line of the file on which the text begins
    """
    if not directive.closed:
        yield _unclosed(directive, path, lines, first_line)
    if directive.name.lower() in TYPE:
        if directive.repeated:
            yield from _repeated(directive, path)
        if found := _COLON_LOST.match(directive.body):
            yield from _without_colon(directive, path, found[1])
        return
    written, meant = f"{{{directive.name}}}", guess(directive.name) if directive.name else ""
    if not directive.name and is_like_a_type(directive.argument):
        written = lines[directive.line - first_line].strip()
        meant = word_of(directive.argument).casefold()
    if meant:
        message = Message(
            "{written} is not read as a {kind}, and counts for nothing; write ':::{{{kind}}} …'",
            written=repr(written),
            kind=meant,
        )
        place = Place(path=path, line=directive.line)
        yield UNKNOWN_DIRECTIVE.at(place, _first_id(directive), message, related=written)


def _repeated(directive: Directive, path: str) -> Iterator[Finding]:
    """Yield the options of an object that stand twice."""
    identifier = directive.options.get("id", "").strip()
    for option, line in directive.repeated:
        message = Message(
            "{name} has the option {option} twice, and only the last one counts; keep one",
            name=identifier or Message("this {kind}", kind=directive.name),
            option=repr(option),
        )
        yield DUPLICATE_OPTION.at(Place(path=path, line=line), identifier, message, related=option)


def _without_colon(directive: Directive, path: str, name: str) -> Iterator[Finding]:
    """Yield the option right below the others that lacks its colon, and so is text."""
    above = directive.option_lines.values()
    if not above or directive.body_line != max(above) + 1:
        return
    if name in TYPE[directive.name.lower()].options:
        identifier = directive.options.get("id", "").strip()
        message = Message(
            "{name}: {written} is text, because no colon stands before it; write {option}",
            name=identifier or Message("this {kind}", kind=directive.name),
            written=repr(f"{name}:"),
            option=repr(f":{name}:"),
        )
        place = Place(path=path, line=directive.body_line)
        yield BAD_DIRECTIVE.at(place, identifier, message, related=name)


def _unclosed(directive: Directive, path: str, lines: Sequence[str], first_line: int) -> Finding:
    """Return who lacks a closing fence, and what it swallows."""
    mark, around = _mark(lines, directive.line - first_line), directive.around
    if around is not None and mark.startswith(_mark(lines, around.line - first_line)):
        message = Message(
            "{outer} has no closing '{mark}' and swallows {inner} on line {line}; "
            "close it before that line",
            outer=_name(around),
            mark=_mark(lines, around.line - first_line),
            inner=_name(directive),
            line=directive.line,
        )
        place = Place(path=path, line=around.line)
        return UNCLOSED_FENCE.at(place, around.options.get("id", "").strip(), message)
    place, subject = Place(path=path, line=directive.line), directive.options.get("id", "").strip()
    swallowed = [match[1] for match in ID_OPTION.finditer(directive.body)]
    if swallowed:
        message = Message(
            "{name} has no closing '{mark}' and swallows {inner}; close it",
            name=_name(directive),
            mark=mark,
            inner=", ".join(swallowed[:3]) + (" …" if len(swallowed) > 3 else ""),
        )
        return UNCLOSED_FENCE.at(place, subject, message)
    message = Message(
        "{name} has no closing '{mark}' and takes everything behind it; close it",
        name=_name(directive),
        mark=mark,
    )
    return UNCLOSED_FENCE.at(place, subject, message, severity=Severity.WARNING)


def _name(directive: Directive) -> str:
    identifier = directive.options.get("id", "").strip()
    if identifier or directive.name:
        return identifier or f"{{{directive.name}}}"
    return Message("the block that begins here")


def _first_id(directive: Directive) -> str:
    if identifier := directive.options.get("id", "").strip():
        return identifier
    found = ID_OPTION.search(directive.body)
    return found[1] if found else ""


def _mark(lines: Sequence[str], index: int) -> str:
    """Return the fence that opens on a line."""
    found = re.search(r":{3,}|`{3,}|~{3,}", lines[index]) if index < len(lines) else None
    return found[0] if found else ":::"


def slips_beside(text: str, first_line: int, path: str) -> Iterator[Finding]:
    """Yield what is wrong with a text beside its directives.

    :param text: the text that is read
    :param first_line: line of the file on which it begins
    :param path: path of its file, relative to the workspace
    """
    before = first_line - 1
    for line in conflict_lines(text):
        place = Place(path=path, line=before + line)
        yield CONFLICT_MARKER.at(place, "", conflict_message(), related=str(line))
    if first_line == 1 and _FRONT_MATTER.match(text) and not front_matter(text):
        message = Message("the front matter that begins here has no end; close it with '---'")
        yield UNCLOSED_FENCE.at(Place(path=path, line=1), "", message)
    yield from deceptive_letters(text, path, first_line)


def lost_objects(
    lines: Sequence[str], first_line: int, path: str, read: Collection[int]
) -> Iterator[Finding]:
    """Yield the lines that look like the beginning of an object, and are read as something else.

    :param lines: the lines of the text that is read
    :param first_line: line of the file on which it begins
    :param path: path of its file, relative to the workspace
    :param read: lines of the file on which directives were found
    """
    for index, around in _outside_code(lines):
        found = _OPENING.match(lines[index])
        line = first_line + index
        if found is None or line in read:
            continue
        name = found["name"].casefold()
        kind = name if name in TYPE else guess(name)
        if not kind or (set(found["mark"]) == {"`"} and "`" in found["rest"]):
            continue
        subject = next((m[1] for m in ID_OPTION.finditer("\n".join(lines[index : index + 9]))), "")
        indented = len(found["before"].expandtabs(4).rpartition(">")[2]) >= 4
        if around:
            why = Message("{{{around}}} takes it literally", around=around)
        elif len(found["mark"]) < 3:
            why = Message("a fence has three signs")
        elif "}" not in lines[index]:
            why = Message("a brace is missing")
        elif indented:
            why = Message("four blanks in front make it code")
        else:
            why = Message("what stands above it is not finished")
        message = Message(
            "{written} is not read as a {kind} ({why}), and counts for nothing; correct it",
            written=repr(lines[index].strip()),
            kind=kind,
            why=why,
        )
        yield UNKNOWN_DIRECTIVE.at(Place(path=path, line=line), subject, message, related=name)


def without_consequences(slips: Sequence[Finding], lost: Sequence[Finding]) -> Iterator[Finding]:
    """Yield slips without those that one further up on the page explains.

    The closing fence of an object that is not read opens a block, which takes the closing fence of
    the next object.

    :param slips: what :func:`slips_of` found on a page
    :param lost: what :func:`lost_objects` found on it
    """
    first = min((finding.place.line for finding in lost), default=None)
    for slip in slips:
        is_mild = slip.rule == UNCLOSED_FENCE.name and slip.severity is Severity.WARNING
        if first is None or not is_mild or slip.place.line < first:
            yield slip


def mentions(lines: Sequence[str], first_line: int, path: str) -> Iterator[Mention]:
    """Yield the objects that a text names with the role ``need``, and facts with ``fact``.

    :param lines: the lines of the text
    :param first_line: line of the file on which it begins
    :param path: path of its file, relative to the workspace
    """
    for index, _ in _outside_code(lines):
        for match in _NEED.finditer(lines[index]) if "}`" in lines[index] else ():
            place = Place(path=path, line=first_line + index, column=match.start() + 1)
            if match[1] == "fact":
                yield Mention(id=match[2], place=place, is_fact=True)
                continue
            target = match[2].rpartition("<")[2].rstrip("> ").strip()
            yield Mention(id=target, place=place)


def _outside_code(lines: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Yield the numbers of the lines that are no example, with what takes them literally."""
    stack: list[tuple[str, str | None]] = []  # mark, and what takes its content literally
    comment = False
    skipped = lines.index("---", 1) if lines[0] == "---" and "---" in lines[1:] else -1
    for index, line in enumerate(lines):
        if index <= skipped:
            continue
        if comment or "<!--" in line:
            comment = "-->" not in line.rpartition("<!--")[2]
            continue
        literal = stack[-1][1] if stack else None
        found = _FENCE.match(line)
        bare = found is not None and not found[2] and not found[3].strip()
        if found and bare and stack and found[1].startswith(stack[-1][0]):
            stack.pop()
            continue
        if literal == "":
            continue
        yield index, literal or ""
        if found and literal is None:
            name = (found[2] or "").casefold()
            code = name in _SHOWS_CODE or (not name and found[1][0] != ":")
            stack.append((found[1], "" if code else name if name in LITERAL else None))
