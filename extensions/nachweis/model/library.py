"""Models of clauses, sections and records: texts that a house takes as a beginning.

The text of a model has places such as ``{{ hours }}`` for its parameters. Each of its variants says
what is different where the protection need, or the side that drafts, is another one.
"""

from __future__ import annotations

import enum
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from nachweis.model.messages import Message
from nachweis.model.places import Place
from nachweis.model.texts import Text, in_language

OPEN: Final = re.compile(r"\{\{\s*([a-z][a-z0-9_]*)\s*\}\}")
"""The place of a parameter in a text, and a parameter that nobody has filled in."""


class Need(enum.StrEnum):
    """How much protection the text of a model is for."""

    SMALL = "small"
    STANDARD = "standard"
    HIGH = "high"


class Stance(enum.StrEnum):
    """Whose interest the text of a model serves."""

    CLIENT = "client-friendly"
    BALANCED = "balanced"
    PROVIDER = "provider-friendly"


PLAIN: Final = frozenset({Need.STANDARD, Stance.BALANCED})
"""The variants that are the text itself."""
VARIANTS: Final = tuple(str(word) for word in (*Need, *Stance) if word not in PLAIN)
"""The variants that differ from the text, in the order in which they add to it."""


class Parameter(NamedTuple):
    """What has to be filled in where a model is used.

    :param what: what it means, by language
    :param default: what stands there unless told otherwise; none: it stays open
    :param least: the smallest number that it may be; empty: none is said
    :param most: the largest number that it may be
    :param choices: the texts that it may be; none: any
    :param taken_from: type and field of the objects of registers whose value it is, such as
        ``contact.title``
    """

    what: Text
    default: Mapping[str, str] = {}
    least: str = ""
    most: str = ""
    choices: tuple[Text, ...] = ()
    taken_from: str = ""

    @property
    def is_number(self) -> bool:
        """Whether it has a range of numbers."""
        return bool(self.least or self.most)

    def refuses(self, value: str) -> Message | None:
        """Return why it may not have a value, or nothing if it may.

        :param value: the value as texts show it
        """
        if self.choices:
            allowed = [text for choice in self.choices for text in choice.values()]
            if value.casefold() not in [text.casefold() for text in allowed]:
                return Message("must be one of {values}", values="; ".join(allowed))
        if not self.is_number:
            return None
        number = number_of(value)
        if number is None:
            return Message("must be a number")
        if self.least and number < float(self.least):
            return Message("must be {least} at least", least=self.least)
        if self.most and number > float(self.most):
            return Message("must be {most} at most", most=self.most)
        return None


class Variant(NamedTuple):
    """What is different in a text for another need, or from another side.

    :param name: one of :data:`VARIANTS`
    :param text: the text that stands in place of the model's
    :param adds: what follows the text
    :param values: defaults of parameters that differ, by name
    """

    name: str
    text: Mapping[str, str] = {}
    adds: Mapping[str, str] = {}
    values: Mapping[str, Text] = {}


class Edition(NamedTuple):
    """The text of a model as it was at a time.

    :param edition: name of that time, such as ``2026-11``
    :param text: the text by language
    :param values: defaults of the parameters by name
    :param withdrawn: why nobody should use it any more, by language; empty: it is in use
    """

    edition: str
    text: Text
    variants: tuple[Variant, ...] = ()
    values: Mapping[str, Mapping[str, str]] = {}
    withdrawn: Mapping[str, str] = {}

    def template(self, words: Sequence[str], language: str) -> str:
        """Return the text of a variant, with the places of its parameters.

        :param words: the variant, as of :func:`variant_words`
        :param language: ISO 639-1 code
        """
        chosen = [variant for variant in self.variants if variant.name in words]
        text = next((v.text for v in reversed(chosen) if v.text), self.text)
        added = [in_language(v.adds, language) for v in chosen if v.adds]
        return "\n\n".join(part.strip() for part in (in_language(text, language), *added))

    def defaults(self, words: Sequence[str], language: str) -> dict[str, str]:
        """Return the defaults of a variant by name, without those that have none.

        :param words: the variant
        :param language: ISO 639-1 code
        """
        found = {name: in_language(text, language) for name, text in self.values.items() if text}
        for variant in self.variants:
            if variant.name in words:
                found |= {n: in_language(text, language) for n, text in variant.values.items()}
        return found

    def offered(self, words: Sequence[str], language: str) -> str:
        """Return the text of a variant with the defaults of its parameters filled in.

        :param words: the variant
        :param language: ISO 639-1 code
        """
        return fill(self.template(words, language), self.defaults(words, language))


