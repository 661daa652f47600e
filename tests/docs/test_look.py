"""The page about the look of a site names the colours that the style sheet has."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_every_colour_of_ours_is_named() -> None:
    page = (ROOT / "docs/how-to/give-it-your-look.md").read_text(encoding="utf-8")
    sheet = ROOT / "extensions/nachweis/site/static/nachweis.css"
    begin = sheet.read_text(encoding="utf-8").partition("--sn-color")[0]
    assert set(re.findall(r"--nw-[\w-]+", page)) == set(re.findall(r"(--nw-[\w-]+):", begin))


def test_every_template_that_is_named_exists() -> None:
    page = (ROOT / "docs/how-to/give-it-your-look.md").read_text(encoding="utf-8")
    names = re.findall(r"`((?:html|pages)/[\w./-]+)`", page)
    named = [name for name in names if "NAME" not in name]
    assert len(named) > 5
    assert [name for name in named if not (ROOT / "templates" / name).is_file()] == []
