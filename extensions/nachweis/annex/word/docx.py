"""An annex as a Word file, for those who comment on it; the same selection as the PDF."""

from __future__ import annotations

import datetime
import html
import io
import json
import os
import re
import subprocess
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from nachweis.annex.content.grid import needs_landscape
from nachweis.annex.content.select import Page
from nachweis.annex.typst.front import (
    Edition,
    class_name,
    control_block,
    identifier,
    revision_texts,
    term_meanings,
    version_name,
)
from nachweis.annex.typst.parts import grid_piece, terms_used
from nachweis.annex.typst.pdf import Built, Draft
from nachweis.annex.typst.tables import plain_grid
from nachweis.annex.word.contents import with_contents
from nachweis.annex.word.pandoc import Element, cell, document, heading, node, strong, table, text
from nachweis.annex.word.tables import of_grid
from nachweis.annex.word.writer import WordWriter
from nachweis.model.annex import GlossaryPart
from nachweis.model.catalogue import in_language
from nachweis.model.places import Place
from nachweis.site.i18n import translator
from nachweis.sources.errors import Problem, SourceError
from nachweis.sources.files import problem
from nachweis.sources.workspace import shipped

_PIECE: Final = re.compile(r'<w:sectPr w:rsidR="(UP|AC)"\s*/>')
_LAST: Final = re.compile(r"<w:sectPr\b(?![^>]*/>).*?</w:sectPr>", re.DOTALL)
_SIZE: Final = re.compile(r'<w:pgSz w:h="(\d+)" w:w="(\d+)"')
_FIRST_DAY: Final = (1980, 1, 1, 0, 0, 0)


def build_word(draft: Draft, edition: Edition, folder: Path) -> Built:
    """Return an annex as a Word file.

    :param draft: what it holds
    :param edition: which state of the project it shows
    :param folder: not written to; named for what goes wrong
    :raises SourceError: if pandoc is not there, or the file would name what is left out
    """
    writer = WordWriter(
        annex=draft.annex,
        verdict=draft.verdict,
        names=draft.names,
        words=translator(draft.language),
        language=draft.language,
    )
    writer.hidden, writer.root = draft.contents.hidden, str(draft.workspace.root)
    rest = [*_terms(writer), *_body(writer, draft), *_signatures(writer)]
    blocks = with_contents(writer.words("Contents"), list(_front(writer, edition)), rest)
    leaks = list(_leaks(draft, json.dumps(blocks)))
    if leaks:
        raise SourceError(leaks)
    titles = (draft.annex.label, draft.annex.title)
    label, title = (in_language(words, draft.language) if words else "" for words in titles)
    name = f"{label}: {title}" if label else title
    settings = draft.verdict.graph.project.settings
    whole = document(
        blocks,
        title=text(name),
        subtitle=text(in_language(settings.title, draft.language)),
        lang=text(draft.language),
    )
    made = _converted(whole, writer.images, edition.date)
    packed = _packed(made, _running(writer, edition, name))
    problems = dict.fromkeys((*draft.reading.problems, *writer.problems))
    return Built(pdf=packed, problems=tuple(problems), source=folder)


def _front(writer: WordWriter, edition: Edition) -> Iterator[Element]:
    pairs = control_block(writer, edition, class_name(writer))
    rows = [(key, value if isinstance(value, str) else "; ".join(value)) for key, value in pairs]
    yield _pairs(rows)
    if edition.history:
        _ = writer.words
        head = [_("Version"), _("Date"), _("Approved by"), _("Change")]
        history = plain_grid(head, [revision_texts(writer, r) for r in edition.history], "")
        yield heading(1, "", text(_("Change history")))
        yield from of_grid(writer, history, "")


def _terms(writer: WordWriter) -> Iterator[Element]:
    meanings = list(term_meanings(writer))
    if meanings:
        yield heading(1, "", text(writer.words("Terms")))
        yield node("DefinitionList", [[text(k), [[node("Para", text(v))]]] for k, v in meanings])


def _pairs(rows: list[tuple[str, str]]) -> Element:
    cells = [
        [cell([node("Para", [strong(text(key))])]), cell([node("Para", text(value))])]
        for key, value in rows
    ]
    return table([], cells, [1, 3], [])


def _body(writer: WordWriter, draft: Draft) -> Iterator[Element]:
    for piece in draft.contents.pieces:
        if isinstance(piece, Page):
            tree = draft.reading.trees[piece.docname]
            writer.begin(piece.docname, piece.path, tree)
            yield from writer.all(tree)
        elif isinstance(piece, GlossaryPart):
            found = terms_used(writer, draft.reading)
            if found:
                yield heading(1, "", text(writer.words("Glossary")))
                entries = [[text(name), [[node("Para", text(mean))]]] for name, mean in found]
                yield node("DefinitionList", entries)
        else:
            title, grid = grid_piece(writer, piece)
            first, *rest = of_grid(writer, grid, title)
            head = heading(1, "", text(title))
            yield from [first, head, *rest] if needs_landscape(grid) else [head, first, *rest]


