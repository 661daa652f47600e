"""The bar of the preview says three things apart: closed phases, those in progress, the overdue."""

from __future__ import annotations

import re

from nachweis.i18n import ENGLISH, translator
from nachweis.preview.bar import Gate
from tests.support.sandbox import Sandbox

PART = re.compile(r'<span data-state="(\w*)">(.*?)</span>')


def _parts(sandbox: Sandbox, language: str) -> list[tuple[str, ...]]:
    """Return state and text of each part of the bar."""
    gate = Gate(verdicts=[sandbox.judge()])
    html = "\n".join(gate.parts(translator(language)))
    return [(state, re.sub("<.*?>", "", text)) for state, text in PART.findall(html)]


def test_what_is_closed_in_progress_and_overdue_stand_apart(workspace: Sandbox) -> None:
    assert _parts(workspace, "en") == [
        ("holds", "TEST holds on 2026-11-20"),
        ("holds", "4 closed phases in order"),
        ("runs", "concept in progress: nothing open"),
        ("runs", "Nothing overdue"),
    ]


def test_errors_are_said_where_they_are(workspace: Sandbox) -> None:
    workspace.edit("contract/agreement.md", ":fulfils: TSA_M2_EMG\n", "")
    workspace.edit("evidence/reviews.yaml", "proves: [TSA_M2_OPS_01, ", "proves: [")
    workspace.edit("evidence/records.md", "TEST_K_ISB\n:proves: TSA_GEN_02", "NOBODY")
    assert _parts(workspace, "de") == [
        ("fails", "TEST mit Fehlern am 20.11.2026"),
        ("fails", "Abgeschlossene Phasen: 2 Fehler"),
        ("runs", "Sicherheitskonzept in Arbeit: 1 offen"),
        ("runs", "Nichts überfällig"),
    ]


def test_nothing_is_called_good_before_a_phase_is_closed(workspace: Sandbox) -> None:
    workspace.configure(phases={})
    parts = _parts(workspace, "de")
    assert "holds" not in {state for state, _ in parts}
    assert parts[1] == ("runs", "Noch keine Phase abgeschlossen")


def test_the_terminal_has_it_in_a_line(workspace: Sandbox) -> None:
    [line] = Gate(verdicts=[workspace.judge()]).lines(ENGLISH)
    said, *parts = line.split("; ")
    assert said == "TEST holds on 2026-11-20: 4 closed phases in order"
    assert parts == ["concept in progress: nothing open", "Nothing overdue"]
