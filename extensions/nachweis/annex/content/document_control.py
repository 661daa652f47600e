"""Document control: what an annex is, its version, its history and its terms."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from nachweis import __version__
from nachweis.annex.content.context import AnnexContext
from nachweis.annex.content.edition import Edition
from nachweis.i18n import Words, translator
from nachweis.model.annex_statement import AnnexStatement, AnnexStatus
from nachweis.trace.editions import (
    selected_modules,
    successors_of,
    with_last_years,
    withdrawn_modules,
)


def identifier(context: AnnexContext) -> str:
    """Return the identifier of an annex: its own, or one made of project and name."""
    annex = context.annex
    return annex.identifier or f"{context.verdict.key}-{annex.name}".upper()


def classification(context: AnnexContext) -> str:
    """Return the title of the information class of an annex."""
    graph = context.verdict.graph
    written = context.annex.classification or graph.project.settings.infoclass
    item = graph.items.get(written)
    return item.title if item else written


def full_title(context: AnnexContext) -> str:
    """Return the title of an annex with its label in front."""
    label, title = (context.localized(text) for text in (context.annex.label, context.annex.title))
    return f"{label}: {title}" if label else title


def version_name(context: AnnexContext, edition: Edition) -> str:
    """Return the version as it stands on every page."""
    _ = context.words
    if edition.compared:
        return _("Comparison with %(state)s") % {"state": edition.compared}
    if edition.released:
        return f"{_('Version')} {edition.version}"
    if edition.version:
        return _("Draft after version %(version)s") % {"version": edition.version}
    return _("Draft")


def status_name(context: AnnexContext, edition: Edition) -> str:
    """Return whether an annex is a release, in words."""
    _ = context.words
    return {
        AnnexStatus.RELEASED: _("released"),
        AnnexStatus.DRAFT: _("draft"),
        AnnexStatus.COMPARISON: _("comparison, not for signature"),
    }[edition.status]


def statement(context: AnnexContext, edition: Edition, *, embedded: bool) -> AnnexStatement:
    """Return what the file of an annex says of itself.

    :param embedded: whether the coverage is attached
    """
    return AnnexStatement(
        project=context.verdict.key,
        annex=context.annex.name,
        language=context.language,
        status=edition.status,
        version=edition.version,
        commit=edition.commit,
        as_of=context.verdict.coverage.as_of,
        embedded=embedded,
        maker=__version__,
        base=edition.compared,
    )


def page_foot(context: AnnexContext, edition: Edition) -> str:
    """Return the foot of every page: identifier, version and date."""
    parts = (identifier(context), version_name(context, edition), str(edition.date))
    return "  ·  ".join(filter(None, parts))


def control_lines(context: AnnexContext, edition: Edition) -> Iterator[tuple[str, str | list[str]]]:
    """Yield the lines of the document control, each with its name."""
    _ = context.words
    yield _("Identifier"), identifier(context)
    yield _("Version"), version_name(context, edition)
    yield _("Status"), status_name(context, edition)
    yield _("Date"), str(edition.date)
    if edition.released and (approver := _approver(context, edition)):
        yield _("Approved by"), approver
    if edition.commit:
        yield _("Commit"), edition.commit
    if classified := classification(context):
        yield _("Classification"), classified
    if modules := _editions(context):
        yield _("Catalogue"), modules
    if closings := list(_closings(context)):
        yield _("Closed phases"), closings


def _editions(context: AnnexContext) -> str | list[str]:
    """Return the editions of the catalogue, and which of them are withdrawn, one a line."""
    _ = context.words
    verdict = context.verdict
    withdrawn = withdrawn_modules(verdict.graph, verdict.coverage)
    if withdrawn:
        return _("%(modules)s: withdrawn, superseded by %(successors)s") % {
            "modules": with_last_years(withdrawn),
            "successors": successors_of(withdrawn),
        }
    lines = []
    for module in selected_modules(verdict.graph):
        if module.edition:
            ended = module.is_withdrawn(verdict.coverage.as_of)
            until = f"–{module.valid_until}; " if ended else ""
            lines.append(f"{module.label} ({until}{context.localized(module.edition)})")
    return lines if len(lines) > 1 else "".join(lines)


def _approver(context: AnnexContext, edition: Edition) -> str:
    """Return who approved the version that a document shows."""
    approved = [r.approved_by for r in edition.history if r.version == edition.version]
    items = context.verdict.graph.items
    return next((items[name].title for name in approved if name in items), "")


def _closings(context: AnnexContext) -> Iterator[str]:
    """Yield which phases of the project are closed; that approves no document."""
    graph = context.verdict.graph
    for phase, closing in graph.project.settings.closed.items():
        entry = graph.catalogue.phases.get(phase)
        name = context.localized(entry.title) if entry else str(phase)
        approver = graph.items.get(closing.approved_by or "")
        by = f", {approver.title}" if approver else ""
        yield f"{name}: {closing.date}{by}"


def history_head(context: AnnexContext) -> list[str]:
    """Return the headings of the change history."""
    _ = context.words
    return [_("Version"), _("Date"), _("Approved by"), _("Change")]


def history_rows(context: AnnexContext, edition: Edition) -> list[list[str]]:
    """Return the rows of the change history, oldest version first."""
    items = context.verdict.graph.items
    return [
        [
            revision.version,
            str(revision.date),
            items[revision.approved_by].title if revision.approved_by in items else "",
            revision.note,
        ]
        for revision in edition.history
    ]


class Terms(NamedTuple):
    """What an annex says of its words, in one of the languages of its texts.

    :param language: ISO 639-1 code
    :param intro: the sentence that makes the meanings binding; may be empty
    :param meanings: words with what they mean
    :param governing: which language holds where texts differ; may be empty
    """

    language: str
    intro: str
    meanings: tuple[tuple[str, str], ...]
    governing: str


def terms(context: AnnexContext) -> Iterator[Terms]:
    """Yield what the words of an annex mean, in the languages of its texts and its own."""
    annex = context.annex
    for language in dict.fromkeys((*context.texts, context.language)):
        _ = translator(language)
        intro = _(
            "In this document, the following words have the meaning given here, "
            "whether or not they are set in capitals."
        )
        governing = {
            "en": _("Where the texts differ, the English one governs."),
            "de": _("Where the texts differ, the German one governs."),
        }
        if annex.terms or annex.governs:
            yield Terms(
                language=language,
                intro=intro if annex.terms else "",
                meanings=tuple(_meanings(context, _)) if annex.terms else (),
                governing=governing.get(annex.governs, ""),
            )


def _meanings(context: AnnexContext, _: Words) -> Iterator[tuple[str, str]]:
    yield _("must"), _("is an absolute duty; a deviation needs a decision in writing.")
    yield _("must not"), _("is an absolute prohibition.")
    yield (
        _("should"),
        _("is a duty from which a party may deviate for a weighty reason, put in writing."),
    )
    yield _("may"), _("grants a right or a choice.")
    if any(part.force for part in context.annex.parts):
        yield _("normative"), _("marks a part that binds the parties.")
        yield _("informative"), _("marks a part that explains, and binds nobody.")