def _signatures(writer: WordWriter) -> Iterator[Element]:
    if not writer.annex.signatures:
        return
    _ = writer.words
    yield heading(1, "", text(_("Signatures")))
    for place in writer.annex.signatures:
        party = writer.verdict.graph.items[place.party].title
        role = in_language(place.role, writer.language)
        blank = "_" * 40
        yield _pairs([(party, role), (_("Place, date"), blank), (_("Signature"), blank)])


def _running(writer: WordWriter, edition: Edition, name: str) -> dict[str, str]:
    """Return what stands on every page."""
    _ = writer.words
    foot = (identifier(writer), version_name(writer, edition), str(edition.date))
    marks = (class_name(writer), "" if edition.released else _("Draft").upper())
    return {
        "RUNNING": name,
        "MARK": "  ·  ".join(filter(None, marks)),
        "FOOT": "  ·  ".join(filter(None, foot)),
        "PAGE": _("Page"),
        "OF": _("of"),
    }


def _leaks(draft: Draft, written: str) -> Iterator[Problem]:
    """Yield the IDs in the finished text that it must not have."""
    for name in sorted(draft.contents.hidden & set(re.findall(r"\b[A-Z0-9_]{3,}\b", written))):
        if name not in draft.named:
            message = f"{draft.annex.name} names {name}, which it leaves out; name it in words"
            yield Problem(place=draft.annex.place, message=message)


def _converted(whole: Element, images: Mapping[str, bytes], date: datetime.date) -> bytes:
    """Return what pandoc makes of a document, with the styles of our template."""
    try:
        import pypandoc
    except ImportError as error:
        message = "Word files need pandoc; install it with: pip install 'nachweis[docx]'"
        raise problem(Place(path="nachweis", line=0), message) from error
    moment = datetime.datetime.combine(date, datetime.time(), datetime.UTC)
    environment = {**os.environ, "SOURCE_DATE_EPOCH": str(int(moment.timestamp())), "LC_ALL": "C"}
    with tempfile.TemporaryDirectory(prefix="nachweis-") as room:
        folder = Path(room)
        for name, data in images.items():
            drawn = name.endswith(".svg")
            target = folder / (name.replace(".svg", ".png") if drawn else name)
            target.write_bytes(_pixels(data, folder) if drawn else data)
        (folder / "reference.docx").write_bytes(_reference())
        done = subprocess.run(  # noqa: S603 - a fixed program, no shell
            [
                *(pypandoc.get_pandoc_path(), "--from=json", "--to=docx"),
                *("--reference-doc=reference.docx", "--output=annex.docx"),
            ],
            input=json.dumps(whole).encode(),
            capture_output=True,
            cwd=folder,
            env=environment,
            check=False,
        )
        if done.returncode or not (folder / "annex.docx").exists():
            said = " ".join(done.stderr.decode(errors="replace").split())
            raise problem(Place(path="pandoc"), f"cannot make the Word file: {said}")
        return (folder / "annex.docx").read_bytes()


def _pixels(drawing: bytes, folder: Path) -> bytes:
    """Return a drawing as pixels, for older versions of Word."""
    import typst

    (folder / "drawing.svg").write_bytes(drawing)
    source = folder / "drawing.typ"
    source.write_text(
        '#set page(width: auto, height: auto, margin: 0pt)\n#image("drawing.svg")\n',
        encoding="utf-8",
    )
    fonts = shipped("templates") / "annex" / "fonts"
    made: bytes = typst.compile(
        str(source), format="png", ppi=220, font_paths=[str(fonts)], ignore_system_fonts=True
    )
    return made


def _reference() -> bytes:
    """Return the template whose styles the file gets."""
    root = shipped("templates") / "annex" / "word"
    parts = {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file()
    }
    return _zipped(parts)


def _packed(made: bytes, running: Mapping[str, str]) -> bytes:
    """Return the file with its running heads and its pages across, in the same bytes each time."""
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    for name, content in parts.items():
        if re.fullmatch(r"word/(header|footer)\d*\.xml", name):
            parts[name] = _filled(content.decode(), running).encode()
    parts["word/document.xml"] = _paged(parts["word/document.xml"].decode()).encode()
    return _zipped(parts)


def _filled(template: str, running: Mapping[str, str]) -> str:
    return re.sub(r"@@([A-Z]+)@@", lambda m: html.escape(running[m[1]], quote=False), template)


def _paged(content: str) -> str:
    """Return the document with each part's pages upright or across, like its last part."""
    last = _LAST.findall(content)[-1]
    turned = _SIZE.sub(r'<w:pgSz w:h="\2" w:orient="landscape" w:w="\1"', last)
    return _PIECE.sub(lambda m: last if m[1] == "UP" else turned, content)


def _zipped(parts: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(parts, key=lambda name: (name != "[Content_Types].xml", name)):
            entry = zipfile.ZipInfo(name, _FIRST_DAY)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, parts[name])
    return out.getvalue()
