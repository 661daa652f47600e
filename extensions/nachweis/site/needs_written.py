"""``needs.json`` is written from what a need says; what its fields are by default is known once."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

from sphinx_needs.need_item import NeedItem, NeedLink
from sphinx_needs.needsfile import NeedsList, _is_json_default

_NONE: Final = object()
_list: Final = NeedsList.add_need


def write_quickly() -> None:
    """Let sphinx-needs write ``needs.json`` in our way, once in a process."""
    setattr(NeedsList, NeedsList.write_json.__name__, _write_json)
    setattr(NeedsList, NeedsList.add_need.__name__, _list_need)


def _list_need(needs: NeedsList, version: str, need: NeedItem) -> None:
    """Take a need into ``needs.json``: most of its two hundred fields are empty, as by default.

    sphinx-needs makes a list of each link, and compares each field with all that JSON knows: a
    twentieth of a build.
    """
    config, defaults, left_out = needs.needs_config, needs._need_defaults, needs._exclude_need_keys
    if not config.json_remove_defaults or type(need) is not NeedItem:
        _list(needs, version, need)
        return
    shown: dict[str, Any] = {}
    for items in (need.iter_core_items(), need.iter_extra_items()):
        for key, value in items:
            default = defaults.get(key, _NONE)
            if value is default or key in left_out or _is_default(value, default):
                continue
            shown[key] = value
    conditions = config.json_include_link_conditions
    linked: tuple[tuple[str, bool, Iterable[tuple[str, list[NeedLink]]]], ...] = (
        ("", conditions, need.iter_links_items(as_str=False)),
        ("_back", False, need.iter_backlinks_items(as_str=False)),
    )
    for end, whole, links in linked:
        for name, targets in links:
            if not targets and defaults.get(name + end) == []:
                continue
            value = [link.to_link_string() if whole else link._filter_string for link in targets]
            if name + end not in left_out and not _is_default(value, defaults.get(name + end)):
                shown[name + end] = value
    needs.update_or_add_version(version)
    known = needs.needs_list["versions"][version]
    known["needs"][need.id] = shown
    known["needs_amount"] = len(known["needs"])


def _is_default(value: object, default: object) -> bool:
    return value == default and _is_json_default(value, default)


def _write_json(needs: NeedsList, needs_file: str = "needs.json", needs_path: str = "") -> None:
    """Write ``needs.json`` at once: piece by piece, Python makes it without its fast encoder."""
    Path(needs_path or needs.outdir, needs_file).write_text(needs.dump_json(), encoding="utf-8")
