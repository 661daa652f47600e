"""The annexes that the examples declare are made without a word of complaint."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pytest
from click.testing import CliRunner
from pypdfium2 import PdfDocument

from nachweis.cli.group import main
from nachweis.sources.yaml.annexes import read_annexes
from tests.support.annexes import outside
from tests.support.pdf import broken_rules
from tests.support.positions import flaws
from tests.support.sandbox import TODAY

ROOT: Final = Path(__file__).resolve().parents[2]
NAMES: Final = [
    *("security-requirements", "security-concept", "network-connection", "data-exchange"),
    *("staff-rules", "coverage-evidence", "emergency-contacts", "exit-checklist"),
]


MORE: Final = ("analysis", "edition-2023", "data-processing", "framework-agreement")
"""Annexes that only the client declares."""


@pytest.mark.parametrize(("key", "more"), [("VKN", MORE), ("RWD", ())])
def test_both_examples_declare_the_same_annexes(key: str, more: tuple[str, ...]) -> None:
    declared = list(read_annexes(ROOT / "projects" / key, ROOT))
    assert [name for name in declared if name not in more] == NAMES
    assert [name for name in declared if name in more] == list(more)


AUDITORS: Final = 42
"""Margin of the small tables that auditors get, in points: 15 mm."""


@pytest.mark.slow
@pytest.mark.parametrize(
    ("key", "name"),
    [(key, n) for key in ("VKN", "RWD") for n in NAMES]
    + [("VKN", n) for n in MORE]
    + [("LGA", n) for n in read_annexes(ROOT / "projects" / "LGA", ROOT)],
)
def test_an_annex_of_an_example_is_made(key: str, name: str, tmp_path: Path) -> None:
    target = tmp_path / "annex.pdf"
    language = "de" if key == "LGA" or name == "coverage-evidence" else "en"
    arguments = ["annex", key, name, "--root", str(ROOT), "--as-of", TODAY, "--lang", language]
    result = CliRunner().invoke(main, [*arguments, "--out", str(target)])
    assert (result.exit_code, result.stderr) == (0, "")
    assert broken_rules(target.read_bytes(), language=language) == []
    if name == "coverage-evidence":
        assert len(PdfDocument(target)) <= 25
    assert flaws(target.read_bytes()) == []
    beyond = "".join(sign for _, sign in outside(target, across=AUDITORS))
    assert not beyond.replace("DRAFT", "").replace("ENTWURF", "")
