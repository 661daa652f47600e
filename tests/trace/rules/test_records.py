"""Rules about records and their corrective actions, asked of models in memory."""

from __future__ import annotations

import pytest

from nachweis.model.items import Item
from nachweis.model.terms import Phase, Recurrence
from nachweis.trace.rules.actions import checks, missing, overdue
from nachweis.trace.rules.records import kinds, shared_evidence
from tests.support.models import changed_catalogue, item, told


def record(number: int, /, *targets: str, **fields: str) -> Item:
    known = {"kind": "exercise", "date": "2026-05-01", "result": "pass"}
    return item("record", number, {"proves": [*targets]}, **{**known, **fields})


UNFIT = "unfitting-record {} {} TEST_RECORD_001 {}"


@pytest.mark.parametrize(
    ("records", "found"),
    [
        ([record(1, "TSA_GEN_02")], False),
        ([record(1, "TSA_GEN_02", kind="test")], False),
        ([record(1, "TSA_GEN_02", kind="meeting")], True),
        ([record(1, "TSA_GEN_02", kind="meeting", result="fail")], False),
        ([record(1, "TSA_GEN_02", kind="meeting", status="draft")], False),
        (
            [record(1, "TSA_GEN_02", kind="meeting"), record(2, "TSA_GEN_02", date="2026-04-01")],
            False,
        ),
        (
            [record(1, "TSA_GEN_02", kind="meeting"), record(2, "TSA_GEN_02", date="2025-06-01")],
            False,
        ),
        (
            [record(1, "TSA_GEN_02", kind="meeting"), record(2, "TSA_GEN_02", date="2025-05-31")],
            True,
        ),
    ],
)
def test_a_record_is_of_a_kind_that_proves_the_requirement(
    records: list[Item], *, found: bool
) -> None:
    wanted = {"record_kinds": ("exercise", "test"), "recurrence": Recurrence.REGULAR}
    catalogue = changed_catalogue(TSA_GEN_02=wanted)
    due = catalogue.requirements["TSA_GEN_02"].proofs["record"]
    expected = [UNFIT.format("error", due, "TSA_GEN_02")] if found else []
    assert told(kinds, *records, catalogue=catalogue) == expected


@pytest.mark.parametrize(
    ("closed", "weight"),
    [(Phase.CONTRACT, "error"), (Phase.SELECTION, "warning"), (Phase.REQUIREMENTS, None)],
)
def test_what_does_not_recur_never_grows_old(closed: Phase, weight: str | None) -> None:
    wanted = {
        "record_kinds": ("exercise",),
        "recurrence": Recurrence.ONCE,
        "proofs": {"section": Phase.STRATEGY, "record": Phase.CONTRACT},
    }
    catalogue = changed_catalogue(TSA_GEN_02=wanted)
    section = item("section", 1, {"addresses": ["TSA_GEN_02"]}, kind="meeting", status="approved")
    meeting = record(1, "TSA_GEN_02", kind="meeting")
    old = record(2, "TSA_GEN_02", date="2020-01-01")
    assert told(kinds, section, meeting, old, catalogue=catalogue, closed=closed) == []
    expected = [UNFIT.format(weight, "contract", "TSA_GEN_02")] if weight else []
    assert told(kinds, section, meeting, catalogue=catalogue, closed=closed) == expected


def filed(number: int, files: str, digests: str) -> Item:
    return record(number, file=files, sha256=digests)


def owned(number: int, name: str = "a.txt") -> str:
    return f"files/TEST_RECORD_00{number}/{name}"


BORROWED = "evidence-of-another warning - TEST_RECORD_00{} TEST_RECORD_00{}"


