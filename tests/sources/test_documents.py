"""Objects of a document: where they stand, what they hold, and what an include brings in."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nachweis.model.findings import Finding
from nachweis.model.items import Item
from nachweis.sources.errors import SourceError
from nachweis.sources.markdown.documents import read_document
from tests.support.examples import examples
from tests.support.myst import NAMES, myst_directives

CLAUSE = ":::{{clause}} T\n:id: TEST_C_{0}\n:::\n"


def _read(folder: Path, text: str | bytes, **others: str) -> list[Item]:
    """Return the objects of a document, beside which other files lie."""
    for name, content in others.items():
        (folder / f"{name}.md").write_text(content, encoding="utf-8")
    document = folder / "document.md"
    document.write_bytes(text if isinstance(text, bytes) else text.encode())
    entries = [*read_document(document, folder)]
    said = {entry.rule for entry in entries if isinstance(entry, Finding)}
    assert said <= {"unclosed-fence", "unknown-directive"}
    return [entry for entry in entries if isinstance(entry, Item)]


def _places(items: list[Item]) -> list[str]:
    return [f"{item.id} {item.place}" for item in items]


def test_an_object_is_read(tmp_path: Path) -> None:
    text = (
        "# Title\n\n:::{clause} Notice of `incidents`\n:id: TEST_C_1\n:number: 7.10\n"
        ":obliges: provider\n:fulfils: TSA_M1_01, TSA_M1_02;TSA_M1_03\n:tags:\n\n"
        "Within two hours.\n\nAt once.\n:::\n"
    )
    [item] = _read(tmp_path, text)
    assert (item.type, item.id, item.title) == ("clause", "TEST_C_1", "Notice of `incidents`")
    assert item.fields == {"number": "7.10", "obliges": "provider"}
    assert item.links == {"fulfils": ("TSA_M1_01", "TSA_M1_02", "TSA_M1_03")}
    assert item.body == "Within two hours.\n\nAt once."
    assert item.document == "document.md"
    assert str(item.place) == "document.md:3:1"
    assert str(item.where("fulfils")) == "document.md:7:1"
    assert str(item.where("status")) == "document.md:3:1"


def test_objects_are_read_in_reading_order(tmp_path: Path) -> None:
    text = (
        "::::{note}\n" + CLAUSE.format(1) + "\n- A\n\n  1. ```{admonition} B\n"
        "     ~~~{section} C\n     :id: TEST_S_2\n     ~~~\n     ```\n::::\n\n"
        "> > :::{record} D\n> > :id: TEST_R_3\n> > :::\n\n" + CLAUSE.format(4)
    )
    assert _places(_read(tmp_path, text)) == [
        "TEST_C_1 document.md:2:1",
        "TEST_S_2 document.md:9:6",
        "TEST_R_3 document.md:15:5",
        "TEST_C_4 document.md:19:1",
    ]


def test_options_have_lines_of_their_own(tmp_path: Path) -> None:
    text = (
        "::::{tip}\n\n```{clause} T\n---\nid: TEST_C_1\nnumber: >\n  folded\n  over lines\n"
        "status: agreed\n---\n\nBody.\n```\n::::\n"
    )
    [item] = _read(tmp_path, text)
    assert item.get("number") == "folded over lines"
    assert {name: item.where(name).line for name in ("id", "number", "status")} == {
        "id": 5,
        "number": 6,
        "status": 9,
    }


@pytest.mark.parametrize(
    "data",
    [
        CLAUSE.format(1).replace("\n", "\r\n").encode(),
        CLAUSE.format(1).replace("\n", "\r").encode(),
        b"\xef\xbb\xbf" + CLAUSE.format(1).encode(),
        CLAUSE.format(1).encode(),
    ],
    ids=["CRLF", "CR", "BOM", "plain"],
)
def test_line_ends_and_marks_do_not_matter(tmp_path: Path, data: bytes) -> None:
    [item] = _read(tmp_path, data)
    assert (item.id, item.body, str(item.place)) == ("TEST_C_1", "", "document.md:1:1")


def test_front_matter_is_no_object(tmp_path: Path) -> None:
    text = "---\ntitle: |\n  :::{clause} A\n  :id: TEST_C_0\n  :::\n---\n" + CLAUSE.format(1)
    assert _places(_read(tmp_path, text)) == ["TEST_C_1 document.md:7:1"]


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ("", ["1 1", "2 5", "3 9"]),
        (":start-line: 4\n", ["2 5", "3 9"]),
        (":start-line: -4\n", ["3 9"]),
        (":end-line: 4\n", ["1 1"]),
        (":start-line: 4\n:end-line: -4\n", ["2 5"]),
        (':start-after: "TEST_C_1\\n:::"\n', ["2 5", "3 9"]),
        (':end-before: ":::{clause} T\\n:id: TEST_C_3"\n', ["1 1", "2 5"]),
        (
            ':start-after: "C_1\\n:::"\n:end-before: "\\n\\n:::{clause} T\\n:id: TEST_C_3"\n',
            ["2 5"],
        ),
        (':start-line: 4\n:start-after: "C_2\\n:::"\n', ["3 9"]),
        (":literal:\n", []),
        (":code: markdown\n", []),
        (":start-line: four\n", ["1 1", "2 5", "3 9"]),
    ],
)
def test_an_include_takes_a_part(tmp_path: Path, options: str, expected: list[str]) -> None:
    part = "\n".join(CLAUSE.format(number) for number in (1, 2, 3))
    items = _read(tmp_path, f"# T\n\n```{{include}} _part.md\n{options}```\n", _part=part)
    assert [f"{item.id[-1]} {item.place.line}" for item in items] == expected
    assert {(item.place.path, item.document) for item in items} <= {("_part.md", "document.md")}


def test_includes_nest_and_are_found_from_the_document(tmp_path: Path) -> None:
    (tmp_path / "parts").mkdir()
    (tmp_path / "parts" / "a.md").write_text(
        CLAUSE.format(1) + "\n- ```{include} parts/b.md\n  ```\n", encoding="utf-8"
    )
    (tmp_path / "parts" / "b.md").write_text("\n\n" + CLAUSE.format(2), encoding="utf-8")
    text = "::::{note}\n```{include} parts/a.md\n```\n::::\n" + CLAUSE.format(3)
    assert _places(_read(tmp_path, text)) == [
        "TEST_C_1 parts/a.md:1:1",
        "TEST_C_2 parts/b.md:3:1",
        "TEST_C_3 document.md:5:1",
    ]


def test_an_include_may_begin_at_the_root(tmp_path: Path) -> None:
    folder = tmp_path / "deep"
    folder.mkdir()
    (tmp_path / "shared.md").write_text(CLAUSE.format(1), encoding="utf-8")
    (folder / "document.md").write_text("```{include} /shared.md\n```\n", encoding="utf-8")
    [item] = read_document(folder / "document.md", tmp_path)
    assert isinstance(item, Item)
    assert (item.document, str(item.place)) == ("deep/document.md", "shared.md:1:1")


def test_the_same_part_may_be_included_twice(tmp_path: Path) -> None:
    text = "```{include} _part.md\n```\n\n```{include} _part.md\n```\n"
    assert len(_read(tmp_path, text, _part=CLAUSE.format(1))) == 2


def test_an_include_in_a_code_block_includes_nothing(tmp_path: Path) -> None:
    text = "```text\n```{include} nowhere.md\n```\n\n    ```{include} nowhere.md\n    ```\n"
    assert _read(tmp_path, text) == []


LINES = st.sampled_from(
    [
        "",
        ":::{clause} A",
        ":::",
        "text",
        "# mark",
        "- b",
        "```{section} B",
        "```",
        "\u2028x",
        "  :::",
    ]
)
NUMBERS = st.none() | st.integers(-8, 8)


@settings(
    max_examples=examples(100),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    part=st.lists(LINES, max_size=8).map("\n".join), start=NUMBERS, end=NUMBERS, marks=st.booleans()
)
def test_an_include_brings_in_what_myst_brings_in(
    tmp_path: Path, part: str, start: int | None, end: int | None, *, marks: bool
) -> None:
    options = [f":start-line: {start}"] * (start is not None)
    options += [f":end-line: {end}"] * (end is not None)
    options += [":start-after: mark"] * (
        marks and "mark" in "\n".join(part.splitlines()[start:end])
    )
    text = "\n".join(["```{include} _part.md", *options, "```", ""])
    ours = [item.title for item in _read(tmp_path, text, _part=part) if item.type in NAMES]
    theirs = [seen.argument for seen in myst_directives(text, tmp_path / "document.md")]
    assert ours == theirs


def _nested(depth: int) -> str:
    opening = [f"{':' * (depth - level + 3)}{{note}}" for level in range(depth)]
    return "\n".join([*opening, ":::{clause} T", ":id: TEST_C_1", ":::"])


def test_nesting_has_an_end(tmp_path: Path) -> None:
    assert _places(_read(tmp_path, _nested(50))) == ["TEST_C_1 document.md:51:1"]
    with pytest.raises(SourceError, match=r"^document\.md:1:1: nests too deeply to be read"):
        _read(tmp_path, _nested(51))


def test_including_has_an_end(tmp_path: Path) -> None:
    parts = {f"_{n}": f"```{{include}} _{n + 1}.md\n```\n" for n in range(60)}
    with pytest.raises(SourceError, match=r"^_49\.md:1:1: is included 50 files deep; flatten it"):
        _read(tmp_path, "```{include} _0.md\n```\n", **parts)


@pytest.mark.parametrize("mark", ["\x0b", "\x0c", "\x1c", "\x1e", "\x85", "\u2028", "\u2029"])
def test_characters_that_break_lines_inside_directives_only(tmp_path: Path, mark: str) -> None:
    text = (
        f"# A{mark}\n\n:::::{{note}}\n::::{{clause}} Outer\n:id: TEST_C_1\n\n"
        f"Words{mark}{mark}more.\n\n"
        f":::{{clause}} Inner\n:id: TEST_C_2\n:::\n::::\n:::::\n" + CLAUSE.format(3)
    )
    items = _read(tmp_path, text)
    assert _places(items)[0] == "TEST_C_1 document.md:4:1"
    assert [item.place.line for item in items] == [4, 9, 14]
    assert [item.where("id").line for item in items] == [5, 10, 15]
