"""Crosswalks: which measures answer which paragraph of another set of rules."""

from __future__ import annotations

import dataclasses

from nachweis.model.catalogue import Text


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class CrosswalkRow:
    """A paragraph of the other rules with the measures that answer it.

    :param reference: label of the paragraph; its text is never quoted
    :param match: ``close``, or ``partial`` where the measures are the nearest only
    :param certainty: ``seen`` in the text, ``background`` knowledge, or ``suggested``
    """

    reference: str
    measures: tuple[str, ...]
    match: str
    certainty: str


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Crosswalk:
    """A set of rules seen from the catalogue.

    :param label: official name of the rules
    :param title: what the mapped part is about
    :param note: where the mapping comes from
    """

    id: str
    label: str
    title: Text
    note: Text
    rows: tuple[CrosswalkRow, ...]
    document: str
