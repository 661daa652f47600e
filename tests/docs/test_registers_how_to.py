"""The examples of the page about registers are one project with which nothing is wrong."""

from __future__ import annotations

import datetime
import re
from pathlib import Path

import pytest
import yaml

from nachweis.load import judge_projects
from nachweis.model.kinds import Origin
from nachweis.model.objects import TYPE
from nachweis.model.terms import Phase
from nachweis.trace.gate import Verdict
from nachweis.trace.rules import RULES
from nachweis.views.registers import (
    build_register,
    listed_type,
    parse_columns,
    parse_conditions,
)

PAGE = Path(__file__).resolve().parents[2] / "docs" / "how-to" / "keep-registers.md"
EXAMPLE = re.compile(r"^```yaml\n(.*?)^```$", re.DOTALL | re.MULTILINE)
DIRECTIVE = re.compile(r"^:::\{register\} (\w+)\n:where: (.*)\n:columns: (.*)$", re.MULTILINE)
WHOLE_SET = {"unnamed-contact", "missing-concept", "missing-agreement"}
"""Rules that ask for all entries of a register, of which the page shows one."""

PROJECT = """\
key: ACME
title: {en: Data centre operation}
side: client
example: true
catalog: [OPS31]
protection: {confidentiality: high, integrity: high, availability: normal}
intervals: {regular: P12M, continuous: P3M}
languages: [en]
phases:
"""
ELSEWHERE = """\
clauses:
  - {id: ACME_C_08_1, title: Availability, number: "8.1", status: agreed, obliges: provider,
     text: Words.}
  - {id: ACME_C_11_2, title: Subcontractors, number: "11.2", status: agreed, obliges: provider,
     text: Words.}
sections:
  - {id: ACME_S_EMG_02, title: Restoring, status: approved, concept: provider, owner: ACME_K_PISO,
     text: Words.}
  - id: ACME_S_CHANGE_01
    text: Words.
    title: Changes
    status: approved
    concept: provider
    owner: ACME_K_PISO
    addresses: OPS31_M12
  - id: ACME_S_CHANGE_02
    text: Words.
    title: Administration
    status: approved
    concept: interface
    owner: ACME_K_PISO
    describes: ACME_I_ADMIN
records:
  - id: ACME_R_AUDIT_01
    text: Words.
    title: Audit
    kind: audit
    date: 2026-06-10
    result: pass
    by: ACME_K_ISO
  - id: ACME_R_ALARM_01
    text: The crisis line was not answered between midnight and five.
    title: Alarm exercise
    kind: exercise
    date: 2026-09-15
    result: partial
    by: ACME_K_ISO
  - id: ACME_R_ALARM_02
    text: The crisis line was answered at night three times of three.
    title: Alarm exercise again
    kind: exercise
    date: 2026-11-03
    result: pass
    by: ACME_K_ISO
    checks: ACME_S_EMG_02
  - id: ACME_R_COORD_02
    text: Words.
    title: Minutes
    kind: meeting
    date: 2026-06-12
    result: pass
    by: ACME_K_ISO
  - id: ACME_R_COST_27
    text: Words.
    title: Report
    status: draft
    kind: report
    date: 2028-01-10
    result: pass
    by: ACME_K_ISO
"""


@pytest.fixture(scope="module")
def verdict(tmp_path_factory: pytest.TempPathFactory) -> Verdict:
    root = tmp_path_factory.mktemp("how-to")
    folder = root / "projects" / "ACME"
    (folder / "registers").mkdir(parents=True)
    closed = [phase for phase in Phase if phase.position < Phase.OPERATION.position]
    phases = "".join(f"  {p}: {{closed: 2026-10-01, approved_by: ACME_K_ISO}}\n" for p in closed)
    (folder / "project.yaml").write_text(PROJECT + phases, encoding="utf-8")
    (folder / "registers" / "elsewhere.yaml").write_text(ELSEWHERE, encoding="utf-8")
    for number, text in enumerate(EXAMPLE.findall(PAGE.read_text(encoding="utf-8"))):
        (folder / "registers" / f"{number:02}.yaml").write_text(text, encoding="utf-8")
    return judge_projects(root, ["ACME"], datetime.date(2026, 11, 20))[0]


def test_there_is_an_example_of_each_register() -> None:
    shown = [
        key for text in EXAMPLE.findall(PAGE.read_text("utf-8")) for key in yaml.safe_load(text)
    ]

    assert sorted(shown) == sorted(
        kind.plural
        for kind in TYPE.values()
        if kind.origin is Origin.REGISTER and kind.folder == "registers"
    )


def test_the_examples_are_right(verdict: Verdict) -> None:
    about_registers = [f for f in verdict.findings if f.state is None and f.rule not in WHOLE_SET]

    assert not [f"{f.place}: {f.message}" for f in about_registers]


def test_the_page_names_only_rules_that_there_are() -> None:
    named = re.findall(r"`([a-z]+(?:-[a-z]+)+)`", PAGE.read_text("utf-8"))

    assert len(named) > 10
    assert set(named) <= set(RULES)


def test_the_directive_of_the_page_shows_what_it_says(verdict: Verdict) -> None:
    [(name, where, columns)] = DIRECTIVE.findall(PAGE.read_text("utf-8"))
    kind = listed_type(name)

    register = build_register(
        verdict.graph,
        kind,
        conditions=parse_conditions(kind, where),
        columns=parse_columns(kind, columns),
    )

    assert [item.id for item in register.rows] == ["ACME_A_DB"]


def test_both_pages_about_duties_show_the_same_example() -> None:
    [duty] = EXAMPLE.findall((PAGE.parent / "plan-recurring-duties.md").read_text("utf-8"))

    assert duty in EXAMPLE.findall(PAGE.read_text("utf-8"))
