"""The objects of a Markdown document, with everything that it includes."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from sys import intern
from typing import Any, Final

from nachweis.model.files import Entry, FileUse, Listed, PageClass
from nachweis.model.findings import Finding
from nachweis.model.items import Item, split_list
from nachweis.model.messages import Message
from nachweis.model.objects import TYPE
from nachweis.model.patterns import regex
from nachweis.model.places import Place
from nachweis.model.reading_rules import (
    BAD_DIRECTIVE,
    INVISIBLE_CHARACTER,
    REFUSED_CONSTRUCT,
    UNDECIDED_OBJECT,
    UNPRINTABLE,
)
from nachweis.model.registry import active_house
from nachweis.sources.bounded import Budget, few, refuse_options
from nachweis.sources.files import decode, problem, read_text, relative
from nachweis.sources.letters import named
from nachweis.sources.limits import PARSED, RENDERED
from nachweis.sources.markdown.directive_content import MAKERS, RST
from nachweis.sources.markdown.directives import Directive, directives
from nachweis.sources.markdown.fences import Effort, TooLongError, TooMuchError
from nachweis.sources.markdown.front_matter import front_matter
from nachweis.sources.markdown.includes import Reading, included
from nachweis.sources.markdown.plain_text import is_plain
from nachweis.sources.markdown.refused import (
    UNSHOWN,
    Named,
    Refusal,
    Unprintable,
    file_of,
    scan,
)
from nachweis.sources.markdown.slips import (
    lost_objects,
    mentions,
    slips_beside,
    slips_of,
    without_consequences,
)

_FENCE: Final = regex(r"[`~:]{3}")
_RST: Final = f"{{{RST}}}"
_SYNTAX: Final = frozenset(
    {"commonmark_only", "disable_syntax", "enable_extensions", "fence_as_directive", "gfm_only"}
)
"""Settings of MyST that a page may make in its front matter, and that change what is an object."""


_NO_FIELDS: Final = frozenset({"id", "layout", "style"})
"""Options that are no fields: *layout* and *style* of sphinx-needs change looks only. Its other
options change what an object says, or whether it is there at all, and are refused."""


def read_document(
    path: Path, root: Path, data: bytes | None = None, budget: Budget | None = None
) -> Iterator[Entry]:
    """Yield the objects of a document in reading order, and what could not be read or is refused.

    Files that the page names come with it; nobody has looked at them.

    :param path: absolute path of the Markdown file
    :param root: the workspace
    :param data: the file's content, where it has been read already
    :param budget: what its project may still include; nothing to begin with all of it
    :raises SourceError: if the file, or one that it includes, cannot be read
    """
    document = relative(path, root)
    text = read_text(path, root) if data is None else decode(data, Place(path=document))
    metadata = _metadata(text, document)
    reading = Reading(
        path=path,
        text=text,
        first_line=1,
        including=(path,),
        hidden_by=_changed_reading(metadata),
    )
    yield from _class_of(metadata, text, document)
    with bounded(document):
        yield from _read(reading, root, document, budget or Budget(), Effort())


@contextlib.contextmanager
def bounded(document: str) -> Iterator[None]:
    """Report what asks too much of the parser of Markdown.

    :param document: path of the document, for messages
    :raises SourceError: if something does
    """
    try:
        yield
    except TooLongError as error:
        message = Message(
            "has more than {most} MiB for the parser of Markdown, where each level of directives "
            "counts again, and lists and brackets count more; split it",
            most=PARSED // 1024 // 1024,
        )
        raise problem(Place(path=document), message) from error
    except TooMuchError as error:
        message = Message(
            "is more than a build can make of one page in {seconds} seconds; split it",
            seconds=RENDERED / 1_000_000,
        )
        raise problem(Place(path=document), message) from error
    except RecursionError as error:
        raise problem(
            Place(path=document), Message("nests too deeply to be read; flatten it")
        ) from error


def _metadata(text: str, document: str) -> dict[Any, Any]:
    """Return what the front matter of a page says, as far as it matters here.

    :param text: the whole document
    :param document: its path
    :raises SourceError: if it asks for more than it may
    """
    matter = front_matter(text)
    if not any(word in matter for word in ("myst", "*", "infoclass")):
        return {}
    import yaml

    from nachweis.sources.yaml.file import compose

    try:
        _, data = compose(f"\n{matter}", document)  # as many lines as the page
    except (yaml.YAMLError, ValueError, OverflowError):
        return {}
    return data if isinstance(data, dict) else {}


def _changed_reading(metadata: dict[Any, Any]) -> str:
    """Return the setting of a page that changes how MyST reads it, if there is one."""
    settings = metadata.get("myst")
    changed = _SYNTAX.intersection(settings) if isinstance(settings, dict) else ()
    return f"myst: {min(changed)}" if changed else ""


def _class_of(metadata: dict[Any, Any], text: str, document: str) -> Iterator[PageClass]:
    name = metadata.get("infoclass")
    if name is not None:
        lines = front_matter(text).split("\n")
        line = next((n for n, words in enumerate(lines, 2) if words.startswith("infoclass")), 1)
        yield PageClass(name=str(name).strip(), place=Place(path=document, line=line))


def refusals(
    text: str, first_line: int, name: str, document: str, effort: Effort
) -> Iterator[Finding | FileUse | Listed]:
    """Yield what a text may not have, and the files and pages that it names.

    Nothing is said where the house trusts its pages.

    :param text: Markdown
    :param first_line: line of the file on which it begins
    :param name: path of the file
    :param document: path of the document that shows it
    :param effort: how much of the document may still be parsed
    """
    if active_house().trusted_pages:
        return
    for found in scan(text, first_line, effort):
        place = Place(path=name, line=found.line)
        if isinstance(found, Unprintable):
            yield UNPRINTABLE.at(place, "", Message(UNSHOWN[found.what]), related=found.what)
        elif isinstance(found, Refusal):
            message = Message("{what} is refused: it {why}", what=found.what, why=found.why)
            yield REFUSED_CONSTRUCT.at(place, "", message, related=found.what)
        elif isinstance(found, Named):
            path = file_of(found.written, document)
            yield FileUse(path=path, written=found.written, place=place, cost=found.cost)
        else:
            yield Listed(
                document=document, entry=found.written, is_pattern=found.is_pattern, place=place
            )


def _read(
    reading: Reading, root: Path, document: str, budget: Budget, effort: Effort
) -> Iterator[Entry]:
    name = relative(reading.path, root)
    effort.show(reading.text)
    yield from refusals(reading.text, reading.first_line, name, document, effort)
    lines = reading.text.split("\n")
    read: list[int] = []
    slips: list[Finding] = []
    torn = False  # by a malformed fence, which makes nonsense of all behind it
    for directive in directives(
        reading.text, reading.first_line, hidden_by=reading.hidden_by, effort=effort
    ):
        kind = directive.name.lower()
        read.append(directive.line)
        torn = torn or directive.malformed
        if not torn:
            slips += slips_of(directive, name, lines, reading.first_line)
        if kind == "include" or kind in TYPE or kind in MAKERS:
            place = _place(directive, name, lines[directive.line - reading.first_line])
            if _is_right(directive):
                yield from_directive(directive, place, document)
            else:
                yield from _meant(directive, place, reading, root, document, budget, effort)
    yield from slips_beside(reading.text, reading.first_line, name)
    if "`" in reading.text and ("{need}`" in reading.text or "{fact}`" in reading.text):
        yield from mentions(lines, reading.first_line, name)
    lost: list[Finding] = []
    if not torn and reading.text.count("{") != len(read):
        lost += lost_objects(lines, reading.first_line, name, frozenset(read))
    yield from lost
    yield from without_consequences(slips, lost)


def _place(directive: Directive, path: str, written: str) -> Place:
    fence = None if written.startswith(":::") else _FENCE.search(written)
    return Place(path=path, line=directive.line, column=fence.start() + 1 if fence else 1)


def _is_right(directive: Directive) -> bool:
    """Whether a directive is an object with nothing to say about it, as nearly all are."""
    return directive.name in TYPE and not (
        directive.malformed or directive.hidden_by or directive.unseen or directive.problem
    )


def _meant(
    directive: Directive,
    place: Place,
    reading: Reading,
    root: Path,
    document: str,
    budget: Budget,
    effort: Effort,
) -> Iterator[Entry]:
    """Yield the object that a directive is, or what it includes, and what is wrong with it."""
    kind = directive.name.lower()
    wrong = _wrong(directive, place)
    if wrong is not None:
        yield wrong
    if directive.malformed or kind in MAKERS:
        return
    if kind != "include":
        if not directive.hidden_by and kind == directive.name:
            yield from_directive(directive, place, document)
    elif directive.hidden_by != _RST:
        found = included(directive, place, reading, root, document, budget)
        if isinstance(found, Finding):
            yield found
        elif found is not None:
            yield from _read(found, root, document, budget, effort)


def _wrong(directive: Directive, place: Place) -> Finding | None:
    """Find the reason why a directive is not the object or include that it seems to be."""
    rule, related = BAD_DIRECTIVE, ""
    message: str
    if directive.malformed:
        message = Message(
            "not recognised as a {kind}: a backtick fence cannot have a backtick in its title; "
            "open and close it with ':::'",
            kind=directive.name,
        )
    elif directive.name.lower() in MAKERS:
        rule, related = UNDECIDED_OBJECT, directive.name
        message = Message(
            "{directive} makes or changes objects when the site is built, which the gate does "
            "not see; write them as directives or in a register",
            directive=f"{{{directive.name}}}",
        )
    elif directive.hidden_by and (directive.name.lower() in TYPE or directive.hidden_by == _RST):
        rule, related = UNDECIDED_OBJECT, directive.hidden_by
        message = _undecided(directive)
    elif directive.name not in TYPE and directive.name.lower() in TYPE:
        message = Message(
            "{written} is not recognised as a {kind}; write its name in lower case",
            written=f"{{{directive.name}}}",
            kind=directive.name.lower(),
        )
    elif directive.unseen:
        rule, (character, line) = INVISIBLE_CHARACTER, directive.unseen[0]
        message = Message(
            "this {kind} has an invisible character on line {line}, {character}; type it anew",
            kind=directive.name,
            line=line,
            character=named(character),
        )
    elif directive.problem and directive.problem.written:
        message = Message(
            "{written} on line {line} is no option, because no colon stands after it; "
            "write {option}",
            written=repr(f":{directive.problem.written}"),
            line=directive.problem.line,
            option=repr(f":{directive.problem.written}:"),
        )
    elif directive.problem:
        message = Message(
            "the options of this {kind} cannot be read ({problem}); write each as ':name: value'",
            kind=directive.name,
            problem=directive.problem.problem,
        )
    else:
        return None
    seeming = directive.problem.identifier if directive.problem else ""
    subject = directive.options.get("id", "").strip() or seeming
    return rule.at(place, subject, message, related=related)


def _undecided(directive: Directive) -> str:
    """Return why only a build can tell whether an object reaches the page, and what to do."""
    identifier = directive.options.get("id", "").strip()
    name = identifier or Message("this {kind}", kind=directive.name)
    if directive.hidden_by.startswith("myst:"):
        return Message(
            "{name} does not count: {option} in the front matter changes how its page is read; "
            "remove it",
            name=name,
            option=repr(directive.hidden_by),
        )
    return Message(
        "{name} does not count: only a build can tell whether {around} shows its content; "
        "correct that directive, or move the {kind} out of it",
        name=name,
        around=directive.hidden_by,
        kind=directive.name,
    )


def from_directive(directive: Directive, place: Place, document: str) -> Item:
    """Return the object that a directive describes.

    :param directive: a directive whose name is an object type's
    :param place: where it stands
    :param document: path of the document that shows it
    :raises SourceError: if it has more options or links than it may
    """
    kind = TYPE[directive.name]
    relations, known = kind.relations, kind.known
    fields: dict[str, str] = {}
    links: dict[str, tuple[str, ...]] = {}  # the same words again and again: each is kept once
    refuse_options(len(directive.options), place)
    for name, value in directive.options.items():
        if name in relations:
            if targets := split_list(value):
                links[name] = few(tuple(map(intern, targets)), name, place)
        elif name not in _NO_FIELDS and ((text := value.strip()) or name not in known):
            # An option of sphinx-needs without a value may hide the object.
            fields[name] = intern(text)
    return Item(
        type=kind.name,
        id=directive.options.get("id", "").strip(),
        title=directive.argument,
        fields=fields,
        links=links,
        body=directive.body,
        place=place,
        document=document,
        lines=directive.option_lines,
        plain=is_plain(directive.body) and "example" not in "\n".join(fields.values()),
    )
