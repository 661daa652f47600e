"""Fixtures of the tests of annexes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.annexes import Annexes
from tests.support.keys import no_running_loop


@pytest.fixture
def annexes(tmp_path: Path) -> Annexes:
    """Return a workspace that declares annexes."""
    return Annexes(tmp_path / "workspace")


@pytest.fixture(scope="module", autouse=True)
def _no_running_loop() -> Iterator[None]:
    with no_running_loop():
        yield
