"""Fixtures of the tests of signatures."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.signing.parties import Parties
from tests.support.keys import key_file, no_running_loop, small_pdf


@pytest.fixture(scope="module")
def pdf(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Return a PDF of one page."""
    return small_pdf(tmp_path_factory.mktemp("pdf"))


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the file of a key with its certificate."""
    return key_file(tmp_path_factory.mktemp("keys"))


@pytest.fixture(scope="module")
def parties(tmp_path_factory: pytest.TempPathFactory) -> Parties:
    """Return two parties, and a file that one of them signed."""
    return Parties(tmp_path_factory.mktemp("parties"))


@pytest.fixture(scope="module", autouse=True)
def _no_running_loop() -> Iterator[None]:
    with no_running_loop():
        yield
