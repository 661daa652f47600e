"""What the tests of commands share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support.sandbox import Sandbox
from tests.support.watching import Watching


@pytest.fixture
def watching(workspace: Sandbox) -> Iterator[Watching]:
    """Return a process that waits for the first change."""
    process = Watching(workspace.root)
    process.until("Watching projects, catalog")
    yield process
    process.process.kill()
    process.process.wait()
