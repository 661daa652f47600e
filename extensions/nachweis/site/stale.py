"""Writing anew exactly the pages whose content may have changed.

Sphinx writes the pages whose source changed. Ours also show what other files say: states,
back-links, names of contacts, the navigation. Each page gets a fingerprint of all that it
shows beyond its own source; a page whose fingerprint changed is written again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from nachweis.model.items import Item
from nachweis.site.state import State, state_of
from nachweis.views.trace import state_of as cell_state

_ATTRIBUTE = "nachweis_fingerprints"


def setup(app: Sphinx) -> None:
    """Return the stale pages to Sphinx.

    :param app: the application
    """
    app.connect("env-updated", _stale, priority=700)


def _stale(app: Sphinx, env: BuildEnvironment) -> list[str]:
    state = state_of(app)
    old: dict[str, str] = getattr(env, _ATTRIBUTE, {})
    new = dict(fingerprints(state, env))
    setattr(env, _ATTRIBUTE, new)
    return [name for name, value in new.items() if old.get(name) != value]


def fingerprints(state: State, env: BuildEnvironment) -> Iterator[tuple[str, str]]:
    """Yield each page's name with the fingerprint of what it shows beyond its own source.

    :param state: what the build knows
    :param env: Sphinx's environment, for the navigation
    """
    everywhere = _navigation(state, env)
    whole = _digest([_judgement(state)])
    items = _by_page(state)
    for docname, page in state.pages.items():
        parts = [everywhere]
        if (
            page.template and page.template not in ("list.md.j2", "measure.md.j2", "cited.md.j2")
        ) or _has_view(env, docname):
            parts.append(whole)
        parts.extend(_surroundings(state, item) for item in items.get(docname, ()))
        yield docname, _digest(parts)


def _has_view(env: BuildEnvironment, docname: str) -> bool:
    return bool(env.metadata.get(docname, {}).get("nachweis_views"))


def _by_page(state: State) -> dict[str, list[Item]]:
    pages: dict[str, list[Item]] = {}
    if not state.verdicts:
        return pages
    graph = (state.verdict or state.verdicts[0]).graph
    for item in graph.items.values():
        docname = state.docnames.get(item.document)
        if docname is not None:
            pages.setdefault(docname, []).append(item)
    return pages


def _navigation(state: State, env: BuildEnvironment) -> str:
    """Return a digest of what stands on every page: titles, order, version and states."""
    titles = {name: title.astext() for name, title in sorted(env.titles.items())}
    order = sorted((name, list(entries)) for name, entries in env.toctree_includes.items())
    return _digest([json.dumps([titles, order, state.commit, str(state.config)])])


def _judgement(state: State) -> str:
    """Return all that the views of whole projects show."""
    parts: list[str] = []
    for verdict in state.verdicts:
        parts.append(repr(verdict.graph.project.settings))
        parts.extend(repr(finding) for finding in verdict.findings)
        parts.extend(
            f"{c.requirement.id} {c.kind} {c.state} {c.by} {c.via} {c.decision} {c.reason}"
            for c in verdict.coverage.cells
        )
        parts.extend(_brief(item) for item in verdict.graph.project.items)
    return "\n".join(parts)


def _surroundings(state: State, item: Item) -> str:
    """Return what an object's card shows of others."""
    if state.verdict is None or state.traces is None:
        return ""
    graph = state.verdict.graph
    near = {target for targets in item.links.values() for target in targets}
    near.update(value for value in item.fields.values() if value in graph.items)
    near.update(source for _, source in graph.incoming.get(item.id, ()))
    if item.type == "req":
        part_of = item.targets("part_of")
        near.update(source for group in part_of for _, source in graph.incoming.get(group, ()))
        far = {s for near_id in near for _, s in graph.incoming.get(near_id, ())}
        near.update(s for s in far if s in graph.items and graph.items[s].type != "req")
    lines = [_brief(item)]
    for identifier in sorted(near):
        neighbour = graph.items.get(identifier)
        if neighbour is not None:
            incoming = sorted(graph.incoming.get(identifier, ())) if neighbour.type == "req" else ""
            lines.append(f"{_brief(neighbour)} {cell_state(state.traces, identifier)} {incoming}")
    lines.extend(
        f"{c.kind} {c.due} {c.state} {c.by} {c.via} {c.decision} {c.reason} {c.fresh_until}"
        for c in state.traces.cells.get(item.id, ())
    )
    return "\n".join([*lines, repr(graph.incoming.get(item.id))])


def _brief(item: Item) -> str:
    return f"{item.type} {item.id} {item.title} {item.fields} {item.links} {item.document}"


def _digest(parts: list[str]) -> str:
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part.encode())
        digest.update(b"\0")
    return digest.hexdigest()
