"""The order of states from worst to best, by which cells get better or worse."""

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
            State.UNDECIDED,
            State.MISSING,
            State.STALE,
            State.UNDISCLOSED,
            State.DUE,
            State.LATER,
            State.DRAFT,
            State.PARTIAL,
            State.SUSPECT,
            State.WAIVED,
            State.PROVEN,
            State.COVERED,
            State.NA,
        ]
    )
}
"""From bad to good. A matrix lists states in another order: there, a draft that is due
comes before what is only due; here it is a step forward."""

_NO_STEP: Final = frozenset({State.DUE, State.LATER})
"""States between which only the calendar of phases moves a cell."""


def is_step(before: State, after: State) -> bool:
    """Return whether a cell got better or worse, or only the scope or the phase changed.

    :param before: its state before
    :param after: its state after
    """
    return State.NA not in (before, after) and not {before, after} <= _NO_STEP
