"""Defects that look like something in order: kinds that an attacker of the verdict thinks of."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from nachweis.model.items import Item
from nachweis.model.kinds import Field, FieldKind
from nachweis.model.objects import TYPE
from tests.mutations import evidence
from tests.mutations.changes import (
    Block,
    body,
    first_line_of_text,
    line,
    link_of_proof,
    only,
    option_line,
    replaced,
)
from tests.mutations.defects import REGISTERED, WRITTEN, Defect, Expected
from tests.mutations.workspace import Examples, Files

AGREED: Final = ("clause", "section")


def _approved_by_itself(examples: Examples, item: Item, block: Block) -> Files | None:
    """Name the object itself as who approved it, which exists and is nobody."""
    return replaced("approved_by", item.id)(examples, item, block)


def _names_what_is_not_there(examples: Examples, item: Item, block: Block) -> Files | None:
    text = f"As {examples.verdict_of(item).key}_C_99_9 says, keys are kept apart."
    return first_line_of_text(text)(examples, item, block)


def _to_do(examples: Examples, item: Item, block: Block) -> Files | None:
    """Leave the first text that an entry needs for later."""
    for part in TYPE[item.type].demanded:
        if isinstance(part, Field) and part.kind is FieldKind.TEXT:
            files = replaced(part.name, "TBD")(examples, item, block)
            if files:
                return files
    return None


def _met_by_any_value(examples: Examples, item: Item, block: Block) -> Files | None:
    """Set a target at the end of the scale that each value is on the right side of."""
    target = "0" if item.get("direction") == "at least" else "100"
    if target == "100" and item.get("unit") != "%":
        return None
    return replaced("target", target)(examples, item, block)


def _reached_by_nothing(_: Examples, __: Item, block: Block) -> Files | None:
    """Leave words where the number and the address of a contact stand."""
    own = block.own
    said = [re.sub(r"^(\s+(?:mail|phone):).*", r"\1 on request", line) for line in own]
    return block.with_own(said) if said != own else None


def _copied(examples: Examples, item: Item, block: Block) -> Files | None:
    """Put the text of an object of another document in the place of an object's own."""
    others = [
        other.body.strip()
        for _, other in examples.items(item.type)
        if other.document != item.document
        and len(other.body) > len(item.body)
        and other.place.path.split("/")[1] == item.place.path.split("/")[1]
        and other.get("status") not in ("open", "superseded")
    ]
    return body(max(others, key=len))(examples, item, block) if others else None


def _audited_by_its_owner(examples: Examples, item: Item, block: Block) -> Files | None:
    """Let whoever answers for a section audit it."""
    items = examples.graph_of(item).items
    owners = (items[name].get("owner") for name in item.targets("checks") if name in items)
    owner = next(filter(None, owners), None)
    if owner is None or item.get("kind") != "audit":
        return None
    return replaced("by", owner)(examples, item, block)


def _checked_by_something_else(examples: Examples, item: Item, block: Block) -> Files | None:
    """Name a record that passed later, on what has nothing to do with what was corrected."""
    graph = examples.graph_of(item)
    known = graph.project.settings.key
    topics = {
        graph.requirements[r].part_of
        for name in item.targets("corrects")
        for target in graph.items[name].targets("proves")
        for r in graph.stands_for(target)
    }
    for record in graph.of_type("record"):
        about = {
            graph.requirements[r].part_of
            for target in record.targets("proves")
            for r in graph.stands_for(target)
        }
        is_later = item.get("done") and item.get("done") <= record.get("date") <= "2026-11-20"
        passed = record.get("result") == "pass" and record.id.startswith(known)
        if is_later and passed and about and not about & topics and not record.targets("checks"):
            return replaced("checked_by", record.id)(examples, item, block)
    return None


def _owned_by_the_other_side(examples: Examples, item: Item, block: Block) -> Files | None:
    """Let a contact of the other side answer for a section of this side's own concept."""
    graph = examples.graph_of(item)
    side = graph.project.settings.side
    other = {"provider": "client"}.get(side, "provider")
    theirs = (
        contact.id
        for contact in graph.of_type("contact")
        if [graph.items[party].get("role") for party in contact.targets("party")] == [other]
    )
    owner = next(theirs, None)
    if owner is None or item.get("concept") != side:
        return None
    return replaced("owner", owner)(examples, item, block)


def _about_everything(examples: Examples, item: Item, block: Block) -> Files | None:
    every = sorted(examples.graph_of(item).requirements)[:40]
    return replaced("concerns", ", ".join(every))(examples, item, block)


