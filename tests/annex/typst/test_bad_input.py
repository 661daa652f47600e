"""What a person can get wrong in an annex ends in a correct file, or in one line that says why."""

from __future__ import annotations

import os
import re
import struct
import threading
import zlib
from pathlib import Path
from typing import Any, Final

import pikepdf
import pypdfium2
import pytest
from click.testing import Result

from nachweis.annex.content.images import ImageError, prepared_image
from nachweis.annex.typst.typeset import refuse_large
from nachweis.sources.errors import SourceError
from tests.cli.test_german import english
from tests.support.annexes import Annexes, text_of, words_of
from tests.support.pdf import broken_rules

MARKUP: Final = r"""#import "x": * #eval("1") $ x^2 $ *a* _b_ `c` <d> @e \ / // /* */ ~ -- --- [f]
{g} = h #{panic()} #let x = 1 "quoted" 'single' \u{1F600} ${HOME} %TeX \LaTeX & ^ | +++ - 1. """

EVERYWHERE: Final = "*_`$<>@#\\/~[]{}=+-\"'^|&%;:!?.,()"


def failed(annexes: Annexes, *arguments: str) -> list[str]:
    """Build with something wrong; return the lines of the message, and keep what was there."""
    target = annexes.root / "out.pdf"
    target.write_bytes(b"what was there")
    result = annexes.annex(*(arguments or ("contract",)), "--out", str(target))
    assert result.exit_code == 2, result.output
    assert target.read_bytes() == b"what was there"
    return one_each(result)


def warned(annexes: Annexes) -> list[str]:
    result = annexes.annex("contract", "--out", str(annexes.root / "out.pdf"))
    assert result.exit_code == 1, result.output
    return one_each(result)


def one_each(result: Result) -> list[str]:
    lines = result.stderr.splitlines()
    assert lines
    assert not any("Traceback" in line for line in lines)
    return lines


