"""Clauses by kinds of check: which clause was checked how, when last, and with what result."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePosixPath
from typing import Final

from nachweis.model.items import Item
from nachweis.model.terms import Party
from nachweis.trace.gate import Verdict
from nachweis.trace.graph import Graph

NEVER = "never"
"""Stands for the result of a clause that nobody checked."""

ALL: Final = "checks"
"""Argument of the page of all clauses."""

MOST_ROWS: Final = 140
"""Clauses of a page; a project with more has a page for each of its documents, too."""

_WORST_FIRST: Final = {"fail": 0, NEVER: 1, "partial": 2}


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class CheckRow:
    """A clause with its checks.

    :param newest: the newest check by kind of record
    :param result: result of the newest of all, or :data:`NEVER`
    :param sections: sections that implement it, whose checks count, too
    """

    clause: Item
    newest: Mapping[str, Item]
    result: str
    sections: tuple[Item, ...]


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Checks:
    """Clauses by kinds of check.

    :param kinds: kinds of record that check at least one clause, the most frequent first
    :param results: how many clauses have which result
    :param parties: the parties that clauses oblige
    :param documents: where not all rows are shown, how many clauses of each document have which
        result, by the argument of its page
    """

    rows: tuple[CheckRow, ...]
    kinds: tuple[str, ...]
    results: Mapping[str, int]
    parties: tuple[Party, ...]
    documents: Mapping[str, Mapping[str, int]]


def check_pages(verdict: Verdict) -> list[str]:
    """Return the arguments of the pages: of all clauses, and of each document if there are many.

    :param verdict: the judged project
    """
    clauses = verdict.graph.of_type("clause")
    if len(clauses) <= MOST_ROWS:
        return [ALL]
    return [ALL, *dict.fromkeys(_page(verdict, clause) for clause in clauses)]


def build_checks(verdict: Verdict) -> Mapping[str, Checks]:
    """Build the matrix of each page, by its argument, in one pass over the clauses.

    Clauses that nobody checked, or whose check failed, come first.

    :param verdict: the judged project
    """
    rows = [_row(verdict.graph, clause) for clause in verdict.graph.of_type("clause")]
    pages: dict[str, list[CheckRow]] = {name: [] for name in check_pages(verdict)[1:]}
    for row in rows if pages else ():
        pages[_page(verdict, row.clause)].append(row)
    documents = {name: Counter(row.result for row in own) for name, own in pages.items()}
    everything = _checks_of(rows, MOST_ROWS if documents else len(rows), documents)
    return {ALL: everything, **{name: _checks_of(own, len(own)) for name, own in pages.items()}}


def _checks_of(
    rows: Sequence[CheckRow], most: int, documents: Mapping[str, Mapping[str, int]] = {}
) -> Checks:
    kinds = Counter(kind for row in rows for kind in row.newest)
    obliged = {name for row in rows for name in row.clause.list("obliges")}
    worst_first = sorted(rows, key=lambda row: _WORST_FIRST.get(row.result, len(_WORST_FIRST)))
    return Checks(
        rows=tuple(worst_first[:most]),
        kinds=tuple(kind for kind, _ in kinds.most_common()),
        results=Counter(row.result for row in worst_first),
        parties=tuple(party for party in Party if party in obliged),
        documents=documents,
    )


def _page(verdict: Verdict, clause: Item) -> str:
    """Return the argument of the page with the clauses of the document that has this one."""
    folder = verdict.graph.project.settings.folder
    return f"{ALL}/{PurePosixPath(clause.document).relative_to(folder).with_suffix('')}"


def _row(graph: Graph, clause: Item) -> CheckRow:
    sections = tuple(graph.sources(clause.id, "implements"))
    newest: dict[str, Item] = {}
    for record in sorted(_checks(graph, (clause, *sections)), key=_date):
        newest[record.get("kind")] = record
    last = max(newest.values(), key=_date, default=None)
    return CheckRow(
        clause=clause,
        newest=newest,
        result=last.get("result") or NEVER if last else NEVER,
        sections=sections,
    )


def _checks(graph: Graph, checked: tuple[Item, ...]) -> Iterator[Item]:
    for item in checked:
        yield from (record for record in graph.sources(item.id, "checks") if record.get("date"))


def _date(record: Item) -> tuple[str, str]:
    return record.get("date"), record.id
