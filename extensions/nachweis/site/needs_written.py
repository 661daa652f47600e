"""``needs.json`` is written from what a need says; what its fields are by default is known once."""

from __future__ import annotations

from itertools import chain
from pathlib import Path
from typing import Final
from weakref import WeakKeyDictionary

from sphinx_needs.need_item import NeedItem
from sphinx_needs.needsfile import NeedsList, _is_json_default

_NONE: Final = object()
_list: Final = NeedsList.add_need
_Filled = tuple[tuple[str, ...], frozenset[str], frozenset[str]]
_filled: Final[WeakKeyDictionary[NeedsList, _Filled]] = WeakKeyDictionary()
"""By the file: names of fields and links, and which of them, in either direction, are not
nothing by default."""


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
    names = *need._extras, *need._links
    filled = _filled.get(needs)
    if filled is None or filled[0] != names:
        empty = frozenset(key for key, value in defaults.items() if value in (None, []))
        backward = frozenset(name for name in names if f"{name}_back" not in empty)
        filled = _filled[needs] = (names, frozenset(names) - empty, backward)
    _, fields, backward = filled
    conditions = config.json_include_link_conditions
    written = chain(
        need.iter_core_items(),
        [(k, v) for k, v in need._extras.items() if v is not None or k in fields],
        [
            (k, [link.to_link_string() if conditions else link.to_filter_string() for link in v])
            for k, v in need._links.items()
            if v or k in fields
        ],
        [
            (f"{k}_back", [link.to_filter_string() for link in v])
            for k, v in need._backlinks.items()
            if v or k in backward
        ],
    )
    needs.update_or_add_version(version)
    known = needs.needs_list["versions"][version]
    known["needs"][need.id] = {
        key: value
        for key, value in written
        if value is not (default := defaults.get(key, _NONE))
        and not (value == default and _is_json_default(value, default))
        and key not in left_out
    }
    known["needs_amount"] = len(known["needs"])


def _write_json(needs: NeedsList, needs_file: str = "needs.json", needs_path: str = "") -> None:
    """Write ``needs.json`` at once: piece by piece, Python makes it without its fast encoder."""
    Path(needs_path or needs.outdir, needs_file).write_text(needs.dump_json(), encoding="utf-8")
