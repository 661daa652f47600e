"""Signing a PDF and checking its signatures."""

from __future__ import annotations

import contextlib
import datetime
import io
from pathlib import Path
from typing import Final

import pikepdf
import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, ed25519

from nachweis.signing.sign import sign, signer_of
from nachweis.signing.verify import Signature, read_trust, verify
from nachweis.sources.errors import SourceError
from tests.support.keys import DAY, PASSPHRASE, key_file

NOW: Final = datetime.datetime.now(datetime.UTC)


@pytest.fixture(scope="module")
def signed_pdf(pdf: bytes, key: Path) -> bytes:
    return signed(pdf, key)


def signed(pdf: bytes, source: Path | str, secret: str | None = PASSPHRASE) -> bytes:
    with signer_of(str(source), secret.encode() if secret is not None else None, NOW) as signer:
        return sign(pdf, signer, "annex.pdf")


def judged(
    pdf: bytes, *trust: Path, moment: datetime.datetime | None = None
) -> tuple[Signature, ...]:
    roots = [root for path in trust for root in read_trust(path)]
    found = verify(pdf, "annex.pdf", roots, moment or datetime.datetime.now(datetime.UTC))
    return found.signatures


def refused(source: Path | str, secret: str | None = PASSPHRASE, pdf: bytes = b"") -> str:
    with pytest.raises(SourceError) as caught:
        signed(pdf, source, secret)
    [message] = [str(problem) for problem in caught.value.problems]
    assert "\n" not in message
    return message


def test_a_signature_holds(pdf: bytes, key: Path) -> None:
    begun = datetime.datetime.now(datetime.UTC).replace(microsecond=0)
    [signature] = judged(signed(pdf, key), key.with_suffix(".pem"))
    assert signature.good
    assert signature.trusted
    assert signature.whole
    assert signature.later == "nothing"
    assert signature.signer == "Client ISO, Client AG"
    assert signature.claimed is not None
    assert begun <= signature.claimed <= datetime.datetime.now(datetime.UTC)


def test_signing_leaves_the_bytes_of_the_file_unchanged(pdf: bytes, signed_pdf: bytes) -> None:
    assert not pdf.endswith(b"\n")
    assert signed_pdf.startswith(pdf + b"\n")


def test_the_signature_is_pades_and_invisible(signed_pdf: bytes) -> None:
    with pikepdf.open(io.BytesIO(signed_pdf)) as document:
        [field] = document.Root.AcroForm.Fields
        assert field.V.SubFilter == "/ETSI.CAdES.detached"
        left, bottom, right, top = (float(value) for value in field.Rect)
        assert (left, bottom) == (right, top)
        assert left < 0
        assert field.TU == "Signature 1"
        [page] = [page for page in document.pages if field.objgen in _annotations(page)]
        assert page.Tabs == "/S"
        assert document.Root.MarkInfo.Marked
        with document.open_metadata() as metadata:
            assert (metadata["pdfaid:part"], metadata["pdfuaid:part"]) == ("2", "1")


def _annotations(page: pikepdf.Page) -> list[tuple[int, int]]:
    return [entry.objgen for entry in page.get("/Annots", ())]


def test_a_page_without_annotations_may_carry_the_field(key: Path, tmp_path: Path) -> None:
    import typst

    source = tmp_path / "plain.typ"
    source.write_text('#set document(title: "T")\n= One\nWords.\n', encoding="utf-8")
    [signature] = judged(both := signed(typst.compile(str(source)), key))
    assert signature.good
    with pikepdf.open(io.BytesIO(both)) as document:
        assert document.pages[0].Tabs == "/S"
    first, second = judged(signed(both, key))
    assert first.good
    assert second.good


def test_two_parties_sign(signed_pdf: bytes, key: Path, tmp_path: Path) -> None:
    other = key_file(tmp_path, "Provider ISO", ec.generate_private_key(ec.SECP384R1()))
    both = signed(signed_pdf, other)
    assert both.startswith(signed_pdf)
    first, second = judged(both, key.with_suffix(".pem"), other.with_suffix(".pem"))
    assert first.good
    assert second.good
    assert (first.whole, first.later) == (False, "further signatures only")
    assert (second.whole, second.signer) == (True, "Provider ISO, Client AG")


