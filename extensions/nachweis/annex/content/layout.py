"""How wide the columns of a table are, and how a table fits on pages that are too narrow for it."""

from __future__ import annotations

import dataclasses
import math
import re
from collections.abc import Iterator, Sequence
from typing import Any, Final, TypeVar

from nachweis.annex.content.grid import Cell, Grid
from nachweis.annex.content.spacing import words

_ContentT = TypeVar("_ContentT")

PORTRAIT: Final = 96
"""Characters in a line of a table on a portrait page, in the type size of tables."""
LANDSCAPE: Final = 152
AUDIT: Final = 220
"""The same on the pages of an edition for auditors."""
_PADDING: Final = 2
"""Characters that the space around a cell takes."""
_LONGEST: Final = 14
"""Letters of a word that need not be broken; longer ones are hyphenated."""
_WIDEST: Final = 48
"""Characters above which a column gains nothing from being wider."""
_FEW: Final = 4
"""Columns that always fit on a portrait page."""
_CAPITAL: Final = 0.2
"""By how much a capital is wider than other letters, in characters."""
_NARROW: Final = 18
"""Characters up to which a column gets its full width: a telephone number stays on one line."""
_BROAD: Final = 24
"""Characters of a column that is even enough without hyphens, however long its texts are."""
_FULL: Final = 0.75
"""Share of a line that may be taken by words that cannot break."""
_CROWDED: Final = 1.1
"""The same in a table of few rows, for which nobody turns the page."""
_LOW: Final = 40
"""Lines of a table of few rows above which its columns are too narrow for an upright page."""
_MANY: Final = 6
"""Rows of a table for which the columns are tried out."""
_LOST: Final = 5
"""Characters that stay empty at the end of a line: half of a long word."""
_SAMPLE: Final = 150
"""Rows of a long table that are tried out."""
_WORD: Final = re.compile(r"[^\W\d_]+")


def least_widths(grid: Grid[Any]) -> list[int]:
    """Return the characters that each column needs so that no word leaves its cell."""
    least = [4] * grid.width
    for column, text in _texts(grid):
        least[column] = max([least[column], *(_unbreakable(word) for word in words(text))])
    return least


def _unbreakable(word: str) -> int:
    """Return the characters of a word that stay together: letters may be hyphenated."""
    if _WORD.fullmatch(word.strip(".,;:()")) and len(word) > _LONGEST:
        return _LONGEST
    return math.ceil(len(word) + _CAPITAL * sum(map(str.isupper, word)))


def _texts(grid: Grid[Any]) -> Iterator[tuple[int, str]]:
    """Yield column and words of each cell that spans one column; bands are headings."""
    last = grid.width - 1
    for index, row in enumerate((*grid.head, *grid.rows)):
        column = 0
        for cell in row:
            if cell.columns == 1 and index - len(grid.head) not in grid.bands:
                yield column, cell.text
            column = min(column + cell.columns, last)


def column_widths(grid: Grid[Any], line: int) -> list[float]:
    """Return the widths of the columns in characters: what they need, then what they would use.

    :param line: characters of a line
    """
    least = [width + _PADDING for width in least_widths(grid)]
    total = [0.0] * grid.width
    longest = [0] * grid.width
    for column, text in _texts(grid):
        total[column] += len(text)
        longest[column] = max(longest[column], len(text))
    wanted = [min(max(m, n + _PADDING), _WIDEST) for m, n in zip(least, longest, strict=True)]
    left = line - sum(least)
    if left <= 0:
        return [float(width) for width in least]
    even = _even_widths(grid, least, wanted, total, left)
    if len(grid.rows) < _MANY:
        return even
    rows = _plain_rows(grid)
    return min(_fewest_lines(rows, least, left), even, key=lambda widths: _height(rows, widths))


def _even_widths(
    grid: Grid[Any], least: Sequence[int], wanted: Sequence[int], total: Sequence[float], left: int
) -> list[float]:
    """Return the widths at which each column gets its share by how much text it has."""
    rows = max(len(grid.rows), 1)
    claims = [
        max(0.0, min(want - need, (length / rows) ** 0.5 * 4 + 2))
        for want, need, length in zip(wanted, least, total, strict=True)
    ]
    first = [claim if want <= _NARROW else 0.0 for want, claim in zip(wanted, claims, strict=True)]
    if sum(first) > left / 2:
        first = [0.0] * grid.width
    base = [need + more for need, more in zip(least, first, strict=True)]
    rest = [claim - done for claim, done in zip(claims, first, strict=True)]
    share = (left - sum(first)) / sum(rest) if sum(rest) else 0.0
    return [round(need + more * share, 1) for need, more in zip(base, rest, strict=True)]


