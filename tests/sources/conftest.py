"""Fixtures of the tests of sources."""

from __future__ import annotations

from pathlib import Path

import pytest

from nachweis.sources.cache import NO_CACHE, cache_folder


@pytest.fixture
def folder() -> Path:
    """Return the user's cache folder, which may not be there yet."""
    found = cache_folder()
    assert found is not None
    return found


@pytest.fixture(autouse=True)
def _forgetful(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let readers read, whatever other tests have read."""
    monkeypatch.setattr(NO_CACHE, "_memory", None)
