"""The kinds of defects: each makes one in an object, or says that it cannot."""

from __future__ import annotations

import enum
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Final, NamedTuple

from nachweis.model.items import Item
from tests.mutations.workspace import Examples


class Expected(enum.Enum):
    """What a careful auditor expects of the gate."""

    FAILS = "fails"
    """Exit code 1 or 2, whatever the object is for."""
    SOLE = "fails where nothing else proves it"
    """As *fails* where a closed phase rests on the object alone; else a person is told."""
    PROOF = "fails or is reported where nothing else proves it"
    """As *sole*; where another object proves the same, nothing is wrong."""
    REPORTS = "reports"
    """A person who reads the report is told."""


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

    def with_own(self, own: Sequence[str]) -> str:
        """Return the text of the file with other lines in the object's place."""
        return "".join([*self.lines[: self.first], *own, *self.lines[self.last :]])


Change = Callable[[Examples, Item, Block], str | None]
"""Returns the text of the file with the defect, or nothing where the object does not have it."""


class Defect(NamedTuple):
    """A kind of defect.

    :param types: types of the objects that it is made in
    """

    types: tuple[str, ...]
    expected: Expected
    change: Change


def block_of(examples: Examples, item: Item) -> Block:
    """Return where an object is written."""
    path = item.place.path
    lines = (examples.root / path).read_text(encoding="utf-8").splitlines(keepends=True)
    first = item.place.line - 1
    if path.endswith(".md"):
        fence = re.match(r":+", lines[first])
        assert fence, (path, item.place.line)
        last = next(i for i in range(first + 1, len(lines)) if lines[i].strip() == fence[0]) + 1
    else:
        behind = (i for i in range(first + 1, len(lines)) if re.match(r"  - |\w", lines[i]))
        last = next(behind, len(lines))
    return Block(path=path, lines=lines, first=first, last=last)


def _option(own: Sequence[str], name: str) -> int | None:
    """Return the index of the line of an option of one line."""
    for index, line in enumerate(own):
        if re.match(rf"\s*(?:- )?:?{name}:\s*\S", line):
            return index
    return None


def _replaced(name: str, value: str | None) -> Change:
    """Return the change that gives an option another value, or takes it away."""

    def change(_: Examples, __: Item, block: Block) -> str | None:
        own = block.own
        index = _option(own, name)
        if index is None or (value is not None and own[index].rstrip().endswith(f": {value}")):
            return None
        if value is None:
            del own[index]
        else:
            own[index] = re.sub(rf"({name}:\s*).*", rf"\g<1>{value}", own[index])
        return block.with_own(own)

    return change


def _body(text: str) -> Change:
    """Return the change that puts another text in the place of that of a finished object."""

    def change(_: Examples, item: Item, block: Block) -> str | None:
        own = block.own
        if not block.path.endswith(".md") or item.get("status") in ("open", "draft"):
            return None
        head = next((i for i, line in enumerate(own[1:], 1) if not line.startswith(":")), None)
        if head is None or head >= len(own) - 1:
            return None
        said = text.replace("TITLE", item.title)
        return block.with_own([*own[:head], "\n", f"{said}\n" if said else "", own[-1]])

    return change


def _line(index: int, old: str, new: str) -> Change:
    """Return the change of a pattern in one line of an object."""

    def change(_: Examples, __: Item, block: Block) -> str | None:
        own = block.own
        if not block.path.endswith(".md") or not re.search(old, own[index]):
            return None
        own[index] = re.sub(old, new, own[index], count=1)
        return block.with_own(own)

    return change


def _around(before: str, after: str) -> Change:
    """Return the change that puts something around an object."""

    def change(_: Examples, __: Item, block: Block) -> str | None:
        if not block.path.endswith(".md"):
            return None
        return block.with_own([before, *block.own, after])

    return change


def _typo_in_target(link: str) -> Change:
    def change(_: Examples, __: Item, block: Block) -> str | None:
        own = block.own
        index = _option(own, link)
        if index is None:
            return None
        own[index] = re.sub(r"([A-Z0-9_]{3,})(\s*)$", r"\1X\2", own[index])
        return block.with_own(own) if own != block.own else None

    return change


def _indented(_: Examples, __: Item, block: Block) -> str | None:
    if not block.path.endswith(".md"):
        return None
    return block.with_own([f"    {line}" if line.strip() else line for line in block.own])


def _conflict(_: Examples, __: Item, block: Block) -> str | None:
    if not block.path.endswith(".md"):
        return None
    own = block.own
    own[-1:-1] = ["<<<<<<< HEAD\n", "one\n", "=======\n", "other\n", ">>>>>>> branch\n"]
    return block.with_own(own)


