"""Declarations of all views: what builds each, its template, and its pages in a site."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import PurePosixPath
from typing import Any, Final

from nachweis.i18n import translator
from nachweis.model.catalogue import in_language
from nachweis.model.facts import parse_fact, value_of
from nachweis.model.items import Item
from nachweis.model.objects import TYPE
from nachweis.model.outputs import View
from nachweis.model.registry import Registry
from nachweis.model.terms import Party, Phase, State
from nachweis.trace.diff import diff
from nachweis.trace.gate import Verdict
from nachweis.trace.snapshot import snapshot
from nachweis.views.actions import build_actions, open_actions
from nachweis.views.bid_tables import BID_TABLES, BIDS, comparison_pages
from nachweis.views.calendar import build_calendar
from nachweis.views.catalogue import alphabetical, build_entries
from nachweis.views.chain import draw_parties
from nachweis.views.changes import build_changes
from nachweis.views.checks import ALL, build_checks, check_pages
from nachweis.views.communication import build_communication
from nachweis.views.crosswalk import build_crosswalk
from nachweis.views.dashboard import build_dashboard
from nachweis.views.evidence import (
    open_corrections,
    proof_index,
    states,
    totals_by_measure,
    totals_by_phase,
)
from nachweis.views.gantt import draw_phases
from nachweis.views.grundschutz_check import ALL as CHECK
from nachweis.views.grundschutz_check import check_parts, grundschutz_check
from nachweis.views.levels import build_levels
from nachweis.views.library import SAID, by_model, uses
from nachweis.views.matrix import Selection, build_heat_map, build_matrix
from nachweis.views.mine import build_mine, parties_of
from nachweis.views.network import build_interfaces, build_protection
from nachweis.views.party import PartyView, build_parties, party_pages
from nachweis.views.privacy import processing_duties, technical_measures
from nachweis.views.processes import business_impact, modelling, protection_needs, structure
from nachweis.views.registers import build_register
from nachweis.views.rights import build_rights
from nachweis.views.risks import risk_matrix, risk_treatment
from nachweis.views.steering import build_agreements, build_concepts
from nachweis.views.table import PageRequest, ViewRequest
from nachweis.views.tender import asked_of_bidders, questions_of_bidders
from nachweis.views.trend import draw_trend

CHANGES_PAGE: Final = "changes/since-{}"
"""Name of the page of changes since a version."""
REQUIREMENTS_PAGE: Final = "coverage/all"
"""Name of the page with all requirements, below which those of their proofs stand."""


def selection(options: Any) -> Selection:
    """Parse the options that select the cells of a matrix.

    :param options: lists of words by the name of each option of ``{coverage-matrix}``
    """
    return Selection(
        phases=frozenset(Phase(p) for p in options.get("phase", ())),
        measures=frozenset(options.get("measure", ())),
        parties=frozenset(Party(p) for p in options.get("party", ())),
        states=frozenset(State(s) for s in options.get("state", ())),
        kinds=frozenset(options.get("kind", ())),
    )


def _matrix(request: ViewRequest) -> dict[str, Any]:
    verdict = request.verdict
    matrix = build_matrix(verdict.graph, verdict.coverage, selection(request.options))
    title = request.options.get("title") or translator(request.language)("Coverage")
    return {"matrix": matrix, "title": title, "changed_since": request.build.changed_since()}


def _phase(request: ViewRequest) -> dict[str, Any]:
    phase = Phase(request.options["for"])
    dashboard = build_dashboard(request.verdict)
    step = next(step for step in dashboard.steps if step.phase is phase)
    return {"step": step, "findings": [f for f in dashboard.open if f.phase is phase]}


def _map(request: ViewRequest) -> dict[str, Any]:
    return {"map": build_heat_map(request.verdict.graph, request.verdict.coverage)}


MOST_REQUIREMENTS: Final = 600
"""Maximum number of rows of the matrix of all requirements; the workbook has all."""


def _requirements(request: ViewRequest) -> dict[str, Any]:
    return {**_matrix(request), "most": MOST_REQUIREMENTS}


def _checks(request: ViewRequest) -> dict[str, Any]:
    pages = request.build.once(("checks",), lambda: build_checks(request.verdict))
    return {"view": pages[request.options.get("for", ALL)]}


def _party(request: ViewRequest) -> dict[str, Any]:
    return {"view": _party_views(request)[request.options["for"]]}


def _parties_table(request: ViewRequest) -> dict[str, Any]:
    return {
        "views": list(_party_views(request).values()),
        "drawing": draw_parties(request.verdict.graph, translator(request.language)),
    }


def _party_views(request: ViewRequest) -> Mapping[str, PartyView]:
    """Return what is known of each party, collected once in a build."""
    views: Mapping[str, PartyView] = request.build.once(
        ("parties",), lambda: build_parties(request.verdict)
    )
    return views


def _home(request: ViewRequest) -> dict[str, Any]:
    verdict, words = request.verdict, translator(request.language)
    releases = request.build.baselines
    days = {version: baseline.date for version, baseline in releases.items()}
    drawings = (
        draw_phases(verdict, days, words),
        draw_parties(verdict.graph, words),
        draw_trend(verdict, releases.values(), words),
    )
    return {
        "dashboard": build_dashboard(verdict),
        "annexes": request.build.annexes(),
        "drawings": [drawing for drawing in drawings if drawing],
        "analyses": [
            (f"analysis/{name}", in_language(title, request.language))
            for name, _, title, kind in _ANALYSES
            if verdict.graph.of_type(kind)
        ],
    }


def _mine(request: ViewRequest) -> dict[str, Any]:
    return {"mine": build_mine(request.verdict, Party(request.options["for"]))}


def _decisions(request: ViewRequest) -> dict[str, Any]:
    cells = request.verdict.coverage.cells
    return {
        "waived": {cell.decision: cell.state for cell in cells if cell.decision},
        "by_rule": [cell for cell in cells if cell.reason],
    }


def _glossary(request: ViewRequest) -> dict[str, Any]:
    graph, language = request.verdict.graph, request.language
    terms = sorted(
        graph.catalogue.glossary,
        key=lambda term: alphabetical(in_language(term.term, language)),
    )
    return {"terms": terms, "uses": request.build.uses_of_terms()}


def _catalogue(request: ViewRequest) -> dict[str, Any]:
    judged = request.build.verdict is not None
    coverage = request.verdict.coverage if judged else None
    catalogue = request.verdict.graph.catalogue
    entries = build_entries(catalogue, coverage)
    return {"entries": entries, "judged": judged, "phase_texts": catalogue.phases}


def _crosswalk(request: ViewRequest) -> dict[str, Any]:
    crosswalk = request.build.crosswalks[request.options["for"]]
    graph = request.verdict.graph
    items = graph.project.items
    rows = build_crosswalk(crosswalk, graph.catalogue, request.verdict.coverage, items)
    return {"crosswalk": crosswalk, "rows": rows}


def _portfolio(request: ViewRequest) -> dict[str, Any]:
    return {"portfolio": request.build.portfolio()}


def _changes(request: ViewRequest) -> dict[str, Any]:
    baselines, version = request.build.baselines, request.options["for"]
    now = request.build.once(("snapshot",), lambda: snapshot(request.verdict))
    return {
        "view": build_changes(diff(baselines[version], now), translator(request.language)),
        "others": [(name, CHANGES_PAGE.format(name)) for name in baselines if name != version],
        "old_page": _old_page,
    }


def _old_page(item: Item) -> str:
    """Return the address of an object in the pages of its version, or an empty text."""
    parts = PurePosixPath(item.document).parts[2:]  # behind projects/KEY
    return f"{PurePosixPath(*parts).with_suffix('.html')}#{item.id}" if parts else ""


def _calendar(request: ViewRequest) -> dict[str, Any]:
    return {"calendar": build_calendar(request.verdict)}


def _register(request: ViewRequest) -> dict[str, Any]:
    """Build the table of a type's entries: all of a file, or those that a directive selects."""
    options, kind = request.options, TYPE[request.options["type"]]
    register = build_register(
        request.verdict.graph,
        kind,
        document=options.get("for", ""),
        conditions=options.get("conditions", ()),
        columns=options.get("columns", ()),
    )
    title = options.get("title") or in_language(kind.plural_title, request.language)
    return {"register": register, "title": title}


