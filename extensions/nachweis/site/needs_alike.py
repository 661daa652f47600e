"""Needs are made from the first of their type, and dropped at once."""

from __future__ import annotations

import functools
import operator
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple
from weakref import WeakKeyDictionary

import sphinx_needs.needs
from docutils import nodes
from sphinx.environment import BuildEnvironment
from sphinx_needs.api import need as needs_api
from sphinx_needs.config import NeedsSphinxConfig
from sphinx_needs.data import NeedsInfoType, SphinxNeedsData
from sphinx_needs.directives.need import NeedDirective
from sphinx_needs.exceptions import InvalidNeedException
from sphinx_needs.need_item import (
    NeedItem,
    NeedItemSourceDirective,
    NeedLink,
    NeedsContent,
)
from sphinx_needs.needs_schema import (
    FieldLiteralValue,
    FieldSchema,
    LinkSchema,
    LinksLiteralValue,
    TypeFieldsSchema,
)
from sphinx_needs.nodes import Need
from sphinx_needs.utils import add_doc

from nachweis.model.objects import TYPE
from nachweis.site.needs_bodies import make_trees


def make_alike() -> None:
    """Let sphinx-needs make, find and drop needs in our way, once in a process."""
    setattr(NeedDirective, NeedDirective.run.__name__, _run)
    setattr(SphinxNeedsData, _remove.__name__, _remove_page)
    setattr(SphinxNeedsData, SphinxNeedsData.set_need_node.__name__, _keep_no_node)
    setattr(SphinxNeedsData, SphinxNeedsData.get_need_node.__name__, _node_of)
    vars(sphinx_needs.needs).update(node_match=_node_match)
    if frozenset(NeedItem.__slots__) == _SLOTS:
        for name, way in {"__getstate__": _state_of, "__setstate__": _restore}.items():
            setattr(NeedItem, name, way)


def _state_of(need: NeedItem) -> tuple[Any, ...]:
    """Return what Sphinx keeps of a need between builds: not its two hundred empty fields."""
    extras, links, backlinks = need._extras, need._links, need._backlinks
    return (
        _blank(tuple(extras)),
        {name: value for name, value in extras.items() if value is not None},
        _names(tuple(links)),
        {name: value for name, value in links.items() if value},
        {name: value for name, value in backlinks.items() if value},
        *(_plain_state(need) or [getattr(need, name) for name in _KEPT]),
    )


def _plain_state(need: NeedItem) -> tuple[Any, ...] | None:
    """Return what is kept of the rest of a need; nothing where it is not as a directive made it."""
    core, source, content = need._core, need._source, need._content
    if (
        type(source) is not NeedItemSourceDirective
        or need._modifications
        or need._constraint_results is not None
        or need._dynamic_fields
        or need._derived
        or need._computed != _computed_of(core, need._links)
        or any(getattr(content, name) is not value for name, value in _NO_TEMPLATES)
        or (alike := _alike(core)) is None
    ):
        return None
    return (
        alike,
        {name: core[name] for name in _OWN},
        (source.docname, source.lineno, source.lineno_content, source.parser_lineno),
        (content.doctype, content.content),
    )


def _computed_of(core: NeedsInfoType, links: Mapping[str, Sequence[NeedLink]]) -> dict[str, Any]:
    """Return what sphinx-needs derives of a need without parts, constraints and modifications."""
    parents, sections = links.get("parent_needs"), core["sections"]
    return {
        "is_need": True,
        "is_part": False,
        "modifications": 0,
        "is_modified": False,
        "id_parent": core["id"],
        "id_complete": core["id"],
        "parts": {},
        "constraints_results": None,
        "constraints_error": None,
        "constraints_passed": None,
        "section_name": sections[0] if sections else None,
        "parent_need": parents[0].to_filter_string() if parents else None,
    }


def _restore(need: NeedItem, state: tuple[Any, ...]) -> None:
    """Make a need of what was kept of it."""
    extras, written, links, targets, sources, *kept = state
    need._extras = {**extras, **written}
    need._links = {name: [] for name in links}
    need._links.update(targets)
    need._backlinks = {name: [] for name in links}
    need._backlinks.update(sources)
    need._backlinks_keymap = _keymap(links)
    if len(kept) == len(_KEPT):
        for name, value in zip(_KEPT, kept, strict=True):
            setattr(need, name, value)
        return
    alike, own, (docname, line, line_of_content, parser_line), (doctype, content) = kept
    need._core = {**alike, **own}  # type: ignore[typeddict-item]  # as it was read
    need._source = NeedItemSourceDirective(
        docname=docname, lineno=line, lineno_content=line_of_content, parser_lineno=parser_line
    )
    need._content = NeedsContent(doctype=doctype, content=content)
    need._parts, need._modifications, need._constraint_results = {}, (), None
    need._dynamic_fields, need._derived = {}, frozenset()
    need._computed = _computed_of(need._core, need._links)  # type: ignore[assignment]  # a plain dict


