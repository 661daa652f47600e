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
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from pyhanko.pdf_utils.reader import HistoricalResolver, PdfFileReader

Ref = tuple[int, int]
"""Number and generation of an object."""

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
_OF_XMP: Final = frozenset({"ModifyDate", "MetadataDate", "Producer", "InstanceID"})
_OF_DSS: Final = frozenset({"/Type", "/VRI", "/Certs", "/CRLs", "/OCSPs"})
_OF_VRI: Final = frozenset({"/Type", "/TU", "/TS", "/Cert", "/CRL", "/OCSP"})
_OF_PROOF: Final = frozenset({"/Length", "/Filter", "/DecodeParms", "/Type"})
_KINDS: Final[Mapping[str, str]] = {"/Sig": "signature", "/DocTimeStamp": "timestamp"}
_PROOFS: Final = "proofs of validity"
_DER: Final = b"\x30"
"""What certificates, answers about revocation, and timestamps begin with."""


class _RefusedError(Exception):
    """A revision does more than a signature may; the message says what."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class History:
    """How a file came to be what it is.

    :param ends: where each revision ends, in bytes; the first one is the document
    :param added: what each later revision adds, in words
    :param objections: what was done to the file beyond signatures
    """

    ends: tuple[int, ...]
    added: tuple[str, ...]
    objections: tuple[str, ...]


def read_history(reader: PdfFileReader, pdf: bytes) -> History:
    """Return what was added to a file after it was written.

    :param reader: the file as pyHanko reads it
    :param pdf: its bytes
    """
    ends = tuple(_ends(reader, pdf))
    added: list[str] = []
    objections = [] if pdf.startswith(b"%PDF-") else ["something stands before its beginning"]
    for number in range(1, len(ends)):
        revision = _Revision(reader, number)
        try:
            revision.judge()
            _judge_bytes(reader, pdf, number, ends)
        except _RefusedError as refused:
            objections.append(f"part {number} that was added to the file {refused}")
        except Exception as error:  # noqa: BLE001 - a damaged one fails anywhere in the library
            reason = " ".join(str(error).split()) or type(error).__name__
            objections.append(f"part {number} that was added to the file cannot be read: {reason}")
        added.append(revision.kind)
    if (more := len(pdf) - ends[-1]) > 0:
        objections.append(f"{more} bytes follow its end, which no signature covers")
    if not objections and sum(kind in _KINDS.values() for kind in added) != len(
        reader.embedded_signatures
    ):
        objections.append("it has a signature of a kind that cannot be judged")
    return History(ends=ends, added=tuple(added), objections=tuple(objections))


def _ends(reader: PdfFileReader, pdf: bytes) -> Iterator[int]:
    """Yield where each revision ends."""
    for number in range(reader.total_revisions):
        table = reader.xrefs.get_xref_container_info(number).end_location
        found = _END.search(pdf, table)
        yield found.end() if found else len(pdf)


def _judge_bytes(reader: PdfFileReader, pdf: bytes, number: int, ends: Sequence[int]) -> None:
    """Refuse objects that a table points to elsewhere, or that no table names.

    :raises _RefusedError: if there are such
    """
    start, end = ends[number - 1], ends[number]
    places = {
        reader.xrefs.get_historical_ref(ref, number)
        for ref in reader.xrefs.explicit_refs_in_revision(number)
    }
    if not all(isinstance(place, int) and start <= place < end for place in places):
        raise _RefusedError("has objects that stand elsewhere in the file")
    if not {match.start() for match in _OBJECT.finditer(pdf, start, end)} <= places:
        raise _RefusedError("hides objects that its table does not name")
    if pdf.count(b"startxref", start, end) != 1:
        raise _RefusedError("is more than one part")


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

        :raises _RefusedError: with what it is
        """
        if self.reader.xrefs.refs_freed_in_revision(self.number):
            raise _RefusedError("deletes objects of what was signed")
        self._trailer()
        self._catalogue()
        added = self._form()
        proofs = self._proofs()
        self._pages()
        self._unchanged()
        if rest := {ref for ref in self.written - self.expected if not self._same_object(ref)}:
            raise _RefusedError(f"has objects that no signature needs ({_named(self.new, rest)})")
        if not added:
            self.kind = _PROOFS
            if not proofs:
                raise _RefusedError("holds no signature")

    def _trailer(self) -> None:
        old, new = self.old.trailer_view, self.new.trailer_view
        if "/Encrypt" in new:
            raise _RefusedError("encrypts the file")
        for key in ("/Root", "/Info"):
            if not _same(_raw(old, key), _raw(new, key)):
                raise _RefusedError(f"exchanges the {key[1:]} of the file")
        if not (info := _reference(old, "/Info")) or info not in self.written:
            return
        self.expected.add(info)
        before, after = old["/Info"], new["/Info"]
        if not _same_but(before, after, _OF_INFO):
            raise _RefusedError("changes the title or keywords of the file")

    def _catalogue(self) -> None:
        old, new = self.old.root, self.new.root
        root = _ref(self.old.root_ref)
        self.expected.add(root)
        for key in sorted((set(old) | set(new)) - _OF_FILE):
            if not _same(_raw(old, key), _raw(new, key)):
                raise _RefusedError(f"changes the file as a whole ({key})")
        self.walk += [(old.raw_get(key), None) for key in old if key not in _OF_FILE]
        extensions = _get(new, "/Extensions")
        if extensions is not None and not _plain(extensions, self.new):
            raise _RefusedError("declares extensions that are not plain")
        if (ref := _reference(new, "/Extensions")) and not self._is_old(ref):
            self.expected.add(ref)
        if not _plain(_raw(new, "/Version"), None):
            raise _RefusedError("changes the version of PDF to something else")
        self._metadata(old, new)

    def _metadata(self, old: Any, new: Any) -> None:
        ref = _reference(new, "/Metadata")
        if not _same(_raw(old, "/Metadata"), _raw(new, "/Metadata")):
            raise _RefusedError("exchanges the metadata of the file")
        if ref in self.written and ref is not None:
            self.expected.add(ref)
            before, after = (_object(r, ref).data for r in (self.old, self.new))
            if _properties(before) != _properties(after):
                raise _RefusedError("changes the metadata of the file")

    def _form(self) -> bool:
        """Judge the form of the file, and return whether it has a new signature."""
        old, new = (_get(root, "/AcroForm", {}) for root in (self.old.root, self.new.root))
        if not _same_but(old, new, frozenset({"/Fields", "/SigFlags"})):
            raise _RefusedError("changes the form of the file")
        self._own(_reference(self.old.root, "/AcroForm"), _reference(self.new.root, "/AcroForm"))
        self._own(_reference(old, "/Fields"), _reference(new, "/Fields"))
        self.walk += [(_raw(old, key), None) for key in old if key != "/Fields"]
        before, after = (list(_get(form, "/Fields", ())) for form in (old, new))
        self.walk += [(field, None) for field in before]
        if not all(map(_same, before, after[: len(before)])) or len(after) < len(before):
            raise _RefusedError("removes or exchanges fields of the form")
        for field in after[len(before) :]:
            self._field(field)
        if len(self.fields) > 1:
            raise _RefusedError("adds several signatures at once")
        return bool(self.fields)

    def _own(self, old: Ref | None, new: Ref | None) -> None:
        """Expect an object that is new, or the same as before in the same role."""
        if new is not None and (new == old or not self._is_old(new)):
            self.expected.add(new)

    def _field(self, field: Any) -> None:
        ref = _ref(field) if hasattr(field, "idnum") else None
        if ref is None or ref not in self.written or self._is_old(ref):
            raise _RefusedError("adds a field of the form that is not its own")
        entry = self.new(field.reference)
        if _get(entry, "/FT") != "/Sig" or "/V" not in entry or "/Kids" in entry:
            raise _RefusedError("adds a field of the form that is no signature")
        if "/AP" in entry:
            raise _RefusedError("shows something on a page (a signature with an appearance)")
        if _area(_get(entry, "/Rect")):
            raise _RefusedError("shows something on a page (a signature with a rectangle)")
        if unknown := sorted(set(entry) - _FIELD):
            raise _RefusedError(f"adds a signature with {unknown[0]}, which none needs")
        value = _reference(entry, "/V")
        signature = entry["/V"]
        if value is None or value not in self.written or self._is_old(value):
            raise _RefusedError("adds a signature that is not its own")
        if set(signature) - _SIGNATURE or not _plain(signature, None):
            raise _RefusedError("adds a signature with more than a signature")
        self.fields.add(ref)
        self.expected |= {ref, value}
        self.kind = _KINDS.get(_get(signature, "/Type", "/Sig"), self.kind)

    def _proofs(self) -> bool:
        """Judge the proofs of validity, and return whether there are new ones."""
        old_containers, old_streams = self._proof_parts(self.old)
        containers, streams = self._proof_parts(self.new)
        for ref in containers:
            if ref in old_containers or not self._is_old(ref):
                self.expected.add(ref)
        self.expected |= {ref for ref in streams if not self._is_old(ref)}
        if any(ref in self.written and not self._same_object(ref) for ref in old_streams):
            raise _RefusedError("exchanges proofs of validity")
        return bool((containers | streams) & self.written)

    def _proof_parts(self, resolver: HistoricalResolver) -> tuple[set[Ref], set[Ref]]:
        """Return the dictionaries and arrays of the proofs of validity, and their streams."""
        containers: set[Ref] = set()
        streams: set[Ref] = set()
        root = resolver.root
        store = _get(root, "/DSS")
        if store is None:
            return containers, streams
        containers |= _one(_reference(root, "/DSS"))
        if not isinstance(store, dict) or set(store) - _OF_DSS:
            raise _RefusedError("has proofs of validity that are none")
        lists = [(store, key) for key in ("/Certs", "/CRLs", "/OCSPs") if key in store]
        containers |= _one(_reference(store, "/VRI"))
        for name, entry in dict(_get(store, "/VRI", {})).items():
            containers |= {_ref(entry)} if hasattr(entry, "idnum") else set()
            parts = store["/VRI"][name]
            if name == "/Type":
                continue
            if not isinstance(parts, dict) or set(parts) - _OF_VRI:
                raise _RefusedError("has proofs of validity that are none")
            lists += [(parts, key) for key in ("/Cert", "/CRL", "/OCSP") if key in parts]
            streams |= _one(_reference(parts, "/TS"))
        for holder, key in lists:
            containers |= _one(_reference(holder, key))
            streams |= {_ref(entry) for entry in holder[key]}
        for ref in streams:
            stream = _object(resolver, ref)
            data = getattr(stream, "data", b"")
            if not data.startswith(_DER) or set(stream) - _OF_PROOF:
                raise _RefusedError("has proofs of validity that are none")
        return containers, streams

    def _pages(self) -> None:
        """Judge the pages: new signatures may be listed on them, and nothing else may change."""
        for number, node in enumerate(_page_nodes(self.old), start=1):
            ref = _ref(node)
            old, new = self.old(node.reference), self.new(node.reference)
            before, after = (list(_get(page, "/Annots", ())) for page in (old, new))
            if not all(map(_same, before, after[: len(before)])) or len(after) < len(before):
                raise _RefusedError(f"changes or removes annotations of page {number}")
            added = {_ref(entry) if hasattr(entry, "idnum") else None for entry in after}
            added -= {_ref(entry) if hasattr(entry, "idnum") else None for entry in before}
            if not added <= self.fields:
                raise _RefusedError(f"adds an annotation to page {number}")
            if not _same_but(old, new, frozenset({"/Annots", "/Tabs"})):
                raise _RefusedError(f"changes what page {number} shows")
            if _get(new, "/Tabs") not in (_get(old, "/Tabs"), "/S"):
                raise _RefusedError(f"changes the order of page {number}")
            self.expected.add(ref)
            self._own(_reference(old, "/Annots"), _reference(new, "/Annots"))

    def _unchanged(self) -> None:
        """Refuse if anything that the older revision reaches was written anew.

        What this revision may write is left out where it is in its own role; reached by another
        way, it would be a part of what is shown.
        """
        pages = {_ref(node) for node in _page_nodes(self.old)}
        free = pages | {_ref(self.old.root_ref)}
        seen: set[Ref] = set()
        while self.walk:
            thing, holder = self.walk.pop()
            if hasattr(thing, "idnum"):
                ref = _ref(thing)
                if ref in seen:
                    continue
                if ref in self.written and ref not in free and not self._same_object(ref):
                    what = _named(self.old, {ref}) if self._is_old(ref) else "a missing object"
                    raise _RefusedError(f"changes what was signed ({what})")
                seen.add(ref)
                thing = self.old(thing.reference) if self._is_old(ref) else None
                holder = ref
            if isinstance(thing, dict):
                for key, value in thing.items():
                    # the list of annotations may be written anew; it was judged above
                    listed = key == "/Annots" and holder in pages
                    self.walk.append((_get(thing, key) if listed else value, None))
            elif isinstance(thing, list):
                self.walk += [(value, None) for value in thing]

    def _is_old(self, ref: Ref) -> bool:
        """Whether an older revision has an object."""
        from pyhanko.pdf_utils.generic import Reference

        place = self.reader.xrefs.get_historical_ref(Reference(*ref, self.reader), self.number - 1)
        return place is not None

    def _same_object(self, ref: Ref) -> bool:
        """Whether an object was written anew as it was."""
        return self._is_old(ref) and _same(_object(self.old, ref), _object(self.new, ref))


