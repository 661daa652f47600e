"""The kinds of defects: each makes one in an object, or says that it cannot."""

from __future__ import annotations

import enum
import re
from collections.abc import Mapping
from typing import Final, NamedTuple

from nachweis.model.items import Item
from nachweis.model.kinds import Origin
from nachweis.model.objects import TYPE
from nachweis.model.terms import Phase, PhaseStatus, State
from nachweis.trace.actions import NOT_PASSED
from tests.mutations import evidence
from tests.mutations.changes import (
    Block,
    Change,
    around,
    body,
    emptied,
    find_option,
    first_line_of_text,
    gone,
    in_small_letters,
    line,
    link_of_proof,
    only,
    option_line,
    prefixed,
    replaced,
    typo_in_a_link,
    typo_in_target,
    with_value,
)
from tests.mutations.workspace import Examples, Files


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


class Defect(NamedTuple):
    """A kind of defect.

    :param types: types of the objects that it is made in
    """

    types: tuple[str, ...]
    expected: Expected
    change: Change


def _conflict(_: Examples, __: Item, block: Block) -> Files | None:
    if not block.is_directive:
        return None
    own = block.own
    own[-1:-1] = ["<<<<<<< HEAD\n", "one\n", "=======\n", "other\n", ">>>>>>> branch\n"]
    return block.with_own(own)


def _twice(_: Examples, __: Item, block: Block) -> Files | None:
    """Write the object once more, so that its ID stands twice."""
    own = block.own
    return block.with_own([*own, "\n", *own] if block.is_directive else [*own, *own])


def _other_number(examples: Examples, item: Item, block: Block) -> Files | None:
    """Give a clause the number of another one of the document."""
    numbers = [
        other.get("number")
        for _, other in examples.items("clause")
        if other.document == item.document and other.id != item.id and other.get("number")
        if other.get("status") != "superseded"  # what replaces it may have its number
    ]
    if not numbers or not item.get("number"):
        return None
    return replaced("number", numbers[0])(examples, item, block)


def _other_concept(examples: Examples, item: Item, block: Block) -> Files | None:
    """Move a section on what only its own side owes to the concept of the other side."""
    graph = examples.graph_of(item)
    side = graph.project.settings.side
    other = {"provider": "client", "client": "provider"}.get(side)
    owing: set[frozenset[str]] = {
        frozenset(graph.requirements[requirement].responsible)
        for target in item.targets("addresses")
        for requirement in graph.stands_for(target)
    }
    if other is None or item.get("concept") != side or owing != {frozenset({side})}:
        return None
    return replaced("concept", other)(examples, item, block)


def _other_party(examples: Examples, item: Item, block: Block) -> Files | None:
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
    return replaced("obliges", other)(examples, item, block)


def _out_of_reach(examples: Examples, item: Item, block: Block) -> Files | None:
    """Take all ways away by which a contact can be reached."""
    own = block.own
    kept = [line for line in own if not re.match(r"\s+(?:mail|phone):", line)]
    return block.with_own(kept) if kept != own else None


def _named_contact_gone(examples: Examples, item: Item, block: Block) -> Files | None:
    """Take a contact away whom an object names."""
    named = any(
        item.id in (*other.fields.values(), *(t for ts in other.links.values() for t in ts))
        for other in examples.graph_of(item).project.items
        if other.id != item.id
    )
    return block.with_own([]) if named else None


def _option_twice(_: Examples, __: Item, block: Block) -> Files | None:
    own = block.own
    index = find_option(own, "status")
    if index is None or not block.is_directive:
        return None
    own.insert(index + 1, ":status: draft\n")
    return block.with_own(own)


def _asked_to_be_no_meeting(examples: Examples, item: Item) -> bool:
    """Whether a cell that is due rests on a record alone, and a meeting cannot prove it."""
    coverage = examples.verdict_of(item).coverage
    return any(
        cell.by == (item.id,) and cell.state is State.COVERED
        for cell in coverage.cells
        if cell.kind == "record" and coverage.status[cell.due] is not PhaseStatus.LATER
        if cell.requirement.record_kinds and "meeting" not in cell.requirement.record_kinds
    )


