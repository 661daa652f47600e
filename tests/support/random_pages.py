"""Markdown pages made at random: objects in every kind of fence, list, quote and directive."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator
from typing import Final

_AROUND: Final = ("{note}", "{admonition} Title", "{tip}", "{dropdown} More")
_FENCES: Final = ("`", "~", ":")
_TITLES: Final = ("Plain", "With *stars*", "Größe 契約", '"quotes"', "a: b", "#1", "[x](y)", "$x$")
_OPTIONS: Final = (
    ":status: agreed",
    ":number: 7.10",
    ':number: "7.10"',
    ":number: '#1'",
    ":number:",
    ":obliges: provider, client",
    ":fulfils: TSA_M1_01, TSA_M2_OPS",
    ":tags: one; two",
    ":infoclass: a:b # comment",
)


def random_pages(choice: random.Random) -> dict[str, bytes]:
    """Return pages with objects in every kind of fence, list, quote and directive."""
    pages: dict[str, bytes] = {}
    count = itertools.count(1)
    for number in range(45):
        blocks = [block for _ in range(10) for block in _block(choice, count, 0)]
        text = "\n\n".join([f"# Page {number}", *("\n".join(block) for block in blocks)]) + "\n"
        end = choice.choice(["\n", "\r\n"])
        pages[f"contract/page{number:02}.md"] = text.replace("\n", end).encode()
    return pages


def _block(choice: random.Random, count: Iterator[int], depth: int) -> Iterator[list[str]]:
    """Yield the lines of a block, which often holds others."""
    kind = choice.choice(["object", "object", "around", "list", "quote", "text"])
    if depth > 3 or kind == "object":
        yield _object(choice, count, depth)
    elif kind == "text":
        yield ["Words", "and more of them."]
    else:
        inner = [line for block in _block(choice, count, depth + 1) for line in ["", *block]]
        if kind == "around":
            fence = choice.choice("~:") * (12 - 2 * depth)
            yield [f"{fence}{choice.choice(_AROUND)}", *inner, fence]
        elif kind == "list":
            mark = choice.choice(["- ", "1. ", "* "])
            yield [f"{mark}item", *(" " * len(mark) + line if line else "" for line in inner)]
        else:
            yield ["> quote", *(f"> {line}".rstrip() for line in inner)]


def _object(choice: random.Random, count: Iterator[int], depth: int) -> list[str]:
    fence = choice.choice(_FENCES) * choice.randint(3, 5)
    options = choice.sample(_OPTIONS, choice.randint(0, 4))
    options = list({option.split(":")[1]: option for option in options}.values())
    options.insert(choice.randint(0, len(options)), f":id: TEST_C_{next(count):04}")
    title = choice.choice(_TITLES)
    body = choice.choice([[], ["", "Words."], ["", "- a", "- b"], ["", "    code", "", "More."]])
    if choice.random() < 0.3:
        options = ["---", *(option[1:] for option in options), "---"]
    return [f"{fence}{{clause}} {title}", *options, *body, fence]
