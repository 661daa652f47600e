"""The judge of mutants: a change of the source is in force wherever a function is used."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from pathlib import Path

import pytest

from nachweis.model.terms import State
from nachweis.trace import gate, progress
from nachweis.trace.coverage import Coverage
from nachweis.trace.progress import is_step
from tests.mutations.gate import Mutant, exchange, interval


def _mutant(module: str, path: Path, before: str, after: str) -> Mutant:
    text = path.read_text(encoding="utf-8")
    assert before in text
    source = text.replace(before, after, 1)
    return Mutant(module, path.as_posix(), 1, before, after, source)


@pytest.fixture
def original() -> Iterator[None]:
    """Put the code back that the tests exchange."""
    yield
    for module in (progress, gate):
        exchange(_mutant(module.__name__, Path(inspect.getfile(module)), "", ""))


@pytest.mark.usefixtures("original")
def test_functions_that_were_imported_before_change_as_well() -> None:
    path = Path(progress.__file__)
    assert is_step(State.MISSING, State.COVERED)
    exchange(_mutant("nachweis.trace.progress", path, "State.NA not in", "State.NA in"))
    assert not is_step(State.MISSING, State.COVERED)


@pytest.mark.usefixtures("original")
def test_properties_of_records_change_as_well() -> None:
    path = Path(gate.__file__)
    before = "return self.graph.project.settings.key"
    exchange(_mutant("nachweis.trace.gate", path, before, "return None"))
    verdict = gate.Verdict(graph=None, coverage=Coverage((), (), {}), findings=(), holds=True)  # type: ignore[arg-type]  # no part of it is reached
    assert verdict.key is None


def test_a_sample_says_how_sure_it_is() -> None:
    low, high = interval(475, 500)
    assert (round(low, 3), round(high, 3)) == (0.927, 0.966)
