"""The interview sheet of an audit: questions of the articles, with room for the answers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from nachweis.export.formats import Exported, ExportRequest
from nachweis.export.sheets import Sheet
from nachweis.export.spreadsheets import to_xlsx
from nachweis.i18n import Words, translator
from nachweis.model.article import Article, Question
from nachweis.model.catalogue import Group, in_language
from nachweis.model.items import split_list
from nachweis.model.messages import Message
from nachweis.model.places import Place, one_line
from nachweis.sources.cache import open_cache
from nachweis.sources.files import problem
from nachweis.sources.yaml.articles import read_articles
from nachweis.trace.gate import Verdict

_MARKS: Final = re.compile(r"\*+|`|^- ", re.MULTILINE)
_SIGNS: Final = re.compile(r"([\\`*_\[\]<>#])")


class Asked(NamedTuple):
    """A question for a project.

    :param about: label of the measure, or name of the phase, whose article asks it
    :param requirements: IDs of the project's requirements that it is about
    """

    about: str
    question: Question
    requirements: tuple[str, ...]


def export(request: ExportRequest) -> Exported:
    """Return the questions of a project as a workbook, or as Markdown to be printed.

    :param request: names the project; its options choose phase, party and measures
    :raises SourceError: if an article cannot be read, or a measure has none
    """
    verdict, options = request.project, request.options
    graph = verdict.graph
    articles = read_articles(request.workspace, graph.catalogue, open_cache())
    asked = list(select(verdict, articles, options))
    language = options.get("lang") or graph.project.settings.language
    what = f"{len(asked)} questions"
    if options.get("format") == "md":
        return Exported(content=_markdown(verdict, asked, translator(language)), what=what)
    sheet = _sheet(verdict, asked, translator(language))
    return Exported(content=to_xlsx([sheet], language, verdict.coverage.as_of), what=what)


def select(
    verdict: Verdict, articles: Mapping[str, Article], options: Mapping[str, str]
) -> Iterator[Asked]:
    """Yield the questions that concern requirements of a project.

    :param verdict: the judged project
    :param articles: all articles, by what they are about
    :param options: ``phase``, ``party`` and ``measure``, each empty for all
    :raises SourceError: if there is no article about a measure
    """
    graph = verdict.graph
    groups = graph.catalogue.groups
    wanted = _wanted(articles, options.get("measure") or "", groups)
    for about in wanted:
        for question in articles[about].questions:
            requirements = tuple(r for r in question.requirements if r in graph.requirements)
            if (
                requirements
                and options.get("phase") in (None, "", question.phase)
                and options.get("party") in (None, "", question.party)
            ):
                label = groups[about].label if about in groups else about
                yield Asked(label, question, requirements)


def _wanted(
    articles: Mapping[str, Article], measures: str, groups: Mapping[str, Group]
) -> Sequence[str]:
    if not measures.strip():
        return list(articles)
    known = {about.upper(): about for about in articles}
    known |= {groups[about].label.upper(): about for about in articles if about in groups}
    names = split_list(measures)
    for name in names:
        if name.upper() not in known:
            message = Message("there is no article about {name}", name=name)
            raise problem(Place(path="catalog/articles"), message)
    return [known[name.upper()] for name in names]


def _states(verdict: Verdict, requirements: Sequence[str], _: Words) -> str:
    """Return how the proofs of requirements stand."""
    cells = [cell for cell in verdict.coverage.cells if cell.requirement.id in requirements]
    return "; ".join(
        f"{cell.requirement.id} {_.word(cell.kind)}: {_.word(cell.state)}"
        + (f" ({', '.join(cell.by)})" if cell.by else "")
        for cell in cells
    )


def _sheet(verdict: Verdict, asked: Sequence[Asked], _: Words) -> Sheet:
    about = _("No."), _("Article"), _("Phase"), _("Party"), _("Question"), _("What convinces")
    rest = _("Requirements"), _("Proofs in this project")
    room = _("Answer"), _("Evidence seen"), _("Verdict")
    return Sheet(
        name="interview",
        title=_("Interview"),
        columns=(*about, *rest, *room),
        rows=tuple(
            (
                *(float(number), entry.about, _.word(entry.question.phase)),
                *(_.word(entry.question.party), in_language(entry.question.ask, _.language)),
                _MARKS.sub("", in_language(entry.question.convinces, _.language)),
                ", ".join(entry.requirements),
                _states(verdict, entry.requirements, _),
                *("", "", ""),
            )
            for number, entry in enumerate(asked, start=1)
        ),
        filled_in=len(room),
    )


def _markdown(verdict: Verdict, asked: Sequence[Asked], _: Words) -> str:
    settings = verdict.graph.project.settings
    title = one_line(_SIGNS.sub(r"\\\1", in_language(settings.title, _.language)))
    interview, as_of = _("Interview"), _("as of %(date)s") % {"date": _.day(verdict.coverage.as_of)}
    blanks = _("Asked on"), _("By"), _("Answered by")
    convinces, proofs = _("What convinces"), _("Proofs in this project")
    room = _("Answer"), _("Evidence seen"), _("Verdict")
    lines = [f"# {interview}: {settings.key}, {title}", "", as_of, ""]
    lines += ["  ".join(f"{blank}: ______" for blank in blanks), ""]
    for number, entry in enumerate(asked, start=1):
        question = entry.question
        lines += [f"## {number}. {one_line(in_language(question.ask, _.language))}", ""]
        where = _.word(question.phase), _.word(question.party), ", ".join(entry.requirements)
        lines += [f"{one_line(entry.about)} · {' · '.join(where)}", ""]
        lines += [f"{convinces}: {one_line(in_language(question.convinces, _.language))}", ""]
        if states := _states(verdict, entry.requirements, _):
            lines += [f"{proofs}: {states}", ""]
        lines += [f"| {' | '.join(room)} |", "|---|---|---|", "| | | |", ""]
    return "\n".join(lines)
