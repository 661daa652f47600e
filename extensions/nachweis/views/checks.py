"""Clauses by kinds of check: which clause was checked how, when last, and with what result."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Iterator, Mapping

from nachweis.model.items import Item
from nachweis.model.terms import Party
from nachweis.trace.gate import Verdict
from nachweis.trace.graph import Graph

NEVER = "never"
"""Stands for the result of a clause that nobody checked."""


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
    """

    rows: tuple[CheckRow, ...]
    kinds: tuple[str, ...]
    results: Mapping[str, int]
    parties: tuple[Party, ...]


def build_checks(verdict: Verdict) -> Checks:
    """Build the matrix; clauses that nobody checked, or whose check failed, come first.

    :param verdict: the judged project
    """
    graph = verdict.graph
    rows = [_row(graph, clause) for clause in graph.of_type("clause")]
    kinds = Counter(kind for row in rows for kind in row.newest)
    order = {"fail": 0, NEVER: 1, "partial": 2}
    rows.sort(key=lambda row: order.get(row.result, len(order)))
    obliged = {name for row in rows for name in row.clause.list("obliges")}
    return Checks(
        rows=tuple(rows),
        kinds=tuple(kind for kind, _ in kinds.most_common()),
        results=Counter(row.result for row in rows),
        parties=tuple(party for party in Party if party in obliged),
    )


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
