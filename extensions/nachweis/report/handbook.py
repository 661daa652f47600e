"""The handbook that comes with the program: its pages by topic, in English and German."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from pathlib import Path
from typing import Final, NamedTuple

from nachweis.sources.workspace import package_data

PARTS: Final = ("tutorial", "how-to", "reference", "explanation")
"""Its folders, in the order of reading."""
_TITLE: Final = re.compile(r"^# (.+)$", re.MULTILINE)
_LINK: Final = re.compile(r"\]\(([^)\s#:]+)\.md")


class HandbookPage(NamedTuple):
    """A page of the handbook.

    :param topic: its name, such as ``close-a-phase``; with its folder if another has that name
    :param part: the folder that it stands in
    :param language: ISO 639-1 code of its text
    """

    topic: str
    part: str
    title: str
    language: str
    path: Path

    @property
    def text(self) -> str:
        """Its Markdown."""
        return self.path.read_text(encoding="utf-8")

    @property
    def address(self) -> str:
        """Its address in a site with the handbook, relative to the site's root."""
        german = "de/" if self.language == "de" else ""
        return f"docs/{german}{self.part}/{self.path.stem}.html"


def handbook(language: str) -> list[HandbookPage]:
    """Return the pages, each in the language if it was translated, else in English.

    :param language: ISO 639-1 code
    """
    root = package_data("docs")
    pages = [page for part in PARTS for page in _pages(root, part, language)]
    first = {page.topic: page for page in reversed(pages)}
    return [
        page if first[page.topic] is page else page._replace(topic=f"{page.part}/{page.topic}")
        for page in pages
    ]


def _pages(root: Path, part: str, language: str) -> Iterator[HandbookPage]:
    for path in sorted((root / part).glob("*.md")):
        translated = root / language / part / path.name
        chosen, spoken = (translated, language) if translated.is_file() else (path, "en")
        title = _TITLE.search(chosen.read_text(encoding="utf-8"))
        yield HandbookPage(
            topic=path.stem,
            part=part,
            title=title[1] if title else path.stem,
            language=spoken,
            path=chosen,
        )


def find_pages(pages: Iterable[HandbookPage], topic: str) -> list[HandbookPage]:
    """Return the page of a topic; if there is none, those that it may mean, the likeliest first.

    :param pages: the pages
    :param topic: the name of a page, or words of its title or text
    """
    known = list(pages)
    words = re.findall(r"\w+", topic.lower())
    wanted = {topic.strip().lower(), "-".join(words)}
    if exact := [page for page in known if page.topic in wanted]:
        return exact
    by_name = [p for p in known if words and all(w in _spoken(p) for w in words)]
    if by_name:
        return by_name
    by_text = [p for p in known if words and all(w in p.text.lower() for w in words)]
    if by_text:
        return sorted(by_text, key=lambda page: -page.text.lower().count(words[0]))
    spelled = {word: page for page in known for word in re.findall(r"\w+", _spoken(page))}
    close = [spelled[w] for word in words for w in get_close_matches(word, spelled, n=3)]
    return list(dict.fromkeys(close))


def _spoken(page: HandbookPage) -> str:
    return f"{page.topic} {page.title}".lower()


def topics_of(page: HandbookPage) -> list[str]:
    """Return the topics of the pages that a page links to.

    :param page: the page
    """
    names = (Path(link).name for link in _LINK.findall(page.text))
    return [name for name in dict.fromkeys(names) if name not in ("index", page.topic)]
