"""Crosswalks: which requirements correspond to which paragraph of another standard."""

from __future__ import annotations

from typing import NamedTuple

from nachweis.model.catalogue import Text
from nachweis.model.relations import Certainty, Relation


class Pair(NamedTuple):
    """A requirement, topic or measure that corresponds to a paragraph of another standard.

    :param to: its ID
    """

    to: str
    relation: Relation
    certainty: Certainty


class CrosswalkRow(NamedTuple):
    """A paragraph of another standard.

    :param reference: label of the paragraph; its text is never quoted
    :param title: subject, in our own words
    :param pairs: what corresponds to it; none where the catalogue has no counterpart
    """

    reference: str
    title: Text
    pairs: tuple[Pair, ...]


class Crosswalk(NamedTuple):
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
