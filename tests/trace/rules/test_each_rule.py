"""Each rule of the gate: cases that fire it, with the message, and cases that do not.

A block ``known`` says by what else the findings are known: column, subject, cell, and what they are
related to.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from nachweis.i18n import translator
from nachweis.model.findings import Finding
from nachweis.model.messages import Message, Term
from nachweis.model.reading_rules import MISSING_FIELD
from nachweis.model.terms import Phase
from nachweis.trace.compare import identity
from nachweis.trace.rules import RULES
from nachweis.trace.rules.dates import DATE_IN_THE_FUTURE
from tests.support.sandbox import Sandbox, read_tree, write_tree

HERE = Path(__file__).parent
CATALOG, LIBRARY = (read_tree(HERE / name) for name in ("catalog", "library"))
GDPR = HERE.parents[2] / "catalog" / "crosswalks" / "gdpr.yaml"
CASE = re.compile(
    r"^## (?P<kind>fires|quiet)(?: \((?P<options>[^)]*)\))?: (?P<title>.*)$", re.MULTILINE
)
BLOCK = re.compile(
    r"^(?P<fence>````?)(?P<language>\w+) ?(?P<path>\S*)\n(?P<text>.*?)^(?P=fence)$",
    re.MULTILINE | re.DOTALL,
)
_ID = re.compile(r"(TEST_[A-Z]+_)(\d+)")
PROJECT = """\
key: TEST
title: {{en: A service for tests}}
side: client
catalog: [{catalog}]
protection: {{confidentiality: {need}, integrity: {need}, availability: {need}}}
intervals: {{regular: P12M, continuous: P3M}}
languages: [en]
phases: {{{phases}}}
example: {example}
evidence: {evidence}
"""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Case:
    """A project in few files, and the findings that it gets."""

    rule: str
    kind: str
    title: str
    options: dict[str, str]
    files: dict[str, str]
    expected: list[str]
    known: list[str]


def cases() -> Iterator[Case]:
    """Yield the cases of all fixtures; each file has the name of its rule."""
    for path in sorted((HERE / "fixtures").glob("*.md")):
        text = path.read_text(encoding="utf-8")
        heads = list(CASE.finditer(text))
        ends = [head.start() for head in heads[1:]] + [len(text)]
        for head, end in zip(heads, ends, strict=True):
            blocks = list(BLOCK.finditer(text, head.end(), end))
            pairs = (pair.split(": ") for pair in (head["options"] or "").split("; ") if pair)
            yield Case(
                rule=path.stem,
                kind=head["kind"],
                title=head["title"],
                options=dict(pairs),
                files={block["path"]: block["text"] for block in blocks if block["path"]},
                expected=_lines(blocks, "text"),
                known=_lines(blocks, "known"),
            )


def _lines(blocks: Iterable[re.Match[str]], language: str) -> list[str]:
    return "".join(b["text"] for b in blocks if b["language"] == language).splitlines()


CASES = tuple(cases())


def findings(bare: Sandbox, case: Case) -> list[Finding]:
    """Return what the gate says of a case; of what is not there, only what its rule is about.

    So a case may leave out what its rule does not look at: proofs, and options of an entry. What
    lies in the future is looked at by another rule, too.
    """
    for name, content in CATALOG.items():
        (bare.root / "catalog" / "grundschutz-test" / name).write_bytes(content or b"")
    write_tree(bare.root / "catalog" / "library", LIBRARY)
    if any(":answers:" in text for text in case.files.values()):
        crosswalks = bare.root / "catalog" / GDPR.parent.name
        crosswalks.mkdir(exist_ok=True)
        (crosswalks / GDPR.name).write_bytes(GDPR.read_bytes())
    current = case.options.get("phase", "concept")
    closed = [p for p in Phase if current == "none" or p.position < Phase(current).position]
    phases = [f"{phase}: {{closed: 2026-01-15, approved_by: TEST_K_ISO}}" for phase in closed]
    settings = PROJECT.format(
        catalog=case.options.get("catalog", "TSA"),
        phases=", ".join(phases),
        evidence=case.options.get("evidence", "[]"),
        need=case.options.get("protection", "normal"),
        example="false" if case.rule == "example-entry" else "true",
    )
    bare.write("project.yaml", settings)
    has_own = any("contacts:" in text for text in case.files.values())
    if has_own or case.options.get("contacts") == "none":
        bare.write("registers/contacts.yaml", "contacts: []")
    for path, text in case.files.items():
        bare.write(path, text)
    absent = {MISSING_FIELD.name, DATE_IN_THE_FUTURE.name} - {case.rule}
    found = (f for f in bare.judge().findings if f.rule not in absent)
    return [f for f in found if f.state is None or f.rule == case.rule]


def line(finding: Finding) -> str:
    phase = f" in {finding.phase}" if finding.phase else ""
    place = f"{finding.place.path.removeprefix('projects/TEST/')}:{finding.place.line}"
    return f"{place}: {finding.message} ({finding.severity}{phase})"


def known_by(finding: Finding) -> str:
    """Return what else a comparison, a report and an editor know a finding by."""
    cell = f" {finding.kind} {finding.state}" if finding.state else ""
    related = f" {str(finding.related)!r}" if finding.related else ""
    return f"column {finding.place.column}: {finding.subject or '-'}{cell}{related}"


def words_of(message: object) -> Iterator[Term]:
    """Yield the words of vocabularies in a message."""
    if isinstance(message, Term):
        yield message
    for part in message.parts.values() if isinstance(message, Message) else ():
        yield from words_of(part)


def is_german(word: Term) -> bool:
    """Return whether German readers are told a word as theirs."""
    return word in ("normal", "test") or translator("de").word(word, word.context) != word


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.rule}: {case.title}")
def test_rule(bare: Sandbox, case: Case) -> None:
    found = findings(bare, case)

    assert [line(f) for f in found] == case.expected
    assert all(isinstance(f.subject, str) for f in found)
    about = [identity(f) for f in found if f.subject]
    assert len(set(about)) == len(about)
    assert not case.known or [known_by(f) for f in found] == case.known
    assert not any("None" in f.message for f in found)
    assert all(is_german(word) for f in found for word in words_of(f.message))
    assert {f.rule for f in found} == ({case.rule} if case.kind == "fires" else set())


WHOLE = (
    *("draft-", "missing-", "unmapped-", "repeated-", "processing-", "tailored-", "undecided-"),
    *("agreement-gap", "bad-directive", "evidence-of-another", "expired-decision", "not-agreed"),
    *("overdue-duty", "partial-record", "protection-too-low", "skipped-case", "stale-record"),
    *("suspect-link", "unanswered-requirement", "unfitting-record", "unknown-contact"),
    "unknown-infoclass",
    *("unmet-knock-out", "unnamed-contact", "waived"),
    *("wrong-side",),
)
"""Rules about the whole of a project: what is in order elsewhere settles a case, or is settled."""


@pytest.mark.parametrize(
    "case",
    [case for case in CASES if case.kind == "fires" and not case.rule.startswith(WHOLE)],
    ids=lambda case: f"{case.rule}: {case.title}",
)
def test_what_is_in_order_before_it_hides_nothing(bare: Sandbox, case: Case) -> None:
    quiet = [other for other in CASES if other.kind == "quiet" and other.rule == case.rule]
    files = {
        path.replace("/", f"/0-{number}-"): _ID.sub(rf"\g<1>{number + 7}\2", text)
        for number, other in enumerate(quiet)
        for path, text in other.files.items()
        if "/" in path
    }
    found = findings(bare, dataclasses.replace(case, files={**files, **case.files}))
    assert {*case.expected} <= {line(f) for f in found}


COMPARED = {name for name in RULES if name.startswith(("weakened-", "lost-"))}
"""Rules that compare two states, tested in test_weakening.py and test_losses.py."""
SIGNED = {name for name in RULES if name.endswith("-statement")}
"""Rules about what others have signed, tested in tests/exchange."""


@pytest.mark.parametrize("kind", ["fires", "quiet"])
def test_there_is_a_case_for_every_rule(kind: str) -> None:
    assert {case.rule for case in CASES if case.kind == kind} == set(RULES) - COMPARED - SIGNED
