"""What a PDF holds, and which rules of PDF/A and PDF/UA it breaks, as far as Python can tell.

This is no validator. Checked are the marks of conformance, the structure tree, that all content
is tagged or an artifact, fonts, alternative texts, links, headers of tables, outlines, and what
is forbidden. Not checked are colour, the inside of fonts and images, transparency, the syntax of
the file, and whether the order of reading makes sense.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any, Final

import pikepdf
import pypdfium2

from tests.support.pdfa import objections

_FORBIDDEN: Final = ("/JavaScript", "/Launch", "/ImportData", "/Movie", "/Sound", "/ResetForm")
_PAINTING: Final = frozenset({"Tj", "TJ", "'", '"', "Do", "f", "F", "f*", "S", "s", "B", "b", "sh"})
_STANDARD: Final = re.compile(
    "Document|Part|Art|Sect|Div|BlockQuote|Caption|TOCI?|Index|NonStruct|Private|P|H[1-6]?|L|LI"
    "|Lbl|LBody|Table|TR|TH|TD|THead|TBody|TFoot|Span|Quote|Note|Reference|BibEntry|Code|Link"
    "|Annot|Figure|Formula|Form"
)


def everything(pdf: bytes) -> str:
    """Return all text that can be had from a PDF: pages, strings, names, streams, attachments."""
    parts = [pages_text(pdf)]
    with pikepdf.open(io.BytesIO(pdf)) as document:
        for entry in document.objects:
            if isinstance(entry, pikepdf.Stream):
                parts += _decoded(entry)
            parts += _strings(entry, set())
    return "\n".join(parts)


def _decoded(stream: pikepdf.Stream) -> Iterator[str]:
    try:
        content = stream.read_bytes()
    except pikepdf.PdfError:
        content = stream.read_raw_bytes()
    yield content.decode("latin-1")
    yield content.decode("utf-8", errors="ignore")
    yield content.decode("utf-16-be", errors="ignore")


def _strings(entry: Any, seen: set[tuple[int, int]]) -> Iterator[str]:
    if isinstance(entry, pikepdf.Object) and entry.objgen != (0, 0):
        if entry.objgen in seen:
            return
        seen.add(entry.objgen)
    if isinstance(entry, (pikepdf.Dictionary, pikepdf.Stream)):
        for key in entry.keys():  # noqa: SIM118 - no mapping
            yield str(key)
            if key not in ("/Parent", "/P", "/Pg"):
                yield from _strings(entry[key], seen)
    elif isinstance(entry, pikepdf.Array):
        for part in entry:
            yield from _strings(part, seen)
    else:
        yield str(entry)


def pages_text(pdf: bytes) -> str:
    """Return the text of the pages as it is copied, words that were broken joined again."""
    document = pypdfium2.PdfDocument(pdf)
    pages = [page.get_textpage().get_text_range() for page in document]
    return re.sub(r"[\u00ad\ufffe\u0002]\s*", "", "\n".join(pages).replace("\r", ""))


def broken_rules(pdf: bytes, *, part: str = "2", language: str = "en") -> list[str]:
    """Return which of the rules that are checked a file breaks.

    :param part: the part of PDF/A that it claims
    :param language: what it is written in
    """
    with pikepdf.open(io.BytesIO(pdf)) as document:
        return [
            *_catalogue(document, part, language),
            *_structure(document),
            *(f"page {n}: {rule}" for n, p in enumerate(document.pages, 1) for rule in _page(p)),
            *_objects(document),
            *objections(pdf, part),
        ]


def _catalogue(document: pikepdf.Pdf, part: str, language: str) -> Iterator[str]:
    root: Any = document.Root
    if document.is_encrypted:
        yield "is encrypted"
    if str(root.get("/Lang", "")).split("-")[0] != language:
        yield "has another language"
    if not root.get("/MarkInfo", {}).get("/Marked"):
        yield "is not marked as tagged"
    if not root.get("/ViewerPreferences", {}).get("/DisplayDocTitle"):
        yield "does not display its title"
    if "/OpenAction" in root or "/AA" in root:
        yield "does something by itself"
    if root.get("/OutputIntents", [{}])[0].get("/S") != "/GTS_PDFA1":
        yield "has no output intent"
    with document.open_outline() as outline:
        if len(document.pages) > 3 and not list(outline.root):
            yield "has no outline"
    yield from _metadata(document, part)


def _metadata(document: pikepdf.Pdf, part: str) -> Iterator[str]:
    with document.open_metadata() as xmp:
        claimed = [str(xmp.get(f"pdfaid:{name}", "")) for name in ("part", "conformance")]
        if claimed != [part, "A"]:
            yield f"claims PDF/A {claimed}"
        if xmp.get("pdfuaid:part") != "1":
            yield "does not claim PDF/UA"
        if not xmp.get("dc:title"):
            yield "has no title"


def _elements(element: Any) -> Iterator[pikepdf.Dictionary]:
    """Yield the elements of the structure tree."""
    if isinstance(element, pikepdf.Array):
        for child in element:
            yield from _elements(child)
    elif isinstance(element, pikepdf.Dictionary):
        if "/S" in element:
            yield element
        if "/K" in element:
            yield from _elements(element.K)


def _structure(document: pikepdf.Pdf) -> Iterator[str]:
    tree: Any = document.Root.get("/StructTreeRoot")
    if tree is None:
        yield "has no structure tree"
        return
    roles = tree.get("/RoleMap", {})
    level = 0
    for element in _elements(tree.K):
        kind = str(element.S)
        kind = str(roles.get(kind, kind))[1:]
        if not _STANDARD.fullmatch(kind):
            yield f"has an element {kind}, which no standard knows"
        if kind in ("Figure", "Formula") and not str(element.get("/Alt", "")).strip():
            yield f"has a {kind} without alternative text"
        if kind == "TH" and not _attribute(element, "/Scope"):
            yield "has a header of a table without scope"
        if kind == "Note" and "/ID" not in element:
            yield "has a note without ID"
        if re.fullmatch(r"H[1-6]", kind):
            if int(kind[1]) > level + 1:
                yield f"jumps from heading {level} to {kind}"
            level = int(kind[1])


def _attribute(element: pikepdf.Dictionary, name: str) -> bool:
    attributes: Any = element.get("/A", [])
    found = attributes if isinstance(attributes, pikepdf.Array) else [attributes]
    return any(isinstance(entry, pikepdf.Dictionary) and name in entry for entry in found)


def _page(page: pikepdf.Page) -> Iterator[str]:
    depth = 0
    for instruction in pikepdf.parse_content_stream(page):
        name = str(instruction.operator)
        if name in ("BDC", "BMC"):
            depth += 1
        elif name == "EMC":
            depth -= 1
        elif name in _PAINTING and not depth:
            yield f"paints without a tag ({name} {instruction.operands})"
            return
    if "/StructParents" not in page.obj:
        yield "is not in the structure tree"
    yield from _annotations(page)


def _annotations(page: pikepdf.Page) -> Iterator[str]:
    annotations = list(page.get("/Annots", ()))
    if annotations and page.get("/Tabs") != "/S":
        yield "has annotations in no order"
    for annotation in annotations:
        if annotation.Subtype == "/Link" and not str(annotation.get("/Contents", "")).strip():
            yield "has a link without words"
        if not int(annotation.get("/F", 0)) & 4:
            yield "has an annotation that is not printed"
        if "/StructParent" not in annotation and annotation.Subtype != "/Widget":
            yield "has an annotation outside of the structure tree"


def _objects(document: pikepdf.Pdf) -> Iterator[str]:
    for entry in document.objects:
        if not isinstance(entry, (pikepdf.Dictionary, pikepdf.Stream)):
            continue
        if entry.get("/S") in _FORBIDDEN or "/JS" in entry:
            yield f"has the action {entry.get('/S')}"
        if entry.get("/Type") == "/Font":
            yield from _font(entry)
        if isinstance(entry, pikepdf.Stream) and "/F" in entry:
            yield "keeps content in another file"
        if entry.get("/Subtype") == "/Image" and entry.get("/Interpolate"):
            yield "has an image that is interpolated"


def _font(font: Any) -> Iterator[str]:
    name = str(font.get("/BaseFont", ""))
    if font.get("/Subtype") == "/Type0" and "/ToUnicode" not in font:
        yield f"has a font {name} whose text cannot be read"
    if font.get("/Subtype") in ("/CIDFontType0", "/CIDFontType2"):
        if not {"/FontFile2", "/FontFile3"} & set(font.FontDescriptor.keys()):
            yield f"has a font {name} that is not embedded"
        if not re.match(r"/[A-Z]{6}\+", name):
            yield f"has a font {name} that is embedded whole"
