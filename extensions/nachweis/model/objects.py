"""The object types with their fields and links: declared once, derived everywhere else.

The sphinx-needs configuration, the checks of the file reader, the register pages and the
reference pages are all made from :data:`TYPES`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from nachweis.model.asset_types import ASSET_TYPES
from nachweis.model.catalogue_types import CATALOGUE_TYPES
from nachweis.model.decision_types import DECISION_TYPES
from nachweis.model.kinds import ObjectType, looked_up
from nachweis.model.proof_types import PROOF_TYPES
from nachweis.model.register_types import REGISTER_TYPES
from nachweis.model.steering_types import STEERING_TYPES

TYPES: Final = tuple(
    looked_up(kind)
    for kinds in (
        *(CATALOGUE_TYPES, PROOF_TYPES, DECISION_TYPES),
        *(REGISTER_TYPES, ASSET_TYPES, STEERING_TYPES),
    )
    for kind in kinds
)

TYPE: Final[Mapping[str, ObjectType]] = {t.name: t for t in TYPES}
"""The object types by name."""

PROVES: Final[Mapping[str, str]] = {
    "clause": "fulfils",
    "section": "addresses",
    "record": "proves",
}
"""The link by which each kind of proof covers requirements."""