def _entries(
    build: Callable[[Verdict, Sequence[Item]], object],
) -> Callable[[ViewRequest], dict[str, Any]]:
    """Make the builder of a register's own view from what makes it of the entries shown."""

    def view(request: ViewRequest) -> dict[str, Any]:
        values = _register(request)
        return {**values, "view": build(request.verdict, values["register"].rows)}

    return view


def _open_actions(request: ViewRequest) -> dict[str, Any]:
    title = translator(request.language)("Open corrective actions")
    view = open_actions(request.verdict.graph, request.verdict.coverage)
    return {"view": view, "title": title}


def _models(request: ViewRequest) -> dict[str, Any]:
    found = uses(request.verdict.graph, request.language)
    return {"groups": by_model(found), "said": SAID}


def _fact(request: ViewRequest) -> dict[str, Any]:
    fact = parse_fact(request.options["for"])
    graph = request.verdict.graph
    return {"fact": fact, "value": value_of(graph.items, fact, graph.project.settings.language)}


def _phases(_: PageRequest) -> Iterable[str]:
    return Phase


def _versions(request: PageRequest) -> Iterable[str]:
    return request.versions


def _if_models(request: PageRequest) -> Iterable[str]:
    """Return the argument of the page about models, which is there where a text has one."""
    items = request.verdict.graph.project.items
    return ("models",) if any("model" in item.fields for item in items) else ()


