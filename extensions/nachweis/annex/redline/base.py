"""What a redline compares an annex with, and what it says about the comparison."""

from __future__ import annotations

import dataclasses
import functools

from nachweis.annex.content.context import AnnexContext
from nachweis.annex.content.draft import Draft
from nachweis.model.items import Item
from nachweis.model.messages import Message


@dataclasses.dataclass(frozen=True, kw_only=True)
class RedlineBase:
    """The older state of an annex that a redline compares it with.

    :param name: the version or commit
    :param remark: what a reader has to know about the comparison; if there is one, the base holds
        objects and tables only
    """

    name: str
    draft: Draft
    remark: str = ""

    @functools.cached_property
    def context(self) -> AnnexContext:
        """What writers have to know of it; nothing links to it, because it has no pages."""
        names = dataclasses.replace(self.draft.context.names, labels={}, referenced=frozenset())
        return dataclasses.replace(self.draft.context, names=names)


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Change:
    """A row of the summary of changes.

    :param item: the object that changed, if it is one
    :param document: the name of the document that the text is in, if it is in no object
    :param title: the title of anything else: a document, a table, the cover
    :param label: the label of a table
    :param removed: whether it is not in the new state any more
    """

    messages: tuple[Message | str, ...]
    item: Item | None = None
    document: str = ""
    title: str = ""
    label: str = ""
    removed: bool = False
