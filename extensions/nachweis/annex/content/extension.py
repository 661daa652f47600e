"""The Sphinx extension that reads an annex: from the chosen documents to resolved trees.

An object that is not chosen leaves no node, no label and no title behind, because its directive
ends before its text is parsed.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Mapping, Set
from typing import Any, ClassVar, Final

from docutils import nodes
from docutils.statemachine import StringList
from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.config import Config
from sphinx.transforms import SphinxTransform
from sphinx.util.docutils import ReferenceRole, SphinxDirective, SphinxRole
from sphinx.util.typing import ExtensionMetadata

from nachweis import __version__
from nachweis.annex.content.nodes import Mention, ObjectNode
from nachweis.annex.content.select import Contents
from nachweis.model.facts import parse_fact, value_of
from nachweis.model.items import Item
from nachweis.model.objects import TYPE
from nachweis.site import guard, legal_lists, page_language
from nachweis.site.directives import AnyOption, CoverageMatrix, EmbeddedView, RegisterTable
from nachweis.site.documents import Documents
from nachweis.site.state import State, remember

CONFIGURED: Final = "nachweis_annex"


@dataclasses.dataclass(frozen=True, slots=True)
class Task:
    """What Sphinx reads.

    :param state: the state that the site's directives need
    :param texts: objects by ID whose text replaces the one in their document
    """

    contents: Contents
    state: State
    texts: Mapping[str, Item]


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the builder, the directives of the objects, and what replaces parts of the site."""
    guard.setup(app)
    app.add_config_value(CONFIGURED, None, "", [Task])
    app.add_builder(TreeBuilder)
    for kind in TYPE.values():
        app.add_directive(kind.name, ObjectDirective, override=True)
    app.add_directive("coverage-matrix", CoverageMatrix, override=True)
    app.add_directive("register", RegisterTable, override=True)
    app.add_directive("view", EmbeddedView, override=True)
    app.add_directive("toctree", IgnoredDirective, override=True)
    app.add_role("need", NeedRole(), override=True)
    app.add_role("fact", FactRole(), override=True)
    app.add_transform(Prune)
    legal_lists.setup(app)
    page_language.setup(app)
    app.connect("builder-inited", _begin, priority=100)
    return {"version": __version__, "parallel_read_safe": False, "parallel_write_safe": False}


def _begin(app: Sphinx) -> None:
    task = _task(app.config)
    remember(app, task.state)
    project = Documents(app.srcdir, app.config.source_suffix)
    project.pages = task.state.pages
    app.project = project
    app.env.project = project


def _task(config: Config) -> Task:
    task: Task = config[CONFIGURED]
    return task


class ObjectDirective(SphinxDirective):
    """An object: its text if the annex holds it, else nothing at all."""

    optional_arguments = 1
    final_argument_whitespace = True
    has_content = True
    option_spec: ClassVar[dict[str, Callable[[str], Any]]] = AnyOption()

    def run(self) -> list[nodes.Node]:
        """Return the object, or nothing."""
        identifier = str(self.options.get("id", "")).strip()
        task = _task(self.config)
        if identifier not in task.contents.chosen:
            return []
        node = ObjectNode("", ids=[identifier], item=identifier)
        self.set_source_info(node)
        other = task.texts.get(identifier)
        if other is not None:
            self.content = StringList(other.body.splitlines(), source=other.document)
        node += self.parse_content_to_nodes(allow_section_headings=True)
        return [node]


class IgnoredDirective(SphinxDirective):
    """A directive that only arranges pages, which an annex does itself."""

    has_content = True
    optional_arguments = 1
    final_argument_whitespace = True
    option_spec: ClassVar[dict[str, Callable[[str], Any]]] = AnyOption()

    def run(self) -> list[nodes.Node]:
        """Return nothing."""
        return []


class NeedRole(ReferenceRole):
    """``{need}``: an object that the text names."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Return the mention; its words follow when all numbers are known."""
        own = self.title if self.has_explicit_title else ""
        node = Mention(self.rawtext, own, target=self.target.strip())
        self.set_source_info(node)
        return [node], []


class FactRole(SphinxRole):
    """``{fact}``: the value of an object, as a text like any other."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Return the value; what is none the gate tells."""
        fact = parse_fact(self.text)
        verdict = _task(self.config).state.verdict
        value = verdict and value_of(
            verdict.graph.items, fact, verdict.graph.project.settings.language
        )
        return [nodes.Text(fact.words or value or self.text)], []


class Prune(SphinxTransform):
    """Removes all but objects and the headings above them from documents that are not whole."""

    default_priority = 2

    def apply(self, **_: Any) -> None:
        """Remove all other text before any of it is registered."""
        pages = {page.docname: page for page in _task(self.config).contents.pages}
        if pages[self.env.docname].whole:
            return
        used = {ref for node in self.document.findall(ObjectNode) for ref in _footnotes(node)}
        for child in list(self.document.children):
            _prune(child, used)


def _footnotes(node: nodes.Element) -> Iterator[str]:
    for reference in node.findall(nodes.footnote_reference):
        yield from (reference.get("refname", ""), reference.astext())


def _prune(node: nodes.Node, used: Set[str]) -> None:
    """Remove a node, or all of its children that are neither objects nor used footnotes."""
    if isinstance(node, ObjectNode):
        return
    if isinstance(node, nodes.footnote) and not used.isdisjoint(node.get("names", ())):
        return
    if isinstance(node, nodes.section) and node.next_node(ObjectNode) is not None:
        for child in list(node.children):
            if not isinstance(child, nodes.title):
                _prune(child, used)
        return
    if node.parent is not None:
        node.parent.remove(node)


class TreeBuilder(Builder):
    """Keeps the resolved tree of each document."""

    name = "nachweis-annex"
    format = "typst"
    supported_image_types: ClassVar[list[str]] = [
        *("image/svg+xml", "image/png", "image/jpeg", "image/gif", "image/webp"),
    ]
    supported_remote_images = True  # so that nothing is fetched; the writer refuses them
    trees: dict[str, nodes.document]

    def init(self) -> None:
        """Start without trees."""
        self.trees = {}

    def get_outdated_docs(self) -> Set[str]:
        """Return all documents: there is no earlier build."""
        return self.env.found_docs

    def get_target_uri(self, docname: str, typ: str | None = None) -> str:
        """Return the URI of a document."""
        del typ
        return f"%{docname}"

    def get_relative_uri(self, from_: str, to: str, typ: str | None = None) -> str:
        """Return the URI of a document: all are in one file."""
        del from_
        return self.get_target_uri(to, typ)

    def prepare_writing(self, docnames: Set[str]) -> None:
        """Prepare nothing."""

    def write_doc(self, docname: str, doctree: nodes.document) -> None:
        """Keep a tree.

        :param doctree: the tree with resolved references
        """
        self.post_process_images(doctree)
        self.trees[docname] = doctree