def _object(resolver: HistoricalResolver, ref: Ref) -> Any:
    from pyhanko.pdf_utils.generic import Reference

    return resolver(Reference(*ref, resolver))


def _page_nodes(resolver: HistoricalResolver) -> Iterator[Any]:
    """Yield the references of the pages, in their order."""
    waiting = [resolver.root.raw_get("/Pages")]
    seen: set[Ref] = set()
    while waiting:
        node = waiting.pop()
        if _ref(node) in seen:
            raise _RefusedError("has a page twice")
        seen.add(_ref(node))
        entry = resolver(node.reference)
        if _get(entry, "/Type") == "/Pages":
            waiting += reversed(list(entry["/Kids"]))
        else:
            yield node


def _ref(thing: Any) -> Ref:
    return thing.idnum, thing.generation


def _one(ref: Ref | None) -> set[Ref]:
    return set() if ref is None else {ref}


def _get(holder: Any, key: str, default: Any = None) -> Any:
    """Return the value of a dictionary, with references followed."""
    return holder[key] if key in holder else default  # noqa: SIM401 - get() follows no references


def _raw(holder: Any, key: str) -> Any:
    return holder.raw_get(key) if key in holder else None


def _reference(holder: Any, key: str) -> Ref | None:
    """Return the reference that a dictionary has under a key, if its value is one."""
    value = _raw(holder, key)
    return _ref(value) if hasattr(value, "idnum") else None