class Model(NamedTuple):
    """A clause, section or record to begin with.

    :param kind: type of the objects that are made from it
    :param title: title of these objects
    :param covers: IDs of the requirements and topics that they would prove
    :param fields: values of their fields
    :param negotiate: what the other side will say to it, and what may be given up
    :param parameters: what has to be filled in, by name
    :param editions: its texts, today's first
    """

    id: str
    kind: str
    title: Text
    covers: tuple[str, ...]
    parameters: Mapping[str, Parameter]
    editions: tuple[Edition, ...]
    place: Place
    fields: Mapping[str, str] = {}
    negotiate: Mapping[str, str] = {}

    @property
    def current(self) -> Edition:
        """The text of today."""
        return self.editions[0]

    @property
    def variants(self) -> tuple[str, ...]:
        """The variants that differ from the text itself."""
        return tuple(variant.name for variant in self.current.variants)


class Origin(NamedTuple):
    """From what an object was made, as its option ``model`` tells.

    :param model: ID of the model
    :param edition: name of the edition
    :param digest: of the text that was offered then
    :param words: the variant
    """

    model: str
    edition: str = ""
    digest: str = ""
    words: tuple[str, ...] = ()

    def __str__(self) -> str:
        """Return the value of the option."""
        return " ".join([self.model, f"{self.edition}/{self.digest}", *self.words])


def parse_origin(text: str) -> Origin:
    """Read the option ``model`` of an object.

    :param text: such as ``INCIDENT_NOTICE 2026-11/0a1b2c3d4e5f6071 high``
    """
    model, *rest = text.split() or [""]
    edition, _, digest = rest[0].partition("/") if rest else ("", "", "")
    return Origin(model=model, edition=edition, digest=digest, words=tuple(rest[1:]))


def variant_words(wanted: Iterable[str]) -> tuple[str, ...]:
    """Return the words of a variant as they are kept: in their order, without those of the text.

    :param wanted: words of :class:`Need` and :class:`Stance`
    :raises ValueError: if one is neither, or two of a kind are wanted
    """
    chosen = dict.fromkeys(wanted)
    for kind in (Need, Stance):
        of_kind = [word for word in chosen if word in list(kind)]
        if len(of_kind) > 1:
            raise ValueError(
                Message("{one} and {other} exclude each other", one=of_kind[0], other=of_kind[1])
            )
    known: list[str] = [*Need, *Stance]
    for word in chosen:
        if word not in known:
            names = ", ".join(known)
            raise ValueError(
                Message("{word!r} is no variant; there are {known}", word=word, known=names)
            )
    return tuple(word for word in VARIANTS if word in chosen)


def fill(template: str, values: Mapping[str, str]) -> str:
    """Return a text with values in the places of its parameters; those without one stay open.

    :param template: the text
    :param values: values by name
    """
    return OPEN.sub(lambda match: values.get(match[1], match[0]), template)


def number_of(text: str) -> float | None:
    """Return the number that a text is, with a point or a comma; nothing if it is none.

    :param text: such as ``99,5``
    """
    plain = "".join(text.split()).replace(",", ".")
    return float(plain) if re.fullmatch(r"\d{1,9}(\.\d{1,6})?", plain) else None
