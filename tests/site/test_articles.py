"""The page of an article: in the language of the project, with its proofs, and linked."""

from __future__ import annotations

from pathlib import Path

from selectolax.lexbor import LexborHTMLParser

from tests.support.articles import write_article
from tests.support.builds import Builds
from tests.support.sandbox import Sandbox

ROOT = Path(__file__).resolve().parents[2]


def test_an_article_has_its_page_with_the_proofs_of_the_project_and_is_linked(
    workspace: Sandbox, builds: Builds, tmp_path: Path
) -> None:
    (workspace.root / "conf.py").write_bytes((ROOT / "conf.py").read_bytes())
    write_article(
        workspace,
        "TSA_M1",
        wants="Say **what** the client means. Clients `client`",
        why="<script>alert(1)</script> ![x](y.png) [a page](other.md)",
    )
    write_article(workspace, "contract")

    def build() -> Path:
        result = builds.start(workspace.root, tmp_path / "out").result()
        assert result.code == 0, result.stderr
        return tmp_path / "out" / "html"

    site = build()
    page = LexborHTMLParser((site / "article" / "TSA_M1.html").read_bytes())
    shown = page.css_first("article")
    assert shown is not None
    assert shown.css_first("script, img") is None
    assert "what" in [part.text() for part in shown.css("strong")]
    links = {link.attributes.get("href") for link in shown.css("a")}
    assert {"../proof/TSA_M1_01.html", "contract.html", "../catalog/TSA_M1.html#TSA_M1"} <= links
    assert "Clause:" in shown.text()
    terms = [(a.text(), a.attributes["href"]) for a in shown.css("a.nw-term")]
    assert terms == [("client", "../glossary.html#TERM_CLIENT")]
    for name in ("proof/TSA_M1_01.html", "catalog/TSA_M1.html", "catalog/index.html"):
        assert "article/TSA_M1.html" in (site / name).read_text(encoding="utf-8"), name
    assert "article/contract.html" in (site / "coverage" / "contract.html").read_text("utf-8")
    assert "TSA_M1.html#questions" in (site / "_static" / "nachweis-index.js").read_text("utf-8")

    write_article(workspace, "TSA_M1", wants="Something else")
    (workspace.root / "catalog" / "articles" / "contract.yaml").unlink()
    site = build()
    assert "Something else" in (site / "article" / "TSA_M1.html").read_text(encoding="utf-8")
    assert not (site / "article" / "contract.html").exists()
    assert "article/contract.html" not in (site / "coverage" / "contract.html").read_text("utf-8")
