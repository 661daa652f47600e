"""What an independent validator of PDF/A has against a file.

pikepdf's validator has a list of what it knows to be allowed and objects to all else. So it
approves nothing that is wrong, and objects to some that is right: what veraPDF accepts in our
files, and this validator does not know, stands in ``_UNKNOWN``. It judges level B, without tags.
"""

from __future__ import annotations

import io
import re
from typing import Final

from pikepdf.pdfa import validate_written

_UNKNOWN: Final = [
    # Level A is claimed, which holds all rules of level B.
    r"6\.6\.4-3 .*pdfaid:conformance is 'A', expected 'B'",
    # A destination may be an object of its own (ISO 32000-1, 7.3.10); this wants it in place.
    r"schema-(LinkAnnot|OutlineItem) .*/Dest: '\d+ \d+ R' is not valid",
    # PDF/UA's property is declared in an extension schema, as ISO 19005-2, 6.6.2.3.2 has it.
    r"6\.6\.2\.3\.1-1 .*XMP namespace pdfa(Extension|Schema|Property)=\S+ is not permitted",
    r"6\.6\.2\.3\.1-1 .*XMP property (pdfaExtension:schemas|pdfuaid:part) is not permitted",
    # A schema that XMP defines itself: the number of pages.
    r"6\.6\.2\.3\.1-1 .*XMP namespace \w+=http://ns\.adobe\.com/xap/1\.0/t/pg/ is not permitted",
    r"6\.6\.2\.3\.1-1 .*XMP property \w+:NPages is not permitted",
    # Proofs of validity (PAdES): a key that ISO 32000-1 does not know, and readers may ignore.
    r"schema-Catalog .*unrecognized key\(s\) /DSS are not checked",
    # Said to be unchecked, not wrong; the field of a signature is a form.
    r"schema-Catalog .*interactive forms \(/AcroForm\) are not supported",
    r"font-program .*CIDFontType0: CFF FDArray FontMatrix is not supported",
    r"6\.6\.2\.3\.1-2 .*structured XMP property xmpMM:History is not checked",
    r"6\.2\.11\.4\.2-2 .*/CIDSet on a CIDFontType2 subset is not checked",
]


def objections(pdf: bytes, part: str = "2") -> list[str]:
    """Return what the validator has against a file, but for what it does not know.

    :param part: the part of PDF/A that the file claims
    """
    report = validate_written(io.BytesIO(pdf), f"{part}b")
    found = [f"{entry.rule} {entry.where}: {entry.message}" for entry in report.findings]
    return [entry for entry in found if not any(re.search(known, entry) for known in _UNKNOWN)]
