"""Which requirements a project has to meet: selection, level and protection need."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from nachweis.model.catalogue import Catalogue, Requirement
from nachweis.model.messages import Message, Term, joined
from nachweis.model.project import Settings
from nachweis.model.terms import BasicValue, Level, Party, ProtectionNeed, Side

_NAMES = {
    BasicValue.CONFIDENTIALITY: "confidentiality",
    BasicValue.INTEGRITY: "integrity",
    BasicValue.AVAILABILITY: "availability",
}


def selected_requirements(catalogue: Catalogue, settings: Settings) -> dict[str, Requirement]:
    """Select the requirements of the modules and measures that a project names.

    :param catalogue: the catalogue
    :param settings: the project's settings, whose ``catalog`` names modules and measures
    """
    chosen = frozenset(settings.catalog)
    within = {
        group for group in catalogue.groups if chosen.intersection((group, *catalogue.chain(group)))
    }
    return {
        requirement.id: requirement
        for requirement in catalogue.requirements.values()
        if requirement.part_of in within or requirement.id in chosen
    }


_ALL: Final = frozenset(Party)
OWED_BY_OTHERS: Final[Mapping[Side, tuple[frozenset[Party], frozenset[str]]]] = {
    Side.PROVIDER: (frozenset({Party.CLIENT}), frozenset({"section", "record"})),
    Side.NETWORK_PROVIDER: (
        _ALL - {Party.NETWORK_PROVIDER},
        frozenset({"clause", "section", "record"}),
    ),
}
"""The kinds of proof that a side does not owe where the duty is that of others alone.

A provider neither writes the client's concept nor proves what the client does; the clause stands
in the contract that both sign. A network provider signs no contract with the client. A client
stays responsible for what it gives away: it owes all.
"""


def not_owed(requirement: Requirement, kind: str, settings: Settings) -> str | None:
    """Return the reason why a side does not owe a kind of proof by rule, or None if it does.

    :param requirement: the requirement
    :param kind: the kind of proof
    :param settings: the project's settings, for its side
    :source: M 2.254: each party writes its own concept; B 1.11: the client stays responsible
    """
    others, kinds = OWED_BY_OTHERS.get(settings.side, (frozenset(), frozenset()))
    responsible = requirement.responsible
    owing = [party for party in responsible if party in others]
    if kind not in kinds or not owing or settings.side.value in responsible:
        return None
    return Message(
        "the duty of the {party} alone, which this side does not prove",
        party=joined(map(Term, owing)),
    )


def not_applicable(requirement: Requirement, settings: Settings) -> str | None:
    """Return the reason why a requirement does not apply by rule, or None if it does.

    Levels *basic* and *standard* always apply; *increased* applies where a basic value that
    the requirement names has a protection need of high or very high, or if it names
    none, if any basic value has.

    :param requirement: the requirement
    :param settings: the project's settings
    :source: OPS.3.1 implementation notes, level of protection behind each measure
    """
    if requirement.level is not Level.INCREASED:
        return None
    values = requirement.cia or tuple(BasicValue)
    if any(
        settings.protection.get(value, ProtectionNeed.NORMAL) is not ProtectionNeed.NORMAL
        for value in values
    ):
        return None
    names = joined(Term(_NAMES[value]) for value in values)
    return Message("level increased applies to a high protection need in {names} only", names=names)
