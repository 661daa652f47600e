"""The files of an imported catalogue, written from what a document in OSCAL says."""

from __future__ import annotations

import dataclasses
import fnmatch
import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from nachweis.model.messages import Message
from nachweis.model.places import Place
from nachweis.scaffold.writing import write_texts
from nachweis.sources.catalogue import (
    MAPPING,
    SOURCE,
    imported_files,
    imported_folders,
    read_catalogue,
)
from nachweis.sources.files import problem
from nachweis.sources.oscal.controls import Control, Controls
from nachweis.sources.workspace import IMPORTED, Workspace
from nachweis.templates import find_template

_WIDTH: Final = 110
"""Characters of a line after which a text goes on in the next one: diffs stay readable, and the
reader takes long lines for an attack."""
_HEAD: Final = (
    "# Imported with 'nachweis import oscal'; the next import writes it again.\n"
    "# Texts of others: use them as the licence in source.yaml allows.\n"
)
_PLAIN_KEY: Final = re.compile(r"(?!(?i:yes|no|on|off|true|false|null)$)[A-Za-z_][A-Za-z0-9_-]+")
"""What YAML 1.1 reads as a text without quotes."""
_GERMAN: Final = re.compile(r"\b(MUSS|MÜSSEN|SOLLTE|SOLLTEN|KANN|und|der|die)\b")


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class ImportRequest:
    """The request for an import.

    :param name: name of the catalogue, with which all its IDs begin
    :param origin: file or address that is named as its source
    :param licence: under which its texts may be used; empty takes what the document says
    :param select: patterns of IDs of groups and controls; empty takes all
    :param language: ISO 639-1 code of its texts; empty guesses
    :param profile: profile of a folder that is imported, to be remembered
    :param keep: UUIDs of controls that are taken, too, wherever they moved
    """

    name: str
    origin: str
    licence: str = ""
    select: tuple[str, ...] = ()
    language: str = ""
    profile: str = ""
    keep: frozenset[str] = frozenset()


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class ImportedTexts:
    """What an import writes.

    :param files: texts by file name, without the mapping
    :param identifiers: our ID of each control that is taken, in their order
    :param controls: those controls
    :param groups: how many groups hold them
    :param top: IDs of the groups that no other one holds, for ``project.yaml``
    :param loose: how many references lead out of what is imported
    """

    files: Mapping[str, str]
    identifiers: tuple[str, ...]
    controls: tuple[Control, ...]
    groups: int
    loose: int
    top: str


def import_texts(controls: Controls, request: ImportRequest) -> ImportedTexts:
    """Write the files of an imported catalogue; the same document makes the same texts.

    :param controls: the document
    :param request: what of it is wanted, and how
    """
    taken = [*_taken(controls, request)]
    chosen = [controls.controls[number] for number in taken]
    used = _with_those_around(controls, {control.group for control in chosen})
    names = _Names(request.name)
    groups = {number: names.make(controls.groups[number].id) for number in used}
    ids = {number: names.make(controls.controls[number].id) for number in taken}
    targets = _targets(controls, ids)
    language = request.language or _language(controls)
    inside: dict[int, list[dict[str, Any]]] = {number: [] for number in used}
    loose = 0
    for number in taken:
        control = controls.controls[number]
        entry, lost = _entry(control, ids[number], _parent(control, ids), targets, language)
        loose += lost
        inside[control.group].append(entry)
    files = {SOURCE: _source(controls, request, language)}
    for number in used:
        group = controls.groups[number]
        head = {
            "type": "bsi_module" if group.around is None else "measure",
            "id": groups[number],
            "control": group.id,
            "uuid": group.uuid,
            "label": group.label,
            "title": {language: group.title},
            "part_of": groups[group.around] if group.around is not None else None,
            "within": [
                controls.groups[above].id for above in reversed([*_above(controls, number)])
            ],
            "guidance": {language: group.guidance} if group.guidance else {},
        }
        files[f"{groups[number]}.yaml"] = _HEAD + yaml_text(
            {"group": head, "controls": inside[number]}
        )
    return ImportedTexts(
        files=files,
        identifiers=tuple(ids.values()),
        controls=tuple(chosen),
        groups=len(used),
        loose=loose,
        top=", ".join(i for n, i in groups.items() if controls.groups[n].around is None),
    )


