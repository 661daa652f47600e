"""The pages that say what changed since the versions of a project."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Any, Final

from nachweis.i18n import translator
from nachweis.model.baseline import Baseline
from nachweis.model.items import Item
from nachweis.site.config import SiteConfig
from nachweis.site.links import Links
from nachweis.site.pages import changes_page
from nachweis.site.render import render
from nachweis.site.state import State
from nachweis.sources.baselines import read_baseline
from nachweis.sources.workspace import Workspace, baselines
from nachweis.trace.diff import diff
from nachweis.trace.snapshot import snapshot
from nachweis.views.changes import build_changes

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


def changes_view(state: State, links: Links, options: Mapping[str, Any]) -> str:
    """Return what changed since a version as HTML.

    :param state: what the build knows
    :param links: addresses as seen from the page
    :param options: names the version
    """
    new = _now(state)
    changes = diff(state.baselines[options["for"]], new)
    view = build_changes(changes, state.language, translator(state.language).word)
    others = [(name, changes_page(name)) for name in state.baselines if name != options["for"]]
    verdict = state.verdict
    assert verdict is not None  # noqa: S101 - versions are a project's
    return render(
        "changes", state, links, view=view, others=others, graph=verdict.graph, old_page=_old_page
    )


def _old_page(item: Item) -> str:
    """Return the address of an object inside the pages of its version, or nothing."""
    parts = PurePosixPath(item.document).parts[2:]  # behind projects/KEY
    return f"{PurePosixPath(*parts).with_suffix('.html')}#{item.id}" if parts else ""


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
