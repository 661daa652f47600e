"""The surroundings of a page: collapsed navigation and its particulars."""

from __future__ import annotations

import html
import re
from typing import Any, Final

from docutils import nodes
from sphinx.application import Sphinx

from nachweis.i18n import Words, translator
from nachweis.model.catalogue import in_language
from nachweis.site.pages import children, other_language
from nachweis.site.state import State, state_of

FEWEST: Final = 3
"""Chapters from which on a page names them on top."""
_CHAPTER: Final = re.compile(
    r'<(?:section\b[^>]*?\bid="(?P<around>[^"]+)"[^>]*>\s*(?:<span id="[^"]*"></span>\s*)*<)?'
    r'h2\b(?:[^>]*?\bid="(?P<own>[^"]+)")?[^>]*>(?P<title>.*?)(?:<a class="headerlink"|</h2>)'
)
_TAG: Final = re.compile(r"<[^>]*>")


def setup(app: Sphinx) -> None:
    """Add our part to every page.

    :param app: the application
    """
    app.connect("builder-inited", _brand, priority=200)
    app.connect("source-read", _name_children)
    app.connect("html-page-context", _context, priority=400)


def _brand(app: Sphinx) -> None:
    state = state_of(app)
    if state.verdict is None:
        app.config["html_title"] = html.escape(app.config.project or "Nachweis", quote=False)
        return
    settings = state.verdict.graph.project.settings
    title = in_language(settings.title, settings.language)
    app.config["html_title"] = html.escape(title, quote=False)  # the theme escapes it nowhere


def _name_children(app: Sphinx, docname: str, source: list[str]) -> None:
    """Add the child pages to a page of the handbook; templates name theirs themselves."""
    pages = state_of(app).pages
    below = [] if pages[docname].template else children(pages, docname)
    if below:
        names = "".join(f"/{page.docname}\n" for page in below)
        source[0] += f"\n\n```{{toctree}}\n:hidden:\n\n{names}```\n"


def _context(
    app: Sphinx, docname: str, _: str, context: dict[str, Any], __: nodes.document | None
) -> None:
    toctree = context.get("toctree")
    if toctree is not None:

        def collapsed(**options: Any) -> str:
            shown = str(toctree(**{**options, "collapse": True}))
            return shown.replace('role="heading"', 'role="heading" aria-level="2"')

        context["toctree"] = collapsed
    if context.get("meta"):  # our metadata of a page is not its author's text
        context["meta"] = {k: v for k, v in context["meta"].items() if k != "nachweis"}
    if docname == app.config.root_doc:  # it lists the pages of large groups
        body = str(context.get("body") or "")
        context["body"] = body.replace(
            '<p class="caption" role="heading">',
            '<p class="caption" role="heading" aria-level="2">',
        )
    context["nachweis_contents"] = _headings(str(context.get("body") or ""))
    context["nachweis_other"] = other_language(state_of(app).pages, docname)
    values = particulars(state_of(app))
    if docname.startswith("docs/de/"):
        _speak(context, translator("de"))
        values["date"] = translator("de").day(state_of(app).config.date)
    if name := app.env.metadata[docname].get("infoclass") if docname in app.env.metadata else "":
        values["infoclass"] = _class_name(state_of(app), str(name).strip())
    context["nachweis"] = {name: html.escape(value) for name, value in values.items()}
    context["nachweis_margin"] = {name: _quoted(values[name]) for name in ("project", "infoclass")}


def _speak(context: dict[str, Any], words: Words) -> None:
    """Have the frame of a page speak another language than the site."""
    context["language"] = words.language
    context.update({"_": words, "gettext": words, "ngettext": words.ngettext})


def _headings(body: str) -> list[tuple[str, str]]:
    """Return anchors and titles, as HTML, of the chapters of a page, those of views among them."""
    found = _CHAPTER.finditer(body)
    parts = [
        (anchor, _TAG.sub("", part["title"]))
        for part in found
        if (anchor := part["own"] or part["around"])
    ]
    return parts if len(parts) >= FEWEST else []


def _quoted(text: str) -> str:
    """Return a text as a style sheet in the page has it between quotation marks."""
    text = " ".join(text.split())
    for character, escaped in {"\\": "\\\\", '"': '\\"', "<": "\\3c "}.items():
        text = text.replace(character, escaped)
    return text


def _class_name(state: State, name: str) -> str:
    """Return an information class of a page for people: its title, or the word of the page."""
    known = state.verdict.graph.items.get(name) if state.verdict else None
    if known is not None and known.type == "infoclass":
        return known.title
    return translator(state.language).word(name, "infoclass")


def particulars(state: State) -> dict[str, str]:
    """Return the particulars of every page: project, phase, date, commit, classification.

    :param state: the state of the build
    """
    values = {
        "date": translator(state.language).day(state.config.date),
        "commit": state.commit,
        "portfolio": state.config.portfolio,
        "project": "",
        "key": "",
        "phase": "",
        "infoclass": "",
        "version": state.config.version,
        "released": "" if state.config.version in ("", "draft") else "released",
        "status": "",
        "language": state.language,
    }
    if state.verdict is not None:
        words = translator(state.language)
        settings = state.verdict.graph.project.settings
        values["status"] = words(values["released"] or "draft")
        values["project"] = in_language(settings.title, settings.language)
        values["key"] = settings.key
        phase = state.verdict.coverage.phase
        text = state.verdict.graph.catalogue.phases.get(phase) if phase else None
        values["phase"] = in_language(text.title, settings.language) if text else words(phase or "")
        values["infoclass"] = words.word(settings.infoclass, "infoclass")
    return values