def _alike(core: NeedsInfoType) -> Mapping[str, object] | None:
    """Return the fields of a need that others have, too, as one object, which is kept once."""
    blank = {**core, **_NOT_OWN}
    last = _last.get(core["type"], {})
    if [*blank] != [*last] or not all(map(operator.is_, blank.values(), last.values())):
        if len(blank) != len(core) or not all(isinstance(v, _FIXED) for v in blank.values()):
            return None
        last = _last[core["type"]] = blank
    return last


@functools.cache
def _blank(names: tuple[str, ...]) -> Mapping[str, None]:
    """Return empty fields as the one object that is kept for all needs."""
    return dict.fromkeys(names)


@functools.cache
def _keymap(links: tuple[str, ...]) -> dict[str, str]:
    """Return the names of links by those of the other direction, which nobody changes."""
    return {f"{name}_back": name for name in links}


@functools.cache
def _names(names: tuple[str, ...]) -> tuple[str, ...]:
    """Return names as the one object that is kept for all needs."""
    return names


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
    if need is not None:
        make_trees(need)
    for image in need.findall(nodes.image) if need is not None else ():
        if "://" not in image["uri"]:
            image["uri"] = f"/{image['uri']}"  # which is asked for once more, from another page
    return need


def _node_match(kinds: Sequence[type[nodes.Element]]) -> Callable[[nodes.Node], bool]:
    """Return whether a node is of one of some types, asked at once and not for each of them."""
    every = tuple(kinds)
    return lambda node: isinstance(node, every)


class _First(NamedTuple):
    """What all needs of a type have in common, taken from the first one.

    :param schema: the fields of the type, as sphinx-needs has them
    :param core: values of the fields that each need has
    :param extras: values of the fields of our types
    :param links: names of links
    :param fields: what is written as an option, by name
    """

    schema: TypeFieldsSchema
    core: Mapping[str, Any]
    extras: Mapping[str, Any]
    links: tuple[str, ...]
    fields: Mapping[str, FieldSchema | LinkSchema]


_run_each: Final = NeedDirective.run
_INFORMATION: Final = frozenset(NeedsInfoType.__annotations__)
_SLOTS: Final = frozenset(
    {
        "_backlinks",
        "_backlinks_keymap",
        "_computed",
        "_constraint_results",
        "_content",
        "_core",
        "_derived",
        "_dynamic_fields",
        "_extras",
        "_links",
        "_modifications",
        "_parts",
        "_source",
    }
)
"""What a need consists of, as we make it."""
_KEPT: Final = (
    *("_core", "_source", "_content", "_parts", "_modifications"),
    *("_constraint_results", "_dynamic_fields", "_derived", "_computed"),
)
"""What of it is kept as it is; the rest follows."""
_OWN: Final = ("id", "title", "status", "tags", "constraints", "arch", "sections")
"""Fields of a need that others hardly ever have, or that are lists which may change."""
_NOT_OWN: Final[Mapping[str, None]] = dict.fromkeys(_OWN)
_FIXED: Final = (str, bool, int, type(None))
_last: Final[dict[str, Mapping[str, object]]] = {}
"""By type: the fields that the last of its needs shares with others."""
_NO_TEMPLATES: Final = (
    *(("pre_content", None), ("post_content", None), ("jinja_content", False)),
    *(("template", None), ("pre_template", None), ("post_template", None)),
)
"""What a need has that is made without a template."""
_TARGETS: Final = re.compile(r"\w+(?:, ?\w+)*")
_remove: Final = SphinxNeedsData.remove_doc
_forgotten: Final[WeakKeyDictionary[BuildEnvironment, set[str]]] = WeakKeyDictionary()
"""Pages whose needs were dropped before the first page was read."""
_first: Final[dict[str, _First | None]] = {}
"""By type; nothing for a type whose needs are not alike."""


def _run(directive: NeedDirective) -> Sequence[nodes.Node]:
    """Make a need of one of our types from the first of its type, any other as sphinx-needs does.

    That fills in a hundred fields for each need: a tenth of the time that reading takes.
    """
    need = _need_of(directive) if directive.name in TYPE and directive.arguments else None
    data = SphinxNeedsData(directive.env)
    if need is None or data.has_need(need.id):
        return _run_each(directive)
    data.add_need(need)
    made = needs_api._create_need_node(need, directive.env, directive.state, directive.content)
    add_doc(directive.env, directive.env.docname)
    return made


