"""Registers and the calendar on pages: each type with the view that says most about it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import PurePosixPath
from typing import Any, Final

from nachweis.model.catalogue import in_language
from nachweis.model.items import Item
from nachweis.model.kinds import ObjectType
from nachweis.model.objects import TYPE
from nachweis.site.links import Links
from nachweis.site.render import render
from nachweis.site.state import State
from nachweis.trace.gate import Verdict
from nachweis.trace.graph import Graph
from nachweis.views.calendar import build_calendar
from nachweis.views.communication import build_communication
from nachweis.views.levels import build_levels
from nachweis.views.network import build_interfaces, build_protection
from nachweis.views.registers import build_register
from nachweis.views.rights import build_rights
from nachweis.views.steering import build_agreements, build_concepts

_Build = Callable[[Verdict, tuple[Item, ...]], Any]

_SPECIAL: Final[Mapping[str, tuple[str, _Build]]] = {
    "partner": (
        "communication",
        lambda v, items: build_communication(v.graph, items, v.coverage.as_of),
    ),
    "sla": ("levels", lambda v, items: build_levels(items, v.coverage.as_of)),
    "asset": ("protection", lambda v, items: build_protection(v.graph, items)),
    "interface": ("interfaces", lambda v, items: build_interfaces(v.graph, items)),
    "concept": ("concepts", lambda v, items: build_concepts(v.graph, items, v.coverage.as_of)),
    "agreement": ("agreements", lambda v, items: build_agreements(v.graph, items, v.coverage)),
    "right": ("rights", lambda v, items: build_rights(v.graph, items, v.coverage)),
}
"""The types whose pages say more than their fields and links do: template and values."""


def items_of(graph: Graph, document: str) -> list[Item]:
    """Return the objects that a YAML file lists.

    :param graph: catalogue and project
    :param document: path of the file
    """
    return [item for item in graph.project.items if item.document == document]


def kinds_of(graph: Graph, document: str) -> list[ObjectType]:
    """Return the types of the objects that a YAML file lists, in its order.

    :param graph: catalogue and project
    :param document: path of the file
    """
    return [TYPE[name] for name in dict.fromkeys(i.type for i in items_of(graph, document))]


def list_title(graph: Graph, document: str, language: str) -> str:
    """Return the heading of a YAML file: what it lists, or its name where that says more.

    :param graph: catalogue and project
    :param document: path of the file
    :param language: language of the site
    """
    kinds = kinds_of(graph, document)
    name = PurePosixPath(document).stem
    files = {item.document for item in graph.project.items if [TYPE[item.type]] == kinds}
    alone = not any(f.endswith((".yaml", ".yml")) for f in files - {document})
    for kind in kinds:
        if kind.plural == name or (len(kinds) == 1 and alone):
            return in_language(kind.plural_title, language)
    return name.replace("-", " ").capitalize()


def _entries(state: State, links: Links, options: Mapping[str, Any]) -> str:
    """Return what the page of a register shows of one type above its cards."""
    values = _values(state, options["type"], document=options["for"])
    special = _SPECIAL.get(options["type"])
    if special is None:
        return render("register", state, links, **values)
    template, build = special
    view = build(values["verdict"], values["register"].rows)
    return render(template, state, links, view=view, **values)


def _register(state: State, links: Links, options: Mapping[str, Any]) -> str:
    """Return the table that the directive asks for."""
    selection = {name: options[name] for name in ("conditions", "columns")}
    values = _values(state, options["type"], **selection)
    values["title"] = options["title"] or values["title"]
    return render("register", state, links, **values)


def _values(state: State, name: str, **selection: Any) -> dict[str, Any]:
    verdict = state.verdict
    assert verdict is not None  # noqa: S101 - registers are a project's
    return {
        "verdict": verdict,
        "graph": verdict.graph,
        "register": build_register(verdict.graph, TYPE[name], **selection),
        "title": in_language(TYPE[name].plural_title, state.language),
    }


def _calendar(state: State, links: Links, _: Mapping[str, Any]) -> str:
    verdict = state.verdict
    assert verdict is not None  # noqa: S101 - the calendar is a project's
    calendar = build_calendar(verdict)
    return render("calendar", state, links, calendar=calendar, graph=verdict.graph)


REGISTER_VIEWS: Final[Mapping[str, Callable[[State, Links, Mapping[str, Any]], str]]] = {
    "entries": _entries,
    "register": _register,
    "calendar": _calendar,
}
