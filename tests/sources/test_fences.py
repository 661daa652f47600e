"""Fences that are found at a glance are those that MyST's parser finds."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from nachweis.sources.limits import RENDERED
from nachweis.sources.markdown import directives as directives_module
from nachweis.sources.markdown.fences import (
    Effort,
    Fence,
    TooMuchError,
    block_parser,
    plain_fences,
)
from nachweis.sources.markdown.options import plain_options, read_options, split_content
from nachweis.sources.markdown.plain_text import is_plain

LINES = (
    *("", "Words.", "{role}`of words`", "a:::b", "::: {note}", " :::", "\t:::", "- :::", "> :::"),
    *(":::", "::::", ":::::", ":::\t", "::: ", "::::{clause} A", ":::{note}", ":::{a} B | C"),
    *("---", "--|--", ":-- | --:", "| a | b |", "a | b", "===", "# Title", "+++", "% aside"),
    *("- item", "1. item", "  more", "    code", "> quote", ": meaning", "~ meaning", ":a: b"),
    *("<!-- aside", "-->", "<div>", "</div>", "<pre>", "  <?php", "- <!-- x", "1. <pre>", "(t)="),
    *(
        "[a]: <u",
        "[a]:",
        "- [a]:",
        "'title",
        "/u 'b",
        "[^1]: note",
        "[link](u)",
        "{#a .b}",
        "*[a]:",
    ),
    *("```", "````", "~~~", "~~~~ x ~", "```{note}", "``` a`b", " ```", "- ```", "[^ 1]: u", "..."),
    *(
        "[^1]:",
        "x[^1]:",
        "[^1]: ```",
        "    ```",
        "---- x",
        "\u00a0:::",
        "x\u2028:::",
        "\x0c",
        "- - more",
        "* * *",
        "\\",
    ),
)


def closes(line: str, opening: str) -> bool:
    """Return whether a line closes a fence at the beginning of lines."""
    return line.startswith(opening) and not line.strip(" \t").strip(opening[0])


def parsed(text: str) -> list[Fence]:
    """Return the fences outside of all else, by MyST's parser."""
    tokens = block_parser().parse(text)
    lines = text.split("\n")
    return [
        Fence(
            token.info,
            token.content,
            token.map[0],
            token.type == "colon_fence",
            token.level,
            closed=token.map[1] - token.map[0] > 1
            and closes(lines[token.map[1] - 1], token.markup),
        )
        for token in tokens
        if token.type in ("fence", "colon_fence") and token.map
    ]


@given(st.lists(st.sampled_from(LINES), max_size=12).map("\n".join))
@example(":::{a} B | C\n--|--")
@example("<!-- aside\n:::{note}\n-->")
@example(":::{note}\n:::\n[a]: <u\n:::")
def test_what_is_plain_is_what_the_parser_finds(text: str) -> None:
    found = plain_fences(text)
    assert found is None or list(found) == parsed(text)


@given(st.lists(st.sampled_from((*LINES, "```text", "```", "```")), max_size=9).map("\n".join))
@example("Words.\n\n```text\n:::{clause} A\n:::\n```")
@example("<!-- aside\n```text\n-->\n:::{clause} A\n:::\n```")
@example("```clause\n```")
def test_what_has_only_code_has_nothing_else(text: str) -> None:
    if directives_module._has_only_code(text):
        found = parsed(text)
        assert all(fence.closed and not fence.colons and fence.level == 0 for fence in found)
        assert [*directives_module.directives(text)] == []


def test_a_page_with_front_matter_code_and_footnotes_is_plain() -> None:
    page = (
        "---\nlang: en\n---\n\n# T\n\nWords.[^a]\n\n```text\n:::{clause} no\n```\n\n"
        ":::{clause} A\n:id: X\n\nBody\n:::\n\n[^a]: As agreed.\n"
    )
    found = plain_fences(page)
    assert found is not None
    assert [(fence.info, fence.colons) for fence in found] == [
        ("text", False),
        ("{clause} A", True),
    ]


def test_the_usual_page_is_plain() -> None:
    page = (
        "# T\n\nWords, *and* `more`.\n\n:::{clause} A\n:id: X\n\nBody\n:::\n\n::::{note}\n:::{b}\n"
    )
    found = plain_fences(page)
    assert found is not None
    assert [(fence.info, fence.line) for fence in found] == [("{clause} A", 4), ("{note}", 10)]


OPTIONS = (
    *(":id: A_1", ":id: B: c", ":status: draft ", ":text: a # b", ":text: 'quoted'", ":text: |"),
    *(":id:", ":id:x", "  :id: A", ":id: A:", ": id: A", ":::", ":::{note}", "::", ":a-b:  c"),
    *("", "   ", "Body", "  more", ":ref:`x`", "---", ":id: a\u00a0b", ":id: - x", ":id: [x"),
)


@given(st.lists(st.sampled_from(OPTIONS), max_size=7).map("\n".join), st.sampled_from(["", "\n"]))
def test_plain_options_are_what_their_reader_finds(content: str, end: str) -> None:
    content += end
    plain = plain_options(content)
    if plain is None:
        return
    written, body = plain
    block, first, other, line = split_content(content, 10)
    pairs = [(name, value.rstrip(" ")) for name, value in written]
    assert [(name, value) for name, value, _ in read_options(block, first)] == pairs
    assert (body, first, line) == (other, 11, 11 + len(pairs))


def test_usual_options_are_plain() -> None:
    found = plain_options(":id: A_1\n:fulfils: B_1, B_2\n\nBody\n\n:not: an option\n")
    assert found == ([("id", "A_1"), ("fulfils", "B_1, B_2")], "\nBody\n\n:not: an option")


BLANKS = [
    *("[insert]", "[bitte einsetzen]", "[hier einfügen]", "[Tag eintragen]", "[ausfüllen]"),
    *("[fill in]", "[Name of the party]", "[name der Firma]", "by [Date]", "bis [Datum]"),
    "since [date]",
]


@pytest.mark.parametrize("blank", BLANKS)
def test_a_blank_of_a_template_is_seen_at_a_glance(blank: str) -> None:
    long = "All that is agreed stands here, word by word. " * 10
    assert is_plain(f"{long}\n\nAs [a standard](https://www.rfc-editor.org/rfc/rfc9116) says.")
    assert not is_plain(f"{long}\n\nIt is {blank} who does it.")


@pytest.mark.parametrize(
    ("mark", "cost"),
    [
        ("{", 301),
        ("|", 121),
        ("\n", 131),
        ("\n-x", 173),
        ("*", 61),
        ("<", 101),
        (" _", 62),
        ("a", 1),
    ],
)
def test_a_page_may_have_what_a_build_makes_in_time_and_no_mark_more(mark: str, cost: int) -> None:
    words = "a" * 40_000
    most = (RENDERED - len(words)) // cost
    Effort().show(words + mark * most)
    parts = Effort()
    parts.show(words)
    parts.show(mark * (most // 2))
    with pytest.raises(TooMuchError):
        parts.show(mark * (most - most // 2 + 1))
