"""The change history of an annex: which of its clauses and tables each version changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any, Final

from nachweis.annex.content.draft import Draft
from nachweis.annex.content.numbering import clause_number
from nachweis.annex.content.views import matrix_selection
from nachweis.i18n import translator
from nachweis.model.annex import MatrixPart, RegisterPart
from nachweis.model.baseline import Baseline
from nachweis.model.catalogue import Text, in_language
from nachweis.model.items import Item
from nachweis.model.objects import TYPE
from nachweis.site.views import ViewNode
from nachweis.views.declared import selection
from nachweis.views.matrix import Selection, build_matrix

_NAMED: Final = 8
"""The most texts and tables that a line of the history names."""


def version_note(draft: Draft, baseline: Baseline, before: Baseline | None) -> str:
    """Compare a version with the texts and tables that the annex contains today.

    :param draft: the annex
    :param baseline: the version
    :param before: the version before it; nothing for the first one
    """
    _ = translator(draft.context.language)
    if before is None:
        return _("first version")
    chosen = [i for i in draft.context.verdict.graph.project.items if i.id in draft.contents.chosen]
    new = [i for i in chosen if i.id in baseline.items and i.id not in before.items]
    both = [i for i in chosen if i.id in baseline.items and i.id in before.items]
    changed = [i for i in both if not _same(baseline, before, i.id)]
    documents = {page.path for page in draft.contents.pages if page.whole}
    removed = [
        item
        for item in before.items.values()
        if item.id not in baseline.items and item.document in documents
    ]
    tables = [title for title, content in _tables(draft) if content(baseline) != content(before)]
    parts = [
        f"{word}: {_enumerated(draft, names)}"
        for word, names in (
            (_("new"), _names(draft, new)),
            (_("changed"), [*_names(draft, changed), *dict.fromkeys(tables)]),
            (_("removed"), _names(draft, removed)),
        )
        if names
    ]
    return "; ".join(parts) or _("no change in clauses, sections and tables")


def _same(baseline: Baseline, before: Baseline, identifier: str) -> bool:
    new, old = baseline.items[identifier], before.items[identifier]
    return (
        baseline.fingerprints.get(identifier) == before.fingerprints.get(identifier)
        and new.get("status") == old.get("status")
        and dict(new.links) == dict(old.links)
    )


def _names(draft: Draft, items: Sequence[Item]) -> list[str]:
    return [
        clause_number(draft.context.annex, item.get("number")) if item.get("number") else item.title
        for item in items
    ]


def _enumerated(draft: Draft, names: Sequence[str]) -> str:
    more = len(names) - _NAMED
    _ = translator(draft.context.language)
    rest = _("and %(count)s more") % {"count": more} if more > 0 else ""
    return " ".join([", ".join(names[:_NAMED]), rest]).strip()


def _tables(draft: Draft) -> Iterator[tuple[str, Callable[[Baseline], object]]]:
    """Yield the title of each table, and the function that returns its content in a version."""
    for part in draft.contents.parts:
        if isinstance(part, RegisterPart):
            yield _register(
                draft, _title(part.title, draft.context.language), part.type, part.columns
            )
        elif isinstance(part, MatrixPart):
            yield _matrix(draft, _title(part.title, draft.context.language), matrix_selection(part))
    for tree in draft.trees.values():
        for view in tree.findall(ViewNode):
            options: Mapping[str, Any] = view["options"]
            title = options.get("title", "")
            if view["view"] == "register":
                yield _register(draft, title, options["type"], tuple(options["columns"]))
            elif view["view"] == "matrix":
                yield _matrix(draft, title, selection(options))


def _register(
    draft: Draft, title: str, kind: str, columns: Sequence[str]
) -> tuple[str, Callable[[Baseline], object]]:
    title = title or in_language(TYPE[kind].plural_title, draft.context.language)
    return title, partial(_entries, kind=kind, columns=columns)


def _matrix(
    draft: Draft, title: str, selection: Selection
) -> tuple[str, Callable[[Baseline], object]]:
    matrix = build_matrix(draft.context.verdict.graph, draft.context.verdict.coverage, selection)
    chosen = frozenset((row.requirement.id, kind) for row in matrix.rows for kind in row.cells)
    return title or translator(draft.context.language)("Coverage"), partial(_cells, chosen=chosen)


def _title(title: Text | None, language: str) -> str:
    return in_language(title, language) if title else ""


def _entries(baseline: Baseline, kind: str, columns: Sequence[str]) -> dict[str, object]:
    """List the entries of a register in a version; without columns, all of them."""
    found: dict[str, object] = {}
    for item in baseline.items.values():
        if item.type == kind:
            names = columns or sorted({*item.fields, *item.links})
            shown = [(name, item.get(name), tuple(item.targets(name))) for name in names]
            found[item.id] = (item.title, shown)
    return found


def _cells(baseline: Baseline, chosen: frozenset[tuple[str, str]]) -> dict[tuple[str, str], object]:
    """List the cells of a matrix in a version."""
    return {
        (cell.requirement, cell.kind): (cell.state, cell.by, cell.via, cell.decision)
        for cell in baseline.cells
        if (cell.requirement, cell.kind) in chosen
    }
