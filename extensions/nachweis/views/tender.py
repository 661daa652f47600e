"""What bidders read: the requirements that they answer, and the answers to all their questions."""

from __future__ import annotations

from nachweis.i18n import translator
from nachweis.model.catalogue import in_language
from nachweis.trace.tender import answered_questions, asked, criteria_by_requirement
from nachweis.views.table import CellValue, Quote, Reference, Table, ViewRequest


def asked_of_bidders(request: ViewRequest) -> Table:
    """Return the requirements that bidders answer, each with what we want at least.

    :param request: names the project and the language
    """
    _ = translator(request.language)
    graph = request.verdict.graph
    criteria = criteria_by_requirement(graph)
    rows: list[tuple[CellValue, ...]] = []
    for requirement in asked(graph, request.verdict.coverage):
        criterion = criteria.get(requirement.id)
        rows.append(
            (
                Reference(requirement.id, requirement.id),
                in_language(requirement.text, request.language),
                _.word(requirement.modal),
                Quote(criterion.get("minimum")) if criterion else "",
                tuple(map(Reference, criterion.targets("clause"))) if criterion else "",
            )
        )
    return Table(
        columns=(_("ID"), _("Requirement"), _("Degree"), _("At least"), _("Clause")),
        rows=tuple(rows),
        empty=_("Nothing is asked of bidders."),
        lead=_("What bidders answer, one by one, in the workbook that comes with this."),
        choices=(2,),
    )


def questions_of_bidders(request: ViewRequest) -> Table:
    """Return the questions of bidders that are answered; nobody reads who asked.

    :param request: names the project and the language
    """
    _ = translator(request.language)
    return Table(
        columns=(_("Question"), _("Our answer"), _("Answered on"), _("About")),
        rows=tuple(
            (
                Quote(item.title),
                Quote(item.body.strip()),
                _.day(item.get("answered")),
                tuple(Reference(name, name) for name in item.targets("about")),
            )
            for item in answered_questions(request.verdict.graph)
        ),
        empty=_("No question has been answered yet."),
        lead=_("All bidders read the same answers."),
    )
