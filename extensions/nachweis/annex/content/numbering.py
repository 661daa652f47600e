"""Numbers and labels of an annex: what its references read, and where they lead."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Mapping, Set
from typing import Final

from docutils import nodes

from nachweis.annex.content.nodes import Mention, ObjectNode
from nachweis.model.annex import WRITTEN, Annex
from nachweis.model.catalogue import in_language
from nachweis.model.items import Item
from nachweis.trace.graph import Graph

LEVEL: Final = "nachweis-level"
NUMBER: Final = "nachweis-number"
_EN_SPACE: Final = "\u2002"
_APOSTROPHE: Final = re.compile(r"(?<=\w)'(?=\w)")
_OWN_NUMBER: Final = re.compile(r"(§§?\s?\d[\d.]*|[A-Z]\.\d[\d.]*|\d+(\.\d+)*\.?)\s+(?=\S)")


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Elsewhere:
    """What other annexes of the project hold: their names by object and by document."""

    objects: Mapping[str, str]
    documents: Mapping[str, str]


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Names:
    """What may be referred to, and by which words.

    :param labels: label by ``document#id``, by ``document``, and by ``#ID`` of an object
    :param wanted: the labels that something refers to
    """

    labels: Mapping[str, str]
    wanted: Set[str]
    elsewhere: Elsewhere


def number_all(
    trees: Mapping[str, nodes.document], annex: Annex, graph: Graph, elsewhere: Elsewhere
) -> Names:
    """Give every heading its level and number, and return all names.

    :param trees: the trees in the order of the annex; their headings get attributes
    :param annex: says how to number
    :param graph: catalogue and project
    :param elsewhere: what other annexes hold
    """
    counters: list[int] = []
    labels: dict[str, str] = {}
    for docname, tree in trees.items():
        for heading in _headings(tree):
            level = _depth(heading) + 1
            heading[LEVEL] = level
            heading[NUMBER] = _number(heading, level, counters, annex, graph)
            name = f"{docname}#{heading['ids'][0]}" if heading["ids"] else ""
            if isinstance(heading, ObjectNode):
                labels[f"#{heading['item']}"] = name
            labels.setdefault(docname, name)
        for node in tree.findall(nodes.Element):
            if node.get("ids"):
                own = f"{docname}#{node['ids'][0]}"
                labels.update({f"{docname}#{identifier}": own for identifier in node["ids"]})
    wanted = {labels.get(target, "") for target in _targets(trees)}
    return Names(labels=labels, wanted=frozenset(wanted), elsewhere=elsewhere)


def _headings(tree: nodes.document) -> Iterator[nodes.Element]:
    for node in tree.findall(nodes.Element):
        if isinstance(node, (nodes.section, ObjectNode)):
            yield node


def _depth(node: nodes.Node) -> int:
    depth, parent = 0, node.parent
    while parent is not None:
        depth += isinstance(parent, (nodes.section, ObjectNode))
        parent = parent.parent
    return depth


def _number(
    heading: nodes.Element, level: int, counters: list[int], annex: Annex, graph: Graph
) -> str:
    """Return the number of a heading, counting it where the annex counts."""
    if isinstance(heading, ObjectNode):
        item = graph.items[heading["item"]]
        written = item.get("number")
        if item.type == "clause" and written:
            return clause_number(annex, written)
    if annex.sections == WRITTEN:
        return ""
    del counters[level:]
    counters += [0] * (level - len(counters))
    counters[level - 1] += 1
    return annex.sections[:-1] + ".".join(map(str, counters))


def clause_number(annex: Annex, written: str) -> str:
    """Return the number of a clause as the annex prints it.

    :param annex: says how
    :param written: the number as the clause has it; one that begins with a letter stays alone
    """
    return annex.clauses.format(number=written) if written[:1].isdigit() else written


def heading_text(number: str, title: str) -> str:
    """Return a heading with its number in front.

    :param number: the number, or nothing
    :param title: the title
    """
    title = typographic(title)
    return f"{number}{_EN_SPACE}{title}" if number else title


def typographic(text: str) -> str:
    """Return a plain text with the apostrophes that MyST gives to a document's text.

    :param text: a title, or a text of the catalogue
    """
    return _APOSTROPHE.sub("’", text)


def split_number(title: str) -> tuple[str, str]:
    """Return the number that a title begins with, if it does, and the rest.

    :param title: a title as written
    """
    found = _OWN_NUMBER.match(title)
    return (found[1], title[found.end() :]) if found else ("", title)


def _targets(trees: Mapping[str, nodes.document]) -> Iterator[str]:
    for docname, tree in trees.items():
        for reference in tree.findall(nodes.reference):
            yield target_of(reference, docname)
        for mention in tree.findall(Mention):
            yield f"#{mention['target']}"


def target_of(reference: nodes.Element, docname: str) -> str:
    """Return what a reference leads to: ``document#id`` or ``document``; nothing outside.

    :param reference: the node
    :param docname: the document that it stands in
    """
    if reference.get("refid"):
        return f"{docname}#{reference['refid']}"
    uri = str(reference.get("refuri", ""))
    return uri[1:].removesuffix("#") if uri.startswith("%") else ""


def name_of(item: Item, annex: Annex, language: str) -> str:
    """Return what a person calls an object: number and title, or label of the catalogue.

    :param item: the object
    :param annex: says how numbers are printed
    :param language: ISO 639-1 code
    """
    del language
    written = item.get("number") if item.type == "clause" else ""
    return heading_text(clause_number(annex, written) if written else "", item.title)


def annex_name(annex: Annex, language: str) -> str:
    """Return what a reference calls an annex.

    :param annex: the annex
    :param language: ISO 639-1 code
    """
    label, title = (in_language(text, language) for text in (annex.label, annex.title))
    return f"{label}, {title}" if label else title
