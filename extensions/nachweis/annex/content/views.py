"""The matrix and the registers as tables of an annex; they name no object that is left out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from nachweis.annex.content.grid import Cell as GridCell
from nachweis.annex.content.grid import Grid
from nachweis.annex.content.numbering import clause_number, typographic
from nachweis.annex.typst.code import Code, block, call, string
from nachweis.model.catalogue import in_language
from nachweis.model.items import Item
from nachweis.model.kinds import Field, FieldKind, Link
from nachweis.model.objects import TYPE
from nachweis.model.terms import ProofKind
from nachweis.trace.coverage import Cell
from nachweis.views.matrix import Row, Selection, build_matrix
from nachweis.views.registers import Condition, build_register

if TYPE_CHECKING:
    from nachweis.annex.typst.writer import Writer


def matrix_grid(writer: Writer, selection: Selection, title: str) -> Grid:
    """Return the coverage matrix as a table.

    :param writer: knows project, language and what may be named
    :param selection: which cells
    :param title: its caption
    """
    verdict, _ = writer.verdict, writer.words
    matrix = build_matrix(verdict.graph, verdict.coverage, selection)
    heads = [_("ID"), _("Requirement"), _("Degree"), _("Responsible")]
    heads += [in_language(TYPE[kind].title, writer.language) for kind in matrix.kinds]
    rows: list[list[GridCell]] = []
    bands = set()
    measure = ""
    for row in matrix.rows:
        if row.requirement.measure != measure:
            measure = row.requirement.measure
            group = verdict.graph.catalogue.groups[measure]
            name = f"{group.label}  {in_language(group.title, writer.language)}"
            bands.add(len(rows))
            rows.append([GridCell(content=string(name), text=name, columns=len(heads))])
        rows.append(list(_row(writer, row, matrix.kinds)))
    return Grid(
        head=[[_plain(text) for text in heads]],
        rows=rows,
        caption=string(title),
        bands=frozenset(bands),
    )


def _plain(text: str) -> GridCell:
    text = typographic(text)
    return GridCell(content=string(text), text=text)


def _row(writer: Writer, row: Row, kinds: Sequence[ProofKind]) -> Iterator[GridCell]:
    requirement = row.requirement
    yield GridCell(content=call("code", string(requirement.id)), text=requirement.id)
    yield _plain(in_language(requirement.text, writer.language))
    yield _plain(writer.words.word(requirement.modal))
    yield _plain(", ".join(writer.words.word(party) for party in requirement.responsible))
    for kind in kinds:
        cell = row.cells.get(kind)
        yield _state(writer, cell) if cell else _plain("")


def _state(writer: Writer, cell: Cell) -> GridCell:
    """Return a cell: the state in words and as a sign, and what it rests on."""
    _ = writer.words
    word = _.word(cell.state)
    parts: list[Code] = [call("cell-state", string(str(cell.state)), string(word))]
    named = [i for i in (*cell.by, cell.decision or "") if i and i not in writer.hidden]
    text = f"✓\u00a0{word}"
    for number, identifier in enumerate(named):
        item = writer.verdict.graph.items[identifier]
        written = item.get("number") if item.type == "clause" else ""
        name = clause_number(writer.annex, written) if written else item.id
        label = writer.names.labels.get(f"#{identifier}", "")
        shown = string(name.replace(" ", "\u00a0"))
        parts.append(string(", " if number else " "))
        parts.append(call("link", call("label", string(label)), shown) if label else shown)
        text += " " + name.replace(" ", "\u00a0")
    if cell.via:
        via = f" ({_('via topic')})"
        parts.append(string(via))
        text += via
    return GridCell(content=block(parts), text=text)


def register_grid(
    writer: Writer,
    name: str,
    *,
    title: str = "",
    conditions: Sequence[Condition] = (),
    columns: Sequence[str] = (),
) -> Grid:
    """Return a register as a table.

    :param writer: knows project, language and what may be named
    :param name: name of the type
    :param title: its caption; empty: what the type is called
    :param conditions: what the entries have to have
    :param columns: fields and links to show; none: all that have a value
    """
    kind = TYPE[name]
    graph = writer.verdict.graph
    register = build_register(graph, kind, conditions=conditions, columns=columns)
    heads = [in_language(kind.title, writer.language)]
    heads += [writer.words(column.label) for column in register.columns]
    rows = [
        [_plain(item.title), *(_plain(value(writer, item, c)) for c in register.columns)]
        for item in register.rows
        if item.id not in writer.hidden
    ]
    return Grid(
        head=[[_plain(text) for text in heads]],
        rows=rows,
        caption=string(title or in_language(kind.plural_title, writer.language)),
    )


def value(writer: Writer, item: Item, column: Field | Link) -> str:
    """Return what an object has in a column, in words.

    :param writer: knows project, language and what may be named
    :param item: the object
    :param column: a field or link of its type
    """
    if isinstance(column, Link):
        return ", ".join(names(writer, item.targets(column.name)))
    written = item.get(column.name)
    if column.kind in (FieldKind.ENUM, FieldKind.ENUM_LIST):
        return ", ".join(_word(writer, item, column, part) for part in item.list(column.name))
    if written in writer.verdict.graph.items:
        return ", ".join(names(writer, [written]))
    return " ".join(written.split())


def _word(writer: Writer, item: Item, column: Field, part: str) -> str:
    own = writer.words.word(part, f"{item.type}.{column.name}")
    plain = part.replace("-", " ").replace("_", " ")
    return own if own != plain else writer.words.word(part, column.name)


def names(writer: Writer, identifiers: Sequence[str]) -> list[str]:
    """Return what objects are called, without those that are left out.

    :param writer: knows project, language and what may be named
    :param identifiers: their IDs
    """
    graph = writer.verdict.graph
    found = []
    for identifier in identifiers:
        item = graph.items.get(identifier)
        if item is None or identifier in writer.hidden:
            continue
        number = item.get("number") if item.type == "clause" else ""
        if number:
            found.append(clause_number(writer.annex, number))
        elif item.type in ("req", "req_topic", "measure", "bsi_module"):
            found.append(_catalogue_name(writer, item))
        else:
            found.append(item.title)
    return found


def _catalogue_name(writer: Writer, item: Item) -> str:
    label = item.get("label")
    group = writer.verdict.graph.catalogue.groups.get(item.id)
    name = in_language(group.title, writer.language) if group else item.id
    return f"{label} {name}".strip()
