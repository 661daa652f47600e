"""Rules with stable names, and the findings that they produce."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeAlias

from nachweis.model.items import Item
from nachweis.model.named_tuples import NamedTuple
from nachweis.model.places import Place
from nachweis.model.terms import Phase, Severity, State

Check: TypeAlias = "Callable[..., Iterable[Finding]]"
"""Takes the graph of a project and its coverage, and yields what is wrong."""


class Rule(NamedTuple):
    """What findings are about; declared once, beside the check that finds them.

    Configuration, severities in reports, and the handbook's table follow from it.

    :param name: what users put into a filter, such as ``missing-clause``
    :param severity: the worst that a finding of it has, unless ``--strict`` makes it worse
    :param meaning: one sentence of Markdown that says when it fires
    :param check: the function that yields its findings, which several rules may share;
        None if a reader finds them
    :param source: document from which the rule comes, such as ``OPS.3.1.M11``
    :param hardened: whether ``--strict`` turns its warnings into errors
    :param overdue: whether it says that a day has passed by which something had to be done
    """

    name: str
    severity: Severity
    meaning: str
    check: Check | None = None
    source: str = ""
    hardened: bool = False
    overdue: bool = False

    def about(
        self,
        item: Item,
        message: str,
        option: str = "id",
        *,
        severity: Severity | None = None,
        phase: Phase | None = None,
        related: str = "",
    ) -> Finding:
        """Make a finding about an object.

        :param item: the object
        :param message: what is wrong and what to do
        :param option: the option of the object that it points to
        :param severity: milder than the rule's, where it depends on the phase
        :param phase: phase whose gate it concerns, or in which it is to be settled
        :param related: what distinguishes it from others of the rule about the object
        """
        return Finding(
            rule=self.name,
            severity=severity or self.severity,
            subject=item.id,
            message=message,
            place=item.where(option),
            phase=phase,
            related=related,
        )

    def at(
        self,
        place: Place,
        subject: str,
        message: str,
        *,
        severity: Severity | None = None,
        phase: Phase | None = None,
        related: str = "",
    ) -> Finding:
        """Make a finding at a place that does not belong to an object.

        :param place: where to correct it
        :param subject: what it is about: a project's key, a measure, a requirement
        :param message: what is wrong and what to do
        :param severity: milder than the rule's, where it depends on the phase
        :param phase: phase whose gate it concerns, or in which it is to be settled
        :param related: what distinguishes it from others of the rule about the subject
        """
        return Finding(
            rule=self.name,
            severity=severity or self.severity,
            subject=subject,
            message=message,
            place=place,
            phase=phase,
            related=related,
        )


class Finding(NamedTuple):
    """One problem that has to be dealt with.

    :param rule: name of its rule
    :param severity: whether it fails the gate
    :param subject: ID of the object that it is about
    :param message: a sentence that says what is wrong and what to do
    :param place: where to correct it
    :param phase: phase whose gate it concerns, or in which it is to be settled
    :param state: state of that cell
    :param kind: kind of proof of that cell, where it is about one
    :param related: what else distinguishes it from others of its rule and subject: the link and its
        target, an option, a role; never a line, a date or the wording
    """

    rule: str
    severity: Severity
    subject: str
    message: str
    place: Place
    phase: Phase | None = None
    state: State | None = None
    kind: str | None = None
    related: str = ""
