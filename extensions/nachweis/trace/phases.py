"""The status of phases: closed, in progress, or later."""

from __future__ import annotations

import datetime
from collections.abc import Mapping

from nachweis.model.project import Settings
from nachweis.model.terms import RUNNING, Phase, PhaseStatus


def phase_status(
    settings: Settings, as_of: datetime.date, *, closing: Phase | None = None
) -> Mapping[Phase, PhaseStatus]:
    """Return the status of every phase at a date.

    :param settings: the project's settings
    :param as_of: the date of judgement; a phase closed later is not closed yet
    :param closing: a phase to judge as if it, and all before it, were closed
    :source: B 1.11: each phase builds on the one before it
    """
    status: dict[Phase, PhaseStatus] = {}
    in_progress = False
    for phase in Phase:
        entry = settings.closed.get(phase)
        closed = entry is not None and entry.date <= as_of
        if closing is not None and phase.position <= closing.position:
            closed = True
        if closed:
            status[phase] = PhaseStatus.CLOSED
        elif not in_progress:
            status[phase] = PhaseStatus.IN_PROGRESS
            in_progress = True
        elif phase in settings.begun and settings.begun[phase] <= as_of:
            status[phase] = PhaseStatus.IN_PROGRESS
        else:
            status[phase] = PhaseStatus.LATER
    return status


def begin_of(settings: Settings, phase: Phase, as_of: datetime.date) -> datetime.date | None:
    """Return the day from which a phase runs, or None if it is another phase or has not begun.

    :param settings: the project's settings
    :param phase: running operation, or exit
    :param as_of: the date of judgement
    :source: B 1.11 phase 7; OPS.3.1.M16 for the notice of termination
    """
    begin = settings.begun.get(phase)
    before = settings.closed.get(RUNNING[phase]) if phase in RUNNING else None
    if begin is None and before is not None:
        begin = before.date
    return begin if begin is not None and begin <= as_of else None


def current_phase(status: Mapping[Phase, PhaseStatus]) -> Phase | None:
    """Return the phase in progress, or None if all are closed.

    :param status: the status of every phase
    """
    return next((p for p, s in status.items() if s is PhaseStatus.IN_PROGRESS), None)
