"""``nachweis check``: what it prints, and how it ends."""

from __future__ import annotations

import datetime
import json
import os
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion

from tests.support.processes import LIMIT
from tests.support.sandbox import TODAY, Sandbox
from tests.support.terminal import terminal

COMMAND = [sys.executable, "-m", "nachweis", "check"]


@pytest.fixture
def messy(workspace: Sandbox) -> Sandbox:
    """Return a project with something to say in every phase, at every severity."""
    workspace.edit("concept/overall.md", "status: approved\n:concept: client", "status: open")
    workspace.edit("evidence/records.md", ":date: 2026-06-10\n:result: pass", ":result: fail")
    workspace.edit("contract/agreement.md", "TSA_M1_03", "TSA_M1_033")
    workspace.add("record R_11 date=2026-11-01 result=partial proves=TSA_M2_EMG_01")
    workspace.add("record R_12 date=2026-01-01 result=pass kind=test by=Us proves=TSA_M2_OPS_03")
    workspace.add(
        "decision D_1 kind=accepted-risk date=2026-05-01 until=2026-12-31 approved_by=TEST_K_ISB "
        "concerns=TSA_M1_03"
    )
    workspace.configure(intervals={"TSA_M2_OPS_03": "P6M"})
    return workspace


@pytest.mark.parametrize(
    "arguments",
    [(), ("--verbose",), ("--quiet",), ("--close", "operation")],
    ids=["plain", "verbose", "quiet", "close"],
)
def test_text(messy: Sandbox, arguments: tuple[str, ...], snapshot: SnapshotAssertion) -> None:
    result = messy.check(*arguments)
    assert result.exit_code == 1
    assert result.stdout == snapshot
    assert result.stderr == ""


def test_a_gate_that_holds_says_so_in_a_line(workspace: Sandbox) -> None:
    result = workspace.check()
    assert result.exit_code == 0
    assert result.stdout == (
        "TEST holds on 2026-11-20 (A service for tests; 4 closed phases in order, "
        "concept in progress with nothing open, nothing overdue): "
        "11 of 14 proofs covered, 3 later, 3 n/a; nothing to do\n"
    )


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_the_ends_of_the_calendar_can_be_asked_for(messy: Sandbox, day: str) -> None:
    result = messy.check(as_of=day)
    assert result.exit_code == 1
    assert f"TEST fails on {day}" in result.output


def test_what_does_not_apply_is_listed_with_the_reason(workspace: Sandbox) -> None:
    workspace.add(
        "decision D_9 kind=not-applicable date=2026-05-01 approved_by=TEST_K_ISB concerns=TSA_M1_03"
    )
    lines = workspace.check("--verbose").stdout.splitlines()
    decided, ruled, *_ = lines[lines.index("TEST not applicable: 4 proofs") + 1 :]
    assert decided == (
        "projects/TEST/added.md:1: TSA_M1_03 (TS.A.M1) needs no clause: "
        "TEST_D_9, A decision (not-applicable, note)"
    )
    assert ruled == (
        "projects/TEST/project.yaml:1: TSB_M1_01 (TS.B.M1) needs no clause: "
        "level increased applies to a high protection need in confidentiality only "
        "(not-applicable, note)"
    )
    assert "not applicable" not in workspace.check().stdout


def test_every_finding_names_file_and_line(messy: Sandbox) -> None:
    lines = messy.check("--verbose").stdout.splitlines()
    findings = [line for line in lines if line and not line.startswith("TEST ")]
    assert findings
    for line in findings:
        match = re.fullmatch(r"(\S+):(\d+): .+ \([a-z-]+(, (warning|note))?\)", line)
        assert match, line
        source = (messy.root / match[1]).read_text(encoding="utf-8")
        assert int(match[2]) <= len(source.splitlines())


def test_json_goes_to_a_file_in_one_step(messy: Sandbox) -> None:
    target = messy.root / "result.json"
    result = messy.check("--format", "json", "--output", str(target))
    assert (result.exit_code, result.stdout) == (1, "")
    assert json.loads(target.read_text(encoding="utf-8"))["schema"] == "nachweis/check/1"
    assert [p.name for p in messy.root.iterdir() if p.name.startswith(".")] == []


