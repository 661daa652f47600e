"""Words that templates show without containing them, which have to be translated, too.

Babel calls :func:`extract`, so that ``pybabel extract`` finds these words, too.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from nachweis.i18n import with_blanks
from nachweis.model.catalogue import Catalogue
from nachweis.model.changes import DecisionEvent, Direction
from nachweis.model.kinds import COMMON_FIELDS, Origin
from nachweis.model.objects import TYPE
from nachweis.model.relations import Certainty, Relation
from nachweis.model.terms import (
    Level,
    Modal,
    Party,
    Phase,
    PhaseStatus,
    ProtectionNeed,
    Recurrence,
    Severity,
    Side,
    State,
)
from nachweis.report.explain import documented
from nachweis.report.handbook import PARTS
from nachweis.sources.catalogue import read_catalogue
from nachweis.sources.workspace import package_data
from nachweis.trace.moves import Fate
from nachweis.trace.risks import LEVELS
from nachweis.trace.roles import slug
from nachweis.trace.rules import RULES
from nachweis.trace.rules.network import BASIC_VALUES
from nachweis.trace.rules.steering import CONCEPT_SET
from nachweis.views.calendar import EventKind
from nachweis.views.changes import WORDS

_TERMS: Final = (
    *(Level, Modal, Party, Phase, PhaseStatus, ProtectionNeed, Recurrence, Severity, Side, State),
    EventKind,
)
_AMBIGUOUS: Final = frozenset({"concept.kind", "right.kind"})
"""Fields whose words have another meaning than the same words elsewhere."""

_CROSSWALK: Final = {"relation": Relation, "certainty": Certainty}
_THEME: Final = (
    *("Link to this heading", "Permanent link to this definition", "Skip to content"),
    *("Back to top", "Error", "Search", "Search Results", "Hide Search Matches"),
    "Please activate JavaScript to enable the search functionality.",
)
"""Words of Sphinx and of the theme that Sphinx does not have in every language."""

_RULES: Final = (
    "Regulation (EU) 2022/2554 (DORA)",
    "Regulation (EU) 2016/679 (GDPR)",
    "Implementing Regulation (EU) 2024/2690 (NIS 2)",
)
"""Official names of crosswalks that differ between languages."""

_INFOCLASSES: Final = ("public", "internal", "confidential", "strictly confidential")

_STATUSES: Final = ("draft", "released")
"""Names of versions on pages."""


_IMPORTED: Final = {
    "undecided": ("responsible", "proofs"),
    "import": (
        *("effort", "targets", "action", "documentation", "tags", "class", "parameters"),
        *("required elsewhere", "related elsewhere"),
    ),
}
"""What imported catalogues say of a requirement, and what their mappings leave open."""


def vocabulary(catalogue: Catalogue) -> Iterator[tuple[str, str]]:
    """Yield every word with its context, which is empty where it needs none.

    :param catalogue: names roles and sources
    """
    for terms in _TERMS:
        yield from (("", with_blanks(term)) for term in terms)
    yield from (("", word) for word in (*BASIC_VALUES, *CONCEPT_SET.values()))
    yield from _types()
    for requirement in catalogue.requirements.values():
        for task, roles in requirement.roles.items():
            yield "roles", task
            for role in roles:
                yield "role", with_blanks(role)
                yield "role", with_blanks(slug(role))
        yield from (
            ("source", part)
            for part in requirement.source.split(" / ")[1:]
            if not part.startswith("¶")
        )
    yield from (("source", text.source) for text in catalogue.phases.values())
    yield from (("direction", with_blanks(direction)) for direction in Direction)
    yield from (("event", with_blanks(event)) for event in DecisionEvent)
    yield from (("change", with_blanks(change)) for change in WORDS)
    yield from (("count", with_blanks(state)) for state in State)
    yield from (("fate", with_blanks(fate)) for fate in Fate)
    yield from (("", text) for text in documented(State).values())
    yield from (("", rule.meaning) for rule in RULES.values())
    yield from (("handbook", part) for part in PARTS)
    yield from (("match", way) for way in ("uuid", "label", "text"))
    yield from (("", word) for word in ("Title", "Text"))
    yield "interface", "Ends"
    yield "threat.level", LEVELS[0]  # of a damage the same word means another thing
    yield from (("infoclass", word) for word in _INFOCLASSES)
    yield from (("", text) for text in (*_STATUSES, *_THEME))
    yield from (("", label) for label in _RULES)
    for context, vocabularies in _CROSSWALK.items():
        yield from ((context, with_blanks(word)) for word in vocabularies)
    for context, words in _IMPORTED.items():
        yield from ((context, word) for word in words)


def _types() -> Iterator[tuple[str, str]]:
    for kind in TYPE.values():
        for link in kind.links:
            yield "link", with_blanks(link.name)
            yield "link", link.incoming
            yield "", link.label
        yield "", kind.title["en"].lower()
        yield "", with_blanks(kind.name)
        if kind.origin is Origin.CATALOGUE:
            yield from (("", field.label) for field in kind.fields)
            continue
        for field in (*COMMON_FIELDS, *kind.fields):
            context = f"{kind.name}.{field.name}"
            yield "", field.label
            for value in field.values:
                yield context if context in _AMBIGUOUS else "", with_blanks(value)


def extract(*_: Any, **__: Any) -> Iterator[tuple[int, str, str | tuple[str, str], list[str]]]:
    """Yield the vocabulary of the shipped catalogue as Babel wants messages."""
    folder = package_data("catalog")
    for context, word in dict.fromkeys(vocabulary(read_catalogue(folder, folder.parent))):
        if context:
            yield 1, "pgettext", (context, word), []
        else:
            yield 1, "gettext", word, []
