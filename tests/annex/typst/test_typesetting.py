"""What a typesetter would not let pass: parted blocks, needless hyphens, pages of four lines."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pypdfium2 import PdfDocument

from tests.support.annexes import Annexes, text_of, words_of
from tests.support.positions import flaws

CLAUSE = """
:::{{clause}} Duty {number}
:id: TEST_C_D{number}
:number: 1.{number}
:status: agreed
:obliges: provider
:fulfils: TSA_M1_01

{text}
:::
"""


def _pages(pdf: Path) -> list[str]:
    texts = [page.get_textpage().get_text_range() for page in PdfDocument(pdf)]
    return [text.replace("\r", "") for text in texts]


def _clauses(end: str) -> str:
    texts = ["word " * (50 + 9 * (n % 29)) + end.format(n=n) for n in range(120)]
    clauses = (CLAUSE.format(number=f"{n:03}", text=t) for n, t in enumerate(texts))
    return "# One\n" + "".join(clauses)


@pytest.mark.parametrize(
    "end",
    [
        pytest.param("End{n}.", marks=pytest.mark.slow),
        pytest.param("\n\n- one\n- End{n}", marks=pytest.mark.slow),
        "\n\n| a |\n|---|\n| End{n} |",
    ],
)
def test_no_page_parts_an_object_from_its_particulars(annexes: Annexes, end: str) -> None:
    annexes.document(_clauses(end))
    pdf = annexes.pdf()
    pages = _pages(pdf)
    assert len(pages) > 10
    assert flaws(pdf.read_bytes()) == []
    for number in range(120):
        [last] = [n for n, page in enumerate(pages) if re.search(rf"\bEnd{number}\b", page)]
        [small] = [n for n, page in enumerate(pages) if f"TEST_C_D{number:03}" in page]
        assert last == small


def test_a_table_begins_on_the_page_of_its_lead(annexes: Annexes) -> None:
    table = "| a | b |\n|---|---|\n" + "".join(f"| Row{{n}}x{i} | b |\n" for i in range(6))
    parts = [
        f"{'word ' * (9 * n)}\n\nLead{n} of the table:\n\n{table.format(n=n)}\n" for n in range(50)
    ]
    annexes.document("# One\n\n" + "".join(parts))
    pdf = annexes.pdf()
    pages = _pages(pdf)
    for number in range(50):
        [lead] = [n for n, page in enumerate(pages) if f"Lead{number} " in page]
        assert f"Row{number}x0" in pages[lead]
    assert flaws(pdf.read_bytes()) == []


def test_signatures_stand_with_what_is_signed(annexes: Annexes) -> None:
    for lines in range(22, 34, 4):
        annexes.document("# One\n\n" + "line\\\n" * lines + "end\n")
        annexes.commit()
        annexes.release(f"1.0.{lines}")
        pages = _pages(annexes.pdf())
        [signed] = [page for page in pages if "Place, date" in page]
        assert "Services and incidents." in signed


def test_one_party_is_not_between(annexes: Annexes) -> None:
    assert "between" not in _pages(annexes.pdf())[0]
    annexes.edit("annexes.yaml", "parties: [TEST_P_CLIENT", "parties: [TEST_P_CLIENT, TEST_K_ISB")
    assert "between" in _pages(annexes.pdf())[0]


def test_terms_fill_no_page_of_their_own(annexes: Annexes) -> None:
    sections = "".join(f"\n## Section {n}\n\nWords.\n" for n in range(44))
    annexes.document(f"# One\n{sections}")
    [page] = [p for p in _pages(annexes.pdf()) if "may grants a right" in words_of(p)]
    assert "Section 2\n" in page


def test_a_section_sign_stays_with_its_number(annexes: Annexes) -> None:
    annexes.document("# One\n\n" + " ".join(f"{'a' * n} § {n}.1." for n in range(1, 40)))
    lines = [line.rstrip() for page in _pages(annexes.pdf()) for line in page.splitlines()]
    assert not [line for line in lines if line.endswith("§")]


def test_words_of_tables_break_only_where_they_must(annexes: Annexes) -> None:
    phone = "+49 4777 31-410"
    long = "Some text that is longer than a line of its column, however broad that may be"
    row = f"| 120 min | client, provider | {phone} | {long} | {long} |\n"
    head = "| by | who | phone | what | why |\n|--|--|--|--|--|\n"
    annexes.document("# One\n\n" + head + row * 30)
    text = "\n".join(_pages(annexes.pdf()))
    assert text.count("120 min") == text.count("client, provider") == text.count(phone) == 30
    assert not re.search("[\u00ad\ufffe\u0002]", text)


def test_a_glossary_is_sorted_as_a_dictionary_is(annexes: Annexes) -> None:
    terms = {"gate": "Tor", "due": "fällig", "missing": "fehlt", "task": "Aufgabe"}
    entries = "".join(
        f"- {{term: {{en: {en}, de: {de}}}, meaning: Word.}}\n" for en, de in terms.items()
    )
    (annexes.root / "catalog/glossary.yaml").write_text(f"terms:\n{entries}", encoding="utf-8")
    annexes.edit("annexes.yaml", "agreement.md]", "agreement.md]\n      - glossary: true")
    annexes.document("# One\n\nThe gate, the task, what is due and what is missing.\n")
    text = words_of(text_of(annexes.pdf("contract", "--lang", "de")))
    assert "Aufgabe Word. fällig Word. fehlt Word. Tor Word." in text


def test_a_register_of_threats_shows_the_titles_of_those_of_the_catalogue(annexes: Annexes) -> None:
    annexes.write(
        "registers/threats.yaml",
        "threats:\n  - {id: TEST_T_01, title: The mill stands still, based_on: TSA_T01}\n",
    )
    annexes.edit("annexes.yaml", "agreement.md]", "agreement.md]\n      - register: {type: threat}")
    text = words_of(text_of(annexes.pdf()))
    assert "Based on The mill stands still Power is lost" in text
    assert "TSA_T01" not in text


def test_a_chapter_begins_where_the_one_before_ends(annexes: Annexes) -> None:
    annexes.write("contract/second.md", "# Second chapter\n\nWords of it.\n")
    annexes.edit(
        "annexes.yaml", "[contract/agreement.md]", "[contract/agreement.md, contract/second.md]"
    )
    annexes.document("# First chapter\n\nWords.\n")
    [page] = [p for p in _pages(annexes.pdf()) if "Words of it." in p]
    assert "First chapter" in page
    annexes.document("# First chapter\n\n" + "line\\\n" * 40 + "end\n")
    pages = _pages(annexes.pdf())
    [number] = [n for n, page in enumerate(pages) if "Words of it." in page]
    assert "\nline" not in pages[number]


def test_the_head_of_a_page_names_its_chapter(annexes: Annexes) -> None:
    annexes.document(
        "# First *chapter*[^a]\n\n" + "line\\\n" * 130 + "end\n\n# Next\n\nx\n\n[^a]: Note.\n"
    )
    heads = [words_of(page.splitlines()[1]) for page in _pages(annexes.pdf())[2:]]
    assert heads[0].startswith("Annex 1: Services and incidents · First chapter")
    assert heads[1].startswith("Annex 1: Services and incidents · First chapter")
    assert "Note" not in "".join(heads)


def test_parts_say_whether_they_bind(annexes: Annexes) -> None:
    annexes.document("# One\n\nWords.\n")
    annexes.edit(
        "annexes.yaml",
        "agreement.md]",
        "agreement.md]\n        force: normative\n      - register: {type: contact}\n"
        "        force: informative",
    )
    pages = [words_of(page) for page in _pages(annexes.pdf())]
    assert "One (normative)" in pages[1]
    assert "informative marks a part that explains, and binds nobody." in pages[1]
    assert "Contacts (informative)" in " ".join(pages[2:])


def test_a_number_that_no_clause_has_is_said(annexes: Annexes) -> None:
    annexes.edit("annexes.yaml", "{sections: written}", "{sections: written, gaps: not used}")
    numbers = ("001", "002", "005", "999999999", "1000000000000")
    annexes.document("# One\n" + "".join(CLAUSE.format(number=n, text="Text.") for n in numbers))
    text = words_of(text_of(annexes.pdf()))
    assert "§ 1.3 not used § 1.4 not used § 1.005 Duty 005" in text
    assert "§ 1.2 not used" not in text
    assert "§ 1.6 – § 1.999999998 not used § 1.999999999" in text


def test_a_table_says_that_it_goes_on(annexes: Annexes) -> None:
    annexes.document("# One\n\n| a | b |\n|---|---|\n" + "| c | d |\n" * 120)
    pages = [page for page in _pages(annexes.pdf()) if "\nc\nd\n" in page]
    assert ["(continued)" in page for page in pages] == [False, *[True] * (len(pages) - 1)]
    assert len(pages) > 1


def test_closings_of_phases_approve_no_document(annexes: Annexes) -> None:
    cover = words_of(_pages(annexes.pdf())[0])
    assert "Closed phases strategy: 2026-01-15" in cover
    assert "Approved by" not in cover
    annexes.commit()
    annexes.release("1.0.0")
    assert "Approved by Security officer" in words_of(_pages(annexes.pdf())[0])


def test_no_page_begins_with_one_line_of_text(annexes: Annexes) -> None:
    annexes.document(_clauses("End{n}."))
    pages = [page.splitlines() for page in _pages(annexes.pdf())[2:]]
    bodies = [
        [line for line in lines if not re.match("D ?R ?A ?F ?T", line)][1:] for lines in pages
    ]
    assert any(body[0].startswith("word") for body in bodies)
    assert not [body[:2] for body in bodies if body[1].startswith("Obliges")]
