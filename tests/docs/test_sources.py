"""The handbook leads from every paragraph of the sources to every requirement."""

from __future__ import annotations

import re
from pathlib import Path

from nachweis.model.objects import TYPE
from nachweis.site.reference import TABLES
from nachweis.sources.catalogue import read_catalogue
from nachweis.sources.workspace import shipped
from nachweis.trace.rules import RULES

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "sources.md"


def test_every_requirement_is_reachable_from_its_paragraph() -> None:
    catalogue = read_catalogue(shipped("catalog"), shipped("catalog").parent)
    table = TABLES["sources"]()

    assert len(catalogue.requirements) == 457
    for requirement in catalogue.requirements.values():
        row = next(line for line in table.splitlines() if f" <{requirement.id}>`" in line)
        assert row.startswith(f"| {requirement.source} |")


def test_every_rule_and_register_that_the_page_names_exists() -> None:
    text = PAGE.read_text(encoding="utf-8")
    rules = set(RULES)
    assert set(re.findall(r"`([a-z]+(?:-[a-z]+)+)`", text)) <= rules
    registers = {kind.plural for kind in TYPE.values()}
    for row in text.split("| source |")[1].split("## Which")[0].splitlines()[2:]:
        if row.strip():
            named = row.split("|")[2]
            assert {word.strip() for word in named.split(",")} <= registers, row
