"""The German handbook has the pages of the English one, and says of which state each is.

``python -m tests.docs.test_german_handbook`` notes the English pages as they are, once the German
ones say the same.
"""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest

DOCS = Path(__file__).resolve().parents[2] / "docs"
GERMAN = DOCS / "de"
PARTS = ("tutorial", "how-to", "explanation")
PAGES = sorted(path.relative_to(GERMAN).as_posix() for path in GERMAN.rglob("*.md"))
FOR_DEVELOPERS = {"explanation/architecture.md"}
HEAD = re.compile(r"\A---\nlang: de\nenglish: (\w*)\n---\n\n")
CODE = re.compile(r"^( *)(`{3,}|:{3,}).*?^\1\2 *$", re.DOTALL | re.MULTILINE)


def digest(name: str) -> str:
    return hashlib.sha256((DOCS / name).read_bytes()).hexdigest()[:12]


def headings(path: Path) -> list[int]:
    return [len(marks) for marks in re.findall(r"^(#+) ", CODE.sub("", text(path)), re.MULTILINE)]


def text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


@pytest.mark.slow  # an English page may land before its German one follows
def test_each_page_for_users_is_there_in_german() -> None:
    english = {p.relative_to(DOCS).as_posix() for part in PARTS for p in DOCS.glob(f"{part}/*.md")}
    assert sorted(english - FOR_DEVELOPERS - set(PAGES)) == []
    assert sorted(set(PAGES) - english) == ["index.md", "reference/coverage.md"]


def test_each_german_page_says_of_which_english_one_it_is() -> None:
    assert [name for name in PAGES if not HEAD.match(text(GERMAN / name))] == []


@pytest.mark.slow  # as above
@pytest.mark.parametrize("name", PAGES)
def test_a_german_page_is_not_older_than_its_english_one(name: str) -> None:
    noted = HEAD.match(text(GERMAN / name))
    assert noted is not None
    assert noted[1] == digest(name), f"docs/{name} has changed: carry it over to docs/de/{name}"
    if name != "index.md":
        assert headings(GERMAN / name) == headings(DOCS / name), f"docs/de/{name} lacks a section"


def renew() -> None:
    """Note in each German page the state of its English one."""
    for name in PAGES:
        body = HEAD.sub("", text(GERMAN / name))
        head = f"---\nlang: de\nenglish: {digest(name)}\n---\n\n"
        (GERMAN / name).write_text(head + body, encoding="utf-8")


if __name__ == "__main__":
    renew()
