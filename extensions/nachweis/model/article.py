"""Articles of the knowledge base: what a measure, module or phase wants, and what convinces."""

from __future__ import annotations

from collections.abc import Container
from typing import NamedTuple

from nachweis.model.catalogue import Catalogue, Text
from nachweis.model.places import Place
from nachweis.model.terms import Party, Phase


class Question(NamedTuple):
    """What an auditor asks.

    :param ask: the question, by language
    :param convinces: what answers it, by language
    :param phase: phase in which it is asked
    :param party: who is asked
    :param requirements: IDs of the requirements that it is about
    """

    ask: Text
    convinces: Text
    phase: Phase
    party: Party
    requirements: tuple[str, ...]


class Article(NamedTuple):
    """What the knowledge base says of a measure, a module or a phase. Texts are Markdown.

    :param about: ID of the measure or module, or the name of the phase
    :param wants: what it wants, in plain words
    :param why: what happens without it
    :param threats: IDs of threats of the catalogue
    :param small: how a small house does it
    :param large: how a large house does it
    :param contract: what goes into the contract
    :param concept: what goes into the security concept
    :param evidence: what goes into the evidence
    :param mistakes: typical mistakes
    :param refused: what to do when the other party refuses
    :param neighbours: IDs of measures and modules, and names of phases, with related articles
    :param references: where more stands
    """

    about: str
    wants: Text
    why: Text
    threats: tuple[str, ...]
    small: Text
    large: Text
    contract: Text
    concept: Text
    evidence: Text
    mistakes: tuple[Text, ...]
    questions: tuple[Question, ...]
    refused: Text
    neighbours: tuple[str, ...]
    references: tuple[Text, ...]
    place: Place
    document: str

    @property
    def phase(self) -> Phase | None:
        """The phase that it is about, if it is about one."""
        return Phase(self.about) if self.about in set(Phase) else None


def nearest_article(articles: Container[str], catalogue: Catalogue, identifier: str) -> str:
    """Return what the article for an object is about: it, or what it is part of; empty: none.

    :param articles: what there are articles about
    :param catalogue: the catalogue
    :param identifier: ID of a requirement, topic, measure or module, or the name of a phase
    """
    names = (identifier, *catalogue.chain(identifier))
    return next((name for name in names if name in articles), "")
