"""What holds the documents of the repository together: links, decisions, the map of the code."""

from __future__ import annotations

import ast
import re
import tomllib
from pathlib import Path
from urllib.parse import unquote

import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.anchors import anchors_plugin

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
DECISIONS = DOCS / "explanation" / "decisions"
PAGES = [*sorted(ROOT.glob("*.md")), ROOT / "benchmarks" / "README.md", *sorted(DOCS.rglob("*.md"))]
ARCHITECTURE = (DOCS / "explanation" / "architecture.md").read_text(encoding="utf-8")
PARTS = ["Context", "Options", "Decision", "Consequences", "What would change it"]


def parsed(page: Path) -> list[Token]:
    markdown = MarkdownIt("commonmark").enable("table").use(anchors_plugin, max_level=6)
    tokens = markdown.parse(page.read_text(encoding="utf-8"))
    return [inner for token in tokens for inner in (token, *(token.children or ()))]


def targets(page: Path) -> list[str]:
    found = [t.attrGet("href") or t.attrGet("src") for t in parsed(page)]
    return [str(target) for target in found if target and "://" not in str(target)]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_relative_link_leads_somewhere(page: Path) -> None:
    for target in targets(page):
        path, _, anchor = unquote(target).partition("#")
        file = (page.parent / path).resolve() if path else page
        assert file.exists(), target
        if anchor and file.suffix == ".md":
            assert anchor in {token.attrGet("id") for token in parsed(file)}, target


def test_the_index_names_every_decision_once() -> None:
    named = targets(DECISIONS / "index.md")
    assert sorted(named) == sorted(p.name for p in DECISIONS.glob("*.md") if p.name != "index.md")


@pytest.mark.parametrize("page", sorted(DECISIONS.glob("[!i]*.md")), ids=lambda page: page.stem)
def test_a_decision_says_between_what_and_what_would_change_it(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert re.findall(r"^## (.*)$", text, re.MULTILINE) == PARTS
    assert re.search(r"^Decided \d{4}-\d\d-\d\d", text, re.MULTILINE)


def test_the_map_has_the_packages_in_the_order_that_imports_follow() -> None:
    configuration = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = configuration["tool"]["importlinter"]["contracts"]
    layers = next(contract["layers"] for contract in contracts if contract["type"] == "layers")
    table = ARCHITECTURE.partition("| packages |")[2].partition("\n\n")[0]
    rows = [line.split("|")[1] for line in table.splitlines()[2:]]
    assert [re.findall(r"`(\w+)`", row) for row in rows] == [re.findall(r"\w+", n) for n in layers]


def test_the_map_has_every_room() -> None:
    code = ROOT / "extensions" / "nachweis"
    packages = {path.parent.name for path in code.glob("*/__init__.py")}
    packages |= {path.stem for path in code.glob("[!_]*.py")}
    assert packages <= set(re.findall(r"`(\w+)`", ARCHITECTURE))


@pytest.mark.parametrize("step", re.findall(r"`([a-z_.]+:\w+)`", ARCHITECTURE))
def test_a_step_of_a_journey_exists(step: str) -> None:
    module, _, name = step.partition(":")
    room = ROOT.joinpath("extensions", "nachweis", *module.split("."))
    path = room / "__init__.py" if room.is_dir() else room.with_suffix(".py")
    assert path.is_file(), "it has moved: correct docs/explanation/architecture.md"
    names: set[str] = set()
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            names.add(node.name)
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            names.add(node.target.id)
    assert name in names, "it has moved: correct docs/explanation/architecture.md"


def test_contributing_leads_to_the_map_the_decisions_and_security() -> None:
    led_to = set(targets(ROOT / "CONTRIBUTING.md"))
    assert {
        "docs/explanation/architecture.md",
        "docs/explanation/decisions/index.md",
        "SECURITY.md",
    } <= led_to
