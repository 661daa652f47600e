"""Withdrawn editions of the catalogue: what the gate says of them, and when it is silent."""

from __future__ import annotations

import pytest

from tests.support.sandbox import Sandbox

MODULE = """\
module:
  id: {id}
  label: {label}
  title: {{en: Outsourcing}}
  source: {label}
  edition: {{en: An edition}}
"""
LINE = (
    "TEST: the catalogue is of a withdrawn edition: OLD.1 (–2018); "
    "superseded by NEW.1, NEW.2 (note)\n"
)


@pytest.fixture
def workspace(workspace: Sandbox) -> Sandbox:
    folder = workspace.root / "catalog" / "grundschutz-test"
    old = MODULE.format(id="OLD", label="OLD.1")
    old += "  valid_until: 2018\n  superseded_by: [NEW.1, NEW.2]\n"
    (folder / "OLD.yaml").write_text(old, encoding="utf-8")
    new = MODULE.format(id="NEW", label="NEW.1") + "  valid_until: 2026-11-20\n"
    (folder / "NEW.yaml").write_text(new, encoding="utf-8")
    return workspace


def test_a_withdrawn_edition_is_said_in_the_last_line_and_fails_nothing(workspace: Sandbox) -> None:
    workspace.configure(catalog=["TSA", "TSB", "OLD"])
    result = workspace.check()
    assert result.exit_code == 0
    assert result.output.endswith(LINE)
    assert LINE not in workspace.check("--quiet").output


def test_its_last_year_counts_to_the_end(workspace: Sandbox) -> None:
    workspace.configure(catalog=["TSA", "TSB", "OLD"])
    assert LINE not in workspace.check(as_of="2018-12-31").output
    assert LINE in workspace.check(as_of="2019-01-01").output


def test_nothing_is_said_where_a_successor_is_selected_or_the_edition_is_valid(
    workspace: Sandbox,
) -> None:
    workspace.configure(catalog=["TSA", "TSB", "OLD", "NEW"])
    assert "withdrawn" not in workspace.check().output
    workspace.configure(catalog=["TSA", "TSB", "NEW"])
    assert "withdrawn" not in workspace.check().output