def _twice(_: Examples, __: Item, block: Block) -> str | None:
    """Write the object once more, so that its ID stands twice."""
    own = block.own
    return block.with_own([*own, "\n", *own] if block.path.endswith(".md") else [*own, *own])


def _other_number(examples: Examples, item: Item, block: Block) -> str | None:
    """Give a clause the number of another one of the document."""
    numbers = [
        other.get("number")
        for _, other in examples.items("clause")
        if other.document == item.document and other.id != item.id and other.get("number")
    ]
    if not numbers or not item.get("number"):
        return None
    return _replaced("number", numbers[0])(examples, item, block)


def _other_party(examples: Examples, item: Item, block: Block) -> str | None:
    """Let a clause oblige the other party only, of which no requirement asks it."""
    other = {"provider": "client", "client": "provider"}.get(item.get("obliges"))
    graph = examples.graph_of(item)
    asked = {
        party
        for target in item.targets("fulfils")
        for requirement in graph.stands_for(target)
        for party in graph.requirements[requirement].responsible
    }
    handed_down = any(item.id in d.targets("passes_on") for d in graph.of_type("dependency"))
    if other is None or not asked or other in asked or handed_down:
        return None
    return _replaced("obliges", other)(examples, item, block)


def _out_of_reach(examples: Examples, item: Item, block: Block) -> str | None:
    """Take all ways away by which a contact can be reached."""
    own = block.own
    kept = [line for line in own if not re.match(r"\s+(?:mail|phone):", line)]
    return block.with_own(kept) if kept != own else None


def _named_contact_gone(examples: Examples, item: Item, block: Block) -> str | None:
    """Take a contact away whom an object names."""
    named = any(
        item.id in (*other.fields.values(), *(t for ts in other.links.values() for t in ts))
        for other in examples.graph_of(item).project.items
        if other.id != item.id
    )
    return block.with_own([]) if named else None


def _option_twice(_: Examples, __: Item, block: Block) -> str | None:
    own = block.own
    index = _option(own, "status")
    if index is None or not block.path.endswith(".md"):
        return None
    own.insert(index + 1, ":status: draft\n")
    return block.with_own(own)


def without_option(name: str) -> Change:
    """Return the change that takes a link away, whose targets may take several lines."""

    def change(_: Examples, __: Item, block: Block) -> str | None:
        own, kept, inside = block.own, [], False
        found = False
        for line in own:
            if re.match(rf"\s*(?:- )?:?{name}:", line):
                found = inside = True
                continue
            if inside and re.match(r"\s+- |\s{6,}\S", line) and not line.startswith(":"):
                continue
            inside = False
            kept.append(line)
        return block.with_own(kept) if found else None

    return change


PROOFS: Final = ("clause", "section", "record")

