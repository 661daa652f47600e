"""Every audience of the examples gets the words of its classes, and of no other: 0 leaks."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Final

import pytest
from click.testing import CliRunner, Result

from nachweis.audience.policy import Policy, policies
from nachweis.cli.group import main
from nachweis.publish import audiences
from nachweis.sources.workspace import find_workspace
from tests.support.canaries import texts_below
from tests.support.example_canaries import Planted
from tests.support.sandbox import TODAY

DAY: Final = datetime.date.fromisoformat(TODAY)
EXAMPLES: Final = ("LGA", "RWD", "VKN")


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Planted]:
    return {key: Planted(tmp_path_factory.mktemp(key) / key, key) for key in EXAMPLES}


def seeing(planted: Planted) -> list[Policy]:
    """Return the audiences that may see something."""
    return [policy for policy in policies(planted.project, DAY) if policy.classes]


def run(planted: Planted, *arguments: str) -> Result:
    words = [*arguments, "--root", str(planted.root), "--as-of", TODAY]
    return CliRunner().invoke(main, words, prog_name="nachweis")


@pytest.mark.slow
@pytest.mark.parametrize("key", EXAMPLES)
def test_no_copy_holds_a_word_that_may_not_be_seen(planted: dict[str, Planted], key: str) -> None:
    """All outputs are made of the copy, by code that knows nothing else."""
    example, shown = planted[key], 0
    workspace = find_workspace(example.root)
    done: dict[frozenset[str], str] = {}
    for policy in seeing(example):
        if policy.classes in done:
            continue
        done[policy.classes] = policy.audience
        with audiences.workspace_for(workspace, key, [policy.audience], DAY) as audience:
            held = texts_below(audience.root)
        for name, text in held.items():
            assert example.leaks(name + text, policy.classes) == set(), (policy.audience, name)
        shown += sum("canary" in text for text in held.values())
    assert shown > 20
    assert len(done) > 3


def parties(key: str) -> list[str]:
    """Return the parties of an example that see different things."""
    known = {
        "VKN": ["RWD", "SIEBENSTERN", "AUFSICHT", "LEITWEG", "BANK", "PLATO"],
        "RWD": ["VKN", "SIEBENSTERN", "LEITWEG", "AKTENHOF"],
        "LGA": ["KERNFELD", "PRUEFKONTOR"],
    }
    return [f"{key}_P_{name}" for name in known[key]]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("key", "party"), [(key, party) for key in EXAMPLES for party in parties(key)]
)
def test_no_output_holds_a_word_that_may_not_be_seen(
    planted: dict[str, Planted], key: str, party: str, tmp_path: Path
) -> None:
    example = planted[key]
    [policy] = [policy for policy in seeing(example) if policy.audience == party]
    made = tmp_path / "made"
    built = run(example, "build", key, "--audience", party, "--out", str(made / "site"))
    assert built.exit_code in (0, 1), built.output
    for name in ("xlsx", "ics"):
        words = ("export", name, key, "--audience", party, "--output", str(made / f"x.{name}"))
        result = run(example, *words)
        assert result.exit_code == 0 or "to export" in result.stderr, result.output
    told = [
        run(example, *words, "--audience", party)
        for words in (
            ("check", key, "--format", "json"),
            ("check", key, "--format", "sarif"),
            ("diff", key, "HEAD"),
        )
    ]
    held = {**texts_below(made), **{str(n): r.output for n, r in enumerate(told)}}
    assert len(held) > 50
    for name, text in held.items():
        assert example.leaks(name + text, policy.classes) == set(), name
