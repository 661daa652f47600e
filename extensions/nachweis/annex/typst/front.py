"""What stands before and behind the text: document control, history, terms, open points."""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Iterator, Sequence

from nachweis.annex.content.grid import PORTRAIT, table
from nachweis.annex.content.numbering import clause_number, typographic
from nachweis.annex.typst.code import Code, array, boolean, call, dictionary, number, string
from nachweis.annex.typst.tables import plain_grid
from nachweis.annex.typst.writer import Writer
from nachweis.model.catalogue import in_language
from nachweis.model.items import Item

_FINAL = frozenset({"agreed", "approved", "superseded", ""})


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Revision:
    """A line of the change history."""

    version: str
    date: datetime.date
    approved_by: str
    note: str = ""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Edition:
    """Which state of the project an annex shows.

    :param version: the released version, or that of the last release for a draft; may be empty
    :param commit: short ID of the commit
    :param released: whether the sources are exactly those of a released version
    :param history: the released versions, oldest first
    """

    date: datetime.date
    version: str = ""
    commit: str = ""
    released: bool = False
    history: tuple[Revision, ...] = ()


def meta(writer: Writer, edition: Edition, *, tables: bool) -> Code:
    """Return all that the template has to know of an annex.

    :param edition: which state it shows
    :param tables: whether there are tables to list
    """
    annex, _, language = writer.annex, writer.words, writer.language
    settings = writer.verdict.graph.project.settings
    texts = (annex.title, annex.label, annex.part_of, annex.subject)
    title, label, contract, subject = (
        typographic(in_language(text, language)) if text else "" for text in texts
    )
    project = in_language(settings.title, language)
    classification = class_name(writer)
    control = list(control_block(writer, edition, classification))
    parties = [writer.verdict.graph.items[i].title for i in annex.parties]
    name = f"{label}: {title}" if label else title
    draft = not edition.released
    foot = "  ·  ".join(
        part
        for part in (identifier(writer), version_name(writer, edition), str(edition.date))
        if part
    )
    date = edition.date
    return dictionary(
        {
            "lang": string(language),
            "title": string(title),
            "full-title": string(f"{name} – {project}"),
            "author": array([string(p) for p in parties]),
            "keywords": array([string(identifier(writer)), string(classification)]),
            "label": string(label),
            "project": string(project),
            "part-of": string(contract),
            "subject": string(subject),
            "classification": string(classification),
            "running": string(name),
            "foot": string(foot),
            "draft": boolean(value=draft),
            "tables": boolean(value=tables),
            "depth": number(3),
            "date": array([number(date.year), number(date.month), number(date.day)]),
            "parties": array([string(party) for party in parties]),
            "control": array([array([string(k), _value(v)]) for k, v in control]),
            "history-head": array(
                [string(text) for text in (_("Version"), _("Date"), _("Approved by"), _("Change"))]
            ),
            "history": array(
                [array([string(t) for t in revision_texts(writer, r)]) for r in edition.history]
            ),
            "terms": array([array([string(k), string(v)]) for k, v in term_meanings(writer)]),
            "words": dictionary({k: string(v) for k, v in _words(writer).items()}),
        }
    )


def identifier(writer: Writer) -> str:
    """Return the identifier of an annex: its own, or one from project and name."""
    return writer.annex.identifier or f"{writer.verdict.key}-{writer.annex.name}".upper()


def class_name(writer: Writer) -> str:
    """Return the classification as people read it."""
    graph = writer.verdict.graph
    written = writer.annex.classification or graph.project.settings.infoclass
    item = graph.items.get(written)
    return item.title if item else written


def version_name(writer: Writer, edition: Edition) -> str:
    """Return what an edition is called.

    :param edition: which state of the project the annex shows
    """
    _ = writer.words
    if edition.released:
        return f"{_('Version')} {edition.version}"
    if edition.version:
        return _("Draft after version %(version)s") % {"version": edition.version}
    return _("Draft")


def control_block(
    writer: Writer, edition: Edition, classification: str
) -> Iterator[tuple[str, str | list[str]]]:
    """Yield the lines of the document control.

    :param edition: which state of the project the annex shows
    :param classification: as people read it
    """
    _ = writer.words
    yield _("Identifier"), identifier(writer)
    yield _("Version"), version_name(writer, edition)
    yield _("Status"), _("released") if edition.released else _("draft")
    yield _("Date"), str(edition.date)
    if edition.commit:
        yield _("Commit"), edition.commit
    if classification:
        yield _("Classification"), classification
    approvals = list(_approvals(writer))
    if approvals:
        yield _("Approvals"), approvals


