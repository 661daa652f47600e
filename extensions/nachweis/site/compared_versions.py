"""The versions with which a site is compared, and a digest of what those pages show."""

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
"""Number of versions to compare with: the newest ones."""


def compared_baselines(workspace: Workspace, config: SiteConfig) -> dict[str, Baseline]:
    """Read the newest baselines of the project, the newest first.

    A released version is not compared with itself.

    :param workspace: the project's workspace
    :param config: the configuration
    :raises SourceError: if one cannot be read
    """
    files = baselines(workspace.project(config.project))
    names = [version for version in reversed(files) if version != config.version]
    return {name: read_baseline(files[name], workspace.root) for name in names[:MOST]}


def texts_digest(state: State) -> str:
    """Compute a digest of all texts that these pages compare.

    :param state: the state of the build
    """

    def make() -> str:
        prints = [sorted(b.fingerprints.items()) for b in (_now(state), *state.baselines.values())]
        return hashlib.sha256(repr(prints).encode()).hexdigest()

    return state.once(("texts",), make)


def _now(state: State) -> Baseline:
    """Return the current state of the project."""
    verdict = state.verdict
    assert verdict is not None  # noqa: S101 - versions are a project's
    return state.once(("snapshot",), lambda: snapshot(verdict))
