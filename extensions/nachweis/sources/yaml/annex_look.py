"""Reading ``annex-look/look.yaml``: how the annexes of a house look."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Final

from nachweis.model.files import FileUse
from nachweis.model.look import Look
from nachweis.model.messages import Message
from nachweis.model.places import Place
from nachweis.sources.cache import Cache
from nachweis.sources.errors import Problem, SourceError
from nachweis.sources.files import relative
from nachweis.sources.inside import outside
from nachweis.sources.yaml.file import read_yaml
from nachweis.sources.yaml.shapes import Words
from nachweis.sources.yaml.validation import After, Shape, check_shape

FOLDER: Final = "annex-look"
_COLOUR: Final = re.compile("#[0-9a-fA-F]{6}")
_CONTRAST: Final = 4.5
"""Least contrast of text with white paper (WCAG 2.1, 1.4.3, on which PDF/UA's guidance rests)."""
_RESTRICTED: Final = 0x2
"""Bit of a font's licence that forbids to embed it (OpenType, OS/2 table, fsType)."""


def _colour(value: str) -> str:
    if not _COLOUR.fullmatch(value):
        raise ValueError(Message("{value!r} is no colour; write it as '#1c3f66'", value=value))
    if (found := contrast(value)) < _CONTRAST:
        raise ValueError(
            Message(
                "{value} on white has a contrast of {found:.1f}; text needs {contrast}: darken it",
                value=value,
                found=found,
                contrast=_CONTRAST,
            )
        )
    return value


def _margin(value: int) -> int:
    if not 10 <= value <= 60:
        raise ValueError(
            Message("{value} is no margin in millimetres; allowed are 10 to 60", value=value)
        )
    return value


_Colour = Annotated[str, After(_colour)]
_Margin = Annotated[int, After(_margin)]


class _ColoursShape(Shape):
    accent: _Colour = Look().accent
    ink: _Colour = Look().ink


class _FontsShape(Shape):
    serif: str = Look().serif
    sans: str = Look().sans
    mono: str = Look().mono


class _MarginsShape(Shape):
    left: _Margin = Look().left
    right: _Margin = Look().right
    top: _Margin = Look().top
    bottom: _Margin = Look().bottom


class _LogoShape(Shape):
    file: str
    text: Words
    width: _Margin = Look().logo_width


class _LetterShape(Shape):
    sender: str


class LookFile(Shape):
    """``annex-look/look.yaml``."""

    colours: _ColoursShape = _ColoursShape()
    fonts: _FontsShape = _FontsShape()
    margins: _MarginsShape = _MarginsShape()
    logo: _LogoShape | None = None
    letter: _LetterShape | None = None


def read_look(root: Path) -> Look:
    """Read the look of a workspace's annexes; that of Nachweis where it has none.

    :param root: the workspace
    :raises SourceError: if the file is not valid, or a font may not be embedded
    """
    path = root / FOLDER / "look.yaml"
    if not path.exists():
        return Look()
    file = read_yaml(path, root)
    shape = check_shape(file, LookFile)
    fonts = root / FOLDER / "fonts"
    problems = [Problem(place=file.place(("fonts",)), message=text) for text in _closed(fonts)]
    if shape.logo and (why := outside(root / FOLDER / shape.logo.file, root)):
        text = f"logo: {why.format(file=shape.logo.file)}"
        problems.append(Problem(place=file.place(("logo",)), message=text))
    if problems:
        raise SourceError(problems)
    logo = shape.logo
    return Look(
        **dict(shape.colours),
        **dict(shape.fonts),
        **dict(shape.margins),
        logo=f"{FOLDER}/{logo.file}" if logo else "",
        logo_text=logo.text if logo else {},
        logo_width=logo.width if logo else Look().logo_width,
        letter=shape.letter is not None,
        sender=shape.letter.sender if shape.letter else "",
        fonts=fonts if fonts.is_dir() else None,
    )


def look_files(root: Path, cache: Cache) -> tuple[FileUse, ...]:
    """Return the files that the look of a workspace's annexes names, its fonts among them.

    What is wrong with the look itself is told by the annex that is made with it.

    :param root: the workspace
    :param cache: what was read before
    """
    path = root / FOLDER / "look.yaml"

    def parse(_: bytes) -> str:
        try:
            return read_look(root).logo
        except SourceError:
            return ""

    try:
        logo = cache.read("look", path, root, parse)
    except SourceError:
        return ()
    fonts = (f"{FOLDER}/fonts/{font.name}" for font in sorted(path.parent.glob("fonts/*.[ot]tf")))
    place = Place(path=relative(path, root))
    return tuple(
        FileUse(path=name, written=name, place=place) for name in (*filter(None, [logo]), *fonts)
    )


def contrast(colour: str) -> float:
    """Return the contrast of a colour with white (WCAG 2.1, relative luminance).

    :param colour: as ``#1c3f66``
    """
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    red, green, blue = linear
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)


def _closed(fonts: Path) -> Iterator[str]:
    """Yield which fonts may not be embedded, or are none."""
    for path in sorted(fonts.glob("*.[ot]tf")) if fonts.is_dir() else ():
        licence = _licence(path.read_bytes())
        if licence is None:
            yield f"fonts: {path.name} is no font; take it out"
        elif licence & 0xF == _RESTRICTED:
            yield f"fonts: {path.name} may not be embedded by its licence; take another one"


def _licence(font: bytes) -> int | None:
    """Return the bits of a font's licence; None if it cannot be read."""
    tables = int.from_bytes(font[4:6], "big")
    for at in range(12, 12 + 16 * tables, 16):
        if font[at : at + 4] == b"OS/2":
            start = int.from_bytes(font[at + 8 : at + 12], "big")
            return int.from_bytes(font[start + 8 : start + 10], "big")
    return None
