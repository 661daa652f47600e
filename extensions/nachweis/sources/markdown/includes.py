"""Files that a document includes."""

from __future__ import annotations

from pathlib import Path

from nachweis.model.findings import Finding
from nachweis.model.messages import Message
from nachweis.model.named_tuples import NamedTuple
from nachweis.model.places import Place
from nachweis.model.reading_rules import BAD_DIRECTIVE
from nachweis.sources.bounded import Budget
from nachweis.sources.files import problem, read_text, relative
from nachweis.sources.limits import LEVELS
from nachweis.sources.markdown.directives import Directive


class Reading(NamedTuple):
    """A file to read directives from, or the part of one that is included.

    :param path: absolute path of the file
    :param text: what is read of it
    :param first_line: line of the file on which the text begins
    :param including: the files that include each other, from the document to this one
    :param hidden_by: what may keep its directives off the page, as written
    """

    path: Path
    text: str
    first_line: int
    including: tuple[Path, ...]
    hidden_by: str = ""


def _target(
    directive: Directive, place: Place, reading: Reading, root: Path, document: str
) -> Path:
    """Return the file that an include names.

    :raises SourceError: if it may not be included
    """
    argument = directive.argument.strip()
    base = root / document
    target = root / argument[1:] if argument.startswith("/") else base.parent / argument
    target = target.parent.resolve() / target.name
    if target in reading.including:
        chain = " -> ".join(relative(step, root) for step in (*reading.including, target))
        raise problem(place, Message("includes itself ({chain}); break the cycle", chain=chain))
    if len(reading.including) > LEVELS:
        raise problem(place, Message("is included {levels} files deep; flatten it", levels=LEVELS))
    if not target.resolve().is_relative_to(root):  # first: what exists outside is not told
        raise problem(
            place,
            Message(
                "includes {argument}, which lies outside the repository; copy it", argument=argument
            ),
        )
    if not target.is_file():
        raise problem(
            place,
            Message(
                "includes {argument}, which does not exist; correct the path", argument=argument
            ),
        )
    return target


def included(
    directive: Directive,
    place: Place,
    reading: Reading,
    root: Path,
    document: str,
    budget: Budget,
) -> Reading | Finding | None:
    """Resolve the file of an include, or its error; nothing where it is literal.

    :param directive: the include
    :param place: where it stands
    :param reading: the file that it stands in
    :param root: the workspace
    :param document: path of the document that shows it
    :param budget: what may still be included
    :raises SourceError: if the file cannot be read, or may not be included
    """
    options = directive.options
    if "literal" in options or "code" in options:
        return None
    encoding = options.get("encoding", "utf-8").strip().lower().replace("_", "-")
    other = "" if encoding in ("utf-8", "utf8", "utf-8-sig") else "{include}"
    target = _target(directive, place, reading, root, document)
    text = read_text(target, root)
    budget.spend(len(text), place)
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
            message = Message(
                "the text {mark} of {option} is not in {file}; correct it",
                mark=repr(mark),
                option=name,
                file=relative(target, root),
            )
            return BAD_DIRECTIVE.at(place, "", message)
        if name == "start-after":
            first += text.count("\n", 0, position + len(mark))
            text = text[position + len(mark) :]
        else:
            text = text[:position]
    return Reading(
        path=target,
        text=text,
        first_line=first + 1,
        including=(*reading.including, target),
        hidden_by=directive.hidden_by or other,
    )


def _number(text: str | None) -> int | None:
    try:
        return int(text) if text else None
    except ValueError:
        return None
