"""The three houses: made, and written to each other, once for all tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.exchange.houses import Houses


@pytest.fixture(scope="session")
def exchanged(tmp_path_factory: pytest.TempPathFactory) -> Houses:
    """Return the houses after the first exchange; nobody may change them."""
    made = Houses(tmp_path_factory.mktemp("exchange") / "houses")
    made.send("net", "pro")
    made.send("pro", "cli")
    return made


@pytest.fixture
def houses(exchanged: Houses, tmp_path: Path) -> Houses:
    """Return the houses after the first exchange, to be changed."""
    return exchanged.copy(tmp_path / "houses")
