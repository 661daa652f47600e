"""Views as HTML: Jinja2 templates that get plain values and contain no rules."""

from __future__ import annotations

import datetime
import functools
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

import jinja2
import pyphen
from jinja2.filters import do_format
from markupsafe import Markup, escape

from nachweis import templates
from nachweis.i18n import Words, translator
from nachweis.jinja import escaping, is_made
from nachweis.model.catalogue import Text, in_language
from nachweis.model.intervals import parse_interval
from nachweis.model.objects import PROOFS, TYPE
from nachweis.model.terms import Party, Phase, PhaseStatus, Severity
from nachweis.model.terms import State as CellState
from nachweis.model.texts import shown_number
from nachweis.report.redlines import in_html, shorten
from nachweis.site.page_links import Links
from nachweis.site.room import ROOMS
from nachweis.site.state import State
from nachweis.sources.markdown.policy import UNSHOWN
from nachweis.trace.graph import Graph
from nachweis.trace.redline import Piece
from nachweis.views.matrix import SETTLED, SYMBOLS
from nachweis.views.standing import standing_of
from nachweis.views.table import CellValue, Quote, Reference, Table

_DAY: Final = len("YYYY-MM-DD")
_SHOWN_FIRST: Final = 4
"""Objects that a cell of a table shows before it is opened."""
_MOST: Final = {
    "most_in_list": 60,
    "most_in_cell": 12,
    "most_rows": 130,
    **ROOMS[0].values,
}
"""Objects that are named before the others are counted: no page may grow with its project."""
_SIGNS: Final = {
    "✓": "tick",
    "✗": "cross",
    "◐": "half",
    "‖": "pause",
    "–": "dash",
    "○": "ring",
    "◔": "due",
    "?": "question",
    "◇": "diamond",
    "…": "dots",
    "◷": "clock",
    "▲": "up",
    "▼": "down",
    "▬": "dash",
}
"""Drawings of symbols, by name."""
_SPECIAL: Final = re.compile(f"[&<>\"'{UNSHOWN.pattern[1:-1]}]")
"""Signs that HTML or a page does not show as they are."""
_LONG: Final = 11
"""Letters up to which no word of a label has to break."""


def render(template: str, state: State, links: Links, **values: Any) -> str:
    """Render a view as HTML.

    :param template: name in ``templates/html`` without its suffix
    :param state: the state of the build
    :param links: addresses as seen from the page
    :param values: variables of the template
    """
    environment = state.once(("templates",), html_environment)
    return _render(environment, template, state.language, site=state, links=links, **values)


def render_words(template: str, language: str, **values: Any) -> str:
    """Render a page or part of one as HTML, in a language.

    :param template: name in ``templates/html`` without its suffix
    :param language: ISO 639-1 code
    :param values: variables of the template
    """
    return _render(html_environment(), template, language, **values)


def compile_templates() -> None:
    """Compile the templates that come with the package, for a build that follows later."""
    environment = html_environment()
    for name in environment.list_templates(extensions=["j2"]):
        environment.get_template(name)


def html_environment() -> jinja2.Environment:
    """Return the environment of the templates that make HTML."""
    return _environment(templates.template_folders("html"))


def _render(environment: jinja2.Environment, template: str, language: str, /, **values: Any) -> str:
    values.update(language=language, **_speech(translator(language)))
    return environment.get_template(f"{template}.html.j2").render(values)


@functools.cache
def _speech(words: Words) -> Mapping[str, Callable[..., Markup]]:
    """Return the translating functions of templates; formatting keeps inserted HTML."""

    def safe(function: Callable[..., str]) -> Callable[..., Markup]:
        return lambda *arguments: escape(function(*arguments))

    return {
        "_": functools.cache(safe(words)),
        "ngettext": safe(words.ngettext),
        "word": functools.cache(safe(words.word)),
        "say": safe(words.translate),
    }


@functools.cache
def _environment(folders: tuple[Path, ...]) -> jinja2.Environment:
    environment = templates.environment(folders, escapes=True)
    environment.finalize = _in_language(environment.finalize)
    environment.filters["format"] = fill_in
    environment.filters["text"] = _text
    environment.filters["spoken"] = _spoken
    environment.filters["slug"] = _slug
    environment.filters["soft"] = _soft
    environment.filters["decimal"] = _decimal
    environment.filters["redline"] = _redline
    environment.filters["heading"] = lambda words: words[:1].upper() + words[1:]
    environment.tests["open"] = lambda state: state not in SETTLED
    environment.globals.update(
        choices=_choices,
        by_document=_by_document,
        page_rows=PageRows,
        period=_period,
        shown_first=_SHOWN_FIRST,
        **_MOST,
        sign=_sign,
        standing=standing_of,
        symbols=SYMBOLS,
        types=TYPE,
        states=tuple(CellState),
        kinds=tuple(PROOFS),
        phases=tuple(Phase),
        parties=tuple(Party),
        PhaseStatus=PhaseStatus,
        Severity=Severity,
        State=CellState,
    )
    return environment


def _in_language(finalize: Callable[[Any], Any] | None) -> Callable[..., Any]:
    """Return what each value of a template goes through: days are written as the language does."""

    @jinja2.pass_context
    def finished(context: jinja2.runtime.Context, value: Any) -> Any:
        kind: type = type(value)
        if kind is str:
            if len(value) != _DAY and not _SPECIAL.search(value):
                return value
        elif kind is Markup and (is_made(value) or not UNSHOWN.search(value)):
            return value
        value = finalize(value) if finalize else value
        return escape(_day(context, value) if isinstance(value, (str, datetime.date)) else value)

    return escaping(finished)


