"""``nachweis import``: what others publish, as catalogues of the workspace."""

from __future__ import annotations

import dataclasses
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from nachweis.cli.common import alone, common_options
from nachweis.cli.language import say
from nachweis.cli.output import one_line_errors, stop, told
from nachweis.cli.progress import progress
from nachweis.model.messages import Message

if TYPE_CHECKING:
    from nachweis.scaffold.imported import ImportedTexts
    from nachweis.sources.oscal.controls import Controls
    from nachweis.sources.oscal.document import Document
    from nachweis.sources.oscal.files import Source
    from nachweis.sources.workspace import Workspace

_HELP = {"help_option_names": ["-h", "--help"]}
_NAME = re.compile(r"[A-Z][A-Z0-9_]+")


@click.group("import", context_settings=_HELP)
def command() -> None:
    """Make what others publish a catalogue of the workspace."""


@command.command(
    "oscal", context_settings=_HELP, short_help="An OSCAL catalogue or profile as one of yours."
)
@click.argument("file", type=click.Path(path_type=Path, allow_dash=True))
@click.option("--profile", default="", help="File, title or UUID of the profile in a folder.")
@click.option(
    "--as", "name", default="", help="Name, with which all IDs begin; default: from the title."
)
@click.option(
    "--select",
    multiple=True,
    help="IDs of groups or controls, such as BES or 'BES.4.*'; can be repeated; default: all.",
)
@click.option("--licence", default="", help="Licence of the texts, where the file names none.")
@click.option("--origin", default="", help="Where the file comes from; default: its name.")
@click.option("--lang", default="", help="Language of the texts; default: guessed, de or en.")
@click.option("--to", "key", default="", help="Project, for components and assessment results.")
@click.option("--lenient", is_flag=True, help="Import a file that breaks NIST's schema, too.")
@common_options
@alone
def oscal(
    file: Path,
    *,
    profile: str,
    name: str,
    select: tuple[str, ...],
    licence: str,
    origin: str,
    lang: str,
    key: str,
    lenient: bool,
    root: Path,
    quiet: bool,
    verbose: bool,
) -> None:
    """Make the catalogue or profile FILE a catalogue of the workspace, in catalog/imported/NAME.

    A mapping collection becomes a crosswalk; a component definition becomes drafts of sections,
    and assessment results become records, of the project named with --to.

    FILE is OSCAL 1.x in JSON or YAML, a folder with such files, or - for standard input.
    Profiles are resolved. Who meets a control, in which phase, and what proves it stands in
    mapping.yaml of the folder, which is written once and is yours from then on.

    Exit code 0: written. 2: not written; nothing was changed.
    """
    from nachweis.scaffold.imported import (
        ImportRequest,
        history,
        import_texts,
        write_import,
    )
    from nachweis.sources.catalogue import SOURCE, known_source
    from nachweis.sources.oscal.controls import read_controls
    from nachweis.sources.workspace import new_workspace

    with one_line_errors(), progress(Message("Importing"), quiet=quiet):
        workspace = new_workspace(root)
        source = source_of(file)
        document, catalogue = understood(source, profile, lenient=lenient)
        if catalogue.model != "catalog":
            made = _foreign(workspace, source, document, name, key, lang or "en")
            if not quiet:
                click.echo(say(made))
            return
        controls = read_controls(catalogue)
        name = _valid_name(name, controls.title)
        known = known_source(workspace, name)
        request = ImportRequest(
            name=name,
            origin=origin or document.name.rpartition("/")[2],
            licence=licence or (known.licence if known else ""),
            select=select,
            language=lang,
            profile=profile,
        )
        texts = import_texts(controls, request)
        if known:
            files = {SOURCE: texts.files[SOURCE] + history(known.aliases, known.withdrawn)}
            texts = dataclasses.replace(texts, files={**texts.files, **files})
        if not texts.identifiers:
            stop(
                Message(
                    "nothing in {name} fits --select {select}",
                    name=document.name,
                    select=" ".join(select),
                )
            )
        written = write_import(workspace, name, texts)
    if quiet:
        return
    for path in written if verbose else ():
        click.echo(path)
    for line in _summary(texts, controls, name, licensed=bool(request.licence or controls.licence)):
        click.echo(say(line))


