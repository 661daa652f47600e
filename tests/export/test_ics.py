"""A project's calendar as iCalendar: every line as RFC 5545 wants it, the same text each time."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import example, given
from hypothesis import strategies as st
from icalendar import vRecur

from nachweis.cli.group import main
from nachweis.export.ics import recurrence, to_ics
from nachweis.views.calendar import Calendar
from tests.support.sandbox import TODAY, Sandbox

REGISTERS = """\
duties:
  - id: TEST_U_01
    title: "Exercise; restore, then \\\\ compare – for all systems that the provider runs, würdig"
    kind: exercise
    interval: P6M
    first: 2026-01-31
    owner: TEST_K_ISB
    renews: TSA_M2_EMG_01
"""
CONTENT = re.compile(r"(?P<name>[A-Z-]+)(?P<parameters>(?:;[A-Z-]+=[^;:]+)*):(?P<value>.*)")
DAY = datetime.date(2026, 11, 20)
LINE = 75
"""Octets that a line may have (RFC 5545, 3.1)."""
ORDER = ("UID", "DTSTAMP", "DTSTART", "RRULE", "SUMMARY", "DESCRIPTION", "CATEGORIES", "TRANSP")


def export(workspace: Sandbox, *arguments: str) -> Result:
    command = ["export", "ics", "TEST", "--root", str(workspace.root), "--as-of", TODAY, *arguments]
    return CliRunner().invoke(main, command, catch_exceptions=False)


def unfold(text: str) -> list[str]:
    assert text.endswith("\r\n")
    lines = text.removesuffix("\r\n").split("\r\n")
    assert all(len(line.encode()) <= LINE for line in lines)
    assert not any("\n" in line or "\r" in line for line in lines)
    return "\r\n".join(lines).replace("\r\n ", "").split("\r\n")


def unescape(value: str) -> str:
    return re.sub(r"\\(.)", lambda m: "\n" if m[1] in "nN" else m[1], value)


def events(text: str) -> Iterator[dict[str, str]]:
    """Read an iCalendar object line by line."""
    lines = unfold(text)
    assert lines[0] == "BEGIN:VCALENDAR"
    assert lines[-1] == "END:VCALENDAR"
    event: dict[str, str] | None = None
    for line in lines[1:-1]:
        match = CONTENT.fullmatch(line)
        assert match, line
        if line == "BEGIN:VEVENT":
            event = {}
        elif line == "END:VEVENT":
            assert event is not None
            assert [name for name in ORDER if name in event] == list(event)
            yield event
            event = None
        elif event is not None:
            assert match["name"] not in event
            event[match["name"]] = match["value"]
    assert event is None


@pytest.fixture
def calendar(workspace: Sandbox) -> str:
    workspace.write("registers/duties.yaml", REGISTERS)
    result = export(workspace)
    assert result.exit_code == 0
    return result.stdout_bytes.decode()


def test_every_line_is_read_back(calendar: str) -> None:
    found = {event["UID"]: event for event in events(calendar)}

    duty = found["TEST_U_01.duty@test.nachweis.invalid"]
    assert duty["DTSTART"] == "20261210"
    assert duty["RRULE"] == "FREQ=MONTHLY;INTERVAL=6"
    assert duty["DTSTAMP"] == "20261120T000000Z"
    assert unescape(duty["SUMMARY"]) == (
        "TEST: Exercise; restore, then \\ compare – for all systems that the provider runs, würdig"
        " (recurring duty)"
    )
    assert unescape(duty["DESCRIPTION"]) == "TEST_U_01, Security officer, TSA_M2_EMG_01"
    assert any(uid.startswith("TEST_R_") for uid in found), "proofs to be renewed are there, too"


def test_the_same_sources_give_the_same_bytes(
    workspace: Sandbox, calendar: str, tmp_path: Path
) -> None:
    target = tmp_path / "calendar.ics"

    result = export(workspace, "--output", str(target))

    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr.endswith(f" dates in {target}\n")
    assert target.read_bytes() == calendar.encode()


def test_an_event_keeps_its_name_when_its_day_changes(workspace: Sandbox, calendar: str) -> None:
    workspace.edit("registers/duties.yaml", "P6M", "P12M")
    later = {event["UID"]: event for event in events(export(workspace).stdout_bytes.decode())}

    assert later.keys() == {event["UID"] for event in events(calendar)}
    assert later["TEST_U_01.duty@test.nachweis.invalid"]["DTSTART"] == "20270610"


def test_a_project_that_is_not_there_ends_with_2(workspace: Sandbox) -> None:
    command = ["export", "ics", "NONE", "--root", str(workspace.root)]
    result = CliRunner().invoke(main, command)

    assert result.exit_code == 2
    assert "there is no project 'NONE'" in result.stderr


@pytest.mark.parametrize(
    ("start", "interval", "rule"),
    [
        ("2026-12-10", "P6M", "FREQ=MONTHLY;INTERVAL=6"),
        ("2026-12-10", "P2Y", "FREQ=YEARLY;INTERVAL=2"),
        ("2026-12-10", "P12M", "FREQ=YEARLY;INTERVAL=1"),
        ("2026-12-10", "P2W", "FREQ=WEEKLY;INTERVAL=2"),
        ("2026-12-10", "P10D", "FREQ=DAILY;INTERVAL=10"),
        ("2026-01-31", "P1M", "FREQ=MONTHLY;INTERVAL=1;BYMONTHDAY=28,29,30,31;BYSETPOS=-1"),
        ("2026-01-29", "P1M", "FREQ=MONTHLY;INTERVAL=1;BYMONTHDAY=28,29;BYSETPOS=-1"),
        ("2028-02-29", "P1Y", "FREQ=YEARLY;INTERVAL=1;BYMONTHDAY=28,29;BYMONTH=2;BYSETPOS=-1"),
        ("2026-12-10", "P1M3D", ""),
        ("2026-12-10", "", ""),
        ("2026-12-10", "often", ""),
    ],
)
def test_recurrence(start: str, interval: str, rule: str) -> None:
    found = recurrence(datetime.date.fromisoformat(start), interval)
    assert vRecur(found).to_ical().decode() == rule


@given(st.text())
@example("\\N")
def test_whatever_a_title_holds_is_read_back_without_its_controls(text: str) -> None:
    made = to_ics(Calendar(as_of=DAY, overdue=(), soon=(), later=()), "TEST", text)

    [name] = [line for line in unfold(made) if line.startswith("X-WR-CALNAME")]
    # icalendar takes "\\N" in any text for a line break, as in a text that is escaped already.
    newlines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\\N", "\n")
    expected = re.sub(r"[\x00-\x08\x0b-\x1f\x7f]", "", newlines)
    assert unescape(name.partition(":")[2]) == expected
