"""Changes of an object as it is written, of which the kinds of defects are made."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple, TypeAlias

from nachweis.model.catalogue import in_language
from nachweis.model.items import Item
from nachweis.model.objects import PROOFS, TYPE
from tests.mutations.workspace import Examples, Files


class Block(NamedTuple):
    """An object as it is written: its file, and the lines that it takes.

    :param lines: all lines of the file, with their ends
    :param first: index of its first line
    :param last: index behind its last line
    """

    path: str
    lines: Sequence[str]
    first: int
    last: int

    @property
    def own(self) -> list[str]:
        """The lines of the object."""
        return list(self.lines[self.first : self.last])

    @property
    def is_directive(self) -> bool:
        """Whether it stands in a page, and not in a register."""
        return self.path.endswith(".md")

    @property
    def text_at(self) -> int:
        """Index of the first of its lines behind the options."""
        own = self.own
        return next((i for i, line in enumerate(own[1:], 1) if line[0] != ":"), len(own))

    def with_own(self, own: Sequence[str]) -> Files:
        """Return the file with other lines in the object's place."""
        return [(self.path, "".join([*self.lines[: self.first], *own, *self.lines[self.last :]]))]


Change: TypeAlias = Callable[[Examples, Item, Block], Files | None]
"""Returns the files with the defect, or nothing where the object cannot have it."""


def block_of(examples: Examples, item: Item) -> Block | None:
    """Return where an object is written; nothing for one that a report of a machine makes."""
    path = item.place.path
    if not path.endswith((".md", ".yaml")):
        return None
    lines = examples.lines(path)
    first = item.place.line - 1
    if path.endswith(".md"):
        fence = re.match(r":+", lines[first])
        assert fence, (path, item.place.line)
        last = next(i for i in range(first + 1, len(lines)) if lines[i].strip() == fence[0]) + 1
    else:
        behind = (i for i in range(first + 1, len(lines)) if re.match(r"  - |\w", lines[i]))
        last = next(behind, len(lines))
    return Block(path=path, lines=lines, first=first, last=last)


def find_option(own: Sequence[str], name: str) -> int | None:
    """Return the index of the line of an option of one line."""
    for index, line in enumerate(own):
        if re.match(rf"\s*(?:- )?:?{name}:\s*\S", line):
            return index
    return None


def replaced(name: str, value: str | None) -> Change:
    """Return the change that gives an option another value, or takes it away."""

    def change(_: Examples, __: Item, block: Block) -> Files | None:
        own = block.own
        index = find_option(own, name)
        if index is None or (value is not None and own[index].rstrip().endswith(f": {value}")):
            return None
        if value is None:
            del own[index]
        else:
            own[index] = re.sub(rf"({name}:\s*).*", rf"\g<1>{value}", own[index])
        return block.with_own(own)

    return change


def with_value(name: str, value: str) -> Change:
    """Return the change that gives an option a value, which it may have had none of."""

    def change(examples: Examples, item: Item, block: Block) -> Files | None:
        own = block.own
        if find_option(own, name) is not None:
            return replaced(name, value)(examples, item, block)
        own.insert(1, f":{name}: {value}\n" if block.is_directive else f"    {name}: {value}\n")
        return block.with_own(own)

    return change


def emptied(*names: str) -> Change:
    """Return the change that takes options away, whose values may take several lines."""

    def change(_: Examples, __: Item, block: Block) -> Files | None:
        own, kept, inside = block.own, [], False
        for line in own:
            if re.match(rf"\s*(?:- )?:?(?:{'|'.join(names)}):", line):
                inside = True
                continue
            if inside and re.match(r"\s+- |\s{6,}\S", line) and not line.startswith(":"):
                continue
            inside = False
            kept.append(line)
        return block.with_own(kept) if kept != own else None

    return change


