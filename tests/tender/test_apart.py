"""What a bidder gets does not depend on the others: not by a word, a name, an order or a count."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from nachweis.cli.group import main
from nachweis.model.kinds import FieldKind
from nachweis.model.objects import TYPE
from tests.support.bids import CRITERIA, PARTIES, TENDER, answered_tender
from tests.support.canaries import CANARY, CLASSES, texts_below
from tests.support.sandbox import PROJECT, Sandbox

DAY = "2026-03-10"
OTHERS = "BC"
DISCLOSED = """\
infoclass: Shut
disclosure: {folders: {tender: Open, registers: Open, project.yaml: Open}}
"""
QUESTION = """\
questions:
  - {id: TEST_Y_01, title: How late, about: TSA_M1_01, asked: 2026-02-22, answered: 2026-02-24,
     text: In an hour.}
"""
OURS = """\
# Our concept

:::{section} Something that no bidder reads
:id: TEST_S_01
:status: approved
:addresses: TSA_GEN_01

It is ours.
:::
"""
DECISION = """\
# Our decisions

:::{decision} Not for us
:id: TEST_D_01
:status: taken
:kind: not-applicable
:date: 2026-01-04
:approved_by: TEST_K_ISB
:concerns: TSA_M1_03

There is no such thing here.
:::
"""


def planted(kind: str, bidder: str, number: int, words: Iterator[str]) -> dict[str, str]:
    """Return an entry of a bidder with a canary in every field that takes a text."""
    known = TYPE[kind]
    entry = {"id": f"TEST_{known.prefix}_{bidder}{number}_{CANARY.upper()}", "title": next(words)}
    for field in known.fields:
        if field.kind is FieldKind.TEXT:
            entry[field.name] = next(words)
        elif field.kind is FieldKind.DATE:
            entry[field.name] = "2026-03-07"
        elif field.values:
            entry[field.name] = str(field.values[number % len(field.values)])
    entry["offered_by"] = f"TEST_P_{bidder}"
    if kind == "offer":
        entry["responds_to"] = ("TSA_M1_01", "TSA_M1_02", "TSA_M1_03")[number]
    return {**entry, "text": next(words)}


def without_others(text: str) -> str:
    """Take the entries of the other bidders out of a register."""
    data = yaml.safe_load(text)
    marks = tuple(f"_{bidder}" for bidder in OTHERS)
    kept = {
        key: [e for e in entries if not e["id"].endswith(marks)] for key, entries in data.items()
    }
    return yaml.safe_dump(kept, sort_keys=False)


def workspace(root: Path, *, alone: bool) -> Sandbox:
    """Return a tender in which a bidder is alone, or one of three of whom each has answered."""
    box = answered_tender(root)
    partners = [
        {
            "id": f"TEST_Q_{bidder}",
            "title": f"Desk of {CANARY} {bidder}",
            "party": f"TEST_P_{bidder}",
            "may_receive": "TEST_L_1",
            "channel": "Mail",
            "purpose": "Tender",
            "authorised": "2026-01-01",
            "authorised_by": "TEST_K_ISB",
        }
        for bidder in f"A{OTHERS}"
    ]
    partners[0]["title"] = "Desk of the first"
    parties = PARTIES.replace("Beta & Söhne", f"Zweite {CANARY}").replace("Gamma", f"X {CANARY}")
    registers = {"parties": parties, "partners": yaml.safe_dump({"partners": partners})}
    for name, text in registers.items():
        box.write(f"registers/{name}.yaml", without_others(text) if alone else text)
    box.write("registers/classes.yaml", CLASSES)
    box.write("project.yaml", TENDER + DISCLOSED)
    box.write("tender/criteria.yaml", CRITERIA)
    box.write("tender/questions.yaml", QUESTION)
    box.write("concept/ours.md", OURS)
    words = (f"{CANARY}{number}" for number in itertools.count(1))
    for bidder in OTHERS:
        path = box.root / PROJECT / f"tender/offers/TEST_P_{bidder}.yaml"
        path.unlink()
        if not alone:
            made = {
                TYPE[kind].plural: [planted(kind, bidder, n, words) for n in range(3)]
                for kind in ("offer", "particular")
            }
            path.write_text(yaml.safe_dump(made, sort_keys=False), encoding="utf-8")
    return box


def package(box: Sandbox, target: Path, *words: str) -> dict[str, bytes]:
    """Return all that the first bidder gets."""
    arguments = ["tender", "TEST", "--to", "TEST_P_A", "--out", str(target), *words]
    result = CliRunner().invoke(main, [*arguments, "--root", str(box.root), "--as-of", DAY])
    assert result.exit_code == 0, result.output
    return {
        str(path.relative_to(target)): path.read_bytes()
        for path in target.rglob("*")
        if path.is_file()
    }


def both(tmp_path: Path, *words: str) -> tuple[dict[str, bytes], dict[str, bytes]]:
    one, all_ = (workspace(tmp_path / name, alone=name == "one") for name in ("one", "all"))
    assert CANARY in "".join(texts_below(all_.root).values())
    return package(one, tmp_path / "a", *words), package(all_, tmp_path / "b", *words)


def test_workbook_and_tables_are_the_same_whoever_else_bids(tmp_path: Path) -> None:
    one, all_ = both(tmp_path, "--without-site")
    assert one == all_
    assert "TEST_P_A/TEST_P_A.xlsx" in one


def test_what_a_decision_takes_out_that_no_bidder_sees_is_not_asked(tmp_path: Path) -> None:
    box = workspace(tmp_path / "workspace", alone=False)
    box.edit("project.yaml", "asks: [TSA_M1_01, TSA_M1_02, TSA_M1_03, TSA_M2_EMG_01], ", "")
    box.write("decisions/ours.md", DECISION)
    made = package(box, tmp_path / "out", "--without-site")
    table = made["TEST_P_A/csv/TEST_P_A-answers.csv"].decode("utf-8-sig")
    assert "TSA_M1_02" in table
    assert "TSA_M1_03" not in table


@pytest.mark.slow
def test_site_and_document_are_the_same_whoever_else_bids(tmp_path: Path) -> None:
    one, all_ = both(tmp_path)
    assert sorted(one) == sorted(all_)
    assert [name for name in one if one[name] != all_[name]] == []
    assert not any("comparison" in name or "archive" in name for name in all_)
    assert any(name.endswith("annexes/tender.pdf") for name in all_)
    assert CANARY.encode() not in b"".join(all_.values())
