"""The way from the requirements that are sent to the award, on VKN set back to its selection."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from nachweis.cli.group import main
from tests.support.tenders import ALPHA, BETA, GAMMA, KEY, tables_of, tender_workspace
from tests.tender.test_tender_command import (
    NOTICE,
    SAID,
    in_csv,
    of_an_older_version,
    sorted_and_hidden,
)

SENT, READ, AWARDED = "2025-12-01", "2026-01-20", "2026-02-20"
ABOUT = ("no-award", "unmet-knock-out", "unanswered-requirement", "late-weight", "unusable-weight")


def run(root: Path, *words: str, day: str) -> Result:
    arguments = [*words, "--root", str(root), "--as-of", day]
    return CliRunner().invoke(main, arguments, prog_name="nachweis", catch_exceptions=False)


def about_the_tender(root: Path, day: str) -> list[tuple[str, str, str]]:
    """Return what keeps selection from being closed on a day, as far as it is about the tender."""
    words = ("check", KEY, "--close", "selection", "--format", "json")
    [project] = json.loads(run(root, *words, day=day).stdout)["projects"]
    found = project["findings"]
    return [(f["rule"], f["level"], f["message"]) for f in found if f["rule"] in ABOUT]


@pytest.mark.slow
def test_from_the_requirements_to_the_award(tmp_path: Path) -> None:
    root, out = tender_workspace(tmp_path / "workspace"), tmp_path / "out"
    project = root / "projects" / KEY

    german = ("--to", BETA, "--lang", "de")
    for words in (("--to", ALPHA, GAMMA), german):
        sent = run(root, "tender", KEY, *words, "--without-site", "--out", str(out), day=SENT)
        assert sent.exit_code == 0, sent.output

    back = {
        "bid.xlsx": sorted_and_hidden(tables_of((out / ALPHA / f"{ALPHA}.xlsx").read_bytes())),
        "Angebot.csv": in_csv((out / BETA / "csv" / f"{BETA}-answers.csv").read_bytes()),
        "late.xlsx": of_an_older_version(tables_of((out / GAMMA / f"{GAMMA}.xlsx").read_bytes())),
    }
    for name, content in back.items():
        (tmp_path / name).write_bytes(content)
    files = [str(tmp_path / name) for name in back]
    read = run(root, "tender", KEY, "--read", *files, day=READ)
    assert read.exit_code == 0, read.output
    assert f"changed since: {NOTICE}" in read.stderr

    [(rule, level, _)] = about_the_tender(root, READ)
    assert (rule, level) == ("no-award", "error")

    compared = run(root, "tender", KEY, "--compare", "--out", str(out), day=READ)
    assert "3 bidders" in compared.stderr
    minutes = (out / "minutes.md").read_text(encoding="utf-8")
    assert SAID[GAMMA] in minutes
    assert (out / "comparison.xlsx").read_bytes()[:2] == b"PK"

    chosen = run(root, "tender", KEY, "--award", ALPHA, "--yes", day=AWARDED)
    assert chosen.exit_code == 0, chosen.output
    assert about_the_tender(root, AWARDED) == []
    assert {p.name for p in (project / "tender/offers").iterdir()} == {f"{ALPHA}.yaml"}
    assert {p.stem for p in (project / "tender/archive").iterdir()} == {BETA, GAMMA}
    demands = (project / "registers/offered-demands.yaml").read_text(encoding="utf-8")
    assert f"{SAID[ALPHA]}, day and night." in demands
    assert not any(SAID[other] in demands for other in (BETA, GAMMA))
