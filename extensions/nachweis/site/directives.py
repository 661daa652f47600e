"""Directives that put a view into a page; they parse options and contain no logic."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, ClassVar, Final

from docutils import nodes
from docutils.parsers.rst import directives as rst
from sphinx.application import Sphinx
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective, SphinxRole

from nachweis.model.items import split_list
from nachweis.model.objects import PROOFS
from nachweis.model.terms import Party, Phase, State
from nachweis.site.state import state_of
from nachweis.site.views import ViewNode, resolve_views
from nachweis.trace.gate import Verdict
from nachweis.views.declared import VIEWS
from nachweis.views.registers import listed_type, parse_columns, parse_conditions

logger = logging.getLogger(__name__)


class AnyOption(dict[str, Callable[[Any], Any]]):
    """An option specification that accepts everything, to be checked with messages of our own."""

    def __getitem__(self, _: str) -> Callable[[Any], Any]:
        """Return the identity function."""
        return rst.unchanged

    def __bool__(self) -> bool:
        """Return True: there are options."""
        return True


_WORDS: Final[Mapping[str, Iterable[str]]] = {
    "phase": Phase,
    "party": Party,
    "state": [state for state in State if state not in (State.UNDISCLOSED, State.PROVEN)],
    "kind": PROOFS,
}
"""Options of the matrix whose values are words of a vocabulary; who writes a page sees all."""


class CoverageMatrix(SphinxDirective):
    """``{coverage-matrix}``: the matrix of the cells that its options select."""

    option_spec: ClassVar[dict[str, Callable[[str], Any]]] = AnyOption()
    has_content = False

    def run(self) -> list[nodes.Node]:
        """Return a placeholder for the matrix, filled when the page is written, or errors."""
        verdict = _verdict(self)
        if verdict is None:
            return []
        groups = verdict.graph.catalogue.groups.values()
        allowed: dict[str, Sequence[str]] = {name: tuple(w) for name, w in _WORDS.items()}
        allowed["measure"] = [g.id for g in groups if g.type != "req_topic" and not g.cited]
        known = {**allowed, "measure": [g.id for g in groups]}
        options: dict[str, Any] = {"title": self.options.pop("title", "")}
        problems: list[str] = []
        for name, text in self.options.items():
            options[name] = list(split_list(text or ""))
            problems += _objections(name, options[name], known, allowed)
        if problems:
            self.env.note_reread()  # an error is reported in every build, until it is corrected
            return [node for problem in problems for node in _error(self, problem)]
        return [ViewNode("", view="matrix", options=options)]


def _error(directive: SphinxDirective, message: str) -> Iterator[nodes.Node]:
    """Report an error on the terminal and on the page."""
    yield directive.state.document.reporter.error(message, line=directive.lineno)
    yield nodes.error("", nodes.paragraph("", message))


def _objections(
    name: str,
    parts: Sequence[str],
    known: Mapping[str, Sequence[str]],
    allowed: Mapping[str, Sequence[str]],
) -> Iterator[str]:
    """Yield the errors of an option of the matrix.

    :param name: its name
    :param parts: its values
    :param known: the values that each option may have
    :param allowed: those of them to name in a message
    """
    if name not in known:
        options = sorted([*known, "title"])
        yield f"coverage-matrix: unknown option {name!r}{_choices(name, options)}"
    elif not parts:
        yield f"coverage-matrix: {name} is empty{_choices('', allowed[name])}"
    for part in parts if name in known else ():
        if part not in known[name]:
            yield f"coverage-matrix: {name}: {part!r} is unknown{_choices(part, allowed[name])}"


def _choices(written: str, allowed: Sequence[str]) -> str:
    close = difflib.get_close_matches(written, allowed, n=1)
    guess = f" (did you mean {close[0]}?)" if close else ""
    return f"{guess}; allowed are {', '.join(allowed)}"


class RegisterTable(SphinxDirective):
    """``{register} TYPE``: the table of a type's entries that its options select."""

    required_arguments = 1
    option_spec: ClassVar[dict[str, Callable[[str], Any]]] = {
        "where": rst.unchanged_required,
        "columns": rst.unchanged_required,
        "title": rst.unchanged,
    }
    has_content = False

    def run(self) -> list[nodes.Node]:
        """Return a placeholder for the table, filled when the page is written."""
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
    """Return the verdict of the site's project; in the portfolio warn, and return None."""
    verdict = state_of(directive.env).verdict
    if verdict is None:
        logger.warning(
            "%s: this site is of all projects; put it into a project",
            directive.name,
            location=directive.get_location(),
            type="nachweis",
            subtype="no-project",
        )
    return verdict


class EmbeddedView(SphinxDirective):
    """``{view} NAME``: a view on any page of a project."""

    required_arguments = 1
    option_spec: ClassVar[dict[str, Callable[[str], Any]]] = AnyOption()
    has_content = False

    def run(self) -> list[nodes.Node]:
        """Return a placeholder for the view, filled when the page is written."""
        if _verdict(self) is None:
            return []
        name = self.arguments[0]
        known = [view.name for view in VIEWS.values() if view.embeds]
        if name not in known:
            raise self.error(f"view: {name!r} is unknown{_choices(name, known)}")
        return [ViewNode("", view=name, options=dict(self.options))]


class View(SphinxDirective):
    """``{nachweis-view} NAME``: a view of a generated page, with an argument below it."""

    required_arguments = 1
    option_spec: ClassVar[dict[str, Callable[[str], Any]]] = {
        "for": rst.unchanged,
        "type": rst.unchanged,
    }

    def run(self) -> list[nodes.Node]:
        """Return a placeholder for the view."""
        if not state_of(self.env).pages[self.env.docname].template:
            raise self.error(
                "nachweis-view is for the pages that the site makes itself; "
                "write {coverage-matrix} or {register}"
            )
        return [ViewNode("", view=self.arguments[0], options=dict(self.options))]


class FactRole(SphinxRole):
    """``{fact}``: the value of an object, filled in when the page is written."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Return a placeholder for the value."""
        return [ViewNode("", view="fact", options={"for": self.text})], []


def _skip(_: Any, __: ViewNode) -> None:
    raise nodes.SkipNode


def setup(app: Sphinx) -> None:
    """Register the directives and their placeholder node.

    :param app: the application
    """
    app.add_directive("coverage-matrix", CoverageMatrix)
    app.add_directive("register", RegisterTable)
    app.add_directive("view", EmbeddedView)
    app.add_directive("nachweis-view", View)
    app.add_role("fact", FactRole())
    skip = (_skip, None)
    app.add_node(ViewNode, html=skip, latex=skip, text=skip, man=skip, texinfo=skip)
    app.connect("doctree-resolved", resolve_views, priority=90)
