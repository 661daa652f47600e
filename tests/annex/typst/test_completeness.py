"""No word of the site's pages is lost on the way into a PDF."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Final

import pytest
from click.testing import CliRunner
from selectolax.lexbor import LexborHTMLParser

from nachweis.cli.group import main
from tests.support.annexes import text_of
from tests.support.sandbox import TODAY

REPOSITORY: Final = Path(__file__).resolve().parents[3]
_WORD: Final = re.compile(r"\w+")
_AROUND: Final = ", ".join(
    [
        *(".headerlink", ".nw-card-kind", ".nw-card-foot", ".nw-matrix", ".nw-particulars"),
        *(".nw-banner", ".nw-contents", "nav"),
    ]
)


@pytest.mark.slow
@pytest.mark.parametrize("key", ["VKN", "RWD"])
def test_every_word_of_every_document_is_in_the_pdf(key: str, tmp_path: Path) -> None:
    root = tmp_path / "workspace"
    root.mkdir()
    for name in ("catalog", f"projects/{key}"):
        shutil.copytree(REPOSITORY / name, root / name)
    shutil.copy(REPOSITORY / "conf.py", root)
    annexes = root / "projects" / key / "annexes.yaml"
    paths = "['*/*.md', '*/*/*.md']"
    annexes.write_text(
        f"annexes:\n  all:\n    title: All\n    content: [{{documents: {paths}}}]\n",
        encoding="utf-8",
    )
    subprocess.run(
        [sys.executable, "-m", "nachweis", "build", key, "--root", root, "--as-of", TODAY, "-q"],
        check=True,
    )
    target = tmp_path / "all.pdf"
    arguments = ["annex", key, "all", "--root", str(root), "--as-of", TODAY]
    result = CliRunner().invoke(main, [*arguments, "--out", str(target)])
    assert (result.exit_code, result.stderr) == (0, ""), result.output
    running = rf"{key}-ALL · .*\n(.*\n)?D R A F T\nAll .*\n"  # a word may begin above and end below
    there = _counted(re.sub(running, "", text_of(target)))
    for document in sorted((root / "projects" / key).rglob("*.md")):
        page = document.relative_to(root / "projects" / key)
        words = _words(root / "_build/site" / key / page.with_suffix(".html"))
        lost = words - there
        assert not lost, (page, lost)
        there -= words  # each word of a page has one of its own in the file


def _words(page: Path) -> Counter[str]:
    """Return the words of a page's text, without what the site puts around objects."""
    tree = LexborHTMLParser(page.read_text(encoding="utf-8"))
    [article] = tree.css("article[role=main]")
    for node in article.css(_AROUND):
        node.decompose()
    return _counted(article.text(separator=" "))


def _counted(text: str) -> Counter[str]:
    """Return the words of a text; a hyphen at the end of a line may be one that was written."""
    return Counter(_WORD.findall(re.sub(r"(?<=\w)-\s*(?=\w)", "", text)))
