"""Plain texts of objects, each a single node.

As a tree, a text is walked by some sixty transforms, pickled, and visited when it is written: a
fifth of a build. Here it stays the list of its tokens. Whatever is more than paragraphs, lists,
tables, emphasis and code becomes a tree, and so does each text for other formats than HTML.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, Final, TypeAlias

from docutils import nodes
from docutils.statemachine import StringList
from markdown_it.token import Token
from mdit_py_plugins.wordcount import basic_count
from myst_parser.mdit_to_docutils.base import DocutilsRenderer
from myst_parser.mdit_to_docutils.sphinx_ import SphinxRenderer
from myst_parser.mocking import MockState
from sphinx.application import Sphinx
from sphinx.transforms import SphinxTransform
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.writers.html5 import HTML5Translator
from sphinx_needs.nodes import Need

from nachweis.model.objects import TYPE
from nachweis.site.legal_lists import begins_item
from nachweis.sources.markdown.directives import EXTENSIONS
from nachweis.sources.markdown.policy import CONTROLS

Part: TypeAlias = tuple[str, str]
"""A piece of a text: the type of its token, and what is written there."""

_SETTING: Final = "nachweis_short_texts"
_TEXT: Final = "text"
_CODE: Final = "code_inline"
_LINKED: Final = "html"
_ELEMENTS: Final[dict[str, type[nodes.Element]]] = {
    "paragraph": nodes.paragraph,
    "bullet_list": nodes.bullet_list,
    "ordered_list": nodes.enumerated_list,
    "list_item": nodes.list_item,
    "em": nodes.emphasis,
    "strong": nodes.strong,
    "table": nodes.table,
    "thead": nodes.thead,
    "tbody": nodes.tbody,
    "tr": nodes.row,
    "th": nodes.entry,
    "td": nodes.entry,
}
"""What a text may hold beside words and code, by the name of its tokens."""
_TAGS: Final = {
    "paragraph_open": "<p>",
    "paragraph_close": "</p>\n",
    "em_open": "<em>",
    "em_close": "</em>",
    "strong_open": "<strong>",
    "strong_close": "</strong>",
}
"""HTML of docutils; that of lists depends on all that they hold, that of tables on the theme."""
_LEFT: Final = frozenset({"bullet_list_open", "ordered_list_open", "table_open"})
"""What begins a part that is left to docutils."""
_INNER: Final[dict[type[nodes.Element], type[nodes.Element]]] = {
    nodes.table: nodes.tgroup,
    nodes.entry: nodes.paragraph,
}
"""What holds the rest of an element."""
_OPENING, _CLOSING = "_open", "_close"
_KNOWN: Final = frozenset(f"{name}{end}" for name in _ELEMENTS for end in (_OPENING, _CLOSING))
_UNUSUAL: Final = re.compile(rf"{CONTROLS.pattern}|\[\[|[\0\n]")
"""What transforms or sphinx-needs may replace in a text."""
_QUOTES: Final = re.compile(r"""["'`\\]|--|\.\.|\. \.""")
"""What smart quotes may replace."""
_PLAIN: Final = re.compile(
    r"\n*(?:[^\W\d_](?![.)])[\w .,;:()'\"/%+=?§€„“”‚‘’»«…–—-]*(?<! )(?:\n+|\Z))*"
)
"""Lines that begin with a letter and hold no sign of Markdown; none begins like an item."""
_BETWEEN: Final = re.compile(r"\n{2,}")
_ASKED: Final = ("paragraph", "Text", "emphasis", "strong", "literal")
_WRITES: Final = (
    *(f"{way}_{name}" for way in ("visit", "depart") for name in _ASKED),
    *("dispatch_visit", "dispatch_departure", "encode", "starttag", "special_characters"),
)
"""What makes the HTML of a text in Sphinx."""
_ENCODED: Final = HTML5Translator.special_characters
_PRE: Final = HTML5Translator.words_and_spaces
_EXTENSIONS: Final = {*EXTENSIONS}
_parse_nested: Final = MockState.nested_parse


class Body(nodes.General, nodes.Element):
    """The text of an object; its parts are an attribute, where no transform looks."""

    def link(self, linked: Callable[[str], str | None]) -> None:
        """Put links into the text.

        :param linked: returns HTML for a text, or nothing where it stays as it is
        """
        self["parts"] = tuple(
            (_LINKED, found) if kind == _TEXT and (found := linked(value)) is not None else part
            for part in self["parts"]
            for kind, value in [part]
        )


