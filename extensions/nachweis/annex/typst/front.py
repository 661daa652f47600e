"""What is before and after the text: document control, open points, signatures."""

from __future__ import annotations

from collections.abc import Sequence

from nachweis.annex.content.agreement import unsigned
from nachweis.annex.content.context import AnnexContext
from nachweis.annex.content.document_control import (
    Terms,
    classification,
    control_lines,
    full_title,
    history_head,
    history_rows,
    identifier,
    page_foot,
    statement,
    terms,
    version_name,
)
from nachweis.annex.content.edition import Edition
from nachweis.annex.content.grid import Cell, Grid, Span, text_grid
from nachweis.annex.content.layout import PORTRAIT
from nachweis.annex.content.numbering import typographic
from nachweis.annex.content.open_points import OpenPoint, open_points
from nachweis.annex.content.views import own_language
from nachweis.annex.typst.code import (
    NONE,
    Code,
    array,
    block,
    boolean,
    call,
    dictionary,
    number,
    string,
)
from nachweis.annex.typst.tables import span_code, table
from nachweis.model.annex_statement import AnnexStatus
from nachweis.model.items import Item


def metadata(
    context: AnnexContext, edition: Edition, permalink: Code, *, tables: bool, embedded: bool
) -> Code:
    """Return everything that the template has to know of an annex.

    :param permalink: address and QR code of the version, for the cover of an annex without
        signatures
    :param embedded: whether the coverage is attached
    :param tables: whether there are tables to list
    """
    annex, localized = context.annex, context.localized
    graph = context.verdict.graph
    project = localized(graph.project.settings.title)
    name = typographic(full_title(context))
    classified = classification(context)
    parties = _strings([graph.items[party].title for party in annex.parties])
    date = edition.date
    compared = version_name(context, edition) if edition.compared else ""
    return dictionary(
        {
            "lang": string(context.language),
            "title": string(typographic(localized(annex.title))),
            "full-title": string(" – ".join(filter(None, (name, project, compared)))),
            "author": parties,
            "keywords": _strings(
                [
                    identifier(context),
                    classified,
                    *statement(context, edition, embedded=embedded).keywords(),
                ]
            ),
            "label": string(typographic(localized(annex.label))),
            "project": string(project),
            "part-of": string(typographic(localized(annex.part_of))),
            "subject": string(typographic(localized(annex.subject))),
            "classification": string(classified),
            "running": string(name),
            "foot": string(page_foot(context, edition)),
            "draft": boolean(value=edition.status is not AnnexStatus.RELEASED),
            "unsigned": string(unsigned(context, edition)),
            "tables": boolean(value=tables),
            "permalink": NONE if annex.signatures else permalink,
            "depth": number(3),
            "date": array([number(date.year), number(date.month), number(date.day)]),
            "parties": parties,
            "control": array(
                [array([string(k), _value(v)]) for k, v in control_lines(context, edition)]
            ),
            "history": _history(context, edition),
            "terms": array([_terms(block) for block in terms(context)]),
            "words": dictionary({k: string(v) for k, v in _words(context, edition).items()}),
        }
    )


def _history(context: AnnexContext, edition: Edition) -> Code:
    if not edition.history:
        return NONE
    grid = text_grid(history_head(context), history_rows(context, edition))
    return table(grid.render(span_code), PORTRAIT)


def _terms(told: Terms) -> Code:
    return dictionary(
        {
            "lang": string(told.language),
            "intro": string(told.intro),
            "meanings": array([_strings(pair) for pair in told.meanings]),
            "governing": string(told.governing),
        }
    )


def _strings(texts: Sequence[str]) -> Code:
    return array([string(text) for text in texts])


def _value(value: str | list[str]) -> Code:
    return string(value) if isinstance(value, str) else _strings(value)


def _words(context: AnnexContext, edition: Edition) -> dict[str, str]:
    _ = context.words
    return {
        "contents": _("Contents"),
        "tables": _("List of tables"),
        "page": _("Page"),
        "page-short": _("p."),
        "of": _("of"),
        "continued": _("(continued)"),
        "draft": _("Comparison") if edition.compared else _("Draft"),
        "between": _("between"),
        "history": _("Change history"),
        "terms": _("Terms"),
    }


def open_points_table(context: AnnexContext, items: Sequence[Item]) -> list[Code]:
    """List the open points of a draft; nothing if there are none.

    :param items: the objects that the annex holds
    """
    _ = context.words
    points = open_points(context, items)
    if not points:
        return []
    head = (_("No."), _("Where"), _("Page"), _("What"), _("Owner"))
    grid = Grid(
        head=[[_cell(text) for text in head]],
        rows=[_point(context, number, point) for number, point in enumerate(points, start=1)],
        caption=string(_("What is to be settled before a release")),
    )
    heading = call("heading", string(_("Open points")), level=number(1))
    return [heading, table(grid, PORTRAIT)]


def _point(context: AnnexContext, place: int, point: OpenPoint) -> list[Cell[Code]]:
    label = context.names.of_item(point.item.id)
    page = call("page-of", call("label", string(label))) if label else block([])
    return [
        _cell(str(place)),
        _cell(point.where, own_language(context, point.item)),
        Cell(content=page, text="0000"),
        _cell(point.message),
        _cell(point.owner),
    ]


def _cell(text: str, lang: str = "") -> Cell[Code]:
    return Cell(content=span_code((Span(text=text, lang=lang),)), text=text)