def _approvals(writer: Writer) -> Iterator[str]:
    graph = writer.verdict.graph
    for phase, closing in graph.project.settings.closed.items():
        entry = graph.catalogue.phases.get(phase)
        name = in_language(entry.title, writer.language) if entry else str(phase)
        who = graph.items.get(closing.approved_by or "")
        by = f", {who.title}" if who else ""
        yield f"{name}: {closing.date}{by}"


def _value(value: str | list[str]) -> Code:
    return string(value) if isinstance(value, str) else array([string(v) for v in value])


def revision_texts(writer: Writer, revision: Revision) -> list[str]:
    """Return the cells of a line of the change history."""
    who = writer.verdict.graph.items.get(revision.approved_by)
    return [revision.version, str(revision.date), who.title if who else "", revision.note]


def term_meanings(writer: Writer) -> Iterator[tuple[str, str]]:
    """Yield must, should and may with what they mean, where the annex explains them."""
    if not writer.annex.terms:
        return
    _ = writer.words
    yield _("must"), _("is an absolute duty; a deviation needs a decision in writing.")
    yield _("must not"), _("is an absolute prohibition.")
    yield (
        _("should"),
        _("is a duty from which a party may deviate for a weighty reason, put in writing."),
    )
    yield _("may"), _("grants a right or a choice.")


def _words(writer: Writer) -> dict[str, str]:
    _ = writer.words
    return {
        "contents": _("Contents"),
        "tables": _("List of tables"),
        "page": _("Page"),
        "page-short": _("p."),
        "of": _("of"),
        "draft": _("Draft"),
        "between": _("between"),
        "history": _("Change history"),
        "terms": _("Terms"),
        "terms-intro": _(
            "In this document, the following words have the meaning given here, "
            "whether or not they are set in capitals."
        ),
    }


def signatures(writer: Writer) -> list[Code]:
    """Return the signature block, or nothing where nobody signs."""
    annex, _ = writer.annex, writer.words
    if not annex.signatures:
        return []
    name = typographic(in_language(annex.title, writer.language))
    agreed = _("The parties agree to this document: %(title)s.") % {"title": name}
    alone = f"{identifier(writer)}: {name}"
    intro = dictionary(
        {
            "text": string(agreed if len(annex.signatures) > 1 else alone),
            "place": string(_("Place, date")),
            "name": string(_("Signature")),
        }
    )
    entries = [
        array(
            [
                string(writer.verdict.graph.items[s.party].title),
                string(in_language(s.role, writer.language)),
            ]
        )
        for s in annex.signatures
    ]
    title = call("heading", string(_("Signatures")), level=number(1))
    return [title, call("signature-block", intro, array(entries))]


def open_points(writer: Writer, chosen: Sequence[Item]) -> list[Code]:
    """Return what is still open in a draft: texts that are not final, and findings on them.

    :param chosen: the objects that the annex holds
    """
    _ = writer.words
    rows = [
        (object_name(writer, item), _("not final: %(status)s") % {"status": _status(writer, item)})
        for item in chosen
        if item.get("status") not in _FINAL
    ]
    ids = {item.id: item for item in chosen}
    for finding in writer.verdict.findings:
        item = ids.get(finding.subject)
        said = _.say(finding.message)
        if item is not None and not any(name in said for name in writer.hidden):
            rows.append((object_name(writer, item), said))
    if not rows:
        return []
    caption = _("What is to be settled before a release")
    grid = plain_grid([_("Where"), _("What")], rows, caption)
    heading = call("heading", string(_("Open points")), level=number(1))
    return [heading, table(grid, PORTRAIT)]


def _status(writer: Writer, item: Item) -> str:
    return writer.words.word(item.get("status"), "status")


def object_name(writer: Writer, item: Item) -> str:
    """Return what a list calls an object: the number of a clause, else its title."""
    written = item.get("number") if item.type == "clause" else ""
    return clause_number(writer.annex, written) if written else item.title