def setup(app: Sphinx) -> None:
    """Let MyST make such nodes, and Sphinx write them.

    :param app: the application
    """
    setattr(MockState, _parse_nested.__name__, _parse)
    app.add_node(Body, html=(_visit, None))
    app.add_transform(SmartTrees)
    app.add_transform(SmartBodies)
    app.add_post_transform(_Trees)
    app.connect("builder-inited", _begin)


def _begin(app: Sphinx) -> None:
    config = app.config
    translated = any(Path(app.srcdir, folder).is_dir() for folder in config.locale_dirs)
    translated = translated or bool(config.translation_progress_classes)
    app.env.settings[_SETTING] = app.builder.format == "html" and not translated


def _parse(
    state: MockState, block: StringList, input_offset: int, node: nodes.Element, **more: Any
) -> None:
    """Stand for the function of MyST that parses what a directive contains."""
    renderer = state._renderer
    if not _is_usual(renderer, node):
        _parse_nested(state, block, input_offset, node, **more)
        return
    text = "\n".join(block)
    tokens: list[Token] = []
    parts = plain_parts(text)
    if parts is not None:
        _count_words(renderer, text)
    else:
        tokens = renderer.md.parse(f"{text}\n", renderer.md_env)
        parts = parts_of(tokens)
    if parts is None:

        def parse(*_: object) -> list[Token]:  # for the first call
            del vars(renderer.md)["parse"]
            return tokens

        vars(renderer.md)["parse"] = parse
        _parse_nested(state, block, input_offset, node, **more)
    elif parts:
        body = Body("", parts=parts)
        body.source, body.line = node.source, node.line
        node += body


def _is_usual(renderer: Any, node: nodes.Element) -> bool:
    """Whether a text is that of an object right in a section, for HTML."""
    return (
        type(node) is Need
        and any(name.removeprefix("need-") in TYPE for name in node["classes"])
        and type(renderer) is SphinxRenderer
        and renderer.md_config.enable_extensions == _EXTENSIONS
        and isinstance(renderer.current_node, nodes.section | nodes.document)
        and getattr(renderer.document.settings, _SETTING, False)
    )


def _count_words(renderer: DocutilsRenderer, text: str) -> None:
    """Count the words of a text like the parser of MyST, which has a role that tells them."""
    counted = renderer.md_env.setdefault("wordcount", {"words": 0})
    counted["words"] += basic_count(text)
    counted["minutes"] = round(counted["words"] / renderer.md_config.words_per_minute)


def plain_parts(text: str) -> tuple[Part, ...] | None:
    """Return the parts of a text whose lines have no sign that means something in Markdown.

    To do without the parser there saves 0.4 of 11.4 CPU seconds at 5000 objects.

    :param text: the text
    :returns: what :func:`parts_of` would; None where the parser of MyST has to look
    """
    if "_" in text or not _PLAIN.fullmatch(text):
        return None
    parts: list[Part] = []
    for paragraph in filter(None, _BETWEEN.split(text.strip("\n"))):
        first, *more = paragraph.split("\n")
        parts += [("paragraph_open", ""), (_TEXT, first)]
        for line in more:
            parts += [(_TEXT, "\n"), (_TEXT, line)]
        parts.append(("paragraph_close", ""))
    return tuple(parts)


def parts_of(tokens: Iterable[Token]) -> tuple[Part, ...] | None:
    """Return the parts of a text; None where it has to become a tree.

    :param tokens: of the text, from the parser of MyST
    """
    parts: list[Part] = []
    for token in tokens:
        if token.type == "inline":
            words = _words(token.children or ())
            if words is None:
                return None
            parts += words
        elif (
            token.type in _KNOWN
            and not token.meta
            and not {*token.attrs} - {"start"}
            and isinstance(token.attrs.get("start", 1), int)  # else somebody has written it apart
        ):
            parts.append((token.type, f"{token.markup}{token.attrs.get('start', '')}"))
        else:
            return None
    return tuple(parts)


def _words(tokens: Iterable[Token]) -> list[Part] | None:
    parts: list[Part] = []
    begins = True
    for token in tokens:
        kind, content = token.type, token.content
        if token.attrs or token.meta or _UNUSUAL.search(content):
            return None
        if kind == "softbreak":
            parts.append((_TEXT, "\n"))
        elif kind in (_TEXT, _CODE):
            if begins and kind == _TEXT and begins_item(content):
                return None
            parts.append((kind, content))
        elif kind in _KNOWN:
            parts.append((kind, ""))
        else:
            return None
        begins = kind == "softbreak" or (begins and kind == _TEXT and not content)
    return parts


