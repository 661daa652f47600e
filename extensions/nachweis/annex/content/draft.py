"""From a declaration to a draft: selected, read and numbered, but not yet in any format."""

from __future__ import annotations

import dataclasses
import functools
import re
from collections.abc import Iterator, Set
from pathlib import Path
from typing import TYPE_CHECKING, Final

from nachweis.annex.content.context import AnnexContext
from nachweis.annex.content.numbering import OtherAnnexes, annex_name, assign_numbers, tell_gaps
from nachweis.annex.content.reading import AS_IS, Reading, ReadOptions, read
from nachweis.annex.content.select import Contents, select
from nachweis.i18n import translator
from nachweis.model.annex import Annex, MatrixPart, ViewPart
from nachweis.model.look import Look
from nachweis.sources.cache import NO_CACHE
from nachweis.sources.errors import SourceError
from nachweis.sources.files import problem
from nachweis.sources.workspace import LOOK_FILE, Workspace
from nachweis.sources.yaml.annex_look import look_files, read_look
from nachweis.sources.yaml.annexes import read_annexes
from nachweis.trace.gate import Verdict

if TYPE_CHECKING:
    from docutils import nodes

_ID: Final = re.compile(r"\b[A-Z0-9_]{3,}\b")


@dataclasses.dataclass(frozen=True, kw_only=True)
class Draft:
    """An annex before it is written in a format.

    :param contents: its parts, and the objects that it holds and hides
    :param reading: the trees of its documents, numbered
    """

    context: AnnexContext
    workspace: Workspace
    contents: Contents
    reading: Reading

    @functools.cached_property
    def trees(self) -> dict[str, nodes.document]:
        """The trees of its documents by name, in the order of the annex."""
        return {page.docname: self.reading.trees[page.docname] for page in self.contents.pages}

    @functools.cached_property
    def nameable(self) -> frozenset[str]:
        """IDs that it may name without holding their text: some matrices are allowed to."""
        return frozenset(
            identifier
            for part in self.context.annex.parts
            if isinstance(part, (MatrixPart, ViewPart)) and part.names
            for cell in self.context.verdict.coverage.cells
            for identifier in (*cell.by, cell.decision or "")
        )

    def leaks(self, text: str, allowed: Set[str] = frozenset()) -> Iterator[re.Match[str]]:
        """Yield where a finished text has the ID of an object that it must not name.

        :param allowed: IDs that it may name all the same
        """
        hidden = self.contents.hidden - self.nameable - allowed
        return (match for match in _ID.finditer(text) if match[0] in hidden)


def draft_annex(
    workspace: Workspace,
    verdict: Verdict,
    annex: Annex,
    language: str,
    options: ReadOptions = AS_IS,
) -> Draft:
    """Select, read and number the contents of an annex.

    :param language: ISO 639-1 code
    :raises SourceError: if it names something that does not exist, or selects nothing
    """
    contents = options.apply(select(annex, verdict, workspace, lenient=bool(options.texts)))
    reading = read(workspace, verdict, contents, language, options)
    trees = {page.docname: reading.trees[page.docname] for page in contents.pages}
    own = verdict.graph.project.settings.language
    tell_gaps(trees, annex, verdict.graph, language)
    others = _other_annexes(workspace, verdict, annex, language)
    context = AnnexContext(
        annex=annex,
        verdict=verdict,
        names=assign_numbers(trees, annex, verdict.graph, others),
        words=translator(language),
        language=language,
        texts=tuple(dict.fromkeys(reading.language(name, own) for name in trees)),
        hidden=contents.hidden,
        look=_look(workspace.root),
        root=workspace.root,
    )
    return Draft(context=context, workspace=workspace, contents=contents, reading=reading)


def _look(root: Path) -> Look:
    """Read the look of annexes.

    :raises SourceError: if it names a file that nobody could review
    """
    from nachweis.site.refusals import not_allowed  # with Sphinx

    look = read_look(root)
    for use in look_files(root, NO_CACHE) if (root / LOOK_FILE).is_file() else ():
        if why := not_allowed(root / use.path, root):
            raise problem(use.place, why.format(file=use.written))
    return look


def _other_annexes(
    workspace: Workspace, verdict: Verdict, annex: Annex, language: str
) -> OtherAnnexes:
    """Index the project's other annexes; an invalid one is reported when it is built itself."""
    objects: dict[str, str] = {}
    documents: dict[str, str] = {}
    for other in read_annexes(workspace.project(verdict.key), workspace.root).values():
        if other.name == annex.name:
            continue
        try:
            contents = select(other, verdict, workspace)
        except SourceError:
            continue
        name = annex_name(other, language)
        for page in contents.pages:
            documents.setdefault(page.docname, name)
            objects.update({i: name for i in page.objects if i not in objects})
    return OtherAnnexes(objects=objects, documents=documents)
