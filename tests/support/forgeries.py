"""Changes of a signed PDF that somebody may try, each as one who means it would make it.

Edits go into an appended part, as programs and attackers write them; forgeries work on the bytes
of a file. The names of the attacks are those of Mladenov et al. (CCS 2019, signatures), Mainka et
al. (NDSS 2021, shadow attacks) and Rohlmann et al. (S&P 2021, annotations).
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

import pikepdf
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import (
    ArrayObject,
    DictionaryObject,
    NumberObject,
    StreamObject,
    pdf_name,
    pdf_string,
)
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import PdfSignatureMetadata, PdfSigner
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter

Edit = Callable[[Any], None]

_COVER: Final = b"q 1 g 0 0 600 850 re f Q"
"""A white box over the whole page."""
_BOX: Final = (50, 50, 500, 800)


def dictionary(**entries: Any) -> DictionaryObject:
    return DictionaryObject({pdf_name(f"/{key}"): value for key, value in entries.items()})


def stream(content: bytes, **entries: Any) -> StreamObject:
    return StreamObject(dictionary(**entries), stream_data=content)


def page(writer: Any, number: int = 0) -> tuple[generic.Reference, DictionaryObject]:
    reference, _ = writer.find_page_for_modification(number)
    writer.mark_update(reference)
    return reference, reference.get_object()


def overlay(writer: Any) -> None:
    _, entry = page(writer)
    covering = writer.add_object(stream(_COVER))
    entry[pdf_name("/Contents")] = ArrayObject([entry.raw_get("/Contents"), covering])


def replaced_content(writer: Any) -> None:
    _, entry = page(writer)
    writer.objects[(0, entry.raw_get("/Contents").idnum)] = stream(_COVER)


def swapped_pages(writer: Any) -> None:
    tree = writer.root["/Pages"]
    tree[pdf_name("/Kids")] = ArrayObject(reversed(list(tree["/Kids"])))
    writer.update_container(tree)


def swapped_content(writer: Any) -> None:
    _, entry = page(writer)
    _, other = page(writer, 1)
    entry[pdf_name("/Contents")] = other.raw_get("/Contents")


def added_page(writer: Any) -> None:
    tree = writer.root["/Pages"]
    new = dictionary(Type=pdf_name("/Page"), Parent=writer.root.raw_get("/Pages"))
    tree["/Kids"].append(writer.add_object(new))
    tree[pdf_name("/Count")] = NumberObject(int(tree["/Count"]) + 1)
    writer.update_container(tree)


def turned_page(writer: Any) -> None:
    page(writer)[1][pdf_name("/Rotate")] = NumberObject(180)


def cropped_page(writer: Any) -> None:
    page(writer)[1][pdf_name("/CropBox")] = ArrayObject(map(NumberObject, (0, 0, 100, 100)))


def annotation(writer: Any) -> None:
    _, entry = page(writer)
    note = dictionary(
        Type=pdf_name("/Annot"),
        Subtype=pdf_name("/FreeText"),
        Rect=ArrayObject(map(NumberObject, _BOX)),
        Contents=pdf_string("One hour, not two."),
        DA=pdf_string("/Helv 12 Tf 0 g"),
        F=NumberObject(4),
    )
    annotations = list(entry["/Annots"]) if "/Annots" in entry else []
    entry[pdf_name("/Annots")] = ArrayObject([*annotations, writer.add_object(note)])


def evil_annotation(writer: Any) -> None:
    """Add a stamp without a border that looks like the page itself (Rohlmann et al., 2021)."""
    _, entry = page(writer)
    look = stream(
        _COVER,
        Type=pdf_name("/XObject"),
        Subtype=pdf_name("/Form"),
        BBox=ArrayObject(map(NumberObject, _BOX)),
    )
    stamp = dictionary(
        Type=pdf_name("/Annot"),
        Subtype=pdf_name("/Stamp"),
        Rect=ArrayObject(map(NumberObject, _BOX)),
        AP=dictionary(N=writer.add_object(look)),
        F=NumberObject(4),
    )
    annotations = list(entry["/Annots"]) if "/Annots" in entry else []
    entry[pdf_name("/Annots")] = ArrayObject([*annotations, writer.add_object(stamp)])


def another_link(writer: Any) -> None:
    _, entry = page(writer, 1)
    link = next(iter(entry["/Annots"]))
    found = link.get_object()
    found[pdf_name("/A")] = dictionary(S=pdf_name("/URI"), URI=pdf_string("https://evil.example"))
    writer.mark_update(link.reference)


def text_field(writer: Any) -> None:
    reference, entry = page(writer)
    field = writer.add_object(
        dictionary(
            FT=pdf_name("/Tx"),
            T=pdf_string("amount"),
            V=pdf_string("1 EUR"),
            Subtype=pdf_name("/Widget"),
            Rect=ArrayObject(map(NumberObject, _BOX)),
            P=generic.IndirectObject(reference.idnum, reference.generation, writer),
        )
    )
    entry[pdf_name("/Annots")] = ArrayObject([*list(entry["/Annots"]), field])
    form = writer.root["/AcroForm"]
    form["/Fields"].append(field)
    writer.update_container(form)
    writer.update_container(form["/Fields"])


def signature_taken_out(writer: Any) -> None:
    form = writer.root["/AcroForm"]
    form[pdf_name("/Fields")] = ArrayObject()
    writer.update_container(form)


def signature_shown(writer: Any) -> None:
    """Give the signature that is there a place on its page."""
    field = next(iter(writer.root["/AcroForm"]["/Fields"]))
    field.get_object()[pdf_name("/Rect")] = ArrayObject(map(NumberObject, _BOX))
    writer.mark_update(field.reference)


def attachment(writer: Any) -> None:
    file = writer.add_object(stream(b"Other terms.", Type=pdf_name("/EmbeddedFile")))
    spec = dictionary(Type=pdf_name("/Filespec"), F=pdf_string("a.txt"), EF=dictionary(F=file))
    names = ArrayObject([pdf_string("a.txt"), writer.add_object(spec)])
    writer.root[pdf_name("/Names")] = dictionary(EmbeddedFiles=dictionary(Names=names))
    writer.update_root()


def script(writer: Any) -> None:
    action = dictionary(S=pdf_name("/JavaScript"), JS=pdf_string("app.alert(1)"))
    writer.root[pdf_name("/OpenAction")] = writer.add_object(action)
    writer.update_root()


def layers(writer: Any) -> None:
    writer.root[pdf_name("/OCProperties")] = dictionary(D=dictionary(), OCGs=ArrayObject())
    writer.update_root()


def other_title(writer: Any) -> None:
    writer._meta.title = "Another title"  # the writer renews the title from there
    writer.update_root()


def other_metadata(writer: Any) -> None:
    reference = writer.root.raw_get("/Metadata").reference
    old = writer.prev.get_object(reference).data
    new = stream(old.replace(b"A title", b"B title"), Type=pdf_name("/Metadata"))
    new[pdf_name("/Subtype")] = pdf_name("/XML")
    writer.objects[(0, reference.idnum)] = new


def other_words_for_the_blind(writer: Any) -> None:
    tree = writer.root["/StructTreeRoot"]
    tree[pdf_name("/RoleMap")] = dictionary(H1=pdf_name("/Artifact"))
    writer.mark_update(writer.root.raw_get("/StructTreeRoot"))


def false_proofs(writer: Any) -> None:
    proof = writer.add_object(stream(_COVER))
    writer.root[pdf_name("/DSS")] = dictionary(Certs=ArrayObject([proof]))
    writer.update_root()


def idle_object(writer: Any) -> None:
    """Add what nothing refers to yet, for a later part to refer to (a shadow)."""
    writer.add_object(stream(_COVER))


def deleted_object(writer: Any) -> None:
    _, entry = page(writer)
    writer.objects[(0, entry.raw_get("/Contents").idnum)] = generic.NullObject()


def hidden_layer_removed(writer: Any) -> None:
    """Shadow attack, hide: what covers the text that nobody was shown is made empty."""
    _, entry = page(writer)
    covering = entry["/Resources"]["/XObject"].raw_get("/Shadow")
    writer.objects[(0, covering.idnum)] = stream(
        b"",
        Type=pdf_name("/XObject"),
        Subtype=pdf_name("/Form"),
        BBox=ArrayObject(map(NumberObject, _BOX)),
    )


def other_font(writer: Any) -> None:
    """Shadow attack, replace: the letters of a font get other shapes."""
    _, entry = page(writer)
    fonts = entry["/Resources"]["/Font"]
    reference = fonts.raw_get(next(iter(fonts))).reference
    font = reference.get_object()
    font[pdf_name("/Encoding")] = pdf_name("/Identity-V")
    writer.mark_update(reference)


EDITS: Final[Mapping[str, tuple[Edit, str]]] = {
    "overlay": (overlay, "changes what page 1 shows"),
    "replaced content": (replaced_content, "changes what was signed"),
    "swapped pages": (swapped_pages, "changes what was signed"),
    "swapped content": (swapped_content, "changes what page 1 shows"),
    "added page": (added_page, "changes what was signed"),
    "turned page": (turned_page, "changes what page 1 shows"),
    "cropped page": (cropped_page, "changes what page 1 shows"),
    "annotation": (annotation, "adds an annotation to page 1"),
    "evil annotation": (evil_annotation, "adds an annotation to page 1"),
    "another link": (another_link, "changes what was signed"),
    "text field": (text_field, "adds a field of the form that is no signature"),
    "signature taken out": (signature_taken_out, "removes or exchanges fields of the form"),
    "signature shown": (signature_shown, "changes what was signed"),
    "attachment": (attachment, r"changes the file as a whole \(/Names\)"),
    "script": (script, r"changes the file as a whole \(/OpenAction\)"),
    "layers": (layers, r"changes the file as a whole \(/OCProperties\)"),
    "other title": (other_title, "changes the (title or keywords|metadata) of the file"),
    "other metadata": (other_metadata, "changes the metadata of the file"),
    "other words for the blind": (other_words_for_the_blind, "changes what was signed"),
    "false proofs of validity": (false_proofs, "has proofs of validity that are none"),
    "idle object": (idle_object, "has objects that no signature needs"),
    "deleted object": (deleted_object, "changes what was signed"),
    "shadow attack, hide": (hidden_layer_removed, "changes what was signed"),
    "shadow attack, replace": (other_font, "changes what was signed"),
}
"""Edits of a file, each with what is said of it."""


def saved(pdf: bytes, edit: Edit | None = None) -> bytes:
    """Return a file with an edit, as an incremental save appends it."""
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    if edit is not None:
        edit(writer)
    writer.write(out := io.BytesIO())
    return out.getvalue()


def countersigned(
    pdf: bytes,
    signer: Any,
    edit: Edit | None = None,
    box: tuple[int, int, int, int] | None = None,
    writing: type[IncrementalPdfFileWriter] = IncrementalPdfFileWriter,
) -> bytes:
    """Return a file that a second party signed, together with an edit or with a stamp.

    :param box: where the signature is shown
    :param writing: what writes the appended part
    """
    writer = writing(io.BytesIO(pdf))
    if edit is not None:
        edit(writer)
    metadata = PdfSignatureMetadata(field_name="Second", subfilter=SigSeedSubFilter.PADES)
    field = SigFieldSpec("Second", on_page=0, box=box)
    signing: Any = PdfSigner(metadata, signer, new_field_spec=field)
    signing.sign_pdf(writer, output=(out := io.BytesIO()))
    return out.getvalue()


def prepared(pdf: bytes) -> bytes:
    """Return a file as one who plans an attack prepares it before anybody signs.

    A part of the page hides another one, and an object is in the file without a name in its table.
    """
    with pikepdf.open(io.BytesIO(pdf)) as document:
        first = document.pages[0]
        shadow = document.make_stream(_COVER)
        shadow.Type, shadow.Subtype = pikepdf.Name.XObject, pikepdf.Name.Form
        shadow.BBox = pikepdf.Array(_BOX)
        first.obj.Resources = pikepdf.Dictionary(
            {**dict(first.obj.Resources), "/XObject": pikepdf.Dictionary(Shadow=shadow)}
        )
        document.save(
            out := io.BytesIO(), object_stream_mode=pikepdf.ObjectStreamMode.disable, static_id=True
        )
    content = out.getvalue()
    with pikepdf.open(io.BytesIO(content)) as document:
        number = document.pages[0].Contents.objgen[0]
    at = content.rindex(b"xref\n0 ")
    hidden = b"%d 0 obj\n<</Length %d>>\nstream\n%s\nendstream\nendobj\n"
    hidden %= (number, len(_COVER), _COVER)
    moved = content[:at] + hidden + content[at:]
    return re.sub(rb"startxref\n\d+", b"startxref\n%d" % (at + len(hidden)), moved)


def hidden_object_shown(pdf: bytes) -> bytes:
    """Shadow attack, hide and replace: a new table alone points to what was hidden before."""
    match = re.search(rb"(\d+) 0 obj\n<</Length \d+>>\nstream\n" + re.escape(_COVER), pdf)
    assert match is not None
    number, size = int(match[1]), max(map(int, re.findall(rb"/Size (\d+)", pdf)))
    previous = re.findall(rb"startxref\n(\d+)", pdf)[-1]
    root = re.findall(rb"/Root (\d+) 0 R", pdf)[-1]
    found = re.findall(rb"/Info (\d+) 0 R", pdf)
    info = b"/Info %s 0 R" % found[-1] if found else b""
    table = b"xref\n%d 1\n%010d 00000 n \ntrailer\n<</Size %d/Root %s 0 R%s/Prev %s/ID[()()]>>\n"
    table %= (number, match.start(), size, root, info, previous)
    return pdf + table + b"startxref\n%d\n%%%%EOF\n" % len(pdf)


def objects_without_a_table(pdf: bytes) -> bytes:
    """Incremental saving attack: objects are appended that only viewers which repair files find."""
    number = re.findall(rb"/Contents (\d+) 0 R", pdf)[-1]
    return pdf + b"%s 0 obj\n<</Length 0>>\nstream\n\nendstream\nendobj\n%%%%EOF\n" % number


def empty_contents(pdf: bytes) -> bytes:
    """Universal signature forgery: the signature is there, and empty."""
    return re.sub(rb"<30[0-9A-Fa-f]+>", lambda match: b"<" + b"0" * (len(match[0]) - 2) + b">", pdf)


def moved_range(pdf: bytes) -> bytes:
    """Signature wrapping: the second part of what is covered is moved to make room."""
    match = re.search(rb"/ByteRange \[0 (\d+) (\d+) (\d+)\]( *)", pdf)
    assert match is not None
    first, second, after = (int(match[n]) for n in (1, 2, 3))
    wrapped = b"/ByteRange [0 %d %d %d]" % (first, second + 1000, after)
    start, end = match.span()
    changed = pdf[:start] + wrapped.ljust(end - start) + pdf[end:]
    return changed[:second] + b" " * 1000 + changed[second:]


FORGERIES: Final[Mapping[str, tuple[Callable[[bytes], bytes], str]]] = {
    "empty incremental save": (
        lambda pdf: saved(pdf, lambda writer: writer.update_root()),
        "holds no signature",
    ),
    "garbage after the end": (lambda pdf: pdf + b"Other terms apply.", "bytes follow its end"),
    "a line after the end": (lambda pdf: pdf + b"\n", "1 bytes? follow"),
    "a file before the beginning": (lambda pdf: b"%!PS\n" + pdf, "before its beginning|damaged"),
    "objects without a table": (objects_without_a_table, "bytes follow its end|damaged"),
    "empty signature": (empty_contents, "damaged"),
    "moved range": (moved_range, "damaged|stand elsewhere|bytes follow"),
    **{
        f"cut off at {share:.0%}": (
            lambda pdf, share=share: pdf[: int(len(pdf) * share)],  # type: ignore[misc]  # bound
            "damaged|no signature",
        )
        for share in (0.7, 0.9, 0.99)
    },
}
"""Changes of the bytes of a file, each with what is said of it."""


def key_of(path: Path, passphrase: str) -> Any:
    from pyhanko.sign import SimpleSigner

    return SimpleSigner.load_pkcs12(path, passphrase=passphrase.encode())


class HidingWriter(IncrementalPdfFileWriter):
    """Writes an object that its table does not name: viewers that repair a file find it."""

    def _write_header(self, stream: Any) -> None:
        super()._write_header(stream)
        number = self.root["/Pages"]["/Kids"][0].raw_get("/Contents").idnum
        stream.write(b"%d 0 obj\n<</Length %d>>\nstream\n" % (number, len(_COVER)))
        stream.write(_COVER + b"\nendstream\nendobj\n")
