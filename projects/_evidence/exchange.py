"""Let the examples prove to each other: NPX to RWD, RWD to VKN, and back.

Run from the repository when what they prove has changed: ``python projects/_evidence/exchange.py``.
It makes new test keys, pins them in the registers of parties, and throws the private ones away:
nobody can sign for the invented organisations afterwards.
"""

from __future__ import annotations

import datetime
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    pkcs12,
)
from cryptography.x509.oid import NameOID

from nachweis.sources.statements import key_of

ROOT = Path(__file__).resolve().parents[2]
AS_OF = "2026-11-20"
UNTIL = "2027-11-19"
PARTIES = {"NPX": "LEITWEG", "RWD": "RWD", "VKN": "VKN"}
OFFERS = (
    ("NPX", "RWD", ()),
    ("RWD", "NPX", ("--about", "M2254", "--no-texts", "--no-onward")),
    ("RWD", "VKN", ("--about", "M2254", "--about", "OPS31_M08", "--no-texts")),
    ("VKN", "RWD", ("--about", "M2254", "--no-texts", "--no-onward")),
)
"""Who states what to whom: of its concept nobody gives away a text, and of a client only this."""


def make_key(name: str, folder: Path) -> str:
    """Write a key with its certificate, and return what others pin of it."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"{name}, test key")])
    now = datetime.datetime.now(datetime.UTC)
    usage = dict.fromkeys(
        (
            *("content_commitment", "key_encipherment", "data_encipherment", "key_agreement"),
            *("key_cert_sign", "crl_sign", "encipher_only", "decipher_only"),
        ),
        False,
    )
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.KeyUsage(digital_signature=True, **usage), critical=True)
        .sign(key, hashes.SHA256())
    )
    secret = BestAvailableEncryption(b"test")
    data = pkcs12.serialize_key_and_certificates(name.encode(), key, made, None, secret)
    (folder / f"{name}.p12").write_bytes(data)
    return key_of(made.public_bytes(Encoding.DER))


def pin(holder: str, party: str, key: str) -> None:
    """Write the key of a party into a register."""
    path = ROOT / "projects" / holder / "registers/parties.yaml"
    text = path.read_text(encoding="utf-8")
    entry = re.compile(rf"(  - id: {holder}_P_{party}\n(?:    (?!key:).*\n)*)(?:    key: .*\n)?")
    path.write_text(entry.sub(rf"\g<1>    key: {key}\n", text), encoding="utf-8")


def nachweis(*words: str) -> None:
    """Call the command."""
    environment = {**os.environ, "NACHWEIS_PASSPHRASE": "test"}
    subprocess.run([sys.executable, "-m", "nachweis", *words], check=True, env=environment)  # noqa: S603 - our own command


def main() -> None:
    """Make keys, pin them, and let everybody offer and accept."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        keys = {project: make_key(project, folder) for project in PARTIES}
        for holder in PARTIES:
            for project, party in PARTIES.items():
                if project != holder:
                    pin(holder, party, keys[project])
        for number, (sender, recipient, more) in enumerate(OFFERS, start=1):
            to = f"{sender}_P_{PARTIES[recipient]}"
            file = str(folder / f"{number}.dsse.json")
            sign = str(folder / f"{sender}.p12")
            dates = ("--as-of", AS_OF)
            words = ("--to", to, "--sign", sign, "--until", UNTIL, "--output", file)
            nachweis("offer", sender, *words, *dates, *more)
            nachweis("accept", recipient, file, *dates)


if __name__ == "__main__":
    main()
