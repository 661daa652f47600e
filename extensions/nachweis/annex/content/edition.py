"""The version of a project that an annex shows, and the versions before it."""

from __future__ import annotations

import dataclasses
import datetime

from nachweis.model.annex_statement import AnnexStatus


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Revision:
    """A row of the change history.

    :param approved_by: ID of the person
    """

    version: str
    date: datetime.date
    approved_by: str
    note: str = ""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Edition:
    """The state of a project that an annex shows.

    :param version: the released version, or that of the last release for a draft; may be empty
    :param commit: short ID of the commit
    :param released: whether the sources are exactly those of a released version
    :param compared: what a redline compares with, in words; empty if it is none
    :param history: the released versions, oldest first
    """

    date: datetime.date
    version: str = ""
    commit: str = ""
    released: bool = False
    compared: str = ""
    history: tuple[Revision, ...] = ()

    @property
    def status(self) -> AnnexStatus:
        """What kind of a document it is; only a release is something to agree to."""
        if self.compared:
            return AnnexStatus.COMPARISON
        return AnnexStatus.RELEASED if self.released else AnnexStatus.DRAFT
