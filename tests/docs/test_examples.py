"""The examples of the how-tos are what the readers accept."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from nachweis.model.kinds import Origin
from nachweis.model.objects import TYPE
from nachweis.model.places import Place
from nachweis.sources.catalogue import read_catalogue
from nachweis.sources.markdown.directives import directives
from nachweis.sources.markdown.documents import from_directive
from nachweis.sources.object_checks import check_object
from nachweis.sources.workspace import package_data
from nachweis.sources.yaml.crosswalks import read_crosswalk
from nachweis.sources.yaml.measures import read_measure

DOCS = Path(__file__).resolve().parents[2] / "docs"
PAGES = [DOCS.parent / "README.md", *sorted(DOCS.rglob("*.md"))]
FENCE = re.compile(r"^( *)```markdown\n(.*?)^ *```$", re.DOTALL | re.MULTILINE)


def examples() -> list[tuple[str, str]]:
    """Return the Markdown examples of README and handbook with their pages' names."""
    found = []
    for page in PAGES:
        for indent, text in FENCE.findall(page.read_text(encoding="utf-8")):
            found.append((page.name, re.sub(rf"^{indent}", "", text, flags=re.MULTILINE)))
    return found


@pytest.mark.parametrize(("page", "text"), examples())
def test_object_in_an_example_has_nothing_wrong(page: str, text: str) -> None:
    for directive in directives(text):
        assert not directive.problem, page
        if directive.name not in TYPE or TYPE[directive.name].origin is Origin.CATALOGUE:
            continue
        item = from_directive(directive, Place(path=page, line=directive.line), page)
        wrong = [f for f in check_object(item, "ACME") if f.rule != "missing-field"]
        assert not wrong


def test_there_are_examples_to_look_at() -> None:
    names = [d.name for _, text in examples() for d in directives(text)]
    assert {"clause", "record", "decision", "coverage-matrix", "register"} <= set(names)


def test_example_of_a_measure_is_a_measure(tmp_path: Path) -> None:
    page = (DOCS / "how-to" / "add-a-measure.md").read_text(encoding="utf-8")
    example, _ = re.findall(r"^```yaml\n(.*?)^```$", page, re.DOTALL | re.MULTILINE)
    path = tmp_path / "HOUSE_M01.yaml"
    path.write_text(example, encoding="utf-8")
    assert [entry.id for entry in read_measure(path, tmp_path)] == ["HOUSE_M01", "HOUSE_M01_01"]


def test_example_of_a_crosswalk_is_a_crosswalk(tmp_path: Path) -> None:
    page = (DOCS / "how-to" / "add-a-measure.md").read_text(encoding="utf-8")
    _, example = re.findall(r"^```yaml\n(.*?)^```$", page, re.DOTALL | re.MULTILINE)
    path = tmp_path / "house.yaml"
    path.write_text(example, encoding="utf-8")
    crosswalk = read_crosswalk(path, tmp_path, read_catalogue(package_data("catalog"), DOCS.parent))
    assert {row.reference: len(row.pairs) for row in crosswalk.rows} == {"4.2": 2, "4.3": 0}
