"""Articles for the workspace of tests."""

from __future__ import annotations

from typing import Final

from tests.support.sandbox import Sandbox

_TEXTS: Final = ("wants", "why", "small", "large", "contract", "concept", "evidence", "refused")


def write_article(workspace: Sandbox, about: str, **texts: str) -> None:
    """Write an article with ten questions about a requirement of the test's catalogue.

    :param workspace: the workspace
    :param about: what it is about
    :param texts: what its texts say, by name
    """
    lines = [f"article: {about}", "threats: [TSA_T01]", "mistakes: [Too late]"]
    lines += [f"{name}: {texts.get(name, f'What {name} says')}" for name in _TEXTS]
    lines += ["neighbours: [contract, TSB_M1]", "questions:"]
    for number in range(10):
        phase, party = ("contract", "client") if number < 8 else ("operation", "provider")
        lines.append(f"  - {{ask: Question {number}?, convinces: '**Paper** {number}',")
        lines.append(f"     phase: {phase}, party: {party}, requirements: [TSA_M1_01]}}")
    path = workspace.root / "catalog" / "articles" / f"{about}.yaml"
    path.parent.mkdir(exist_ok=True)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