def test_every_byte_that_was_signed_counts(signed_pdf: bytes) -> None:
    with pikepdf.open(io.BytesIO(signed_pdf)) as document:
        first, before, second, after = map(int, document.Root.AcroForm.Fields[0].V.ByteRange)
    covered = [*range(first, before), *range(second, second + after)]
    for position in covered[:: len(covered) // 60]:
        flipped = bytearray(signed_pdf)
        flipped[position] ^= 1
        try:
            found = judged(bytes(flipped))
        except SourceError:
            continue
        assert not any(signature.good for signature in found), position


@pytest.mark.parametrize("length", [0.2, 0.6, 0.9, 0.99])
def test_a_file_that_was_cut_off_is_not_good(signed_pdf: bytes, length: float) -> None:
    with contextlib.suppress(SourceError):
        found = judged(signed_pdf[: int(len(signed_pdf) * length)])
        assert not any(signature.good for signature in found)


def test_a_change_after_the_signature_is_reported(signed_pdf: bytes) -> None:
    from pyhanko.pdf_utils.generic import NumberObject, pdf_name
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

    writer = IncrementalPdfFileWriter(io.BytesIO(signed_pdf))
    page, _ = writer.find_page_for_modification(0)
    page.get_object()["/Rotate"] = NumberObject(180)
    writer.mark_update(page)
    writer.root[pdf_name("/Extra")] = NumberObject(1)
    writer.update_root()
    writer.write(out := io.BytesIO())
    [signature] = judged(out.getvalue())
    assert signature.intact
    assert not signature.whole
    assert not signature.good
    assert signature.later.startswith("more than signatures: part 2 that was added to the file ")


def test_another_certificate_is_not_trusted(signed_pdf: bytes, tmp_path: Path) -> None:
    other = key_file(tmp_path, "Somebody Else")
    [signature] = judged(signed_pdf, other.with_suffix(".pem"))
    assert signature.intact
    assert signature.trusted is False
    assert not signature.good


def test_without_a_certificate_trust_is_not_judged(signed_pdf: bytes) -> None:
    assert [(s.good, s.trusted) for s in judged(signed_pdf)] == [(True, None)]


def test_a_certificate_that_ended_since_is_a_doubt(signed_pdf: bytes, key: Path) -> None:
    [signature] = judged(signed_pdf, key.with_suffix(".pem"), moment=NOW + 60 * DAY)
    assert signature.intact
    assert not signature.good
    assert "only the signer says that the signature is older" in signature.doubts[0]


def test_a_pdf_without_signature_has_none(pdf: bytes) -> None:
    assert judged(pdf) == ()


@pytest.mark.parametrize("content", [b"", b"Just words.", b"%PDF-1.7\n%%EOF\n", b"\x00" * 500])
def test_a_file_that_is_not_a_pdf_is_refused_in_one_line(content: bytes, key: Path) -> None:
    with pytest.raises(SourceError, match=r"annex\.pdf.*is not a PDF"):
        judged(content)
    assert "cannot be signed" in refused(key, pdf=content)


def test_a_wrong_passphrase_is_reported_in_one_line(key: Path) -> None:
    assert "the passphrase is wrong" in refused(key, "wrong")
    assert "the passphrase is wrong" in refused(key, None)


def test_a_file_that_is_not_a_key_is_refused_in_one_line(key: Path, tmp_path: Path) -> None:
    assert "no such file" in refused(tmp_path / "missing.p12")
    assert "is a directory" in refused(tmp_path)
    assert "is not a PKCS#12 file" in refused(key.with_suffix(".pem"))


def test_a_certificate_that_ended_does_not_sign(tmp_path: Path) -> None:
    old = key_file(tmp_path, "Former ISO", since=-9 * DAY, until=-DAY)
    ended = x509.load_pem_x509_certificate(old.with_suffix(".pem").read_bytes())
    until = ended.not_valid_after_utc.date()
    assert f"to {until}; get one that is valid today" in refused(old)


def test_a_certificate_for_something_else_does_not_sign(tmp_path: Path) -> None:
    server = key_file(tmp_path, "A server", signs=False)
    assert "is not meant for signing" in refused(server)


def test_a_key_that_pdf_1_7_does_not_know_does_not_sign(tmp_path: Path) -> None:
    odd = key_file(tmp_path, "Odd", ed25519.Ed25519PrivateKey.generate())
    assert "use RSA or a NIST curve" in refused(odd)
