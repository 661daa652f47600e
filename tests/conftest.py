"""Fixtures of all tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.sandbox import Sandbox


@pytest.fixture
def workspace(tmp_path: Path) -> Sandbox:
    """Return a workspace with the project TEST, whose gate holds without a finding."""
    return Sandbox(tmp_path / "workspace", documents=True)


@pytest.fixture
def bare(tmp_path: Path) -> Sandbox:
    """Return a workspace with the project TEST, which has no documents yet."""
    return Sandbox(tmp_path / "workspace", documents=False)


@pytest.fixture(autouse=True)
def _plain_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Keep the variables that change dates and colours out of the tests, and the user's cache."""
    monkeypatch.setenv("NACHWEIS_CACHE", str(tmp_path / "cache of the user"))
    for name in ("SOURCE_DATE_EPOCH", "NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
