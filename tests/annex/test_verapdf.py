"""veraPDF judges annexes, redlines and signed files, where Java is."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Final

import pytest
from click.testing import CliRunner

from nachweis.cli.group import main
from nachweis.signing.services import Level, Services
from nachweis.signing.sign import sign, signer_of
from nachweis.signing.verify import read_trust
from nachweis.sources.yaml.annexes import read_annexes
from tests.support.annexes import Annexes
from tests.support.authority import running
from tests.support.keys import PASSPHRASE
from tests.support.positions import flaws
from tests.support.sandbox import TODAY
from tests.support.verapdf import WITH_DATA, broken_profiles, engine

ROOT: Final = Path(__file__).resolve().parents[2]
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(engine() is None, reason="veraPDF's engine or Java is not here"),
]


def made(key: str, name: str, language: str, target: Path, *options: str) -> Path:
    arguments = ["annex", key, name, "--root", str(ROOT), "--as-of", TODAY, "--lang", language]
    result = CliRunner().invoke(main, [*arguments, "--out", str(target), *options])
    assert (result.exit_code, result.stderr) == (0, "")
    return target


@pytest.mark.parametrize("key", ["LGA", "RWD", "VKN"])
@pytest.mark.parametrize("language", ["en", "de"])
def test_annexes_of_examples_conform(key: str, language: str, tmp_path: Path) -> None:
    names = list(read_annexes(ROOT / "projects" / key, ROOT))
    files = [made(key, name, language, tmp_path / f"{name}.pdf") for name in names]
    assert broken_profiles(files) == []
    assert [flaw for file in files for flaw in flaws(file.read_bytes())] == []
    data = made(key, names[0], language, tmp_path / "data.pdf", "--embed")
    assert broken_profiles([data], WITH_DATA) == []


def test_releases_redlines_and_signed_files_conform(annexes: Annexes, tmp_path: Path) -> None:
    annexes.edit("annexes.yaml", "annexes:", "site: https://concept.client.example/\nannexes:")
    annexes.commit()
    annexes.release("1.0.0")
    files = [annexes.pdf("contract").rename(tmp_path / "release.pdf")]
    plain = files[0].read_bytes()
    with running(tmp_path) as authority:
        trust = read_trust(authority.trust)
        for level in Level:
            pdf = plain
            for name in ("Client ISO", "Provider ISO"):
                now = datetime.datetime.now(datetime.UTC)
                asked = Services(timestamps=authority.timestamps, level=level, trust=trust)
                services = asked if level is not Level.BASIC else Services()
                key = str(authority.signer(name))
                with signer_of(key, PASSPHRASE.encode(), now) as signer:
                    pdf = sign(pdf, signer, "annex.pdf", services)
            files.append(tmp_path / f"{level}.pdf")
            files[-1].write_bytes(pdf)
    annexes.edit("contract/agreement.md", "within two hours", "within one *short* hour")
    annexes.edit("contract/agreement.md", ":id: TEST_C_04", ":id: TEST_C_14")
    files.append(annexes.pdf("contract", "--against", "1.0.0").rename(tmp_path / "redline.pdf"))
    assert broken_profiles(files) == []
