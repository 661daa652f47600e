"""What others say in OSCAL about our requirements: mappings, components, assessment results."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from nachweis.model.catalogue import Catalogue
from nachweis.model.messages import Message
from nachweis.model.places import Place
from nachweis.model.relations import REVERSED, Certainty, Relation
from nachweis.scaffold.imported import yaml_text
from nachweis.scaffold.scalars import quote
from nachweis.scaffold.writing import text_as_written, write_texts
from nachweis.sources.errors import SourceError
from nachweis.sources.files import problem
from nachweis.sources.oscal.controls import read_controls
from nachweis.sources.oscal.document import Document, Steps
from nachweis.sources.oscal.files import Source
from nachweis.sources.workspace import MAPPING_FILE, Workspace
from nachweis.sources.yaml.mapping import read_mapping

_RELATIONS: Final = {
    "equivalent-to": Relation.EQUAL,
    "equal-to": Relation.EQUAL,
    "subset-of": Relation.SUBSET,
    "superset-of": Relation.SUPERSET,
    "intersects-with": Relation.INTERSECTS,
}
_ENDS: Final = ("sources", "targets")
_STATEMENT: Final = re.compile(r"_(smt|stm|obj)(\..*)?$")
_FENCE: Final = re.compile(r":{3,}|`{3,}|~{3,}")
"""Opens a directive also behind the mark of a list or quotation."""


class Known:
    """Our requirements by all that others call them: our IDs, labels, their IDs, UUIDs."""

    def __init__(self, catalogue: Catalogue, selected: Iterable[str] = ()) -> None:
        """Index a catalogue.

        :param catalogue: the catalogue, with those that were imported
        :param selected: IDs of the modules and measures that projects select
        """
        self._ids: dict[str, str] = {}
        self._catalogue, self._selected = catalogue, frozenset(selected)
        for group in catalogue.groups.values():
            for name in (group.id, group.label):
                self._ids.setdefault(name.casefold(), group.id)
        for requirement in catalogue.requirements.values():
            control = requirement.imported.control if requirement.imported else ""
            for name in (requirement.id, requirement.uuid, control):
                if name:
                    self._ids[name.casefold()] = requirement.id

    def find(self, name: str) -> str:
        """Return our ID for a name, or nothing.

        :param name: ID of a control or statement, or ``_`` and a UUID
        """
        bare = _STATEMENT.sub("", name).casefold()
        return self._ids.get(bare) or self._ids.get(bare.removeprefix("_"), "")

    def ours(self, ends: Iterable[Iterable[str]]) -> tuple[int, int]:
        """Return how many names projects select, and how many we know: the higher, the more ours.

        Both ends of a mapping are known where both catalogues were imported.

        :param ends: names, as for :meth:`find`
        """
        found = [*filter(None, (self.find(name) for names in ends for name in names))]
        chain = self._catalogue.chain
        selected = (not self._selected.isdisjoint((name, *chain(name))) for name in found)
        return sum(selected), len(found)


def crosswalk_text(
    document: Document, known: Known, name: str, language: str, source: Source
) -> tuple[str, int, int]:
    """Return a mapping collection as a crosswalk, with the numbers of pairs and of those lost.

    :param document: a document of the model *mapping-collection*
    :param known: our requirements
    :param name: ID of the crosswalk
    :param language: ISO 639-1 code of its texts
    :param source: finds the other standard, for the titles of its paragraphs
    :raises SourceError: if it cannot be understood, or none of its pairs is about us
    """
    rows: dict[str, dict[str, str]] = {}
    titles: dict[str, str] = {}
    lost = 0
    for mapping, steps in document.list_at(document.data, "mappings", ()):
        titles |= _titles(document, mapping, (*steps, "source-resource"), source)
        entries = [*document.list_at(mapping, "maps", steps)]
        ends = [[_names(document, *entry, key) for entry in entries] for key in _ENDS]
        source_is_ours = known.ours(ends[0]) > known.ours(ends[1])
        for (entry, way), *both in zip(entries, *ends, strict=True):
            relation = document.text_at(entry, "relationship", way, needed=True)
            told_so = _RELATIONS.get(relation)
            for theirs, ours, told in _pairs(both, told_so, known, source_is_ours=source_is_ours):
                if told is None or not ours:
                    lost += 1
                else:
                    rows.setdefault(theirs, {})[ours] = told.value
    if not rows:
        message = Message("no pair of it names a requirement of this repository")
        raise document.wrong(("mappings",), message)
    metadata = document.object_at(document.data, "metadata", ())
    provenance = document.object_at(document.data, "provenance", ())
    title = document.text_at(metadata, "title", ("metadata",), needed=True)
    said = document.text_at(provenance, "mapping-description", ("provenance",)) or title
    data = {
        "crosswalk": {
            "id": name,
            "label": title,
            "title": {language: title},
            "note": {language: said},
            "release": document.text_at(metadata, "version", ("metadata",)),
        },
        "rows": [
            {
                "reference": theirs,
                "title": {language: titles.get(theirs, theirs)},
                "pairs": [
                    {"to": ours, "relation": told, "certainty": Certainty.UNVERIFIED.value}
                    for ours, told in pairs.items()
                ],
            }
            for theirs, pairs in rows.items()
        ],
    }
    return yaml_text(data), sum(map(len, rows.values())), lost


def _names(document: Document, entry: dict[str, Any], way: Steps, key: str) -> list[str]:
    return [document.text_at(item, "id-ref", at) for item, at in document.list_at(entry, key, way)]


def _pairs(
    ends: list[list[str]], relation: Relation | None, known: Known, *, source_is_ours: bool
) -> Iterator[tuple[str, str, Relation | None]]:
    """Yield what they call it, our ID, and how ours relates to theirs."""
    ours, theirs = ends
    if not source_is_ours:
        ours, theirs = theirs, ours
        relation = REVERSED.get(relation, relation) if relation else None
    for name in theirs:
        for our in ours:
            yield name, known.find(our), relation


def _titles(
    document: Document, mapping: dict[str, Any], steps: tuple[int | str, ...], source: Source
) -> Mapping[str, str]:
    """Return the titles of the paragraphs of the other standard, where its file is beside it."""
    resource = document.object_at(mapping, "source-resource", steps[:-1])
    href = document.text_at(resource, "href", steps)
    try:
        controls = read_controls(source.find(href, document, steps)).controls
    except SourceError:
        return {}
    return {control.id: control.title for control in controls}


def sections_text(document: Document, known: Known, key: str, name: str) -> tuple[str, int, int]:
    """Return what a product brings as drafts of sections, with the numbers made and lost.

    :param document: a document of the model *component-definition*
    :param known: our requirements
    :param key: key of the project
    :param name: part of the IDs of the sections
    :raises SourceError: if it cannot be understood, or nothing of it is about us
    """
    metadata = document.object_at(document.data, "metadata", ())
    title = document.text_at(metadata, "title", ("metadata",), needed=True)
    version = document.text_at(metadata, "version", ("metadata",))
    lines = [
        f"# {_line(title)}",
        "",
        f"{_line(title)} {_line(version)}, {_line(document.name)}.",
        "",
    ]
    made = lost = 0
    for component, way in document.list_at(document.data, "components", ()):
        heading = document.text_at(component, "title", way, needed=True)
        entries = [*_implemented(document, component, way)]
        found = [(known.find(control), told) for control, told in entries]
        lost += sum(not target for target, _ in found)
        if any(target for target, _ in found):
            lines += [f"## {_line(heading)}", ""]
        for target, told in found:
            if target:
                made += 1
                lines += [
                    f":::{{section}} {_line(heading)}: {target}",
                    f":id: {key}_S_{name}_{made:03}",
                    ":concept: provider",
                    ":status: draft",
                    f":addresses: {target}",
                    "",
                    _FENCE.sub(r"\\\g<0>", told.strip()),
                    ":::",
                    "",
                ]
    if not made:
        message = Message("implements no requirement of this repository")
        raise document.wrong(("components",), message)
    return "\n".join(lines), made, lost


def _implemented(
    document: Document, component: dict[str, Any], way: tuple[int | str, ...]
) -> Iterator[tuple[str, str]]:
    """Yield each control that a component implements, with what it says about it."""
    for part, steps in document.list_at(component, "control-implementations", way):
        for entry, at in document.list_at(part, "implemented-requirements", steps):
            told = [document.text_at(entry, "description", at)]
            for statement, there in document.list_at(entry, "statements", at):
                told.append(document.text_at(statement, "description", there))
            control = document.text_at(entry, "control-id", at, needed=True)
            yield control, "\n\n".join(filter(None, told))


def _line(text: str) -> str:
    return " ".join(text.split())


def write_results(
    workspace: Workspace, folder: Path, document: Document, known: Known, name: str
) -> tuple[int, int]:
    """Add assessment results to the evidence of a project, and a rule for each case.

    :param workspace: the workspace
    :param folder: folder of the project
    :param document: a document of the model *assessment-results*
    :param known: our requirements
    :param name: name of the report
    :raises SourceError: if it is there already, nothing of it is about us, or the rules take none
    """
    report = folder / f"evidence/{name.lower()}.json"
    if report.exists():
        raise problem(
            Place(path=report.name, line=0), Message("is there already; choose another --as")
        )
    targets = {
        document.text_at(document.object_at(finding, "target", way), "target-id", way)
        for result, steps in document.list_at(document.data, "results", ())
        for finding, way in document.list_at(result, "findings", steps)
    }
    found = {target: known.find(target) for target in sorted(filter(None, targets))}
    rules = [
        f"  - {{report: {report.name}, case: {quote(target)}, proves: [{ours}], kind: audit}}"
        for target, ours in found.items()
        if ours
    ]
    if not rules:
        raise document.wrong(("results",), Message("assesses no requirement of this repository"))
    path = folder / MAPPING_FILE
    mark, text = text_as_written(path, workspace.root)
    before = (text or "mapping:").rstrip("\n")
    text = "\n".join([before, *rules, ""])
    read_mapping(path, workspace.root, text.encode())
    write_texts({path: f"{mark}{text}", report: document.text}, workspace.root)
    return len(rules), len(found) - len(rules)