DEFECTS: Final[Mapping[str, Defect]] = {
    "body emptied": Defect(PROOFS, Expected.SOLE, _body("")),
    "body says TODO": Defect(PROOFS, Expected.SOLE, _body("TODO")),
    "body says Zu tun": Defect(PROOFS, Expected.SOLE, _body("Zu tun.")),
    "body is TBD": Defect(PROOFS, Expected.SOLE, _body("TBD: agree with the provider")),
    "body repeats the title": Defect(PROOFS, Expected.SOLE, _body("TITLE.")),
    "body is filler": Defect(PROOFS, Expected.SOLE, _body("Lorem ipsum dolor sit amet.")),
    "status draft": Defect(PROOFS, Expected.PROOF, _replaced("status", "draft")),
    "status open": Defect(PROOFS, Expected.PROOF, _replaced("status", "open")),
    "status unknown": Defect((*PROOFS, "decision"), Expected.FAILS, _replaced("status", "fine")),
    "decision rejected": Defect(("decision",), Expected.FAILS, _replaced("status", "rejected")),
    "clause link mistyped": Defect(("clause",), Expected.FAILS, _typo_in_target("fulfils")),
    "section link mistyped": Defect(("section",), Expected.FAILS, _typo_in_target("addresses")),
    "record link mistyped": Defect(("record",), Expected.FAILS, _typo_in_target("proves")),
    "clause link removed": Defect(("clause",), Expected.PROOF, without_option("fulfils")),
    "section link removed": Defect(("section",), Expected.PROOF, without_option("addresses")),
    "record link removed": Defect(("record",), Expected.PROOF, without_option("proves")),
    "object twice": Defect((), Expected.FAILS, _twice),
    "ID removed": Defect(PROOFS, Expected.FAILS, _replaced("id", None)),
    "closing fence removed": Defect(PROOFS, Expected.REPORTS, _line(-1, r"^:+\s*$", "")),
    "directive mistyped": Defect(PROOFS, Expected.REPORTS, _line(0, r"\{(\w+)\w\}", r"{\1x}")),
    "one colon lost": Defect(PROOFS, Expected.REPORTS, _line(0, r"^:::", "::")),
    "object commented out": Defect(PROOFS, Expected.PROOF, _around("<!--\n", "-->\n")),
    "object hidden": Defect(PROOFS, Expected.REPORTS, _around("<div hidden>\n\n", "\n</div>\n")),
    "object in a template": Defect(
        PROOFS, Expected.REPORTS, _around("<template>\n\n", "\n</template>\n")
    ),
    "object in a code fence": Defect(PROOFS, Expected.PROOF, _around("~~~text\n", "~~~\n")),
    "object indented to code": Defect(PROOFS, Expected.REPORTS, _indented),
    "conflict markers": Defect((*PROOFS, "decision"), Expected.FAILS, _conflict),
    "option twice": Defect(PROOFS, Expected.REPORTS, _option_twice),
    "number of another clause": Defect(("clause",), Expected.REPORTS, _other_number),
    "obliges the other party": Defect(("clause",), Expected.REPORTS, _other_party),
    "result fail": Defect(("record",), Expected.PROOF, _replaced("result", "fail")),
    "result partial": Defect(("record",), Expected.REPORTS, _replaced("result", "partial")),
    "result unknown": Defect(("record",), Expected.FAILS, _replaced("result", "passed")),
    "record of twenty years ago": Defect(
        ("record",), Expected.REPORTS, _replaced("date", "2006-03-01")
    ),
    "record of the future": Defect(("record",), Expected.PROOF, _replaced("date", "2031-03-01")),
    "day that does not exist": Defect(("record",), Expected.FAILS, _replaced("date", "2026-02-30")),
    "record without date": Defect(("record",), Expected.FAILS, _replaced("date", None)),
    "decision without reason": Defect(("decision",), Expected.FAILS, _body("")),
    "decision ended": Defect(("decision",), Expected.FAILS, _replaced("until", "2025-01-31")),
    "decision approved by nobody": Defect(
        ("decision",), Expected.REPORTS, _replaced("approved_by", "nobody")
    ),
    "decision without approver": Defect(
        ("decision",), Expected.FAILS, _replaced("approved_by", None)
    ),
    "derogation ended": Defect(("derogation",), Expected.REPORTS, _replaced("until", "2025-01-31")),
    "derogation lifted in the future": Defect(
        ("derogation",), Expected.REPORTS, _replaced("lifted", "2031-01-31")
    ),
    "derogation lifted before it began": Defect(
        ("derogation",), Expected.REPORTS, _replaced("lifted", "2001-01-31")
    ),
    "derogation departs from nothing": Defect(
        ("derogation",), Expected.REPORTS, without_option("departs_from")
    ),
    "contact out of reach": Defect(("contact",), Expected.REPORTS, _out_of_reach),
    "contact gone": Defect(("contact",), Expected.REPORTS, _named_contact_gone),
    "right without holder": Defect(("right",), Expected.REPORTS, without_option("holder")),
    "right without reason": Defect(("right",), Expected.REPORTS, _replaced("reason", None)),
    "right not reviewed for years": Defect(
        ("right",), Expected.REPORTS, _replaced("reviewed", "2020-01-31")
    ),
    "right reviewed in the future": Defect(
        ("right",), Expected.REPORTS, _replaced("reviewed", "2031-01-31")
    ),
    "partner without classes": Defect(
        ("partner",), Expected.REPORTS, without_option("may_receive")
    ),
    "partner without purpose": Defect(("partner",), Expected.REPORTS, _replaced("purpose", None)),
    "dependency not approved": Defect(
        ("dependency",), Expected.REPORTS, _replaced("approved", None)
    ),
    "service level without unit": Defect(("sla",), Expected.REPORTS, _replaced("unit", None)),
    "objective without day": Defect(("objective",), Expected.REPORTS, _replaced("due", None)),
    "agreement of the future": Defect(
        ("agreement",), Expected.REPORTS, _replaced("date", "2031-01-31")
    ),
    "duty without interval": Defect(("duty",), Expected.REPORTS, _replaced("interval", None)),
    "unknown class": Defect((*PROOFS, "asset"), Expected.REPORTS, _replaced("infoclass", "NONE")),
}
"""The kinds of defects in objects by what they are called."""
