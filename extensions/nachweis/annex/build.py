"""From a name to a PDF: select, read, number, write, typeset."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator
from pathlib import Path

from nachweis.annex.code import Code, call, number, string
from nachweis.annex.front import Edition, meta, open_points, signatures
from nachweis.annex.names import Elsewhere, Names, annex_name, number_all
from nachweis.annex.reading import Reading, read
from nachweis.annex.select import Contents, Page, select
from nachweis.annex.typeset import STANDARDS, WITH_DATA, Source, typeset
from nachweis.annex.writer import Writer
from nachweis.model.annex import Annex, GlossaryPart, MatrixPart, RegisterPart
from nachweis.model.catalogue import in_language
from nachweis.site.i18n import translator
from nachweis.sources.annexes import read_annexes
from nachweis.sources.errors import Problem, SourceError
from nachweis.sources.workspace import Workspace
from nachweis.trace.gate import Verdict


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Draft:
    """An annex before it is typeset; other formats begin here, too.

    :param contents: what it holds
    :param reading: the trees of its documents, numbered
    :param names: what may be referred to
    """

    annex: Annex
    verdict: Verdict
    workspace: Workspace
    language: str
    contents: Contents
    reading: Reading
    names: Names


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Built:
    """A PDF and what is to be said of it.

    :param problems: what could not be shown as written
    :param source: path of the Typst document
    """

    pdf: bytes
    problems: tuple[Problem, ...]
    source: Path


def drafted(workspace: Workspace, verdict: Verdict, annex: Annex, language: str) -> Draft:
    """Select and read an annex.

    :param workspace: where the project lies
    :param verdict: the judged project
    :param annex: the annex
    :param language: ISO 639-1 code
    :raises SourceError: if it names what is not there, or selects nothing
    """
    contents = select(annex, verdict, workspace)
    reading = read(workspace, verdict, contents, language)
    trees = {page.docname: reading.trees[page.docname] for page in contents.pages}
    elsewhere = _elsewhere(workspace, verdict, annex, language)
    names = number_all(trees, annex, verdict.graph, elsewhere)
    return Draft(
        annex=annex,
        verdict=verdict,
        workspace=workspace,
        language=language,
        contents=contents,
        reading=reading,
        names=names,
    )


def build_annex(draft: Draft, edition: Edition, folder: Path, data: bytes = b"") -> Built:
    """Return an annex as a PDF.

    :param draft: what it holds
    :param edition: which state of the project it shows
    :param folder: where its Typst document is kept
    :param data: machine-readable coverage to be attached
    :raises SourceError: if it cannot be typeset, or would name what is left out
    """
    writer, source = written(draft, edition, data)
    leaks = list(_leaks(draft, source))
    if leaks:
        raise SourceError(leaks)
    pdf = typeset(source, folder, WITH_DATA if data else STANDARDS)
    problems = dict.fromkeys((*draft.reading.problems, *writer.problems))
    return Built(pdf=pdf, problems=tuple(problems), source=folder / "annex.typ")


def written(draft: Draft, edition: Edition, data: bytes = b"") -> tuple[Writer, Source]:
    """Return an annex as a Typst document, and the writer that knows what went wrong.

    :param draft: what it holds
    :param edition: which state of the project it shows
    :param data: what is to be attached
    """
    writer = Writer(
        annex=draft.annex,
        verdict=draft.verdict,
        names=draft.names,
        words=translator(draft.language),
        language=draft.language,
    )
    writer.hidden, writer.root = draft.contents.hidden, str(draft.workspace.root)
    body = [code for piece in draft.contents.pieces for code in _piece(writer, draft, piece)]
    items = draft.verdict.graph.project.items
    if not edition.released:
        body += open_points(writer, [i for i in items if i.id in draft.contents.chosen])
    body += signatures(writer)
    tables = any("captioned(" in code for code in body)
    head = meta(writer, edition, tables=tables)
    attached = Code("")
    text = (
        '#import "look.typ": *\n#annex(' + head + ",\n{\n" + attached + "\n".join(body) + "\n})\n"
    )
    source = Source(
        text=text, images=writer.images, places=writer.places, date=edition.date, data=data
    )
    return writer, source


def _piece(writer: Writer, draft: Draft, piece: object) -> Iterator[Code]:
    if isinstance(piece, Page):
        settings = draft.reading.settings.get(piece.docname, {})
        language = str(settings.get("lang", "") or draft.verdict.graph.project.settings.language)
        across = settings.get("orientation") == "landscape"
        writer.contained += across
        codes = writer.document(piece.docname, piece.path, draft.reading.trees[piece.docname])
        writer.contained -= across
        body = Code("\n".join([f"set text(lang: {string(language[:2])})", *codes]))
        yield call("landscape", Code("{" + body + "}")) if across else Code("{" + body + "}")
    elif isinstance(piece, MatrixPart):
        yield from _matrix(writer, piece)
    elif isinstance(piece, RegisterPart):
        yield from _register(writer, piece)
    elif isinstance(piece, GlossaryPart):
        yield from _glossary(writer, draft)


def _matrix(writer: Writer, part: MatrixPart) -> Iterator[Code]:
    from docutils import nodes

    from nachweis.annex.tables import laid_out
    from nachweis.annex.views import matrix_grid
    from nachweis.views.matrix import Selection

    selection = Selection(
        phases=frozenset(part.phases),
        measures=frozenset(part.measures),
        parties=frozenset(part.parties),
        states=frozenset(part.states),
        kinds=frozenset(part.kinds),
    )
    title = in_language(part.title, writer.language) if part.title else writer.words("Coverage")
    hidden = writer.hidden
    writer.hidden = frozenset() if part.names else hidden
    grid = matrix_grid(writer, selection, title)
    writer.hidden = hidden
    yield _heading(title)
    if not grid.rows:
        raise SourceError([Problem(place=part.place, message="matrix: no requirement is selected")])
    yield from laid_out(writer, grid, nodes.comment())


def _register(writer: Writer, part: RegisterPart) -> Iterator[Code]:
    from docutils import nodes

    from nachweis.annex.tables import laid_out
    from nachweis.annex.views import register_grid
    from nachweis.model.objects import TYPE
    from nachweis.views.registers import parse_columns, parse_conditions

    kind = TYPE[part.type]
    try:
        conditions = parse_conditions(kind, part.where) if part.where else ()
        columns = parse_columns(kind, ", ".join(part.columns)) if part.columns else ()
    except ValueError as error:
        raise SourceError([Problem(place=part.place, message=f"register: {error}")]) from error
    title = in_language(part.title or kind.plural_title, writer.language)
    grid = register_grid(writer, part.type, title=title, conditions=conditions, columns=columns)
    yield _heading(title)
    if not grid.rows:
        message = f"register: the selection is empty: no {part.type} meets it; ask for less"
        raise SourceError([Problem(place=part.place, message=message)])
    yield from laid_out(writer, grid, nodes.comment())


def _glossary(writer: Writer, draft: Draft) -> Iterator[Code]:
    text = " ".join(tree.astext() for tree in draft.reading.trees.values()).lower()
    found = [
        (in_language(t.term, writer.language), in_language(t.meaning, writer.language))
        for t in draft.verdict.graph.catalogue.glossary
        if any(re.search(rf"\b{re.escape(word.lower())}", text) for word in t.term.values())
    ]
    if found:
        yield _heading(writer.words("Glossary"))
        items = [call("terms.item", string(name), string(mean)) for name, mean in sorted(found)]
        yield call("terms", *items)


def _heading(title: str) -> Code:
    return call("heading", string(title), level=number(1))


def _elsewhere(workspace: Workspace, verdict: Verdict, annex: Annex, language: str) -> Elsewhere:
    """Return what the other annexes of the project hold; what is wrong with them is their own."""
    objects: dict[str, str] = {}
    documents: dict[str, str] = {}
    known = read_annexes(workspace.project(verdict.key), workspace.root)
    for other in known.values():
        if other.name == annex.name:
            continue
        try:
            contents = select(other, verdict, workspace)
        except SourceError:
            continue
        name = annex_name(other, language)
        for page in contents.pages:
            documents.setdefault(page.docname, name)
            objects.update({i: name for i in page.objects if i not in objects})
    return Elsewhere(objects=objects, documents=documents)


def _leaks(draft: Draft, source: Source) -> Iterator[Problem]:
    """Yield where the finished text has the ID of an object that it must not name."""
    from nachweis.annex.typeset import place_at

    named = {
        identifier
        for part in draft.annex.parts
        if isinstance(part, MatrixPart) and part.names
        for cell in draft.verdict.coverage.cells
        for identifier in (*cell.by, cell.decision or "")
    }
    if named:
        return
    for match in re.finditer(r"\b[A-Z0-9_]{3,}\b", source.text):
        if match[0] in draft.contents.hidden:
            message = f"names {match[0]}, which the annex leaves out; name it in words"
            yield Problem(place=place_at(source, match.start()), message=message)
