"""Every construct that a writer has: its words are in the PDF, and nothing is markup."""

from __future__ import annotations

import itertools
import re
from pathlib import Path

import pytest
from PIL import Image
from pypdfium2 import PdfDocument

from tests.support.annexes import Annexes, outside, text_of, words_of

DOCUMENT = r"""
# Agreement

(here)=
## Two: $ # > @ = ~ / // - + #panic() $x$ ' " ; : , .

Text with `code \ * _ $ # [ ] { } < > @ = ~ // /* \u{41} #panic() "`, *emphasis*,
**strong**, a [link](https://a.example/?x=1#y),
an address <mailto:a@b.example>, see [the part](here), and a note[^one].
A line\
that ends. Hebrew שלום in a line.

[^one]: The words of the *note*.

- outer
  1. inner one
     - [ ] innermost to do
     - [x] innermost done

  2. inner two

     with a paragraph
- second

Term
: What the term means.

  In two paragraphs.

> A quotation
> -- nobody

```python
print("#panic($x$)")  # code
```

:::{note}
Notable words.
:::

:::{warning}
Warning words.
:::

:::{admonition} A title of its own
Titled words.
:::

```{list-table} A captioned table
:header-rows: 1

* - first head
  - second head
* - cell one
  - - a list
    - in a cell
```

| left | right |
|---|---|
| `a|b` | \# * |

:::{rubric} A rubric
:::

```{figure} ../picture.png
:alt: A picture of nothing

The caption of the figure
```

![Inline picture](../picture.png)

<!-- a comment that nobody reads -->

---

:::{clause} Title with # $ * _ @ \ "
:id: TEST_C_01
:number: 7.3
:status: agreed
:obliges: provider
:fulfils: TSA_M1_01, TSB_M1_04

### A heading inside

\\ \* \_ $ # > @ = ~ / // /* */ - + #panic() @b $x$ \\u(41) ' " ; : , .
:::
"""

WORDS = (
    *("code", "emphasis", "strong", "link", "a@b.example", "innermost", "outer", "inner"),
    *("nobody", "captioned", "Notable", "Warning", "Titled", "rubric", "caption", "heading"),
)


def test_every_construct_of_a_document_is_in_the_pdf(annexes: Annexes) -> None:
    Image.new("RGB", (40, 20), "gray").save(annexes.root / "projects/TEST/picture.png")
    annexes.document(DOCUMENT)
    text = words_of(text_of(annexes.pdf()))
    for word in WORDS:
        assert word in text, word
    for phrase in (
        "The words of the note.",
        "What the term means.",
        "In two paragraphs.",
        'print("#panic($x$)") # code',
        "A title of its own",
        "Table 1",
        "first head second head",
        "Figure 1",
        "A heading inside",
        'Title with # $ * _ @ \\ "',
        "#panic()",
        "$x$",
        "//",
        "/*",
    ):
        assert phrase in text, phrase
    assert "nobody reads" not in text


def test_a_table_of_sixty_columns_is_complete(annexes: Annexes) -> None:
    heads = [f"head{n:02}" for n in range(200)]
    rows = [[f"r{r}c{n:02}" for n in range(200)] for r in range(3)]
    lines = [heads, ["---"] * 60, *rows]
    table = "\n".join("| " + " | ".join(line) + " |" for line in lines)
    annexes.document(f"# Agreement\n\n{table}\n\n")
    pdf = annexes.pdf()
    assert not set(itertools.chain(heads, *rows)) - set(text_of(pdf).split())
    assert "".join(sign for _, sign in outside(pdf)).replace("DRAFT", "") == ""


@pytest.mark.parametrize(
    ("text", "code", "said"),
    [
        (
            "![](p.png)",
            1,
            "agreement.md:3:1: image projects/TEST/contract/p.png has no alternative",
        ),
        ("![x](missing.png)", 1, "agreement.md:3:1: image"),
        ("![x](huge.png)", 1, "has 100 megapixels, more than the 40"),
        ("A word: 漢", 2, "agreement.md:3:1: no font of the annex has the character 漢 (U+6F22)"),
        ("{need}`TEST_C_99`", 1, "there is no object TEST_C_99; correct the ID"),
        ("See TEST_S_01.", 2, "agreement.md:3:1: names TEST_S_01, which the annex leaves out"),
        ("```{math}\nx^2\n```", 1, "agreement.md:3:1: an annex cannot set a formula"),
        ("$$x$$", 1, "agreement.md:3:1: an annex cannot set a formula"),
        ("A rate $r_1$ of", 1, "agreement.md:3:1: an annex cannot set a formula"),
        ("\\begin{align}x\\end{align}", 1, "agreement.md:3:1: an annex cannot set a formula"),
        ("Pay \u202e001\u202c.", 2, "agreement.md:3:1: has the invisible character U+202E"),
        ("Pay \u2067001\u2069.", 2, "agreement.md:3:1: has the invisible character U+2067"),
        ("<b>bold</b>", 1, "cannot show HTML"),
        ("```{nonsense}\nwords\n```", 1, "nonsense"),
    ],
    ids=[
        "no alt",
        "no image",
        "huge",
        "Chinese",
        "unknown",
        "leak",
        "math",
        "dollars",
        "dollar",
        "tex",
        "override",
        "isolate",
        "html",
        "directive",
    ],
)
@pytest.mark.slow
def test_a_construct_that_cannot_be_shown_is_reported_with_its_place(
    annexes: Annexes, text: str, code: int, said: str
) -> None:
    folder = annexes.root / "projects/TEST/contract"
    Image.new("1", (4, 4)).save(folder / "p.png")
    Image.new("1", (10_000, 10_000)).save(folder / "huge.png")
    annexes.document(f"# Agreement\n\n{text}\n\nThe end.\n")
    result = annexes.annex("contract")
    assert result.exit_code == code, result.output
    assert said in result.stderr
    target = annexes.root / "_build/annexes/TEST/contract.pdf"
    assert target.exists() == (code == 1)


