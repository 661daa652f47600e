"""Completions for IDs: every requirement and object with its label and title, for editors."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Sequence

from nachweis.export.formats import Exported, ExportRequest
from nachweis.model.catalogue import Catalogue, in_language
from nachweis.model.items import Item
from nachweis.model.places import one_line
from nachweis.report.json_text import json_text
from nachweis.sources.catalogue import catalogue_of


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Word:
    """An ID that can be linked to.

    :param id: the text to insert
    :param label: its official label, or its type
    :param title: its title
    """

    id: str
    label: str
    title: str


def export(request: ExportRequest) -> Exported:
    """Export the IDs of the catalogue, and of the project if one is named, as a file.

    :param request: names the project, and the *format*: *vscode* or *words*
    """
    workspace, verdict = request.workspace, request.verdict
    if verdict is None:
        catalogue = catalogue_of(workspace)
        items: Sequence[Item] = ()
        language = "en"
    else:
        catalogue, items = verdict.graph.catalogue, verdict.graph.project.items
        language = verdict.graph.project.settings.language
    language = request.options["lang"] or language
    words = [*catalogue_words(catalogue, language), *object_words(items)]
    text = to_vscode(words) if request.options["format"] == "vscode" else to_words(words)
    return Exported(content=text, what=f"{len({word.id for word in words})} IDs")


def catalogue_words(catalogue: Catalogue, language: str) -> Iterator[Word]:
    """Yield the modules, measures, topics, requirements and threats of a catalogue.

    :param catalogue: the catalogue
    :param language: language of the titles
    """
    for group in catalogue.groups.values():
        yield Word(id=group.id, label=group.label, title=_line(in_language(group.title, language)))
    for requirement in catalogue.requirements.values():
        text = in_language(requirement.text, language)
        yield Word(id=requirement.id, label=requirement.label, title=_line(text))
    for threat in catalogue.threats.values():
        title = _line(in_language(threat.title, language))
        yield Word(id=threat.id, label=threat.module or threat.label, title=title)


def object_words(items: Iterable[Item]) -> Iterator[Word]:
    """Yield the objects of a project.

    :param items: its objects; those without an ID are left out
    """
    for item in items:
        if item.id:
            yield Word(id=item.id, label=item.type, title=_line(item.title))


def to_vscode(words: Iterable[Word]) -> str:
    """Format snippets of VS Code, which offer an ID for its label and title, too.

    :param words: the IDs
    """
    snippets = {
        word.id: {
            "scope": "markdown,yaml",
            "prefix": [word.id, f"{word.label} {word.title}"],
            "body": word.id,
            "description": f"{word.label}: {word.title}",
        }
        for word in sorted(words, key=lambda word: word.id)
    }
    return json_text(snippets)


def to_words(words: Iterable[Word]) -> str:
    """Format one ID per line, with label and title after tabs, for any other editor.

    :param words: the IDs
    """
    ordered = sorted(words, key=lambda word: word.id)
    rows = ((word.id, word.label, word.title) for word in ordered)
    return "".join("\t".join(map(one_line, row)) + "\n" for row in rows)


def _line(text: str) -> str:
    return " ".join(text.split())