def _entry(
    control: Control, identifier: str, parent: str, targets: Mapping[str, str], language: str
) -> tuple[dict[str, Any], int]:
    """Return a control as it is written, and how many of its references lead elsewhere."""
    required, lost = _resolved(control.required, targets)
    related, more = _resolved(control.related, targets)
    facts = dict(control.facts)
    if lost:
        facts["required elsewhere"] = ", ".join(lost)
    if more:
        facts["related elsewhere"] = ", ".join(more)
    entry = {
        "id": identifier,
        "control": control.id,
        "uuid": control.uuid,
        "label": control.label,
        "title": {language: control.title},
        "modal": control.modal.value,
        "level": control.level.value if control.level else None,
        "text": {language: control.text},
        "guidance": {language: control.guidance} if control.guidance else {},
        "refines": parent,
        "required": required,
        "related": related,
        "facts": facts,
    }
    return entry, len(lost) + len(more)


def default_name(title: str) -> str:
    """Return a name for a catalogue: the initials of its title, or the title itself if short.

    :param title: title of the document
    """
    words = re.findall(r"[A-Z0-9]+", _ascii(title))
    name = "".join(word[0] for word in words) if len(words) > 2 else "_".join(words)
    name = name.lstrip("0123456789_")[:12]
    return name if len(name) > 1 else "OSCAL"


def _taken(controls: Controls, request: ImportRequest) -> Iterator[int]:
    """Yield the indices of the controls that patterns choose, by themselves or what is around."""
    patterns = request.select
    chosen: set[int] = set()
    for number, control in enumerate(controls.controls):
        above = [control.group, *_above(controls, control.group)]
        names = [control.id, *(controls.groups[group].id for group in above)]
        if (
            not patterns
            or control.around in chosen
            or control.uuid in request.keep
            or any(fnmatch.fnmatchcase(name, pattern) for name in names for pattern in patterns)
        ):
            chosen.add(number)
            yield number


def _above(controls: Controls, group: int) -> Iterator[int]:
    around = controls.groups[group].around
    while around is not None:
        yield around
        around = controls.groups[around].around


def _with_those_around(controls: Controls, groups: set[int]) -> list[int]:
    return sorted(groups | {above for group in groups for above in _above(controls, group)})


def _parent(control: Control, ids: Mapping[int, str]) -> str:
    return ids.get(control.around, "") if control.around is not None else ""


class _Names:
    """Makes IDs out of those of a document; one that is taken gets a number."""

    def __init__(self, name: str) -> None:
        self._name, self._taken = name, Counter[str]()

    def make(self, identifier: str) -> str:
        made = f"{self._name}_{re.sub('[^A-Z0-9]+', '_', _ascii(identifier)).strip('_')}"
        self._taken[made] += 1
        return made if self._taken[made] == 1 else self.make(f"{identifier}_{self._taken[made]}")


def _ascii(text: str) -> str:
    for umlaut, letters in (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ß", "ss")):
        text = text.replace(umlaut, letters).replace(umlaut.upper(), letters.upper())
    return unicodedata.normalize("NFKD", text).upper()


def _targets(controls: Controls, ids: Mapping[int, str]) -> Mapping[str, str]:
    """Return our IDs by what references name: identifiers, and UUIDs that only one control has."""
    many = Counter(controls.controls[number].uuid for number in ids)
    found = {
        controls.controls[n].uuid: i for n, i in ids.items() if many[controls.controls[n].uuid] == 1
    }
    found |= {controls.controls[n].id: i for n, i in ids.items()}
    found.pop("", None)
    return found


def _resolved(references: Sequence[str], targets: Mapping[str, str]) -> tuple[list[str], list[str]]:
    """Return the IDs that references stand for, and those references that lead elsewhere."""
    found = [targets[name] for name in dict.fromkeys(references) if name in targets]
    return found, [name for name in dict.fromkeys(references) if name not in targets]


def _language(controls: Controls) -> str:
    words = " ".join(control.text for control in controls.controls[:50])
    return "de" if len(_GERMAN.findall(words)) > len(controls.controls[:50]) // 2 else "en"


def _source(controls: Controls, request: ImportRequest, language: str) -> str:
    source = {
        "title": controls.title,
        "version": controls.version,
        "published": controls.published,
        "publisher": controls.publisher,
        "licence": request.licence or controls.licence,
        "origin": request.origin,
        "language": language,
        "uuid": controls.uuid,
        "profile": request.profile,
        "select": list(request.select),
    }
    head = (
        "# Where the texts of this folder come from, and under which licence they may be used.\n"
        "# Not ours: they stay in this repository, and are part of no release of Nachweis.\n"
    )
    return head + yaml_text({"source": source})


def history(aliases: Mapping[str, str], withdrawn: Mapping[str, str]) -> str:
    """Write the end of ``source.yaml``: what earlier releases had.

    :param aliases: IDs that are used no longer, by which ID each was replaced
    :param withdrawn: texts that are there no longer, by ID
    """
    return yaml_text(
        {"aliases": dict(sorted(aliases.items())), "withdrawn": dict(sorted(withdrawn.items()))}
    )


def yaml_text(data: Mapping[str, Any]) -> str:
    """Write data as YAML in blocks; what is empty is left out.

    :param data: texts, lists and mappings
    """
    return "".join(_lines(data, 0)).encode("utf-8", "replace").decode()


def _lines(data: Mapping[str, Any], depth: int) -> Iterator[str]:
    """Yield the lines of a mapping, without what is empty."""
    indent = "  " * depth
    for key, value in data.items():
        name = key if _PLAIN_KEY.fullmatch(key) else json.dumps(key)
        if value is None or value in ("", [], {}):
            continue
        if isinstance(value, Mapping):
            yield f"{indent}{name}:\n"
            yield from _lines(value, depth + 1)
        elif isinstance(value, list) and isinstance(value[0], Mapping):
            yield f"{indent}{name}:\n"
            for entry in value:
                first, *others = _lines(entry, depth + 2)
                yield f"{indent}  - {first.lstrip()}"
                yield from others
        elif isinstance(value, list):
            yield f"{indent}{name}: [{', '.join(map(_scalar, value))}]\n"
        else:
            yield f"{indent}{name}: {_folded(_scalar(value), depth)}\n"


def _scalar(value: str) -> str:
    """Write a text as one that YAML reads as the same text: double quotes, but for plain words."""
    if re.fullmatch(r"[A-Z][A-Z0-9]*(_[A-Z0-9]+)+", value):
        return value
    return json.dumps(value, ensure_ascii=False)


def _folded(text: str, depth: int) -> str:
    """Break the lines of a quoted text, at single blanks, which YAML reads as blanks again."""
    indent = "  " * (depth + 2)
    lines, line = [], ""
    for word in re.split(r"(?<=[^ \\]) (?=[^ ])", text):
        if line and len(line) + len(word) + len(indent) >= _WIDTH:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}" if line else word
    lines.append(line)
    return f"\n{indent}".join(lines)


