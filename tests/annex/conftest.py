"""Fixtures of the tests of annexes."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support.keys import no_running_loop


@pytest.fixture(scope="module", autouse=True)
def _no_running_loop() -> Iterator[None]:
    with no_running_loop():
        yield
