"""Answers of three bidders are read, and no bidder gets a word of another one."""

from __future__ import annotations

import csv
import datetime
import functools
import io
import random
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner, Result

from nachweis.cli.group import main
from nachweis.leaks.scan import Scan
from nachweis.publish.audiences import workspace_for
from nachweis.sources.workspace import find_workspace
from nachweis.tender.form import Request
from nachweis.tender.workbook import Envelope, csv_files
from tests.support.canaries import texts_below
from tests.support.tenders import (
    ALPHA,
    AS_OF,
    BETA,
    GAMMA,
    KEY,
    NAMES,
    Tables,
    answered,
    saved,
    tables_of,
    tender_workspace,
)

NOTICE = "OPS31_M02_EMG_04"
DAY = datetime.date.fromisoformat(AS_OF)
SAID = {
    ALPHA: "Quokka pager rings whoever is on duty",
    BETA: "Wombat ticket, read on the next day",
    GAMMA: "Numbat letter, sent by post the same week",
}
"""Words of each bidder that nobody else uses."""


def run(root: Path, *words: str, day: str = AS_OF) -> Result:
    arguments = ["tender", KEY, *words, "--root", str(root), "--as-of", day]
    return CliRunner().invoke(main, arguments, prog_name="nachweis")


def offers(root: Path) -> dict[str, str]:
    folder = root / "projects" / KEY / "tender" / "offers"
    return {path.stem: path.read_text(encoding="utf-8") for path in sorted(folder.glob("*"))}


def sorted_and_hidden(tables: Tables) -> bytes:
    """The workbook of the first one: all is answered, some rows are sorted and hidden."""
    entered = {"Answer": "fulfilled", "How it is met": f"{SAID[ALPHA]}, day and night."}
    full = answered(tables, {"*": entered})
    head, *rows = full["Requirements"]
    random.Random(2).shuffle(rows)
    subcontractors = [full["Subcontractors"][0], ["Quokka tapes", "Vaults", "Nordmark"]]
    tables = {**full, "Requirements": [head, *rows], "Subcontractors": subcontractors}
    return saved(tables, hidden=frozenset({3, 4, 5}))


def in_csv(table: bytes) -> bytes:
    """The answers of the second one, in CSV with semicolons, as Excel writes it in Windows."""
    head, *rows = csv.reader(io.StringIO(table.decode("utf-8-sig")), delimiter=";")
    answer, how = head.index("Antwort"), head.index("Wie sie erfüllt wird")
    for row in rows[::2]:
        row[answer], row[how] = "teilweise", f"{SAID[BETA]} – nächster Werktag"
    target = io.StringIO()
    csv.writer(target, delimiter=";").writerows([head, *rows])
    return target.getvalue().encode("cp1252")


def of_an_older_version(tables: Tables) -> bytes:
    """The workbook of the third one: an older version, in which a minimum was another one."""
    old = answered(tables, {"*": {"Answer": "not", "Remark": SAID[GAMMA]}})
    for row in old["Requirements"][1:]:
        if row[0] == NOTICE:
            row[4], row[11] = "Within a day.", "0123abcd"
        row[12] = GAMMA
    return saved({**old, "Instructions": []})


@pytest.fixture(scope="module")
def files(
    tmp_path_factory: pytest.TempPathFactory,
    sent_out: bytes,
    requests: list[Request],
    envelope: Envelope,
) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("received")
    tables = tables_of(sent_out)
    theirs = envelope._replace(bidder=BETA, name=NAMES[BETA], language="de")
    table = csv_files(requests[1], theirs)[f"{BETA}-answers.csv"]
    contents = {
        ALPHA: ("bid.xlsx", sorted_and_hidden(tables)),
        BETA: ("Angebot.csv", in_csv(table)),
        GAMMA: ("final FINAL 2.xlsx", of_an_older_version(tables)),
    }
    made = {}
    for bidder, (name, content) in contents.items():
        made[bidder] = folder / name
        made[bidder].write_bytes(content)
    return made