def _until_the_exit(_: Examples, __: Item, block: Block) -> Files | None:
    own = [line for line in block.own if not re.match(r":(?:until|ends_with|lifted):", line)]
    return block.with_own([own[0], ":ends_with: exit\n", *own[1:]])


def _implements_what_is_superseded(examples: Examples, item: Item, block: Block) -> Files | None:
    clauses = examples.graph_of(item).of_type("clause")
    old = next((c.id for c in clauses if c.get("status") == "superseded"), None)
    if old is None or item.get("status") == "open":
        return None
    return replaced("implements", old)(examples, item, block)


def _all_on_one_day(_: Examples, item: Item, block: Block) -> Files | None:
    """Give all records of a page with several kinds of them the same day."""
    text = "".join(block.lines)
    kinds = set(re.findall(r"^:kind: (\w+)", text, re.MULTILINE))
    if len(re.findall(r"^:date:", text, re.MULTILINE)) < 8 or len(kinds) < 3:
        return None
    day = f":date: {item.get('date')}"
    return [(block.path, re.sub(r"^:date: .*", day, text, flags=re.MULTILINE))]


def _counts(_: Examples, item: Item) -> bool:
    return item.get("status") not in ("open", "superseded")


def _was_done(_: Examples, item: Item) -> bool:
    return item.get("kind") in ("test", "exercise", "meeting", "training")


def _was_finished(_: Examples, item: Item) -> bool:
    return item.get("status") in ("", "final")


def _passed(examples: Examples, item: Item) -> bool:
    return item.get("result") == "pass" and _was_finished(examples, item)


