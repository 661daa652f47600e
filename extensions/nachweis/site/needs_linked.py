"""Links between needs are found in both directions in one look at those that are written."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import Any, Final

import sphinx_needs.directives.need as directive
from sphinx_needs.config import NeedsSphinxConfig
from sphinx_needs.data import NeedsMutable
from sphinx_needs.need_item import NeedItem, NeedLink, _link_natural_sort_key
from sphinx_needs.needs_schema import FieldsSchema

_build: Final = directive.build_backlinks
_check: Final = directive.check_links
_sort: Final = NeedItem.sort_links
_reset: Final = NeedItem.reset_backlinks
_Backward = dict[str, dict[str, dict[str, NeedLink]]]


def link_quickly() -> None:
    """Let sphinx-needs sort and follow links in our way, once in a process."""
    setattr(NeedItem, _sort.__name__, _sort_links)
    setattr(NeedItem, _reset.__name__, _reset_backlinks)
    vars(directive).update(build_backlinks=_build_backlinks, check_links=_check_links)


def _sort_links(need: NeedItem) -> None:
    """Sort the links of a need where there is more than one: most of its lists are empty."""
    parts = (part.backlinks for part in need.parts)
    for links in (need._links, need._backlinks, *parts):
        if sum(map(len, links.values())) > 1:
            for name, targets in links.items():
                if len(targets) > 1:
                    links[name] = _sorted(targets)


def _sorted(targets: Sequence[NeedLink]) -> list[NeedLink]:
    """Return links in their order, each once; those to whole needs are told apart by their ID."""
    if any(link.part is not None or link.condition is not None for link in targets):
        return sorted({*targets}, key=_link_natural_sort_key)
    unique = {link.id: link for link in targets}
    return [unique[identifier] for identifier in sorted(unique, key=_key)]


@functools.cache
def _key(identifier: str) -> tuple[Any, ...]:
    """Return by what a link to a whole need is sorted."""
    return _link_natural_sort_key(NeedLink(id=identifier))


def _reset_backlinks(need: NeedItem) -> None:
    """Empty the lists of links backward where one is not empty."""
    if need._parts or any(need._backlinks.values()):
        _reset(need)


def _build_backlinks(needs: NeedsMutable, schema: FieldsSchema, *, reset: bool = True) -> None:
    """Link needs backward, where links go to whole needs and none is computed.

    sphinx-needs looks at each of the fifty kinds of links of a need six times.
    """
    written = {identifier: _written(need) for identifier, need in needs.items()}
    parts = any(link.part for links in written.values() for _, link in links)
    unusual = parts or any(_is_unusual(need, reset=reset) for need in needs.values())
    if schema.derived_names or unusual:
        _build(needs, schema, reset=reset)
        return
    allowed = {link.name for link in schema.iter_link_fields() if link.allow_dead_links}
    backward: _Backward = {}
    for identifier, need in needs.items():
        back, dead = NeedLink(id=identifier), set()
        for name, target in written[identifier]:
            if target.id in needs:
                backward.setdefault(target.id, {}).setdefault(name, {})[identifier] = back
            else:
                dead.add(name)
        _set(need, "has_dead_links", value=bool(dead))
        _set(need, "has_forbidden_dead_links", value=not dead <= allowed)
    for identifier, need in needs.items():
        if reset:
            _reset_backlinks(need)
        for name, sources in backward.get(identifier, {}).items():
            need._backlinks[name] = [sources[source] for source in sorted(sources)]


def _is_unusual(need: NeedItem, *, reset: bool) -> bool:
    """Whether a need has parts, or links backward that are to stay."""
    return bool(need._parts) or (not reset and any(need._backlinks.values()))


def _written(need: NeedItem) -> Sequence[tuple[str, NeedLink]]:
    """Return the links that a need has, and of which kind each is."""
    found = [(name, targets) for name, targets in need._links.items() if targets]
    return [(name, target) for name, targets in found for target in targets]


def _set(need: NeedItem, name: str, *, value: bool) -> None:
    """Set a field, after which sphinx-needs derives others anew, where it is another."""
    if need[name] is not value:
        need[name] = value


def _check_links(needs: NeedsMutable, config: NeedsSphinxConfig, schema: FieldsSchema) -> None:
    """Have links checked if there is anything to check: a condition, a type, or a dead one."""
    kinds = {need["type"] for need in needs.values()}
    typed = any(
        link.target_types is not None
        for kind in kinds
        for link in schema.for_type(kind).iter_link_fields()
    )
    if typed or any(_has_to_be_checked(need) for need in needs.values()):
        _check(needs, config, schema)


def _has_to_be_checked(need: NeedItem) -> bool:
    conditions = (link.condition for _, link in _written(need))
    return bool(need["has_forbidden_dead_links"]) or any(each is not None for each in conditions)