def only(condition: Callable[[Examples, Item], bool], change: Change) -> Change:
    """Return a change that is made in some objects only."""

    def checked(examples: Examples, item: Item, block: Block) -> Files | None:
        return change(examples, item, block) if condition(examples, item) else None

    return checked


def body(text: str) -> Change:
    """Return the change that puts another text in the place of that of a finished object.

    :param text: the text; ``TITLE`` stands for the title of the object, ``DUTY`` for that of the
        first requirement that it proves
    """

    def change(examples: Examples, item: Item, block: Block) -> Files | None:
        if not block.is_directive or item.get("status") in ("open", "draft"):
            return None
        if block.text_at >= len(block.own) - 1:
            return None
        said = text.replace("TITLE", item.title)
        if "DUTY" in text:
            titles = [in_language(r.text, "en") for r in examples.requirements_of(item)]
            if not titles:
                return None
            said = text.replace("DUTY", titles[0])
        head, end = block.own[: block.text_at], block.own[-1]
        return block.with_own([*head, "\n", f"{said}\n" if said else "", end])

    return change


def first_line_of_text(text: str) -> Change:
    """Return the change that puts a paragraph before the text of an object."""

    def change(_: Examples, __: Item, block: Block) -> Files | None:
        own, at = block.own, block.text_at
        if not block.is_directive or at >= len(own) - 1:
            return None
        return block.with_own([*own[:at], "\n", f"{text}\n", *own[at:]])

    return change


def line(index: int, old: str, new: str) -> Change:
    """Return the change of a pattern in one line of an object."""

    def change(_: Examples, __: Item, block: Block) -> Files | None:
        own = block.own
        if not block.is_directive or not re.search(old, own[index]):
            return None
        own[index] = re.sub(old, new, own[index], count=1)
        return block.with_own(own)

    return change


def around(before: str, after: str) -> Change:
    """Return the change that puts something around an object."""

    def change(_: Examples, __: Item, block: Block) -> Files | None:
        return block.with_own([before, *block.own, after]) if block.is_directive else None

    return change


def prefixed(prefix: str) -> Change:
    """Return the change that puts something before each line of an object."""

    def change(_: Examples, __: Item, block: Block) -> Files | None:
        if not block.is_directive:
            return None
        return block.with_own([prefix + text if text.strip() else text for text in block.own])

    return change


def option_line(name: str, old: str, new: str | Callable[[re.Match[str]], str]) -> Change:
    """Return the change of a pattern in the line of an option."""

    def change(_: Examples, __: Item, block: Block) -> Files | None:
        own = block.own
        index = find_option(own, name)
        if index is None:
            return None
        own[index] = re.sub(old, new, own[index], count=1)
        return block.with_own(own) if own != block.own else None

    return change


def typo_in_target(link: str) -> Change:
    """Return the change that puts a letter into the last target of a link."""
    return option_line(link, r"([A-Z0-9_]{3,})(\]?\s*)$", r"\1X\2")


def typo_in_a_link(examples: Examples, item: Item, block: Block) -> Files | None:
    """Put a letter into the last target of the first link that an object has."""
    for link in TYPE[item.type].links:
        files = typo_in_target(link.name)(examples, item, block)
        if files:
            return files
    return None


def in_small_letters(examples: Examples, item: Item, block: Block) -> Files | None:
    """Write the targets of the link by which an object proves in small letters."""
    own, link = block.own, PROOFS[item.type].link
    index = find_option(own, link)
    if index is None:
        return None
    own[index] = re.sub(rf"({link}:\s*)(.*)", lambda m: m[1] + m[2].lower(), own[index])
    return block.with_own(own)


def link_of_proof(old: str, new: str) -> Change:
    """Return the change of a pattern in the link by which an object proves."""

    def change(examples: Examples, item: Item, block: Block) -> Files | None:
        return option_line(PROOFS[item.type].link, old, new)(examples, item, block)

    return change


def gone(_: Examples, __: Item, block: Block) -> Files | None:
    """Take the object away."""
    return block.with_own([])
