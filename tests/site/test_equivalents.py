"""What pages and annexes show of a proof that counts by an equivalent requirement."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Final

import pytest
from selectolax.lexbor import LexborHTMLParser

from tests.support.builds import Builds
from tests.support.sandbox import Sandbox

ROOT: Final = Path(__file__).resolve().parents[2]


@pytest.fixture
def paired(workspace: Sandbox) -> Sandbox:
    """Return a workspace in which a clause counts for one requirement by another one only."""
    shutil.copy(ROOT / "conf.py", workspace.root)
    workspace.pair("TSA_M1_01 equal TSB_M1_04")
    workspace.edit("contract/agreement.md", "fulfils: TSA_M1_01, TSB", "fulfils: TSB")
    return workspace


def test_the_matrix_and_the_page_of_the_requirement_say_so(
    paired: Sandbox, builds: Builds, tmp_path: Path
) -> None:
    result = builds.start(paired.root, tmp_path / "out").result()
    assert result.code == 0, result.stderr
    pages = {
        path.relative_to(tmp_path / "out").as_posix(): path.read_text(encoding="utf-8")
        for path in (tmp_path / "out").rglob("*.html")
    }
    showing = {name for name, text in pages.items() if "via equivalent" in text}
    assert any("coverage" in name for name in showing), sorted(pages)
    assert "html/proof/TSA_M1_01.html" in showing, sorted(showing)
    proof = LexborHTMLParser(pages["html/proof/TSA_M1_01.html"]).css_first("article")
    assert proof is not None
    assert "via equivalent TSB_M1_04" in " ".join(proof.text(separator=" ").split())
    [page] = [text for name, text in pages.items() if name.endswith("/TSB_M1.html")]
    assert "Equivalents" in page
    assert "equal: Same" in page