@pytest.fixture(scope="module")
def after(tmp_path_factory: pytest.TempPathFactory, files: dict[str, Path]) -> tuple[Path, Result]:
    """The workspace after all three have been read, and what was said."""
    root = tender_workspace(tmp_path_factory.mktemp("after"))
    return root, run(root, "--read", *map(str, files.values()))


def test_answers_of_all_bidders_become_objects_in_a_file_each(
    after: tuple[Path, Result], requests: list[Request]
) -> None:
    root, result = after
    assert result.exit_code == 0, result.output
    count = len(requests[0].rows)
    assert (
        f"{ALPHA}: answers: {count} new, 0 changed, 0 as before; 0 of {count} open" in result.stdout
    )
    assert f"{GAMMA}: answered in another version, changed since: {NOTICE}" in result.stderr
    assert "not answered" in result.stderr
    written = offers(root)
    assert [*written] == sorted([ALPHA, BETA, GAMMA])
    data = yaml.safe_load(written[ALPHA])
    entry = next(e for e in data["offers"] if e["responds_to"] == [NOTICE] or NOTICE in e["id"])
    assert entry["id"] == f"VKN_J_HALDEN_{NOTICE}"
    assert entry["answer"] == "fulfilled"
    assert entry["date"] == AS_OF
    assert entry["text"] == f"{SAID[ALPHA]}, day and night."
    assert data["particulars"][0]["kind"] == "subcontractor"
    assert "nächster Werktag" in written[BETA]


def test_what_was_read_fits_the_schema_of_the_gate(after: tuple[Path, Result]) -> None:
    root, _ = after
    words = ["check", KEY, "--root", str(root), "--as-of", AS_OF]
    result = CliRunner().invoke(main, words, prog_name="nachweis")
    about = [line for line in result.stdout.splitlines() if "/tender/offers/" in line]
    assert [line for line in about if "bad-" in line or "unknown-" in line] == []


def test_reading_again_changes_nothing_on_any_day(
    after: tuple[Path, Result], files: dict[str, Path]
) -> None:
    root, _ = after
    before = offers(root)
    result = run(root, "--read", *map(str, files.values()), day="2026-01-25")
    assert "answers: 0 new, 0 changed" in result.stdout
    assert offers(root) == before


def test_what_a_bidder_sends_again_changes_its_rows_only(
    tmp_path: Path, after: tuple[Path, Result], sent_out: bytes
) -> None:
    root, _ = after
    before = offers(root)
    again = tmp_path / "again.xlsx"
    entered = {NOTICE: {"Answer": "alternative", "How it is met": "By radio."}}
    again.write_bytes(saved(answered(tables_of(sent_out), entered)))
    result = run(root, "--read", str(again), day="2026-01-25")
    assert "answers: 0 new, 1 changed" in result.stdout
    one, other = before[ALPHA].splitlines(), offers(root)[ALPHA].splitlines()
    assert 0 < len(set(other) - set(one)) < 6
    assert "Quokka tapes" not in offers(root)[ALPHA]  # the sheet came back empty
    path = root / "projects" / KEY / "tender" / "offers" / f"{ALPHA}.yaml"
    path.write_text(before[ALPHA], encoding="utf-8")


