"""The objects of a Markdown document, with everything that it includes."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from nachweis.model.findings import Finding, Rule
from nachweis.model.items import Item
from nachweis.model.messages import Message
from nachweis.model.objects import TYPE
from nachweis.model.places import Place
from nachweis.model.terms import Severity
from nachweis.sources.files import problem, read_text, relative
from nachweis.sources.markdown import DEEPEST, Directive, directives
from nachweis.sources.objects import from_directive

_FENCE: Final = re.compile(r"[`~:]{3}")


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class _Reading:
    """The file being read, and how it came to be read."""

    path: Path
    text: str
    first_line: int
    including: tuple[Path, ...]


def read_document(path: Path, root: Path) -> Iterator[Item | Finding]:
    """Yield the objects of a document in reading order, and what could not be read.

    :param path: absolute path of the Markdown file
    :param root: the workspace
    :raises SourceError: if the file, or one that it includes, cannot be read
    """
    document = relative(path, root)
    reading = _Reading(path=path, text=read_text(path, root), first_line=1, including=(path,))
    try:
        yield from _read(reading, root, document)
    except RecursionError as error:
        raise problem(Place(path=document), "nests too deeply to be read; flatten it") from error


def _read(reading: _Reading, root: Path, document: str) -> Iterator[Item | Finding]:
    name = relative(reading.path, root)
    lines = reading.text.split("\n")
    for directive in directives(reading.text, reading.first_line):
        if directive.name != "include" and directive.name not in TYPE:
            continue
        written = lines[directive.line - reading.first_line]
        fence = _FENCE.search(written)
        place = Place(path=name, line=directive.line, column=fence.start() + 1 if fence else 1)
        if directive.lost:
            yield Finding(
                rule=Rule.BAD_DIRECTIVE,
                severity=Severity.ERROR,
                subject="",
                message=Message(
                    "this {kind} is none, for a fence of backticks may have no backtick in its "
                    "title; open and close it with ':::'",
                    kind=directive.name,
                ),
                place=place,
            )
            continue
        if directive.problem:
            yield Finding(
                rule=Rule.BAD_DIRECTIVE,
                severity=Severity.ERROR,
                subject=directive.options.get("id", ""),
                message=Message(
                    "the options of this {kind} cannot be read ({problem}); "
                    "write each as ':name: value'",
                    kind=directive.name,
                    problem=directive.problem,
                ),
                place=place,
            )
        if directive.name == "include":
            yield from _include(directive, place, reading, root, document)
        else:
            yield from_directive(directive, place, document)


def _target(
    directive: Directive, place: Place, reading: _Reading, root: Path, document: str
) -> Path:
    """Return the file that an include names, or raise if it may not be included."""
    argument = directive.argument.strip()
    base = root / document
    target = root / argument[1:] if argument.startswith("/") else base.parent / argument
    target = target.parent.resolve() / target.name
    if target in reading.including:
        chain = " -> ".join(relative(step, root) for step in (*reading.including, target))
        raise problem(place, f"includes itself ({chain}); break the circle")
    if len(reading.including) > DEEPEST:
        raise problem(place, f"is included {DEEPEST} files deep; flatten it")
    if not target.is_file():
        raise problem(place, f"includes {argument}, which does not exist; correct the path")
    if not target.resolve().is_relative_to(root):
        raise problem(place, f"includes {argument}, which lies outside of the repository; copy it")
    return target


def _include(
    directive: Directive, place: Place, reading: _Reading, root: Path, document: str
) -> Iterator[Item | Finding]:
    options = directive.options
    if "literal" in options or "code" in options:
        return
    target = _target(directive, place, reading, root, document)
    text = read_text(target, root)
    lines = text.splitlines()
    start, end = (_number(options.get(name)) for name in ("start-line", "end-line"))
    first = start or 0
    if first < 0:
        first = max(0, len(lines) + first)
    text = "\n".join(lines[start:end])
    for name in ("start-after", "end-before"):
        mark = options.get(name)
        if not mark:
            continue
        position = text.find(mark)
        if position < 0:
            yield Finding(
                rule=Rule.BAD_DIRECTIVE,
                severity=Severity.ERROR,
                subject="",
                message=Message(
                    "the text {mark} of {option} is not in {file}; correct it",
                    mark=repr(mark),
                    option=name,
                    file=relative(target, root),
                ),
                place=place,
            )
            return
        if name == "start-after":
            first += text.count("\n", 0, position + len(mark))
            text = text[position + len(mark) :]
        else:
            text = text[:position]
    inner = _Reading(
        path=target, text=text, first_line=first + 1, including=(*reading.including, target)
    )
    yield from _read(inner, root, document)


def _number(text: str | None) -> int | None:
    try:
        return int(text) if text else None
    except ValueError:
        return None
