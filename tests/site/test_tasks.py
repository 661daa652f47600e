"""What an auditor wants to know is two clicks from the first page of a project, at most."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote

import pytest
from selectolax.lexbor import LexborHTMLParser

pytestmark = pytest.mark.xdist_group("browser")

PROOF = "proof/OPS31_M02_EMG_04.html"


def follow(page: Path, link: str) -> tuple[Path, str]:
    """Return where the first link leads that a CSS selector finds in the content of a page."""
    tree = LexborHTMLParser(page.read_bytes())
    found = tree.css_first(f"article a{link}, .nw-jump a{link}")
    assert found is not None, f"{page}: a{link}"
    address, _, anchor = (found.attributes["href"] or "").partition("#")
    return (page.parent / unquote(address)).resolve() if address else page, anchor


@pytest.mark.parametrize(
    ("clicks", "seen"),
    [
        pytest.param([], ".nw-verdict", id="how the project stands"),
        pytest.param([], "#open ~ .nw-scroll tbody tr", id="what holds the gate"),
        pytest.param(
            ["[href$='#nw:!open']"], "tr[data-nw-states*=open]", id="open rows of a phase"
        ),
        pytest.param(
            ["[href$='coverage/all.html']", f"[href$='{PROOF}']"],
            ".nw-proof-part .nw-proof-text",
            id="clause, section and record of a requirement",
        ),
        pytest.param([], "#responsible ~ .nw-scroll a", id="who is responsible"),
        pytest.param(["[href*='changes/since-']"], ".nw-redline ins", id="what changed"),
        pytest.param(["[href$='.xlsx']"], "", id="take it along"),
        pytest.param(
            ["[href$='mine/provider.html']", "[href*='#nw:!never']"],
            "tr[data-nw-states=never][data-nw-parties*=provider]",
            id="clauses of the provider without proof",
        ),
        pytest.param(
            ["[href$='crosswalk/dora.html']", "[href='#nw:!gap']"],
            "tr[data-nw-states~=gap]",
            id="what of DORA is not mapped",
        ),
        pytest.param(
            ["[href*='parties/VKN_P_SIEBENSTERN']"], "#objects", id="everything about a supplier"
        ),
        pytest.param(
            ["[href$='coverage/operation.html']"],
            "td.nw-cell-partial .nw-nowrap",
            id="why a cell is as it is, and since when",
        ),
    ],
)
def test_two_clicks_at_most(built_site: Callable[..., Path], clicks: list[str], seen: str) -> None:
    assert len(clicks) <= 2
    page = built_site("VKN") / "index.html"
    for link in clicks:
        page, _ = follow(page, link)
        assert page.is_file()
    if seen:
        assert LexborHTMLParser(page.read_bytes()).css_first(seen) is not None
