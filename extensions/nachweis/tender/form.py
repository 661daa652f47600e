"""What bidders fill in: the sheets of the workbook and their columns, for its writer and reader."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from nachweis.i18n import Words, translator
from nachweis.model.catalogue import in_language
from nachweis.model.items import Item
from nachweis.model.messages import gettext_noop
from nachweis.model.tender_types import RENDERED_BY, Answer, Detail
from nachweis.model.texts import LANGUAGES
from nachweis.trace.gate import Verdict
from nachweis.trace.tender import (
    answered_questions,
    asked,
    criteria_by_requirement,
    fingerprint,
    version_of,
)

_SHARED: Final = " + "
"""Between those who share what is offered; a comma would part the words of a drop-down."""


class Column(NamedTuple):
    """A column of a sheet.

    :param name: the field that it holds
    :param head: its heading in English
    :param width: in characters
    :param ours: whether bidders only read it
    """

    name: str
    head: str
    width: int
    ours: bool = False


class Form(NamedTuple):
    """A sheet that bidders fill in.

    :param name: *answers*, or a :class:`~nachweis.model.tender_types.Detail`
    :param title: its name in English
    :param key: the column without which a row says nothing
    """

    name: str
    title: str
    key: str
    columns: tuple[Column, ...]


ANSWERS: Final = Form(
    name="answers",
    title=gettext_noop("Requirements"),
    key="id",
    columns=(
        Column("id", gettext_noop("ID"), 21, ours=True),
        Column("measure", gettext_noop("Measure"), 11, ours=True),
        Column("text", gettext_noop("Requirement"), 38, ours=True),
        Column("modal", gettext_noop("Degree"), 14, ours=True),
        Column("minimum", gettext_noop("At least"), 20, ours=True),
        Column("clause", gettext_noop("Clause"), 9, ours=True),
        Column("answer", gettext_noop("Answer"), 13),
        Column("how", gettext_noop("How it is met"), 38),
        Column("evidence", gettext_noop("Evidence offered"), 20),
        Column("rendered_by", gettext_noop("Rendered by"), 16),
        Column("remark", gettext_noop("Remark"), 18),
        Column("version", gettext_noop("State of the row"), 10, ours=True),
        Column("bidder", gettext_noop("Bidder's ID"), 16, ours=True),
    ),
)
DETAILS: Final = (
    Form(
        name=Detail.SUBCONTRACTOR,
        title=gettext_noop("Subcontractors"),
        key="title",
        columns=(
            Column("title", gettext_noop("Subcontractor"), 34),
            Column("service", gettext_noop("Its service"), 50),
            Column("location", gettext_noop("Location of service and data"), 40),
        ),
    ),
    Form(
        name=Detail.CONTACT,
        title=gettext_noop("Contacts"),
        key="title",
        columns=(
            Column("title", gettext_noop("Contact person or office"), 34),
            Column("service", gettext_noop("Responsible for"), 50),
            Column("reach", gettext_noop("Mail or telephone"), 40),
        ),
    ),
    Form(
        name=Detail.CERTIFICATE,
        title=gettext_noop("Certificates"),
        key="title",
        columns=(
            Column("title", gettext_noop("Certificate"), 34),
            Column("issuer", gettext_noop("Issued by"), 30),
            Column("service", gettext_noop("Its scope"), 46),
            Column("valid_until", gettext_noop("Valid until"), 14),
        ),
    ),
    Form(
        name=Detail.SERVICE_LEVEL,
        title=gettext_noop("Service levels"),
        key="title",
        columns=(
            Column("title", gettext_noop("Service level"), 44),
            Column("level", gettext_noop("Level offered"), 30),
            Column("service", gettext_noop("How it is measured"), 50),
        ),
    ),
)
FORMS: Final = (ANSWERS, *DETAILS)
QUESTIONS: Final = Form(
    name="questions",
    title=gettext_noop("Questions and answers"),
    key="title",
    columns=(
        Column("asked", gettext_noop("Asked on"), 12, ours=True),
        Column("title", gettext_noop("Question"), 50, ours=True),
        Column("answered", gettext_noop("Answered on"), 12, ours=True),
        Column("text", gettext_noop("Our answer"), 70, ours=True),
        Column("about", gettext_noop("About"), 26, ours=True),
    ),
)


class Asked(NamedTuple):
    """What is asked in one row.

    :param id: ID of the requirement
    :param texts: what bidders read, by name of the column
    :param version: its fingerprint
    """

    id: str
    texts: Mapping[str, str]
    version: str


class Request(NamedTuple):
    """All that is asked of bidders.

    :param rows: what they answer, in the order of the catalogue
    :param questions: their questions that are answered, by name of the column
    :param version: fingerprint of all rows
    """

    rows: tuple[Asked, ...]
    questions: tuple[Mapping[str, str], ...]
    version: str


def request_of(verdict: Verdict, language: str) -> Request:
    """Return what the project asks of bidders.

    :param verdict: the project, judged; for a bidder that of its audience
    :param language: ISO 639-1 code of the texts
    """
    graph = verdict.graph
    words, criteria = translator(language), criteria_by_requirement(graph)
    rows = []
    for requirement in asked(graph, verdict.coverage):
        criterion = criteria.get(requirement.id)
        texts = {
            "id": requirement.id,
            "measure": requirement.label,
            "text": in_language(requirement.text, language),
            "modal": words.word(requirement.modal),
            "minimum": criterion.get("minimum") if criterion else "",
            "clause": _clauses(criterion, graph.items),
        }
        rows.append(Asked(requirement.id, texts, fingerprint(requirement, criterion)))
    return Request(
        rows=tuple(rows),
        questions=tuple(_questions(verdict, words)),
        version=version_of(row.version for row in rows),
    )


def _clauses(criterion: Item | None, items: Mapping[str, Item]) -> str:
    found = (
        [items[name] for name in criterion.targets("clause") if name in items] if criterion else ()
    )
    return ", ".join(
        f"§ {item.get('number')}" if item.get("number") else item.title for item in found
    )


def _questions(verdict: Verdict, words: Words) -> Iterator[Mapping[str, str]]:
    """Yield the questions that are answered, the newest last; nobody reads who asked."""
    for item in answered_questions(verdict.graph):
        yield {
            "asked": words.day(item.get("asked")),
            "title": item.title,
            "answered": words.day(item.get("answered")),
            "text": item.body.strip(),
            "about": ", ".join(item.targets("about")),
        }


def answer_words(words: Words) -> tuple[str, ...]:
    """Return what the drop-down of answers offers.

    :param words: the translations
    """
    return tuple(map(words.word, Answer))


def rendered_words(words: Words) -> tuple[str, ...]:
    """Return what the drop-down of who renders something offers.

    :param words: the translations
    """
    alone = tuple(words.word(name) for name in RENDERED_BY)
    pairs = [(0, 1), (0, 2), (1, 2), (0, 1, 2)]
    return (*alone, *(_SHARED.join(alone[i] for i in pair) for pair in pairs))


@functools.cache
def known_words(values: Sequence[str]) -> Mapping[str, str]:
    """Return what words of any language stand for, by the words in lower case.

    :param values: words of a vocabulary, as they are kept
    """
    return {
        spoken.casefold(): value
        for value in values
        for spoken in (value, *(translator(language).word(value) for language in LANGUAGES))
    }


@functools.cache
def known_heads(form: Form) -> Mapping[str, str]:
    """Return the names of a sheet's columns by their headings in any language, in lower case.

    :param form: the sheet
    """
    return {
        translator(language)(column.head).casefold(): column.name
        for language in LANGUAGES
        for column in form.columns
    }
