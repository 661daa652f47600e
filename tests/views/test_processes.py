"""Tables of the analysis: structure, modelling and what processes need."""

from __future__ import annotations

from nachweis.views.processes import modelling
from nachweis.views.table import Reference, ViewRequest
from tests.support.sandbox import Sandbox


def test_a_module_is_called_by_its_own_title_not_by_that_of_a_topic(workspace: Sandbox) -> None:
    workspace.write("registers/processes.yaml", "processes:\n  - {id: TEST_W, title: Payments}\n")
    table = modelling(ViewRequest(verdicts=(workspace.judge(),), options={}, language="en"))
    assert table.rows[0][:2] == (Reference("TSA", "TS.A"), "Outsourcing for tests")