def test_output_goes_through_a_pipe_and_leaves_it_there(workspace: Sandbox) -> None:
    pipe = workspace.root / "pipe"
    os.mkfifo(pipe)
    reader = subprocess.Popen(["cat", str(pipe)], stdout=subprocess.PIPE, text=True)
    assert workspace.check("--output", str(pipe)).exit_code == 0
    assert reader.communicate(timeout=LIMIT)[0].startswith("TEST holds")
    assert pipe.is_fifo()


def test_output_follows_a_link(workspace: Sandbox) -> None:
    (workspace.root / "link.txt").symlink_to("real.txt")
    workspace.check("--output", str(workspace.root / "link.txt"))
    assert (workspace.root / "link.txt").is_symlink()
    assert (workspace.root / "real.txt").read_text(encoding="utf-8").startswith("TEST holds")


def test_output_into_no_folder_is_an_error(workspace: Sandbox) -> None:
    target = workspace.root / "none" / "result.txt"
    result = workspace.check("--output", str(target))
    assert result.exit_code == 2
    assert result.stderr == f"nachweis: {target}: cannot be written (no such file or directory)\n"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--as-of", "20.11.2026"], "'20.11.2026' is not a date; write it as YYYY-MM-DD"),
        (["--as-of", "2026-02-30"], "'2026-02-30' is not a date of the calendar"),
        (["--close", "party"], "'party' is not one of 'strategy'"),
        (["--format", "pdf"], "'pdf' is not one of"),
        (["--root", "/nowhere/at/all"], "'/nowhere/at/all' does not exist"),
        (["--strange"], "No such option '--strange'"),
    ],
)
def test_wrong_usage_is_no_verdict(workspace: Sandbox, arguments: list[str], words: str) -> None:
    result = workspace.check(*arguments)
    assert result.exit_code == 2
    assert words in result.stderr


def test_projects_by_key(workspace: Sandbox) -> None:
    _second_project(workspace)
    assert _keys(workspace, ()) == ["ACME", "TEST"]
    assert _keys(workspace, ("TEST",)) == ["TEST"]
    assert _keys(workspace, ("test", "Test", "ACME")) == ["TEST", "ACME"]


def test_one_project_that_fails_fails_them_all(workspace: Sandbox) -> None:
    _second_project(workspace)
    assert workspace.check("TEST").exit_code == 0
    assert workspace.check("ACME").exit_code == 1
    assert workspace.check().exit_code == 1


def test_a_project_is_judged_though_another_cannot_be(workspace: Sandbox) -> None:
    _second_project(workspace)
    workspace.edit("../ACME/project.yaml", "side: client", "side: nobody")
    assert workspace.check("TEST").exit_code == 0
    assert workspace.check().exit_code == 2


def test_the_workspace_is_found_from_below(workspace: Sandbox) -> None:
    below = workspace.root / "projects" / "TEST" / "contract"
    done = subprocess.run(
        [*COMMAND, "--as-of", TODAY], cwd=below, capture_output=True, text=True, check=False
    )
    assert done.stdout.startswith("TEST holds")


def test_the_date_of_a_reproducible_build(
    workspace: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    instant = datetime.datetime(2026, 6, 14, 23, 59, 59, tzinfo=datetime.UTC)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int(instant.timestamp())))
    assert "on 2026-06-14 (" in workspace.check(as_of=None).stdout
    assert "on 2026-06-15 (" in workspace.check(as_of="2026-06-15").stdout


@pytest.mark.parametrize("zone", ["EAST-14", "WEST+12"])
def test_the_date_of_a_variable_is_the_same_all_over_the_world(
    workspace: Sandbox, monkeypatch: pytest.MonkeyPatch, zone: str
) -> None:
    instant = datetime.datetime(2026, 6, 14, 11, tzinfo=datetime.UTC)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int(instant.timestamp())))
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        assert "on 2026-06-14 (" in workspace.check(as_of=None).stdout
    finally:
        monkeypatch.delenv("TZ")
        time.tzset()