def _same(old: Any, new: Any) -> bool:
    """Whether two values are written alike; references are not followed."""
    if hasattr(old, "idnum") or hasattr(new, "idnum"):
        both = hasattr(old, "idnum") and hasattr(new, "idnum")
        return both and _ref(old) == _ref(new)
    if getattr(old, "encoded_data", None) != getattr(new, "encoded_data", None):
        return False
    if isinstance(old, dict):
        return isinstance(new, dict) and _same_but(old, new, frozenset())
    if isinstance(old, list):
        return isinstance(new, list) and len(old) == len(new) and all(map(_same, old, new))
    return type(old) is type(new) and bool(old == new)


def _same_but(old: Any, new: Any, allowed: frozenset[str]) -> bool:
    """Whether two dictionaries are alike but for some keys."""
    keys = (set(old) | set(new)) - allowed
    return all(key in old and key in new and _same(_raw(old, key), _raw(new, key)) for key in keys)


def _plain(thing: Any, resolver: HistoricalResolver | None) -> bool:
    """Whether a value holds no streams, and no references unless they can be followed."""
    if hasattr(thing, "idnum"):
        return resolver is not None and _plain(resolver(thing.reference), None)
    if hasattr(thing, "encoded_data"):
        return False
    if isinstance(thing, dict):
        return all(_plain(value, resolver) for value in thing.values())
    return not isinstance(thing, list) or all(_plain(value, resolver) for value in thing)


