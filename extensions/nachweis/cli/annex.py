"""``nachweis annex``: a part of a project as a PDF for the contract."""

from __future__ import annotations

import datetime
import os
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from nachweis.cli.audience import audience_option
from nachweis.cli.common import DateOption, common_options
from nachweis.cli.language import say, words
from nachweis.cli.output import (
    FAILS,
    default_date,
    display_path,
    one_line_errors,
    stop,
    told,
    write_bytes,
)
from nachweis.cli.progress import progress
from nachweis.cli.signatures import (
    Signing,
    add_signature,
    sign_file,
    signature_options,
    verify_file,
)
from nachweis.model.messages import Message

if TYPE_CHECKING:
    from nachweis.annex.content.draft import Draft
    from nachweis.annex.content.edition import Edition
    from nachweis.annex.output import AnnexFile
    from nachweis.annex.redline.base import RedlineBase
    from nachweis.model.annex import Annex
    from nachweis.sources.workspace import Workspace


@click.command("annex", context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("key", metavar="KEY", required=False)
@click.argument("name", metavar="[NAME]", required=False)
@click.option("--lang", metavar="CODE", help="Language, such as de; default: the project's first")
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The file; default: _build/annexes/KEY/NAME.pdf (.docx) in the repository.",
)
@click.option("--docx", is_flag=True, help="A Word file for comments instead of the PDF")
@click.option("--embed", is_flag=True, help="Attach the coverage as JSON (PDF/A-3)")
@click.option(
    "--against", metavar="VERSION|REF", help="Mark what changed since a version or commit"
)
@click.option("--as-of", type=DateOption(), help="Date of judgement; default: of the commit")
@signature_options
@common_options
@audience_option(
    out="out",
    refused=("verify", "pdf"),
    states=lambda values: (values["against"],) if values["against"] else (),
)
def command(
    key: str | None,
    *,
    name: str | None,
    lang: str | None,
    out: Path | None,
    docx: bool,
    embed: bool,
    against: str | None,
    as_of: datetime.date | None,
    sign: str | None,
    sign_draft: bool,
    timestamp: str | None,
    ltv: str | None,
    passphrase_file: Path | None,
    pdf: Path | None,
    verify: Path | None,
    trust: tuple[Path, ...],
    root: Path,
    quiet: bool,
    verbose: bool,
) -> None:
    """Typeset the annex NAME of the project KEY; without NAME, list its annexes.

    The contents of an annex are declared in projects/KEY/annexes.yaml. The file is PDF/A-2a and
    PDF/UA-1, and the same sources give the same bytes. Its Typst document is kept beside it.

    With --sign, it is signed as well; with --verify, the signatures of a file are judged.

    Exit code 0: built. 1: built, but something could not be shown as written. 2: not built.
    With --verify, 0: every signature holds. 1: one does not, or there is none. 2: not readable.
    """
    del verbose  # the list is all
    if verify is not None:
        sys.exit(verify_file(verify, trust, as_of, root, quiet=quiet))
    signing = Signing(sign, passphrase_file, sign_draft, timestamp, ltv, trust)
    if pdf is not None:
        sign_file(pdf, signing, out)
        return
    if key is None:
        raise click.UsageError(Message("Missing argument 'KEY'"))
    if docx and (sign or embed):
        raise click.UsageError(Message("--sign and --embed are for the PDF, not for --docx"))
    if (timestamp or ltv) and not sign:
        raise click.UsageError(Message("--timestamp and --ltv need --sign KEY"))
    if against and sign:
        raise click.UsageError(
            Message("--sign is for the annex itself; what --against marks is not signed")
        )
    if lang and not re.fullmatch("[a-z]{2}", lang):
        raise click.UsageError(
            Message("--lang {lang!r} is not a language code such as de", lang=lang)
        )
    from nachweis.sources.conflicts import refuse_conflicts
    from nachweis.sources.workspace import find_workspace
    from nachweis.sources.yaml.annexes import read_annexes

    with one_line_errors(), progress(Message("Typesetting"), quiet=quiet):
        workspace = find_workspace(root)
        folder = workspace.project(key)
        if name is None:
            _list(read_annexes(folder, workspace.root), lang or words().language, quiet=quiet)
            return
        refuse_conflicts(workspace, [folder.name])
        made = _build(
            workspace,
            folder.name,
            name,
            as_of or _date(workspace, folder.name),
            lang,
            embed=embed,
            base=against,
            docx=docx,
        )
    suffix = ("-redline" if against else "") + (".docx" if docx else ".pdf")
    target = out or workspace.root / "_build" / "annexes" / folder.name / f"{name}{suffix}"
    _finish(made, target, signing, quiet=quiet)


