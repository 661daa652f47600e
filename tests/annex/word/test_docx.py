"""The Word file of an annex."""

from __future__ import annotations

import datetime
import io
import re
import zipfile
from pathlib import Path
from typing import Final

import pytest

from nachweis.annex.content.draft import draft_annex
from nachweis.annex.word.docx import build_docx
from nachweis.load import judge_projects
from nachweis.releases.annex_edition import edition_of
from nachweis.sources.workspace import find_workspace
from nachweis.sources.yaml.annexes import read_annexes
from tests.support.annexes import Annexes

W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"

DOCUMENT: Final = """
# Agreement

Words in *slanted*, **bold** and `fixed` type, with a note[^n] and {need}`TEST_C_01`.
See {need}`the clause <TEST_C_01>` and [a page](https://example.org/a?b=1&c=2).

:::{clause} Notice of <incidents> & "more"
:id: TEST_C_01
:number: 7.3
:status: draft
:obliges: provider
:fulfils: TSA_M1_01

The provider tells the client.
:::

| alpha | beta  |
|-------|-------|
| gamma | delta |

See {numref}`prices`.

```{table} Prices & more
:name: prices

| alpha | beta  |
|-------|-------|
| gamma | delta |
```

3. third
4. fourth
   - below

- [x] done

Term
: Meaning

> Quoted.

```
code  block
```

:::{admonition} Mind
Words in a box.
:::

![A drawing](line.svg)

[^n]: What the note says.
"""

LINE = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><path d="M0 0h9v9z"/></svg>'


@pytest.fixture(scope="module")
def annexes(tmp_path_factory: pytest.TempPathFactory) -> Annexes:
    annexes = Annexes(tmp_path_factory.mktemp("word") / "workspace")
    annexes.document(DOCUMENT)
    annexes.write("contract/line.svg", LINE)
    return annexes


@pytest.fixture(scope="module")
def parts(annexes: Annexes) -> dict[str, str]:
    return unpacked(made(annexes))


def made(annexes: Annexes, name: str = "contract", *arguments: str) -> Path:
    target = annexes.root / "out" / f"{name}.docx"
    result = annexes.annex(name, "--docx", "--out", str(target), *arguments)
    assert (result.exit_code, result.stderr) == (0, ""), result.output
    return target


def unpacked(path: Path) -> dict[str, str]:
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        return {n: archive.read(n).decode("utf-8", "replace") for n in archive.namelist()}


def paragraphs(content: str) -> list[tuple[str, str]]:
    """Return style and words of each paragraph."""
    from xml.etree import ElementTree as ET

    found = []
    for paragraph in ET.fromstring(content).iter(f"{W}p"):
        style = paragraph.find(f"{W}pPr/{W}pStyle")
        words = "".join(t.text or "" for t in paragraph.iter(f"{W}t"))
        found.append(("" if style is None else style.attrib[f"{W}val"], words))
    return found


def test_headings_carry_their_numbers_and_ids(parts: dict[str, str]) -> None:
    content = parts["word/document.xml"]
    found = paragraphs(content)
    assert ("Title", "Annex 1: Services and incidents") in found
    assert ("Subtitle", "A service for tests") in found
    assert ("Heading1", "Agreement") in found
    assert ("Heading2", '§ 7.3\u2002Notice of <incidents> & "more" (draft)') in found
    [small] = [words for style, words in found if style == "Particulars"]
    assert small.startswith("TEST_C_01  ·  Obliges: provider")
    assert 'w:name="TEST_C_01"' in content
    assert content.count('w:anchor="TEST_C_01"') == 3  # two references, and the contents
    headings = re.findall(r'<w:pStyle w:val="Heading\d" />.*?</w:pPr>', content, re.DOTALL)
    assert not any("numPr" in heading for heading in headings)


