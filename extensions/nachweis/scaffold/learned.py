"""A text of a project as a model for others: what is particular to the project becomes parameters.

What can be told for sure is replaced: facts, titles and IDs of the project's objects, dates and
numbers. What only looks like a name is told, for a person to decide.
"""

from __future__ import annotations

import dataclasses
import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping
from typing import Final

from nachweis.model.catalogue import Text
from nachweis.model.facts import ROLE, parse_fact
from nachweis.model.items import WRITTEN_ID, Item
from nachweis.model.kinds import Origin
from nachweis.model.library import OPEN, Parameter, number_of
from nachweis.model.messages import Message
from nachweis.model.objects import PROOFS, TYPE
from nachweis.scaffold.scalars import scalar
from nachweis.trace.graph import Graph
from nachweis.trace.models import OPTION, copy_of, places_in

_DATE: Final = re.compile(r"\b(?:\d{4}-\d\d-\d\d|\d{1,2}\.\d{1,2}\.\d{4})\b")
_NUMBER: Final = re.compile(
    r"(?<![\w.,§-])(?P<number>\d{1,9}(?:[.,]\d{1,6})?)"
    r"(?P<after>[ \u00a0]+(?:[^\W\d_]+|%))?(?![\w-])"
)
_REFERENCE: Final = re.compile(r"(?:§§?|Art\.|Abs\.|Nr\.|clause|Ziffer)[ \u00a0]*\Z", re.IGNORECASE)
_WRITTEN_OUT: Final = re.compile(
    r"\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
    r"|zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|elf|zwölf)[ \n]+(?:working[ \n]+)?"
    r"(?:Arbeits)?(?:minute|hour|day|week|month|year|stunde|tag|woche|monat|jahr)\w*",
    re.IGNORECASE,
)
_NAME: Final = re.compile(r"(?<!\w)[A-ZÄÖÜ][A-ZÄÖÜ0-9_-]{2,}(?!\w)")
_SHORTEST: Final = 4
"""Letters of a title that is looked for in a text."""
_LEFT: Final = frozenset({"status", "result"})
"""Words of closed vocabularies that a model does not take along."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Learned:
    """A proposal of a model.

    :param text: the text with the places of parameters
    :param parameters: the parameters by name
    :param found: what each of them stood for, as it was written
    :param names: names, as far as they look like some, and spans written out: still there
    """

    id: str
    text: str
    parameters: Mapping[str, Parameter]
    found: Mapping[str, str]
    names: tuple[str, ...]


class _Places:
    """Gives names to the parameters of a text, other ones than those of the options of its type."""

    def __init__(self, language: str, options: Collection[str]) -> None:
        self.language = language
        self.options = options
        self.parameters: dict[str, Parameter] = {}
        self.found: dict[str, str] = {}

    def put(self, name: str, written: str, parameter: Parameter) -> str:
        """Return the place of a parameter; the same words get the same one."""
        base = name
        for number in range(2, 1000):
            if name not in self.options and self.found.setdefault(name, written) == written:
                break
            name = f"{base}_{number}"
        self.parameters.setdefault(name, parameter)
        return f"{{{{ {name} }}}}"


def learn(graph: Graph, item: Item, identifier: str) -> Learned:
    """Propose a text of a project as a model.

    :param graph: the project, and its catalogue with the models
    :param item: a clause, section or record
    :param identifier: ID of the model; empty: made from the title
    """
    places = _Places(graph.project.settings.language, TYPE[item.type].options)
    text = _with_known(graph, item, places)
    text = ROLE.sub(lambda match: _fact(graph, match, places), text)
    for title, named in _titles(graph):
        pattern = rf"(?<!\w){re.escape(title)}(?!\w)"
        text = re.sub(pattern, lambda _, n=named: _entry(n, places), text)  # type: ignore[misc]  # bound
    own = {other.id for other in graph.project.items}
    an_object = Message("an object of the project")
    text = WRITTEN_ID.sub(
        lambda m: _plain("reference", m[0], places, an_object) if m[0] in own else m[0], text
    )
    text = _DATE.sub(lambda m: _plain("date", m[0], places, Message("a date")), text)
    text = _NUMBER.sub(lambda m: _number(m, places), text)
    plain = OPEN.sub(" ", text)
    spans = (" ".join(found.split()) for found in _WRITTEN_OUT.findall(plain))
    names = dict.fromkeys((*spans, *_NAME.findall(plain)))
    return Learned(
        id=identifier or _slug(item.title) or item.id,
        text=text.strip(),
        parameters=places.parameters,
        found=places.found,
        names=tuple(names),
    )


def _with_known(graph: Graph, item: Item, places: _Places) -> str:
    """Return the text with the places of its own model, as far as they can still be told."""
    copy = copy_of(graph, item) if item.get(OPTION) else None
    if copy is None or copy.model is None or copy.base is None:
        return item.body
    template = copy.base.template(copy.origin.words, copy.language)
    text = item.body
    spans = sorted(places_in(template, text).items(), key=lambda entry: entry[1], reverse=True)
    for name, (start, end) in spans:
        parameter = copy.model.parameters.get(name)
        if parameter is not None:
            places.parameters[name] = parameter
            places.found[name] = text[start:end]
            text = f"{text[:start]}{{{{ {name} }}}}{text[end:]}"
    return text


def _fact(graph: Graph, match: re.Match[str], places: _Places) -> str:
    fact = parse_fact(match[1])
    item = graph.items.get(fact.id)
    if item is None or TYPE[item.type].origin is not Origin.REGISTER:
        return fact.words or match[1]
    source = f"{item.type}.{fact.field}"
    words = Message("{field} of {id}", field=fact.field, id=fact.id)
    return places.put(
        item.type if fact.field == "title" else fact.field,
        match[0],
        Parameter(what=_text(places, words), taken_from=source),
    )


def _titles(graph: Graph) -> Iterator[tuple[str, Item]]:
    """Yield titles of objects of registers, longest first."""
    named = {
        title: item
        for item in graph.project.items
        if TYPE[item.type].origin is Origin.REGISTER
        for title in [item.title.strip()]
        if len(title) >= _SHORTEST and "{" not in title
    }
    yield from sorted(named.items(), key=lambda entry: (-len(entry[0]), entry[0]))


def _entry(item: Item, places: _Places) -> str:
    what = _text(places, Message("title of {id}", id=item.id))
    return places.put(item.type, item.title, Parameter(what=what, taken_from=f"{item.type}.title"))


def _plain(name: str, written: str, places: _Places, words: str) -> str:
    return places.put(name, written, Parameter(what=_text(places, words)))


def _number(match: re.Match[str], places: _Places) -> str:
    """Return the place of a number, named after what is counted."""
    if _REFERENCE.search(match.string[: match.start()]):
        return match[0]
    written, after = match["number"], match["after"] or ""
    unit = "percent" if after.strip() == "%" else _slug(after).lower()
    value = written.replace(",", ".")
    least, most = f"{float(value) / 2:g}", f"{float(value) * 2:g}"
    what = _text(places, Message("number of {unit}", unit=after.strip() or "?"))
    parameter = Parameter(what=what, default={"en": written}, least=least, most=most)
    return f"{places.put(unit or 'number', written, parameter)}{after}"


def _text(places: _Places, words: str) -> Text:
    return {places.language: words}


def _slug(text: str) -> str:
    """Return words as an ID: capital letters without accents, and underscores."""
    plain = (
        unicodedata.normalize("NFKD", text.replace("ß", "ss")).encode("ascii", "ignore").decode()
    )
    return "_".join(re.findall(r"[A-Za-z]+", plain))[:40].strip("_").upper()


def as_file(learned: Learned, item: Item, edition: str, language: str) -> str:
    """Return a proposal as the file of a library.

    :param learned: the proposal
    :param item: the object that it was learned from
    :param edition: name of its edition
    :param language: language of the project
    """
    covers = item.targets(PROOFS[item.type].link)
    takes = {field.name for field in TYPE[item.type].fields if field.values} - _LEFT
    fields = {name: value for name, value in item.fields.items() if name in takes}
    lines = [
        f"id: {learned.id}",
        f"kind: {item.type}",
        f"edition: {edition}",
        f"title: {{{language}: {scalar(item.title)}}}",
        f"covers: [{', '.join(covers)}]",
    ]
    if fields:
        pairs = ", ".join(f"{name}: {scalar(value)}" for name, value in fields.items())
        lines.append(f"fields: {{{pairs}}}")
    if learned.parameters:
        lines.append("parameters:")
    for name, parameter in learned.parameters.items():
        lines += _parameter_lines(name, parameter)
    return "\n".join([*lines, "text:", *_block(learned.text, language, 2)]) + "\n"


def as_variant(learned: Learned, variant: str, language: str) -> str:
    """Return a proposal as an entry of ``variants:`` of a model.

    :param learned: the proposal
    :param variant: name of the variant
    :param language: language of the project
    """
    lines = [f"  - name: {variant}", "    text:", *_block(learned.text, language, 6)]
    return "\n".join(lines) + "\n"


def _block(text: str, language: str, indent: int) -> list[str]:
    space = " " * indent
    return [f"{space}{language}: |", *(f"{space}  {line}".rstrip() for line in text.split("\n"))]


def _parameter_lines(name: str, parameter: Parameter) -> Iterator[str]:
    yield f"  {name}:"
    yield f"    what: {_flow(parameter.what)}"
    if parameter.is_number and parameter.default:
        yield f"    default: {number_of(next(iter(parameter.default.values()))):g}"
    elif parameter.default:
        yield f"    default: {_flow(parameter.default)}"
    for key in ("least", "most", "taken_from"):
        if value := getattr(parameter, key):
            yield f"    {key}: {value}"
    if parameter.choices:
        yield "    choices:"
        yield from (f"      - {_flow(choice)}" for choice in parameter.choices)


def _flow(text: Text) -> str:
    return f"{{{', '.join(f'{code}: {scalar(words)}' for code, words in text.items())}}}"
