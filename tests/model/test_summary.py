"""The summary that is kept of each file says the same as a look through all objects."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from nachweis.model.summary import Items, Summary, summarise, summary_of, together
from nachweis.sources.cache import Cache
from nachweis.sources.project import read_project
from nachweis.sources.workspace import find_workspace
from nachweis.trace.gate import judge
from tests.support.models import NOW, item, project, small_catalogue
from tests.support.sandbox import Sandbox


def _plain(summary: Summary) -> tuple[object, ...]:
    """Return a summary in which order does not count."""

    def sets(words: Mapping[str, Iterable[object]]) -> dict[str, list[str]]:
        return {name: sorted(map(str, found)) for name, found in words.items()}

    return (
        {name: sorted({*found}) for name, found in summary.options.items()},
        {name: sorted({*found}) for name, found in summary.ends.items()},
        {*summary.words},
        sets(summary.texts),
    )


def test_of_files_together_it_is_that_of_all_objects(workspace: Sandbox, tmp_path: Path) -> None:
    folder = tmp_path / "cache"
    for cache in (Cache(folder), Cache(folder)):  # read, and remembered
        found = read_project(find_workspace(workspace.root), "TEST", cache)
        assert isinstance(found.items, Items)
        assert _plain(found.items.summary) == _plain(summarise(found.items, "TEST"))
        assert found.items.summary.ends["fulfils"]


def test_other_objects_have_another_summary() -> None:
    one, two = item("clause", 1, {"fulfils": ["TSA_M1_01"]}), item("clause", 2, {})
    made = Items((one,), summarise((one,), "TEST"))
    changed = project(one)._replace(items=made)._replace(items=(*made, two))
    summary = summary_of(changed.items, "TEST")
    assert len(summary.texts["clause"]) == 2
    assert _plain(summary) == _plain(together([summarise((part,), "TEST") for part in (one, two)]))


def test_a_name_in_a_text_is_found_wherever_the_summary_comes_from() -> None:
    said = item("section", 1, {})._replace(body="As TEST_C_99 says, and `x/TEST_C_98.md` does not.")
    kept = Items((said,), summarise((said,), "TEST"))
    for items in ((said,), kept):
        made = project(said)._replace(items=items)
        findings = judge(small_catalogue(), made, NOW).findings
        assert [f.related for f in findings if f.rule == "dead-reference"] == ["TEST_C_99"]
