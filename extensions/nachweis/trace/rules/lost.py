"""Rules about what a released version had, and the project no longer has.

They compare with a baseline, so their findings are made in :mod:`nachweis.trace.losses`.
"""

from __future__ import annotations

from typing import Final

from nachweis.model.findings import Rule
from nachweis.model.terms import Severity

_SETTLED: Final = (
    ", and no new decision of the kind *weakening* names it; until the next release is made."
)

LOST_OBJECT: Final = Rule(
    name="lost-object",
    severity=Severity.WARNING,
    meaning="A clause, section, record or decision that counted in the last release is gone"
    f"{_SETTLED}",
    hardened=True,
)
LOST_PROOF: Final = Rule(
    name="lost-proof",
    severity=Severity.WARNING,
    meaning="What was proven in the last release is not proven any more, and no other rule says "
    f"so, as its phase has not begun or it does not apply by rule now{_SETTLED}",
    hardened=True,
)
LOST_RESULT: Final = Rule(
    name="lost-result",
    severity=Severity.WARNING,
    meaning="A record of the last release has another result for the same day, and no other rule "
    f"says so{_SETTLED}",
    hardened=True,
)

RULES: Final = (LOST_OBJECT, LOST_PROOF, LOST_RESULT)
