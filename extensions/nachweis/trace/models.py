"""Objects that were made from a model: what both became since."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from nachweis.model.catalogue import Catalogue, in_language
from nachweis.model.facts import shown_item
from nachweis.model.items import Item
from nachweis.model.library import OPEN, Edition, Model, Origin, fill, parse_origin
from nachweis.model.objects import PROOFS
from nachweis.trace.fingerprint import digest
from nachweis.trace.graph import Graph
from nachweis.trace.matching import matching
from nachweis.trace.redline import Piece, is_changed, redline

OPTION: Final = "model"
"""Option of an object that says from which model it was made."""

_TOKEN: Final = re.compile(r"\{\{\s*\w+\s*\}\}|\w+(?:[-–./:,'’]\w+)*|[^\w\s]")


class Copy(NamedTuple):
    """An object that was made from a model.

    :param model: the model, where the library has it
    :param edition: the edition that it was made from, where its text is still known
    :param language: language of the text (ISO 639-1)
    :param is_suspect: whether the model says something else since
    """

    item: Item
    origin: Origin
    model: Model | None
    edition: Edition | None
    language: str
    is_suspect: bool

    @property
    def is_known(self) -> bool:
        """Whether the library has, or had, the model in that variant."""
        editions = self.model.editions if self.model else ()
        return any({v.name for v in e.variants}.issuperset(self.origin.words) for e in editions)

    @property
    def withdrawn(self) -> Mapping[str, str]:
        """Why the text should be used no more, by language; empty: it may be."""
        today = self.model.current.withdrawn if self.model else {}
        return today or (self.edition.withdrawn if self.edition else {})


def origin_of(model: Model, words: tuple[str, ...], language: str) -> Origin:
    """Return what an object says that is made from a model now.

    :param model: the model
    :param words: the variant
    :param language: ISO 639-1 code
    """
    edition = model.current
    of_text = _digest(edition, words, language)
    return Origin(model=model.id, edition=edition.edition, digest=of_text, words=words)


def _digest(edition: Edition, words: tuple[str, ...], language: str) -> str:
    """Return the digest of what an edition offers; white space and line wrapping do not count."""
    return digest(" ".join(edition.offered(words, language).split()))


def copies(graph: Graph) -> Iterator[Copy]:
    """Yield the objects of a project that were made from a model, in the order of the files.

    :param graph: the project, and its catalogue with the models
    """
    for item in graph.project.items:
        if item.type in PROOFS and item.get(OPTION):
            yield copy_of(graph, item)


def copy_of(graph: Graph, item: Item) -> Copy:
    """Return what is known of an object that was made from a model.

    :param graph: the project, and its catalogue with the models
    :param item: the object
    """
    origin = parse_origin(item.get(OPTION))
    model = graph.catalogue.models.get(origin.model)
    languages = dict.fromkeys((*graph.project.settings.languages, "en", "de"))
    found = [
        (edition, language)
        for edition in (model.editions if model else ())
        for language in languages
        if _digest(edition, origin.words, language) == origin.digest
    ]
    edition, language = found[0] if found else (None, graph.project.settings.language)
    return Copy(
        item=item,
        origin=origin,
        model=model,
        edition=edition,
        language=language,
        is_suspect=model is not None
        and _digest(model.current, origin.words, language) != origin.digest,
    )


class Drift(NamedTuple):
    """How an object and its model went apart.

    :param ours: what the project changed in the text that was offered; empty: nothing, or it is
        unknown
    :param theirs: what the model changed since
    :param values: what stands in the places of the parameters, by name; only where that can be told
    :param is_rewritten: whether the project changed more than the values of parameters
    """

    copy: Copy
    ours: tuple[Piece, ...]
    theirs: tuple[Piece, ...]
    values: Mapping[str, str]
    is_rewritten: bool = False

    @property
    def negotiated(self) -> dict[str, tuple[str, str]]:
        """The parameters that have another value than was offered: what was, and what is."""
        copy = self.copy
        if copy.edition is None:
            return {}
        offered = copy.edition.defaults(copy.origin.words, copy.language)
        return {
            name: (offered.get(name, ""), value)
            for name, value in self.values.items()
            if value != offered.get(name, "") and not OPEN.search(value)
        }


def drift(graph: Graph, copy: Copy) -> Drift:
    """Compare an object with the model that it was made from.

    :param graph: catalogue and project
    :param copy: the object
    """
    shown = shown_item(graph.items, copy.item, copy.language)
    words, language, model = copy.origin.words, copy.language, copy.model
    base = copy.edition or (model.current if model else None)
    if base is None or model is None:
        return Drift(copy, (), (), {})
    theirs: tuple[Piece, ...] = ()
    if copy.edition and copy.is_suspect:
        now = model.current.offered(words, language)
        theirs = redline(copy.edition.offered(words, language), now)
    template, text = base.template(words, language), shown.body
    ours = redline(base.offered(words, language), text)
    values = values_of(graph, copy)
    return Drift(
        copy,
        ours if is_changed(ours) else (),
        theirs if is_changed(theirs) else (),
        values,
        is_rewritten=fill(template, values).split() != text.split(),
    )


def values_of(graph: Graph, copy: Copy) -> dict[str, str]:
    """Return what stands in an object in the places of the parameters of its model.

    :param graph: catalogue and project
    :param copy: the object
    """
    base = copy.edition or (copy.model.current if copy.model else None)
    if base is None:
        return {}
    shown = shown_item(graph.items, copy.item, copy.language)
    return values_in(base.template(copy.origin.words, copy.language), shown.body)


def values_in(template: str, text: str) -> dict[str, str]:
    """Return what stands in a text where its template has the places of parameters.

    :param template: the text of a model
    :param text: the text that was made of it
    """
    return {
        name: " ".join(text[start:end].split())
        for name, (start, end) in places_in(template, text).items()
    }


def places_in(template: str, text: str) -> dict[str, tuple[int, int]]:
    """Return where in a text its template has the places of parameters: from where to where.

    A place is found by the words on both sides of it; where those were rewritten, it is left out.
    Of a parameter that stands in several places it is the first.

    :param template: the text of a model
    :param text: the text that was made of it
    """
    before, after = _TOKEN.findall(template), _TOKEN.findall(text)
    spans = [found.span() for found in _TOKEN.finditer(text)]
    pairs = dict(matching(before, after))
    pairs |= {-1: -1, len(before): len(after)}
    found: dict[str, tuple[int, int]] = {}
    for position, token in enumerate(before):
        place = OPEN.fullmatch(token)
        left, right = pairs.get(position - 1), pairs.get(position + 1)
        if place is None or place[1] in found or left is None or right is None:
            continue
        if right - left > 1:
            found[place[1]] = spans[left + 1][0], spans[right - 1][1]
    return found


def open_parameters(item: Item) -> tuple[str, ...]:
    """Return the names of the parameters that nobody has filled in, each once.

    :param item: an object that was made from a model
    """
    return tuple(dict.fromkeys(OPEN.findall(f"{item.title}\n{item.body}")))


def what_is(model: Model, name: str, language: str) -> str:
    """Return what a parameter means; its name where the model does not have it.

    :param model: the model
    :param name: name of the parameter
    :param language: ISO 639-1 code
    """
    parameter = model.parameters.get(name)
    return in_language(parameter.what, language) if parameter else name


def models_for(catalogue: Catalogue, name: str) -> tuple[Model, ...]:
    """Return the models that would prove a requirement, or one of a group; the nearest first.

    :param catalogue: the catalogue, with the models
    :param name: ID or official label of a requirement, topic, measure or module
    """
    wanted = name.upper().replace(" ", "")
    groups = {
        group.id
        for group in catalogue.groups.values()
        if wanted in (group.id, group.label.replace(" ", "").upper())
    }
    if wanted in catalogue.requirements:
        above = (wanted, *catalogue.chain(wanted)[:1])
        return tuple(m for m in catalogue.models.values() if not {*above}.isdisjoint(m.covers))
    return tuple(
        model
        for model in catalogue.models.values()
        if any(groups.intersection((target, *catalogue.chain(target))) for target in model.covers)
    )