def test_nothing_is_written_unless_all_files_can_be_read(
    tmp_path: Path, files: dict[str, Path]
) -> None:
    root = tender_workspace(tmp_path / "workspace")
    broken = tmp_path / "broken.xlsx"
    broken.write_bytes(b"PK broken")
    result = run(root, "--read", str(files[ALPHA]), str(broken))
    assert result.exit_code == 2
    assert "broken.xlsx: is no workbook that can be read" in result.stderr
    assert run(root, "--read", str(files[ALPHA]), "--dry-run").exit_code == 0
    twice = run(root, "--read", str(files[ALPHA]), str(files[ALPHA]))
    assert twice.exit_code == 0  # the same file
    copy = tmp_path / "copy.xlsx"
    copy.write_bytes(files[ALPHA].read_bytes())
    assert "read the one that counts" in run(root, "--read", str(files[ALPHA]), str(copy)).stderr
    stranger = run(root, "--read", str(files[ALPHA]), "--from", BETA)
    assert f"says that it is of {ALPHA}, not of {BETA}" in stranger.stderr
    nobody = tmp_path / "answers.csv"
    nobody.write_text("ID,Answer\nOPS31_M02_EMG_04,fulfilled\n", encoding="utf-8")
    assert "does not say which bidder sent it" in run(root, "--read", str(nobody)).stderr
    (tmp_path / f"{BETA}-answers.csv").write_bytes(nobody.read_bytes())
    named = run(root, "--read", str(tmp_path / f"{BETA}-answers.csv"), "--dry-run")
    assert f"{BETA}: answers: 1 new" in named.stdout


def test_nothing_is_written_out_of_the_project(tmp_path: Path, files: dict[str, Path]) -> None:
    root = tender_workspace(tmp_path / "workspace")
    outside = tmp_path / "outside"
    outside.mkdir()
    folder = root / "projects" / KEY / "tender" / "offers"
    folder.symlink_to(outside)
    result = run(root, "--read", str(files[ALPHA]))
    assert result.exit_code == 2
    assert "is a link to a folder, which is not followed" in result.stderr
    folder.unlink()
    parties = root / "projects" / KEY / "registers" / "parties.yaml"
    text = parties.read_text(encoding="utf-8")
    parties.write_text(text.replace(f"id: {ALPHA}", "id: ../../../evil"), encoding="utf-8")
    result = run(root, "--to", "../../../evil", "--without-site", "--out", str(tmp_path / "out"))
    assert result.exit_code == 2
    assert "is no bidder" in result.stderr
    assert [*outside.iterdir()] == []


def test_a_file_that_somebody_broke_is_told_and_left_as_it_is(
    tmp_path: Path, files: dict[str, Path]
) -> None:
    root = tender_workspace(tmp_path / "workspace")
    path = root / "projects" / KEY / "tender" / "offers" / f"{ALPHA}.yaml"
    path.parent.mkdir()
    path.write_text("offers:\n  - title: Mine\n", encoding="utf-8")
    result = run(root, "--read", str(files[ALPHA]))
    assert result.exit_code == 2
    assert "has no id; add it, or take the entry out" in result.stderr
    assert path.read_text(encoding="utf-8") == "offers:\n  - title: Mine\n"


def test_no_cell_controls_the_terminal(tmp_path: Path, after: tuple[Path, Result]) -> None:
    root, _ = after
    path = tmp_path / f"{BETA}.csv"
    path.write_text("ID;Answer\n\x1b[2Jx;fulfilled\n", encoding="utf-8")
    assert "\x1b" not in run(root, "--read", str(path), "--dry-run").output


def test_tables_of_a_bidder_may_come_apart_in_files_with_its_id_in_the_name(
    tmp_path: Path, after: tuple[Path, Result]
) -> None:
    root, _ = after
    answers, others = tmp_path / f"{BETA}-answers.csv", tmp_path / f"{BETA}-subcontractor.csv"
    answers.write_text(f"ID\tAnswer\n{NOTICE}\tnot\n", encoding="utf-16")
    others.write_text("Subcontractor;Its service\n=Bandlager;Tapes\n", encoding="utf-8")
    result = run(root, "--read", str(answers), str(others), "--dry-run")
    assert result.exit_code == 0, result.output
    assert f"{BETA}: answers: 1 new, 0 changed" in result.stdout


def test_a_bad_row_is_told_in_the_language_of_the_command(
    tmp_path: Path, after: tuple[Path, Result], sent_out: bytes
) -> None:
    root, _ = after
    bad = tmp_path / "bad.xlsx"
    entered = {NOTICE: {"Answer": "maybe"}}
    bad.write_bytes(saved(answered(tables_of(sent_out), entered)))
    result = run(root, "--read", str(bad), "--dry-run", "--lang", "de", day="2026-02-03")
    assert result.exit_code == 1
    assert (
        f"bad.xlsx: Requirements, Zeile 5: {NOTICE}: maybe ist keine der Antworten" in result.stderr
    )
    assert "nach dem letzten Tag für Antworten" in result.stderr


