"""Needs are made from the first of their type, dropped at once, and written at once."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple, cast
from weakref import WeakKeyDictionary

from docutils import nodes
from sphinx.environment import BuildEnvironment
from sphinx_needs.api import need as needs_api
from sphinx_needs.data import NeedsInfoType, SphinxNeedsData
from sphinx_needs.exceptions import InvalidNeedException
from sphinx_needs.need_item import NeedItem, NeedItemSourceDirective, NeedLink, NeedsContent
from sphinx_needs.needs_schema import FieldLiteralValue, LinksLiteralValue, TypeFieldsSchema
from sphinx_needs.needsfile import NeedsList, _is_json_default
from sphinx_needs.nodes import Need

from nachweis.model.objects import TYPE

_WRITTEN: Final = frozenset({"status", "tags", "title"})


def make_alike() -> None:
    """Let sphinx-needs make and drop needs in our way, once in a process."""
    vars(needs_api).update(generate_need=_generate_need)
    setattr(SphinxNeedsData, _remove.__name__, _remove_page)
    setattr(SphinxNeedsData, SphinxNeedsData.set_need_node.__name__, _keep_no_node)
    setattr(SphinxNeedsData, SphinxNeedsData.get_need_node.__name__, _node_of)
    setattr(NeedsList, NeedsList.write_json.__name__, _write_json)
    setattr(NeedsList, NeedsList.add_need.__name__, _list_need)


def _list_need(needs: NeedsList, version: str, need: NeedItem) -> None:
    """Take a need into ``needs.json``: most of its hundred fields are empty, as is their default.

    sphinx-needs compares each with all that JSON knows: a third of the time for the file.
    """
    config, defaults, left_out = needs.needs_config, needs._need_defaults, needs._exclude_need_keys
    if config.json_include_link_conditions or not config.json_remove_defaults:
        _list(needs, version, need)
        return
    needs.update_or_add_version(version)
    shown = {}
    for key, value in need.items():
        default = defaults.get(key, _NONE)
        is_empty = not value and not default and type(value) is type(default)
        if key not in left_out and not is_empty and not _is_default(value, default):
            shown[key] = value
    known = needs.needs_list["versions"][version]
    known["needs"][need["id"]] = shown
    known["needs_amount"] = len(known["needs"])


def _is_default(value: object, default: object) -> bool:
    return default is not _NONE and _is_json_default(value, default)


def _keep_no_node(_: SphinxNeedsData, __: str, ___: nodes.Element) -> None:
    """Keep no second copy of a need with its text: it is in its page, and hardly ever asked for."""


def _node_of(data: SphinxNeedsData, need_id: str) -> Need | None:
    """Return the copy of a need with its text that ``needextract`` shows on another page."""
    known = data.get_needs_view().get(need_id)
    docname = known["docname"] if known is not None else None
    if docname is None:
        return None
    page = data.env.get_doctree(docname)
    need = next((node for node in page.findall(Need) if node["refid"] == need_id), None)
    for image in need.findall(nodes.image) if need is not None else ():
        if "://" not in image["uri"]:
            image["uri"] = f"/{image['uri']}"  # which is asked for once more, from another page
    return need


def _write_json(needs: NeedsList, needs_file: str = "needs.json", needs_path: str = "") -> None:
    """Write ``needs.json`` at once: piece by piece, Python makes it without its fast encoder."""
    Path(needs_path or needs.outdir, needs_file).write_text(needs.dump_json(), encoding="utf-8")


class _First(NamedTuple):
    """What all needs of a type have in common, taken from the first one.

    :param schema: the fields of the type, as sphinx-needs has them
    """

    schema: TypeFieldsSchema
    core: Mapping[str, Any]
    extras: Mapping[str, Any]
    links: Iterable[str]


_make: Final = needs_api.generate_need
_BASE: Final = frozenset(
    {"needs_config", "needs_schema", "need_source", "need_type", "template_root"}
)
_OWN: Final = frozenset({"id", "title", "content", "doctype"})
_USUAL: Final = {
    "is_import": False,
    "is_external": False,
    "external_css": "external_link",
    "allow_type_coercion": True,
}
"""Arguments with the value that they have for each directive in a page."""
_INFORMATION: Final = frozenset(NeedsInfoType.__annotations__)
_NONE: Final = object()
_list: Final = NeedsList.add_need
_remove: Final = SphinxNeedsData.remove_doc
_forgotten: Final[WeakKeyDictionary[BuildEnvironment, set[str]]] = WeakKeyDictionary()
"""Pages whose needs were dropped before the first page was read."""
_first: Final[dict[str, _First | None]] = {}
"""By type; nothing for a type whose needs are not alike."""


def _generate_need(**given: Any) -> NeedItem:
    """Make a need of one of our types from the first of its type, any other as sphinx-needs does.

    That fills in a hundred fields for each need: a tenth of the time that reading takes.
    """
    kind, source = given["need_type"], given["need_source"]
    if kind not in TYPE or not isinstance(source, NeedItemSourceDirective):
        return _make(**given)
    schema = given["needs_schema"].for_type(kind)
    known = _first.get(kind)
    if kind not in _first or (known is not None and known.schema is not schema):
        known = _first[kind] = _first_of(schema, given)
    need = None if known is None else _like(known, given)
    return _make(**given) if need is None else need


def _first_of(schema: TypeFieldsSchema, given: Mapping[str, Any]) -> _First | None:
    """Make a need without options; return nothing if its fields depend on each other."""
    alike = all(field.directive_option for field in schema.iter_extra_fields())
    alike = alike and all(field.directive_option for field in schema.iter_link_fields())
    alike = alike and not any(field.predicate_defaults for field in schema.iter_all_fields())
    if not alike or schema.derived_names or any(schema.copying_link_types()):
        return None
    try:
        need = _make(**{name: given[name] for name in (*_BASE, *_OWN)})
    except InvalidNeedException:
        return None
    extras = dict(need.iter_extra_items())
    plain = all(isinstance(value, str | int | float | None) for value in extras.values())
    linked = any(links for _, links in need.iter_links_items())
    if need.has_dynamic_fields or linked or not plain:
        return None
    links = tuple(need.iter_links_keys())
    core = {key: value for key, value in need.iter_core_items() if key in _INFORMATION}
    return _First(schema=schema, core=core, extras=extras, links=links)


def _like(first: _First, given: Mapping[str, Any]) -> NeedItem | None:
    """Make a need like the first of its type; nothing where sphinx-needs has to look at it."""
    pattern, identifier = given["needs_config"].id_regex, given["id"]
    if not identifier or (pattern and not re.match(pattern, identifier)):
        return None
    core = {**first.core, "id": identifier, "tags": [*first.core["tags"]], "arch": {}}
    core["constraints"] = [*first.core["constraints"]]
    extras = {**first.extras}
    links: dict[str, list[NeedLink]] = {name: [] for name in first.links}
    spaces: tuple[tuple[dict[str, Any], Callable[[str], Any]], ...] = (
        (core, first.schema.get_core_field),
        (extras, first.schema.get_extra_field),
        (links, first.schema.get_link_field),
    )
    for name, written in given.items():
        if written is None or name in _BASE or name == "id" or _USUAL.get(name) == written:
            continue
        if name in ("content", "doctype"):
            continue
        space, field = next(
            ((space, field(name)) for space, field in spaces if name in space), (core, None)
        )
        if field is None or (name not in _WRITTEN and space is core):
            return None
        try:
            value = field.convert_or_type_check(written, allow_coercion=True)
        except Exception:  # noqa: BLE001 - sphinx-needs says what is wrong
            return None
        if not isinstance(value, FieldLiteralValue | LinksLiteralValue):
            return None
        space[name] = value.value
    content = NeedsContent(
        doctype=given["doctype"],
        content=given["content"],
        pre_content=None,
        post_content=None,
        template=None,
        pre_template=None,
        post_template=None,
        jinja_content=False,
    )
    return NeedItem(
        core=cast("Any", core),
        extras=extras,
        links=links,
        source=given["need_source"],
        content=content,
        derived=first.schema.derived_names,
        _validate=False,
    )


def forget_needs(env: BuildEnvironment, docnames: Iterable[str]) -> None:
    """Drop the needs of all pages that will be read again, before the first is read.

    :param env: Sphinx's environment, before reading
    :param docnames: the pages
    """
    data = SphinxNeedsData(env)
    for docname in docnames:
        _remove(data, docname)
        _forgotten.setdefault(env, set()).add(docname)


def _remove_page(data: SphinxNeedsData, docname: str) -> None:
    """Drop the needs of a page that is read again, unless that was done for all of them before.

    sphinx-needs looks through all needs for each page: that grows with pages × pages.
    """
    if docname in _forgotten.get(data.env, ()):
        _forgotten[data.env].discard(docname)
    else:
        _remove(data, docname)