def test_the_date_is_today_if_nobody_says(workspace: Sandbox) -> None:
    before = time.strftime("%Y-%m-%d")
    text = workspace.check(as_of=None).stdout
    assert f"on {before} (" in text or time.strftime("on %Y-%m-%d (") in text


def test_closing_asks_for_more_and_being_strict_too(workspace: Sandbox) -> None:
    assert workspace.check("--close", "concept").exit_code == 0
    assert workspace.check("--close", "migration").exit_code == 1
    workspace.write("trace.lock", f"TEST_C_01 fulfils TSA_M1_01 {'0' * 32}\n")
    assert workspace.check().exit_code == 0
    assert workspace.check("--strict").exit_code == 1


@pytest.mark.parametrize(("variable", "coloured"), [({}, True), ({"NO_COLOR": "1"}, False)])
def test_colours_on_a_terminal_only(
    messy: Sandbox, variable: dict[str, str], *, coloured: bool
) -> None:
    environment = {k: v for k, v in os.environ.items() if k != "NO_COLOR"} | variable
    arguments = [*COMMAND, "--root", str(messy.root), "--as-of", TODAY]
    with terminal() as seen:
        done = subprocess.run(arguments, stdout=seen.side, env=environment, check=False)
    assert done.returncode == 1
    assert ("\x1b[" in seen.text) is coloured
    assert "\x1b[" not in messy.check().stdout


def test_any_locale_and_any_file_name(workspace: Sandbox) -> None:
    workspace.configure(title="Dienst für Prüfungen")
    strange = os.fsencode(workspace.root / "projects" / "TEST") + b"/concept/\xff\n.md"
    Path(os.fsdecode(strange)).write_bytes(b":::{clause} A\n:id: TEST_C_99\n:::\n")
    environment = {**os.environ, "PYTHONIOENCODING": "ascii", "LC_ALL": "C"}
    arguments = [*COMMAND, "--root", str(workspace.root), "--as-of", TODAY]
    done = subprocess.run(arguments, env=environment, capture_output=True, check=False)
    text = done.stdout.decode("utf-8")
    assert done.stderr == b""
    assert "(Dienst für Prüfungen; " in text
    assert "projects/TEST/concept/\\udcff\\n.md:2: TEST_C_99: a clause needs" in text
    target = workspace.root / "result.txt"
    subprocess.run([*arguments, "--output", str(target)], env=environment, check=False)
    assert target.read_text(encoding="utf-8") == text


def test_a_reader_that_has_seen_enough_is_no_error(messy: Sandbox) -> None:
    arguments = [*COMMAND, "--root", str(messy.root), "--verbose"]
    process = subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout is not None
    process.stdout.close()
    assert process.stderr is not None
    assert process.stderr.read() == b""
    process.stderr.close()
    process.wait(timeout=LIMIT)


def _second_project(workspace: Sandbox) -> None:
    text = (workspace.root / "projects/TEST/project.yaml").read_text(encoding="utf-8")
    workspace.write("../ACME/project.yaml", text.replace("key: TEST", "key: ACME"))


def _keys(workspace: Sandbox, keys: tuple[str, ...]) -> list[str]:
    data = json.loads(workspace.check("--format", "json", *keys).stdout)
    return [project["key"] for project in data["projects"]]


def test_who_reads_an_output_while_it_is_written_reads_all_of_the_old_one(
    workspace: Sandbox,
) -> None:
    target = workspace.root / "report.json"
    workspace.check("--format", "json", "--output", str(target))
    with target.open(encoding="utf-8") as reader:
        workspace.check("--format", "sarif", "--output", str(target))
        assert json.load(reader)["schema"] == "nachweis/check/1"
    assert json.loads(target.read_text(encoding="utf-8"))["version"] == "2.1.0"
    assert not list(workspace.root.glob(".report.json.*"))


def test_a_dash_is_standard_output(
    workspace: Sandbox, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    loud = workspace.check("--format", "json")
    assert workspace.check("--format", "json", "--output", "-").stdout == loud.stdout
    assert not (tmp_path / "-").exists()