def _day(context: jinja2.runtime.Context, value: str | datetime.date) -> str:
    """Write a day in the language of the page; markup and other texts stay as they are."""
    if isinstance(value, Markup) or (isinstance(value, str) and len(value) != _DAY):
        return value
    return translator(context.get("language", "en")).day(value)


@jinja2.pass_context
def fill_in(context: jinja2.runtime.Context, template: str, *places: Any, **values: Any) -> str:
    """Fill in a sentence, days in the language of the page.

    :param context: the template, which knows the language
    :param template: the sentence, with places as Python's ``%`` has them
    """
    days = {
        name: _day(context, value) if isinstance(value, (str, datetime.date)) else value
        for name, value in values.items()
    }
    return do_format(template, *places, **days)


def _text(value: Text, language: str = "en") -> str:
    return in_language(value, language)


@jinja2.pass_context
def _spoken(context: jinja2.runtime.Context, value: Text) -> Markup:
    """Write a text, with its language where that is not the one of the page."""
    language = context.get("language", "en")
    text = in_language(value, language)
    if not text or value.get(language):
        return escape(text)
    own = next(code for code, known in value.items() if known == text)
    return Markup('<span lang="{}">{}</span>').format(own, text)


def _period(text: str) -> tuple[str, int]:
    """Return unit and number of a duration; empty and 0 if it is not one."""
    try:
        return parse_interval(text).period
    except ValueError:
        return "", 0


@jinja2.pass_context
def _soft(context: jinja2.runtime.Context, value: str, over: int = 0) -> Markup:
    """Insert soft hyphens into German compounds longer than ``over`` letters."""
    text = escape(value)
    if context.get("language") != "de":
        return text

    def broken(word: re.Match[str]) -> str:
        if len(word[0]) <= max(over, _LONG):
            return word[0]
        parts: str = _german().inserted(word[0], "\u00ad")
        return parts

    return Markup(re.sub(r"(?<!&)\b\w+\b(?!;)", broken, str(text)))  # noqa: S704 - escaped above


@jinja2.pass_context
def _decimal(context: jinja2.runtime.Context, number: str) -> str:
    """Write a number with the decimal sign of the language."""
    return shown_number(number, context.get("language", ""))


@functools.cache
def _german() -> pyphen.Pyphen:
    return pyphen.Pyphen(lang="de_DE", left=4, right=4)


def _redline(pieces: Sequence[Piece]) -> Markup:
    """Render a redline as HTML, without text far from any change."""
    return Markup(in_html(shorten(pieces, context=200)))  # noqa: S704 - escaped there


class PageRows:
    """The rows of a table, as many as one page holds, whatever stands in them."""

    elements: Final = 4500
    letters: Final = 300_000

    def __init__(self, elements: int = elements) -> None:
        """Begin without rows.

        :param elements: how many elements they may have, beside what else is on the page
        """
        self._most = elements
        self.rows: list[Markup] = []
        self._elements = self._letters = 0

    @property
    def full(self) -> bool:
        """Whether no further row fits."""
        return self._elements >= self._most or self._letters >= self.letters

    def add(self, row: Markup) -> str:
        """Add a row.

        :param row: its HTML
        :returns: nothing that a template would show
        """
        self.rows.append(row)
        self._elements += row.count("<") - row.count("</")
        self._letters += len(row)
        return ""


class _Choice(NamedTuple):
    """A column by whose values a page can show fewer rows.

    :param column: its number
    :param title: its heading
    :param values: how many rows have each
    """

    column: int
    title: str
    values: Mapping[str, int]


def _choices(table: Table, graph: Graph) -> tuple[_Choice, ...]:
    def text(value: CellValue) -> str:
        if isinstance(value, Reference):
            known = graph.items.get(value.id)
            return value.text or (known.title if known else value.id)
        return value.words if isinstance(value, Quote) else value if isinstance(value, str) else ""

    counts = ((c, Counter(text(row[c]) for row in table.rows)) for c in table.choices)
    return tuple(
        _Choice(column, table.columns[column], {name: n for name, n in count.items() if name})
        for column, count in counts
        if 1 < len(count) <= _MOST["most_in_list"]
    )


def _by_document(
    graph: Graph, identifiers: Iterable[str], most: int
) -> tuple[tuple[str, str, int], ...]:
    """Return path and name of each document of some objects, and how many of them it has.

    :returns: the documents with the most objects
    """
    counts = Counter(graph.items[name].document for name in identifiers if name in graph.items)
    folder = f"{graph.project.settings.folder}/"
    return tuple(
        (path, path.removeprefix(folder).rpartition(".")[0], count)
        for path, count in counts.most_common(most)
    )


@functools.cache
def _sign(symbol: str) -> Markup:
    """Return the drawing of a symbol, which ``nachweis-signs.html`` has; else the symbol."""
    name = _SIGNS.get(symbol)
    if name is None:
        return Markup('<span aria-hidden="true">{}</span>').format(symbol)
    return Markup('<svg class="nw-sign" aria-hidden="true"><use href="#nw-{}"/></svg>').format(name)


def _slug(value: str) -> Markup:
    """Convert a word of a closed vocabulary to a part of a CSS class."""
    return Markup(str(value).replace("/", "").replace(",", "").replace(" ", "-"))  # noqa: S704 - closed words
