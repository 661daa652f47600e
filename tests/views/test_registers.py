"""The table of a register: its columns, its rows, and what may be asked of it."""

from __future__ import annotations

import re

import pytest

from nachweis.model.objects import TYPE
from nachweis.trace.gate import Verdict
from nachweis.views.registers import (
    build_register,
    listed_type,
    parse_columns,
    parse_conditions,
)


def test_columns_are_the_fields_and_links_that_have_a_value(verdict: Verdict) -> None:
    register = build_register(verdict.graph, TYPE["right"])

    assert [column.name for column in register.columns] == [
        *("kind", "granted", "reviewed", "withdrawn", "holder", "grants")
    ]
    assert [item.id for item in register.rows] == ["TEST_G_01", "TEST_G_02", "TEST_G_03"]


@pytest.mark.parametrize(
    ("kind", "where", "rows"),
    [
        ("asset", "kind=system", ["TEST_A_DB", "TEST_A_NODE"]),
        ("asset", "kind=system, effect=distribution", ["TEST_A_NODE"]),
        ("asset", "carries=TEST_A_APP", ["TEST_A_DB"]),
        ("asset", "kind = room", []),
        ("partner", "may_receive=TEST_L_CONF", ["TEST_Q_01"]),
        ("clause", "obliges=client", ["TEST_C_02"]),
        ("clause", "status=agreed, tags=urgent", []),
    ],
)
def test_conditions_select_rows(verdict: Verdict, kind: str, where: str, rows: list[str]) -> None:
    conditions = parse_conditions(TYPE[kind], where)

    register = build_register(verdict.graph, TYPE[kind], conditions=conditions)

    assert [item.id for item in register.rows] == rows


def test_columns_that_are_asked_for_stand_in_that_order(verdict: Verdict) -> None:
    columns = parse_columns(TYPE["right"], "reason, holder")

    register = build_register(verdict.graph, TYPE["right"], columns=columns)

    assert [column.name for column in register.columns] == ["reason", "holder"]


def test_a_page_shows_the_entries_of_its_file(verdict: Verdict) -> None:
    document = "projects/TEST/registers/contacts.yaml"

    assert build_register(verdict.graph, TYPE["contact"], document=document).rows
    assert not build_register(verdict.graph, TYPE["asset"], document=document).rows


@pytest.mark.parametrize(
    ("where", "message"),
    [
        (
            "kind=server",
            "kind is never 'server'; allowed are application, system, connection, room",
        ),
        ("colour=red", "'colour' is no column of asset; allowed are kind, sphere, confidentiality"),
        ("kind", "'kind' is no condition; write it as NAME=VALUE"),
        ("", "'' is no condition; write it as NAME=VALUE"),
        ("reason=", "reason is never ''; allowed are all but nothing"),
    ],
)
def test_a_wrong_condition_names_what_is_allowed(where: str, message: str) -> None:
    with pytest.raises(ValueError, match=re.escape(message)):
        parse_conditions(TYPE["asset"], where)


@pytest.mark.parametrize("columns", ["colour", "kind, colour", ""])
def test_a_wrong_column_names_those_that_there_are(columns: str) -> None:
    with pytest.raises(ValueError, match="is no column of asset; allowed are kind, sphere"):
        parse_columns(TYPE["asset"], columns)


@pytest.mark.parametrize("name", ["server", "req", "assets"])
def test_a_wrong_type_names_those_that_there_are(name: str) -> None:
    with pytest.raises(ValueError, match=f"{name!r} is unknown; allowed are clause, section"):
        listed_type(name)
