"""Which bidder an audience may be, and which entries are of others, by a reading of its own."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

Entry = Mapping[str, Any]


class Bidders(NamedTuple):
    """The bidders of a project, as an audience that may be one of them may know them.

    :param own: ID of the bidder that the audience is; empty: of none
    :param others: IDs of the bidders that are others than the audience
    :param competes: whether the audience may be a bidder
    """

    own: str
    others: frozenset[str]
    competes: bool

    def hide(self, entry: Entry, inside: str) -> bool:
        """Return whether an entry is of another bidder, or none that bidders read yet.

        :param entry: of a register or list
        :param inside: path of its file below the project
        """
        if not self.competes:
            return False
        if inside.startswith("tender/archive/"):
            return True
        if inside.startswith("tender/") and entry.get("asked") and not entry.get("answered"):
            return True
        if inside.startswith("tender/") and entry.get("offered_by"):
            return True  # what is compared, the audience's own included
        linked = (entry.get(name) for name in ("id", "party", "offered_by", "supplier", "holder"))
        return any(_words_of(value) & self.others for value in linked)


def bidders_of(parties: Sequence[Entry], partners: Sequence[Entry], audience: str) -> Bidders:
    """Return the bidders of a project.

    A class may be that of a bidder; a partner is whoever its entry names.

    :param parties: entries of the register of parties
    :param partners: entries of the register of communication partners
    :param audience: its ID, several with ``+`` between them
    """
    bidders = {str(e.get("id")) for e in parties if e.get("role") == "bidder"}
    known = {str(e.get("id")) for e in parties}
    names = set(audience.split("+")) - {""}
    for entry in partners:
        if str(entry.get("id")) in names:
            names.discard(str(entry.get("id")))
            names |= _words_of(entry.get("party")) & known
    return Bidders(
        own=audience if audience in bidders else "",
        others=frozenset(bidders - names if len(names) < 2 else bidders),
        competes=bool(names & bidders) or not names <= known,
    )


def _words_of(value: object) -> set[str]:
    """Return the IDs that a value names, one or a list."""
    return set(
        re.split(r"[,;|\s]+", " ".join(map(str, value)) if isinstance(value, list) else str(value))
    )
