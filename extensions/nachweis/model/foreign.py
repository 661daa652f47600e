"""What another party states of its proofs, as its signed envelope says it."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Final

from nachweis.model.items import Item
from nachweis.model.kinds import Field, Link, Tense, day
from nachweis.model.named_tuples import NamedTuple

STATED_BY: Final = "stated_by"
"""Link to the party that states it, and to the one on whose statement that rests."""
ENVELOPE: Final = ".dsse.json"
"""How the names of kept envelopes end."""
TARGET: Final = "target in "
"""How the names of figures begin that say what a level promises, in its unit."""
UNCLOSED: Final = "open"
"""What is said of a phase that has not been closed."""

ENDS: Final = day("valid_until", "Last day on which it counts, if it ends.", tense=Tense.OPEN)
DIGEST: Final = Field(
    name="statement",
    help="SHA-256 of the proof that another party states; `nachweis accept` writes it.",
)
STATED_LINK: Final = Link(
    name=STATED_BY,
    incoming="states",
    targets=("party",),
    help="The party that states it, then those on whose statement it rests; nobody here has "
    "looked at it. `nachweis accept` writes it.",
)


def stem_of(party: Item) -> str:
    """Return how the names of the files begin that a party sends, or is sent.

    :param party: an entry of the register of parties
    """
    return party.id.lower().replace("_", "-")


def is_stated(item: Item) -> bool:
    """Return whether another party states an object, and nobody here has proven it.

    :param item: the object
    """
    return STATED_BY in item.links


class Said(NamedTuple):
    """That something is proven, as a party says it.

    :param requirement: ID of the requirement
    :param kind: kind of proof: *clause*, *section* or *record*
    :param digest: SHA-256 of the proof, hexadecimal
    :param since: day of the newest record it rests on
    :param fresh_until: last day on which it is fresh there
    :param by: kind of that record
    :param on: domain of the party on whose statement it rests; empty: it is the sender's own
    :param texts: titles and texts that are disclosed
    """

    requirement: str
    kind: str
    digest: str
    since: datetime.date | None = None
    fresh_until: datetime.date | None = None
    by: str = ""
    on: str = ""
    texts: tuple[tuple[str, str], ...] = ()


class Figure(NamedTuple):
    """A value that both sides know by the same name: of a clause, an asset, a phase.

    :param about: number of a clause (``§ 10.1``), ID without the project's key (``A_LEIKA``), name
        of a phase, or ID of a requirement
    :param name: which value of it: ``rto``, ``status``, ``closed``, ``interval``, ``target in %``
    :param value: minutes, a word, a day, an ISO 8601 duration, or a number
    """

    about: str
    name: str
    value: str


class Foreign(NamedTuple):
    """What a party states, in an envelope whose signature holds.

    :param pin: SHA-256 of the public key that signed it, hexadecimal
    :param sender: domain of the party
    :param recipient: domain of the party that it is for; empty: for whoever it is passed on to
    :param project: key of the sender's project
    :param sequence: greater than in every one before
    :param until: last day on which it counts
    :param rests_on: what others stated to the sender, as they signed it
    :param sha256: digest of the envelope
    :param path: where it is kept, relative to the workspace
    """

    pin: str
    sender: str
    recipient: str
    project: str
    sequence: int
    issued: datetime.date
    until: datetime.date
    statements: tuple[Said, ...]
    figures: tuple[Figure, ...] = ()
    rests_on: tuple[Foreign, ...] = ()
    sha256: str = ""
    path: str = ""

    def below(self, said: Said) -> Iterator[tuple[Foreign, Said]]:
        """Yield what a statement rests on, if another party stated it to the sender.

        :param said: one of the statements
        """
        for other in self.rests_on:
            if other.sender == said.on:
                about = (said.requirement, said.kind, said.digest)
                for entry in other.statements:
                    if (entry.requirement, entry.kind, entry.digest) == about:
                        yield other, entry
