"""Two languages side by side, and which of them governs."""

from __future__ import annotations

import io

import pikepdf
import pytest

from tests.support.annexes import Annexes, text_of, words_of
from tests.support.pdf import broken_rules
from tests.support.positions import flaws

ENGLISH = """# Agreement

:::{clause} Notice
:id: TEST_C_04
:number: 4.1
:status: agreed
:obliges: provider
:fulfils: TSA_M1_01

The provider must tell the client.
:::
"""
GERMAN = """---
lang: de
---

# Vertrag

## § 4.1 Meldung

Der Dienstleister muss den "Auftraggeber" benachrichtigen.
"""


@pytest.fixture
def bilingual(annexes: Annexes) -> Annexes:
    annexes.document(ENGLISH)
    annexes.write("contract/de/agreement.md", GERMAN)
    beside = "agreement.md]\n        beside: [contract/de/agreement.md]"
    annexes.edit("annexes.yaml", "agreement.md]", beside)
    annexes.edit("annexes.yaml", "identifier: TEST/1", "identifier: TEST/1\n    governs: de")
    return annexes


def test_a_clause_stands_beside_its_translation(bilingual: Annexes) -> None:
    pdf = bilingual.pdf()
    text = words_of(text_of(pdf))
    assert "§ 4.1 Notice The provider must tell the client. § 4.1 Meldung Der" in text
    assert "den „Auftraggeber“ benachrichtigen. Obliges: provider" in text
    assert "Where the texts differ, the German one governs." in text
    assert "muss ist eine unbedingte Pflicht" in text
    assert "Weichen die Texte voneinander ab, gilt der deutsche." in text
    assert broken_rules(pdf.read_bytes()) == flaws(pdf.read_bytes()) == []
    with pikepdf.open(io.BytesIO(pdf.read_bytes())) as document:
        languages = {str(e.Lang) for e in document.objects if _says_language(e)}
    assert languages >= {"en", "de"}


def _says_language(entry: object) -> bool:
    return isinstance(entry, pikepdf.Dictionary) and "/Lang" in entry


def test_a_clause_without_translation_is_told(bilingual: Annexes) -> None:
    bilingual.edit("contract/de/agreement.md", "§ 4.1", "§ 4.2")
    result = bilingual.annex("contract", "--out", str(bilingual.root / "out.pdf"))
    assert result.exit_code == 1
    assert "has no heading that begins with '§ 4.1'; write it" in result.stderr
    assert "projects/TEST/contract/de/agreement.md:7" in result.stderr
    assert "has no clause or section '§ 4.2'" in result.stderr


def test_a_redline_compares_both_texts(bilingual: Annexes) -> None:
    bilingual.commit()
    bilingual.edit("contract/de/agreement.md", "benachrichtigen", "anrufen")
    text = words_of(text_of(bilingual.pdf("contract", "--against", "HEAD")))
    assert "benachrichtigen anrufen" in text or "benachrichtigen.anrufen." in text


def test_each_document_has_its_translation(bilingual: Annexes) -> None:
    bilingual.edit("annexes.yaml", "de/agreement.md", "de/nothing.md")
    result = bilingual.annex("contract")
    assert result.exit_code == 2
    assert "there is no contract/de/nothing.md in the project to stand beside" in result.stderr
