"""What the file of an annex says of itself, for whoever gets it without the repository."""

from __future__ import annotations

import dataclasses
import datetime
import enum
import re
from collections.abc import Iterable, Iterator
from typing import Final

from nachweis.model.dates import parse_date

_PREFIX: Final = "nachweis:"
_COMMIT: Final = re.compile(r"(?:[0-9a-f]{7,40}\+?)?")


class AnnexStatus(enum.StrEnum):
    """What kind of a document an annex is."""

    RELEASED = "released"
    """Made from exactly the sources of a released version."""
    DRAFT = "draft"
    """Made from anything else."""
    COMPARISON = "comparison"
    """Two states in one document, with marks: nothing that anybody could agree to."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class AnnexStatement:
    """What an annex was made from, as its keywords say it.

    :param project: key of the project
    :param annex: name of the annex on the command line
    :param language: ISO 639-1 code
    :param version: the released version, or that of the last release for a draft; may be empty
    :param commit: short ID of the commit, with ``+`` where files differed from it; may be empty
    :param as_of: the date of judgement
    :param embedded: whether the coverage is attached
    :param maker: version of Nachweis
    :param base: the older state of a comparison
    """

    project: str
    annex: str
    language: str
    status: AnnexStatus
    version: str
    commit: str
    as_of: datetime.date
    embedded: bool
    maker: str
    base: str = ""

    def keywords(self) -> Iterator[str]:
        """Yield the keywords that say it; a PDF has them in one line, parted by commas."""
        for field in dataclasses.fields(self):
            value = getattr(self, field.name)
            if value or value is False:
                text = {True: "yes", False: "no"}.get(value, str(value))
                yield f"{_PREFIX}{field.name.replace('_', '-')}={text.replace(',', ';')}"

    @classmethod
    def parse(cls, keywords: Iterable[str]) -> AnnexStatement | None:
        """Return what keywords say of an annex; nothing if they are of no annex.

        :param keywords: those of a PDF
        """
        said = dict(
            word.removeprefix(_PREFIX).partition("=")[::2]
            for word in keywords
            if word.startswith(_PREFIX)
        )
        if not _COMMIT.fullmatch(said.get("commit", "")):
            return None
        try:
            return cls(
                project=said["project"],
                annex=said["annex"],
                language=said["language"],
                status=AnnexStatus(said["status"]),
                version=said.get("version", ""),
                commit=said.get("commit", ""),
                as_of=parse_date(said["as-of"]),
                embedded=said["embedded"] == "yes",
                maker=said["maker"],
                base=said.get("base", ""),
            )
        except (KeyError, ValueError):
            return None
