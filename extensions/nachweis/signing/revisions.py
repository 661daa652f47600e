"""Judges what every revision of a signed file adds: a signature, and nothing that can be seen.

A signed annex is the file that Nachweis typeset, and after it one appended part for each
signature, timestamp, or set of proofs of validity. Whatever else an appended part does, be it
allowed by PDF or not, could change what a reader sees while the signature stays intact; so it is
refused. The appended bytes are judged as well, for viewers that repair a file find objects that
its own tables hide (Mladenov et al., "1 Trillion Dollar Refund", CCS 2019; Mainka et al.,
"Shadow Attacks", NDSS 2021; Rohlmann et al., "Breaking the Specification", S&P 2021).
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from nachweis.model.messages import Message
from nachweis.signing.files import words_of
from nachweis.signing.pdf_objects import (
    Ref,
    RefusedError,
    as_set,
    covers,
    describe,
    get,
    get_raw,
    is_plain,
    page_nodes,
    properties,
    read_object,
    ref_of,
    reference,
    same,
    same_but,
)

if TYPE_CHECKING:
    from pyhanko.pdf_utils.reader import HistoricalResolver, PdfFileReader

_END: Final = re.compile(rb"%%EOF(?:\r\n|\r|\n)?")
_OBJECT: Final = re.compile(rb"(?<![0-9])(\d{1,10})[ \t\r\n\f\0]+\d{1,5}[ \t\r\n\f\0]+obj\b")
_FIELD: Final = frozenset(
    {"/FT", "/T", "/TU", "/Type", "/Subtype", "/F", "/Rect", "/P", "/V", "/Ff"}
)
_SIGNATURE: Final = frozenset(
    {
        *("/Type", "/Filter", "/SubFilter", "/Contents", "/ByteRange", "/M", "/Name", "/Reason"),
        *("/Location", "/ContactInfo", "/R", "/Changes"),
        *("/Prop_Build", "/Prop_AuthTime", "/Prop_AuthType"),
    }
)
_OF_FILE: Final = frozenset({"/AcroForm", "/DSS", "/Extensions", "/Metadata", "/Version"})
_OF_INFO: Final = frozenset({"/ModDate", "/Producer"})
_OF_DSS: Final = frozenset({"/Type", "/VRI", "/Certs", "/CRLs", "/OCSPs"})
_OF_VRI: Final = frozenset({"/Type", "/TU", "/TS", "/Cert", "/CRL", "/OCSP"})
_OF_PROOF: Final = frozenset({"/Length", "/Filter", "/DecodeParms", "/Type"})
_KINDS: Final[Mapping[str, str]] = {"/Sig": "signature", "/DocTimeStamp": "timestamp"}
_PROOFS: Final = "proofs of validity"
_DER: Final = b"\x30"
"""What certificates, answers about revocation, and timestamps begin with."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class History:
    """How a file came to be what it is.

    :param ends: where each revision ends, in bytes; the first one is the document
    :param added: what each later revision adds, in words
    :param objections: what was done to the file beyond signatures
    """

    ends: tuple[int, ...]
    added: tuple[str, ...]
    objections: tuple[Message, ...]


def read_history(reader: PdfFileReader, pdf: bytes) -> History:
    """Return what was added to a file after it was written.

    :param reader: the file as pyHanko reads it
    :param pdf: its bytes
    """
    ends = tuple(_ends(reader, pdf))
    added: list[str] = []
    objections: list[Message] = (
        [] if pdf.startswith(b"%PDF-") else [Message("something stands before its beginning")]
    )
    for number in range(1, len(ends)):
        revision = _Revision(reader, number)
        try:
            revision.judge()
            _judge_bytes(reader, pdf, number, ends)
        except RefusedError as refused:
            objections.append(
                Message(
                    "part {number} that was added to the file {refused}",
                    number=number,
                    refused=refused.message,
                )
            )
        except Exception as error:  # noqa: BLE001 - a damaged one fails anywhere in the library
            objections.append(
                Message(
                    "part {number} that was added to the file cannot be read: {reason}",
                    number=number,
                    reason=words_of(error),
                )
            )
        added.append(revision.kind)
    if (more := len(pdf) - ends[-1]) > 0:
        objections.append(
            Message("{count} bytes follow its end, which no signature covers", count=more)
        )
    if not objections and sum(kind in _KINDS.values() for kind in added) != len(
        reader.embedded_signatures
    ):
        objections.append(Message("it has a signature of a kind that cannot be judged"))
    return History(ends=ends, added=tuple(added), objections=tuple(objections))


