"""pyHanko's signatures, but in PDF 1.7, on which PDF/A-2 and PDF/A-3 are based."""

from __future__ import annotations

from pyhanko.pdf_utils.writer import BasePdfFileWriter
from pyhanko.sign import PdfSigner
from pyhanko.sign.signers.constants import ESIC_EXTENSION_1


class ArchivedPdfSigner(PdfSigner):
    """Signs without declaring PDF 2.0.

    For a key on a NIST curve pyHanko declares PDF 2.0 with ISO/TS 32002. PDF/A-2 and PDF/A-3
    rest on ISO 32000-1, that is PDF 1.7, for which ETSI EN 319 142-1 has the same signatures
    with the extension ESIC. RSA and SHA-256 need no more either.
    """

    def register_extensions(self, pdf_out: BasePdfFileWriter, *, md_algorithm: str) -> None:
        """Declare the extension of PAdES, and no other.

        :param pdf_out: the file that is signed
        :param md_algorithm: the digest; PDF 1.7 has SHA-256 and its like
        """
        del md_algorithm
        pdf_out.register_extension(ESIC_EXTENSION_1)
