"""The file reader finds the directives that MyST runs: on fixtures and on anything typed."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.support.examples import examples
from tests.support.myst import (
    Seen,
    myst_directives,
    myst_options,
    myst_tokens,
    our_directives,
    our_options,
    our_tokens,
)

FIXTURES = sorted((Path(__file__).parent / "markdown").glob("*.md"))

LINES = st.sampled_from(
    [
        *("", "text {role}`x`", "# h", "===", "***", "---", "+++", "(target)=", "% comment"),
        *(":::{clause} A", ":::", "::::", "::::{card}", ":::::{card} x y", ":::note", "::: box"),
        *("```", "```{section} B", "````", "````{card}", "```{clause} a `b`", "```python"),
        *("~~~", "~~~{record} x", "```{code-block} text", "```{math}", "```{clause}\u00a0X"),
        *(":::{clause}\tT", "::: {clause}  sp", ":::{ clause}", "{clause}", ":::\u00a0{clause} Y"),
        *("- :::{clause} L", "- [ ] :::{clause} L", "- [ ] task", "* x", "  - y", "1. a"),
        *("  :::{clause} in", "   :::", "     :::{clause}", "    :::{clause}", "\tcode"),
        *("\t:::{clause} tab", "- \t:::{clause}", "> ```{clause}", "> :id: Q", ">", "> :::"),
        *("term", ": def", "  : :::{clause}", ": :::{clause}", "~ ```{clause}"),
        *("| a | b |", "|---|---|", "[a]: http://x.example", "<div>", "</div>", "<!--", "-->"),
        *("{#id .cls}", "a: b", ":id: A", ":id: B", ":tags: a, b", "  :id: C", ":fulfils:"),
        *(":x: 'q: r'", "--- tail", "---- x", ":a: |", "  multi", ":b: >", "x: 'unfinished"),
        *("# comment", "k: v # c"),
        *("::::{note}", "::::{note} words", "::::{admonition} T", "::::{admonition}", "~~~~{Tip}"),
        *("::::{container} a b", "::::{container} 1", "::::{compound}", "::::{admonitoin} T"),
        *("`````{unknown}", "::::{topic} T", "::::{sidebar} S", "::::{note} :::{clause} F"),
        *("---\ntitle: x\n---", "{{ clause }}", "<details>", "```{include} none.md", "````{math}"),
        *("[^1]: :::{clause} N", "    :::", "<!-- :::{clause} -->", "\u2028:::{clause} U"),
        *("\ufeff:::{clause} B", "\x0c:::{clause} F", "\u3000:::{clause} I", ":::{clause}\x85 N"),
        *("﹕﹕﹕{clause}", "`` `{clause}", ":::{clause} \\", ":::{clause} `x` *y* [z](w)"),
    ]
)
DOCUMENTS = st.lists(LINES, max_size=12).map("\n".join)

WORDS = st.text("ab:Z1 _-.,/|>'\"#{}[]&*!%@`?\\\t\n  ::\u2028\x85\xa0é\x0c", max_size=10)
SPACES = st.sampled_from([" ", "", "  ", "\t"])
KEYS = st.sampled_from(["id", "status", "x-y", "'q'", '"d"', "a b", "é", "1"])
COLON_STYLE = st.builds(
    lambda options, rest: "\n".join([*options, *rest]),
    st.lists(st.builds(lambda *parts: ":".join(parts), SPACES, KEYS, WORDS), max_size=4),
    st.sampled_from([[], ["", "body"], ["body"], ["   ", "body"], ["", "", "body", ""], [":::x"]]),
)
DASH_STYLE = st.builds(
    lambda start, options, end, rest: "\n".join([start, *options, end, *rest]),
    st.sampled_from(["---", "----", "--- x"]),
    st.lists(st.builds(lambda s, k, v: f"{s}{k}: {v}", SPACES, KEYS, WORDS), max_size=4),
    st.sampled_from(["---", "----", "--- tail", "---tail", ""]),
    st.sampled_from([[], ["", "body"], ["body"]]),
)


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: path.stem)
def test_a_fixture_has_the_tokens_and_directives_of_myst(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert our_tokens(text) == myst_tokens(text)
    assert our_directives(text, undecided=True) == myst_directives(text)


@settings(max_examples=examples(300))
@given(DOCUMENTS)
def test_any_document_has_the_tokens_of_myst(text: str) -> None:
    assert our_tokens(text) == myst_tokens(text)


# MyST alone does not know that sphinx-design cuts cards at '+++'.
@settings(max_examples=examples(300))
@given(DOCUMENTS.map(lambda text: text.replace("+++", "***")))
@example("::::{topic} T\n: def\ntext {role}`x`\n  : :::{clause}")
def test_any_document_has_the_directives_of_myst(text: str) -> None:
    theirs = myst_directives(text)
    assert _is_in(our_directives(text), theirs)
    assert _is_in(theirs, our_directives(text, undecided=True))


def _is_in(some: list[Seen], more: list[Seen]) -> bool:
    """Whether a list is another one, or what is left when some of it are taken away."""
    rest = iter(more)
    return all(seen in rest for seen in some)


@settings(max_examples=examples(400))
@given(st.one_of(COLON_STYLE, DASH_STYLE, WORDS))
def test_any_option_block_is_read_as_myst_reads_it(content: str) -> None:
    options, body, line, bad = myst_options(content + "\n")
    ours = our_options(content)
    same_lines = content.splitlines() == content.split("\n")
    assert ours == (options, body, line if body and same_lines else ours[2], bad)


@settings(max_examples=examples(300))
@given(st.text(max_size=60))
def test_any_text_is_read(text: str) -> None:
    our_directives(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (":::{clause} T\n:::", [Seen(name="clause", argument="T", options={}, body=[])]),
        (":::{clause}\tT\n:::", [Seen(name="clause", argument="T", options={}, body=[])]),
        ("- [ ] :::{clause} T\n", [Seen(name="clause", argument="T", options={}, body=[])]),
        ("```text\n:::{clause} T\n:::\n```", []),
        ("    :::{clause} T\n    :::", []),
        ("`:::{clause} T`", []),
        ("<!--\n:::{clause} T\n:::\n-->", []),
        ("```{code-block} md\n:::{clause} T\n:::\n```", []),
        ("```{literalinclude} x.md\n:::{clause} T\n:::\n```", []),
        ("% :::{clause} T", []),
    ],
)
def test_what_counts_as_an_object(text: str, expected: list[Seen]) -> None:
    assert our_directives(text) == expected


def test_a_longer_fence_closes_a_shorter_one_as_in_myst() -> None:
    text = ":::{clause} A\n::::\n\n:::{clause} B\n:::"
    assert [seen.argument for seen in our_directives(text)] == ["A", "B"]
    assert our_directives(text) == myst_directives(text)
