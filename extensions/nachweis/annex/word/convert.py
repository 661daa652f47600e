"""Runs pandoc, and finishes the Word file that it makes."""

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
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from nachweis.annex.word.letter import TEXT, twips
from nachweis.annex.word.pandoc import Element
from nachweis.annex.word.revisions import marked
from nachweis.model.look import Look
from nachweis.model.messages import Message
from nachweis.model.places import Place
from nachweis.sources.files import problem
from nachweis.templates import find_template, template_folders

_SECTION_END: Final = re.compile(r'<w:sectPr w:rsidR="(UP|AC)"\s*/>')
"""A section break of :mod:`nachweis.annex.word.tables`: after portrait or landscape pages."""
_LAST: Final = re.compile(r"<w:sectPr\b(?![^>]*/>).*?</w:sectPr>", re.DOTALL)
_SIZE: Final = re.compile(r'<w:pgSz w:h="(\d+)" w:w="(\d+)"')
_FIRST_DAY: Final = (1980, 1, 1, 0, 0, 0)
"""The earliest date that a ZIP file can hold."""


def converted(
    document: Element,
    images: Mapping[str, bytes],
    date: datetime.date,
    running: Mapping[str, str],
    look: Look,
) -> bytes:
    """Convert a document to a Word file; the same input gives the same bytes.

    :param document: in pandoc's model
    :param images: their content by file name
    :param date: creation date of the file
    :param running: texts of headers and footers by their names in the template
    :param look: colours, fonts and margins
    :raises SourceError: if pandoc is missing or fails
    """
    return _packed(_pandoc(document, images, date, look), running)


def _pandoc(
    document: Element, images: Mapping[str, bytes], date: datetime.date, look: Look
) -> bytes:
    """Convert a document with pandoc and the styles of our template."""
    try:
        import pypandoc
    except ImportError as error:
        message = Message("Word files need pandoc; install it with: pip install 'nachweis[docx]'")
        raise problem(Place(path="nachweis", line=0), message) from error
    moment = datetime.datetime.combine(date, datetime.time(), datetime.UTC)
    environment = {**os.environ, "SOURCE_DATE_EPOCH": str(int(moment.timestamp())), "LC_ALL": "C"}
    with tempfile.TemporaryDirectory(prefix="nachweis-") as temporary:
        folder = Path(temporary)
        for name, data in images.items():
            drawing = name.endswith(".svg")
            target = folder / (name.replace(".svg", ".png") if drawing else name)
            target.write_bytes(_rasterized(data, folder) if drawing else data)
        (folder / "reference.docx").write_bytes(_reference(look))
        done = subprocess.run(  # noqa: S603 - a fixed program, no shell
            [
                *(pypandoc.get_pandoc_path(), "--from=json", "--to=docx"),
                *("--reference-doc=reference.docx", "--output=annex.docx"),
            ],
            input=json.dumps(document).encode(),
            capture_output=True,
            cwd=folder,
            env=environment,
            check=False,
        )
        if done.returncode or not (folder / "annex.docx").exists():
            reason = " ".join(done.stderr.decode(errors="replace").split())
            message = Message("cannot make the Word file: {reason}", reason=reason)
            raise problem(Place(path="pandoc"), message)
        return (folder / "annex.docx").read_bytes()


def _rasterized(drawing: bytes, folder: Path) -> bytes:
    """Return a drawing as PNG, for older versions of Word."""
    import typst

    (folder / "drawing.svg").write_bytes(drawing)
    source = folder / "drawing.typ"
    source.write_text(
        '#set page(width: auto, height: auto, margin: 0pt)\n#image("drawing.svg")\n',
        encoding="utf-8",
    )
    fonts = [str(path / "fonts") for path in template_folders("annex")]
    try:
        made: bytes = typst.compile(
            str(source), format="png", ppi=220, font_paths=fonts, ignore_system_fonts=True
        )
    except typst.TypstError as error:
        raise problem(Place(path="annexes.yaml"), str(error)) from error
    return made


def _reference(look: Look) -> bytes:
    """Return the template that has the styles of the file, in the look of the house."""
    root = find_template("annex", "word")
    parts = {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file()
    }
    usual = Look()
    if look == usual:
        return _zipped(parts)
    styles = parts["word/styles.xml"].decode().replace("1F4E79", look.accent[1:].upper())
    for word, ours, theirs in (
        ("Cambria", usual.serif, look.serif),
        ("Calibri", usual.sans, look.sans),
    ):
        if ours != theirs:
            styles = styles.replace(f'"{word}"', f'"{html.escape(theirs)}"')
    if look.letter:  # the title begins below the frame of the letter
        space = twips(TEXT - look.top)
        styles = re.sub(r'(styleId="Title">.*?w:before=)"\d+"', rf'\1"{space}"', styles)
    parts["word/styles.xml"] = styles.encode()
    page = parts["word/document.xml"].decode()
    for side in ("left", "right", "top", "bottom"):
        if (width := getattr(look, side)) != getattr(usual, side):
            page = re.sub(rf'(w:pgMar\b[^>]*w:{side}=)"\d+"', rf'\1"{twips(width)}"', page)
    parts["word/document.xml"] = page.encode()
    return _zipped(parts)


def _packed(made: bytes, running: Mapping[str, str]) -> bytes:
    """Return a file with its headers, footers and landscape pages filled in."""
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}

    def filled(match: re.Match[str]) -> str:
        return html.escape(running[match[1]], quote=False)

    parts["word/settings.xml"] = _settings(parts["word/settings.xml"].decode()).encode()
    for name, content in parts.items():
        if re.fullmatch(r"word/(header|footer)\d*\.xml", name):
            parts[name] = re.sub(r"@@([A-Z]+)@@", filled, content.decode()).encode()
    document = marked(_paged(parts["word/document.xml"].decode()))
    parts["word/document.xml"] = document.encode()
    return _zipped(parts)


def _settings(content: str) -> str:
    """Return settings by which edits are tracked, and words hyphenated by their language."""
    tracked = content.replace("<w:doNotTrackMoves", "<w:trackRevisions/><w:doNotTrackMoves", 1)
    hyphens = r"\g<0><w:autoHyphenation/><w:doNotHyphenateCaps/>"
    return re.sub(r"<w:defaultTabStop [^>]*/>", hyphens, tracked, count=1)


def _paged(content: str) -> str:
    """Return a document whose sections have the page of the last one, upright or turned."""
    last = _LAST.findall(content)[-1]
    turned = _SIZE.sub(r'<w:pgSz w:h="\2" w:orient="landscape" w:w="\1"', last)
    return _SECTION_END.sub(lambda m: last if m[1] == "UP" else turned, content)


def _zipped(parts: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(parts, key=lambda name: (name != "[Content_Types].xml", name)):
            entry = zipfile.ZipInfo(name, _FIRST_DAY)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, parts[name])
    return out.getvalue()
