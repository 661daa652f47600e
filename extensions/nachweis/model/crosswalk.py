"""Crosswalks: which requirements correspond to which paragraph of another standard."""

from __future__ import annotations

import dataclasses
import enum

from nachweis.model.catalogue import Text


class Relation(enum.StrEnum):
    """How a requirement relates to a paragraph of another standard."""

    EQUAL = "equal"
    """Both ask for the same."""
    SUBSET = "subset"
    """The paragraph asks for all that the requirement asks for, and for more."""
    SUPERSET = "superset"
    """The requirement asks for all of it, and for more."""
    INTERSECTS = "intersects"
    """Each asks for something that the other does not."""


class Certainty(enum.StrEnum):
    """How well the text of the other standard is known."""

    SEEN = "seen"
    """The text was read."""
    OUTLINE = "outline"
    """Its title or a summary was read."""
    UNVERIFIED = "unverified"
    """It is known from memory only."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Pair:
    """A requirement, topic or measure that corresponds to a paragraph of another standard.

    :param to: its ID
    """

    to: str
    relation: Relation
    certainty: Certainty


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class CrosswalkRow:
    """A paragraph of another standard.

    :param reference: label of the paragraph; its text is never quoted
    :param title: subject, in our own words
    :param pairs: what corresponds to it; none where the catalogue has no counterpart
    """

    reference: str
    title: Text
    pairs: tuple[Pair, ...]


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Crosswalk:
    """Mapping of another standard to the catalogue.

    :param label: official name of the standard
    :param title: subject of the mapped part
    :param note: origin of the mapping
    :param release: edition or date of the text that the pairs were made against
    :param superseded_by: official name of its successor, if there is one
    """

    id: str
    label: str
    title: Text
    note: Text
    release: str
    superseded_by: str
    rows: tuple[CrosswalkRow, ...]
    document: str