def _plain_rows(grid: Grid[Any]) -> list[list[int]]:
    """Return the lengths of the texts of the rows, or of a sample of them."""
    rows = [
        [len(cell.text) for cell in row]
        for index, row in enumerate(grid.rows)
        if index not in grid.bands and all(cell.columns == 1 for cell in row)
    ]
    return rows[:: max(1, len(rows) // _SAMPLE)]


def _height(rows: Sequence[Sequence[int]], widths: Sequence[float]) -> float:
    """Estimate how many lines rows take."""
    return sum(
        max(math.ceil(_lines(length, width)) for length, width in zip(row, widths, strict=False))
        for row in rows
    )


def _fewest_lines(rows: Sequence[Sequence[int]], least: Sequence[int], left: int) -> list[float]:
    """Return the widths with which a long table has the fewest lines.

    Each character of the line that is left goes to the column that saves most of the height of all
    rows, of which each is as high as its highest cell.
    """
    widths = [float(width) for width in least]
    for _ in range(left):
        saved = [0.0] * len(widths)
        for row in rows:
            heights = [_lines(length, w) for length, w in zip(row, widths, strict=False)]
            highest = max(heights)
            column = heights.index(highest)
            rest = max((h for c, h in enumerate(heights) if c != column), default=0.0)
            wider = _lines(row[column], widths[column] + 1)
            saved[column] += highest - max(wider, rest)
        best = max(range(len(saved)), key=saved.__getitem__)
        widths[best] += 1
    return widths


def _lines(length: int, width: float) -> float:
    """Estimate how many lines a text takes; broken lines are not full."""
    space = width - _PADDING
    return 1.0 if length <= space else max(1.2, length / max(space - _LOST, space / 2))


def unhyphenated_columns(grid: Grid[Any], widths: Sequence[float], line: int) -> list[int]:
    """Return the columns without hyphens: every word fits, and few lines are ragged.

    :param widths: of its columns
    :param line: characters of a line
    """
    widest, longest = [0.0] * grid.width, [0] * grid.width
    for column, text in _texts(grid):
        widest[column] = max([widest[column], *(_breadth(word) for word in words(text))])
        longest[column] = max(longest[column], len(text))
    scale = line / max(sum(widths), line)
    space = [width * scale - _PADDING for width in widths]
    return [
        column
        for column, own in enumerate(space)
        if widest[column] <= own and (own >= _BROAD or longest[column] <= 3 * own)
    ]


def _breadth(word: str) -> float:
    """Return the width of a word in characters; capitals and wide letters take more."""
    return sum(1.4 if letter.isupper() or letter in "mw@–—" else 1.0 for letter in word)


def needs_landscape(grid: Grid[Any]) -> bool:
    """Return whether a table is too wide for a portrait page."""
    least = sum(least_widths(grid)) + _PADDING * grid.width
    if grid.width <= _FEW or least <= PORTRAIT * _FULL:
        return False
    is_low = len(grid.rows) < _MANY and (
        _height(_plain_rows(grid), column_widths(grid, PORTRAIT)) <= _LOW
    )
    return not is_low or least > PORTRAIT * _CROWDED


def split(grid: Grid[_ContentT], line: int) -> list[Grid[_ContentT]]:
    """Split a table into several that fit, each beginning with the first column.

    :param line: characters of a line
    """
    least = [width + _PADDING for width in least_widths(grid)]
    if sum(least) <= line * 1.1 or not grid.simple or grid.width < 3:
        return [grid]
    groups: list[list[int]] = [[]]
    for column in range(1, grid.width):
        if groups[-1] and sum(least[i] for i in groups[-1]) + least[0] + least[column] > line:
            groups.append([])
        groups[-1].append(column)
    return [
        dataclasses.replace(
            grid,
            head=[_only(row, group) for row in grid.head],
            rows=[_only(row, group) for row in grid.rows],
            caption=grid.caption if group is groups[0] else None,
            label=grid.label if group is groups[0] else "",
        )
        for group in groups
    ]


def _only(row: Sequence[Cell[_ContentT]], columns: Sequence[int]) -> list[Cell[_ContentT]]:
    return [row[i] for i in (0, *columns) if i < len(row)]
