"""From a name to a PDF: select, read, number, write, typeset."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from nachweis.annex.content.coverage_data import coverage_data
from nachweis.annex.content.numbering import Elsewhere, Names, annex_name, number_all
from nachweis.annex.content.reading import TODAY, Manner, Reading, read
from nachweis.annex.content.select import Contents, select
from nachweis.annex.redline.tables import cover_changes, older_writer, summary
from nachweis.annex.redline.trees import Stand, mark
from nachweis.annex.typst.code import Code, string
from nachweis.annex.typst.front import Edition, meta, open_points, signatures
from nachweis.annex.typst.parts import BREAK, OPENING, Earlier, lost_pieces, piece_code
from nachweis.annex.typst.typeset import STANDARDS, WITH_DATA, Source, place_at, typeset
from nachweis.annex.typst.writer import Writer
from nachweis.model.annex import Annex, MatrixPart
from nachweis.site.i18n import translator
from nachweis.sources.annexes import read_annexes
from nachweis.sources.errors import Problem, SourceError
from nachweis.sources.workspace import Workspace
from nachweis.trace.gate import Verdict

if TYPE_CHECKING:
    from docutils import nodes


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

    @property
    def trees(self) -> dict[str, nodes.document]:
        """The trees of its documents in their order."""
        return {page.docname: self.reading.trees[page.docname] for page in self.contents.pages}

    @property
    def named(self) -> frozenset[str]:
        """IDs that it may name although it does not hold them: a matrix is allowed to."""
        return frozenset(
            identifier
            for part in self.annex.parts
            if isinstance(part, MatrixPart) and part.names
            for cell in self.verdict.coverage.cells
            for identifier in (*cell.by, cell.decision or "")
        )


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Against:
    """The older state of a redline.

    :param name: what it is called
    :param remark: what a reader has to know of the comparison; where there is one, it is partial
    """

    name: str
    draft: Draft
    remark: str = ""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Built:
    """A PDF and what is to be said of it.

    :param problems: what could not be shown as written
    :param source: path of the Typst document
    :param note: what whoever made it has to know, although nothing is wrong
    """

    pdf: bytes
    problems: tuple[Problem, ...]
    source: Path
    note: str = ""


def drafted(
    workspace: Workspace, verdict: Verdict, annex: Annex, language: str, manner: Manner = TODAY
) -> Draft:
    """Select and read an annex.

    :param workspace: where the project lies
    :param verdict: the judged project
    :param annex: the annex
    :param language: ISO 639-1 code
    :param manner: how documents are read that are not read as they are
    :raises SourceError: if it names what is not there, or selects nothing
    """
    contents = manner.narrowed(select(annex, verdict, workspace, lenient=bool(manner.texts)))
    reading = read(workspace, verdict, contents, language, manner)
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


def build_annex(
    draft: Draft,
    edition: Edition,
    folder: Path,
    *,
    embed: bool = False,
    against: Against | None = None,
) -> Built:
    """Return an annex as a PDF.

    :param draft: what it holds; a redline marks its trees
    :param edition: which state of the project it shows
    :param folder: where its Typst document is kept
    :param embed: whether to attach the coverage as JSON
    :param against: an older state to be marked
    :raises SourceError: if it cannot be typeset, or would name what is left out
    """
    writer, source = written(draft, edition, embed=embed, against=against)
    leaks = list(_leaks(draft, source, against))
    if leaks:
        raise SourceError(leaks)
    pdf = typeset(source, folder, WITH_DATA if embed else STANDARDS)
    problems = dict.fromkeys((*draft.reading.problems, *writer.problems))
    return Built(pdf=pdf, problems=tuple(problems), source=folder / "annex.typ")


def written(
    draft: Draft, edition: Edition, *, embed: bool = False, against: Against | None = None
) -> tuple[Writer, Source]:
    """Return an annex as a Typst document, and the writer that knows what went wrong.

    :param draft: what it holds
    :param edition: which state of the project it shows
    :param embed: whether the coverage is attached
    :param against: an older state to be marked
    """
    writer = Writer(
        annex=draft.annex,
        verdict=draft.verdict,
        names=draft.names,
        words=translator(draft.language),
        language=draft.language,
    )
    writer.hidden, writer.root = draft.contents.hidden, str(draft.workspace.root)
    body = _body(writer, draft) if against is None else _redlined(writer, draft, against)
    if body[:1] == [BREAK]:
        body[0] = OPENING
    partial = against is not None and against.remark
    if not edition.released and not partial:
        items = draft.verdict.graph.project.items
        body += open_points(writer, [i for i in items if i.id in draft.contents.chosen])
    body += [] if partial else signatures(writer)
    data = coverage_data(draft.annex, draft.verdict, draft.contents) if embed else b""
    head = meta(writer, edition, tables=any("captioned(" in code for code in body))
    attached = [Code(f"attached({string(writer.words('Coverage'))})")] if embed else []
    text = "\n".join(['#import "look.typ": *', f"#annex({head},", "{", *attached, *body, "})\n"])
    source = Source(
        text=text, images=writer.images, places=writer.places, date=edition.date, data=data
    )
    return writer, source


def _body(writer: Writer, draft: Draft, before: Earlier | None = None) -> list[Code]:
    return [
        code
        for piece in draft.contents.pieces
        for code in piece_code(writer, draft.reading, piece, before)
    ]


def _redlined(writer: Writer, draft: Draft, against: Against) -> list[Code]:
    """Return the parts of an annex with what changed marked, behind a summary of it."""
    old = against.draft
    writer.older = older = older_writer(old)
    changes = mark(_stand(draft), _stand(old))
    before = Earlier(pieces=old.contents.pieces, reading=old.reading)
    body = _body(writer, draft, before)
    body += lost_pieces(writer, older, draft.contents.pieces, before)
    cover = () if against.remark else tuple(cover_changes(writer))
    said = (*cover, *changes, *writer.changes)
    return [BREAK, *summary(writer, said, against.name, against.remark), BREAK, *body]


def _stand(draft: Draft) -> Stand:
    return Stand(trees=draft.trees, graph=draft.verdict.graph, root=draft.workspace.root)


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


def _leaks(draft: Draft, source: Source, against: Against | None) -> Iterator[Problem]:
    """Yield where the finished text has the ID of an object that it must not name."""
    hidden = draft.contents.hidden - draft.named
    if against is not None:
        hidden -= against.draft.contents.chosen | against.draft.named
    for match in re.finditer(r"\b[A-Z0-9_]{3,}\b", source.text):
        if match[0] in hidden:
            message = f"names {match[0]}, which the annex leaves out; name it in words"
            yield Problem(place=place_at(source, match.start()), message=message)
