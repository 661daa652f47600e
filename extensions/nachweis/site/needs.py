"""The object types in sphinx-needs, which nothing but the modules ``needs*`` imports."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Iterator, Mapping
from typing import Any, Final

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.environment import BuildEnvironment
from sphinx.util import logging
from sphinx_needs.data import SphinxNeedsData
from sphinx_needs.directives.needbar import Needbar
from sphinx_needs.directives.needflow import NeedflowGraphiz, NeedflowPlantuml
from sphinx_needs.directives.needgantt import Needgantt
from sphinx_needs.directives.needpie import Needpie
from sphinx_needs.directives.needsequence import Needsequence
from sphinx_needs.directives.needuml import Needuml
from sphinx_needs.environment import install_permalink_file
from sphinx_needs.nodes import Need
from sphinx_needs.roles.need_part import NeedPart
from sphinx_needs.roles.need_ref import NeedRef

from nachweis.model.items import Item
from nachweis.model.kinds import COMMON_FIELDS
from nachweis.model.objects import TYPE
from nachweis.model.places import Place
from nachweis.site.documents import stop
from nachweis.site.needs_alike import make_alike
from nachweis.site.needs_guard import guard_evaluation
from nachweis.site.needs_linked import link_quickly
from nachweis.site.needs_written import write_quickly

logger = logging.getLogger(__name__)

NeedNode = Need
_CORE = ("status", "tags", "title")
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
    make_alike()
    link_quickly()
    write_quickly()
    for listener in tuple(app.events.listeners["env-updated"]):
        if listener.handler is install_permalink_file:  # proof pages are the lasting addresses
            app.disconnect(listener.id)
    app.connect("config-inited", _configure, priority=14)
    app.connect("build-finished", _keep_old_data, priority=100)


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
    names = {
        kind.name: (
            frozenset(field.name for field in (*COMMON_FIELDS, *kind.fields)),
            frozenset(link.name for link in kind.links),
        )
        for kind in TYPE.values()
    }
    for need in SphinxNeedsData(app.env).get_needs_view().values():
        kind = need["type"]
        if kind not in names:
            continue
        fields, links = names[kind]
        written = [(name, need[name]) for name in _CORE]
        written += [(name, value) for name, value in need._extras.items() if value is not None]
        found = [(name, targets) for name, targets in need._links.items() if targets]
        document = docnames.get(need["docname"] or "", "")
        items[need["id"]] = Item(
            type=kind,
            id=need["id"],
            title=need["title"],
            fields={
                name: text
                for name, value in written
                if value is not None and name in fields and (text := _plain(value))
            },
            links={
                name: tuple(link.to_filter_string() for link in targets)
                for name, targets in found
                if name in links
            },
            body=need["content"],
            place=Place(path=document, line=need["lineno"] or 1),
            document=document,
        )
    return items


def _plain(value: object) -> str:
    if isinstance(value, (list, tuple)):
        return ", ".join(str(part) for part in value)
    return str(value)
