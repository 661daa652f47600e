"""What lawyers write: lettered lists, numbered paragraphs, sums in columns, numbers with units."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pypdfium2
import pytest

from nachweis.annex.content.spacing import unparted
from tests.support.annexes import Annexes, text_of, words_of
from tests.support.pdf import broken_rules


def code_of(annexes: Annexes) -> str:
    """Return the Typst document of the annex."""
    path = annexes.root / "_build/annexes/TEST/contract-en/annex.typ"
    return re.sub(r"/\*\d+\*/", "", path.read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("lines", "numbering"),
    [
        ("a. report,\nb. restore,\nc. *write*.", "a."),
        ("a) report,\nb) restore,\nc) *write*.", "a)"),
        ("(a) report,\n(b) restore,\n(c) *write*.", "(a)"),
        ("(1) report,\n(2) restore,\n(3) *write*.", "(1)"),
    ],
)
def test_lines_with_letters_are_a_list(annexes: Annexes, lines: str, numbering: str) -> None:
    annexes.document(f"# One\n\nThe provider shall\n{lines}\n\nThe end.\n")
    pdf = annexes.pdf()
    assert broken_rules(pdf.read_bytes()) == []
    code = code_of(annexes)
    assert code.count("enum(") == 1
    assert f'numbering: "{numbering}"' in code
    first, second, third = (
        numbering.replace("a", x).replace("1", y) for x, y in ("a1", "b2", "c3")
    )
    expected = f"The provider shall {first} report, {second} restore, {third} write. The end."
    assert expected in words_of(text_of(pdf))


def test_numbered_paragraphs_are_a_list_with_what_is_between(annexes: Annexes) -> None:
    annexes.document("# One\n\n(1) A first.\n\n- A point.\n\n(2) A second.\n\nThe end.\n")
    text = words_of(text_of(annexes.pdf()))
    assert "(1) A first. • A point. (2) A second. The end." in text
    assert code_of(annexes).count("enum(") == 1


@pytest.mark.parametrize(
    "words",
    ["At 9\na. m. it begins.", "a. alone", "(1) alone", "b. second\nc. third", "See\n(2) and (1)."],
)
def test_what_does_not_go_on_is_no_list(annexes: Annexes, words: str) -> None:
    annexes.document(f"# One\n\n{words}\n")
    assert words_of(words) in words_of(text_of(annexes.pdf()))
    assert "enum(" not in code_of(annexes)


def test_columns_stand_as_their_rule_says(annexes: Annexes) -> None:
    annexes.document(
        "# One\n\n| Service | Price | Unit |\n|---|---:|:---:|\n| Backup | 1.200,00 | month |\n"
        "| Restoring of everything | 7,50 | hour |\n"
    )
    ends = dict(_right_ends(annexes.pdf().read_bytes()))
    assert abs(ends["1.200,00"] - ends["7,50"]) < 1
    assert abs(ends["Backup"] - ends["everything"]) > 20


def _right_ends(pdf: bytes) -> Iterator[tuple[str, float]]:
    """Yield each word with the position of its right end."""
    for page in pypdfium2.PdfDocument(pdf):
        text = page.get_textpage()
        whole = text.get_text_range()
        for match in re.finditer(r"\S+", whole):
            yield match[0], text.get_charbox(match.end() - 1)[2]


def test_a_reference_by_number_is_the_number_that_is_printed(annexes: Annexes) -> None:
    tables = "".join(
        f":::{{table}} Caption {n}\n:name: tbl-{n}\n\n| a |\n|---|\n| 1 |\n:::\n\n" for n in (1, 2)
    )
    annexes.document(f"# One\n\nSee {{numref}}`tbl-2`, {{numref}}`Annex %s <tbl-1>`.\n\n{tables}")
    text = words_of(text_of(annexes.pdf()))
    assert "See Table 2, Annex 1." in text
    assert "Table 2: Caption 2" in text


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("within 30 days of", "30~days"),
        ("12,00 EUR a month", "12,00~EUR"),
        ("at least 99.5 % or 99.5 per cent", "99.5~%"),
        ("10 Gbit/s and 3 GB", "10~Gbit/s"),
        ("binnen 4 Stunden um 9 Uhr", "4~Stunden"),
        ("call +49 4777 31-410 at once", "+49~4777~31-410"),
        ("call 04777 31 410.", "04777~31~410"),
        ("see § 7.3", "§~7.3"),
    ],
)
def test_no_line_ends_within_a_number_and_its_unit(text: str, kept: str) -> None:
    assert kept.replace("~", "\u00a0") in unparted(text)


@pytest.mark.parametrize(
    "text", ["in 2026 the", "3 Arten", "item 4 and 5", "2 servers", "1.0.0 is"]
)
def test_other_blanks_stay(text: str) -> None:
    assert unparted(text) == text


PARAGRAPHS = """
# One

:::{clause} Notice
:id: TEST_C_04
:number: 4.1
:status: agreed
:obliges: provider
:fulfils: TSA_M1_01

(1) The provider tells the client of

a) incidents,
b) changes.

(2) See [§ 4.1 (1) a)](#TEST_C_04-1-a).
:::

As [§ 4.1 (2)](#TEST_C_04-2) says.
"""


def test_a_numbered_paragraph_is_the_target_of_references(annexes: Annexes) -> None:
    annexes.document(PARAGRAPHS)
    text = words_of(text_of(annexes.pdf()))
    assert "(1) The provider tells the client of a) incidents, b) changes." in text
    assert "(2) See § 4.1 (1) a) (p. 3)." in text
    assert "As § 4.1 (2) (p. 3) says." in text


@pytest.mark.parametrize(
    ("front", "words"),
    [("", "“usual”, don’t"), ("---\nlang: de\n---\n\n", "„usual“, don’t")],
)
def test_quotation_marks_are_those_of_the_page(annexes: Annexes, front: str, words: str) -> None:
    annexes.document(front + '# One\n\nThe wording "usual", don\'t.\n')
    assert f"The wording {words}." in words_of(text_of(annexes.pdf()))
