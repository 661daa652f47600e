"""The page that is signed on paper says what is signed, by whom, and where it is to be read."""

from __future__ import annotations

import io

import pikepdf
import pytest

from tests.support.annexes import Annexes, text_of, words_of
from tests.support.pdf import broken_rules, pages_text


def released(annexes: Annexes) -> str:
    """Release the annex, and return the words of its last page."""
    commit = annexes.commit()
    annexes.release("1.0.0")
    pdf = annexes.pdf("contract")
    assert broken_rules(pdf.read_bytes()) == []
    words = words_of(text_of(pdf))
    assert commit not in words  # the release has a commit of its own
    return words[words.rindex("Signatures") :]


def test_the_page_for_signatures_says_what_is_signed(annexes: Annexes) -> None:
    page = released(annexes)
    assert "Services and incidents." in page
    assert "Identifier TEST/1, Version 1.0.0 (2026-11-20), commit " in page
    assert "Place, date" in page
    assert "Name in block letters" in page
    assert "Board member" in page
    assert "published" not in page


@pytest.mark.parametrize(
    ("name", "printed"), [("TEST_K_ISB", "Security officer"), ("A. Member", "A. Member")]
)
def test_names_are_printed_where_they_are_known(name: str, printed: str, annexes: Annexes) -> None:
    annexes.edit("annexes.yaml", "de: Vorstand}}", f"de: Vorstand}}, name: {name}}}")
    page = released(annexes)
    assert printed in page
    assert "block letters" not in page


def test_the_address_of_the_version_is_printed_with_its_code(annexes: Annexes) -> None:
    annexes.edit("annexes.yaml", "annexes:", "site: https://concept.client.example/\nannexes:")
    assert "https://concept.client.example/TEST/1.0.0/" in released(annexes)
    code = annexes.root / "_build/annexes/TEST/contract-en/images/permalink.svg"
    assert code.read_text(encoding="utf-8").startswith("<svg ")


@pytest.mark.parametrize("site", ["concept.client.example", "javascript:alert(1)", "https://a b/"])
def test_a_site_is_an_address(site: str, annexes: Annexes) -> None:
    annexes.edit("annexes.yaml", "annexes:", f"site: '{site}'\nannexes:")
    result = annexes.annex("contract")
    assert result.exit_code == 2
    assert "is no address; write https://…/" in result.stderr


def test_a_released_matrix_leads_to_the_pages_of_proofs(annexes: Annexes) -> None:
    annexes.edit("annexes.yaml", "annexes:", "site: https://concept.client.example/\nannexes:")
    annexes.commit()
    draft = annexes.pdf("steering").read_bytes()
    assert b"concept.client.example" not in draft
    annexes.release("1.0.0")
    pdf = annexes.pdf("steering").read_bytes()
    assert broken_rules(pdf) == []
    with pikepdf.open(io.BytesIO(pdf)) as document:
        notes = [note for page in document.pages for note in page.get("/Annots", ())]
        links = [str(note.A.URI) for note in notes if "/URI" in note.get("/A", {})]
    version = "https://concept.client.example/TEST/1.0.0/"
    assert version in links
    assert f"{version}proof/TSA_M1_01.html" in links
    assert f"This version is published at: {version}" in words_of(pages_text(pdf))