def _area(rectangle: Any) -> bool:
    """Whether a rectangle covers anything; one that cannot be read might."""
    if rectangle is None:
        return False
    try:
        left, bottom, right, top = map(float, rectangle)
    except (TypeError, ValueError):
        return True
    return left != right and bottom != top


def _properties(xmp: bytes) -> list[str]:
    """Return the properties of XMP metadata, but for those that every change of a file renews."""
    from pyhanko.pdf_utils.metadata.xmp_xml import parse_xmp

    return sorted(
        f"{name} {_property(value)}"
        for root in parse_xmp(io.BytesIO(xmp))
        for name, value in root
        if name.local_name not in _OF_XMP
    )


def _property(value: Any) -> str:
    inner = value.value
    if hasattr(inner, "entries"):
        return f"{inner.array_type}[{'; '.join(map(_property, inner.entries))}]"
    if hasattr(inner, "_fields"):
        return f"{{{'; '.join(sorted(f'{name} {_property(entry)}' for name, entry in inner))}}}"
    return str(inner)


def _named(resolver: HistoricalResolver, refs: set[Ref]) -> str:
    """Return what one of several objects is."""
    ref = min(refs)
    entry = _object(resolver, ref)
    kind = _get(entry, "/Type") if isinstance(entry, dict) else None
    kind = kind or ("a stream" if hasattr(entry, "encoded_data") else "an object")
    return f"{str(kind).lstrip('/')}, number {ref[0]}"
