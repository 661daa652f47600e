"""Trials of commands, each made once for all that is done to it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from tests.crashes.cases import CASES, ENVIRONMENT, STUB
from tests.crashes.trials import Trial
from tests.support.strikes import Striker


@pytest.fixture(scope="package")
def trial_of(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Trial]]:
    """Return the function that returns the trial of a case."""
    trials: dict[str, Trial] = {}
    temporary = tmp_path_factory.mktemp("temporary")
    with pytest.MonkeyPatch.context() as patch:
        for name, value in {**ENVIRONMENT, "TMPDIR": str(temporary)}.items():
            patch.setenv(name, value)
        with Striker({}, STUB) as striker:

            def trial_of(name: str) -> Trial:
                if name not in trials:
                    trials[name] = Trial(CASES[name], striker, tmp_path_factory.mktemp("trial"))
                return trials[name]

            yield trial_of
