"""A tender of the project for tests that three bidders have answered."""

from __future__ import annotations

from pathlib import Path

from tests.support.sandbox import Sandbox

TENDER = """\
key: TEST
title: {en: A service for tests, de: Ein Dienst für Tests}
side: client
catalog: [TSA, TSB]  # both
protection: {confidentiality: normal, integrity: normal, availability: normal}
phases:
  strategy: {closed: 2026-01-15, approved_by: TEST_K_ISB}
  requirements: {closed: 2026-02-15, approved_by: TEST_K_ISB}
intervals: {regular: P12M, continuous: P3M}
languages: [en, de]
tender: {asks: [TSA_M1_01, TSA_M1_02, TSA_M1_03, TSA_M2_EMG_01], partly: 0.5, due: 2026-02-28}  # 4
"""
PARTIES = """\
# Who takes part.
parties:
  - id: TEST_P_CLIENT
    title: The client
    role: client
    sphere: Its own
  # The bidders, in the order of the alphabet.
  - id: TEST_P_A
    title: Alpha
    role: bidder
    sphere: Its own
  - id: TEST_P_B
    title: Beta & Söhne
    role: bidder
    sphere: Its own
  # The last one came late.
  - id: TEST_P_C
    title: Gamma
    role: bidder
    sphere: Its own
contacts:
  - id: TEST_K_ISB
    title: Security officer
    party: TEST_P_CLIENT
    mail: iso@client.example
  - id: TEST_K_B
    title: Sales of Beta
    party: TEST_P_B
    mail: sales@beta.example
"""
CRITERIA = """\
criteria:
  - id: TEST_M_01
    title: Operation
    weight: 2
    fixed: 2026-02-18
    weighs: TSA_M1
  - id: TEST_M_02
    title: Availability
    weight: 5
    knock_out: "yes"
    minimum: 99.5 % a month
    fixed: 2026-02-18
    weighs: TSA_M1_02
"""
ANSWERS = {
    "A": {"TSA_M1_01": "fulfilled", "TSA_M1_02": "fulfilled", "TSA_M1_03": "partly"},
    "B": {"TSA_M1_01": "not", "TSA_M1_02": "partly", "TSA_M2_EMG_01": "alternative"},
    "C": {"TSA_M1_02": "fulfilled"},
}
"""What each bidder answers."""


def offers(bidder: str, answers: dict[str, str], *, text: str = "We do it.") -> str:
    """Write the answers of a bidder."""
    lines = ["offers:"]
    for number, (requirement, answer) in enumerate(answers.items(), 1):
        lines += [
            f"  - id: TEST_J_{bidder}_{number:02}",
            f"    title: Answer of {bidder}",
            f"    answer: {answer}",
            f"    rendered_by: {'bidder, subcontractor' if number == 2 else 'bidder'}",
            "    evidence: Certificate",
            "    date: 2026-03-01",
            f"    offered_by: TEST_P_{bidder}",
            f"    responds_to: {requirement}",
            f'    text: "{text}"',
        ]
    return "\n".join(["# As read.", *lines, ""])


def answered_tender(root: Path) -> Sandbox:
    """Return a project in selection that three bidders have answered."""
    box = Sandbox(root, documents=False)
    box.write("project.yaml", TENDER)
    box.write("registers/parties.yaml", PARTIES)
    box.write("tender/criteria.yaml", CRITERIA)
    for bidder, answers in ANSWERS.items():
        box.write(f"tender/offers/TEST_P_{bidder}.yaml", offers(bidder, answers))
    return box