ATTACKS: Final[Mapping[str, Defect]] = {
    "approved by what is no contact": Defect(
        ("decision", "derogation"), Expected.REPORTS, _approved_by_itself
    ),
    "text names what is not there": Defect(WRITTEN, Expected.REPORTS, _names_what_is_not_there),
    "text is a number": Defect(WRITTEN, Expected.SOLE, body("ID-4711.")),
    "text is one word again and again": Defect(WRITTEN, Expected.SOLE, body("Blah blah blah.")),
    "text only promises one": Defect(WRITTEN, Expected.SOLE, body("Wird später ergänzt.")),
    "text only names a ticket": Defect(WRITTEN, Expected.SOLE, body("See ticket 4711.")),
    "text that a build may put in": Defect(WRITTEN, Expected.SOLE, body("{{ text_of_clause }}")),
    "text is only a link": Defect(WRITTEN, Expected.SOLE, body("[The plan](https://plan.example)")),
    "text is only the name of a file": Defect(WRITTEN, Expected.SOLE, body("Keys 2026.pdf")),
    "text is a mark of a footnote": Defect(WRITTEN, Expected.SOLE, body("[^1]")),
    "text only says that it is met": Defect(AGREED, Expected.SOLE, body("TITLE is ensured.")),
    "text says that nothing applies": Defect(AGREED, Expected.SOLE, body("Trifft nicht zu.")),
    "text names the state of the art": Defect(
        AGREED, Expected.SOLE, body("According to the state of the art.")
    ),
    "requirement with a phrase before it": Defect(
        AGREED, Expected.SOLE, body("The following applies: DUTY.")
    ),
    "blank of a template": Defect(
        WRITTEN, Expected.SOLE, first_line_of_text("Signed by [Name of the provider] in Kiel.")
    ),
    "parameter of a template": Defect(
        WRITTEN, Expected.SOLE, body("Both keys are kept by {{ provider }}, in two rooms.")
    ),
    "answer of a language model": Defect(
        WRITTEN, Expected.SOLE, first_line_of_text("Certainly! Here is a text that you can use:")
    ),
    "blind text": Defect(
        WRITTEN, Expected.SOLE, body("Weit hinten, hinter den Wortbergen, leben sie.")
    ),
    "text of another document": Defect(AGREED, Expected.REPORTS, _copied),
    "decision for no reason": Defect(("decision",), Expected.REPORTS, body("Not needed.")),
    "attached PDF of an empty page": Defect(
        ("record",), Expected.FAILS, evidence.attached("report-DAY.pdf", evidence.BARE_PDF)
    ),
    "attached picture of one point": Defect(
        ("record",), Expected.FAILS, evidence.attached("screen-DAY.gif", evidence.DOT)
    ),
    "attached archive without a file": Defect(
        ("record",), Expected.FAILS, evidence.attached("all-DAY.zip", evidence.NO_FILE)
    ),
    "attached text that is called a PDF": Defect(
        ("record",), Expected.FAILS, evidence.attached("report-DAY.pdf", evidence.ALL_WELL)
    ),
    "attached file says TODO": Defect(
        ("record",), Expected.FAILS, evidence.attached("report-DAY.txt", b"TODO\n")
    ),
    "attached file of years before": Defect(
        ("record",),
        Expected.REPORTS,
        only(_was_done, evidence.attached("report-2021-03-04.txt", evidence.ALL_WELL)),
    ),
    "one file for all records of a page": Defect(
        ("record",), Expected.REPORTS, evidence.one_for_all
    ),
    "file of another project": Defect(("record",), Expected.REPORTS, evidence.of_another_project),
    "all records of a page on one day": Defect(("record",), Expected.REPORTS, _all_on_one_day),
    "section implements what is superseded": Defect(
        ("section",), Expected.REPORTS, _implements_what_is_superseded
    ),
    "answers what no standard says": Defect(
        WRITTEN,
        Expected.REPORTS,
        only(_counts, option_line("answers", r": .*", ": GDPR 199.9")),
    ),
    "record without result": Defect(
        ("record",), Expected.FAILS, only(_was_finished, replaced("result", None))
    ),
    "process silent on personal data": Defect(
        ("process",), Expected.REPORTS, replaced("personal_data", None)
    ),
    "record says that nothing was done": Defect(
        ("record",),
        Expected.REPORTS,
        only(_passed, body("The exercise did not take place and is put off to next year.")),
    ),
    "record tells another result": Defect(
        ("record",),
        Expected.REPORTS,
        only(_passed, first_line_of_text("Ergebnis: nicht bestanden.")),
    ),
    "audit by whoever answers for it": Defect(("record",), Expected.REPORTS, _audited_by_its_owner),
    "action checked by something else": Defect(
        ("action",), Expected.REPORTS, _checked_by_something_else
    ),
    "section owned by the other side": Defect(
        ("section",), Expected.REPORTS, _owned_by_the_other_side
    ),
    "decision about everything": Defect(("decision",), Expected.REPORTS, _about_everything),
    "derogation until the exit": Defect(("derogation",), Expected.REPORTS, _until_the_exit),
    "title is TODO": Defect(WRITTEN, Expected.REPORTS, line(0, r"\}.*", "} TODO")),
    "entry called TODO": Defect(REGISTERED, Expected.REPORTS, replaced("title", "TODO")),
    "demanded field of an entry is TBD": Defect(REGISTERED, Expected.REPORTS, _to_do),
    "text struck out": Defect(WRITTEN, Expected.SOLE, body("~~Keys are kept apart.~~")),
    "text deleted by a tag": Defect(WRITTEN, Expected.SOLE, body("<del>Keys are apart.</del>")),
    "placeholder in look-alike letters": Defect(
        WRITTEN, Expected.SOLE, body("\u0422\u041eD\u041e")
    ),
    "look-alike letter in a text": Defect(
        WRITTEN, Expected.REPORTS, first_line_of_text("K\u0435ys are kept apart.")
    ),
    "look-alike letter in an ID": Defect(
        WRITTEN, Expected.FAILS, option_line("id", r"_[CSR]_", "_\u0421_")
    ),
    "look-alike letter in a status": Defect(
        WRITTEN, Expected.FAILS, option_line("status", r"(: \w*?)[ae]", "\\1\u0430")
    ),
    "look-alike letter in a link": Defect(
        WRITTEN, Expected.FAILS, link_of_proof(r"(: .*?)[BMOPS]", "\\1\u041e")
    ),
    "text turned round in a register": Defect(
        REGISTERED, Expected.FAILS, option_line("title", r": ", ": \u202e")
    ),
    "service level that any value meets": Defect(("sla",), Expected.REPORTS, _met_by_any_value),
    "contact whom nothing reaches": Defect(("contact",), Expected.REPORTS, _reached_by_nothing),
    "interface between one thing and itself": Defect(
        ("interface",), Expected.REPORTS, option_line("between", r"\[(\w+), \w+\]", r"[\1, \1]")
    ),
    "value measured in the future": Defect(
        ("sla",), Expected.REPORTS, option_line("measured", r"\}\s*$", ", 2031-01: 100}\n")
    ),
}
"""The kinds of such defects in objects by what they are called."""
