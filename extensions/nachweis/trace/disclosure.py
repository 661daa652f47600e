"""What may be said of cells and findings where something of a project is withheld."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

from nachweis.model.findings import Finding
from nachweis.model.named_tuples import NamedTuple
from nachweis.model.terms import State
from nachweis.trace.coverage import Cell, Coverage

TOLD: Final = "NACHWEIS_TOLD"
"""Variable with the digests of files that say it, for processes that read a workspace of which
something is withheld: its writer could let everything be proven by a file of his own."""
TOLD_FILE: Final = ".told.json"
"""Such a file, in the folder of the project: each state of a project has its own."""
_SEEN: Final = frozenset({State.COVERED, State.PARTIAL, State.WAIVED, State.NA, State.LATER})
"""States that rest on what is seen, or on nothing."""


class Told(NamedTuple):
    """What may be said.

    :param states: states by requirement and kind of proof; of all others it is not disclosed
    :param findings: rule, and ID of the object, of what may be found
    """

    states: Mapping[str, State]
    findings: frozenset[tuple[str, str]]

    def coverage(self, seen: Coverage) -> Coverage:
        """Return coverage that says what may be said.

        :param seen: that of what is seen
        """
        return seen._replace(cells=tuple(map(self._cell, seen.cells)))

    def _cell(self, cell: Cell) -> Cell:
        if cell.state in _SEEN:
            return cell
        state = self.states.get(_key(cell), State.UNDISCLOSED)
        if state is cell.state:
            return cell
        bare = Cell(requirement=cell.requirement, kind=cell.kind, due=cell.due, state=state)
        return bare._replace(by=cell.by, via=cell.via) if state in _SEEN else bare

    def may_say(self, finding: Finding) -> bool:
        """Return whether a finding is one of the project, and not only of what is seen of it.

        :param finding: what was found in what is seen
        """
        return (finding.rule, finding.subject) in self.findings


def told(
    cells: Iterable[Cell], findings: Iterable[Finding], hidden: frozenset[str], *, proven: bool
) -> Told:
    """Return what may be said of a project to somebody who does not see all of it.

    :param cells: of the whole project
    :param findings: of the whole project
    :param hidden: IDs of what is withheld
    :param proven: whether it may be said that something is proven whose proof is withheld
    """
    states = {}
    for cell in cells:
        rests = {*cell.by, *cell.actions, *filter(None, (cell.decision,))}
        if not hidden or (rests and hidden.isdisjoint(rests)):
            states[_key(cell)] = cell.state
        elif proven and rests and cell.state is State.COVERED:
            states[_key(cell)] = State.PROVEN
    said = frozenset((f.rule, f.subject) for f in findings if f.subject not in hidden)
    return Told(states=states, findings=said)


def _key(cell: Cell) -> str:
    return f"{cell.requirement.id} {cell.kind}"


def write_told(said: Told) -> str:
    """Write it as JSON.

    :param said: what may be said
    """
    import json  # the gate imports this module

    data = {"states": dict(said.states), "findings": sorted(map(list, said.findings))}
    return json.dumps(data, sort_keys=True)


def read_told(folder: Path, digests: str) -> Told:
    """Read what :func:`write_told` wrote.

    :param folder: the folder of the project
    :param digests: SHA-256 of what may be believed, with blanks between
    :raises ValueError: if it is something else
    """
    import json
    from hashlib import sha256  # it starts OpenSSL, and the gate imports this module

    text = (folder / TOLD_FILE).read_bytes()
    if sha256(text).hexdigest() not in digests.split():
        raise ValueError(TOLD_FILE)
    data = json.loads(text)
    return Told(
        states={name: State(value) for name, value in data["states"].items()},
        findings=frozenset((rule, subject) for rule, subject in data["findings"]),
    )
