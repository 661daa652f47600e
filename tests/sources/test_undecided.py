"""What the gate cannot know to come to the page is told with its place, and does not count."""

from __future__ import annotations

from pathlib import Path

import pytest

from nachweis.model.findings import Finding
from nachweis.model.items import Item
from nachweis.sources.markdown.documents import read_document

AROUND = "; correct that directive, or move the clause out of it"
UNSURE = "TEST_C_1 does not count: only a build can tell whether {} shows its content" + AROUND
CLAUSE = ":::{clause} T\n:id: TEST_C_1\n:::\n"


def read(folder: Path, text: str, **others: str) -> list[str]:
    """Return the IDs of the objects of a document, and its findings with rule and line.

    That some of these constructs are refused, too, is no matter here.
    """
    for name, content in others.items():
        (folder / f"{name}.md").write_text(content, encoding="utf-8")
    (folder / "page.md").write_text(text, encoding="utf-8")
    return [
        _said(entry)
        for entry in read_document(folder / "page.md", folder)
        if isinstance(entry, Item)
        or (isinstance(entry, Finding) and entry.rule != "refused-construct")
    ]


def _said(entry: Item | Finding) -> str:
    if isinstance(entry, Item):
        return entry.id
    return f"{entry.place.path}:{entry.place.line} {entry.rule} {entry.subject}: {entry.message}"


@pytest.mark.parametrize(
    ("head", "around"),
    [
        ("{admonitoin} Title", "{admonitoin}"),
        ("{admonition}", "{admonition}"),
        ("{only} html", "{only}"),
        ("{tab-set}", "{tab-set}"),
        ("{my-extension}", "{my-extension}"),
    ],
)
def test_an_object_in_a_directive_that_may_not_show_it(
    tmp_path: Path, head: str, around: str
) -> None:
    text = f"# A\n\n::::{head}\n{CLAUSE}::::\n"
    expected = f"page.md:4 undecided-object TEST_C_1: {UNSURE.format(around)}"
    assert read(tmp_path, text) == [expected]


@pytest.mark.parametrize(
    "head", ["{note}", "{Note}", "{admonition} Title", "{grid} 2", "note", "", "{tab-item} Tab"]
)
def test_an_object_in_a_directive_that_shows_it(tmp_path: Path, head: str) -> None:
    assert read(tmp_path, f"::::{head}\n{CLAUSE}::::\n") == ["TEST_C_1"]


def test_an_object_in_a_footnote(tmp_path: Path) -> None:
    text = f"Words[^1].\n\n[^1]:\n    {CLAUSE.replace(chr(10), chr(10) + '    ')}\n\n{CLAUSE}"
    expected = f"page.md:4 undecided-object TEST_C_1: {UNSURE.format('[^1]')}"
    assert read(tmp_path, text) == [expected, "TEST_C_1"]


def test_an_object_that_an_include_brings_into_such_a_directive(tmp_path: Path) -> None:
    text = "::::{figure} x.png\n:alt: A picture\n\n```{include} _part.md\n```\n::::\n"
    expected = f"_part.md:1 undecided-object TEST_C_1: {UNSURE.format('{figure}')}"
    assert read(tmp_path, text, _part=CLAUSE) == [expected]


def test_objects_in_restructuredtext(tmp_path: Path) -> None:
    text = (
        "```{eval-rst}\n.. note::\n\n   .. clause:: T\n      :id: TEST_C_1\n\n.. figure:: x\n```\n"
    )
    expected = f"page.md:4 undecided-object TEST_C_1: {UNSURE.format('{eval-rst}')}"
    assert read(tmp_path, text) == [expected]


def test_an_include_in_restructuredtext(tmp_path: Path) -> None:
    [said] = read(tmp_path, "```{eval-rst}\n.. include:: none.rst\n```\n")
    assert said.startswith("page.md:2 undecided-object : this include does not count")


@pytest.mark.parametrize("name", ["needimport", "needextend", "needservice", "list2need"])
def test_directives_that_make_objects(tmp_path: Path, name: str) -> None:
    [said] = read(tmp_path, f"# A\n\n```{{{name}}} x.json\n```\n")
    assert said == (
        f"page.md:3 undecided-object : {{{name}}} makes or changes objects when the site is built, "
        "which the gate does not see; write them as directives or in a register"
    )


@pytest.mark.parametrize(
    "setting", ["enable_extensions: []", "disable_syntax: [fence]", "commonmark_only: true"]
)
def test_a_page_that_is_read_otherwise(tmp_path: Path, setting: str) -> None:
    name = setting.partition(":")[0]
    [said] = read(tmp_path, f"---\nmyst:\n  {setting}\n---\n\n{CLAUSE}")
    assert said == (
        f"page.md:6 undecided-object TEST_C_1: TEST_C_1 does not count: 'myst: {name}' in the "
        "front matter changes how its page is read; remove it"
    )


@pytest.mark.parametrize(
    "matter", ["myst:\n  html_meta: {a: b}", "myst: none", "title: myst", "myst: {[", "- myst"]
)
def test_front_matter_that_changes_no_reading(tmp_path: Path, matter: str) -> None:
    assert read(tmp_path, f"---\n{matter}\n---\n\n{CLAUSE}") == ["TEST_C_1"]


def test_an_include_in_another_encoding(tmp_path: Path) -> None:
    latin = "```{include} _a.md\n:encoding: latin-1\n```\n"
    expected = f"_a.md:1 undecided-object TEST_C_1: {UNSURE.format('{include}')}"
    assert read(tmp_path, latin, _a=CLAUSE) == [expected]
    utf8 = "```{include} _a.md\n:encoding: utf-8\n```\n"
    assert read(tmp_path, utf8, _a=CLAUSE) == ["TEST_C_1"]


def test_a_type_in_capitals_is_no_object(tmp_path: Path) -> None:
    text = ":::{Clause} T\n:id: TEST_C_1\n:::\n"
    [said] = read(tmp_path, text)
    assert said.endswith("{Clause} is not recognised as a clause; write its name in lower case")


@pytest.mark.parametrize(
    "text",
    [
        "::::{container} sd-d-none\n:::{clause} T\n:id: TEST_C_1\n:::\n::::\n",
        "::::{card} T\n:class-card: a hidden\n\n:::{clause} T\n:id: TEST_C_1\n:::\n::::\n",
        "{.sd-d-none}\n> :::{clause} T\n> :id: TEST_C_1\n> :::\n",
    ],
)
def test_what_a_class_may_hide_does_not_count(tmp_path: Path, text: str) -> None:
    [said] = read(tmp_path, text)
    assert "undecided-object TEST_C_1: TEST_C_1 does not count" in said


def test_a_card_is_cut_inside_of_an_object(tmp_path: Path) -> None:
    text = "::::{card} T\n:::{clause} T\n:id: TEST_C_1\n\nA\n\n+++\n\nB\n:::\n::::\n"
    found = read_document_items(tmp_path, text)
    assert [item.body for item in found] == ["A"]


def read_document_items(folder: Path, text: str) -> list[Item]:
    """Return the objects of a document."""
    (folder / "page.md").write_text(text, encoding="utf-8")
    entries = read_document(folder / "page.md", folder)
    return [entry for entry in entries if isinstance(entry, Item)]
