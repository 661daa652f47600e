"""A library that reads a stranger's file is stopped when it takes too much."""

from __future__ import annotations

import resource
import signal

import pytest

from nachweis.sources import bounds
from nachweis.sources.bounds import OutOfBoundsError


def test_endless_work_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounds, "SECONDS", 0)
    with pytest.raises(OutOfBoundsError), bounds.bounds():
        all(iter(int, 1) is not None for _ in iter(int, 1))


def test_endless_memory_is_refused() -> None:
    with pytest.raises(OutOfBoundsError), bounds.bounds():
        bytearray(4 * bounds.MEMORY)


def test_nothing_is_bounded_afterwards() -> None:
    limits = (resource.RLIMIT_AS, resource.RLIMIT_CPU)
    before = [resource.getrlimit(name) for name in limits], signal.getsignal(signal.SIGXCPU)
    with bounds.bounds():
        assert resource.getrlimit(resource.RLIMIT_CPU)[0] != resource.RLIM_INFINITY
    after = [resource.getrlimit(name) for name in limits], signal.getsignal(signal.SIGXCPU)
    assert before == after