def test_the_table_of_contents_is_a_field_that_word_updates(parts: dict[str, str]) -> None:
    content = parts["word/document.xml"]
    found = paragraphs(content)
    start = found.index(("TOCHeading", "Contents"))
    listed = [(style, words) for style, words in found if re.fullmatch(r"TOC\d", style)]
    headings = [(style, words) for style, words in found[start:] if re.match("Heading[123]", style)]
    assert [(s[-1], w) for s, w in listed] == [(s[-1], w) for s, w in headings]
    assert ("TOC2", '§ 7.3\u2002Notice of <incidents> & "more" (draft)') in listed
    assert re.search(r'w:dirty="true"\s*/></w:r><w:r><w:instrText[^>]*> TOC \\o "1-3"', content)
    assert content.count('fldCharType="begin"') == content.count('fldCharType="end"')
    marks = re.findall(r"PAGEREF (\w+) ", content)
    assert len(marks) == len(listed) + 2  # those of the list of tables
    assert all(f'w:name="{mark}"' in content for mark in marks)
    for style in ("TOCHeading", "TOC1", "TOC2", "TOC3"):
        assert f'w:styleId="{style}"' in parts["word/styles.xml"]


def test_tables_have_numbers_which_a_list_and_references_name(parts: dict[str, str]) -> None:
    content = parts["word/document.xml"]
    found = paragraphs(content)
    assert ("TableCaption", "Table\u00a01: Prices & more") in found
    assert found[found.index(("TOCHeading", "List of tables")) + 1] == (
        "TableofFigures",
        "Table\u00a01: Prices & more",
    )
    assert "See Table\u00a01." in [words for _, words in found]
    assert " SEQ Table \\* ARABIC " in content
    assert ' TOC \\h \\z \\c "Table" ' in content
    [mark] = set(re.findall(r'w:anchor="(contract_agreement_prices)"', content))
    assert f'w:name="{mark}"' in content


def test_rows_are_not_parted_and_edits_are_tracked(parts: dict[str, str]) -> None:
    content, settings = parts["word/document.xml"], parts["word/settings.xml"]
    assert content.count("<w:cantSplit/>") == content.count("<w:tr>") > 3
    assert settings.index("<w:trackRevisions/>") < settings.index("<w:autoHyphenation/>")


def test_every_construct_of_a_document_is_in_the_word_file(parts: dict[str, str]) -> None:
    words = " ".join(text for _, text in paragraphs(parts["word/document.xml"]))
    for text in ("alpha", "delta", "third", "below", "☒", "Meaning", "Quoted.", "code  block"):
        assert text in words
    assert "Mind" in words
    assert "Words in a box." in words
    assert "What the note says." in parts["word/footnotes.xml"]
    assert 'descr="A drawing"' in parts["word/document.xml"]
    assert any(name.startswith("word/media/") for name in parts)
    assert "https://example.org/a?b=1&amp;c=2" in parts["word/_rels/document.xml.rels"]
    assert "w:tblHeader" in parts["word/document.xml"]


def test_every_page_has_title_classification_and_version(parts: dict[str, str]) -> None:
    [header] = [text for name, text in parts.items() if re.match(r"word/header\d*\.xml", name)]
    [footer] = [text for name, text in parts.items() if re.match(r"word/footer\d*\.xml", name)]
    assert "Annex 1: Services and incidents" in header
    assert "internal  ·  DRAFT" in header
    assert "TEST/1" in footer
    assert "NUMPAGES" in footer
    assert not any("@@" in text for text in parts.values())


def test_the_file_says_its_title_and_language(parts: dict[str, str]) -> None:
    assert "<dc:title>Annex 1: Services and incidents</dc:title>" in parts["docProps/core.xml"]
    assert "<dc:language>en</dc:language>" in parts["docProps/core.xml"]
    assert '<w:lang w:val="en' in parts["word/styles.xml"]


def test_it_speaks_the_language_that_is_asked_for(annexes: Annexes) -> None:
    german = unpacked(made(annexes, "contract", "--lang", "de"))
    assert ("Title", "Anlage 1: Leistungen und Vorfälle") in paragraphs(german["word/document.xml"])
    assert any("ENTWURF" in text for name, text in german.items() if "header" in name)
    assert '<w:lang w:val="de' in german["word/styles.xml"]
    english = r'<w:lang w:val="en" /></w:rPr><w:t xml:space="preserve">The provider tells'
    assert re.search(english, german["word/document.xml"])
    assert ("TableCaption", "Table\u00a01: Prices & more") in paragraphs(
        german["word/document.xml"]
    )


def test_the_same_sources_give_the_same_bytes(
    annexes: Annexes, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = made(annexes).read_bytes()
    monkeypatch.setenv("LC_ALL", "de_DE.UTF-8")
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "86400")
    assert made(annexes).read_bytes() == first