def _is_no_tailoring(_: Examples, item: Item) -> bool:
    return item.get("kind") != "not-applicable"


def _settles_what_is_due(examples: Examples, item: Item) -> bool:
    """Whether a cell that is due rests on a decision."""
    coverage = examples.verdict_of(item).coverage
    return any(
        cell.decision == item.id and coverage.status[cell.due] is not PhaseStatus.LATER
        for cell in coverage.cells
    )


def _was_released(examples: Examples, item: Item) -> bool:
    """Whether the last release of its project has an object; what came later nobody can miss."""
    return item.id in examples.released(item)


def _follows_up_alone(examples: Examples, item: Item) -> bool:
    """Whether an action corrects what did not pass, which no other one does."""
    graph, records = examples.graph_of(item), item.targets("corrects")
    return any(
        list(graph.sources(record, "corrects")) == [item]
        and graph.items[record].get("result") in NOT_PASSED
        for record in records
    )


def _is_missed(examples: Examples, item: Item) -> bool:
    """Whether something points to an entry, or a release had it.

    What came since the last release, and nothing rests on, may go as it came.
    """
    graph = examples.graph_of(item)
    folder = examples.root / graph.project.settings.folder / "baselines"
    return any(item.id in targets for targets in graph.incoming.values()) or any(
        f'"{item.id}"' in path.read_text(encoding="utf-8") for path in folder.glob("*.json")
    )


def _has_passed(_: Examples, item: Item) -> bool:
    return item.get("result") == "pass"


def _is_approved_only(_: Examples, item: Item) -> bool:
    return not item.get("reviewed")


def _operation_runs(examples: Examples, item: Item) -> bool:
    return Phase.MIGRATION in examples.graph_of(item).project.settings.closed


def _is_not_done(_: Examples, item: Item) -> bool:
    return not item.get("done")


def _endless_tailoring(_: Examples, __: Item, block: Block) -> Files | None:
    """Make an accepted risk tailoring, which needs no end."""
    own = [line for line in block.own if not line.startswith(":until:")]
    if own == block.own:
        return None
    return block.with_own([re.sub(r"^:kind:.*", ":kind: not-applicable", line) for line in own])


def _checked_by_itself(examples: Examples, item: Item, block: Block) -> Files | None:
    if not item.get("done"):
        return None
    return replaced("checked_by", item.targets("corrects")[0])(examples, item, block)


def _own_deputy(examples: Examples, item: Item, block: Block) -> Files | None:
    return replaced("deputy", item.id)(examples, item, block)


WRITTEN: Final = ("clause", "section", "record")
REGISTERED: Final = tuple(kind.name for kind in TYPE.values() if kind.origin is Origin.REGISTER)

