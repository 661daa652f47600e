"""The rules that readers apply: how objects have to be written."""

from __future__ import annotations

from typing import Final

from nachweis.model.findings import Rule
from nachweis.model.terms import Severity

BAD_ID: Final = Rule(
    name="bad-id",
    severity=Severity.ERROR,
    meaning="An ID is missing, has a forbidden character, or lacks the project's key.",
)
UNKNOWN_FIELD: Final = Rule(
    name="unknown-field",
    severity=Severity.ERROR,
    meaning="An object has an option that its type does not have.",
)
MISSING_FIELD: Final = Rule(
    name="missing-field",
    severity=Severity.ERROR,
    meaning="An object lacks an option that its type requires, or it is a placeholder.",
)
BAD_VALUE: Final = Rule(
    name="bad-value",
    severity=Severity.ERROR,
    meaning="A value is not allowed, is not a date, or, as a warning, is a target that any value "
    "meets, or a folder in `disclosure` that is not there.",
)
EVIDENCE_MISSING: Final = Rule(
    name="evidence-missing",
    severity=Severity.ERROR,
    meaning="A record names a file that is not there, or that is empty.",
)
EVIDENCE_CHANGED: Final = Rule(
    name="evidence-changed",
    severity=Severity.ERROR,
    meaning="A file is no longer the one that was attached to the record.",
)
EVIDENCE_WITHOUT_DIGEST: Final = Rule(
    name="evidence-without-digest",
    severity=Severity.ERROR,
    meaning="A record names files without their digests, so that a change would go unnoticed.",
    hardened=True,
)
BROKEN_STATEMENT: Final = Rule(
    name="broken-statement",
    severity=Severity.ERROR,
    meaning="What another party stated is not as it signed it, or is signed with a key that the "
    "register of parties does not name.",
)
UNMAPPED_REPORT: Final = Rule(
    name="unmapped-report",
    severity=Severity.WARNING,
    meaning="A report in `evidence/`, or a failed case in it, is named by no entry of "
    "`mapping.yaml`, or an entry fits nothing, or whatever passes, or makes a meeting, training or "
    "statement of it.",
    hardened=True,
)
SKIPPED_CASE: Final = Rule(
    name="skipped-case",
    severity=Severity.WARNING,
    meaning="A case that `mapping.yaml` names was skipped in a report, so that it proves nothing.",
    hardened=True,
)
BAD_DIRECTIVE: Final = Rule(
    name="bad-directive",
    severity=Severity.ERROR,
    meaning="An option block or an include cannot be read.",
)
UNDECIDED_OBJECT: Final = Rule(
    name="undecided-object",
    severity=Severity.ERROR,
    meaning="Only a build can tell whether an object appears on the page, so it does not count.",
)
CONFLICT_MARKER: Final = Rule(
    name="conflict-marker",
    severity=Severity.ERROR,
    meaning="Lines of an unresolved conflict of git stand in a source; `build`, `annex` and "
    "`release` refuse it.",
)
UNKNOWN_DIRECTIVE: Final = Rule(
    name="unknown-directive",
    severity=Severity.ERROR,
    meaning="Something looks like an object and is none: a name such as `{sektion}`, a colon or "
    "brace too few, an indentation that makes it code.",
)
UNCLOSED_FENCE: Final = Rule(
    name="unclosed-fence",
    severity=Severity.ERROR,
    meaning="A closing fence is missing, so that an object or block swallows what follows; or the "
    "front matter of a page has no end.",
)
DUPLICATE_OPTION: Final = Rule(
    name="duplicate-option",
    severity=Severity.ERROR,
    meaning="An object has an option twice, of which only the last counts.",
)
INVISIBLE_CHARACTER: Final = Rule(
    name="invisible-character",
    severity=Severity.ERROR,
    meaning="An invisible character changes an option or ID, or turns round what a text says.",
    source="Unicode Technical Standard 55",
)
MIXED_LETTERS: Final = Rule(
    name="mixed-letters",
    severity=Severity.WARNING,
    meaning="A word has a letter of Cyrillic or Greek that looks like a Latin one, so that no "
    "search finds it.",
    source="Unicode Technical Standard 39",
    hardened=True,
)

REFUSED_CONSTRUCT: Final = Rule(
    name="refused-construct",
    severity=Severity.ERROR,
    meaning="A page has what could run, fetch or hide something; see the "
    "[threat model](../explanation/threat-model.md).",
)
OUTSIDE_WORKSPACE: Final = Rule(
    name="outside-workspace",
    severity=Severity.ERROR,
    meaning="A page names a file outside of the workspace, or one that git ignores.",
)
ACTIVE_FILE: Final = Rule(
    name="active-file",
    severity=Severity.WARNING,
    meaning="A PDF that readers get could run a script, start a program, send something, or has "
    "a file inside. It is offered as `NAME.pdf.bin`.",
    source="ISO 32000-2, 12.6.4",
    hardened=True,
)
UNPRINTABLE: Final = Rule(
    name="unprintable",
    severity=Severity.WARNING,
    meaning="A page that an annex holds as a whole has what an annex cannot show: a formula, HTML, "
    "or an image without a description.",
    hardened=True,
)
BAD_ANNEXES: Final = Rule(
    name="bad-annexes",
    severity=Severity.ERROR,
    meaning="`annexes.yaml` cannot be read, or declares what there is not.",
)
READING_RULES: Final = (
    ACTIVE_FILE,
    BAD_ID,
    UNKNOWN_FIELD,
    MISSING_FIELD,
    BAD_VALUE,
    EVIDENCE_MISSING,
    EVIDENCE_CHANGED,
    EVIDENCE_WITHOUT_DIGEST,
    UNMAPPED_REPORT,
    SKIPPED_CASE,
    BAD_DIRECTIVE,
    UNDECIDED_OBJECT,
    CONFLICT_MARKER,
    UNKNOWN_DIRECTIVE,
    UNCLOSED_FENCE,
    DUPLICATE_OPTION,
    INVISIBLE_CHARACTER,
    MIXED_LETTERS,
    REFUSED_CONSTRUCT,
    UNPRINTABLE,
    BAD_ANNEXES,
    OUTSIDE_WORKSPACE,
)
