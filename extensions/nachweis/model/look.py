"""The look of a house's annexes: logo, colours, fonts, margins and cover."""

from __future__ import annotations

import dataclasses
from pathlib import Path

from nachweis.model.catalogue import Text


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Look:
    """What ``annex-look/look.yaml`` says; without it, the look of Nachweis.

    :param accent: colour of headings and links, such as ``#1c3f66``
    :param ink: colour of the text
    :param serif: family of the text
    :param sans: family of headings, tables, head and foot
    :param mono: family of identifiers and code
    :param left: margin in millimetres
    :param right: margin in millimetres
    :param top: margin in millimetres
    :param bottom: margin in millimetres
    :param logo: path of the logo relative to the workspace; empty: none
    :param logo_text: alternative text of the logo
    :param logo_width: in millimetres
    :param letter: whether the cover has the frame of a letter (DIN 5008, form B)
    :param sender: the line above the address of a letter
    :param fonts: folder with further fonts
    """

    accent: str = "#1c3f66"
    ink: str = "#262626"
    serif: str = "Source Serif 4"
    sans: str = "Source Sans 3"
    mono: str = "Source Code Pro"
    left: int = 25
    right: int = 25
    top: int = 27
    bottom: int = 24
    logo: str = ""
    logo_text: Text = dataclasses.field(default_factory=dict)
    logo_width: int = 40
    letter: bool = False
    sender: str = ""
    fonts: Path | None = None
