"""Signing with a key on a token."""

from __future__ import annotations

import datetime
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from nachweis.signing.sign import sign, signer_of
from nachweis.signing.verify import verify
from nachweis.sources.errors import SourceError
from tests.support.keys import certificate, small_pdf


def signed(source: str, secret: str, pdf: bytes) -> bytes:
    now = datetime.datetime.now(datetime.UTC)
    with signer_of(source, secret.encode(), now) as signer:
        return sign(pdf, signer, "annex.pdf")


def refused(source: str, secret: str = "4711", pdf: bytes = b"") -> str:
    with pytest.raises(SourceError) as caught:
        signed(source, secret, pdf)
    [message] = [str(problem) for problem in caught.value.problems]
    assert "\n" not in message
    return message


@pytest.mark.parametrize(
    ("uri", "message"),
    [
        ("pkcs11:token=T;object=K", "needs the library of the token"),
        ("pkcs11:token=T?module-path=/x.so", "needs the key"),
        ("pkcs11:object=K?module-path=/x.so&pin-value=1234", "leave the PIN out"),
        ("pkcs11:object=K;colour=red?module-path=/x.so", "does not know 'colour'"),
        ("pkcs11:object=K;slot-id=one?module-path=/x.so", "slot-id is 'one'"),
        ("pkcs11:object=K?module-path=/nowhere/x.so", "cannot be signed"),
    ],
)
def test_a_bad_address_of_a_token_is_refused_in_one_line(uri: str, message: str) -> None:
    said = refused(uri)
    assert message in said
    assert "1234" not in said


def _softhsm() -> Path | None:
    places = ("/usr/lib/softhsm", "/usr/lib/x86_64-linux-gnu/softhsm", "/usr/lib64/pkcs11")
    found = [path for place in places if (path := Path(place, "libsofthsm2.so")).exists()]
    return found[0] if found and shutil.which("softhsm2-util") else None


@pytest.fixture
def token(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Return the address of a key on a software token."""
    module = _softhsm()
    if module is None:
        pytest.skip("SoftHSM is not installed (package softhsm2)")
    (tmp_path / "tokens").mkdir()
    settings = tmp_path / "softhsm2.conf"
    settings.write_text(f"directories.tokendir = {tmp_path}/tokens\n", encoding="utf-8")
    monkeypatch.setenv("SOFTHSM2_CONF", str(settings))
    tool = ["softhsm2-util", "--init-token", "--free", "--label", "cards", "--pin", "4711"]
    subprocess.run([*tool, "--so-pin", "0815"], check=True, capture_output=True, env=os.environ)
    _put_on_token(module)
    return f"pkcs11:token=cards;object=iso?module-path={module}"


def _put_on_token(module: Path) -> None:
    import pkcs11
    from pkcs11.util.ec import decode_ec_private_key
    from pkcs11.util.x509 import decode_x509_certificate

    key = ec.generate_private_key(ec.SECP256R1())
    der = key.private_bytes(Encoding.DER, PrivateFormat.TraditionalOpenSSL, NoEncryption())
    proof = certificate(key, "Client ISO").public_bytes(Encoding.DER)
    shared = {pkcs11.Attribute.LABEL: "iso", pkcs11.Attribute.ID: b"\x01"}
    lasting = {**shared, pkcs11.Attribute.TOKEN: True}
    token = pkcs11.lib(str(module)).get_token(token_label="cards")
    with token.open(rw=True, user_pin="4711") as session:
        session.create_object({**decode_ec_private_key(der), **lasting})
        session.create_object({**decode_x509_certificate(proof), **lasting})


def test_a_token_signs(token: str, tmp_path: Path) -> None:
    pdf = small_pdf(tmp_path)
    made = signed(token, "4711", pdf)
    found = verify(made, "annex.pdf", (), datetime.datetime.now(datetime.UTC))
    [signature] = found.signatures
    assert signature.good
    assert signature.signer == "Client ISO, Client AG"
    said = refused(token, "9999", pdf)
    assert "PinIncorrect" in said or "PIN" in said
    assert "9999" not in said
    assert "cannot be signed" in refused(token.replace("cards", "other"), "4711", pdf)
    assert "cannot be signed" in refused(token.replace("iso", "nobody"), "4711", pdf)
