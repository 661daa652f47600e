"""How near a cell is to its proof: the one order by which states get better or worse."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from nachweis.model.terms import State

PROGRESS: Final[Mapping[State, int]] = {
    state: rank
    for rank, state in enumerate(
        [
            State.FAILED,
            State.EXPIRED,
            State.MISSING,
            State.STALE,
            State.DUE,
            State.LATER,
            State.DRAFT,
            State.SUSPECT,
            State.WAIVED,
            State.COVERED,
            State.NA,
        ]
    )
}
"""From bad to good. Not the order in which a matrix lists states: there, a draft that is due
stands before what is only due; here it is the step forward that it is."""

_NO_STEP: Final = frozenset({State.DUE, State.LATER})
"""States between which only the calendar of phases moves a cell."""


def is_step(before: State, after: State) -> bool:
    """Return whether a cell got better or worse, or only the scope or the phase changed.

    :param before: its state before
    :param after: its state after
    """
    return State.NA not in (before, after) and not {before, after} <= _NO_STEP
