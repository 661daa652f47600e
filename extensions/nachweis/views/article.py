"""An article of the knowledge base, with how a project stands with what it is about."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Mapping, Sequence

from nachweis.model.article import Article
from nachweis.model.catalogue import Catalogue, Requirement
from nachweis.model.terms import State
from nachweis.trace.coverage import Cell
from nachweis.views.trace import Traces


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """A requirement of the measure.

    :param cells: its proofs in the project; none where there is no project or it is not selected
    """

    requirement: Requirement
    cells: tuple[Cell, ...]


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class ShownArticle:
    """What the page of an article shows.

    :param rows: requirements of the measure or module; none for a phase
    :param states: number of the project's proofs by state
    :param before: what the article before it is about; nothing for the first
    :param after: what the one behind it is about
    """

    article: Article
    rows: tuple[Row, ...]
    states: Mapping[State, int]
    before: str
    after: str


def build_article(
    articles: Mapping[str, Article], about: str, catalogue: Catalogue, traces: Traces | None
) -> ShownArticle:
    """Put an article beside the proofs of a project.

    :param articles: all articles, in their order
    :param about: what the article is about
    :param catalogue: the catalogue
    :param traces: the cells of the project, if there is one
    """
    names = list(articles)
    position = names.index(about)
    article = articles[about]
    rows = tuple(
        Row(requirement=requirement, cells=traces.cells.get(requirement.id, ()) if traces else ())
        for requirement in catalogue.requirements.values()
        if requirement.measure == about
    )
    return ShownArticle(
        article=article,
        rows=rows,
        states=Counter(cell.state for cell in _cells(article, rows, traces)),
        before=names[position - 1] if position else "",
        after=names[position + 1] if position + 1 < len(names) else "",
    )


def _cells(article: Article, rows: Sequence[Row], traces: Traces | None) -> Sequence[Cell]:
    if article.phase is None or traces is None:
        return [cell for row in rows for cell in row.cells]
    return [cell for cells in traces.cells.values() for cell in cells if cell.due is article.phase]
