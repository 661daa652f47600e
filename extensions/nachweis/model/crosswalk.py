"""Crosswalks: which measures correspond to which paragraph of another standard."""

from __future__ import annotations

import dataclasses

from nachweis.model.catalogue import Text


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class CrosswalkRow:
    """A paragraph of another standard with the measures that correspond to it.

    :param reference: label of the paragraph; its text is never quoted
    :param match: ``close``, or ``partial`` if the measures are only the nearest ones
    :param certainty: ``seen`` in the text, ``background`` knowledge, or ``suggested``
    """

    reference: str
    measures: tuple[str, ...]
    match: str
    certainty: str


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Crosswalk:
    """Mapping of another standard to the catalogue.

    :param label: official name of the standard
    :param title: subject of the mapped part
    :param note: origin of the mapping
    """

    id: str
    label: str
    title: Text
    note: Text
    rows: tuple[CrosswalkRow, ...]
    document: str