def _ends(reader: PdfFileReader, pdf: bytes) -> Iterator[int]:
    """Yield where each revision ends."""
    for number in range(reader.total_revisions):
        table = reader.xrefs.get_xref_container_info(number).end_location
        found = _END.search(pdf, table)
        yield found.end() if found else len(pdf)


def _judge_bytes(reader: PdfFileReader, pdf: bytes, number: int, ends: Sequence[int]) -> None:
    """Refuse objects that a table points to elsewhere, or that no table names.

    :raises RefusedError: if there are such
    """
    start, end = ends[number - 1], ends[number]
    places = {
        reader.xrefs.get_historical_ref(ref, number)
        for ref in reader.xrefs.explicit_refs_in_revision(number)
    }
    if not all(isinstance(place, int) and start <= place < end for place in places):
        raise RefusedError(Message("has objects that stand elsewhere in the file"))
    if not {match.start() for match in _OBJECT.finditer(pdf, start, end)} <= places:
        raise RefusedError(Message("hides objects that its table does not name"))
    if pdf.count(b"startxref", start, end) != 1:
        raise RefusedError(Message("is more than one part"))


class _Revision:
    """One revision beside the one before it."""

    def __init__(self, reader: PdfFileReader, number: int) -> None:
        self.reader, self.number = reader, number
        self.old = reader.get_historical_resolver(number - 1)
        self.new = reader.get_historical_resolver(number)
        written = reader.xrefs.explicit_refs_in_revision(number)
        self.written = {(ref.idnum, ref.generation) for ref in written}
        self.expected: set[Ref] = set()
        self.fields: set[Ref] = set()
        self.walk: list[tuple[Any, Ref | None]] = []
        self.kind = "something else"

    def judge(self) -> None:
        """Refuse whatever is more than a signature or proofs of validity.

        :raises RefusedError: with what it is
        """
        if self.reader.xrefs.refs_freed_in_revision(self.number):
            raise RefusedError(Message("deletes objects of what was signed"))
        self._trailer()
        self._catalogue()
        added = self._form()
        proofs = self._proofs()
        self._pages()
        self._unchanged()
        if rest := {ref for ref in self.written - self.expected if not self._same_object(ref)}:
            what = describe(self.new, rest)
            raise RefusedError(Message("has objects that no signature needs ({what})", what=what))
        if not added:
            self.kind = _PROOFS
            if not proofs:
                raise RefusedError(Message("holds no signature"))

    def _trailer(self) -> None:
        old, new = self.old.trailer_view, self.new.trailer_view
        if "/Encrypt" in new:
            raise RefusedError(Message("encrypts the file"))
        for key in ("/Root", "/Info"):
            if not same(get_raw(old, key), get_raw(new, key)):
                raise RefusedError(Message("exchanges the {name} of the file", name=key[1:]))
        if not (info := reference(old, "/Info")) or info not in self.written:
            return
        self.expected.add(info)
        before, after = old["/Info"], new["/Info"]
        if not same_but(before, after, _OF_INFO):
            raise RefusedError(Message("changes the title or keywords of the file"))

    def _catalogue(self) -> None:
        old, new = self.old.root, self.new.root
        root = ref_of(self.old.root_ref)
        self.expected.add(root)
        for key in sorted((set(old) | set(new)) - _OF_FILE):
            if not same(get_raw(old, key), get_raw(new, key)):
                raise RefusedError(Message("changes the file as a whole ({name})", name=key))
        self.walk += [(old.raw_get(key), None) for key in old if key not in _OF_FILE]
        extensions = get(new, "/Extensions")
        if extensions is not None and not is_plain(extensions, self.new):
            raise RefusedError(Message("declares extensions that are not plain"))
        if (ref := reference(new, "/Extensions")) and not self._is_old(ref):
            self.expected.add(ref)
        if not is_plain(get_raw(new, "/Version"), None):
            raise RefusedError(Message("changes the version of PDF to something else"))
        self._metadata(old, new)

    def _metadata(self, old: Any, new: Any) -> None:
        ref = reference(new, "/Metadata")
        if not same(get_raw(old, "/Metadata"), get_raw(new, "/Metadata")):
            raise RefusedError(Message("exchanges the metadata of the file"))
        if ref in self.written and ref is not None:
            self.expected.add(ref)
            before, after = (read_object(r, ref).data for r in (self.old, self.new))
            if properties(before) != properties(after):
                raise RefusedError(Message("changes the metadata of the file"))

    def _form(self) -> bool:
        """Judge the form of the file, and return whether it has a new signature."""
        old, new = (get(root, "/AcroForm", {}) for root in (self.old.root, self.new.root))
        if not same_but(old, new, frozenset({"/Fields", "/SigFlags"})):
            raise RefusedError(Message("changes the form of the file"))
        self._own(reference(self.old.root, "/AcroForm"), reference(self.new.root, "/AcroForm"))
        self._own(reference(old, "/Fields"), reference(new, "/Fields"))
        self.walk += [(get_raw(old, key), None) for key in old if key != "/Fields"]
        before, after = (list(get(form, "/Fields", ())) for form in (old, new))
        self.walk += [(field, None) for field in before]
        if not all(map(same, before, after[: len(before)])) or len(after) < len(before):
            raise RefusedError(Message("removes or exchanges fields of the form"))
        for field in after[len(before) :]:
            self._field(field)
        if len(self.fields) > 1:
            raise RefusedError(Message("adds several signatures at once"))
        return bool(self.fields)

    def _own(self, old: Ref | None, new: Ref | None) -> None:
        """Expect an object that is new, or the same as before in the same role."""
        if new is not None and (new == old or not self._is_old(new)):
            self.expected.add(new)

    def _field(self, field: Any) -> None:
        ref = ref_of(field) if hasattr(field, "idnum") else None
        if ref is None or ref not in self.written or self._is_old(ref):
            raise RefusedError(Message("adds a field of the form that is not its own"))
        entry = self.new(field.reference)
        if get(entry, "/FT") != "/Sig" or "/V" not in entry or "/Kids" in entry:
            raise RefusedError(Message("adds a field of the form that is no signature"))
        if "/AP" in entry:
            raise RefusedError(
                Message("shows something on a page (a signature with an appearance)")
            )
        if covers(get(entry, "/Rect")):
            raise RefusedError(Message("shows something on a page (a signature with a rectangle)"))
        if unknown := sorted(set(entry) - _FIELD):
            raise RefusedError(
                Message("adds a signature with {name}, which none needs", name=unknown[0])
            )
        value = reference(entry, "/V")
        signature = entry["/V"]
        if value is None or value not in self.written or self._is_old(value):
            raise RefusedError(Message("adds a signature that is not its own"))
        if set(signature) - _SIGNATURE or not is_plain(signature, None):
            raise RefusedError(Message("adds a signature with more than a signature"))
        self.fields.add(ref)
        self.expected |= {ref, value}
        self.kind = _KINDS.get(get(signature, "/Type", "/Sig"), self.kind)

    def _proofs(self) -> bool:
        """Judge the proofs of validity, and return whether there are new ones."""
        old_containers, old_streams = self._proof_parts(self.old)
        containers, streams = self._proof_parts(self.new)
        for ref in containers:
            if ref in old_containers or not self._is_old(ref):
                self.expected.add(ref)
        self.expected |= {ref for ref in streams if not self._is_old(ref)}
        if any(ref in self.written and not self._same_object(ref) for ref in old_streams):
            raise RefusedError(Message("exchanges proofs of validity"))
        return bool((containers | streams) & self.written)

    def _proof_parts(self, resolver: HistoricalResolver) -> tuple[set[Ref], set[Ref]]:
        """Return the dictionaries and arrays of the proofs of validity, and their streams."""
        containers: set[Ref] = set()
        streams: set[Ref] = set()
        root = resolver.root
        store = get(root, "/DSS")
        if store is None:
            return containers, streams
        containers |= as_set(reference(root, "/DSS"))
        if not isinstance(store, dict) or set(store) - _OF_DSS:
            raise RefusedError(Message("has proofs of validity that are none"))
        lists = [(store, key) for key in ("/Certs", "/CRLs", "/OCSPs") if key in store]
        containers |= as_set(reference(store, "/VRI"))
        for name, entry in dict(get(store, "/VRI", {})).items():
            containers |= {ref_of(entry)} if hasattr(entry, "idnum") else set()
            parts = store["/VRI"][name]
            if name == "/Type":
                continue
            if not isinstance(parts, dict) or set(parts) - _OF_VRI:
                raise RefusedError(Message("has proofs of validity that are none"))
            lists += [(parts, key) for key in ("/Cert", "/CRL", "/OCSP") if key in parts]
            streams |= as_set(reference(parts, "/TS"))
        for holder, key in lists:
            containers |= as_set(reference(holder, key))
            streams |= {ref_of(entry) for entry in holder[key]}
        for ref in streams:
            stream = read_object(resolver, ref)
            data = getattr(stream, "data", b"")
            if not data.startswith(_DER) or set(stream) - _OF_PROOF:
                raise RefusedError(Message("has proofs of validity that are none"))
        return containers, streams

    def _pages(self) -> None:
        """Judge the pages: new signatures may be listed on them, and nothing else may change."""
        for number, node in enumerate(page_nodes(self.old), start=1):
            ref = ref_of(node)
            old, new = self.old(node.reference), self.new(node.reference)
            before, after = (list(get(page, "/Annots", ())) for page in (old, new))
            if not all(map(same, before, after[: len(before)])) or len(after) < len(before):
                raise RefusedError(
                    Message("changes or removes annotations of page {number}", number=number)
                )
            added = {ref_of(entry) if hasattr(entry, "idnum") else None for entry in after}
            added -= {ref_of(entry) if hasattr(entry, "idnum") else None for entry in before}
            if not added <= self.fields:
                raise RefusedError(Message("adds an annotation to page {number}", number=number))
            if not same_but(old, new, frozenset({"/Annots", "/Tabs"})):
                raise RefusedError(Message("changes what page {number} shows", number=number))
            if get(new, "/Tabs") not in (get(old, "/Tabs"), "/S"):
                raise RefusedError(Message("changes the order of page {number}", number=number))
            self.expected.add(ref)
            self._own(reference(old, "/Annots"), reference(new, "/Annots"))

    def _unchanged(self) -> None:
        """Refuse if anything that the older revision reaches was written anew.

        What this revision may write is left out where it is in its own role; reached by another
        way, it would be a part of what is shown.
        """
        pages = {ref_of(node) for node in page_nodes(self.old)}
        free = pages | {ref_of(self.old.root_ref)}
        seen: set[Ref] = set()
        while self.walk:
            thing, holder = self.walk.pop()
            if hasattr(thing, "idnum"):
                ref = ref_of(thing)
                if ref in seen:
                    continue
                if ref in self.written and ref not in free and not self._same_object(ref):
                    missing = Message("a missing object")
                    what = describe(self.old, {ref}) if self._is_old(ref) else missing
                    raise RefusedError(Message("changes what was signed ({what})", what=what))
                seen.add(ref)
                thing = self.old(thing.reference) if self._is_old(ref) else None
                holder = ref
            if isinstance(thing, dict):
                for key, value in thing.items():
                    # the list of annotations may be written anew; it was judged above
                    listed = key == "/Annots" and holder in pages
                    self.walk.append((get(thing, key) if listed else value, None))
            elif isinstance(thing, list):
                self.walk += [(value, None) for value in thing]

    def _is_old(self, ref: Ref) -> bool:
        """Whether an older revision has an object."""
        from pyhanko.pdf_utils.generic import Reference

        place = self.reader.xrefs.get_historical_ref(Reference(*ref, self.reader), self.number - 1)
        return place is not None

    def _same_object(self, ref: Ref) -> bool:
        """Whether an object was written anew as it was."""
        return self._is_old(ref) and same(read_object(self.old, ref), read_object(self.new, ref))