def _need_of(directive: NeedDirective) -> NeedItem | None:
    """Make a need like the first of its type; nothing where sphinx-needs has to look at it."""
    env, kind, options = directive.env, directive.name, directive.options
    config, data = NeedsSphinxConfig(env.config), SphinxNeedsData(env)
    pattern, identifier = config.id_regex, options.get("id")
    if not identifier or config.title_from_content:
        return None
    if pattern and not re.match(pattern, identifier):
        return None
    schema = data.get_schema().for_type(kind)
    known = _first.get(kind)
    if kind not in _first or (known is not None and known.schema is not schema):
        known = _first[kind] = _first_of(directive, schema)
    return None if known is None else _like(known, directive)


def _first_of(directive: NeedDirective, schema: TypeFieldsSchema) -> _First | None:
    """Make a need without options; return nothing if its fields depend on each other."""
    alike = all(field.directive_option for field in schema.iter_extra_fields())
    alike = alike and all(field.directive_option for field in schema.iter_link_fields())
    alike = alike and not any(field.predicate_defaults for field in schema.iter_all_fields())
    alike = alike and frozenset(NeedItem.__slots__) == _SLOTS
    if not alike or schema.derived_names or any(schema.copying_link_types()):
        return None
    env = directive.env
    try:
        need = needs_api.generate_need(
            needs_config=NeedsSphinxConfig(env.config),
            needs_schema=SphinxNeedsData(env).get_schema(),
            need_source=_source_of(directive),
            need_type=directive.name,
            title=directive.arguments[0],
            id=directive.options["id"],
            doctype="",
            content="",
            template_root=env.srcdir,
        )
    except InvalidNeedException:
        return None
    core = {key: value for key, value in need.iter_core_items() if key in _INFORMATION}
    extras = dict(need.iter_extra_items())
    plain = all(isinstance(value, str | int | float | None) for value in extras.values())
    plain = plain and not any(need.content.dict_repr.values())
    linked = any(links for _, links in need.iter_links_items())
    if need.has_dynamic_fields or linked or not plain or core["hide"]:
        return None
    links = tuple(need.iter_links_keys())
    found: dict[str, FieldSchema | LinkSchema | None] = {
        **{name: schema.get_core_field(name) for name in ("status", "tags", "title")},
        **{name: schema.get_extra_field(name) for name in extras},
        **{name: schema.get_link_field(name) for name in links},
    }
    fields = {name: field for name, field in found.items() if field is not None}
    return _First(schema, core, extras, links, fields)


def _like(first: _First, directive: NeedDirective) -> NeedItem | None:
    core = {**first.core, "tags": [*first.core["tags"]], "arch": {}}
    core["constraints"] = [*first.core["constraints"]]
    extras = {**first.extras}
    links: dict[str, list[NeedLink]] = {name: [] for name in first.links}
    for name, written in (("title", directive.arguments[0]), *directive.options.items()):
        if name == "id":
            core[name] = written
            continue
        field = first.fields.get(name)
        if field is None or (name == "title" and "title" in directive.options):
            return None
        value = _value(field, written or "")
        if value is None:
            return None
        space: dict[str, Any] = links if name in links else extras if name in extras else core
        space[name] = value.value
    need = NeedItem.__new__(NeedItem)
    need._core, need._extras, need._links = core, extras, links  # type: ignore[assignment]  # plain dicts
    need._backlinks = {name: [] for name in first.links}
    need._backlinks_keymap = _keymap(first.links)
    need._source = _source_of(directive)
    need._content = NeedsContent(
        doctype=Path(directive.env.doc2path(directive.env.docname, base=False)).suffix,
        content="\n".join(directive.content),
    )
    need._parts, need._modifications, need._constraint_results = {}, (), None
    need._dynamic_fields, need._derived = {}, first.schema.derived_names
    need._recompute()
    return need


def _value(
    field: FieldSchema | LinkSchema, written: str
) -> FieldLiteralValue | LinksLiteralValue | None:
    """Convert what is written in a page; nothing where it is wrong, or has to be computed."""
    if isinstance(field, LinkSchema) and _TARGETS.fullmatch(written):
        return LinksLiteralValue([_link(target.lstrip()) for target in written.split(",")])
    try:
        value = field.convert_or_type_check(written, allow_coercion=True)
    except Exception:  # noqa: BLE001 - sphinx-needs says what is wrong
        return None
    return value if isinstance(value, FieldLiteralValue | LinksLiteralValue) else None


@functools.cache
def _link(target: str) -> NeedLink:
    """Return the link to an object, which is the same one wherever it is written."""
    return NeedLink(id=target)


def _source_of(directive: NeedDirective) -> NeedItemSourceDirective:
    _, line = directive.get_source_info()
    return NeedItemSourceDirective(
        docname=directive.env.docname,
        lineno=line or directive.lineno,
        lineno_content=directive.content_offset + 1,
        parser_lineno=directive.lineno,
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
