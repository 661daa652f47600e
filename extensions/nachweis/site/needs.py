"""The object types in sphinx-needs; no other module imports sphinx_needs."""

from __future__ import annotations

import dataclasses
import functools
import hashlib
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final, NamedTuple, NoReturn, cast
from weakref import WeakKeyDictionary

from docutils import nodes
from docutils.statemachine import StringList
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.environment import BuildEnvironment
from sphinx.util import logging
from sphinx_needs.api import need as needs_api
from sphinx_needs.data import NeedsInfoType, SphinxNeedsData
from sphinx_needs.directives.needbar import Needbar
from sphinx_needs.directives.needflow import NeedflowGraphiz, NeedflowPlantuml
from sphinx_needs.directives.needgantt import Needgantt
from sphinx_needs.directives.needpie import Needpie
from sphinx_needs.directives.needsequence import Needsequence
from sphinx_needs.directives.needuml import Needuml
from sphinx_needs.environment import install_permalink_file
from sphinx_needs.exceptions import InvalidNeedException, NeedsInvalidFilter
from sphinx_needs.filter_common import FilterAttributesType, FilterBase
from sphinx_needs.need_item import NeedItem, NeedItemSourceDirective, NeedLink, NeedsContent
from sphinx_needs.needs_schema import FieldLiteralValue, LinksLiteralValue, TypeFieldsSchema
from sphinx_needs.nodes import Need
from sphinx_needs.roles.need_part import NeedPart
from sphinx_needs.roles.need_ref import NeedRef
from sphinx_needs.ubquery import ORIGIN_KEY, CompiledFilter

from nachweis.model.items import Item
from nachweis.model.kinds import COMMON_FIELDS
from nachweis.model.objects import TYPE
from nachweis.model.places import Place
from nachweis.site.documents import stop
from nachweis.site.guard import REFUSED, refuse, trusted
from nachweis.sources.markdown.expressions import THIS_DOC, ExpressionError, read_expression
from nachweis.sources.markdown.policy import CODE_BODIES, OTHER_FILTERS

logger = logging.getLogger(__name__)

NeedNode = Need
_CORE = ("status", "tags", "title")
_WRITTEN: Final = frozenset(_CORE)
_DIAGRAMS: Final[Mapping[type[nodes.Element], tuple[str, str]]] = {
    Needpie: ("needpie", "matplotlib"),
    Needbar: ("needbar", "matplotlib"),
    NeedflowGraphiz: ("needflow", "graphviz"),
    NeedflowPlantuml: ("needflow", "plantuml"),
    Needsequence: ("needsequence", "plantuml"),
    Needgantt: ("needgantt", "plantuml"),
    Needuml: ("needuml", "plantuml"),
}
"""Directive and drawing engine, by the node in the page."""
_LITERAL = {"parse_dynamic_functions": False}
"""Values are literal: nothing in them is a function call."""


def setup(app: Sphinx) -> None:
    """Derive the configuration of sphinx-needs from the object types.

    :param app: the application
    """
    guard_evaluation()
    vars(needs_api).update(generate_need=_generate_need)
    for listener in tuple(app.events.listeners["env-updated"]):
        if listener.handler is install_permalink_file:  # proof pages are the lasting addresses
            app.disconnect(listener.id)
    setattr(SphinxNeedsData, _remove.__name__, _remove_page)
    app.connect("config-inited", _configure, priority=14)
    app.connect("build-finished", _keep_old_data, priority=100)


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


def _configure(_: Sphinx, config: Config) -> None:
    given = {*config._raw_config, *config.overrides}
    own = config["needs_types"] if "needs_types" in given else []
    taken = [name for name in (str(kind.get("directive")) for kind in own) if name in TYPE]
    if taken:
        stop(
            [
                f"conf.py: needs_types: {name!r} is a type of Nachweis; rename yours"
                for name in taken
            ]
        )
    for name in (str(kind.get("directive")) for kind in own):
        logger.warning(
            "conf.py: needs_types: the gate does not see objects of the type %r; contribute it in "
            "a module that nachweis.toml names, or add nachweis.needs-types to suppress_warnings",
            name,
            type="nachweis",
            subtype="needs-types",
        )
    if "needs_flow_engine" not in given and "sphinxcontrib.plantuml" not in config.extensions:
        config["needs_flow_engine"] = "graphviz"  # which needs no Java
    config["needs_types"] = [*_types(), *own]
    config["needs_fields"] = {**_fields(), **config["needs_fields"]}
    config["needs_links"] = {**_links(), **config["needs_links"]}


def _types() -> list[dict[str, str]]:
    return [
        {
            "directive": kind.name,
            "title": kind.title["en"],
            "prefix": f"{kind.prefix}_",
            "color": kind.color,
            "style": "node",
        }
        for kind in TYPE.values()
    ]


