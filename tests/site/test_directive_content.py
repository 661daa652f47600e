"""An object that counts is on the page, whatever directive stands around it; others are told."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from nachweis.model.items import Item
from nachweis.model.objects import TYPE
from nachweis.model.project import Project
from nachweis.sources.markdown.directive_content import (
    LITERAL,
    MAKERS,
    PARTS,
    TEXT,
    TITLED,
    Content,
    content_of,
)
from tests.site.test_drift import fill
from tests.support.builds import Builds
from tests.support.sandbox import Sandbox

NAMES: Final = (*sorted(TEXT), *(name for name in TITLED if name not in TYPE))
ARGUMENTS: Final = ("", "Title", "Two *words* `x`", "1 1 2 3", "auto", "7", "1 2", "5-col", "12 13")
OPTIONS: Final = ("", ":class: wide\n", "---\nclass: wide\n---\n", ":nothing: x\n", "\n", "\n\n")
ELSEWHERE: Final = (
    *("{only} html", "{if} a", "{choose}", "{when} a", "{otherwise}", "{figure} x.png", "{table}"),
    *("{list-table}", "{hlist}", "{acks}", "{header}", "{footer}", "{glossary}", "{class} wide"),
    *(
        "{figure-md}",
        "{highlights}",
        "{admonitoin} Title",
        "{versionadded} 1.0",
        "{py:function} f()",
    ),
    *("{card-carousel} 2", "{tab-set-code}", "{line-block}", "{replace}"),
    *("{accordion}", "{steps}", "{tab-set}", "{tab-item}", "{admonition}", "{grid} 13"),
)
"""What the gate cannot know to show its content, or knows not to."""


def clause(number: int, fence: str = ":::") -> str:
    return f"{fence}{{clause}} Clause {number}\n:id: TEST_C_{number}\n\nWords.\n{fence}\n"


def around(head: str, number: int, options: str = "") -> str:
    return f"::::::{head}\n{options}\n{clause(number)}::::::\n"


def read(count: Iterator[int]) -> Iterator[str]:
    """Yield every directive that shows its content, with all that may be written at its top."""
    for name, argument in itertools.product(
        [*sorted(TEXT), *(n for n in TITLED if n not in TYPE)], ARGUMENTS
    ):
        if content_of(name, argument) is Content.PARSED:
            yield around(f"{{{name}}} {argument}", next(count))
            inner = around(f"{{{name}}} {argument}", next(count))
            yield f":::::::{{note}}\n> {inner.replace(chr(10), chr(10) + '> ')}\n:::::::\n"
    for name, options in itertools.product(("note", "card", "admonition", "compound"), OPTIONS):
        yield around(f"{{{name}}}{' Title' if name == 'admonition' else ''}", next(count), options)
    for name in ("note", "tip", "Tip", "compound", "grid-item"):
        yield f"::::::{{{name}}} :::{{clause}} First\n\n:id: TEST_C_NOT\n:::\n::::::\n"
        yield f"::::::{{{name}}} words\n{clause(next(count))}::::::\n"
    for name, parts in PARTS.items():
        for part in parts:
            yield f"::::::::{{{name}}}\n{around(f'{{{part}}} Title', next(count))}::::::::\n"


def undecided(count: Iterator[int]) -> Iterator[str]:
    """Yield objects of which nobody can say whether they come to the page."""
    for head in ELSEWHERE:
        if head != "{tab-item}":
            yield around(head, next(count))
    for name, parts in PARTS.items():
        for part in parts:
            yield f"::::::::{{{name}}}\n- {around(f'{{{part}}} A', next(count))}::::::::\n"
            yield f":::::::::{{{name}}}\n::::::::note\n{around('{note}', next(count))}::::::::\n"
            yield ":::::::::\n"
    yield f"::::::{{unknown}} ::::{{note}}\n{clause(next(count))}::::::\n"
    for name in ("topic", "sidebar"):
        yield around(f"{{{name}}} Title", next(count))
        yield f"::::::::{{note}}\n{around(f'{{{name}}} Title', next(count))}::::::::\n"
    yield f"Words[^1].\n\n[^1]:\n    {clause(next(count)).replace(chr(10), chr(10) + '    ')}\n"
    yield f"::::::::{{only}} latex\n{around('{note}', next(count))}::::::::\n"
    yield f"```{{eval-rst}}\n.. note::\n\n   .. clause:: A\n      :id: TEST_C_{next(count)}\n```\n"


def breaking(count: Iterator[int]) -> Iterator[str]:
    """Yield what ends a build of Sphinx with an error, so that only the gate can be asked."""
    yield f"::::::{{epigraph}}\n---\n{clause(next(count))}---\n::::::\n"
    yield f"::::::{{list2need}}\n{clause(next(count))}::::::\n"


def page(blocks: Iterator[str]) -> bytes:
    return "\n\n".join(["# Page", *blocks]).encode()


def of_pages(project: Project) -> list[Item]:
    """Return the objects of the project's pages, without its register of contacts."""
    return [item for item in project.items if item.place.path.endswith(".md")]


def test_what_counts_is_on_the_page(bare: Sandbox, builds: Builds, tmp_path: Path) -> None:
    fill(bare, {"contract/read.md": page(read(itertools.count(100)))})
    fill(bare, {"contract/undecided.md": page(undecided(itertools.count(900)))})
    result = builds.start(bare.root, tmp_path / "html").result()
    assert result.code == 0, result.stderr
    assert [line for line in result.stderr.splitlines() if "nachweis.drift" in line] == []
    [shown] = (tmp_path / "html" / "html").glob("contract/read.html")
    anchors = set(re.findall(r'id="(TEST_C_\w+)"', shown.read_text(encoding="utf-8")))
    project = bare.judge().graph.project
    counted = {item.id for item in of_pages(project) if item.id}
    assert len(counted) > 250
    assert counted <= anchors
    assert all(int(identifier.rpartition("_")[2]) < 900 for identifier in counted)


def test_what_cannot_be_known_is_told(bare: Sandbox) -> None:
    count = itertools.count(900)
    text = page(itertools.chain(undecided(count), breaking(count))).decode()
    bare.write("contract/undecided.md", text)
    verdict = bare.judge()
    findings = [f for f in verdict.findings if f.rule == "undecided-object"]
    found = {f.subject: f for f in findings if f.related not in MAKERS or f.subject}
    assert sorted(found) == sorted(re.findall(r":id: (\w+)", text))
    assert not of_pages(verdict.graph.project)
    assert not verdict.holds
    lines = text.splitlines()
    for identifier, finding in found.items():
        assert finding.place.path == "projects/TEST/contract/undecided.md"
        assert "clause" in lines[finding.place.line - 1]
        assert identifier in lines[finding.place.line]


def test_every_directive_is_of_one_sort() -> None:
    sorts = (set(TEXT), set(TITLED), set(LITERAL), set(PARTS), set(MAKERS))
    for one, other in itertools.combinations(sorts, 2):
        assert not one & other


@pytest.mark.parametrize("name", sorted(LITERAL))
def test_text_that_is_taken_as_it_is_has_no_object(bare: Sandbox, name: str) -> None:
    bare.write("contract/literal.md", around(f"{{{name}}} python", 1))
    project = bare.judge().graph.project
    assert not of_pages(project)
    told = {"refused-construct", "unknown-directive"}
    assert {finding.rule for finding in project.findings} <= told