def _summary(
    texts: ImportedTexts, controls: Controls, name: str, *, licensed: bool
) -> Iterator[Message]:
    """Yield what was imported, and what is left to do.

    :param licensed: whether a licence of the texts is known
    """
    stated = sum("unstated" not in control.facts for control in texts.controls)
    yield Message(
        "catalog/imported/{name}: {groups} groups, {controls} controls, {stated} statements",
        name=name,
        groups=texts.groups,
        controls=len(texts.controls),
        stated=stated,
    )
    if texts.loose:
        yield Message("references to controls that are not imported: {count}", count=texts.loose)
    if controls.left_out:
        left = ", ".join(f"{what} ({many})" for what, many in controls.left_out.items())
        yield Message("left out: {what}", what=left)
    if not licensed:
        yield Message(
            "no licence is named; write it into catalog/imported/{name}/source.yaml", name=name
        )
    yield Message(
        "next: nachweis list unmapped {name}; select with 'catalog: [{top}]'",
        name=name,
        top=texts.top,
    )


def _foreign(
    workspace: Workspace, source: Source, document: Document, name: str, key: str, language: str
) -> Message:
    """Import what is no catalogue; return what was made."""
    from nachweis.scaffold.foreign import Known, crosswalk_text, sections_text, write_results
    from nachweis.scaffold.writing import write_texts
    from nachweis.sources.catalogue import catalogue_of
    from nachweis.sources.yaml.settings import read_settings

    folders = workspace.projects.values()
    selected = {name for f in folders for name in read_settings(f, workspace.root).catalog}
    known = Known(catalogue_of(workspace), selected)
    metadata = document.object_at(document.data, "metadata", ())
    name = _valid_name(name, document.text_at(metadata, "title", ("metadata",), needed=True))
    if document.model == "mapping-collection":
        text, made, lost = crosswalk_text(document, known, name, language, source)
        path = workspace.root / f"catalog/crosswalks/{name.lower()}.yaml"
        what = Message("pairs")
    elif document.model not in ("component-definition", "assessment-results"):
        stop(
            Message(
                "{name} is a {model}, which cannot be imported",
                name=document.name,
                model=document.model,
            )
        )
    elif not key:
        stop(
            Message(
                "{name} is a {model}; name the project with --to KEY",
                name=document.name,
                model=document.model,
            )
        )
    else:
        folder = workspace.project(key)
        if document.model == "assessment-results":
            made, lost = write_results(workspace, folder, document, known, name)
            where = f"{folder.relative_to(workspace.root)}/evidence/{name.lower()}.json"
            return Message(
                "{path}: rules in mapping.yaml: {made}; targets of others: {lost}",
                path=where,
                made=made,
                lost=lost,
            )
        text, made, lost = sections_text(document, known, folder.name.upper(), name)
        path = folder / f"concept/{name.lower().replace('_', '-')}.md"
        what = Message("drafts of sections")
    shown = path.relative_to(workspace.root).as_posix()
    if path.exists():
        stop(
            Message(
                "{shown} is there already; choose another name with --as, or delete it", shown=shown
            )
        )
    write_texts({path: text}, workspace.root)
    return Message(
        "{path}: {what}: {made}; about controls of others: {lost}",
        path=shown,
        what=what,
        made=made,
        lost=lost,
    )


def _valid_name(name: str, title: str) -> str:
    """Return a name, or one made of a title; end with exit code 2 if it is not valid."""
    from nachweis.scaffold.imported import default_name

    name = (name or default_name(title)).upper()
    if not _NAME.fullmatch(name):
        stop(
            Message(
                "{name!r} is not a valid name; use letters, digits and _, a letter first", name=name
            )
        )
    return name


def source_of(file: Path) -> Source:
    """Return where the documents of an import come from.

    :param file: a file, a folder, or ``-``
    """
    from nachweis.sources.oscal.files import Source

    return Source(file, sys.stdin.buffer if file == Path("-") else None)


def understood(source: Source, profile: str, *, lenient: bool) -> tuple[Document, Document]:
    """Return the document to import, and the catalogue that it is or makes.

    Says how it breaks NIST's schema, and ends with exit code 2 for it, unless that is allowed.

    :param source: where it comes from
    :param profile: file, title or UUID of a profile in the folder
    :param lenient: whether to go on with what can be understood
    :raises SourceError: if nothing can be understood
    """
    from nachweis.sources.oscal.breaches import breaches
    from nachweis.sources.oscal.files import catalogue_in

    missing: list[str] = []
    document, catalogue = catalogue_in(source, profile, missing)
    broken = breaches(document)
    if missing:
        what = Message(
            "names what no catalogue has: {names}", names=", ".join(sorted(set(missing)))
        )
        broken.append(document.problem((), what))
    for problem in broken:
        sys.stderr.write(f"{told(problem)}\n")
    if broken and not lenient:
        stop(
            Message(
                "nothing was imported; correct the file, or import what it holds with --lenient"
            )
        )
    return document, catalogue
