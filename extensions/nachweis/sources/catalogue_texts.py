"""Texts of a workspace's own catalogue: pages are made of them, so they may not have more."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from nachweis.model.catalogue import Catalogue, Text
from nachweis.model.files import FileUse
from nachweis.model.findings import Finding
from nachweis.model.places import Place
from nachweis.sources.inside import outside_findings
from nachweis.sources.markdown.documents import bounded, refusals
from nachweis.sources.markdown.fences import Effort
from nachweis.sources.markdown.refused import may_have


def catalogue_refusals(catalogue: Catalogue, root: Path) -> Iterator[Finding]:
    """Yield what the texts of a catalogue may not have.

    :param catalogue: as it was read
    :param root: the workspace
    """
    texts = [*_texts(catalogue)]
    if not may_have("\n".join(text for _, text in texts)):
        return
    for place, text in texts:
        with bounded(place.path):
            refused = [*refusals(text, max(place.line, 2), place.path, place.path, Effort())]
        for found in refused:
            if isinstance(found, Finding):
                yield found._replace(place=place)
            elif isinstance(found, FileUse):
                yield from outside_findings([found._replace(place=place)], root)


def _texts(catalogue: Catalogue) -> Iterator[tuple[Place, str]]:
    for group in catalogue.groups.values():
        if group.imported:  # their texts are shown as they are, never as Markdown
            continue
        for text in (group.title, group.summary, group.guidance):
            yield from _of(group.place, text)
    for requirement in catalogue.requirements.values():
        if requirement.imported:
            continue
        for text in (requirement.text, requirement.derived, requirement.sharper):
            yield from _of(requirement.place, text)
    for threat in catalogue.threats.values():
        yield from _of(threat.place, threat.title)
        yield from _of(threat.place, threat.text)


def _of(place: Place, text: Text) -> Iterator[tuple[Place, str]]:
    yield from ((place, words) for words in text.values())
