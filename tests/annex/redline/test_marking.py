"""Which words of a block bear marks, whatever emphasis they stand in."""

from __future__ import annotations

import time

from docutils import nodes

from nachweis.annex.content.nodes import Inserted
from nachweis.annex.redline.marking import mark_blocks


def emphasised(*words: str) -> nodes.paragraph:
    """Return a paragraph of emphasised words with blanks between them."""
    block = nodes.paragraph()
    for word in words:
        block += [nodes.emphasis("", word), nodes.Text(" ")]
    return block


def test_of_equal_texts_the_one_that_is_new_is_marked() -> None:
    block = emphasised("one", "two", "three", "four")
    assert mark_blocks([block], [emphasised("one", "two", "three")])
    marked = [node.astext() for node in block.findall(Inserted)]
    assert "".join(marked).strip() == "four"
    assert block.astext().split() == ["one", "two", "three", "four"]
    assert not isinstance(block[1], Inserted)


def test_marks_take_time_with_the_words_and_not_with_their_square() -> None:
    words = [f"w{number}" for number in range(30_000)]
    block = emphasised(*words)
    began = time.process_time()
    mark_blocks([block], [emphasised("gone")])
    assert time.process_time() - began < 5
    assert sum(1 for _ in block.findall(Inserted)) >= len(words)
