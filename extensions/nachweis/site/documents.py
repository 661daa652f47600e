"""The documents of a build: our list of pages instead of a walk over the folder."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final, NoReturn

from sphinx.application import Sphinx
from sphinx.errors import ConfigError
from sphinx.project import Project as SphinxProject
from sphinx.util import logging

from nachweis.git import commit
from nachweis.load import handbook_findings, judge_projects
from nachweis.model.findings import Finding
from nachweis.model.outputs import ARTICLE_PAGE, PROOF_PAGE
from nachweis.model.places import Place
from nachweis.site.compared_versions import compared_baselines
from nachweis.site.config import SiteConfig
from nachweis.site.pages import BY_DOCUMENT, Page, entries_of, portfolio_pages, project_pages
from nachweis.site.registers import items_of
from nachweis.site.repeats import leave_out
from nachweis.site.state import State, remember
from nachweis.sources.cache import open_cache
from nachweis.sources.errors import Problem, SourceError
from nachweis.sources.library import library_of
from nachweis.sources.workspace import find_workspace
from nachweis.sources.yaml.articles import read_articles
from nachweis.sources.yaml.crosswalks import read_crosswalks
from nachweis.trace.disclosure import TOLD
from nachweis.trace.gate import Verdict
from nachweis.trace.graph import Graph, catalogue_items
from nachweis.views.trace import prepare_traces

logger = logging.getLogger(__name__)

TAKEN: Final = frozenset({"search", "genindex"})
"""Pages that Sphinx and its extensions generate."""


def stop(lines: Sequence[str]) -> NoReturn:
    """End the build with exit code 2 and plain lines; old output stays unchanged.

    Sphinx would wrap an exception into a report with a traceback, which does not help with
    a typing error in a YAML file.

    :param lines: what is wrong and what to do, one line each
    """
    for line in lines:
        sys.stderr.write(f"{line}\n")
    raise SystemExit(2)


class Documents(SphinxProject):
    """A Sphinx project whose documents are our pages; several may come from one file."""

    pages: Mapping[str, Page]

    def discover(
        self, exclude_paths: Iterable[str] = (), include_paths: Iterable[str] = ("**",)
    ) -> set[str]:
        """Return the names of all pages, ignoring the patterns of the configuration."""
        del exclude_paths, include_paths
        self.docnames = set(self.pages)
        self._docname_to_path = {name: page.source for name, page in self.pages.items()}
        self._path_to_docname = {}
        for name, page in self.pages.items():
            self._path_to_docname.setdefault(page.source, name)
        return self.docnames

    def path2doc(self, filename: str | os.PathLike[str]) -> str | None:
        """Return the page made from a file, to resolve a link to the file.

        :param filename: absolute, or relative to the workspace
        """
        path = Path(filename)
        if path.is_absolute() and path.is_relative_to(self.srcdir):
            path = path.relative_to(self.srcdir)
        return self._path_to_docname.get(path)


def setup(app: Sphinx) -> None:
    """Read the sources before anything else, and give Sphinx the pages.

    :param app: the application
    """
    app.connect("builder-inited", _read, priority=100)


def _read(app: Sphinx) -> None:
    config = SiteConfig.of(app.config)
    try:
        state = read_state(Path(app.srcdir), config, app.config.language)
        own = () if config.project else handbook_findings(state.workspace.root)
    except SourceError as error:
        stop([str(problem) for problem in error.problems])
    except ConfigError as error:
        stop([str(error)])
    if state.workspace.root != Path(app.srcdir).resolve():
        stop([f"{app.srcdir} is no workspace; build from {state.workspace.root}"])
    remember(app, state)
    documents = Documents(app.srcdir, app.config.source_suffix)
    documents.pages = state.pages
    app.project = documents
    app.env.project = documents
    said = [*_reported(state), *own]
    _warn(said)
    leave_out(app, said)


def read_state(start: Path, config: SiteConfig, language: str) -> State:
    """Read the state of a build with the file reader.

    :param start: a folder of the workspace
    :param config: the configuration
    :param language: ISO 639-1 code of the interface
    :raises SourceError: if a source cannot be read
    :raises ConfigError: if the configuration names something that does not exist
    """
    workspace = find_workspace(start)
    keys = [config.project] if config.project else []
    cache = open_cache()
    verdicts = tuple(judge_projects(workspace.root, keys, config.date, cache=cache))
    articles = read_articles(workspace, verdicts[0].graph.catalogue, cache)
    crosswalks = read_crosswalks(workspace, verdicts[0].graph.catalogue, cache)
    if config.project:
        baselines = compared_baselines(workspace, config)
        made = project_pages(workspace, verdicts[0], tuple(baselines))
        traces = prepare_traces(verdicts[0].graph, verdicts[0].coverage)
    else:
        config.keys(verdict.key for verdict in verdicts)
        verdicts = (_in_language(verdicts[0], language), *verdicts[1:])
        made, traces, baselines = portfolio_pages(workspace, verdicts), None, {}
    apart = (*_proofs(config, verdicts[0]), *map(ARTICLE_PAGE.format, articles))
    pages = _by_name(made, TAKEN.union(apart))
    return State(
        workspace=workspace,
        config=config,
        verdicts=verdicts,
        pages=pages,
        docnames=_by_document(pages),
        placed=_placed(pages.values(), verdicts[0].graph),
        traces=traces,
        crosswalks={crosswalk.document: crosswalk for crosswalk in crosswalks},
        commit=config.commit or commit(workspace.root),
        language=language,
        baselines=baselines,
        articles=articles,
        models={} if TOLD in os.environ else library_of(workspace, cache),
    )


def _in_language(verdict: Verdict, language: str) -> Verdict:
    """Translate the catalogue of a verdict to the portfolio's language."""
    graph = verdict.graph
    items = {**graph.items, **catalogue_items(graph.catalogue, language)}
    return verdict._replace(graph=graph._replace(items=items))


