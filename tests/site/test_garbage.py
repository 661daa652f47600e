"""A build leaves garbage alone until it takes much memory."""

from __future__ import annotations

import gc
import resource
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any, cast

import pytest
from sphinx.application import Sphinx

from nachweis.site.garbage import collect_when_large


def test_the_collector_is_on_once_a_build_is_large(monkeypatch: pytest.MonkeyPatch) -> None:
    listeners: dict[str, Callable[..., None]] = {}
    taken = 500 * 1024
    monkeypatch.setattr(resource, "getrusage", lambda _: SimpleNamespace(ru_maxrss=taken))
    app = cast("Sphinx", SimpleNamespace(connect=listeners.__setitem__))
    arguments: list[Any] = [app, "page", [""]]
    try:
        collect_when_large(app)
        for look in listeners.values():
            look(*arguments)
        assert not gc.isenabled()
        taken = 513 * 1024
        listeners["html-page-context"](*arguments, None)
        assert gc.isenabled()
    finally:
        gc.enable()
