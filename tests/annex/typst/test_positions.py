"""No line stands alone, none leaves its column, and no page is nearly empty."""

from __future__ import annotations

from typing import Final

import pytest
import typst

from tests.support.positions import flaws

PAGE: Final = """
#set page(
  "a4", margin: (x: 25mm, top: 27mm, bottom: 24mm), header: [Head], footer: [Foot #h(1fr) 1],
)
#set text(size: 10pt, lang: "en", hyphenate: false)
#set document(title: "A test")
"""
LINE: Final = "a few words that fill a line of a paragraph and then some more of them "


def found(body: str) -> list[str]:
    """Return the flaws of a document of Typst."""
    pdf = typst.compile((PAGE + body).encode(), format="pdf", pdf_standards=["ua-1"])
    assert isinstance(pdf, bytes)
    return flaws(pdf)


@pytest.mark.parametrize(
    ("body", "flaw"),
    [
        ("= One\n#v(235mm)\na \\ b \\ c \\ d", "page 1 ends with one line of a P"),
        ("= One\n#v(226mm)\na \\ b \\ c \\ d", "page 2 begins with one line of a P"),
        (f"= One\n{LINE}\n#pagebreak()\n{LINE}\n#pagebreak()\n{LINE}", "page 2 is 3% full"),
        (f"= One\n#pagebreak()\n{'a' * 120}", "page 2 has text beyond its margin"),
        ("= One\n#table(columns: (9mm, 9mm), [unbreakable], [b])", "page 1 has text upon text"),
    ],
)
def test_a_flaw_is_found(body: str, flaw: str) -> None:
    body = f"#set text(costs: (widow: 0%, orphan: 0%))\n{body}"
    assert found(body) == [flaw]


def test_the_last_page_of_a_part_may_be_short() -> None:
    page = f"{LINE}\n#pagebreak()\n"
    assert found(f"= One\n{page}= Two\n{page}= Three\n{LINE}") == []
