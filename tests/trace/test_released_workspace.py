"""What a workspace lacks since its last release, which its newest releases and git know."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, Final

from nachweis.model.weakening import Demands, Present
from nachweis.trace.gate import Verdict, judge
from nachweis.trace.released_workspace import gone, with_gone
from tests.support.models import NOW, item, project, small_catalogue

OLDER, NEWER = datetime.date(2026, 1, 5), datetime.date(2026, 2, 5)
FILES: Final[Mapping[str, str]] = {"conf.py": "a", "nachweis.toml": "b"}
THERE: Final[Mapping[str, tuple[str, ...]]] = {"ONE": ("1.0", "1.1"), "TWO": ("1.0",)}


def release(name: str, date: datetime.date | None = NEWER, **known: Any) -> Demands:
    """Return what a release of a project knows of the workspace."""
    empty: Any = ()
    given = {"projects": THERE, "trusted": FILES, **known}
    return Demands(name, empty, empty, frozenset(), empty, {}, date=date, **given)


def lost(before: Mapping[str, Demands], **now: Any) -> list[tuple[str, str, str]]:
    """Return the word, the path and the message of each finding."""
    there = Present(**{"projects": THERE, "trusted": FILES, **now})
    return [
        (word, found.place.path, found.message.partition("; undo")[0])
        for word, found in gone(before, there)
    ]


def changed(path: str, base: str) -> tuple[str, str, str]:
    said = f"{path} decides how the gate runs or what pages may show, and differs from {base}"
    return path, path, said


def missing(path: str, base: str) -> tuple[str, str, str]:
    return path, path, f"{path} was there at {base} and is gone"


def test_nothing_is_lost_where_all_is_there() -> None:
    assert lost({"ONE": release("1.1")}) == []
    assert lost({}) == []
    assert lost({"ONE": release("1.1", projects={}, trusted={})}, trusted={}) == []


def test_a_project_that_is_gone_is_told_without_its_baselines() -> None:
    assert lost({"ONE": release("1.1")}, projects={"ONE": ("1.0", "1.1")}) == [
        ("TWO", "projects/TWO/project.yaml", "the project TWO was there at ONE/1.1 and is gone")
    ]


def test_a_baseline_that_is_gone_is_told_by_a_release_or_by_its_tag() -> None:
    path = "projects/ONE/baselines/1.0.json"
    now = {"ONE": ("1.1",), "TWO": ("1.0",)}
    assert lost({"TWO": release("1.0")}, projects=now) == [missing(path, "TWO/1.0")]
    assert lost({}, tagged={"ONE": ["1.0"]}) == [missing(path, "ONE/1.0")]
    both = lost({"TWO": release("1.0")}, projects=now, tagged={"ONE": ["1.0"]})
    assert both == [missing(path, "ONE/1.0")]


def test_an_older_release_still_knows_baselines() -> None:
    before = {"ONE": release("1.1", OLDER), "TWO": release("1.0", projects={"TWO": ("1.0",)})}
    assert lost(before, projects={"ONE": ("1.1",), "TWO": ("1.0",)}) == [
        missing("projects/ONE/baselines/1.0.json", "ONE/1.1")
    ]


def test_files_that_decide_how_the_gate_runs_are_those_of_the_newest_release() -> None:
    now = {"conf.py": "x", "house.py": "c"}
    names = ("conf.py", "house.py", "nachweis.toml")
    assert lost({"ONE": release("1.1")}, trusted=now) == [changed(n, "ONE/1.1") for n in names]
    newer = release("1.0", trusted=now)
    assert lost({"ONE": release("1.1", OLDER), "TWO": newer}, trusted=now) == []
    undated = release("1.1", None)
    assert lost({"ONE": undated, "TWO": newer}, trusted=now) == []
    same_day = {"ONE": release("1.1"), "TWO": newer}
    assert lost(same_day, trusted=now) == []
    assert lost(same_day, trusted={**now, "conf.py": "y"}) == [changed("conf.py", "ONE/1.1")]


def judged(weakens: str) -> Verdict:
    """Return the verdict of a project with a decision that names what it loosens."""
    decision = item("decision", 1, {}, kind="weakening", approved_by="Us", weakens=weakens)
    return judge(small_catalogue(), project(decision), NOW)


def test_what_is_lost_is_said_of_the_first_project_unless_a_new_decision_names_it() -> None:
    first, other, now = judged("TWO"), judged("none"), Present(projects={"ONE": ()}, trusted={})
    before = {"ONE": release("1.1", projects={"ONE": (), "TWO": ()}, trusted={"conf.py": "a"})}
    [found, same] = with_gone([first, other], before, now)
    assert [f.subject for f in found.findings if f not in first.findings] == ["conf.py"]
    assert not found.holds
    assert same == other
    [told] = with_gone([other], before, now)
    assert {f.subject for f in told.findings if f not in other.findings} == {"TWO", "conf.py"}
    known = {"ONE": before["ONE"]._replace(decisions={"TEST_DECISION_001": "x"})}
    [old] = with_gone([first], known, now)
    assert {f.subject for f in old.findings if f not in first.findings} == {"TWO", "conf.py"}