def test_hidden_words_of_images_stay_out(annexes: Annexes) -> None:
    folder = annexes.root / "projects/TEST/contract"
    picture = Image.new("RGB", (8, 8))
    exif = picture.getexif()
    exif[0x010E] = "A secret description"
    picture.save(folder / "photo.jpg", exif=exif)
    Path(folder / "drawing.svg").write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"><title>secret title</title>'
        '<text x="1" y="9" display="none">secret text</text><rect width="9" height="9"/></svg>',
        encoding="utf-8",
    )
    annexes.document("# Agreement\n\n![A photo](photo.jpg) ![A drawing](drawing.svg)\n")
    pdf = annexes.pdf()
    images = annexes.root / "_build/annexes/TEST/contract-en/images"
    assert len(list(images.iterdir())) == 2
    assert not any(b"secret" in path.read_bytes() for path in images.iterdir())
    assert b"secret" not in pdf.read_bytes()
    annexes.document("# Agreement\n\nNo image any more.\n")
    annexes.pdf()
    assert not list(images.iterdir())


def test_words_longer_than_a_line_break(annexes: Annexes) -> None:
    word = "".join(f"{n:04}" for n in range(200))
    table = f"| a |\n|---|\n| c{word} |"
    code = f"```python\nd{word}\n```"
    annexes.document(f"# Agreement\n\np{word}\n\n{table}\n\n`i{word}`\n\n{code}\n")
    pdf = annexes.pdf()
    text = "".join(text_of(pdf).replace("\u200b", "").split())
    for kind in "pcid":
        assert kind + word in text
    assert "".join(sign for _, sign in outside(pdf)).replace("DRAFT", "") == ""


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("> " * 40 + "deep", "nests too deeply to be typeset"),
        (
            "![x](https://a.example/x.png)",
            "is fetched from a network; add the file to the repository",
        ),
    ],
)
def test_no_network_and_no_endless_nesting(annexes: Annexes, text: str, said: str) -> None:
    annexes.document(f"# Agreement\n\n{text}\n")
    result = annexes.annex("contract")
    assert result.exit_code in (1, 2)
    assert said in result.stderr


def test_rows_stay_on_one_page_unless_they_are_longer(annexes: Annexes) -> None:
    short = [f"| begin{n} {'and so on ' * (n % 40)} end{n} | b |\n" for n in range(200)]
    annexes.document("# One\n\n| a | b |\n|--|--|\n" + "".join(short))
    pages = [page.get_textpage().get_text_range() for page in PdfDocument(annexes.pdf())]
    assert len(pages) > 8
    for number in range(200):
        [begin] = [n for n, text in enumerate(pages) if f"begin{number} " in text]
        [end] = [n for n, text in enumerate(pages) if re.search(rf"\bend{number}\b", text)]
        assert begin == end
    annexes.document(f"# One\n\n| a | b |\n|--|--|\n| {'tall ' * 9000} | b |\n")
    pdf = annexes.pdf()
    assert text_of(pdf).count("tall") == 9000
    assert len(PdfDocument(pdf)) > 6


def test_footnotes_leave_no_rule_behind(annexes: Annexes) -> None:
    annexes.document("# One\n\nWords[^n].\n\n[^n]: A note.\n")
    annexes.pdf()
    code = annexes.root / "_build/annexes/TEST/contract-en/annex.typ"
    assert "A note" in code.read_text(encoding="utf-8")
    assert "transition" not in code.read_text(encoding="utf-8")


def test_sums_of_money_are_no_formulas(annexes: Annexes) -> None:
    annexes.document("# One\n\nIt costs $5 = 5 EUR, and $6 later, or US$ 7.\n")
    assert "$5 = 5 EUR, and $6 later, or US$ 7." in words_of(text_of(annexes.pdf()))


@pytest.mark.parametrize("written", ["TEST_L_TYPO", "interal"])
def test_a_mistyped_information_class_is_refused(annexes: Annexes, written: str) -> None:
    annexes.write("registers/classes.yaml", "infoclasses:\n  - {id: TEST_L_INT, title: internal}\n")
    annexes.edit("annexes.yaml", "classification: internal", f"classification: {written}")
    result = annexes.annex("contract")
    assert (result.exit_code, len(result.stderr.splitlines())) == (2, 1), result.stderr
    assert re.search(r"annexes\.yaml:3.*contract: ", result.stderr)
    assert written in result.stderr
    annexes.edit("annexes.yaml", f"classification: {written}", "classification: TEST_L_INT")
    assert annexes.annex("contract").exit_code == 0
