"""The matrix and the registers as tables; they name no object that the annex hides."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from docutils import nodes

from nachweis.annex.content.context import AnnexContext
from nachweis.annex.content.grid import (
    Cell,
    Grid,
    Span,
    TextCell,
    TextGrid,
    spans,
    text_cell,
)
from nachweis.annex.content.numbering import printed_number, typographic
from nachweis.i18n import with_blanks
from nachweis.model.annex import MatrixPart
from nachweis.model.catalogue import ImportSource
from nachweis.model.items import Item
from nachweis.model.kinds import Field, FieldKind, Link
from nachweis.model.objects import TYPE
from nachweis.model.outputs import View, resolve
from nachweis.model.places import Place
from nachweis.model.terms import State
from nachweis.sources.files import problem
from nachweis.trace.coverage import Cell as CoverageCell
from nachweis.views.declared import VIEWS, selection
from nachweis.views.matrix import SYMBOLS, Row, Selection, build_matrix
from nachweis.views.registers import Condition, build_register
from nachweis.views.table import CellValue, Quote, Reference, Table, ViewRequest


def view_grid(context: AnnexContext, node: nodes.Element) -> TextGrid | None:
    """Return the table of a view in a document; nothing if annexes have no such view.

    :param node: what the view's directive left in the tree
    """
    options: Mapping[str, Any] = node["options"]
    if node["view"] == "matrix":
        title = options.get("title") or context.words("Coverage")
        return matrix_grid(context, selection(options), title)
    if node["view"] == "register":
        return register_grid(
            context,
            options["type"],
            title=options["title"],
            conditions=options["conditions"],
            columns=options["columns"],
        )
    view = VIEWS.get(node["view"])
    if view is not None and view.annex:
        title = options.get("title") or context.localized(view.title)
        place = Place(path=node.source or "", line=node.line or 1)
        return declared_grid(context, view, title, place, options)
    return None


def declared_grid(
    context: AnnexContext,
    view: View,
    title: str,
    place: Place,
    options: Mapping[str, Any] | None = None,
) -> TextGrid:
    """Make a table of the answer of a declared view.

    :param view: a view that annexes can show
    :param title: its caption
    :param place: where it is asked for
    :param options: those of its directive
    :raises SourceError: if the view fails, or does not answer with a table
    """
    build = resolve(view.build)
    request = ViewRequest(
        verdicts=(context.verdict,), options=options or {}, language=context.language
    )
    try:
        table = build(request)
    except Exception as error:
        if build.__module__.startswith("nachweis."):
            raise
        what = f"{type(error).__name__}: {error}"
        message = f"{build.__module__}: the view {view.name!r} failed ({what})"
        raise problem(place, message) from error
    if not isinstance(table, Table):
        what = type(table).__name__
        message = f"{build.__module__}: the view {view.name!r} returned {what}, not a Table"
        raise problem(place, message)
    rows = [
        [_value_cell(context, value) for value in row]
        for row in table.rows
        if not (isinstance(row[0], Reference) and row[0].id in context.hidden)
    ]
    if not rows and table.empty:
        rows = [[Cell(content=spans(table.empty), text=table.empty, columns=len(table.columns))]]
    return Grid(
        head=[[_typographic_cell(column) for column in table.columns]],
        rows=rows,
        caption=spans(title),
        drawing=table.drawing,
    )


def _value_cell(context: AnnexContext, value: CellValue) -> TextCell:
    """Return a cell of a declared view, without the objects that the annex hides."""
    if isinstance(value, State):
        word = context.words.word(value)
        return Cell(content=(Span(text=word, state=value),), text=word)
    if isinstance(value, Reference):
        return _reference_cell(context, value)
    if isinstance(value, Quote):
        own = context.verdict.graph.project.settings.language
        return _own_cell(value.words, "" if own == context.language else own)
    if isinstance(value, tuple):
        cells = [_value_cell(context, part) for part in value]
        shown = [cell for cell in cells if cell.text]
        content = [
            span
            for number, cell in enumerate(shown)
            for span in (*spans(", " if number else ""), *cell.content)
        ]
        return Cell(content=tuple(content), text=", ".join(cell.text for cell in shown))
    return _typographic_cell(value)


def _reference_cell(context: AnnexContext, reference: Reference) -> TextCell:
    item = context.verdict.graph.items.get(reference.id)
    if item is None or reference.id in context.hidden:
        return text_cell("" if item else reference.id)
    text = reference.text or _item_name(context, item)
    label = context.names.of_item(reference.id)
    lang = "" if reference.text else own_language(context, item)
    return Cell(content=(Span(text=text, label=label, lang=lang),), text=text)


def own_language(context: AnnexContext, item: Item) -> str:
    """Return the language of the words of an object, if it is not that of the annex."""
    own = context.verdict.graph.project.settings.language
    from_catalogue = item.id in context.verdict.graph.catalogue.groups
    return "" if from_catalogue or own == context.language else own


def matrix_selection(part: MatrixPart) -> Selection:
    """Return which cells a matrix of an annex shows."""
    return Selection(
        phases=frozenset(part.phases),
        measures=frozenset(part.measures),
        parties=frozenset(part.parties),
        states=frozenset(part.states),
        kinds=frozenset(part.kinds),
    )


def matrix_grid(context: AnnexContext, cells: Selection, title: str) -> TextGrid:
    """Return the coverage matrix as a table.

    :param cells: which cells it shows
    """
    verdict, _ = context.verdict, context.words
    matrix = build_matrix(verdict.graph, verdict.coverage, cells)
    head = [_("ID"), _("Requirement"), _("Degree")]
    head += [] if context.annex.audit else [_("Responsible")]
    head += [context.localized(TYPE[kind].title) for kind in matrix.kinds]
    rows: list[list[TextCell]] = []
    bands = set()
    measure = ""
    for row in matrix.rows:
        if row.requirement.measure != measure:
            measure = row.requirement.measure
            group = verdict.graph.catalogue.groups[measure]
            name = f"{group.label}  {context.localized(group.title)}"
            bands.add(len(rows))
            rows.append([Cell(content=spans(name), text=name, columns=len(head))])
        rows.append(list(_matrix_row(context, row, matrix.kinds)))
    catalogue = verdict.graph.catalogue
    origins = {s.name: s for row in matrix.rows if (s := catalogue.source_of(row.requirement))}
    for origin in origins.values():
        told = _rights(context, origin)
        rows.append([Cell(content=spans(told), text=told, columns=len(head))])
    note = f" (* {_('via topic')})" if context.annex.audit else ""
    return Grid(
        head=[[_typographic_cell(text) for text in head]],
        rows=rows,
        caption=spans(f"{title}{note}"),
        bands=frozenset(bands),
    )


def _rights(context: AnnexContext, source: ImportSource) -> str:
    """Say whose texts those of an imported catalogue are, and what may be done with them."""
    _ = context.words
    whose = ", ".join(filter(None, (source.release, source.publisher)))
    licence = source.licence or _("not named; ask before you pass it on")
    return f"{_('Text of others')}: {whose}. {_('Licence')}: {licence}."


def _typographic_cell(text: str) -> TextCell:
    return text_cell(typographic(text))


def _matrix_row(context: AnnexContext, row: Row, kinds: Sequence[str]) -> Iterator[TextCell]:
    requirement, word = row.requirement, context.words.word
    address = f"{context.published}proof/{requirement.id}.html" if context.published else ""
    name = Span(text=requirement.id, code=True, address=address)
    yield Cell(content=(name,), text=requirement.id)
    text = requirement.text
    lang = "" if context.language in text else next((k for k in ("en", *text) if k in text), "")
    yield _own_cell(context.localized(text), lang)
    yield _typographic_cell(word(requirement.modal))
    if not context.annex.audit:
        parties = ", ".join(map(word, requirement.responsible))
        yield _typographic_cell(parties or word(State.UNDECIDED))
    for kind in kinds:
        cell = row.cells.get(kind)
        yield _state_cell(context, cell) if cell else text_cell("")


_EXPLAINED: Final = frozenset({State.COVERED, State.NA, State.LATER})
"""States whose sign is enough where a legend explains it: nobody has to do anything."""


def _state_cell(context: AnnexContext, cell: CoverageCell) -> TextCell:
    """Return a cell of the matrix: its state, and the objects that it rests on."""
    _, audit = context.words, context.annex.audit
    word = "" if audit and cell.state in _EXPLAINED else _.word(cell.state)
    content = [Span(text=word, state=cell.state)]
    text = f"{SYMBOLS[cell.state]}\u00a0{word}"
    shown = [i for i in (*cell.by, cell.decision or "") if i and i not in context.hidden]
    for number, identifier in enumerate(shown):
        item = context.verdict.graph.items[identifier]
        name = printed_number(item, context.annex).replace(" ", "\u00a0")
        name = name or (item.title if audit else item.id)
        content.append(Span(text=", " if number else " "))
        lang = own_language(context, item) if name == item.title else ""
        content.append(Span(text=name, label=context.names.of_item(identifier), lang=lang))
        text += f" {name}"
    if cell.via:
        via = " *" if audit else f" ({_('via topic')})"
        if cell.is_via_equivalent:
            via = f" ({_('via equivalent')} {cell.via})"
        content.append(Span(text=via))
        text += via
    for number, name in enumerate(cell.stated_by):
        party = context.verdict.graph.items[name].title
        said = _("on what %(party)s stated") if number else _("stated by %(party)s")
        stated = f" ({said % {'party': party}})"
        content.append(Span(text=stated))
        text += stated
    return Cell(content=tuple(content), text=text)


def register_grid(
    context: AnnexContext,
    name: str,
    *,
    title: str = "",
    conditions: Sequence[Condition] = (),
    columns: Sequence[str] = (),
) -> TextGrid:
    """Return a register as a table.

    :param name: name of the type
    :param title: its caption; empty: the type's plural title
    :param conditions: which entries it shows
    :param columns: fields and links to show; none: all that have a value
    """
    kind = TYPE[name]
    graph = context.verdict.graph
    register = build_register(graph, kind, conditions=conditions, columns=columns)
    head = [context.localized(kind.title), *(context.words(c.label) for c in register.columns)]
    return Grid(
        head=[[_typographic_cell(text) for text in head]],
        rows=[
            [
                _own_cell(item.title, own_language(context, item)),
                *(
                    _own_cell(
                        field_text(context, item, c),
                        "" if _is_translated(c) else own_language(context, item),
                    )
                    for c in register.columns
                ),
            ]
            for item in register.rows
            if item.id not in context.hidden
        ],
        caption=spans(title or context.localized(kind.plural_title)),
    )


def _own_cell(text: str, lang: str) -> TextCell:
    text = typographic(text)
    return Cell(content=(Span(text=text, lang=lang),), text=text)


def _is_translated(column: Field | Link) -> bool:
    """Return whether the values of a column are words of the interface."""
    return isinstance(column, Field) and column.kind in (FieldKind.ENUM, FieldKind.ENUM_LIST)


def field_text(context: AnnexContext, item: Item, column: Field | Link) -> str:
    """Return the value of a field or link in words.

    :param column: a field or link of its type
    """
    if isinstance(column, Link):
        return ", ".join(item_names(context, item.targets(column.name)))
    written = item.get(column.name)
    if column.kind in (FieldKind.ENUM, FieldKind.ENUM_LIST):
        return ", ".join(_word(context, item, column, part) for part in item.list(column.name))
    if written in context.verdict.graph.items:
        return ", ".join(item_names(context, [written]))
    return " ".join(written.split())


def _word(context: AnnexContext, item: Item, column: Field, value: str) -> str:
    own = context.words.word(value, f"{item.type}.{column.name}")
    plain = with_blanks(value)
    return own if own != plain else context.words.word(value, column.name)


def item_names(context: AnnexContext, identifiers: Sequence[str]) -> list[str]:
    """Return the names of objects, without those that the annex hides."""
    items = context.verdict.graph.items
    shown = (i for i in identifiers if i in items and i not in context.hidden)
    return [_item_name(context, items[i]) for i in shown]


def _item_name(context: AnnexContext, item: Item) -> str:
    if item.type in ("req", "req_topic", "measure", "bsi_module"):
        group = context.verdict.graph.catalogue.groups.get(item.id)
        name = context.localized(group.title) if group else item.id
        return f"{item.get('label')} {name}".strip()
    return printed_number(item, context.annex) or item.title