@pytest.mark.parametrize(
    ("files", "found"),
    [
        ([(owned(1), "a"), (owned(2), "b")], []),
        ([(owned(1), "a"), (owned(1), "a")], [(2, 1)]),
        ([(owned(2), "a"), (owned(2), "b")], [(1, 2)]),
        ([(owned(1), "a"), (owned(2), "a")], [(2, 1)]),
        ([("a.txt", "a"), ("a.txt", "a")], []),
        ([("a.txt", "a"), ("./a.txt", "a")], []),
        ([("a.txt", "a"), ("b.txt", "a")], [(2, 1)]),
        ([("files/TEST_GONE/a.txt", "a"), ("b.txt", "b")], []),
        ([("https://x.example/TEST_RECORD_002/a", "a"), ("b.txt", "b")], [(1, 2)]),
        ([("a.txt, b.txt", "a, a"), ("c.txt", "b")], []),
        ([("a.txt", "a"), ("c.txt, b.txt", "c, a")], [(2, 1)]),
        ([("a.txt", "a"), ("c.txt, a.txt", "c")], []),
        ([("a.txt", ""), ("b.txt", "")], []),
    ],
)
def test_each_record_has_evidence_of_its_own(
    files: list[tuple[str, str]], found: list[tuple[int, int]]
) -> None:
    records = [filed(number, *file) for number, file in enumerate(files, start=1)]
    assert told(shared_evidence, *records) == [BORROWED.format(*pair) for pair in found]


def test_a_file_is_named_from_the_page_of_its_record() -> None:
    def on(page: str, made: Item) -> Item:
        return made._replace(place=made.place._replace(path=f"projects/TEST/{page}"))

    one = on("evidence/a.md", filed(1, "files/a.txt", "a"))
    same = on("evidence/more/b.md", filed(2, "../files/a.txt", "a"))
    other = on("contract/b.md", filed(2, "files/a.txt", "a"))
    assert told(shared_evidence, one, same) == []
    assert told(shared_evidence, one, other) == [BORROWED.format(2, 1)]


def action(number: int = 1, /, *ends: str, **fields: str) -> Item:
    links = {"corrects": ["TEST_RECORD_001"], "checked_by": [*ends]}
    return item("action", number, links, **fields)


@pytest.mark.parametrize(
    ("fields", "found"),
    [
        ({"result": "fail"}, True),
        ({"result": "partial"}, True),
        ({"result": "pass"}, False),
        ({"result": ""}, False),
        ({"result": "fail", "status": "open"}, False),
        ({"result": "fail", "status": "draft"}, False),
        ({"result": "fail", "date": "2026-06-01"}, True),
        ({"result": "fail", "date": "2026-06-02"}, False),
    ],
)
def test_what_did_not_pass_is_followed_up(fields: dict[str, str], *, found: bool) -> None:
    objects = record(2), record(1, **fields)
    expected = ["missing-action error operation TEST_RECORD_001"] if found else []
    assert told(missing, *objects) == expected
    assert told(missing, *objects, action()) == []
    corrects = item("clause", 1, {"corrects": ["TEST_RECORD_001"]})
    assert told(missing, *objects, corrects) == expected


R2 = "TEST_RECORD_002"
LATE = ["overdue-action error operation TEST_ACTION_001"]
UNFITTING = ["unfitting-check warning operation TEST_ACTION_001"]


@pytest.mark.parametrize(
    ("made", "late", "unfitting"),
    [
        (action(due="2026-06-01"), [], []),
        (action(due="2026-05-31"), LATE, []),
        (action(), [], []),
        (action(due="2026-05-31", done="2026-06-02"), LATE, []),
        (action(due="2026-01-31", done="2026-06-01"), [], []),
        (action(due="2026-01-31", done="2026-03-01"), [], []),
        (action(due="2026-01-31", done="2026-02-28"), LATE, []),
        (action(1, R2, done="2026-02-28"), [], []),
        (action(1, R2, done="2026-05-01"), [], []),
        (action(1, R2, done="2026-05-02"), [], UNFITTING),
        (action(1, "TEST_GONE", done="2026-05-02"), [], []),
        (action(1, "TEST_RECORD_003", done="2026-04-01"), [], UNFITTING),
        (action(1, "TEST_RECORD_003", R2, done="2026-04-01"), [], []),
        (action(1, "TEST_RECORD_004", done="2026-04-01"), [], UNFITTING),
        (action(1, "TEST_CLAUSE_001", done="2026-04-01"), [], UNFITTING),
        (action(1, "TEST_RECORD_003", done="2026-02-28"), LATE, []),
        (action(1, R2), [], []),
    ],
)
def test_an_action_is_done_and_shown_to_work_in_time(
    made: Item, late: list[str], unfitting: list[str]
) -> None:
    objects = [
        record(1, result="fail", date="2026-01-01"),
        record(2),
        record(3, result="partial"),
        record(4, date="2026-06-02"),
        item("clause", 1, {}, date="2026-05-01", result="pass"),
        action(2, due="2026-12-31"),
        made,
    ]
    assert told(overdue, *objects) == late
    assert told(checks, *objects) == unfitting


