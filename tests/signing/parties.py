"""Two parties who sign a file, for tests of what is done to it."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any, Final

from nachweis.signing.sign import sign, signer_of
from tests.support.forgeries import key_of, prepared
from tests.support.keys import PASSPHRASE, key_file, small_pdf

NOW: Final = datetime.datetime.now(datetime.UTC)


class Parties:
    """Two parties with their keys, and a file that one of them signed."""

    def __init__(self, folder: Path) -> None:
        self.client = key_file(folder, "Client ISO")
        self.provider = key_file(folder, "Provider ISO")
        self.plain = prepared(small_pdf(folder))
        self.signed = self.sign(self.plain, self.client)

    def sign(self, pdf: bytes, key: Path) -> bytes:
        with signer_of(str(key), PASSPHRASE.encode(), NOW) as signer:
            return sign(pdf, signer, "annex.pdf")

    @property
    def second(self) -> Any:
        return key_of(self.provider, PASSPHRASE)
