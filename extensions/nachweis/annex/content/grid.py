"""A table as a value: cells, widths, and how it comes onto pages that are too narrow for it."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Sequence
from typing import Final

from nachweis.annex.typst.code import NONE, Code, array, boolean, call, closed, labelled, number

PORTRAIT: Final = 96
"""Characters that a line of a table holds on an upright page, in the type of tables."""
LANDSCAPE: Final = 152
_ROOM: Final = 2
"""Characters that the space around a cell takes."""
_LONGEST: Final = 14
"""Letters of a word that need not be broken; longer ones are hyphenated."""
_WIDEST: Final = 48
"""Characters above which a column gains nothing from being wider."""
_FEW: Final = 4
"""Columns that an upright page always takes."""
_SHORT: Final = 8
"""Rows of a table that stays on one page."""
_UNBROKEN: Final = 12
"""Lines of a cell up to which its row stays on one page."""
_LITTLE: Final = 18
"""Characters up to which a column gets all it wants: a telephone number stays on one line."""
_BROAD: Final = 24
"""Characters of a column that is even enough without hyphens, however long its texts are."""
_BOUNDLESS: Final = 999.0
_FULL: Final = 0.75
"""Share of a line that may be taken by words that cannot break."""
_WORD: Final = re.compile(r"[^\W\d_]+")
_BAR: Final = Code("(left: 1.6pt + ink)")


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Cell:
    """A cell.

    :param text: its words, by which columns get their widths
    :param columns: columns that it spans
    :param rows: rows that it spans
    :param barred: whether a bar stands on its left: something in its row changed
    """

    content: Code
    text: str
    columns: int = 1
    rows: int = 1
    barred: bool = False


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Grid:
    """A table.

    :param head: rows that are repeated on each page
    :param band: numbers of the rows that are headings of those below
    :param caption: stands above it; nothing for a table without a number
    """

    head: Sequence[Sequence[Cell]]
    rows: Sequence[Sequence[Cell]]
    caption: Code | None = None
    label: str = ""
    bands: frozenset[int] = frozenset()

    @property
    def width(self) -> int:
        """Number of columns."""
        return max((_taken(row) for row in (*self.head, *self.rows)), default=0)

    @property
    def simple(self) -> bool:
        """Whether no cell spans several columns or rows."""
        cells = (cell for row in (*self.head, *self.rows) for cell in row)
        return all(cell.columns == cell.rows == 1 for cell in cells)


def _taken(row: Sequence[Cell]) -> int:
    return sum(cell.columns for cell in row)


def least_widths(grid: Grid) -> list[int]:
    """Return the characters that each column needs so that no word leaves its cell.

    :param grid: the table
    """
    widths = [4] * grid.width
    for index, text in _texts(grid):
        widths[index] = max([widths[index], *(_least(word) for word in text.split())])
    return widths


def _least(word: str) -> int:
    """Return the characters of a word that stay together: letters may be hyphenated."""
    return _LONGEST if _WORD.fullmatch(word.strip(".,;:()")) and len(word) > _LONGEST else len(word)


def _texts(grid: Grid) -> Iterator[tuple[int, str]]:
    """Yield column and words of each cell of one column."""
    last = grid.width - 1
    for number_, row in enumerate((*grid.head, *grid.rows)):
        index = 0
        for cell in row:
            if cell.columns == 1 and number_ - len(grid.head) not in grid.bands:
                yield index, cell.text
            index = min(index + cell.columns, last)


def widths(grid: Grid, room: int) -> list[float]:
    """Return the shares of a line that the columns get: what they need, and what they have.

    :param grid: the table
    :param room: characters of a line
    """
    least = [width + _ROOM for width in least_widths(grid)]
    total = [0.0] * grid.width
    longest = [0] * grid.width
    for index, text in _texts(grid):
        total[index] += len(text)
        longest[index] = max(longest[index], len(text))
    wanted = [min(max(m, n + _ROOM), _WIDEST) for m, n in zip(least, longest, strict=True)]
    left = room - sum(least)
    if left <= 0:
        return [float(width) for width in least]
    rows = max(len(grid.rows), 1)
    greed = [
        max(0.0, min(want - need, (sum_ / rows) ** 0.5 * 4 + 2))
        for want, need, sum_ in zip(wanted, least, total, strict=True)
    ]
    little = [more if want <= _LITTLE else 0.0 for want, more in zip(wanted, greed, strict=True)]
    if sum(little) > left / 2:
        little = [0.0] * grid.width
    needed = [need + more for need, more in zip(least, little, strict=True)]
    rest = [more - done for more, done in zip(greed, little, strict=True)]
    share = (left - sum(little)) / sum(rest) if sum(rest) else 0.0
    return [round(need + more * share, 1) for need, more in zip(needed, rest, strict=True)]


def roomy(grid: Grid, shares: Sequence[float], room: int) -> list[int]:
    """Return the columns that need no hyphens: every word has room, and few lines are ragged.

    :param grid: the table
    :param shares: what its columns get
    :param room: characters of a line
    """
    widest, longest = [0.0] * grid.width, [0] * grid.width
    for index, text in _texts(grid):
        widest[index] = max([widest[index], *(_breadth(word) for word in text.split())])
        longest[index] = max(longest[index], len(text))
    scale = room / max(sum(shares), room)
    space = [share * scale - _ROOM for share in shares]
    return [
        index
        for index, own in enumerate(space)
        if widest[index] <= own and (own >= _BROAD or longest[index] <= 3 * own)
    ]


def _breadth(word: str) -> float:
    """Return the room of a word in characters; capitals and wide letters take more."""
    return sum(1.4 if letter.isupper() or letter in "mw@–—" else 1.0 for letter in word)


def needs_landscape(grid: Grid) -> bool:
    """Return whether a table has no room on an upright page.

    :param grid: the table
    """
    least = sum(least_widths(grid)) + _ROOM * grid.width
    return grid.width > _FEW and least > PORTRAIT * _FULL


def split(grid: Grid, room: int) -> list[Grid]:
    """Return a table as several that fit, each beginning with the first column.

    :param grid: the table
    :param room: characters of a line
    """
    least = [width + _ROOM for width in least_widths(grid)]
    if sum(least) <= room * 1.1 or not grid.simple or grid.width < 3:
        return [grid]
    groups: list[list[int]] = [[]]
    for index in range(1, grid.width):
        if groups[-1] and sum(least[i] for i in groups[-1]) + least[0] + least[index] > room:
            groups.append([])
        groups[-1].append(index)
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


def _only(row: Sequence[Cell], group: Sequence[int]) -> list[Cell]:
    return [row[i] for i in (0, *group) if i < len(row)]


def table(grid: Grid, room: int) -> Code:
    """Return a table as Typst.

    :param grid: the table
    :param room: characters of a line
    """
    shares = widths(grid, room)
    columns = array([Code(f"{width:g}fr") for width in shares])
    head = array([_cell(cell) for row in grid.head for cell in row])
    body = [
        _band(cell) if index in grid.bands else _cell(cell)
        for index, row in enumerate(grid.rows)
        for cell in row
    ]
    rows = Code("(\n" + "".join(f"{code},\n" for code in body) + ")")
    length = sum(len(cell.text) for row in grid.rows for cell in row)
    whole = boolean(value=len(grid.rows) <= _SHORT and length <= _SHORT * room)
    unbroken = boolean(value=_lines(grid, room) <= _UNBROKEN)
    made = call(
        "grid-table",
        *(columns, head, rows),
        roomy=array([number(column) for column in roomy(grid, shares, room)]),
        heads=number(len(grid.head)),
        whole=whole,
        unbroken=unbroken,
    )
    if grid.caption is None:
        return made
    return labelled(call("captioned", made, closed(grid.caption)), grid.label)


def _lines(grid: Grid, room: int) -> float:
    """Return about how many lines the longest cell has; nobody knows how high an image is."""
    shares = widths(grid, room)
    scale = room / max(sum(shares), 1)
    lines = [0.0]
    for row in (*grid.head, *grid.rows):
        index = 0
        for cell in row:
            space = sum(shares[index : index + cell.columns]) * scale
            lines.append(_BOUNDLESS if "picture(" in cell.content else len(cell.text) / space)
            lines.append(_BOUNDLESS if cell.rows > 1 else cell.content.count("par("))
            index += cell.columns
    return max(lines)


def _cell(cell: Cell) -> Code:
    named = {}
    if cell.columns > 1:
        named["colspan"] = number(cell.columns)
    if cell.rows > 1:
        named["rowspan"] = number(cell.rows)
    if cell.barred:
        named["stroke"] = _BAR
    content = Code("[]") if cell.content == NONE else cell.content
    return call("table.cell", content, **named) if named else content


def _band(cell: Cell) -> Code:
    return call("band", cell.content, number(cell.columns))