def test_an_action_is_shown_to_work_by_a_record_with_the_evidence_that_is_asked_for() -> None:
    objects = record(1, result="fail"), record(2), action(1, R2, done="2026-04-01")
    assert told(checks, *objects, evidence=("exercise",)) == UNFITTING
    assert told(checks, *objects, evidence=("meeting",)) == []


@pytest.mark.parametrize("before", ["", "\n", "   ", "\n\n  "])
def test_a_record_that_begins_with_what_was_not_done_is_asked_about(before: str) -> None:
    made = record(1, "TSA_GEN_02", kind="report")
    made = made._replace(body=f"{before}The exercise was not held, and is put off.")
    assert told(kinds, made) == ["unfitting-record warning - TEST_RECORD_001 result"]
    later = made._replace(body=f"All were there.{before} The next one was not held yet.")
    assert told(kinds, later) == []


def of_days(
    path: str, *days: int, some: tuple[str, ...] = ("test", "audit", "review")
) -> list[Item]:
    """Return records of a page, each of a day in May, of some kinds in turn."""
    made = (
        record(number, "TSA_GEN_02", kind=some[number % len(some)], date=f"2026-05-{day:02}")
        for number, day in enumerate(days, 1)
    )
    return [one._replace(place=one.place._replace(path=path)) for one in made]


PAGE, SAME = "projects/TEST/evidence/rooms.md", "unfitting-record warning - {} 2026-05-04"


@pytest.mark.parametrize(
    ("records", "first"),
    [
        (of_days(PAGE, *[4] * 8), 1),
        (of_days(PAGE, 5, 6, *[4] * 8, 7), 3),
        (of_days(PAGE, 5, 6, *[4] * 8, 7, 8), None),
        (of_days(PAGE, *[4] * 7), None),
        (of_days(PAGE, *[4] * 7, 5), None),
        (of_days(PAGE, *[4] * 8, some=("test", "audit")), None),
        (of_days(PAGE.replace(".md", "-2026-05-04.md"), *[4] * 8), None),
        (of_days(PAGE.replace(".md", "-2026-05-05.md"), *[4] * 8), 1),
        (of_days(PAGE.replace(".md", ".yaml"), *[4] * 8), 1),
        (of_days(PAGE.replace(".md", ".xml"), *[4] * 8), None),
        ([*of_days(PAGE, *[4] * 4), *of_days("other.md", *[4] * 4)], None),
        ([*of_days("other.md", 4), *of_days(PAGE, *[4] * 8)], 1),
        (
            [r._replace(fields={**r.fields, "status": "open"}) for r in of_days(PAGE, *[4] * 8)],
            None,
        ),
        ([r._replace(fields={**r.fields, "status": "final"}) for r in of_days(PAGE, *[4] * 8)], 1),
    ],
)
def test_what_a_page_has_was_hardly_done_on_one_day(records: list[Item], first: int | None) -> None:
    expected = [SAME.format(f"TEST_RECORD_{first:03}")] if first else []
    assert told(kinds, *records) == expected


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("../../T2/evidence/a.txt", "projects/T2/evidence/a.txt"),
        ("../../TEST2/a.txt", "projects/TEST2/a.txt"),
        ("../../TEST/evidence/a.txt", ""),
        ("../../../shared/a.txt", ""),
        ("files/a.txt", ""),
        ("https://store.example/projects/T2/a.txt", ""),
    ],
)
def test_a_file_of_another_project_is_told(path: str, found: str) -> None:
    made = record(1, "TSA_GEN_02", file=path, sha256="0" * 64)
    made = made._replace(place=made.place._replace(path="projects/TEST/evidence/rooms.md"))
    expected = [f"evidence-of-another warning - TEST_RECORD_001 {found}"] if found else []
    assert told(shared_evidence, made) == expected
