"""The state of a build: read once by the file reader, used by every part of the site."""

from __future__ import annotations

import contextlib
import dataclasses
import functools
import weakref
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from nachweis.model.article import Article, nearest_article
from nachweis.model.baseline import Baseline
from nachweis.model.catalogue import in_language
from nachweis.model.crosswalk import Crosswalk
from nachweis.model.items import Item
from nachweis.model.library import Model
from nachweis.site.reads import NotedGraph, noted_graph
from nachweis.site.term_uses import remembered_terms
from nachweis.sources.cache import open_cache
from nachweis.sources.errors import SourceError
from nachweis.sources.workspace import Workspace, baselines
from nachweis.trace.gate import Verdict
from nachweis.views.glossary import Finder, Use, uses_of
from nachweis.views.portfolio import Portfolio, Share, build_portfolio, share_of
from nachweis.views.since import Before, arrange, changed_requirements
from nachweis.views.trace import Traces

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config
    from sphinx.environment import BuildEnvironment

    from nachweis.site.config import SiteConfig
    from nachweis.site.pages import Page

_T = TypeVar("_T")


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class State:
    """A build's inputs.

    :param verdicts: the judged project, or all of them for the portfolio
    :param pages: every page by docname
    :param docnames: docname by document path, as items name it
    :param placed: docname by ID of the objects that are not on the page of their document
    :param crosswalks: mappings to other standards, by document path
    :param articles: articles of the knowledge base, by what they are about
    :param models: the library by ID; none where pages are for others
    :param commit: short commit ID, or empty
    :param language: ISO 639-1 code of the interface
    :param baselines: the versions that pages compare with, the newest first
    :param made: results of :meth:`once`
    """

    workspace: Workspace
    config: SiteConfig
    verdicts: tuple[Verdict, ...]
    pages: Mapping[str, Page]
    docnames: Mapping[str, str]
    traces: Traces | None
    crosswalks: Mapping[str, Crosswalk]
    commit: str
    language: str
    baselines: Mapping[str, Baseline] = dataclasses.field(default_factory=dict)
    articles: Mapping[str, Article] = dataclasses.field(default_factory=dict)
    models: Mapping[str, Model] = dataclasses.field(default_factory=dict)
    placed: Mapping[str, str] = dataclasses.field(default_factory=dict)
    made: dict[tuple[str, ...], Any] = dataclasses.field(default_factory=dict, repr=False)

    def once(self, key: tuple[str, ...], make: Callable[[], _T]) -> _T:
        """Return the result of a function that is called once per build.

        :param key: key of the result
        :param make: the function
        """
        if key not in self.made:
            self.made[key] = make()
        made: _T = self.made[key]
        return made

    def docname_of(self, item: Item) -> str | None:
        """Return the page that shows an object, or nothing where none does.

        :param item: the object
        """
        return self.placed.get(item.id) or self.docnames.get(item.document)

    @property
    def documents(self) -> dict[str, str]:
        """The document that each page shows objects of, by docname."""
        parts = {page.docname: page.argument for page in self.pages.values() if page.part}
        return {name: path for path, name in self.docnames.items()} | parts

    @property
    def verdict(self) -> Verdict | None:
        """The project's verdict; None in the portfolio."""
        return self.verdicts[0] if self.config.project else None

    @property
    def noted(self) -> NotedGraph:
        """The graph of the project, or of the first one, which notes what is asked for."""
        return self.once(("noted",), lambda: noted_graph(self.verdicts[0].graph))

    @property
    def noted_traces(self) -> Traces | None:
        """The traces of the project, over the graph that notes what is asked for."""
        if self.traces is None:
            return None
        make = functools.partial(dataclasses.replace, self.traces, graph=self.noted)
        return self.once(("noted", "traces"), make)

    def before(self, version: str) -> Before:
        """Return one of the versions that pages compare with, arranged by requirement."""
        graph = self.verdicts[0].graph
        return self.once(("before", version), lambda: arrange(self.baselines[version], graph))

    def changed_since(self) -> dict[str, frozenset[str]]:
        """Return the requirements that changed since each version, the newest version first."""
        verdict = self.verdicts[0]

        def make() -> dict[str, frozenset[str]]:
            return {
                version: changed_requirements(self.before(version), verdict.graph, verdict.coverage)
                for version in self.baselines
            }

        return self.once(("changed", "since"), make)

    def portfolio(self) -> Portfolio:
        """Return the overview of all projects, with the last release of each."""
        return self.once(
            ("portfolio",), lambda: build_portfolio(self.verdicts, dict(self._last_releases()))
        )

    def _last_releases(self) -> Iterator[tuple[str, Share]]:
        # A build that finds nothing changed reads no YAML.
        from nachweis.sources.baselines import read_baseline

        for verdict in self.verdicts:
            files = list(baselines(self.workspace.project(verdict.key)).values())
            with contextlib.suppress(SourceError):  # the site of the project says what is wrong
                for path in files[-1:]:
                    yield verdict.key, share_of(read_baseline(path, self.workspace.root))

    def annexes(self) -> list[tuple[str, str]]:
        """List name and title of each annex that was built with the site."""
        names = self.config.annexes.split()
        if not names:
            return []
        from nachweis.sources.yaml.annexes import read_annexes  # with pydantic: only where asked

        folder = self.workspace.project(self.config.project)
        declared = read_annexes(folder, self.workspace.root)
        return [
            (name, in_language(declared[name].title, self.language))
            for name in names
            if name in declared
        ]

    def uses_of_terms(self) -> Mapping[str, Use]:
        """Return which objects use each term of the glossary, by its ID.

        They are those of the project; in the portfolio the requirements of the catalogue.
        """
        graph = self.verdicts[0].graph

        def texts() -> Iterator[tuple[str, str]]:
            if self.config.project:
                for item in graph.project.items:
                    if item.id:
                        yield item.id, f"{item.title} {item.body}"
            else:
                for requirement in graph.catalogue.requirements.values():
                    yield requirement.id, in_language(requirement.text, self.language)

        def make() -> Mapping[str, Use]:
            key = f"{self.workspace.root}\0{self.config.project}\0{self.language}"
            finder = Finder(graph.catalogue.glossary, self.language)
            stamp = repr(graph.catalogue.glossary)
            return uses_of(remembered_terms(texts(), finder, stamp, key, open_cache()))

        return self.once(("terms", "uses"), make)

    def article(self, identifier: str) -> str:
        """Return what the article for an object of the catalogue is about; empty: there is none.

        :param identifier: ID of a requirement, topic, measure or module, or the name of a phase
        """
        return nearest_article(self.articles, self.verdicts[0].graph.catalogue, identifier)

    def item(self, identifier: str) -> Item | None:
        """Return an object of the project or the catalogue by its ID."""
        if not self.verdicts:
            return None
        item: Item | None = self.noted.items.get(identifier)
        if self.config.project or item is None or item.document.startswith("catalog/"):
            return item
        return None


_states: weakref.WeakKeyDictionary[Config, State] = weakref.WeakKeyDictionary()


def remember(app: Sphinx, state: State) -> None:
    """Store the state of a build.

    :param app: the build's application
    :param state: its state
    """
    _states[app.config] = state


def state_of(build: Sphinx | BuildEnvironment) -> State:
    """Return the state of a build.

    :param build: the build's application or its environment, which have the same configuration
    """
    return _states[build.config]