def write_import(workspace: Workspace, name: str, texts: ImportedTexts) -> list[str]:
    """Write an imported catalogue in one step; return the paths of what changed.

    The mapping is kept where there is one.

    :param workspace: the workspace
    :param name: name of the catalogue
    :param texts: its files
    :raises SourceError: if an ID is taken by another catalogue or project, or it cannot be written
    """
    folder = workspace.root / IMPORTED / name
    _refuse_taken(workspace, folder, name, texts)
    there = {path.name: path.read_text(encoding="utf-8") for path in imported_files(folder)}
    made = {file: text for file, text in texts.files.items() if file != SOURCE}
    if not there.items() <= made.items():  # fewer of the same are of one that was killed
        raise problem(
            Place(path=f"{IMPORTED}/{name}", line=0),
            Message(
                "is there already, from another release; move it with 'nachweis upgrade {name} "
                "FILE', which takes links along, or choose another --as",
                name=name,
            ),
        )
    return write_files_of(workspace, name, texts)


def write_files_of(workspace: Workspace, name: str, texts: ImportedTexts) -> list[str]:
    """Write the files of an imported catalogue in one step; return the paths of what changed.

    :param workspace: the workspace
    :param name: name of the catalogue
    :param texts: its files
    :raises SourceError: if they cannot be written
    """
    folder = workspace.root / IMPORTED / name
    files = {folder / file: text for file, text in texts.files.items()}
    mapping = folder / MAPPING
    if not mapping.exists():
        files[mapping] = find_template("import", MAPPING).read_text(encoding="utf-8")
    changed = {
        path: text
        for path, text in files.items()
        if not path.exists() or path.read_text(encoding="utf-8") != text
    }
    gone = [path for path in imported_files(folder) if path not in files]
    write_texts(changed, workspace.root)
    for path in gone:
        path.unlink()
    return [path.relative_to(workspace.root).as_posix() for path in (*changed, *gone)]


def _refuse_taken(workspace: Workspace, folder: Path, name: str, texts: ImportedTexts) -> None:
    """Raise if an ID is that of another catalogue, or begins like those of a project."""
    place = Place(path=f"{IMPORTED}/{name}", line=0)
    project = next((key for key in workspace.projects if f"{name}_".startswith(f"{key}_")), None)
    if project:
        raise problem(
            place,
            Message(
                "IDs of the project {project} begin like that; choose another --as", project=project
            ),
        )
    others = read_catalogue(workspace.catalog, workspace.catalog_root)
    taken = next(filter(others.has, texts.identifiers), None)
    begun = next(
        (
            path.name
            for path in imported_folders(workspace.root)
            if path != folder and f"{name}_".startswith(f"{path.name}_")
        ),
        None,
    )
    if taken or begun:
        raise problem(
            place,
            Message(
                "{taken} begins like its IDs; choose another name with --as", taken=taken or begun
            ),
        )
