"""The party that a person, or a file that came back, means by an ID or a title."""

from __future__ import annotations

from collections.abc import Iterable

from nachweis.model.items import Item
from nachweis.model.messages import Message
from nachweis.model.places import Place
from nachweis.sources.files import problem
from nachweis.trace.gate import Verdict
from nachweis.trace.tender import bidders


def bidder_named(verdict: Verdict, name: str) -> Item:
    """Return a bidder of the register.

    :param verdict: the project, judged
    :param name: ID or title of the party
    :raises SourceError: if no party in the role of a bidder is called like that, or several are
    """
    known = bidders(verdict.graph)
    place = verdict.graph.project.settings.place
    if found := one_called(name, known, place):
        return found
    message = Message(
        "{name} is no bidder; there are: {known}",
        name=repr(name),
        known=", ".join(item.id for item in known) or "–",
    )
    raise problem(place, message)


def one_called(name: str, parties: Iterable[Item], place: Place) -> Item | None:
    """Return the party of an ID, else that of a title, in capitals or not; nothing: there is none.

    :param name: what somebody calls it
    :param parties: those that may be meant
    :param place: where a message points
    :raises SourceError: if the title is that of several
    """
    wanted = name.casefold()
    known = tuple(parties)
    found = [party for party in known if party.id.casefold() == wanted]
    found = found or [party for party in known if party.title.casefold() == wanted]
    if len(found) > 1:
        message = Message(
            "{name} is the title of several: {known}; name one by its ID",
            name=repr(name),
            known=", ".join(party.id for party in found),
        )
        raise problem(place, message)
    return found[0] if found else None