def make_trees(around: nodes.Element) -> None:
    """Give texts the trees that MyST would have made of them.

    :param around: what holds them
    """
    for body in list(around.findall(Body)):
        body.replace_self(tree_of(body["parts"]))


def tree_of(parts: Sequence[Part]) -> list[nodes.Node]:
    """Return the nodes that MyST would have made of a text.

    :param parts: of the text
    """
    root = nodes.Element()
    around: nodes.Element = root
    for kind, value in parts:
        if kind == _TEXT:
            around += nodes.Text(value)
        elif kind == _CODE:
            around += nodes.literal(value, value)
        elif kind.endswith(_CLOSING):
            if isinstance(around, nodes.thead):
                _set_columns(around)
            around = around.parent.parent if type(around.parent) in _INNER else around.parent
        else:
            node = _element(kind.removesuffix(_OPENING), value)
            around += node
            around = node
            if type(node) in _INNER:
                around = _INNER[type(node)]()
                node += around
    children = list(root.children)
    root.clear()
    return children


def _element(name: str, written: str) -> nodes.Element:
    node = _ELEMENTS[name]()
    if name == "bullet_list":
        node["bullet"] = written
    elif name == "ordered_list":
        node.update_all_atts({"enumtype": "arabic", "prefix": "", "suffix": written[:1]})
        if written[1:]:
            node["start"] = int(written[1:])
    elif name == "table":
        node["classes"].append("colwidths-auto")
    return node


def _set_columns(head: nodes.thead) -> None:
    """Describe the columns of a table as MyST does, once its head is complete."""
    columns = len(list(head.findall(nodes.entry)))
    head.parent["cols"] = columns
    for _ in range(columns):
        head.parent.insert(0, nodes.colspec(colwidth=100 // columns))


class SmartTrees(SphinxTransform):
    """Lets texts with quotation marks be trees while Sphinx makes these typographic."""

    default_priority = 749

    def apply(self, **_: object) -> None:
        """Look at each text of the page."""
        usual = self.config.smartquotes_action == "qDe"
        for body in self.document.findall(Body):
            if not usual or any(_QUOTES.search(value) for _, value in body["parts"]):
                body.extend(tree_of(body["parts"]))


class SmartBodies(SphinxTransform):
    """Takes the texts back."""

    default_priority = 751

    def apply(self, **_: object) -> None:
        """Look at each text of the page."""
        for body in self.document.findall(Body):
            if body.children:
                words = iter([text.astext() for text in body.findall(nodes.Text)])
                body["parts"] = tuple(
                    (kind, next(words)) if kind in (_TEXT, _CODE) else (kind, value)
                    for kind, value in body["parts"]
                )
                body.clear()


class _Trees(SphinxPostTransform):
    """Makes trees of texts with lists or tables, and of all where other HTML is written."""

    default_priority = 1

    def run(self, **_: object) -> None:
        """Look at each text of the page."""
        plain = _is_written_by_sphinx(self.app)
        for body in list(self.document.findall(Body)):
            if not plain or any(kind in _LEFT for kind, _ in body["parts"]):
                body.replace_self(tree_of(body["parts"]))


def _is_written_by_sphinx(app: Sphinx) -> bool:
    builder, registry = app.builder, app.registry
    if builder.format != "html":
        return False
    translator = registry.get_translator_class(builder)
    handlers = registry.translation_handlers
    own = {**handlers.get(builder.format, {}), **handlers.get(builder.name, {})}
    return own.keys().isdisjoint(_ASKED) and all(
        getattr(translator, name, None) is getattr(HTML5Translator, name) for name in _WRITES
    )


def _visit(translator: HTML5Translator, node: Body) -> None:
    translator.body.append(html_of(node["parts"]))
    raise nodes.SkipNode


def html_of(parts: Iterable[Part]) -> str:
    """Return the HTML that Sphinx makes of a text without lists and tables.

    :param parts: of the text
    """
    return "".join([_html(kind, value) for kind, value in parts])


def _html(kind: str, value: str) -> str:
    if kind == _TEXT:
        return value.translate(_ENCODED)
    if kind == _LINKED:
        return value
    if kind == _CODE:
        words = _PRE.sub(_unbroken, value.translate(_ENCODED))
        return f'<code class="docutils literal notranslate">{words}</code>'
    return _TAGS[kind]


def _unbroken(found: re.Match[str]) -> str:
    """Return a word of code, or what is between two, as Sphinx keeps it on its line."""
    word = found[0]
    if word.strip():
        return f'<span class="pre">{word}</span>'
    return word if word in (" ", "\n") else "&#160;" * (len(word) - 1) + " "
