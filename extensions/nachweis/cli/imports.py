"""``nachweis import``: what others publish, as catalogues of the workspace."""

from __future__ import annotations

import dataclasses
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from nachweis.cli.common import common_options
from nachweis.cli.output import one_line_errors, stop
from nachweis.cli.progress import progress

if TYPE_CHECKING:
    from nachweis.sources.oscal.document import Document

_HELP = {"help_option_names": ["-h", "--help"]}
_NAME = re.compile(r"[A-Z][A-Z0-9_]+")


@click.group("import", context_settings=_HELP)
def command() -> None:
    """Make what others publish a catalogue of the workspace."""


@command.command("oscal", context_settings=_HELP)
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
@click.option("--lenient", is_flag=True, help="Import a file that breaks NIST's schema, too.")
@common_options
def oscal(
    file: Path,
    *,
    profile: str,
    name: str,
    select: tuple[str, ...],
    licence: str,
    origin: str,
    lang: str,
    lenient: bool,
    root: Path,
    quiet: bool,
    verbose: bool,
) -> None:
    """Make the catalogue or profile FILE a catalogue of the workspace, in catalog/imported/NAME.

    FILE is OSCAL 1.x in JSON or YAML, a folder with such files, or - for standard input.
    Profiles are resolved. Who meets a control, in which phase, and what proves it stands in
    mapping.yaml of the folder, which is written once and is yours from then on.

    Exit code 0: written. 2: not written; nothing was changed.
    """
    from nachweis.scaffold.imported import (
        ImportRequest,
        default_name,
        history,
        import_texts,
        write_import,
    )
    from nachweis.sources.catalogue import SOURCE, known_source
    from nachweis.sources.oscal.controls import read_controls
    from nachweis.sources.workspace import new_workspace

    with one_line_errors(), progress("Importing", quiet=quiet):
        workspace = new_workspace(root)
        document, catalogue = understood(file, profile, lenient=lenient)
        controls = read_controls(catalogue)
        name = (name or default_name(controls.title)).upper()
        if not _NAME.fullmatch(name):
            stop(f"{name!r} is not a valid name; use letters, digits and _, a letter first")
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
            stop(f"nothing in {document.name} fits --select {' '.join(select)}")
        written = write_import(workspace, name, texts)
    if quiet:
        return
    for path in written if verbose else ():
        click.echo(path)
    stated = sum("unstated" not in control.facts for control in texts.controls)
    click.echo(
        f"catalog/imported/{name}: {texts.groups} groups, {len(texts.controls)} controls, "
        f"{stated} statements"
    )
    if texts.loose:
        click.echo(f"{texts.loose} references lead to controls that are not imported")
    if controls.left_out:
        left = ", ".join(f"{what} ({many})" for what, many in controls.left_out.items())
        click.echo(f"left out: {left}")
    if not (request.licence or controls.licence):
        click.echo(f"no licence is named; write it into catalog/imported/{name}/source.yaml")
    click.echo(f"next: nachweis list unmapped {name}; select with 'catalog: [{texts.top}]'")


def understood(file: Path, profile: str, *, lenient: bool) -> tuple[Document, Document]:
    """Return the document to import, and the catalogue that it is or makes.

    Says how it breaks NIST's schema, and ends with exit code 2 for it, unless that is allowed.

    :param file: a file, a folder, or ``-``
    :param profile: file, title or UUID of a profile in the folder
    :param lenient: whether to go on with what can be understood
    :raises SourceError: if nothing can be understood
    """
    from nachweis.sources.oscal.breaches import breaches
    from nachweis.sources.oscal.files import Source, catalogue_in

    source = Source(file, sys.stdin.buffer if file == Path("-") else None)
    missing: list[str] = []
    document, catalogue = catalogue_in(source, profile, missing)
    broken = breaches(document)
    if missing:
        what = f"names what no catalogue has: {', '.join(sorted(set(missing)))}"
        broken.append(document.problem((), what))
    for problem in broken:
        sys.stderr.write(f"{problem}\n")
    if broken and not lenient:
        stop("nothing was imported; correct the file, or import what it holds with --lenient")
    return document, catalogue
