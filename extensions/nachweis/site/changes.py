"""The versions that a site compares with, and what its pages about changes depend on."""

from __future__ import annotations

import hashlib
from typing import Final

from nachweis.model.baseline import Baseline
from nachweis.site.config import SiteConfig
from nachweis.site.state import State
from nachweis.sources.baselines import read_baseline
from nachweis.sources.workspace import Workspace, baselines
from nachweis.trace.snapshot import snapshot

MOST: Final = 5
"""Versions that pages compare with: the newest ones."""


def compared_baselines(workspace: Workspace, config: SiteConfig) -> dict[str, Baseline]:
    """Return the newest baselines of the project that is built, the newest first.

    A released version is not compared with itself.

    :param workspace: where the project lies
    :param config: what is built
    :raises SourceError: if one cannot be read
    """
    files = baselines(workspace.project(config.project))
    names = [version for version in reversed(files) if version != config.version]
    return {name: read_baseline(files[name], workspace.root) for name in names[:MOST]}


def texts_digest(state: State) -> str:
    """Return a digest of all texts that these pages compare.

    :param state: what the build knows
    """

    def make() -> str:
        prints = [sorted(b.fingerprints.items()) for b in (_now(state), *state.baselines.values())]
        return hashlib.sha256(repr(prints).encode()).hexdigest()

    return state.once(("texts",), make)


def _now(state: State) -> Baseline:
    """Return the state that the site shows."""
    verdict = state.verdict
    assert verdict is not None  # noqa: S101 - versions are a project's
    return state.once(("snapshot",), lambda: snapshot(verdict))
