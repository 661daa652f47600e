"""Rules about demands that a project made before, and no longer makes.

They compare two states, so their findings are made in :mod:`nachweis.trace.weakening`.
"""

from __future__ import annotations

from typing import Final

from nachweis.model.findings import Rule
from nachweis.model.terms import Severity

_SETTLED: Final = ", and no new decision of the kind *weakening* names it."

WEAKENED_PROJECT: Final = Rule(
    name="weakened-project",
    severity=Severity.ERROR,
    meaning=f"A project of the base, or of the last release, is gone{_SETTLED}",
)
WEAKENED_PHASE: Final = Rule(
    name="weakened-phase",
    severity=Severity.ERROR,
    meaning="A phase that was closed is open again, or the terms of running operation or exit "
    f"begin later{_SETTLED}",
)
WEAKENED_CATALOGUE: Final = Rule(
    name="weakened-catalogue",
    severity=Severity.ERROR,
    meaning="Requirements, or kinds of proof for them, no longer apply or are due later, are for "
    f"another party, bind less, or rest on a proof of another one since{_SETTLED}",
)
WEAKENED_PROTECTION: Final = Rule(
    name="weakened-protection",
    severity=Severity.ERROR,
    meaning=f"The protection need of the project, a process or an asset is lower{_SETTLED}",
)
WEAKENED_INTERVAL: Final = Rule(
    name="weakened-interval",
    severity=Severity.ERROR,
    meaning=f"Records stay fresh for longer{_SETTLED}",
)
WEAKENED_SETTING: Final = Rule(
    name="weakened-setting",
    severity=Severity.ERROR,
    meaning="`side`, `strict_must`, `evidence` or `example` of the project, or a phase begun, "
    f"asks for less, or an annex, or what confirmed a link, is gone{_SETTLED}",
)
WEAKENED_REGISTER: Final = Rule(
    name="weakened-register",
    severity=Severity.ERROR,
    meaning="An entry of a register, or a derogation, is gone, or an entry asks for less: time to "
    "recovery, service level, rank of a class, rating of a risk, day of an action, key of a party"
    f"{_SETTLED}",
)
WEAKENED_RECORD: Final = Rule(
    name="weakened-record",
    severity=Severity.ERROR,
    meaning="A record that did not pass is gone or stands for less, or a record has a better "
    f"result, or counts for longer, for the same day{_SETTLED}",
)
WEAKENED_DISCLOSURE: Final = Rule(
    name="weakened-disclosure",
    severity=Severity.ERROR,
    meaning="An object, a page, a folder or the project has a less strict information class"
    f"{_SETTLED}",
)
WEAKENED_DECISION: Final = Rule(
    name="weakened-decision",
    severity=Severity.ERROR,
    meaning=f"A decision or derogation was reworded after it was taken{_SETTLED}",
)
WEAKENED_WEIGHT: Final = Rule(
    name="weakened-weight",
    severity=Severity.ERROR,
    meaning="A criterion of the tender is new, or weighs otherwise, although a bidder had answered "
    f"before{_SETTLED}",
    source="M 2.251",
)
WEAKENED_TRUSTED_FILE: Final = Rule(
    name="weakened-trusted-file",
    severity=Severity.ERROR,
    meaning="A file that decides how the gate runs or what pages may show (`conf.py`, "
    "`nachweis.toml`, a module of the house, a workflow, a baseline, `.gitignore`) differs from "
    f"the base, or the last release{_SETTLED}",
)

RULES: Final = (
    WEAKENED_PROJECT,
    WEAKENED_PHASE,
    WEAKENED_CATALOGUE,
    WEAKENED_PROTECTION,
    WEAKENED_INTERVAL,
    WEAKENED_SETTING,
    WEAKENED_REGISTER,
    WEAKENED_RECORD,
    WEAKENED_DISCLOSURE,
    WEAKENED_DECISION,
    WEAKENED_WEIGHT,
    WEAKENED_TRUSTED_FILE,
)