def _proofs(config: SiteConfig, verdict: Verdict) -> Iterable[str]:
    return map(PROOF_PAGE.format, verdict.graph.requirements) if config.project else ()


def _by_name(made: Iterable[Page], reserved: frozenset[str]) -> dict[str, Page]:
    """Index pages by name.

    :param made: the pages
    :param reserved: names of pages that are made otherwise
    :raises SourceError: if two have the same, as one would hide the other
    """
    pages: dict[str, Page] = {}
    problems = []
    for page in made:
        other = pages.setdefault(page.docname, page)
        if other is not page or page.docname in reserved:
            file, taken = (page, other) if not page.template or other.template else (other, page)
            by = f"the one made from {taken.source}" if taken is not file else "made otherwise"
            message = f"its page would be {page.docname}.html, which is {by}; rename the file"
            problems.append(Problem(place=Place(path=file.source.as_posix()), message=message))
    if problems:
        raise SourceError(problems)
    return pages


def _by_document(pages: Mapping[str, Page]) -> dict[str, str]:
    """Map document paths, as in items, to docnames."""
    names: dict[str, str] = {}
    for name, page in pages.items():
        if not page.template:
            names[page.source.as_posix()] = name
        elif page.template in BY_DOCUMENT and not page.part:
            names[page.argument] = name
    return names


def _placed(pages: Iterable[Page], graph: Graph) -> dict[str, str]:
    """Map the IDs of entries of long lists to the pages that show them."""
    return {
        item.id: page.docname
        for page in pages
        if page.part
        for item in entries_of(items_of(graph, page.argument), page.part)
    }


def _reported(state: State) -> list[Finding]:
    """Return the file reader's findings; findings about cells are only shown."""
    findings = state.verdict.findings if state.verdict else ()
    return [f for f in findings if f.phase is None and f.severity == "error"]


def _warn(findings: Iterable[Finding]) -> None:
    for finding in findings:
        logger.warning(
            "%s (%s)",
            finding.message,
            finding.rule,
            location=f"{finding.place.path}:{finding.place.line}",
            type="nachweis",
            subtype=finding.rule,
        )