def picture(width: int, height: int) -> bytes:
    """Return a PNG of one colour."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        check = struct.pack(">I", zlib.crc32(kind + data))
        return struct.pack(">I", len(data)) + kind + data + check

    rows = zlib.compressobj(1)
    line = b"\x00" * (1 + (width + 7) // 8)
    data = b"".join(rows.compress(line) for _ in range(height)) + rows.flush()
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", data) + chunk(b"IEND", b"")
    )


def test_what_is_wrong_is_told_in_german(annexes: Annexes) -> None:
    problems = {
        "![A](nowhere.png)": "ist nicht im Repository",
        "![A](words.png)": "ist nicht als Bild lesbar",
        "![A](entities.svg)": "deklariert Entitäten",
        "![](plain.png)": "hat keinen Alternativtext",
    }
    folder = annexes.root / "projects/TEST/contract"
    (folder / "words.png").write_bytes(b"words")
    (folder / "plain.png").write_bytes(picture(8, 8))
    (folder / "entities.svg").write_bytes(b"<!DOCTYPE svg><svg/>")
    annexes.document("# One\n\n" + "\n\n".join(problems) + "\n")
    german = annexes.annex("contract", "--lang", "de", "--out", str(annexes.root / "out.pdf"))
    lines = one_each(german)
    assert [any(said in line for line in lines) for said in problems.values()] == [True] * 4
    assert english(german.stderr) == []


def test_a_missing_image_is_reported_with_its_place(annexes: Annexes) -> None:
    annexes.document("# One\n\n![A picture](nowhere.png)\n\nWords.\n")
    [line] = warned(annexes)
    assert line.startswith("projects/TEST/contract/agreement.md:3")
    assert "Words." in text_of(annexes.root / "out.pdf")


def test_an_image_of_a_hundred_megapixels_is_refused(annexes: Annexes) -> None:
    annexes.document("# One\n\n![A picture](big.png)\n")
    annexes.write("contract/big.png", "").write_bytes(picture(10_000, 10_000))
    [line] = warned(annexes)
    assert line.startswith("projects/TEST/contract/agreement.md:3")
    assert "has 100 megapixels" in line


@pytest.mark.parametrize("name", ["broken.png", "broken.jpg", "broken.svg"])
def test_a_file_that_is_not_an_image_is_refused(annexes: Annexes, name: str) -> None:
    annexes.document(f"# One\n\n![A picture]({name})\n")
    annexes.write(f"contract/{name}", "no picture")
    assert any(name in line for line in warned(annexes))


def test_markup_of_typst_is_only_text(annexes: Annexes) -> None:
    fenced = MARKUP.replace("\n", " ")
    annexes.write(
        "contract/agreement.md",
        f"# One\n\n```\n{MARKUP}\n```\n\n`{EVERYWHERE.replace('`', '')}`\n\n"
        "A #panic() \\$ x \\$ \\<label> \\@ref // no comment /* none */ #strong\\[x\\].\n",
    )
    text = words_of(text_of(annexes.pdf("contract")))
    assert words_of(fenced) in text
    assert EVERYWHERE.replace("`", "") in text.replace(" ", "")
    assert "#panic() $ x $ <label> @ref // no comment /* none */ #strong[x]." in text


def test_markup_in_titles_and_declaration_is_only_text(annexes: Annexes) -> None:
    annexes.edit("annexes.yaml", "identifier: TEST/1", 'identifier: "#x $y$ \\\\ \\"z\\" [a]"')
    annexes.document("# One #panic() $x$ `#a`\n\n```{note}\n#b\n```\n")
    text = words_of(text_of(annexes.pdf("contract")))
    assert '#x $y$ \\ "z" [a]' in text
    assert "One #panic() $x$" in text


def test_characters_of_other_scripts_are_kept_or_reported(annexes: Annexes) -> None:
    annexes.document("# One\n\nTo the right, e\u0301, ﬁ, ß, Ł, Ω, Ж, \u200d, a\u00adb.\n")
    text = words_of(text_of(annexes.pdf("contract")))
    for sign in "ßŁΩЖ":
        assert sign in text
    annexes.document("# One\n\nWords.\n\nA 漢 and สวัสดี.\n")
    lines = failed(annexes)
    assert any("U+6F22" in line for line in lines)
    assert all(line.startswith("projects/TEST/contract/agreement.md:5") for line in lines)


def test_emoji_hebrew_and_arabic_are_set(annexes: Annexes) -> None:
    annexes.edit("annexes.yaml", "label: {en: Annex 1,", "label: {en: Annex 🎉 א,")
    annexes.document(
        "# One שלום\n\nA 🎉, ⚠️, 👍🏽, 👨\u200d👩\u200d👧, 🇩🇪 and **✅**, `🔒`.\n\n"
        "A שלום, العربية.\n\n## Two العربية\n\n| x | ערב |\n|--|--|\n"
    )
    pdf = annexes.pdf()
    text = text_of(pdf)
    for sign in ("🎉", "⚠", "👍🏽", "👨", "🇩🇪", "✅", "🔒", "שלום", "العربية", "ערב"):
        assert sign in text
    assert broken_rules(pdf.read_bytes()) == []
    assert re.search(r"One שלום[\s\u200e.]+3", text)  # the page stands behind, not before


def test_a_page_in_arabic_runs_from_the_right_and_its_foot_does_not(annexes: Annexes) -> None:
    annexes.document("---\nlang: ar\n---\n\n# عنوان\n\nكل طرف يبلغ.\n")
    pdf = annexes.pdf()
    page: Any = pypdfium2.PdfDocument(pdf)[1].get_textpage()
    words = page.get_text_range()
    places = (words.rindex("عنوان"), words.rindex("Page"), words.rindex("TEST/1"))
    title, number, name = (page.get_charbox(place)[0] for place in places)
    assert title > 400
    assert number > name


def test_an_annex_that_selects_nothing_is_refused(annexes: Annexes) -> None:
    annexes.write(
        "annexes.yaml",
        "annexes:\n  contract:\n    title: A title\n"
        "    content:\n      - objects: {status: [superseded]}\n",
    )
    [line] = failed(annexes)
    assert line.startswith("projects/TEST/annexes.yaml:5")
    assert "selection is empty" in line


def test_an_empty_document_makes_a_file(annexes: Annexes) -> None:
    annexes.write("contract/agreement.md", "")
    result = annexes.annex("contract", "--out", str(annexes.root / "out.pdf"))
    assert result.exit_code in (0, 1, 2)
    assert "Traceback" not in result.output


def test_an_unknown_annex_or_project_is_reported(annexes: Annexes) -> None:
    [line] = failed(annexes, "nothing")
    assert "nothing" in line
    unknown = annexes.annex("contract", project="NOWHERE")
    assert (unknown.exit_code, len(one_each(unknown))) == (2, 1)


@pytest.mark.parametrize(
    "text",
    [
        "annexes:\n  contract: [",
        "annexes:\n  contract:\n    title: T\n    content: 3\n",
        "annexes:\n  contract:\n    content: []\n",
        "annexes: words\n",
        "\x00",
        "annexes:\n  contract:\n    title: T\n    content: [{documents: [../../x.md]}]\n",
    ],
)
def test_a_broken_declaration_is_reported_with_its_line(annexes: Annexes, text: str) -> None:
    annexes.write("annexes.yaml", "").write_text(text, encoding="utf-8")
    assert all(line.startswith("projects/TEST/annexes.yaml:") for line in failed(annexes))


def test_a_target_that_cannot_be_written_is_reported(annexes: Annexes, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("words", encoding="utf-8")
    result = annexes.annex("contract", "--out", str(tmp_path / "file" / "a.pdf"))
    assert (result.exit_code, len(one_each(result))) == (2, 1)


def test_pipes_links_and_standard_output_get_the_file_and_stay(
    annexes: Annexes, tmp_path: Path
) -> None:
    pipe, link, real = tmp_path / "pipe", tmp_path / "link.pdf", tmp_path / "real.pdf"
    os.mkfifo(pipe)
    link.symlink_to(real)
    read = []
    reader = threading.Thread(target=lambda: read.append(pipe.read_bytes()), daemon=True)
    reader.start()
    assert annexes.annex("contract", "--out", str(pipe)).exit_code == 0
    reader.join(10)
    assert annexes.annex("contract", "--out", str(link)).exit_code == 0
    shown = annexes.annex("contract", "--out", "-")
    assert pipe.is_fifo()
    assert link.is_symlink()
    assert read == [real.read_bytes()] == [shown.stdout_bytes]
    assert real.read_bytes().startswith(b"%PDF-1.7")


def test_a_broken_tree_of_headings_is_shown(annexes: Annexes) -> None:
    annexes.document("Words first.\n\n### Three\n\n# One\n\n##### Five\n\nLast words.\n")
    result = annexes.annex("contract", "--out", str(annexes.root / "out.pdf"))
    assert result.exit_code in (0, 1), result.output
    assert "Last words." in words_of(text_of(annexes.root / "out.pdf"))


def test_hebrew_in_a_text_says_that_it_is(annexes: Annexes) -> None:
    annexes.document("# One\n\nThe word שלום עולם is Hebrew.\n")
    with pikepdf.open(annexes.pdf()) as document:
        content = document.pages[2].Contents.read_bytes()
    assert set(re.findall(rb"/Lang ?\((\w+)\)", content)) == {b"he"}


CELL: Final = 'cell("a")'


@pytest.mark.parametrize(
    ("text", "free", "message"),
    [
        ("a" * 4_200_000, None, "1.6 GiB of memory, and no annex may take more than 1"),
        (CELL * 45_000, None, "1.8 GiB of memory, and no annex may take more than 1"),
        (CELL * 20_000, 2**28, "0.9 GiB of memory, and 0.2 are free"),
    ],
)
def test_an_annex_that_is_too_large_is_refused_before_it_is_set(
    text: str, free: int | None, message: str
) -> None:
    with pytest.raises(SourceError, match=f"takes about {message}; declare several annexes"):
        refuse_large(text, 2**30, free)
    refuse_large(text, 2**31, 2**31)


def test_lines_of_a_listing_take_memory() -> None:
    text = f'listing("{"x" * 300_000}")'
    refuse_large(text, 2**29, None)
    with pytest.raises(SourceError, match="GiB of memory"):
        refuse_large(text.replace("xx", "x\\n"), 2**29, None)


def test_a_drawing_of_a_million_parts_is_refused(tmp_path: Path) -> None:
    parts = "<g/>" * 200_000
    (tmp_path / "a.svg").write_text(f"<svg xmlns='http://www.w3.org/2000/svg'>{parts}</svg>")
    with pytest.raises(ImageError, match="more than 200000 parts"):
        prepared_image(tmp_path, "a.svg")
