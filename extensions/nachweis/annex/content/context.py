"""What all writers of an annex know, whatever the format."""

from __future__ import annotations

import dataclasses
from pathlib import Path

from nachweis.annex.content.numbering import Names
from nachweis.i18n import Words
from nachweis.model.annex import Annex
from nachweis.model.catalogue import Text, in_language
from nachweis.model.look import Look
from nachweis.trace.gate import Verdict


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class AnnexContext:
    """An annex with its project, its language, and what it may name.

    :param names: where references lead, and what other annexes hold
    :param words: the interface in the language of the annex
    :param language: ISO 639-1 code
    :param texts: languages of its documents
    :param hidden: IDs of objects that the annex must not name
    :param look: how the house's annexes look
    :param published: address of the released version; empty for a draft, or if none is declared
    :param root: the folder that paths of documents and images are relative to
    """

    annex: Annex
    verdict: Verdict
    names: Names
    words: Words
    language: str
    texts: tuple[str, ...]
    hidden: frozenset[str]
    look: Look
    root: Path
    published: str = ""

    def localized(self, text: Text) -> str:
        """Return a text in the language of the annex; empty if there is none."""
        return in_language(text, self.language)