def others_of(bidder: str) -> set[str]:
    """Return what must not be found in what a bidder gets, in lower case."""
    words = set()
    for other in {*NAMES} - {bidder}:
        short = other.removeprefix("VKN_P_")
        words |= {short, NAMES[other], SAID[other], f"{NAMES[other].split()[0]}.example"}
    return {word.lower() for word in words}


Seen = Callable[[str], tuple[dict[str, str], Scan]]


@pytest.fixture(scope="module")
def seen(after: tuple[Path, Result]) -> Seen:
    """Return what gives the texts that a bidder sees, and what searches for those of others."""

    @functools.cache
    def texts_and_scan(bidder: str) -> tuple[dict[str, str], Scan]:
        with workspace_for(find_workspace(after[0]), KEY, [bidder], DAY) as audience:
            [scan] = audience.scans
            return texts_below(audience.root), scan

    return texts_and_scan


@pytest.mark.parametrize(
    "bidder", [ALPHA, *(pytest.param(name, marks=pytest.mark.slow) for name in (BETA, GAMMA))]
)
def test_a_bidder_sees_what_is_asked_and_no_trace_of_others(
    tmp_path: Path, after: tuple[Path, Result], seen: Seen, bidder: str
) -> None:
    root, _ = after
    held, scan = seen(bidder)
    assert scan.secrets
    everything = "\n".join(f"{name}\n{text}" for name, text in held.items()).lower()
    assert [word for word in others_of(bidder) if word in everything] == []
    assert NAMES[bidder].lower() in everything
    assert "tender/offers" not in everything  # nor what is compared of itself
    assert "no-award" not in everything
    assert "vkn_y_01" in everything  # the question that has been answered
    assert "vkn_y_02" not in everything
    assert "chosen" not in held[f"projects/{KEY}/project.yaml"]
    result = run(root, "--to", bidder, "--without-site", "--out", str(tmp_path))
    assert result.exit_code == 0, result.output
    assert [path.name for path in tmp_path.iterdir()] == [bidder]
    for path in tmp_path.rglob("*.*"):
        assert not any(word in path.name.lower() for word in others_of(bidder))


@pytest.mark.parametrize(
    "audience",
    [
        "VKN_L_K4",
        *(pytest.param(name, marks=pytest.mark.slow) for name in ("VKN_L_K1", "VKN_Q_90")),
    ],
)
def test_classes_and_partners_of_a_bidder_show_no_others(
    after: tuple[Path, Result], audience: str
) -> None:
    root, _ = after
    with workspace_for(find_workspace(root), KEY, [audience], DAY) as made:
        everything = "\n".join(texts_below(made.root).values()).lower()
    assert [word for word in others_of(ALPHA) if word in everything] == []


def test_a_leak_of_another_bidder_is_found_by_its_own_reading(seen: Seen) -> None:
    _, scan = seen(ALPHA)
    for text in (
        "by Fjordbyte",
        "silberbach.example",
        "VKN_P_FJORDBYTE",
        SAID[GAMMA],
    ):
        assert list(scan.file("page.html", text.encode())), text
    assert not list(scan.file("page.html", b"Haldenrechner Betriebsgesellschaft"))


def test_an_auditor_sees_bidders_and_no_offers_without_a_class(after: tuple[Path, Result]) -> None:
    root, _ = after
    later = datetime.date(2026, 11, 20)
    with workspace_for(find_workspace(root), KEY, ["VKN_P_SIEBENSTERN"], later) as made:
        everything = "\n".join(texts_below(made.root).values())
    assert "fjordbyte" in everything
    assert SAID[BETA].lower() not in everything  # until somebody gives it a class
