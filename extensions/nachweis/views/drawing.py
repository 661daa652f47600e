"""A drawing as a value: boxes, lines and words with their places, which templates write as SVG."""

from __future__ import annotations

from typing import NamedTuple


class Target(NamedTuple):
    """Where a part of a drawing leads.

    :param page: name of a page of the site; empty where it is an object
    :param item: ID of an object
    """

    page: str = ""
    item: str = ""


class Box(NamedTuple):
    """A rectangle with words in it.

    :param label: the words, short enough to fit
    :param title: the same in full, for those who hover or listen
    :param css: classes
    """

    x: int
    y: int
    width: int
    height: int
    label: str
    title: str
    css: str
    target: Target = Target()


class Line(NamedTuple):
    """A path, in the language of SVG."""

    path: str
    css: str


class Words(NamedTuple):
    """Words at a place.

    :param anchor: which end of them is there: start, middle or end
    """

    x: int
    y: int
    text: str
    css: str = ""
    anchor: str = "start"
    target: Target = Target()


class Drawing(NamedTuple):
    """A drawing.

    :param title: its caption
    :param summary: what it shows, in words, for those who do not see it
    """

    name: str
    title: str
    summary: str
    width: int
    height: int
    boxes: tuple[Box, ...] = ()
    lines: tuple[Line, ...] = ()
    words: tuple[Words, ...] = ()


def short(text: str, letters: int) -> str:
    """Cut a text to a number of letters.

    :param text: the text
    :param letters: how many fit
    """
    return text if len(text) <= letters else f"{text[: letters - 1].rstrip()}…"


def curve(start: tuple[int, int], end: tuple[int, int]) -> str:
    """Return the path from one side of a box to that of another, to the right and then down or up.

    :param start: where it begins
    :param end: where it ends
    """
    (x, y), (to_x, to_y) = start, end
    middle = (x + to_x) // 2 if to_x > x else max(x, to_x) + 40
    return f"M{x},{y} C{middle},{y} {middle},{to_y} {to_x},{to_y}"
