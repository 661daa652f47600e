"""A project: what ``project.yaml`` says, and the objects of its documents and registers."""

from __future__ import annotations

import datetime
from collections.abc import Mapping

from nachweis.model.catalogue import Text
from nachweis.model.files import FileUse, Mention, PageClass
from nachweis.model.findings import Finding
from nachweis.model.foreign import Foreign
from nachweis.model.intervals import Interval
from nachweis.model.items import Item
from nachweis.model.kinds import Tense
from nachweis.model.named_tuples import NamedTuple
from nachweis.model.places import Place
from nachweis.model.terms import BasicValue, Phase, ProtectionNeed, Side
from nachweis.model.versions import Scheme


class Closing(NamedTuple):
    """When a phase was closed, and who approved that.

    :param date: the day
    :param approved_by: ID of the contact who approved it
    """

    date: datetime.date
    approved_by: str | None
    place: Place


class Disclosure(NamedTuple):
    """What decides beside the communication matrix what an audience sees.

    :param folders: information classes of folders and files of the project, by their paths in it
    :param proven_to: IDs of the parties, partners or classes that may know that something is
        proven whose proof they may not see
    :param other_ids: audiences that get other IDs, without gaps where something is withheld, each
        with a secret of at least 16 signs
    :param particulars: information classes of what the project says of itself: `title`,
        `catalogue`, `phases`
    """

    folders: Mapping[str, str] = {}
    proven_to: tuple[str, ...] = ()
    other_ids: Mapping[str, str] = {}
    particulars: Mapping[str, str] = {}


class Tender(NamedTuple):
    """What ``tender`` of ``project.yaml`` says of the selection of a provider.

    :param asks: IDs of requirements, topics and measures that bidders answer; empty: every
        requirement that the catalogue wants a clause for and that somebody else has to meet
    :param partly: how much an answer *partly* counts, from 0 to 1
    :param sent: when the requirements were sent to bidders
    :param due: last day for their answers
    :param chosen: ID of the party that gets the contract; None while nobody does
    """

    asks: tuple[str, ...] = ()
    partly: float = 0.5
    sent: datetime.date | None = None
    due: datetime.date | None = None
    chosen: str | None = None


class SettingDate(NamedTuple):
    """A date of ``project.yaml``.

    :param name: the keys down to it, joined by dots
    :param tense: whether it says what was done or what is planned
    """

    name: str
    date: datetime.date
    tense: Tense
    place: Place


class Settings(NamedTuple):
    """What ``project.yaml`` says.

    :param key: prefix of every ID of the project, and name of its folder
    :param title: its title, by language
    :param side: from whose side the project is written
    :param catalog: IDs of the modules and measures that apply
    :param protection: protection need by basic value
    :param closed: the phases that have been closed, each with its day and who approved it
    :param begun: phases whose start is recorded, with its day: exit, by notice of termination
    :param intervals: renewal intervals by recurrence or by requirement ID, and the period for
        what does not recur, by ``first``
    :param languages: language codes; the first one is that of the site
    :param infoclass: information class of everything that has none of its own; empty stands for
        the strictest one
    :param disclosure: to whom what is disclosed, beside the communication matrix
    :param tender: how a provider is selected; None: by no tender that is kept here
    :param evidence: kinds of record that count as partial without a file
    :param strict_must: whether a *must* requirement needs a direct link
    :param example: whether its organisations are invented, so that nobody takes it for real
    :param versions: how its releases are counted
    :param folder: path of the project's folder relative to the workspace
    :param dates: every date of the file
    """

    key: str
    title: Text
    side: Side
    catalog: tuple[str, ...]
    protection: Mapping[BasicValue, ProtectionNeed]
    closed: Mapping[Phase, Closing]
    intervals: Mapping[str, Interval]
    languages: tuple[str, ...]
    folder: str
    place: Place
    strict_must: bool = False
    example: bool = False
    evidence: tuple[str, ...] = ()
    infoclass: str = ""
    disclosure: Disclosure = Disclosure()
    tender: Tender | None = None
    versions: Scheme = Scheme.SEMVER
    places: Mapping[str, Place] = {}
    begun: Mapping[Phase, datetime.date] = {}
    dates: tuple[SettingDate, ...] = ()

    @property
    def language(self) -> str:
        """The language of the interface: the project's first."""
        return self.languages[0]

    def place_of(self, name: str) -> Place:
        """Return where a setting stands; of one that nobody wrote, the file."""
        return self.places.get(name, self.place)


class DeclaredAnnex(NamedTuple):
    """What the gate has to know of an annex.

    :param infoclass: ID or title of its information class; empty: that of the project
    :param line: line of ``annexes.yaml``
    :param documents: paths of its documents relative to the project, which may be patterns
    """

    name: str
    infoclass: str
    line: int
    documents: tuple[str, ...]


class Project(NamedTuple):
    """A project as read: its settings, its objects, and errors in its sources.

    :param items: all objects in the order of the files, duplicates included
    :param findings: what the reader found wrong (unknown fields, wrong values, …)
    :param files: files that its pages name
    :param absent: those of them that are not there
    :param mentions: objects that the texts of its pages name
    :param facts: facts that the texts of its pages take from objects
    :param classes: information classes of its pages, where they have one of their own
    :param annexes: its annexes, as far as the gate has to know them
    :param locks: fingerprints of confirmed links by (source, link, target)
    :param foreign: what other parties state, in the envelopes that are kept
    """

    settings: Settings
    items: tuple[Item, ...]
    findings: tuple[Finding, ...] = ()
    files: tuple[FileUse, ...] = ()
    absent: tuple[FileUse, ...] = ()
    mentions: tuple[Mention, ...] = ()
    facts: tuple[Mention, ...] = ()
    classes: tuple[PageClass, ...] = ()
    annexes: tuple[DeclaredAnnex, ...] = ()
    locks: Mapping[tuple[str, str, str], str] = {}
    foreign: tuple[Foreign, ...] = ()
