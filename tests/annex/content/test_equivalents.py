"""What the matrix of an annex shows of a proof that counts by an equivalent requirement."""

from __future__ import annotations

from tests.support.annexes import Annexes, text_of, words_of


def test_a_cell_names_the_requirement_by_which_a_clause_counts(annexes: Annexes) -> None:
    annexes.pair("TSA_M1_01 equal TSB_M1_04")
    annexes.edit("contract/agreement.md", "fulfils: TSA_M1_01, TSB", "fulfils: TSB")
    text = words_of(text_of(annexes.pdf("steering")))
    assert "via equivalent TSB_M1_04" in text