def _fields() -> dict[str, dict[str, Any]]:
    fields = {f.name: f for kind in TYPE.values() for f in (*COMMON_FIELDS, *kind.fields)}
    own = {
        name: {"description": f.help, "schema": {"type": "string"}, "nullable": True, **_LITERAL}
        for name, f in fields.items()
        if name not in _CORE
    }
    return {**own, **{name: dict(_LITERAL) for name in _CORE}}


def _links() -> dict[str, dict[str, Any]]:
    links = {link.name: link for kind in TYPE.values() for link in kind.links}
    return {
        name: {"outgoing": name.replace("_", " "), "incoming": link.incoming, **_LITERAL}
        for name, link in links.items()
    }


def _keep_old_data(app: Sphinx, exception: Exception | None) -> None:
    """Keep the old ``needs.json`` if the build failed: its needs are incomplete."""
    if exception is not None:
        app.config["needs_build_json"] = False


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class NeedNodes:
    """The needs in a page.

    :param objects: IDs of the needs that the page shows
    :param named: IDs of the needs that roles refer to
    :param computed: whether a part is filled in from other needs when the page is written
    """

    objects: tuple[str, ...]
    named: tuple[str, ...]
    computed: bool


def need_nodes(doctree: nodes.document) -> NeedNodes:
    """Collect the needs in a page.

    :param doctree: the page
    """
    found = [n for n in doctree.findall() if type(n).__module__.startswith("sphinx_needs.")]
    return NeedNodes(
        objects=tuple(node["refid"] for node in found if isinstance(node, Need)),
        named=tuple(node["reftarget"] for node in found if isinstance(node, NeedRef)),
        computed=not all(isinstance(node, (Need, NeedRef, NeedPart)) for node in found),
    )


def diagram_nodes(doctree: nodes.document) -> Iterator[tuple[nodes.Element, str, str]]:
    """Yield each diagram of a page with its directive and drawing engine.

    :param doctree: the page, before it is written
    """
    for node in list(doctree.findall(nodes.Element)):
        if type(node) in _DIAGRAMS:
            yield node, *_DIAGRAMS[type(node)]


def need_documents(env: BuildEnvironment) -> dict[str, str]:
    """Map the ID of each need to its page, as of the last build.

    :param env: Sphinx's environment, before reading
    """
    needs = SphinxNeedsData(env).get_needs_mutable()
    return {identifier: need["docname"] or "" for identifier, need in needs.items()}


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


def needs_digest(env: BuildEnvironment) -> str:
    """Compute a digest of all needs, for pages that sphinx-needs fills in from them.

    :param env: Sphinx's environment, after reading
    """
    needs = SphinxNeedsData(env).get_needs_mutable()
    text = "\n".join(repr(needs[identifier]) for identifier in sorted(needs))
    return hashlib.blake2b(text.encode(), digest_size=12).hexdigest()


def need_items(app: Sphinx, docnames: Mapping[str, str]) -> dict[str, Item]:
    """Convert the needs of our types to objects of the model, by ID.

    Call it after reading is complete: it seals the needs of the build.

    :param app: the build's application
    :param docnames: document path by docname
    """
    items: dict[str, Item] = {}
    for need in SphinxNeedsData(app.env).get_needs_view().values():
        kind = TYPE.get(need["type"])
        if kind is None:
            continue
        names = [f.name for f in (*COMMON_FIELDS, *kind.fields)]
        fields = {name: _plain(need.get(name)) for name in names}
        links = {link.name: tuple(str(t) for t in need.get(link.name) or ()) for link in kind.links}
        document = docnames.get(need["docname"] or "", "")
        items[need["id"]] = Item(
            type=kind.name,
            id=need["id"],
            title=need["title"],
            fields={name: value for name, value in fields.items() if value},
            links={name: targets for name, targets in links.items() if targets},
            body=need["content"],
            place=Place(path=document, line=need["lineno"] or 1),
            document=document,
        )
    return items


def _plain(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, (list, tuple)):
        return ", ".join(str(part) for part in value)
    return str(value)


def guard_evaluation() -> None:
    """Let sphinx-needs compute nothing but our language of filters, once in a process.

    It evaluates in many modules, always by the names that are replaced here.
    """
    for name, module in list(sys.modules.items()):
        if not name.startswith("sphinx_needs.") or module is None:
            continue
        space = vars(module)
        space.update(eval=_evaluate, exec=_refuse_code, compile=_compile)
        for function, guarded in _GUARDED.items():
            if function in space and not hasattr(space[function], "guarded"):
                space[function] = _guard(space[function], guarded)
    setattr(FilterBase, _collect.__name__, _without_code)


