"""Reading the catalogue: one YAML file a measure, plus phases, glossary and cited stubs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from nachweis.model.catalogue import Catalogue, Group, PhaseText, Requirement, Term
from nachweis.model.places import Place
from nachweis.model.terms import Phase
from nachweis.sources.errors import Problem, SourceError
from nachweis.sources.files import problem, relative
from nachweis.sources.shapes import CitedFile, GlossaryFile, GroupShape, MeasureFile, PhasesFile
from nachweis.sources.yamlfile import YamlFile, check_shape, read_yaml

CITED: Final = "cited.yaml"
PHASES: Final = "phases.yaml"
GLOSSARY: Final = "glossary.yaml"


def measure_files(folder: Path) -> list[Path]:
    """Return the files of the measures, in the order in which their labels sort.

    :param folder: the ``catalog/`` folder
    """
    return sorted(folder.glob("grundschutz-*/*.yaml"))


def read_catalogue(folder: Path, root: Path) -> Catalogue:
    """Read a catalogue folder.

    :param folder: the ``catalog/`` folder
    :param root: the folder that paths in messages are relative to
    :raises SourceError: with everything that is wrong in any of its files
    """
    problems: list[Problem] = []
    groups: dict[str, Group] = {}
    requirements: dict[str, Requirement] = {}
    files = measure_files(folder)
    if not files:
        place = Place(path=relative(folder, root))
        raise problem(place, "holds no catalogue (no grundschutz-*/*.yaml)")
    for path in files:
        try:
            for entry in read_measure(path, root):
                if entry.id in groups or entry.id in requirements:
                    message = f"the ID {entry.id} is used twice in the catalogue; rename one"
                    problems.append(Problem(place=entry.place, message=message))
                if isinstance(entry, Group):
                    groups[entry.id] = entry
                else:
                    requirements[entry.id] = entry
        except SourceError as error:
            problems.extend(error.problems)
    cited, phases, glossary = _extras(folder, root, problems)
    groups.update(cited)
    if not problems:
        problems.extend(_unresolved(groups, requirements))
    if problems:
        raise SourceError(problems)
    return Catalogue(groups=groups, requirements=requirements, phases=phases, glossary=glossary)


def read_measure(path: Path, root: Path) -> Iterator[Group | Requirement]:
    """Yield the groups and requirements of one catalogue file, groups first.

    :param path: absolute path of the file
    :param root: the folder that paths in messages are relative to
    :raises SourceError: if it is not a valid catalogue file
    """
    file = read_yaml(path, root)
    shape = check_shape(file, MeasureFile)
    head = shape.module or shape.measure
    if head is None or (shape.module and shape.measure):
        raise problem(file.place(), "must have exactly one of the keys 'module' and 'measure'")
    kind = "module" if shape.module else "measure"
    top = _head(file, kind, head)
    yield top
    for number, topic in enumerate(shape.topics):
        yield Group(
            type="req_topic",
            id=topic.id,
            label=head.label,
            title=topic.title,
            guidance=topic.guidance,
            part_of=head.id,
            place=file.place(("topics", number)),
            document=file.path,
        )
    topics = {topic.id for topic in shape.topics}
    for number, entry in enumerate(shape.requirements):
        if entry.topic is not None and entry.topic not in topics:
            raise problem(
                file.place(("requirements", number, "topic")),
                f"topic {entry.topic} is none of this file's topics; correct it",
            )
        yield Requirement(
            id=entry.id,
            uuid=entry.uuid,
            label=head.label,
            part_of=entry.topic or head.id,
            measure=head.id,
            source=entry.source,
            modal=entry.modal,
            text=entry.text,
            phases=entry.phases,
            responsible=entry.responsible,
            proofs=entry.proofs,
            recurrence=entry.recurrence,
            roles=entry.roles,
            level=entry.level or head.level,
            cia=entry.cia,
            see=entry.see,
            place=file.place(("requirements", number)),
            document=file.path,
        )


def _head(file: YamlFile, kind: str, head: GroupShape) -> Group:
    return Group(
        type="bsi_module" if kind == "module" else "measure",
        id=head.id,
        label=head.label,
        title=head.title,
        part_of=head.part_of,
        level=head.level,
        source=head.source,
        summary=head.summary,
        guidance=head.guidance,
        see=head.see,
        place=file.place((kind,)),
        document=file.path,
    )


def _extras(
    folder: Path, root: Path, problems: list[Problem]
) -> tuple[dict[str, Group], dict[Phase, PhaseText], tuple[Term, ...]]:
    cited: dict[str, Group] = {}
    phases: dict[Phase, PhaseText] = {}
    glossary: tuple[Term, ...] = ()
    try:
        if (folder / CITED).exists():
            file = read_yaml(folder / CITED, root)
            for number, stub in enumerate(check_shape(file, CitedFile).cited):
                cited[stub.id] = Group(
                    type=stub.type,
                    id=stub.id,
                    label=stub.label,
                    title=stub.title,
                    source=stub.edition,
                    place=file.place(("cited", number)),
                    document=file.path,
                    cited=True,
                )
        if (folder / PHASES).exists():
            for entry in check_shape(read_yaml(folder / PHASES, root), PhasesFile).phases:
                phases[entry.id] = PhaseText(
                    phase=entry.id, title=entry.title, source=entry.source, question=entry.question
                )
        if (folder / GLOSSARY).exists():
            terms = check_shape(read_yaml(folder / GLOSSARY, root), GlossaryFile).terms
            glossary = tuple(Term(term=t.term, meaning=t.meaning) for t in terms)
    except SourceError as error:
        problems.extend(error.problems)
    return cited, phases, glossary


def _unresolved(
    groups: dict[str, Group], requirements: dict[str, Requirement]
) -> Iterator[Problem]:
    entries: list[Group | Requirement] = [*groups.values(), *requirements.values()]
    for entry in entries:
        above = (entry.part_of,) if entry.part_of else ()
        for target in (*above, *entry.see):
            if target not in groups and target not in requirements:
                message = (
                    f"{entry.id} refers to {target}, which the catalogue does not have; correct it"
                )
                yield Problem(place=entry.place, message=message)
