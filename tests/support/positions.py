"""Where the text of an annex stands on its pages, read from the PDF: what a typesetter looks at."""

from __future__ import annotations

import ctypes
import dataclasses
import io
import itertools
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

import pikepdf
import pypdfium2
import pypdfium2.raw as pdfium

_SMALL: Final = 8.2
"""Points of the type of particulars, which hang below the last line of a paragraph."""
_EDGE: Final = 65
"""Points from the edge of a page within which head and foot stand."""
_RULE: Final = 12
"""Points between the text of a page and what stands in its head and foot."""
_SAME_LINE: Final = 4.5
"""Points between baselines that belong to one line, with raised and lowered signs."""
_HANGING: Final = 3.0
"""Points that a hyphen or a comma at the end of a line may stand beyond the margin."""
_LEAST: Final = 0.35
"""Share of a page that text fills at least."""

_INLINE: Final = frozenset(
    {"Span", "Link", "Reference", "Code", "Quote", "Em", "Strong", "Lbl", "Annot"}
)
"""Elements that are a part of the block around them."""


class _Run(NamedTuple):
    """A run of text, in points from the left and from the bottom of its page."""

    left: float
    right: float
    bottom: float
    baseline: float
    size: float
    mark: int


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class _Sheet:
    """A page.

    :param runs: without those in its head and foot
    :param space: left, bottom, right and top of what is between head and foot
    """

    width: float
    runs: list[_Run]
    space: tuple[float, float, float, float]

    def filled(self) -> float:
        """Return which share of the space for text is used, from the top to the lowest line."""
        _, bottom, _, top = self.space
        return (top - min((run.bottom for run in self.runs), default=top)) / (top - bottom)


def flaws(pdf: bytes) -> list[str]:
    """Return what a typesetter would not let pass, each with its page.

    These are pages of which text fills less than 35 %, but for the last of a part and the cover;
    paragraphs, items and cells of which one line alone stands at the foot or the head of a page;
    and text that leaves its page or column.
    """
    sheets = [_sheet(page) for page in pypdfium2.PdfDocument(pdf)]
    with pikepdf.open(io.BytesIO(pdf)) as document:
        blocks = list(_blocks(document))
    return [*_empty(sheets, blocks), *_parted(sheets, blocks), *_overfull(sheets)]


def _sheet(page: Any) -> _Sheet:
    width, height = page.get_size()
    runs: list[_Run] = []
    outside: list[_Run] = []
    for entry in page.get_objects([pdfium.FPDF_PAGEOBJ_TEXT], max_depth=3):
        left, bottom, right, _ = entry.get_bounds()
        mark = pdfium.FPDFPageObj_GetMarkedContentID(entry.raw)
        size = ctypes.c_float()
        pdfium.FPDFTextObj_GetFontSize(entry.raw, size)
        matrix = entry.get_matrix()
        run = _Run(left, right, bottom, matrix.f, size.value, mark)
        if right - left > 0.1 and not matrix.b:  # the word *draft* in the margin is turned
            (outside if mark < 0 else runs).append(run)
    heads = [run for run in outside if run.baseline > height - _EDGE]
    feet = [run for run in outside if run.baseline < _EDGE]
    space = (
        min((run.left for run in feet), default=0.0),
        max((run.baseline for run in feet), default=0.0) + _RULE,
        max((run.right for run in feet), default=width),
        min((run.bottom for run in heads), default=height) - _RULE,
    )
    return _Sheet(width=width, runs=runs, space=space)


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class _Block:
    """An element of the structure tree with its own marks of content, by page."""

    kind: str
    marks: Mapping[int, frozenset[int]]


def _blocks(document: pikepdf.Pdf) -> Iterator[_Block]:
    """Yield the elements that hold text, those in a line as a part of the block around them."""
    numbers = {page.obj.objgen: number for number, page in enumerate(document.pages)}
    roles: Any = document.Root.StructTreeRoot.get("/RoleMap", {})

    def walk(element: Any, page: int, own: dict[int, set[int]]) -> Iterator[_Block]:
        children = element.get("/K", [])
        for child in children if isinstance(children, pikepdf.Array) else [children]:
            if not isinstance(child, pikepdf.Dictionary):
                own[page].add(int(child))
                continue
            at = numbers[child.Pg.objgen] if "/Pg" in child else page
            if "/MCID" in child:
                own[at].add(int(child.MCID))
            elif "/S" in child:
                kind = str(child.S)
                kind = str(roles.get(kind, kind))[1:]
                if kind in _INLINE:
                    yield from walk(child, at, own)
                    continue
                inner: dict[int, set[int]] = defaultdict(set)
                yield from walk(child, at, inner)
                if inner:
                    marks = {number: frozenset(found) for number, found in inner.items()}
                    yield _Block(kind=kind, marks=marks)

    yield from walk(document.Root.StructTreeRoot, 0, defaultdict(set))


def _lines(sheet: _Sheet, block: _Block, page: int) -> list[float]:
    """Return the baselines of the text of a block on a page, without that of particulars."""
    marks, small = block.marks[page], _SMALL if block.kind == "P" else 0.0
    found: list[float] = []
    ours = (run for run in sheet.runs if run.mark in marks and run.size > small)
    for run in sorted(ours, key=lambda run: -run.baseline):
        if not found or found[-1] - run.baseline > _SAME_LINE:
            found.append(run.baseline)
    return found


def _empty(sheets: list[_Sheet], blocks: list[_Block]) -> Iterator[str]:
    begun = [0.0] * (len(sheets) + 1)
    for block in blocks:
        if block.kind == "H1":
            for page in block.marks:
                begun[page] = max([begun[page], *_lines(sheets[page], block, page)])
    for number, sheet in enumerate(sheets[1:-1], start=1):
        following = sheets[number + 1]
        highest = max((run.baseline for run in following.runs), default=0.0)
        ends = begun[number + 1] > highest - 30 or following.width != sheet.width
        if not ends and sheet.filled() < _LEAST:
            yield f"page {number + 1} is {sheet.filled():.0%} full"


def _parted(sheets: list[_Sheet], blocks: list[_Block]) -> Iterator[str]:
    for block in blocks:
        pages = sorted(block.marks)
        lines = {page: len(_lines(sheets[page], block, page)) for page in pages}
        used = [page for page in pages if lines[page]]
        if len(used) > 1 and block.kind != "Document":
            if lines[used[0]] < 2:
                yield f"page {used[0] + 1} ends with one line of a {block.kind}"
            if lines[used[-1]] < 2:
                yield f"page {used[-1] + 1} begins with one line of a {block.kind}"


def _overfull(sheets: list[_Sheet]) -> Iterator[str]:
    for number, sheet in enumerate(sheets, start=1):
        least, most = sheet.space[0] - _HANGING, sheet.space[2] + _HANGING
        if any(run.left < least or run.right > most for run in sheet.runs):
            yield f"page {number} has text beyond its margin"
        rows: dict[int, list[_Run]] = defaultdict(list)
        for run in sheet.runs:
            rows[round(run.baseline)].append(run)
        for runs in rows.values():
            ordered = sorted(runs, key=lambda run: run.left)
            for one, other in itertools.pairwise(ordered):
                if one.right > other.left + _HANGING:
                    yield f"page {number} has text upon text"