def _refused(what: str, why: str) -> NeedsInvalidFilter:
    return NeedsInvalidFilter(f"{what} is refused: it {why} ({REFUSED})")


def _guard(original: Callable[..., Any], guarded: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(original)
    def call(*arguments: Any, **named: Any) -> Any:
        function = original if trusted() else functools.partial(guarded, original)
        return function(*arguments, **named)

    call.guarded = True  # type: ignore[attr-defined]  # so that it is replaced once only
    return call


def _evaluate(source: Any, *spaces: Any) -> Any:
    """Stand for ``eval`` in the modules of sphinx-needs."""
    if trusted():
        return eval(source, *spaces)  # noqa: S307 - the house trusts its pages
    expression = _compile(source) if isinstance(source, str) else source
    context = spaces[0] if spaces else {}

    def lookup(name: str) -> Any:
        if name == THIS_DOC:
            return context["c"].this_doc()
        first, *rest = name.split(".")
        return functools.reduce(getattr, rest, context[first])

    return expression.value(_named(lookup))


def _named(lookup: Callable[[str], Any]) -> Callable[[str], Any]:
    """Return a lookup that says so where there is no such name."""

    def found(name: str) -> Any:
        try:
            return lookup(name)
        except (KeyError, AttributeError) as error:
            raise NameError(f"name {name!r} is not defined") from error

    return found


def _compile(source: str, *others: Any, **named: Any) -> Any:
    """Stand for ``compile`` in the modules of sphinx-needs."""
    if trusted():
        return compile(source, *(others or ("<filter>", "eval")), **named)
    try:
        return read_expression(source)
    except ExpressionError as error:
        raise _refused(f"the filter {source!r}", str(error)) from error


def _refuse_code(*_: Any) -> NoReturn:
    """Stand for ``exec`` in the modules of sphinx-needs."""
    raise _refused("the content", "runs Python; write a condition in ':filter:'")


def _portable(original: Callable[[str], CompiledFilter], text: str) -> CompiledFilter:
    """Return a filter as the fast path of sphinx-needs takes it."""
    del original
    try:
        expression = read_expression(text)
    except ExpressionError as error:
        refused = _refused(f"the filter {text!r}", str(error))

        def fail(*_: Any) -> NoReturn:
            raise refused

        return CompiledFilter(fail, None, reads_origin=False)
    if {"current_need", "needs"} & expression.names:
        return CompiledFilter(None, "context", reads_origin=False)  # then _evaluate does it

    def predicate(need: Any, others: Mapping[str, Any] | None = None) -> bool:
        def lookup(name: str) -> Any:
            if name == THIS_DOC:
                return need.is_in_document((others or {})[ORIGIN_KEY])
            first, *rest = name.split(".")
            value = others[first] if others and first in others else need[first]
            return functools.reduce(getattr, rest, value)

        return bool(expression.value(_named(lookup)))

    return CompiledFilter(predicate, None, reads_origin=THIS_DOC in expression.names)


def _no_function(_: object, reference: str | None) -> None:
    if reference:
        raise _refused("':filter-func:'", "runs Python; write a condition in ':filter:'")


def _no_call(_: object, app: Any, __: Any, ___: Any, call: Any, location: Any) -> str:
    del app
    refuse(f"[[{call}]]", "calls a function; write down what it would return", location)
    return "??"


def _no_template(*_: Any) -> NoReturn:
    raise InvalidNeedException("invalid_template", f"a template is refused ({REFUSED})")


_GUARDED: Final[Mapping[str, Callable[..., Any]]] = {
    "compile_portable": _portable,
    "check_and_get_external_filter_func": _no_function,
    "execute_func": _no_call,
    "jinja_parse": _no_template,
    "_prepare_template": _no_template,
}
"""What stands for functions of sphinx-needs; each is handed the original first."""

_collect: Final = FilterBase.collect_filter_attributes


def _without_code(directive: FilterBase) -> FilterAttributesType:
    """Make the selection of a directive, without code of the page."""
    attributes = _collect(directive)
    if trusted():
        return attributes
    code = "\n".join(attributes["filter_code"]).strip()
    where = f"{directive.state.document['source']}:{directive.lineno}"
    for option in {*directive.options} & OTHER_FILTERS:
        try:
            read_expression(directive.options[option])
        except ExpressionError as error:
            refuse(f"':{option}:' of {{{directive.name}}}", str(error), where)
            cast("dict[str, Any]", attributes)[option] = ""
    if (code and directive.name in CODE_BODIES) or attributes["filter_func"]:
        refuse(f"code in {{{directive.name}}}", "runs Python; write a ':filter:'", where)
        attributes["filter_code"] = StringList()
        attributes["filter_func"] = None
        attributes["filter"] = "False"
    return attributes
