"""The object types with their fields and links: declared once, derived everywhere else.

The sphinx-needs configuration, the checks of the file reader, the register pages, ``nachweis
add`` and the reference pages are all made from :data:`TYPE`.
"""

from __future__ import annotations

from typing import Final

from nachweis.model.asset_types import ASSET_TYPES
from nachweis.model.catalogue_types import CATALOGUE_TYPES
from nachweis.model.decision_types import DECISION_TYPES
from nachweis.model.kinds import ObjectType, Origin, Proof, with_lookup_tables
from nachweis.model.proof_types import PROOF_TYPES
from nachweis.model.register_types import REGISTER_TYPES
from nachweis.model.registry import Extension, Registry
from nachweis.model.steering_types import STEERING_TYPES
from nachweis.model.tender_types import TENDER_TYPES

_OWN: Final = (
    *(*CATALOGUE_TYPES, *PROOF_TYPES, *DECISION_TYPES),
    *(*REGISTER_TYPES, *ASSET_TYPES, *STEERING_TYPES, *TENDER_TYPES),
)


def _types(extension: Extension) -> list[ObjectType]:
    return [with_lookup_tables(kind) for kind in extension.types]


def _proofs(extension: Extension) -> list[Proof]:
    return [kind.proof for kind in _types(extension) if kind.proof]


TYPE: Final = Registry("object type", _types(Extension(types=_OWN)), _types)
"""The object types by name."""

PROOFS: Final = Registry("kind of proof", _proofs(Extension(types=_OWN)), _proofs)
"""The kinds of proof, by the name of their object type."""


def project_types() -> dict[str, ObjectType]:
    """Return the types whose objects a project writes, by name."""
    return {name: kind for name, kind in TYPE.items() if kind.origin is not Origin.CATALOGUE}


def written_kinds() -> tuple[str, ...]:
    """Return the kinds of proof that are text, not events: what an agreement can contain."""
    return tuple(name for name, proof in PROOFS.items() if not proof.is_dated)
