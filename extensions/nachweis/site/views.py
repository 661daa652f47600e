"""Filling the places of views with HTML when a page is written."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from docutils import nodes
from sphinx.application import Sphinx

from nachweis.i18n import translator
from nachweis.model.catalogue import in_language
from nachweis.model.terms import Party, Phase
from nachweis.model.terms import State as CellState
from nachweis.site.changes import changes_view
from nachweis.site.links import Links
from nachweis.site.registers import REGISTER_VIEWS
from nachweis.site.render import render
from nachweis.site.state import State, state_of
from nachweis.sources.yaml.annexes import read_annexes
from nachweis.views.catalogue import build_entries
from nachweis.views.crosswalk import build_crosswalk
from nachweis.views.dashboard import build_dashboard
from nachweis.views.matrix import Selection, build_heat_map, build_matrix
from nachweis.views.mine import build_mine


class ViewNode(nodes.General, nodes.Element):
    """The place of a view in a page, with its name and options."""


def resolve_views(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Replace the places of views by what they show.

    :param app: the build's application
    :param doctree: the page
    :param docname: its name
    """
    places = list(doctree.findall(ViewNode))
    if not places:
        return
    for place in places:
        html = view_html(app, docname, place["view"], place["options"])
        place.replace_self(nodes.raw("", html, format="html"))


def view_html(app: Sphinx, docname: str, view: str, options: Mapping[str, Any]) -> str:
    """Return a view as HTML.

    :param app: the build's application
    :param docname: the page that shows it
    :param view: name of the view
    :param options: options of its directive
    """
    state = state_of(app)
    key = ("view", docname, view, repr(sorted(options.items())))
    return state.once(key, lambda: _VIEWS[view](state, Links(state, app.builder, docname), options))


def _matrix(state: State, links: Links, options: Mapping[str, Any]) -> str:
    verdict = _verdict(state)
    selection = Selection(
        phases=frozenset(Phase(p) for p in options.get("phase", ())),
        measures=frozenset(options.get("measure", ())),
        parties=frozenset(Party(p) for p in options.get("party", ())),
        states=frozenset(CellState(s) for s in options.get("state", ())),
        kinds=frozenset(k for k in options.get("kind", ())),
    )
    matrix = build_matrix(verdict.graph, verdict.coverage, selection)
    _ = translator(state.language)
    title = options.get("title") or _("Coverage")
    return render("matrix", state, links, matrix=matrix, title=title, verdict=verdict)


def _phase(state: State, links: Links, options: Mapping[str, Any]) -> str:
    phase = Phase(options["for"])
    dashboard = build_dashboard(_verdict(state))
    step = next(step for step in dashboard.steps if step.phase is phase)
    findings = [f for f in dashboard.open if f.phase is phase]
    return render("phase", state, links, step=step, findings=findings, verdict=_verdict(state))


def _map(state: State, links: Links, _: Mapping[str, Any]) -> str:
    verdict = _verdict(state)
    heat_map = build_heat_map(verdict.graph, verdict.coverage)
    return render("map", state, links, map=heat_map, verdict=verdict)


def _home(state: State, links: Links, _: Mapping[str, Any]) -> str:
    verdict = _verdict(state)
    annexes = list(_annexes(state))
    board = build_dashboard(verdict)
    return render("home", state, links, dashboard=board, verdict=verdict, annexes=annexes)


def _annexes(state: State) -> Iterator[tuple[str, str]]:
    """Yield name and title of each annex that was built."""
    folder = state.workspace.project(state.config.project)
    declared = read_annexes(folder, state.workspace.root)
    for name in state.config.annexes.split():
        if name in declared:
            yield name, in_language(declared[name].title, state.language)


def _mine(state: State, links: Links, options: Mapping[str, Any]) -> str:
    verdict = _verdict(state)
    mine = build_mine(verdict, Party(options["for"]))
    return render("mine", state, links, mine=mine, verdict=verdict)


def _decisions(state: State, links: Links, _: Mapping[str, Any]) -> str:
    verdict = _verdict(state)
    waived = {cell.decision: cell.state for cell in verdict.coverage.cells if cell.decision}
    by_rule = [cell for cell in verdict.coverage.cells if cell.reason]
    return render("decisions", state, links, verdict=verdict, waived=waived, by_rule=by_rule)


def _catalogue(state: State, links: Links, _: Mapping[str, Any]) -> str:
    verdict = state.verdict
    catalogue = (verdict or state.verdicts[0]).graph.catalogue
    entries = build_entries(catalogue, verdict.coverage if verdict else None)
    return render("catalogue", state, links, entries=entries, judged=verdict is not None)


def _crosswalk(state: State, links: Links, options: Mapping[str, Any]) -> str:
    verdict = _verdict(state)
    crosswalk = state.crosswalks[options["for"]]
    rows = build_crosswalk(crosswalk, verdict.coverage)
    return render("crosswalk", state, links, crosswalk=crosswalk, rows=rows, verdict=verdict)


def _portfolio(state: State, links: Links, _: Mapping[str, Any]) -> str:
    projects = [(verdict, build_dashboard(verdict)) for verdict in state.verdicts]
    return render("portfolio", state, links, projects=projects)


def _verdict(state: State) -> Any:
    assert state.verdict is not None  # noqa: S101 - the pages of these views are a project's
    return state.verdict


_VIEWS: Final[Mapping[str, Callable[[State, Links, Mapping[str, Any]], str]]] = {
    **REGISTER_VIEWS,
    "matrix": _matrix,
    "phase": _phase,
    "map": _map,
    "home": _home,
    "mine": _mine,
    "decisions": _decisions,
    "crosswalk": _crosswalk,
    "catalogue": _catalogue,
    "changes": changes_view,
    "portfolio": _portfolio,
}
