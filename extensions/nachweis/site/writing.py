"""What Sphinx makes anew for each part of a page is made once a build, or not at all."""

from __future__ import annotations

from types import FunctionType
from typing import Any

from docutils import nodes
from sphinx import events
from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder


def setup(app: Sphinx) -> None:
    """Take over once the builder is there.

    :param app: the application
    """
    vars(events).update(repr=_named)
    app.connect("builder-inited", _once)


def _named(arguments: object) -> str:
    """Stand for the arguments of an event in its debug message: all needs, or a whole page."""
    return type(arguments).__name__


def _once(app: Sphinx) -> None:
    builder = app.builder
    if isinstance(builder, StandaloneHTMLBuilder):
        _titles_once(builder)
        _translator_class_once(app, builder)


def _titles_once(builder: StandaloneHTMLBuilder) -> None:
    """Render the title of a page once, not on its neighbours and on pages below it again."""
    render, known = builder.render_partial, dict[int, tuple[nodes.Node, dict[str, str]]]()

    def render_partial(node: nodes.Node | None) -> dict[str, str]:
        if not isinstance(node, nodes.title):
            return render(node)
        if id(node) not in known:
            known[id(node)] = node, render(node)
        return known[id(node)][1]

    builder.render_partial = render_partial  # type: ignore[method-assign]  # of this one only


def _translator_class_once(app: Sphinx, builder: StandaloneHTMLBuilder) -> None:
    """Give a translator the functions of extensions as a class, not five hundred times one by one.

    There is a translator for each title, table of contents and page.
    """
    registry = app.registry
    handlers = registry.translation_handlers
    own = handlers.get(builder.name) or handlers.get(builder.format, {})
    found: dict[str, Any] = {}
    for name, (visit, depart) in own.items():
        found[f"visit_{name}"] = visit
        if depart:
            found[f"depart_{name}"] = depart
    if all(type(function) is FunctionType for function in found.values()):
        base = registry.get_translator_class(builder)
        translator = type(base.__name__, (base,), {"__module__": base.__module__, **found})
        builder.create_translator = translator  # type: ignore[method-assign]  # makes one