def _if_any(kind: str, name: str) -> Callable[[PageRequest], Iterable[str]]:
    """Make the arguments of a view that has its page only where there is an object of a type."""
    return lambda request: (name,) if request.verdict.graph.of_type(kind) else ()


def _if_tender(request: PageRequest) -> Iterable[str]:
    has_one = request.verdict.graph.project.settings.tender is not None
    return ("tender-requirements",) if has_one else ()


def _of_verdict(
    pages: Callable[[Verdict], Iterable[str]],
) -> Callable[[PageRequest], Iterable[str]]:
    """Make the arguments of a view that follow from the verdict alone."""
    return lambda request: pages(request.verdict)


_OF_ENTRIES: Final[Mapping[str, Callable[[Verdict, Sequence[Item]], object]]] = {
    "communication": lambda v, rows: build_communication(v.graph, rows, v.coverage.as_of),
    "levels": lambda v, rows: build_levels(rows, v.coverage.as_of),
    "protection": lambda v, rows: build_protection(v.graph, rows),
    "interfaces": lambda v, rows: build_interfaces(v.graph, rows),
    "concepts": lambda v, rows: build_concepts(v.graph, rows, v.coverage.as_of),
    "agreements": lambda v, rows: build_agreements(v.graph, rows, v.coverage),
    "actions": lambda v, rows: build_actions(v.graph, rows, v.coverage),
    "rights": lambda v, rows: build_rights(v.graph, rows, v.coverage),
}
"""What a register shows besides its table: what builds it from the entries, by view."""

_TABLES: Final = (
    (
        "totals-by-phase",
        totals_by_phase,
        {"en": "Totals by phase", "de": "Summen nach Phasen"},
    ),
    (
        "totals-by-measure",
        totals_by_measure,
        {"en": "Totals by measure", "de": "Summen nach Maßnahmen"},
    ),
    ("states", states, {"en": "What the states mean", "de": "Bedeutung der Zustände"}),
    ("proof-index", proof_index, {"en": "Index of proofs", "de": "Verzeichnis der Belege"}),
    (
        "corrective-actions",
        open_corrections,
        {"en": "Open corrective actions", "de": "Offene Korrekturmaßnahmen"},
    ),
)
"""Tables for auditors, on pages and in annexes: name, builder, heading."""

_ANALYSES: Final = (
    (
        "structure-analysis",
        structure,
        {"en": "Structure analysis", "de": "Strukturanalyse"},
        "process",
    ),
    (
        "protection-needs",
        protection_needs,
        {"en": "Protection needs", "de": "Schutzbedarfsfeststellung"},
        "process",
    ),
    ("modelling", modelling, {"en": "Modelling", "de": "Modellierung"}, "process"),
    (
        "grundschutz-check",
        grundschutz_check,
        {"en": "IT-Grundschutz check", "de": "IT-Grundschutz-Check"},
        "process",
    ),
    ("risk-matrix", risk_matrix, {"en": "Risk matrix", "de": "Risikomatrix"}, "threat"),
    (
        "risk-treatment",
        risk_treatment,
        {"en": "Risk treatment", "de": "Risikobehandlung"},
        "threat",
    ),
    (
        "business-impact",
        business_impact,
        {"en": "Business impact analysis", "de": "Business-Impact-Analyse"},
        "process",
    ),
    (
        "processing-duties",
        processing_duties,
        {"en": "Data processing agreement", "de": "Auftragsverarbeitung"},
        "process",
    ),
    (
        "technical-measures",
        technical_measures,
        {
            "en": "Technical and organisational measures",
            "de": "Technische und organisatorische Maßnahmen",
        },
        "process",
    ),
)
"""The steps of BSI 200-2, 200-3 and 200-4: name, builder, heading, and the type without which a
project has no page of it."""

