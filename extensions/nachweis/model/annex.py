"""An annex: what ``annexes.yaml`` says of a document that a contract carries."""

from __future__ import annotations

import dataclasses
import enum
from typing import Final, TypeAlias

from nachweis.model.catalogue import Text
from nachweis.model.places import Place
from nachweis.model.terms import Party, Phase, State

WRITTEN: Final = "written"
"""Numbering of sections whose titles carry their numbers."""


class Force(enum.StrEnum):
    """Whether a part of an annex binds, or only informs; its heading says so."""

    NORMATIVE = "normative"
    INFORMATIVE = "informative"


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class ObjectFilter:
    """A selection of objects; an empty criterion matches all.

    :param parties: parties that an object obliges
    :param measures: measures, modules or topics that it has a link to, or to what is part of them
    :param phases: phases that a requirement it has a link to belongs to
    :param links: IDs of objects that it has a link to
    :param concepts: concepts that a section is part of
    """

    ids: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    status: tuple[str, ...] = ()
    phases: tuple[Phase, ...] = ()
    parties: tuple[Party, ...] = ()
    measures: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    concepts: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        """Return whether any criterion is set."""
        return any(getattr(self, field.name) for field in dataclasses.fields(self))


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Documents:
    """Whole documents of the project, in this order.

    :param paths: relative to the project; a pattern such as ``contract/*.md`` stands for several
    :param beside: their translations, in the same order, which stand in a second column
    """

    paths: tuple[str, ...]
    place: Place
    beside: tuple[str, ...] = ()
    force: Force | None = None


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Objects:
    """Objects under the headings of their documents, without other text."""

    filter: ObjectFilter
    place: Place
    force: Force | None = None


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class MatrixPart:
    """A coverage matrix.

    :param names: whether cells name every linked object, or only those in the annex
    """

    title: Text
    place: Place
    phases: tuple[Phase, ...] = ()
    measures: tuple[str, ...] = ()
    parties: tuple[Party, ...] = ()
    states: tuple[State, ...] = ()
    kinds: tuple[str, ...] = ()
    names: bool = False
    force: Force | None = None


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class RegisterPart:
    """The table of a type's entries.

    :param where: conditions such as ``kind=application, sphere=provider``
    :param columns: names of fields and links; empty: all that have a value
    """

    type: str
    title: Text
    place: Place
    where: str = ""
    columns: tuple[str, ...] = ()
    force: Force | None = None


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class ViewPart:
    """A view as a table.

    :param name: name of the view
    :param measures: the measures that it is about, for views that can be; empty: all
    :param names: whether it names every object, or only those in the annex
    """

    name: str
    title: Text
    place: Place
    measures: tuple[str, ...] = ()
    names: bool = False
    force: Force | None = None


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class GlossaryPart:
    """The terms of the catalogue's glossary that the annex uses."""

    place: Place
    force: Force | None = None


TablePart: TypeAlias = MatrixPart | RegisterPart | ViewPart
Part: TypeAlias = Documents | Objects | TablePart | GlossaryPart


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Signature:
    """A place in the signature block: who signs, and for whom.

    :param name: ID of a contact, or the printed name; empty: it is written by hand
    """

    party: str
    role: Text
    name: str = ""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Annex:
    """A contract document made from a part of a project.

    :param name: its name on the command line
    :param label: its name in the contract, such as *Annex B*
    :param identifier: the document's own identifier on every page
    :param part_of: the contract that it belongs to
    :param subject: its subject, in one sentence on the cover
    :param classification: ID or title of an information class; empty: the project's
    :param parties: IDs of the parties between which it holds
    :param sections: ``written``, or a pattern such as ``1`` or ``A.1``
    :param clauses: how the number of a clause is printed
    :param gaps: what is printed for a number that no clause has; empty: nothing
    :param governs: language whose text holds where texts in several languages differ
    :param terms: whether it explains must, should and may
    :param leave_out: objects of the documents that are left out
    :param audit: whether its tables are set small and across, and name proofs by their titles
    :param site: address at which the versions of the project are published; may be empty
    """

    name: str
    title: Text
    place: Place
    parts: tuple[Part, ...]
    label: Text = dataclasses.field(default_factory=dict)
    identifier: str = ""
    part_of: Text = dataclasses.field(default_factory=dict)
    subject: Text = dataclasses.field(default_factory=dict)
    classification: str = ""
    parties: tuple[str, ...] = ()
    signatures: tuple[Signature, ...] = ()
    sections: str = "1"
    clauses: str = "§ {number}"
    gaps: Text = dataclasses.field(default_factory=dict)
    governs: str = ""
    terms: bool = True
    leave_out: ObjectFilter = dataclasses.field(default_factory=ObjectFilter)
    audit: bool = False
    site: str = ""
