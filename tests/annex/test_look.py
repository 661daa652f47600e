"""The look of a house: logo, colours, fonts, margins and the frame of a letter."""

from __future__ import annotations

import io
import shutil
import subprocess
import zipfile
from pathlib import Path
from typing import Any, Final

import pypdfium2
import pytest
from click.testing import CliRunner

from nachweis.cli.group import main
from tests.support.annexes import Annexes, text_of, words_of
from tests.support.pdf import broken_rules
from tests.support.positions import flaws

EXAMPLE: Final = Path(__file__).resolve().parents[2] / "docs" / "how-to" / "annex-look"


@pytest.fixture
def house(annexes: Annexes) -> Annexes:
    """Return a workspace with the look that the handbook shows."""
    shutil.copytree(EXAMPLE, annexes.root / "annex-look")
    return annexes


def test_the_house_of_the_handbook_keeps_the_standards(house: Annexes) -> None:
    pdf = house.pdf()
    assert broken_rules(pdf.read_bytes()) == flaws(pdf.read_bytes()) == []
    cover = words_of(text_of(pdf))
    assert cover.index("Deichstraße 9") < cover.index("Services and incidents")
    page: Any = pypdfium2.PdfDocument(pdf)[0]
    text = page.get_textpage()
    sender = text.get_charbox(text.get_text_range().index("Nordlicht"))
    from_edge = [sender[0] / 72 * 25.4, 297 - sender[3] / 72 * 25.4]
    assert from_edge == pytest.approx([25, 60], abs=2.5)  # DIN 5008, form B
    names = {font.get_base_name() for p in pypdfium2.PdfDocument(pdf) for font in _fonts(p)}
    assert not any("Serif" in name for name in names)


def _fonts(page: Any) -> list[Any]:
    return [entry.get_font() for entry in page.get_objects([1], max_depth=3)]


def test_a_word_file_has_the_look(house: Annexes) -> None:
    target = house.root / "out.docx"
    result = house.annex("contract", "--docx", "--out", str(target))
    assert result.exit_code == 0, result.stderr
    with zipfile.ZipFile(io.BytesIO(target.read_bytes())) as archive:
        styles, page = (archive.read(f"word/{n}.xml").decode() for n in ("styles", "document"))
    assert "0B5D4E" in styles
    assert "Source Sans 3" in styles
    assert 'w:right="1134"' in page
    assert "Nordlicht Systemhaus, logo" in page
    sender = page.index("Deichstraße 9")
    frame = page[page.rindex("<w:framePr", 0, sender) : sender]
    assert 'w:x="1417" w:y="2551"' in frame  # 25 and 45 mm: DIN 5008, form B
    assert page.count("<w:framePr") >= 6


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("#0b5d4e", "#7fd1a5", "#7fd1a5 on white has a contrast of 1.8; text needs 4.5"),
        ("#0b5d4e", "green", "'green' is no colour; write it as '#1c3f66'"),
        ("serif: Source Sans 3", "serif: Nowhere Sans", "unknown font family: nowhere sans"),
        ("file: logo.svg", "file: nothing.svg", "is not in the repository; add it"),
        ("file: logo.svg", "file: ../../logo.svg", "lies outside of the workspace"),
        ("right: 20", "right: 2", "is no margin in millimetres; allowed are 10 to 60"),
        ("{en: 'Nordlicht Systemhaus, logo'", "{en: ' '", "logo: has no text"),
    ],
)
def test_a_look_that_breaks_a_rule_is_refused(
    house: Annexes, old: str, new: str, message: str
) -> None:
    path = house.root / "annex-look" / "look.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    result = house.annex("contract")
    assert result.exit_code == 2
    assert message in result.stderr
    assert "annex-look/look.yaml" in result.stderr or "font" in message


def test_a_logo_that_git_ignores_is_refused_by_the_gate_and_by_an_annex(house: Annexes) -> None:
    subprocess.run(["git", "-C", str(house.root), "init", "-q"], check=True)
    (house.root / ".gitignore").write_text("logo.svg\n", encoding="utf-8")
    said = CliRunner().invoke(main, ["check", "--root", str(house.root), "--quiet"]).output
    assert "annex-look/look.yaml:1: 'annex-look/logo.svg' is ignored by git" in said
    result = house.annex("contract")
    assert result.exit_code == 2
    assert (
        result.stderr == "annex-look/look.yaml:1:1: annex-look/logo.svg is ignored by git; add it\n"
    )


def test_a_font_that_may_not_be_embedded_is_refused(house: Annexes) -> None:
    fonts = house.root / "annex-look" / "fonts"
    fonts.mkdir()
    shipped = EXAMPLE.parents[2] / "templates/annex/fonts/SourceSans3_400Regular.ttf"
    font = bytearray(shipped.read_bytes())
    tables = {bytes(font[at : at + 4]): at for at in range(12, 12 + 16 * font[5], 16)}
    start = int.from_bytes(font[tables[b"OS/2"] + 8 : tables[b"OS/2"] + 12], "big")
    font[start + 8 : start + 10] = (2).to_bytes(2, "big")
    (fonts / "closed.ttf").write_bytes(font)
    result = house.annex("contract")
    assert result.exit_code == 2
    assert "closed.ttf may not be embedded by its licence" in result.stderr
