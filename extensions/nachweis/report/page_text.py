"""A page of the handbook as text for a terminal."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable, Iterator, Sequence
from typing import Final

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from nachweis.report.report import Paint

_HEAD: Final = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)
_TARGET: Final = re.compile(r"^\([\w-]+\)=\n", re.MULTILINE)
_TABLE: Final = re.compile(
    r"^(?::{3,}|`{3,})\{nachweis-reference\} (\w+)\n(?::{3,}|`{3,})$", re.MULTILINE
)
_CAPTION: Final = re.compile(r"^:\w+: (.*)\n+")
_ROLE: Final = re.compile(r"\{[\w-]+\}$")
_NARROW: Final = 28
"""Characters of a first column beside which the second one fits."""


def page_text(markdown: str, width: int, paint: Paint, tables: Callable[[str], str]) -> str:
    """Format a page as text with a final newline.

    :param markdown: the page as MyST writes it
    :param width: characters of a line
    :param paint: how to colour a text
    :param tables: returns the Markdown of a table that the model makes, by its name
    """
    text = _TARGET.sub("", _HEAD.sub("", markdown))
    text = _TABLE.sub(lambda match: tables(match[1]), text)
    tree = SyntaxTreeNode(MarkdownIt("commonmark").enable("table").parse(text))
    return "\n".join(_blocks(tree.children, width, paint)).rstrip() + "\n"


def _blocks(nodes: Sequence[SyntaxTreeNode], width: int, paint: Paint) -> Iterator[str]:
    for node in nodes:
        yield from _block(node, width, paint)


def _block(node: SyntaxTreeNode, width: int, paint: Paint) -> Iterator[str]:
    if node.type == "heading":
        yield from (paint(_inline(node, paint), "bold"), "")
    elif node.type == "paragraph":
        text = _inline(node, paint)
        yield from (*(_wrap(text, width) if text else ()), *([""] if text else ()))
    elif node.type in ("fence", "code_block"):
        code = _CAPTION.sub(lambda match: f"{match[1]}:\n\n", node.content)
        yield from (*(f"    {line}".rstrip() for line in code.rstrip("\n").split("\n")), "")
    elif node.type in ("bullet_list", "ordered_list"):
        for number, item in enumerate(node.children, 1):
            mark = "- " if node.type == "bullet_list" else f"{number}. "
            yield from _indented(_blocks(item.children, width - len(mark), paint), mark)
        yield ""
    elif node.type == "table":
        yield from (*_table(node, width, paint), "")
    elif node.type == "blockquote":
        yield from _indented(_blocks(node.children, width - 2, paint), "  ")


def _indented(lines: Iterator[str], mark: str) -> Iterator[str]:
    found = list(lines)
    while found and not found[-1]:
        found.pop()
    for number, line in enumerate(found):
        yield f"{' ' * len(mark) if number else mark}{line}".rstrip()


def _table(node: SyntaxTreeNode, width: int, paint: Paint) -> Iterator[str]:
    """Yield the rows of a table: beside each other where there are two short columns."""
    rows = [
        [_inline(cell, paint) for cell in row.children]
        for part in node.children
        for row in part.children
    ]
    head, *body = rows
    first = max((len(row[0]) for row in body), default=0)
    for row in body:
        if len(head) == 2 and first <= _NARROW:
            lines = _wrap(row[1], width - first - 4) or [""]
            yield f"  {paint(row[0].ljust(first), 'cyan')}  {lines[0]}".rstrip()
            yield from (f"{' ' * (first + 4)}{line}" for line in lines[1:])
            continue
        yield from _wrap(paint(row[0], "cyan"), width)
        for name, cell in zip(head[1:], row[1:], strict=False):
            if cell:
                said = f"{name}: {cell}" if len(head) > 2 and name else cell
                yield from (f"    {line}" for line in _wrap(said, width - 4))


def _wrap(text: str, width: int) -> list[str]:
    return textwrap.wrap(text, max(width, 20), break_long_words=False, break_on_hyphens=False)


def _inline(node: SyntaxTreeNode, paint: Paint) -> str:
    """Return the words of a heading, paragraph or cell; of links only those to other sites."""
    parts: list[str] = []
    for child in node.children:
        if child.type == "text":
            parts.append(child.content)
        elif child.type == "code_inline":
            if parts and _ROLE.search(parts[-1]):
                parts[-1] = _ROLE.sub("", parts[-1])
            parts.append(child.content)
        elif child.type in ("softbreak", "hardbreak"):
            parts.append(" ")
        elif child.type == "link":
            target = str(child.attrGet("href") or "")
            said = _inline(child, paint)
            parts.append(f"{said} <{target}>" if "://" in target and target != said else said)
        elif child.type not in ("image", "html_inline"):
            parts.append(_inline(child, paint))
    return "".join(parts)