def _date(workspace: Workspace, key: str) -> datetime.date:
    """Return the date of the checked-out release or commit; today if files differ from it."""
    from nachweis.releases.annex_edition import date_of

    if os.environ.get("SOURCE_DATE_EPOCH"):
        return default_date()
    return date_of(workspace, key) or default_date()


def _finish(made: AnnexFile, target: Path, signing: Signing, *, quiet: bool) -> None:
    """Print problems, sign, and write the file."""
    for problem in made.problems:
        click.echo(told(problem), err=True)
    content = made.content
    if made.note:
        click.echo(say(Message("note: {note}", note=made.note)), err=True)
    if signing.key is not None:
        if made.problems:
            stop(Message("an annex with problems is not signed; correct them first"))
        content = add_signature(content, signing, str(target))
    write_bytes(content, target)
    if not quiet and target != Path("-"):
        click.echo(display_path(target))
    if made.problems:
        sys.exit(FAILS)


def _list(annexes: dict[str, Annex], language: str, *, quiet: bool) -> None:
    """Print the names of the annexes with their titles."""
    from nachweis.model.catalogue import in_language

    width = max((len(name) for name in annexes), default=0) + 2
    for annex in annexes.values():
        label = in_language(annex.label, language) if annex.label else ""
        title = in_language(annex.title, language)
        click.echo(f"{annex.name:{width}}{label + ': ' if label else ''}{title}")
    if not annexes and not quiet:
        click.echo(say(Message("The project declares no annexes; write annexes.yaml.")), err=True)


def _build(
    workspace: Workspace,
    key: str,
    name: str,
    date: datetime.date,
    lang: str | None,
    *,
    embed: bool,
    base: str | None,
    docx: bool,
) -> AnnexFile:
    """Build an annex, or its redline."""
    from nachweis.annex.apart import build_apart
    from nachweis.annex.content.draft import draft_annex
    from nachweis.annex.typst.pdf import build_pdf
    from nachweis.i18n import has_words
    from nachweis.load import judge_projects
    from nachweis.releases.annex_edition import edition_of
    from nachweis.releases.redline_base import build_redline
    from nachweis.sources.yaml.annexes import named_annex, read_annexes

    folder = workspace.project(key)
    annex = named_annex(read_annexes(folder, workspace.root), name, folder, workspace.root)
    verdict = judge_projects(workspace.root, [key], date)[0]
    language = lang or verdict.graph.project.settings.language
    languages = verdict.graph.project.settings.languages
    if language not in languages and not has_words(language):
        known = ", ".join(languages)
        stop(
            Message(
                "--lang {language}: the project has no texts in it; its languages are {known}",
                language=language,
                known=known,
            )
        )
    annexes = workspace.root / "_build" / "annexes"
    place = annexes / key / f"{name}-{language}"

    def write(draft: Draft, edition: Edition, older: RedlineBase | None = None) -> AnnexFile:
        if docx:
            from nachweis.annex.word.docx import build_docx

            return build_docx(draft, edition, base=older)
        folder = place.with_name(f"{place.name}-redline") if older else place
        return build_pdf(draft, edition, folder, embed=embed, base=older)

    def build() -> AnnexFile:
        if base is not None:
            return build_redline(workspace, verdict, annex, base, language, write)
        draft = draft_annex(workspace, verdict, annex, language)
        return write(draft, edition_of(workspace, verdict, draft))

    return build_apart(lambda: {name: build()}, annexes)[name]
