"""Redlines: both texts can be read from them, and what people take for unchanged is."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nachweis.report.redlines import in_characters, in_html, in_markdown
from nachweis.trace.redline import Edit, is_changed, redline

WORDS = st.lists(
    st.sampled_from(["the", "client", "provider", "must", "may", ",", "and/or", "Ümläut", "a\nb"]),
    max_size=30,
)
SPACES = st.sampled_from([" ", "\n", "  ", "\n\n", "\n \n"])
TEXTS = st.text() | st.builds(
    lambda words, spaces: "".join(w + s for w, s in zip(words, spaces, strict=False)),
    WORDS,
    st.lists(SPACES, min_size=30, max_size=30),
)


@given(TEXTS, TEXTS)
def test_both_texts_are_in_the_redline(old: str, new: str) -> None:
    pieces = redline(old, new)
    assert "".join(piece.old for piece in pieces) == old
    assert "".join(piece.new for piece in pieces) == new


@given(TEXTS, TEXTS)
def test_a_piece_is_what_it_says(old: str, new: str) -> None:
    for piece in redline(old, new):
        if piece.edit is Edit.SAME:
            assert piece.old.split() == piece.new.split()
        else:
            assert not (piece.new if piece.edit is Edit.DELETED else piece.old)
            assert piece.text


@given(TEXTS, TEXTS)
def test_other_words_are_always_seen(old: str, new: str) -> None:
    if old.split() != new.split():
        assert is_changed(redline(old, new))


@given(st.lists(st.sampled_from(["one", "two", "three"]), min_size=1), SPACES)
def test_an_unchanged_text_has_no_changes(words: list[str], space: str) -> None:
    assert not is_changed(redline(space.join(words), space.join(words)))


@pytest.mark.parametrize(
    ("old", "new", "shown"),
    [
        ("within two hours.", "within one day.", "within [-two hours-]{+one day+}."),
        ("within two\nhours of it", "within  two hours\nof it", "within  two hours\nof it"),
        ("One. Two.", "One.\n\nTwo.", "One.{+¶+}\n\nTwo."),
        ("and/or", "and / or", "[-and/or-]{+and / or+}"),
        ("as ( one ) or 2", "as (one) or 2", "as [-( one )-] {+(one)+} or 2"),
        (
            "one two three the four five six",
            "uno dos tres the cuatro cinco seis",
            "[-one two three the four five six-]{+uno dos tres the cuatro cinco seis+}",
        ),
        (
            "one two three the end of four five six seven",
            "uno dos tres the end of cuatro cinco seis siete",
            (
                "[-one two three-] {+uno dos tres+} the end of "
                "[-four five six seven-]{+cuatro cinco seis siete+}"
            ),
        ),
        ("", "All new", "{+All new+}"),
        (
            "The client may check at any time, with notice of two days, what the provider does.",
            "An auditor of the client may look once a year, after notice of ten days, at it.",
            (
                "[-The-] {+An auditor of the+} client may "
                "[-check at any time-]{+look once a year+}, "
                "[-with-] {+after+} notice of [-two-] {+ten+} days, "
                "[-what the provider does-]{+at it+}."
            ),
        ),
    ],
    ids=["words", "wrapping", "split", "spacing", "signs", "island", "ford", "new", "sentence"],
)
def test_what_is_shown(old: str, new: str, shown: str) -> None:
    assert in_characters(redline(old, new)) == shown


@pytest.mark.parametrize(
    ("island", "around", "kept"), [(3, 7, False), (3, 6, True), (4, 9, True), (1, 3, False)]
)
def test_few_words_between_longer_changes_are_read_with_them(
    island: int, around: int, *, kept: bool
) -> None:
    same = [f"same{n}" for n in range(island)]
    old, new = (
        " ".join(
            [*(f"{word}{n}" for n in range(around)), *same, *(f"{word}-{n}" for n in range(around))]
        )
        for word in ("old", "new")
    )
    pieces = redline(old, new)
    assert (Edit.SAME in {piece.edit for piece in pieces}) == kept
    assert len(pieces) == (5 if kept else 2)


@pytest.mark.parametrize(
    ("first", "moved"), [("Staff keep it quite secret.", True), ("Staff keep it secret.", False)]
)
def test_a_short_paragraph_is_somewhere_else_by_chance(first: str, *, moved: bool) -> None:
    rest = "The client may see the list at any time."
    pieces = redline(f"{first}\n\n{rest}\n\n", f"{rest}\n\n{first}\n\n")
    assert any(piece.moved for piece in pieces) == moved


def test_a_moved_paragraph_stays_whole() -> None:
    first = "The provider keeps a list of its staff.\n\n"
    second = "The client may see the list at any time.\n\n"
    last = "Both keep it secret."
    pieces = redline(first + second + last, second + first + last)
    assert [(p.edit.value, p.moved) for p in pieces] == [
        ("deleted", True),
        ("same", False),
        ("inserted", True),
        ("same", False),
    ]
    assert "".join(piece.old for piece in pieces) == first + second + last
    assert "".join(piece.new for piece in pieces) == second + first + last
    assert in_html(pieces).startswith('<del class="moved">The provider keeps')


def test_markup_in_a_text_stays_text() -> None:
    pieces = redline("<b>one</b> *two*", "<b>three</b> *two*")
    assert "<b>" not in in_html(pieces)
    assert in_html(pieces) == ("&lt;b&gt;<del>one</del><ins>three</ins>&lt;/b&gt; *two*")
    assert in_markdown(pieces) == r"\<b\>~~one~~**three**\</b\> \*two\*"


def test_a_long_text_of_few_words_is_compared_word_by_word() -> None:
    choice = random.Random(1)
    old = choice.choices(["the", "provider", "and", "client", "keep", "what", "agreed"], k=5000)
    new = [*old[:1000], "never", *old[1000:3000], *old[3001:]]
    pieces = redline(" ".join(old), " ".join(new))
    changed = sum(len(p.text.split()) for p in pieces if p.edit is not Edit.SAME)
    assert changed <= 4


def test_the_end_of_a_paragraph_keeps_changes_apart() -> None:
    old = "The provider tells whom it must.\n\nNobody else may know."
    new = "All hear of this later on today\n\nSome words stand here now"
    same = [piece.new for piece in redline(old, new) if piece.edit is Edit.SAME]
    assert same == ["\n\n"]


def test_words_that_occur_often_are_matched_in_order() -> None:
    old, new = (
        "the client or the provider or the client",
        "the provider or the client or the provider",
    )
    shown = "the {+provider or the+} client or the provider[-or the client-]"
    assert in_characters(redline(old, new)) == shown
