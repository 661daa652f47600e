"""The pictures of the site in the handbook, taken from the examples: ``make pictures``.

They are small files: 1280 pixels wide, in 64 colours.
"""

from __future__ import annotations

import io
import shutil
import sys
from pathlib import Path
from typing import Final, NamedTuple

from PIL import Image
from playwright.sync_api import sync_playwright

from tests.support.visits import PHONE, visitors

FOLDER: Final = Path(__file__).parents[2] / "docs" / "images"
_COLOURS: Final = 64
_SIZE: Final = (1280, 800)


class Picture(NamedTuple):
    """A picture of a page.

    :param name: of its file, without a suffix
    :param page: of the site of all projects
    """

    name: str
    page: str
    size: tuple[int, int] = _SIZE
    dark: bool = False


PICTURES: Final = (
    Picture("matrix", "VKN/coverage/operation.html"),
    Picture("home", "VKN/index.html"),
    Picture("portfolio", "index.html"),
    Picture("proof", "VKN/proof/OPS31_M02_EMG_04.html"),
    Picture("grundschutz-check", "VKN/analysis/grundschutz-check.html"),
    Picture("home-german-phone", "LGA/index.html", PHONE),
)


def take(site: Path, folder: Path = FOLDER) -> None:
    """Take the pictures.

    :param site: the folder of the site of all projects
    :param folder: where the files go
    """
    browser = shutil.which("chromium-headless-shell") or shutil.which("chromium")
    with sync_playwright() as play:
        chromium = play.chromium.launch(executable_path=browser, args=["--no-sandbox"])
        with visitors(chromium) as visit:
            for picture in PICTURES:
                page = visit(site, size=picture.size, dark=picture.dark).go(picture.page)
                image = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
                small = image.quantize(_COLOURS, dither=Image.Dither.NONE)
                small.save(folder / f"{picture.name}.png", optimize=True)
        chromium.close()


if __name__ == "__main__":
    take(Path(sys.argv[1]).resolve())
