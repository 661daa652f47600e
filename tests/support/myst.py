"""MyST itself, to compare the file reader with: its tokens, its options, its directives."""

from __future__ import annotations

import contextlib
import dataclasses
import functools
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, ClassVar, Final

from docutils import nodes
from docutils.core import publish_doctree
from docutils.parsers.rst import directives as registry
from docutils.parsers.rst.directives.misc import TestDirective
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from myst_parser.config.main import MdParserConfig
from myst_parser.parsers.directives import parse_directive_text
from myst_parser.parsers.docutils_ import Parser
from myst_parser.parsers.mdit import create_md_parser

from nachweis.sources.markdown.directives import EXTENSIONS, Directive, directives
from nachweis.sources.markdown.fences import block_parser

NAMES: Final = ("clause", "section", "record", "card")
"""Directives that take any option and nest: three object types, and something around them."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Seen:
    """A directive as one of the two readers sees it."""

    name: str
    argument: str
    options: dict[str, str]
    body: list[str]


class _Capture(TestDirective):
    """Notes what it is given, and renders its content."""

    seen: ClassVar[list[Seen]] = []

    def run(self) -> list[nodes.Node]:
        self.seen.append(
            Seen(
                name=self.name,
                argument=" ".join(self.arguments),
                options=dict(self.options),
                body=_trimmed(list(self.content)),
            )
        )
        container = nodes.container()
        self.state.nested_parse(self.content, self.content_offset, container)
        return [container]


@functools.cache
def myst_parser() -> MarkdownIt:
    """Return the parser that MyST makes for the extensions of our sources."""
    return create_md_parser(MdParserConfig(enable_extensions=set(EXTENSIONS)), RendererHTML)


def myst_tokens(text: str) -> list[tuple[Any, ...]]:
    """Return the block tokens of MyST's parser."""
    return _plain(myst_parser().parse(text, {}))


def our_tokens(text: str) -> list[tuple[Any, ...]]:
    """Return the block tokens of the file reader's parser."""
    return _plain(block_parser().parse(text, {}))


def _plain(tokens: Sequence[Token]) -> list[tuple[Any, ...]]:
    """Return what says where a block stands; attributes are merged into the next one by MyST."""
    return [
        (t.type, t.tag, t.nesting, t.map, t.level, t.content, t.markup, t.info, t.hidden)
        for t in tokens
        if t.type != "attrs_block"
    ]


def myst_directives(text: str, path: Path | None = None) -> list[Seen]:
    """Return the directives of :data:`NAMES` that MyST runs when it renders a text."""
    with _registered():
        publish_doctree(
            text,
            source_path=str(path) if path else None,
            parser=Parser(),
            settings_overrides={
                "myst_enable_extensions": set(EXTENSIONS),
                "myst_suppress_warnings": ["myst"],
                "report_level": 5,
                "halt_level": 6,
                "warning_stream": None,
            },
        )
        return list(_Capture.seen)


def our_directives(text: str, *, undecided: bool = False) -> list[Seen]:
    """Return the directives of :data:`NAMES` that the file reader finds.

    :param undecided: whether to return those, too, that may not come to the page
    """
    found = (d for d in directives(text) if d.name in NAMES and not d.malformed)
    return [_as_seen(d) for d in found if undecided or not d.hidden_by]


def myst_options(content: str) -> tuple[dict[str, str], list[str], int, bool]:
    """Return MyST's options, body, line of the body, and whether the options are no good."""
    result = parse_directive_text(TestDirective, "", content, line=1)
    bad = any("Invalid options" in warning.msg for warning in result.warnings)
    return result.options, _trimmed(result.body), result.body_offset + 2, bad


def our_options(content: str) -> tuple[dict[str, str], list[str], int, bool]:
    """Return the same of a colon fence that the file reader finds around the content."""
    directive, *_ = directives(f"~~~~~~{{clause}}\n{content}\n~~~~~~")
    seen = _as_seen(directive)
    return seen.options, seen.body, directive.body_line, bool(directive.problem)


def _as_seen(directive: Directive) -> Seen:
    return Seen(
        name=directive.name,
        argument=directive.argument,
        options=dict(directive.options),
        body=_trimmed(directive.body.splitlines()),
    )


def _trimmed(lines: list[str]) -> list[str]:
    """Return lines without the empty ones at the end, which say nothing."""
    while lines and not lines[-1].strip():
        lines.pop()
    return lines


@contextlib.contextmanager
def _registered() -> Iterator[None]:
    """Make docutils know our names, and nobody else after that."""
    table: dict[str, Any] = vars(registry)["_directives"]
    before = dict(table)
    _Capture.seen.clear()
    try:
        for name in NAMES:
            registry.register_directive(name, _Capture)
        yield
    finally:
        table.clear()
        table.update(before)
