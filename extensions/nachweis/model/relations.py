"""How the texts of two rules relate, and how well the texts are known."""

from __future__ import annotations

import enum
from typing import Final


class Relation(enum.StrEnum):
    """How a requirement relates to a paragraph of another standard, or to another requirement."""

    EQUAL = "equal"
    """Both ask for the same."""
    SUBSET = "subset"
    """The other asks for all that the requirement asks for, and for more."""
    SUPERSET = "superset"
    """The requirement asks for all of it, and for more."""
    INTERSECTS = "intersects"
    """Each asks for something that the other does not."""


REVERSED: Final = {Relation.SUBSET: Relation.SUPERSET, Relation.SUPERSET: Relation.SUBSET}
"""The relations that are others when they are read from the other side."""


class Certainty(enum.StrEnum):
    """How well the text of the other side is known."""

    SEEN = "seen"
    """The text was read."""
    OUTLINE = "outline"
    """Its title or a summary was read."""
    UNVERIFIED = "unverified"
    """It is known from memory only."""
