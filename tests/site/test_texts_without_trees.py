"""Texts of objects that become no tree: the same HTML, and the same tree where one is needed."""

from __future__ import annotations

import datetime
import functools
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Final

import pytest
from docutils import nodes
from docutils.frontend import get_default_settings
from docutils.transforms.universal import SmartQuotes
from docutils.utils import new_document
from docutils.writers.html5_polyglot import Writer
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from myst_parser.config.main import MdParserConfig
from myst_parser.mdit_to_docutils.base import DocutilsRenderer
from myst_parser.parsers.mdit import create_md_parser
from sphinx.writers.html5 import HTML5Translator

from nachweis.load import judge_projects
from nachweis.site.legal_lists import LegalLists
from nachweis.site.needs_bodies import (
    Body,
    Part,
    SmartBodies,
    SmartTrees,
    html_of,
    parts_of,
    plain_parts,
    tree_of,
)
from nachweis.sources.markdown.directives import EXTENSIONS
from tests.support.sandbox import TODAY

ROOT: Final = Path(__file__).parents[2]
BLOCKS: Final = ("bullet_list_open", "ordered_list_open", "table_open")
PIECES: Final = [
    *("word", "Überprüfung", "a", "i", "OPS_31", "4", "2026-11-20", "within two hours", "\u05e9"),
    *(" ", "  ", "\t", "\n", "\n\n", "  \n", "\\\n", "    ", "\u00a0", "\u2028", "\x0b", "\x85"),
    *(
        "- ",
        "* ",
        "+ ",
        "1. ",
        "3) ",
        "(1) ",
        "(2) ",
        "a) ",
        "b) ",
        "a. ",
        "> ",
        "# ",
        "---",
        "===",
    ),
    *("*", "**", "_", "__", "`", "``", "~~", "[", "](", ")", "](https://a.example)", "![", "[^1]"),
    *('"', "'", "--", "---", "...", ". . .", "\\", '\\"', "§ 4", "„", "“", "&amp;", "&", "@", "$"),
    *("<", ">", "<b>", "<https://a.example>", "www.a.example", "{sub}`x`", "{#id}", "{.class}"),
    *("|", "| a | b |\n|---|---|", ":::", "```", "% no", "+++", "(label)=", ": ", "[[f()]]", "="),
    *("\u202e", "\u2067", "[x] ", "[ ] ", "$$", "{{ x }}", "!", "?", "z. B.", "1.", "i)", "\r"),
]
TEXTS: Final = st.lists(st.sampled_from(PIECES), max_size=14).map("".join)


@functools.cache
def parser() -> MarkdownIt:
    config = MdParserConfig(enable_extensions={*EXTENSIONS})
    return create_md_parser(config, DocutilsRenderer)


def document() -> nodes.document:
    settings = get_default_settings(Writer)
    vars(settings).update(smart_quotes=True, smartquotes_locales=None, report_level=5)
    made = new_document("page", settings)
    made += nodes.section()
    return made


def section_of(page: nodes.document) -> nodes.section:
    [section] = page.children
    assert isinstance(section, nodes.section)
    return section


def page_of(section: nodes.Element) -> nodes.document:
    assert section.document is not None
    return section.document


def by_myst(text: str) -> nodes.section:
    """Return a section with the nodes that MyST makes of a text, and lists of lawyers."""
    made, md = document(), parser()
    section, renderer = section_of(made), md.renderer
    assert isinstance(renderer, DocutilsRenderer)
    md.options["document"] = made
    renderer.setup_render(dict(md.options), {})
    with renderer.current_node_context(section):
        renderer.nested_render_text(text, 0)
    LegalLists(made).apply()
    return section


def by_parts(parts: tuple[Part, ...]) -> nodes.section:
    section = section_of(document())
    section += tree_of(parts)
    return section


def with_quotes(section: nodes.Element) -> nodes.Element:
    SmartQuotes(page_of(section), None).apply()
    return section


def translated(section: nodes.Element) -> str:
    builder: Any = SimpleNamespace(
        config=SimpleNamespace(html_secnumber_suffix=""),
        current_docname="page",
        env=SimpleNamespace(domains=()),
        highlighter=None,
    )
    translator = HTML5Translator(page_of(section), builder)
    for child in section.children:
        child.walkabout(translator)
    return "".join(translator.body)


def check(text: str) -> bool:
    """Compare both ways, and return whether there is a short one."""
    tokens = parser().parse(f"{text}\n", {})
    parts, plain = parts_of(tokens), plain_parts(text)
    assert plain in (None, parts)
    if parts is None:
        return False
    expected = by_myst(text)
    assert by_parts(parts).pformat() == expected.pformat()
    page = document()
    section = section_of(page)
    section += Body("", parts=parts)
    transform: Any = SimpleNamespace(
        document=page, config=SimpleNamespace(smartquotes_action="qDe")
    )
    SmartTrees.apply(transform)
    SmartQuotes(page, None).apply()
    SmartBodies.apply(transform)
    [body] = page.findall(Body)
    assert not body.children
    if not any(kind in BLOCKS for kind, _ in parts):
        assert html_of(body["parts"]) == translated(with_quotes(expected))
    return True


@given(TEXTS)
@example('A *word*, a **strong** one and `two  words"` -- "quoted" & \'so\' < 3 > 2 @ 4...')
@example("- one\n- **two**\n\n  more\n  - three\n\n3) four\n4) five\n")
@example('Before\n\n| a | **b** |\n|---|---|\n| "c" | |\n\n|d|\n|-|\n\n- |e|\n  |-|\n  |f|')
@example("```\t```")
@example("One\nline\n\nand z. B. another")
def test_is_the_same_as_a_tree(text: str) -> None:
    check(text)


@pytest.mark.parametrize(
    "text",
    [
        "(1) one\n(2) two",
        "a) one\nb) two",
        "[a](https://a.example)",
        "<b>x</b>",
        "{sub}`x`",
        "x\u202ey",
        "[[f()]]",
        "# a",
        "- [ ] a",
        "> a",
        "![a](b.png)",
        "a\\\nb",
        "{.c}\na",
        "`a`{.c}",
        "|a|\n|:-|\n|b|",
    ],
)
def test_what_is_unusual_becomes_a_tree(text: str) -> None:
    assert not check(text)


def test_is_used_for_plain_texts_of_the_examples() -> None:
    assert check("| a | b |\n|---|---|\n| c | `d` |")
    [verdict] = judge_projects(ROOT, ["RWD"], datetime.date.fromisoformat(TODAY))
    texts = {item.body for item in verdict.graph.project.items if item.body}
    assert sum(map(check, texts)) > len(texts) / 2


@pytest.mark.slow
@pytest.mark.parametrize("project", ["VKN", "LGA", "NPX"])
def test_is_the_same_for_all_examples(project: str) -> None:
    [verdict] = judge_projects(ROOT, [project], datetime.date.fromisoformat(TODAY))
    for text in {item.body for item in verdict.graph.items.values() if item.body}:
        check(text)
