"""Abbreviations in the documents of a project that nobody explains."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from nachweis.model.abbreviations import abbreviations, explained_in, names_in
from nachweis.model.catalogue import Term
from nachweis.model.places import Place
from nachweis.sources.files import read_text, relative
from nachweis.sources.workspace import documents, lists


def unexplained(folder: Path, root: Path, glossary: Iterable[Term]) -> dict[str, list[Place]]:
    """Return the abbreviations with their places, those that are used most first.

    :param folder: the project's folder
    :param root: the workspace
    :param glossary: terms, whose words explain abbreviations
    :raises SourceError: if a document cannot be read
    """
    texts = {
        relative(path, root): read_text(path, root) for path in (*documents(folder), *lists(folder))
    }
    words = [
        word
        for term in glossary
        for text in (*term.term.values(), *(w for many in term.synonyms.values() for w in many))
        for word in (text, *explained_in(text))
    ]
    known = {folder.name, *words}
    for path, text in texts.items():
        known |= explained_in(text)
        if path.endswith(".yaml"):
            known |= names_in(text)
    found: dict[str, list[Place]] = {}
    for path, text in texts.items():
        for line, word in abbreviations(text.splitlines(), known):
            found.setdefault(word, []).append(Place(path=path, line=line))
    return dict(sorted(found.items(), key=lambda entry: (-len(entry[1]), entry[0])))
