"""A finished annex, in whatever format."""

from __future__ import annotations

import dataclasses

from nachweis.sources.errors import Problem


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class AnnexFile:
    """The file of an annex.

    :param problems: what could not be shown as it stands in the documents
    :param note: what its maker has to know although nothing is wrong
    """

    content: bytes
    problems: tuple[Problem, ...]
    note: str = ""
