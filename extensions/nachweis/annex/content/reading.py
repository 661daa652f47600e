"""Reads the chosen documents: one run of Sphinx in this process, in a temporary folder."""

from __future__ import annotations

import dataclasses
import io
import re
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from nachweis.annex.content.select import Contents, Page
from nachweis.model.items import Item
from nachweis.model.messages import Message
from nachweis.model.places import Place
from nachweis.sources.errors import Problem, SourceError
from nachweis.sources.files import problem
from nachweis.sources.workspace import Workspace
from nachweis.trace.gate import Verdict

if TYPE_CHECKING:
    from docutils import nodes

    from nachweis.site.state import State

_SITE: Final = frozenset({"nachweis", "sphinx_needs", "furo"})
_COLOURS: Final = re.compile(r"\x1b\[[\d;]*m")
_EXPECTED: Final = ("toc.not_included", "ref.footnote", "image.not_readable")
"""Warnings that mean nothing in a part of a project: its pages are in no table of contents, and
footnotes of left out text have no reference. Images are checked when they are written."""
_WARNING: Final = re.compile(
    r"(?P<path>[^\n]*?)(?::(?P<line>\d+))?: (?P<kind>WARNING|ERROR|CRITICAL): (?P<message>.*)"
)


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Reading:
    """The trees of the chosen documents.

    :param trees: a tree for each document, by its name
    :param settings: front matter of each document
    :param problems: Sphinx's warnings
    """

    trees: Mapping[str, nodes.document]
    settings: Mapping[str, Mapping[str, Any]]
    problems: tuple[Problem, ...]

    def language(self, docname: str, default: str) -> str:
        """Return the language that the front matter of a document names.

        :param default: language of the project
        """
        return str(self.settings.get(docname, {}).get("lang", "") or default)[:2]


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class ReadOptions:
    """How an older state is read.

    :param texts: the objects of that state by ID, where only objects are known of it: their texts
        replace those in the documents, and nothing but objects is read
    :param confdir: the folder of ``conf.py``, if it is not the workspace
    :param without: kinds of parts that are left out
    """

    texts: Mapping[str, Item] = dataclasses.field(default_factory=dict)
    confdir: Path | None = None
    without: tuple[type, ...] = ()

    def apply(self, contents: Contents) -> Contents:
        """Return contents without the parts that are left out; documents keep only objects then."""
        if not self.without:
            return contents
        return dataclasses.replace(
            contents,
            parts=tuple(
                dataclasses.replace(part, whole=False) if isinstance(part, Page) else part
                for part in contents.parts
                if not isinstance(part, self.without)
            ),
        )


AS_IS: Final = ReadOptions()
"""Documents as they are in the workspace."""


def read(
    workspace: Workspace,
    verdict: Verdict,
    contents: Contents,
    language: str,
    options: ReadOptions = AS_IS,
) -> Reading:
    """Read the documents that an annex holds.

    :param language: ISO 639-1 code of the annex
    :raises SourceError: if Sphinx fails
    """
    if not contents.pages:
        return Reading(trees={}, settings={}, problems=())
    from sphinx.application import Sphinx
    from sphinx.util.docutils import docutils_namespace, patch_docutils

    from nachweis.annex.content.extension import CONFIGURED, Task
    from nachweis.site.crash import diagnose

    root = workspace.root
    folder = options.confdir or root
    confdir = folder if (folder / "conf.py").exists() else None
    state = _state(workspace, verdict, contents, language)
    warnings = io.StringIO()
    app: Sphinx | None = None
    with (
        tempfile.TemporaryDirectory(prefix="nachweis-") as temporary,
        patch_docutils(confdir),
        docutils_namespace(),
    ):
        try:
            app = Sphinx(
                srcdir=root,
                confdir=confdir,
                outdir=Path(temporary) / "out",
                doctreedir=Path(temporary) / "doctrees",
                buildername="nachweis-annex",
                confoverrides={
                    **_settings(verdict, contents, confdir),
                    CONFIGURED: Task(contents, state, options.texts),
                },
                status=None,
                warning=warnings,
                freshenv=True,
            )
            app.build(force_all=True)
            trees: dict[str, nodes.document] = app.builder.trees  # type: ignore[attr-defined]  # ours
            settings = {name: dict(app.env.metadata[name]) for name in trees}
        except SourceError:
            raise
        except Exception as error:
            where, message = diagnose(error, root, app)
            place = Place(path=where.path or "conf.py", line=where.line or 1)
            raise problem(place, Message("{message}; correct it", message=message)) from error
    problems = tuple(_problems(warnings.getvalue(), root))
    return Reading(trees=trees, settings=settings, problems=problems)


def _state(workspace: Workspace, verdict: Verdict, contents: Contents, language: str) -> State:
    """Return the state that the site's directives need."""
    from nachweis.site.config import SiteConfig
    from nachweis.site.pages import Page as SitePage
    from nachweis.site.state import State

    pages = contents.pages
    return State(
        workspace=workspace,
        config=SiteConfig(project=verdict.key),
        verdicts=(verdict,),
        pages={p.docname: SitePage(docname=p.docname, source=Path(p.path)) for p in pages},
        docnames={page.path: page.docname for page in pages},
        traces=None,
        crosswalks={},
        commit="",
        language=language,
    )


def _settings(verdict: Verdict, contents: Contents, confdir: Path | None) -> dict[str, Any]:
    """Return the configuration of Sphinx: ours where ``conf.py`` leaves it open."""
    from sphinx.config import Config
    from sphinx.util.tags import Tags

    from nachweis.site.config import SPHINX_DEFAULTS

    raw = Config.read(confdir, overrides={}, tags=Tags())._raw_config if confdir else {}
    ours = ("source_suffix", "include_patterns", "exclude_patterns", "myst_enable_extensions")
    theirs = [name for name in raw.get("extensions", ()) if name not in _SITE]
    defaults = {n: v for n, v in SPHINX_DEFAULTS.items() if n.startswith("myst_") and n not in raw}
    return {
        **defaults,
        **{name: SPHINX_DEFAULTS[name] for name in ours if name not in raw},
        "source_suffix": {".md": "markdown"},
        "numfig": True,  # that {numref} has a target; the number is the one that is printed
        "extensions": [*theirs, "myst_parser", "sphinx_design", "nachweis.annex.content.extension"],
        "root_doc": contents.pages[0].docname,
        "language": verdict.graph.project.settings.language,
        "suppress_warnings": [*raw.get("suppress_warnings", ()), *_EXPECTED],
    }


def _problems(warnings: str, root: Path) -> Iterator[Problem]:
    """Yield Sphinx's warnings with their places."""
    text = _COLOURS.sub("", warnings).replace(f"{root}/", "")
    for line in text.splitlines():
        found = _WARNING.fullmatch(line)
        if found is not None:
            place = Place(path=found["path"], line=int(found["line"] or 1))
            yield Problem(place=place, message=found["message"])
        elif line.strip():
            message = line.removeprefix("WARNING: ").strip()
            yield Problem(place=Place(path="conf.py"), message=message)
