"""Directives that put a view into a page; they hold no logic, only options."""

from __future__ import annotations

import enum
from collections.abc import Callable
from typing import Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives as rst
from sphinx.application import Sphinx
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

from nachweis.model.terms import Party, Phase, ProofKind, State
from nachweis.site.state import state_of
from nachweis.site.views import ViewNode, resolve_views
from nachweis.trace.gate import Verdict
from nachweis.views.registers import listed_type, parse_columns, parse_conditions

logger = logging.getLogger(__name__)


def _one_of(values: type[enum.StrEnum]) -> Callable[[str | None], list[str]]:
    """Return a converter of a list whose parts are words of a vocabulary."""

    def convert(argument: str | None) -> list[str]:
        parts = [part.strip() for part in (argument or "").split(",") if part.strip()]
        allowed = ", ".join(values)
        for part in parts:
            if part not in list(values):
                raise ValueError(f"{part!r} is unknown; allowed are {allowed}")
        if not parts:
            raise ValueError(f"is empty; allowed are {allowed}")
        return parts

    return convert


class CoverageMatrix(SphinxDirective):
    """``{coverage-matrix}``: the matrix of the project's cells, as far as its options select."""

    option_spec: ClassVar[dict[str, Callable[[str], Any]]] = {
        "phase": _one_of(Phase),
        "measure": rst.unchanged_required,
        "party": _one_of(Party),
        "state": _one_of(State),
        "kind": _one_of(ProofKind),
        "title": rst.unchanged,
    }
    has_content = False

    def run(self) -> list[nodes.Node]:
        """Return the place of the matrix; it is filled when the page is written."""
        verdict = _verdict(self)
        if verdict is None:
            return []
        options = dict(self.options)
        measures = [part.strip() for part in options.get("measure", "").split(",") if part.strip()]
        groups = verdict.graph.catalogue.groups
        for measure in measures:
            if measure not in groups:
                allowed = ", ".join(g.id for g in groups.values() if g.type != "req_topic")
                raise self.error(f"measure: {measure!r} is unknown; allowed are {allowed}")
        options["measure"] = measures
        return [ViewNode("", view="matrix", options=options)]


class RegisterTable(SphinxDirective):
    """``{register} TYPE``: the table of a type's entries, as far as its options select."""

    required_arguments = 1
    option_spec: ClassVar[dict[str, Callable[[str], Any]]] = {
        "where": rst.unchanged_required,
        "columns": rst.unchanged_required,
        "title": rst.unchanged,
    }
    has_content = False

    def run(self) -> list[nodes.Node]:
        """Return the place of the table; it is filled when the page is written."""
        if _verdict(self) is None:
            return []
        try:
            kind = listed_type(self.arguments[0])
            where, columns = self.options.get("where"), self.options.get("columns")
            options = {
                "type": kind.name,
                "conditions": parse_conditions(kind, where) if where is not None else (),
                "columns": parse_columns(kind, columns) if columns is not None else (),
                "title": self.options.get("title", ""),
            }
        except ValueError as error:
            raise self.error(f"{self.name}: {error}") from error
        return [ViewNode("", view="register", options=options)]


def _verdict(directive: SphinxDirective) -> Verdict | None:
    """Return the project of the site; in the portfolio warn, and return nothing."""
    verdict = state_of(directive.env.app).verdict
    if verdict is None:
        logger.warning(
            "%s: this site is of all projects; put it into a project",
            directive.name,
            location=directive.get_location(),
            type="nachweis",
            subtype="no-project",
        )
    return verdict


class View(SphinxDirective):
    """``{nachweis-view} NAME``: a view of a generated page, with an argument below it."""

    required_arguments = 1
    option_spec: ClassVar[dict[str, Callable[[str], Any]]] = {
        "for": rst.unchanged,
        "type": rst.unchanged,
    }

    def run(self) -> list[nodes.Node]:
        """Return the place of the view."""
        return [ViewNode("", view=self.arguments[0], options=dict(self.options))]


def _skip(_: Any, __: ViewNode) -> None:
    raise nodes.SkipNode


def setup(app: Sphinx) -> None:
    """Register the directives and the node that they leave.

    :param app: the application
    """
    app.add_directive("coverage-matrix", CoverageMatrix)
    app.add_directive("register", RegisterTable)
    app.add_directive("nachweis-view", View)
    skip = (_skip, None)
    app.add_node(ViewNode, html=skip, latex=skip, text=skip, man=skip, texinfo=skip)
    app.connect("doctree-resolved", resolve_views, priority=90)