DEFECTS: Final[Mapping[str, Defect]] = {
    "body emptied": Defect(WRITTEN, Expected.SOLE, body("")),
    "body says TODO": Defect(WRITTEN, Expected.SOLE, body("TODO")),
    "body says Zu tun": Defect(WRITTEN, Expected.SOLE, body("Zu tun.")),
    "body is TBD": Defect(WRITTEN, Expected.SOLE, body("TBD: agree with the provider")),
    "body repeats the title": Defect(WRITTEN, Expected.SOLE, body("TITLE.")),
    "body is filler": Defect(WRITTEN, Expected.SOLE, body("Lorem ipsum dolor sit amet.")),
    "status draft": Defect(WRITTEN, Expected.PROOF, replaced("status", "draft")),
    "status open": Defect(WRITTEN, Expected.PROOF, replaced("status", "open")),
    "status unknown": Defect((*WRITTEN, "decision"), Expected.FAILS, replaced("status", "fine")),
    "decision rejected": Defect(("decision",), Expected.FAILS, replaced("status", "rejected")),
    "clause link mistyped": Defect(("clause",), Expected.FAILS, typo_in_target("fulfils")),
    "section link mistyped": Defect(("section",), Expected.FAILS, typo_in_target("addresses")),
    "record link mistyped": Defect(("record",), Expected.FAILS, typo_in_target("proves")),
    "clause link removed": Defect(("clause",), Expected.PROOF, emptied("fulfils")),
    "section link removed": Defect(("section",), Expected.PROOF, emptied("addresses")),
    "record link removed": Defect(("record",), Expected.PROOF, emptied("proves")),
    "object twice": Defect((), Expected.FAILS, _twice),
    "ID removed": Defect(WRITTEN, Expected.FAILS, replaced("id", None)),
    "closing fence removed": Defect(WRITTEN, Expected.REPORTS, line(-1, r"^:+\s*$", "")),
    "directive mistyped": Defect(WRITTEN, Expected.REPORTS, line(0, r"\{(\w+)\w\}", r"{\1x}")),
    "one colon lost": Defect(WRITTEN, Expected.REPORTS, line(0, r"^:::(?=\{)", "::")),
    "object commented out": Defect(WRITTEN, Expected.PROOF, around("<!--\n", "-->\n")),
    "object hidden": Defect(WRITTEN, Expected.REPORTS, around("<div hidden>\n\n", "\n</div>\n")),
    "object in a template": Defect(
        WRITTEN, Expected.REPORTS, around("<template>\n\n", "\n</template>\n")
    ),
    "object in a code fence": Defect(WRITTEN, Expected.PROOF, around("~~~text\n", "~~~\n")),
    "object indented to code": Defect(WRITTEN, Expected.REPORTS, prefixed("    ")),
    "conflict markers": Defect((*WRITTEN, "decision"), Expected.FAILS, _conflict),
    "option twice": Defect(WRITTEN, Expected.REPORTS, _option_twice),
    "number of another clause": Defect(("clause",), Expected.REPORTS, _other_number),
    "obliges the other party": Defect(("clause",), Expected.REPORTS, _other_party),
    "section in the concept of the other side": Defect(
        ("section",), Expected.REPORTS, _other_concept
    ),
    "result fail": Defect(("record",), Expected.PROOF, replaced("result", "fail")),
    "result partial": Defect(
        ("record",), Expected.REPORTS, only(_has_passed, replaced("result", "partial"))
    ),
    "result unknown": Defect(("record",), Expected.FAILS, replaced("result", "passed")),
    "record of twenty years ago": Defect(
        ("record",), Expected.REPORTS, replaced("date", "2006-03-01")
    ),
    "record of the future": Defect(("record",), Expected.PROOF, replaced("date", "2031-03-01")),
    "day that does not exist": Defect(("record",), Expected.FAILS, replaced("date", "2026-02-30")),
    "record without date": Defect(("record",), Expected.FAILS, replaced("date", None)),
    "decision without reason": Defect(("decision",), Expected.FAILS, body("")),
    "decision ended": Defect(("decision",), Expected.FAILS, replaced("until", "2025-01-31")),
    "decision approved by nobody": Defect(
        ("decision",), Expected.REPORTS, replaced("approved_by", "nobody")
    ),
    "decision without approver": Defect(
        ("decision",), Expected.FAILS, replaced("approved_by", None)
    ),
    "derogation ended": Defect(("derogation",), Expected.REPORTS, replaced("until", "2025-01-31")),
    "derogation lifted in the future": Defect(
        ("derogation",), Expected.REPORTS, replaced("lifted", "2031-01-31")
    ),
    "derogation lifted before it began": Defect(
        ("derogation",), Expected.REPORTS, replaced("lifted", "2001-01-31")
    ),
    "derogation departs from nothing": Defect(
        ("derogation",), Expected.REPORTS, emptied("departs_from")
    ),
    "contact out of reach": Defect(("contact",), Expected.REPORTS, _out_of_reach),
    "contact gone": Defect(("contact",), Expected.REPORTS, _named_contact_gone),
    "right without holder": Defect(("right",), Expected.REPORTS, emptied("holder")),
    "right without reason": Defect(("right",), Expected.REPORTS, replaced("reason", None)),
    "right not reviewed for years": Defect(
        ("right",), Expected.REPORTS, replaced("reviewed", "2020-01-31")
    ),
    "right reviewed in the future": Defect(
        ("right",), Expected.REPORTS, replaced("reviewed", "2031-01-31")
    ),
    "partner without classes": Defect(("partner",), Expected.REPORTS, emptied("may_receive")),
    "partner without purpose": Defect(("partner",), Expected.REPORTS, replaced("purpose", None)),
    "dependency not approved": Defect(
        ("dependency",), Expected.REPORTS, replaced("approved", None)
    ),
    "service level without unit": Defect(("sla",), Expected.REPORTS, replaced("unit", None)),
    "objective without day": Defect(("objective",), Expected.REPORTS, replaced("due", None)),
    "agreement of the future": Defect(
        ("agreement",), Expected.REPORTS, replaced("date", "2031-01-31")
    ),
    "duty without interval": Defect(("duty",), Expected.REPORTS, replaced("interval", None)),
    "unknown class": Defect((*WRITTEN, "asset"), Expected.REPORTS, replaced("infoclass", "NONE")),
    # Texts
    "body is dots": Defect(WRITTEN, Expected.SOLE, body("…")),
    "body is a word": Defect(WRITTEN, Expected.SOLE, body("Siehe oben.")),
    "a blank in the text": Defect(WRITTEN, Expected.SOLE, body("It is told in ____ hours.")),
    "placeholder in a table": Defect(
        WRITTEN, Expected.SOLE, body("| Time | Value |\n|---|---|\n| Notice | TODO |")
    ),
    "text on a condition": Defect(
        WRITTEN, Expected.SOLE, body("```{only} never\nKeys are kept apart.\n```")
    ),
    "text in a directive that is none": Defect(
        WRITTEN, Expected.SOLE, body("```{remark}\nKeys are kept apart.\n```")
    ),
    "body is XXX": Defect(WRITTEN, Expected.SOLE, body("XXX")),
    "body repeats the requirement": Defect(WRITTEN, Expected.SOLE, body("DUTY")),
    "text of a derogation emptied": Defect(("derogation",), Expected.REPORTS, body("")),
    "reason of a decision is TODO": Defect(("decision",), Expected.REPORTS, body("TODO")),
    "picture of nothing": Defect(
        WRITTEN, Expected.REPORTS, first_line_of_text("![Plan](nothing.png)")
    ),
    "link to no page": Defect(WRITTEN, Expected.REPORTS, first_line_of_text("[Plan](nothing.md)")),
    "script in the text": Defect(
        WRITTEN, Expected.FAILS, first_line_of_text("<script>alert(1)</script>")
    ),
    "file from outside": Defect(
        WRITTEN, Expected.FAILS, first_line_of_text("```{literalinclude} /../../../etc/hosts\n```")
    ),
    # Directives
    "object as comment lines": Defect(WRITTEN, Expected.PROOF, prefixed("% ")),
    "object in a formula": Defect(WRITTEN, Expected.REPORTS, around("```{math}\n", "```\n")),
    "blank line before the options": Defect(WRITTEN, Expected.FAILS, line(0, r"\n$", r"\n\n")),
    "option mistyped": Defect(WRITTEN, Expected.FAILS, link_of_proof(r"(\w+):", r"\1x:")),
    "colon of an option lost": Defect(WRITTEN, Expected.FAILS, link_of_proof("^:", "")),
    "title removed": Defect(WRITTEN, Expected.REPORTS, line(0, r"\}.*", "}")),
    "zero-width space in a link": Defect(
        WRITTEN, Expected.FAILS, link_of_proof(r"(\w)(\]?\s*)$", "\\1\u200b\\2")
    ),
    "no-break space before a value": Defect(
        WRITTEN, Expected.FAILS, option_line("status", r": ", ":\u00a0")
    ),
    "ID in small letters": Defect(WRITTEN, Expected.FAILS, option_line("id", r"_\w+", r"_lower")),
    "ID of another project": Defect(
        WRITTEN, Expected.REPORTS, option_line("id", r"(VKN|RWD)_", "OTHER_")
    ),
    # Links
    "links in small letters": Defect(WRITTEN, Expected.FAILS, in_small_letters),
    "comma between links lost": Defect(
        WRITTEN, Expected.FAILS, link_of_proof(r"(\w), (\w)", r"\1 \2")
    ),
    "link of an entry mistyped": Defect(REGISTERED, Expected.FAILS, typo_in_a_link),
    "clause superseded": Defect(("clause",), Expected.PROOF, replaced("status", "superseded")),
    "object taken away": Defect(WRITTEN, Expected.PROOF, gone),
    # Evidence
    "attached file changed": Defect(("record",), Expected.FAILS, evidence.changed),
    "attached file cut short": Defect(("record",), Expected.FAILS, evidence.cut_short),
    "attached file emptied": Defect(("record",), Expected.FAILS, evidence.emptied_without_digest),
    "attached file emptied and its digest renewed": Defect(
        ("record",), Expected.FAILS, evidence.emptied_with_digest
    ),
    "address of this machine": Defect(
        ("record",), Expected.FAILS, replaced("file", "file:///srv/report.pdf")
    ),
    "attached file missing": Defect(("record",), Expected.FAILS, evidence.taken_away),
    "attached file mistyped": Defect(
        ("record",), Expected.FAILS, option_line("file", r"(\.\w+)$", r"x\1")
    ),
    "digest changed": Defect(
        ("record",),
        Expected.FAILS,
        option_line("sha256", r"(sha256:\s*)(\w)", lambda m: m[1] + ("0" if m[2] != "0" else "1")),
    ),
    "digest of another kind": Defect(
        ("record",), Expected.FAILS, option_line("sha256", r"[0-9a-f]{32}(\s*)$", r"\1")
    ),
    "digest removed": Defect(("record",), Expected.REPORTS, replaced("sha256", None)),
    "file of another record": Defect(("record",), Expected.FAILS, evidence.of_another),
    "file and digest of another record": Defect(
        ("record",), Expected.REPORTS, evidence.with_digest_of_another
    ),
    # Records
    "record of an unknown kind": Defect(("record",), Expected.FAILS, replaced("kind", "chat")),
    "record of another kind": Defect(
        ("record",), Expected.REPORTS, only(_asked_to_be_no_meeting, replaced("kind", "meeting"))
    ),
    "record by nobody": Defect(
        ("record",), Expected.REPORTS, option_line("by", r"_K_\w+", "_K_NOBODY")
    ),
    "day in another notation": Defect(
        ("record", "decision"), Expected.FAILS, replaced("date", "31.10.2026")
    ),
    # Decisions
    "decision of the future": Defect(
        ("decision",), Expected.REPORTS, replaced("date", "2031-03-01")
    ),
    "decision about nothing": Defect(("decision",), Expected.REPORTS, emptied("concerns")),
    "decision is a draft": Defect(
        ("decision",), Expected.REPORTS, only(_settles_what_is_due, with_value("status", "draft"))
    ),
    "decision of an unknown kind": Defect(("decision",), Expected.FAILS, replaced("kind", "fine")),
    "decision without end": Defect(
        ("decision",), Expected.REPORTS, only(_is_no_tailoring, replaced("until", None))
    ),
    "risk made endless tailoring": Defect(
        ("decision",), Expected.REPORTS, only(_was_released, _endless_tailoring)
    ),
    "derogation without end": Defect(
        ("derogation",), Expected.REPORTS, emptied("until", "ends_with", "lifted")
    ),
    "derogation approved by nobody": Defect(
        ("derogation",), Expected.REPORTS, replaced("approved_by", "nobody")
    ),
    # Corrective actions
    "action taken away": Defect(("action",), Expected.REPORTS, only(_follows_up_alone, gone)),
    "action overdue": Defect(
        ("action",), Expected.FAILS, only(_is_not_done, replaced("due", "2026-01-31"))
    ),
    "action without day": Defect(("action",), Expected.FAILS, replaced("due", None)),
    "action without owner": Defect(("action",), Expected.REPORTS, replaced("owner", None)),
    "action corrects nothing": Defect(("action",), Expected.REPORTS, emptied("corrects")),
    "action done in the future": Defect(
        ("action",), Expected.REPORTS, with_value("done", "2031-03-01")
    ),
    "action checked by what it corrects": Defect(("action",), Expected.REPORTS, _checked_by_itself),
    # Registers
    "entry taken away": Defect(REGISTERED, Expected.REPORTS, only(_is_missed, gone)),
    "entry with an unknown field": Defect(
        REGISTERED, Expected.FAILS, with_value("unheard_of", "1")
    ),
    "entry without title": Defect(REGISTERED, Expected.REPORTS, replaced("title", None)),
    "right to nothing": Defect(("right",), Expected.REPORTS, emptied("grants")),
    "right never reviewed": Defect(("right",), Expected.REPORTS, emptied("granted", "reviewed")),
    "right withdrawn in the future": Defect(
        ("right",), Expected.REPORTS, with_value("withdrawn", "2031-01-31")
    ),
    "partner without party": Defect(("partner",), Expected.REPORTS, emptied("party")),
    "partner without channel": Defect(("partner",), Expected.REPORTS, replaced("channel", None)),
    "partner not reviewed for years": Defect(
        ("partner",), Expected.REPORTS, replaced("reviewed", "2020-01-31")
    ),
    "partner not authorised": Defect(("partner",), Expected.REPORTS, replaced("authorised", None)),
    "dependency without place": Defect(
        ("dependency",), Expected.REPORTS, replaced("location", None)
    ),
    "dependency without supplier": Defect(("dependency",), Expected.REPORTS, emptied("supplier")),
    "dependency approved in the future": Defect(
        ("dependency",), Expected.REPORTS, replaced("approved", "2031-01-31")
    ),
    "dependency approved years ago": Defect(
        ("dependency",),
        Expected.REPORTS,
        only(_is_approved_only, replaced("approved", "2020-01-31")),
    ),
    "dependency passes no duty on": Defect(("dependency",), Expected.REPORTS, emptied("passes_on")),
    "service level without clause": Defect(("sla",), Expected.REPORTS, emptied("agreed_in")),
    "service level without interval": Defect(
        ("sla",), Expected.REPORTS, replaced("interval", None)
    ),
    "service level not measured": Defect(
        ("sla",), Expected.REPORTS, only(_operation_runs, emptied("measured"))
    ),
    "objective without goal": Defect(("objective",), Expected.REPORTS, replaced("goal", None)),
    "objective without metric": Defect(("objective",), Expected.REPORTS, replaced("metric", None)),
    "agreement without day": Defect(("agreement",), Expected.REPORTS, replaced("date", None)),
    "concept without version": Defect(("concept",), Expected.REPORTS, replaced("version", None)),
    "demand for nothing": Defect(("demand",), Expected.REPORTS, emptied("asks_for")),
    "threat without answer": Defect(("threat",), Expected.REPORTS, emptied("motivates")),
    "duty renews nothing": Defect(("duty",), Expected.REPORTS, emptied("renews")),
    "duty without owner": Defect(("duty",), Expected.REPORTS, replaced("owner", None)),
    "duty every 99 years": Defect(("duty",), Expected.REPORTS, replaced("interval", "P99Y")),
    "contact without party": Defect(("contact",), Expected.REPORTS, emptied("party")),
    "contact is its own deputy": Defect(("contact",), Expected.REPORTS, _own_deputy),
    "party without sphere": Defect(("party",), Expected.REPORTS, replaced("sphere", None)),
    "interface without protocol": Defect(
        ("interface",), Expected.REPORTS, replaced("protocol", None)
    ),
    "interface between nothing": Defect(("interface",), Expected.REPORTS, emptied("between")),
    "class without handling": Defect(("infoclass",), Expected.REPORTS, replaced("handling", None)),
    "protection need without reason": Defect(
        ("asset",), Expected.REPORTS, replaced("reason", None)
    ),
}
"""The kinds of defects in objects by what they are called."""