def test_a_wide_matrix_has_landscape_pages(annexes: Annexes) -> None:
    content = unpacked(made(annexes, "steering"))["word/document.xml"]
    sections = re.findall(r"<w:pgSz [^>]*>", content)
    assert sum("landscape" in section for section in sections) >= 1
    assert "landscape" not in sections[-1]
    widths = [re.search(r'w:w="(\d+)"', section) for section in sections]
    assert {match[1] for match in widths if match} == {"11906", "16838"}
    words = " ".join(text for _, text in paragraphs(content))
    for requirement in ("TSA_M1_01", "TSB_M1_04"):
        assert requirement in words


def test_a_cell_of_the_matrix_has_the_sign_of_its_state_and_links_to_what_it_rests_on(
    annexes: Annexes,
) -> None:
    content = unpacked(made(annexes, "steering"))["word/document.xml"]
    words = [text.replace("\u00a0", " ") for _, text in paragraphs(content)]
    assert {"✓ covered TEST_S_01", "○ later", "– n/a"} <= set(words)
    assert not [text for text in words if re.match("✓ (?!covered)", text)]
    assert '<w:hyperlink w:anchor="TEST_S_01">' in content


@pytest.mark.slow
@pytest.mark.parametrize("key", ["LGA", "RWD", "VKN"])
def test_no_word_of_an_example_is_lost(key: str) -> None:
    root = Path(__file__).resolve().parents[3]
    workspace = find_workspace(root)
    [verdict] = judge_projects(root, [key], datetime.date(2026, 11, 20))
    for annex in read_annexes(workspace.project(key), root).values():
        draft = draft_annex(workspace, verdict, annex, "en")
        wanted = {word for tree in draft.trees.values() for word in words_in(tree.astext())}
        built = build_docx(draft, edition_of(workspace, verdict, draft))
        assert built.problems == ()
        with zipfile.ZipFile(io.BytesIO(built.content)) as archive:
            found = [
                archive.read(f"word/{part}.xml").decode() for part in ("document", "footnotes")
            ]
        text = " ".join(words for content in found for _, words in paragraphs(content))
        assert wanted <= words_in(text)


def words_in(text: str) -> set[str]:
    return set(re.findall(r"\w+", text))


def test_options_of_the_pdf_are_refused_for_word(annexes: Annexes) -> None:
    for option in (["--embed"], ["--sign", "key.p12"]):
        refused = annexes.annex("contract", "--docx", *option)
        assert (refused.exit_code, "for the PDF" in refused.stderr) == (2, True)


def test_a_redline_tracks_its_changes(tmp_path: Path) -> None:
    annexes = Annexes(tmp_path / "workspace")
    annexes.document(DOCUMENT.replace("![A drawing](line.svg)", ""))
    annexes.commit()
    annexes.edit("contract/agreement.md", "tells the client", "tells the client at once")
    annexes.edit("contract/agreement.md", ":status: draft", ":status: agreed")
    annexes.edit("contract/agreement.md", "| gamma | delta |\n```", "| gamma | epsilon |\n```")
    annexes.edit("contract/agreement.md", "> Quoted.\n", "")
    parts = unpacked(made(annexes, "contract", "--against", "HEAD"))
    content = parts["word/document.xml"]
    inserted = "".join(re.findall(r"<w:ins [^>]*[^/]>(.*?)</w:ins>", content, re.DOTALL))
    assert "at once" in inserted
    assert "epsilon" in inserted
    deleted = re.findall(r"<w:delText[^>]*>([^<]*)", content)
    assert {" (draft)", "Quoted.", "delta"} <= set(deleted)
    whole = r"<w:p><w:pPr>[^/]*/>(?:<w:[^r][^>]*/>)*<w:rPr><w:del [^>]*/></w:rPr></w:pPr>.*?Quoted"
    assert re.search(whole, content)
    numbers = re.findall(r'<w:(?:ins|del) w:id="(\d+)"', content)
    assert len(numbers) == len(set(numbers))
    assert 'w:author="Comparison with commit ' in content
    words = [words for _, words in paragraphs(content)]
    assert words.index("text changed; status: draft → agreed") > 0
    assert not any("Signatures" in text for text in words)
    assert any("COMPARISON" in text for name, text in parts.items() if "header" in name)