_OWN: Final = (
    View(
        name="home",
        build=_home,
        template="home",
        page="index",
        page_template="home.md.j2",
        group="",
    ),
    View(
        name="map",
        build=_map,
        template="map",
        page="coverage/index",
        page_template="map.md.j2",
        embeds=True,
    ),
    View(
        name="phase",
        build=_phase,
        template="phase",
        page="coverage/{}",
        page_template="phase.md.j2",
        arguments=_phases,
    ),
    View(
        name="requirements",
        build=_requirements,
        template="requirements",
        page=REQUIREMENTS_PAGE,
        page_template="requirements.md.j2",
    ),
    View(
        name="checks",
        build=_checks,
        template="checks",
        page="coverage/{}",
        page_template="checks.md.j2",
        arguments=_of_verdict(check_pages),
        nested=True,
        embeds=True,
    ),
    View(
        name="calendar",
        build=_calendar,
        template="calendar",
        page="calendar",
        page_template="calendar.md.j2",
        embeds=True,
    ),
    View(
        name="open-actions",
        build=_open_actions,
        template="actions",
        page="actions",
        page_template="actions.md.j2",
        embeds=True,
    ),
    View(
        name="changes",
        build=_changes,
        template="changes",
        page=CHANGES_PAGE,
        page_template="changes.md.j2",
        arguments=_versions,
        nested=True,
    ),
    View(
        name="mine",
        build=_mine,
        template="mine",
        page="mine/{}",
        page_template="mine.md.j2",
        arguments=_of_verdict(parties_of),
        group="mine",
    ),
    View(
        name="party",
        build=_party,
        template="party",
        page="parties/{}",
        page_template="parties.md.j2",
        arguments=_of_verdict(party_pages),
        group="mine",
        nested=True,
    ),
    View(name="parties", build=_parties_table, template="parties"),
    View(
        name="decisions",
        build=_decisions,
        template="decisions",
        page="decisions-and-derogations",
        page_template="decisions.md.j2",
        group="decisions",
        embeds=True,
    ),
    View(
        name="models",
        build=_models,
        template="models",
        title={"en": "Texts made from models", "de": "Texte aus Mustern"},
        page="models",
        arguments=_if_models,
        embeds=True,
    ),
    View(name="fact", build=_fact, template="fact"),
    View(name="matrix", build=_matrix, template="matrix"),
    View(name="register", build=_register, template="register"),
    *(View(name=name, build=_entries(build), template=name) for name, build in _OF_ENTRIES.items()),
    View(name="catalogue", build=_catalogue, template="catalogue"),
    View(name="glossary", build=_glossary, template="glossary"),
    View(name="crosswalk", build=_crosswalk, template="crosswalk"),
    View(name="portfolio", build=_portfolio, template="portfolio"),
    *(
        View(name=name, build=build, title=title, embeds=True, annex=True)
        for name, build, title in _TABLES
    ),
    *(
        View(
            name=name,
            build=build,
            title=title,
            page="comparison/{}" if name == BIDS else "",
            page_template="comparison.md.j2",
            arguments=_of_verdict(comparison_pages),
            group="tender",
            nested=True,
            embeds=True,
            annex=True,
        )
        for name, build, title in BID_TABLES
    ),
    View(
        name="tender-requirements",
        build=asked_of_bidders,
        title={"en": "Requirements for bidders", "de": "Anforderungen an Bieter"},
        page="tender/requirements",
        arguments=_if_tender,
        group="tender",
        embeds=True,
        annex=True,
    ),
    View(
        name="tender-questions",
        build=questions_of_bidders,
        title={"en": "Questions and answers", "de": "Fragen und Antworten"},
        embeds=True,
        annex=True,
    ),
    *(
        View(
            name=name,
            build=build,
            title=title,
            page="analysis/{}",
            page_template="check.md.j2" if name == CHECK else "view.md.j2",
            arguments=_of_verdict(check_parts) if name == CHECK else _if_any(kind, name),
            group="analysis",
            nested=True,
            embeds=True,
            annex=True,
        )
        for name, build, title, kind in _ANALYSES
    ),
)

VIEWS: Final = Registry("view", _OWN, lambda extension: extension.views)
"""The views by name."""
