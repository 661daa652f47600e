"""Rules about people: who is named, who may get what, who may enter, who is depended on."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Final

from nachweis.model.findings import Finding, Rule
from nachweis.model.items import Item
from nachweis.model.messages import Message, Term
from nachweis.model.terms import Phase, PhaseStatus, Severity
from nachweis.trace.coverage import Coverage
from nachweis.trace.graph import Graph
from nachweis.trace.roles import demanded_roles, roles_of


def unnamed(graph: Graph, coverage: Coverage, /) -> Iterator[Finding]:
    """Yield a warning for every role that a requirement names and no contact fills.

    A project without any contact is not warned: it has no register yet.

    :param graph: catalogue and project
    :param coverage: the states of all cells
    :source: M 2.254, OPS.3.1.M13: contact persons are given by name
    """
    contacts = list(graph.of_type("contact"))
    if not contacts:
        return
    filled = {role for contact in contacts for role in roles_of(contact)}
    for slug, (role, cell) in demanded_roles(coverage).items():
        if slug not in filled:
            message = Message(
                "no contact is named for the role {role}, which {id} ({label}) asks for; "
                "add {slug} to the roles of a contact",
                role=Term(role, "role"),
                id=cell.requirement.id,
                label=cell.requirement.label,
                slug=slug,
            )
            yield UNNAMED_CONTACT.at(
                contacts[0].place._replace(line=1, column=1),
                graph.project.settings.key,
                message,
                phase=cell.due,
                related=slug,
            )


UNNAMED_CONTACT: Final = Rule(
    name="unnamed-contact",
    severity=Severity.WARNING,
    meaning="A role that an applicable requirement names is filled by no contact.",
    check=unnamed,
    source="M 2.254, OPS.3.1.M13",
)


def contacts_without_deputy(graph: Graph, coverage: Coverage, /) -> Iterator[Finding]:
    """Yield a warning for every contact with a role that is asked for, and without a deputy.

    :param graph: catalogue and project
    :param coverage: the states of all cells
    :source: OPS.3.1.M2, M5: deputies are named
    """
    lonely = [c for c in graph.of_type("contact") if not c.targets("deputy")]
    demanded = demanded_roles(coverage) if lonely else {}
    for contact in lonely:
        role = next((role for role in roles_of(contact) if role in demanded), None)
        if role is not None:
            name, cell = demanded[role]
            message = Message(
                "{id} is {role} and has no deputy; name one",
                id=contact.id,
                role=Term(name, "role"),
            )
            yield NO_DEPUTY.about(contact, message, "roles", phase=cell.due)


NO_DEPUTY: Final = Rule(
    name="no-deputy",
    severity=Severity.WARNING,
    meaning="A contact fills a role that a requirement names, and has no deputy.",
    check=contacts_without_deputy,
    source="OPS.3.1.M2, M5",
)


def dependencies(graph: Graph, coverage: Coverage, /) -> Iterator[Finding]:
    """Yield a warning for every dependency by which no duty is passed on.

    :param graph: catalogue and project
    :param coverage: the states of all cells, for the phases
    :source: OPS.3.1.M1, M2, M6: subcontractors are bound to the same duties
    """
    if coverage.status[Phase.CONTRACT] is PhaseStatus.LATER:
        return
    for item in graph.of_type("dependency"):
        if not item.targets("passes_on"):
            message = Message(
                "{id} passes no duty on to its supplier; name clauses or requirements "
                "in 'passes_on'",
                id=item.id,
            )
            rule = DUTY_NOT_PASSED_ON
            yield rule.about(item, message, phase=Phase.CONTRACT)


DUTY_NOT_PASSED_ON: Final = Rule(
    name="duty-not-passed-on",
    severity=Severity.WARNING,
    meaning="A supplier is depended on, and no duty is passed on to it.",
    check=dependencies,
    source="OPS.3.1.M1, M2, M6",
)


def partners(graph: Graph, coverage: Coverage, /) -> Iterator[Finding]:
    """Yield an error for every communication partner who is not authorised yet.

    :param graph: catalogue and project
    :param coverage: the states of all cells, for the date
    :source: OPS.3.1.M4: partners are authorised before they get information
    """
    for item in graph.of_type("partner"):
        if is_authorised(item, coverage.as_of):
            continue
        since = item.date("authorised")
        if since is not None and since > coverage.as_of:
            what = Message("{id} is authorised from {date} on only", id=item.id, date=since)
        elif since is None:
            what = Message("{id} is not authorised", id=item.id)
        else:
            what = Message("{id} is authorised by nobody", id=item.id)
        message = Message(
            "{what}; enter 'authorised' and 'authorised_by', or take the partner out", what=what
        )
        option = "id" if since is None else "authorised"
        yield UNAUTHORISED_PARTNER.about(item, message, option)


UNAUTHORISED_PARTNER: Final = Rule(
    name="unauthorised-partner",
    severity=Severity.ERROR,
    meaning="A communication partner is listed who is not authorised yet.",
    check=partners,
    source="OPS.3.1.M4",
)


def is_authorised(partner: Item, as_of: datetime.date) -> bool:
    """Return whether somebody has authorised a communication partner by a date.

    :param partner: the partner
    :param as_of: the date of judgement
    """
    since = partner.date("authorised")
    return since is not None and since <= as_of and bool(partner.get("authorised_by"))


def rights(graph: Graph, coverage: Coverage, /) -> Iterator[Finding]:
    """Yield an error for every right that outlived the exit.

    :param graph: catalogue and project
    :param coverage: the states of all cells, for the date and the phases
    :source: OPS.3.1.M15: all rights are withdrawn at the exit
    """
    if coverage.status[Phase.EXIT] is not PhaseStatus.CLOSED:
        return
    for item in graph.of_type("right"):
        if not is_withdrawn(item, coverage.as_of):
            message = Message("{id} is still open although exit is closed; withdraw it", id=item.id)
            yield OPEN_RIGHT.about(item, message, "withdrawn", phase=Phase.EXIT)


OPEN_RIGHT: Final = Rule(
    name="open-right",
    severity=Severity.ERROR,
    meaning="The exit is closed, and an access right is not withdrawn.",
    check=rights,
    source="OPS.3.1.M11",
)


def is_withdrawn(right: Item, as_of: datetime.date) -> bool:
    """Return whether an access right has been withdrawn by a date.

    :param right: the right
    :param as_of: the date of judgement
    """
    withdrawn = right.date("withdrawn")
    return withdrawn is not None and withdrawn <= as_of


RULES: Final = (
    UNNAMED_CONTACT,
    NO_DEPUTY,
    DUTY_NOT_PASSED_ON,
    UNAUTHORISED_PARTNER,
    OPEN_RIGHT,
)
