"""Numbers, names and labels: what references read, and where they lead."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Mapping, Set
from typing import Final
from urllib.parse import urlsplit

from docutils import nodes

from nachweis.annex.content.nodes import Mention, ObjectNode
from nachweis.model.annex import WRITTEN, Annex
from nachweis.model.catalogue import in_language
from nachweis.model.items import Item
from nachweis.trace.graph import Graph

LEVEL: Final = "nachweis-level"
NUMBER: Final = "nachweis-number"
_HEADINGS: Final = (nodes.section, ObjectNode)
_EN_SPACE: Final = "\u2002"
_APOSTROPHE: Final = re.compile(r"(?<=\w)'(?=\w)")
_TO: Final = " \u2013 "
_PLAIN: Final = re.compile(r"[0-9]{1,9}")
_LISTED: Final = 10
"""Numbers in a row that are told one by one; of more, the first and the last."""
_SAFE: Final = frozenset({"http", "https", "mailto", "tel", "ftp"})
_OWN_NUMBER: Final = re.compile(r"(§§?\s?\d[\d.]*|[A-Z]\.\d[\d.]*|\d+(\.\d+)*\.?)\s+(?=\S)")


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class OtherAnnexes:
    """The project's other annexes: their names by the objects and documents that they hold."""

    objects: Mapping[str, str]
    documents: Mapping[str, str]


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Names:
    """Where references lead.

    :param labels: label by ``document#id``, by ``document``, and by ``#ID`` of an object
    :param referenced: the labels that something refers to
    :param others: what other annexes hold
    """

    labels: Mapping[str, str]
    referenced: Set[str]
    others: OtherAnnexes

    def label(self, target: str) -> str:
        """Return the label of a target; empty if the annex does not hold it.

        :param target: ``document#id``, ``document``, or ``#ID`` of an object
        """
        return self.labels.get(target, "")

    def of_item(self, identifier: str) -> str:
        """Return the label of an object; empty if the annex does not hold it."""
        return self.label(f"#{identifier}")


def assign_numbers(
    trees: Mapping[str, nodes.document], annex: Annex, graph: Graph, others: OtherAnnexes
) -> Names:
    """Give every heading its level and number, and return where references lead.

    :param trees: the trees in the order of the annex; their headings get attributes
    :param annex: declares how headings are numbered
    :param others: what other annexes hold
    """
    counters: list[int] = []
    labels: dict[str, str] = {}
    for docname, tree in trees.items():
        for heading in tree.findall(nodes.Element):
            if not isinstance(heading, _HEADINGS):
                continue
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
    referenced = frozenset(labels.get(target, "") for target in _targets(trees))
    return Names(labels=labels, referenced=referenced, others=others)


def _depth(node: nodes.Node) -> int:
    depth, parent = 0, node.parent
    while parent is not None:
        depth += isinstance(parent, _HEADINGS)
        parent = parent.parent
    return depth


def _number(
    heading: nodes.Element, level: int, counters: list[int], annex: Annex, graph: Graph
) -> str:
    """Return the number of a heading; sections are counted unless they bear their own numbers."""
    if isinstance(heading, ObjectNode):
        number = printed_number(graph.items[heading["item"]], annex)
        if number:
            return number
    if annex.sections == WRITTEN:
        return ""
    del counters[level:]
    counters += [0] * (level - len(counters))
    counters[level - 1] += 1
    return annex.sections[:-1] + ".".join(map(str, counters))


def tell_gaps(
    trees: Mapping[str, nodes.document], annex: Annex, graph: Graph, language: str
) -> None:
    """Say at each number that no clause has that it is left out, where the annex wants that said.

    :param trees: the trees of the annex; they get paragraphs
    :param language: ISO 639-1 code
    """
    words = in_language(annex.gaps, language)
    for tree in trees.values() if words else ():
        before: tuple[str, int] = ("", 0)
        for clause in list(tree.findall(ObjectNode)):
            item = graph.items[clause["item"]]
            stem, _, last = item.get("number").rpartition(".")
            if item.type != "clause" or not _PLAIN.fullmatch(last):
                continue
            first = before[1] + 1 if stem == before[0] else 1
            gap = range(first, int(last))
            told = [(gap[0], gap[-1])] if len(gap) > _LISTED else [(number,) for number in gap]
            for numbers in told:
                named = (clause_number(annex, f"{stem}.{number}") for number in numbers)
                text = f"{_TO.join(named)}{_EN_SPACE}{words}"
                clause.parent.insert(clause.parent.index(clause), nodes.paragraph("", text))
            before = (stem, int(last))


def clause_number(annex: Annex, written: str) -> str:
    """Return the number of a clause as the annex prints it.

    :param written: the number as the clause has it; one that begins with a letter stays as it is
    """
    return annex.clauses.format(number=written) if written[:1].isdigit() else written


def printed_number(item: Item, annex: Annex) -> str:
    """Return the number of an object as the annex prints it; only clauses have one."""
    return clause_number(annex, item.get("number")) if item.type == "clause" else ""


def heading_text(number: str, title: str) -> str:
    """Return a title with a number in front, if there is one."""
    title = typographic(title)
    return f"{number}{_EN_SPACE}{title}" if number else title


def typographic(text: str) -> str:
    """Return a plain text with the apostrophes that MyST gives to documents."""
    return _APOSTROPHE.sub("’", text)


def split_number(title: str) -> tuple[str, str]:
    """Split a title that begins with a number into that number and the rest."""
    found = _OWN_NUMBER.match(title)
    return (found[1], title[found.end() :]) if found else ("", title)


def _targets(trees: Mapping[str, nodes.document]) -> Iterator[str]:
    for docname, tree in trees.items():
        for reference in tree.findall(nodes.reference):
            yield target_of(reference, docname)
        for mention in tree.findall(Mention):
            yield f"#{mention['target']}"


def target_of(reference: nodes.Element, docname: str) -> str:
    """Return the target of a reference: ``document#id`` or ``document``; empty if it is outside."""
    if reference.get("refid"):
        return f"{docname}#{reference['refid']}"
    uri = str(reference.get("refuri", ""))
    return uri[1:].removesuffix("#") if uri.startswith("%") else ""


def full_name(item: Item, annex: Annex) -> str:
    """Return the title of an object, for a clause with its number in front."""
    return heading_text(printed_number(item, annex), item.title)


def short_name(item: Item, annex: Annex) -> str:
    """Return the number of a clause, else the title of an object."""
    return printed_number(item, annex) or item.title


def is_web_address(address: str) -> bool:
    """Return whether an address may be a link: documents must not run anything."""
    return urlsplit(address).scheme.lower() in _SAFE


def annex_name(annex: Annex, language: str) -> str:
    """Return the name of an annex in references.

    :param language: ISO 639-1 code
    """
    label, title = (in_language(text, language) for text in (annex.label, annex.title))
    return f"{label}, {title}" if label else title
