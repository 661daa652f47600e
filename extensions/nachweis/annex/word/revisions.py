"""What pandoc leaves out of tracked changes and of rows: whole rows and paragraphs, and numbers."""

from __future__ import annotations

import itertools
import re
from typing import Final

_ROW: Final = re.compile(r"<w:tr>(\s*<w:trPr>(.*?)</w:trPr>)?(.*?)</w:tr>", re.DOTALL)
_PARAGRAPH: Final = re.compile(
    r"<w:p>(\s*<w:pPr>(?P<style>.*?)</w:pPr>)?(?P<rest>.*?)</w:p>", re.DOTALL
)
_INSERTED: Final = re.compile(r"<w:ins [^>]*>.*?</w:ins>", re.DOTALL)
_CHANGE: Final = re.compile(r'<w:(ins|del) w:id="\d+"( w:author="[^"]*" w:date="[^"]*")')
_WORDS: Final = re.compile(r"<w:t[ >]|<w:drawing")


def marked(document: str) -> str:
    """Return a document whose changes have numbers, and are those of whole rows and paragraphs.

    Rows are not parted by the end of a page.

    :param document: as pandoc writes it
    """
    document = _PARAGRAPH.sub(_paragraph, _ROW.sub(_row, document))
    numbers = itertools.count(1)
    return _CHANGE.sub(lambda m: f'<w:{m[1]} w:id="{next(numbers)}"{m[2]}', document)


def _row(match: re.Match[str]) -> str:
    own, content = match[2] or "", match[3]
    return f"<w:tr><w:trPr><w:cantSplit/>{own}{_change(content)}</w:trPr>{content}</w:tr>"


def _paragraph(match: re.Match[str]) -> str:
    change = _change(match["rest"])
    if not change:
        return match[0]
    style = match["style"] or ""
    return f"<w:p><w:pPr>{style}<w:rPr>{change}</w:rPr></w:pPr>{match['rest']}</w:p>"


def _change(content: str) -> str:
    """Return the change of a row or paragraph that came in or went out as a whole."""
    found = _CHANGE.search(content)
    if found is None:
        return ""
    deleted = "<w:delText" in content
    if _WORDS.search(_INSERTED.sub("", content)) or (deleted and "<w:ins " in content):
        return ""
    return f'<w:{"del" if deleted else "ins"} w:id="0"{found[2]}/>'
