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
from nachweis.model.texts import LANGUAGES
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
    """

    item: Item
    origin: Origin
    model: Model | None
    edition: Edition | None
    language: str

    @property
    def base(self) -> Edition | None:
        """The edition to compare with: that which it was made from, or else the one of today."""
        return self.edition or (self.model.current if self.model else None)

    @property
    def is_suspect(self) -> bool:
        """Whether the model says something else since."""
        return self.model is not None and self.edition is not self.model.current

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
    languages = dict.fromkeys((*graph.project.settings.languages, *LANGUAGES))
    found = (
        (edition, language)
        for edition in (model.editions if model else ())
        for language in languages
        if _digest(edition, origin.words, language) == origin.digest
    )
    edition, language = next(found, (None, graph.project.settings.language))
    return Copy(item=item, origin=origin, model=model, edition=edition, language=language)


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
    words, language, model = copy.origin.words, copy.language, copy.model
    if model is None:
        return Drift(copy, (), (), {})
    base = copy.edition or model.current
    theirs: tuple[Piece, ...] = ()
    if copy.edition and copy.is_suspect:
        now = model.current.offered(words, language)
        theirs = redline(copy.edition.offered(words, language), now)
    template = base.template(words, language)
    text = shown_item(graph.items, copy.item, language).body
    ours = redline(base.offered(words, language), text)
    values = values_in(template, text)
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
    if copy.base is None:
        return {}
    shown = shown_item(graph.items, copy.item, copy.language)
    return values_in(copy.base.template(copy.origin.words, copy.language), shown.body)


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
    before, written = _TOKEN.findall(template), list(_TOKEN.finditer(text))
    after = [token[0] for token in written]
    pairs = dict(matching(before, after))
    pairs |= {-1: -1, len(before): len(after)}
    found: dict[str, tuple[int, int]] = {}
    for position, token in enumerate(before):
        place = OPEN.fullmatch(token)
        if place is None or place[1] in found:
            continue
        left, right = pairs.get(position - 1), pairs.get(position + 1)
        if left is not None and right is not None and right - left > 1:
            found[place[1]] = written[left + 1].start(), written[right - 1].end()
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
    if wanted in catalogue.requirements:
        above = (wanted, *catalogue.chain(wanted)[:1])
        return tuple(m for m in catalogue.models.values() if not {*above}.isdisjoint(m.covers))
    groups = {group.id for group in catalogue.called(name)}
    return tuple(
        model
        for model in catalogue.models.values()
        if any(groups.intersection((target, *catalogue.chain(target))) for target in model.covers)
    )
