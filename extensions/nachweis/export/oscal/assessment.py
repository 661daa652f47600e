"""What was assessed: the plan, the results of records, and what is still to be done."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Final

from nachweis.export.oscal.parts import Data, Project, line, moment, props
from nachweis.model.items import Item
from nachweis.model.messages import Message
from nachweis.model.objects import PROOFS
from nachweis.model.terms import Result
from nachweis.sources.files import problem
from nachweis.trace.actions import follow_up
from nachweis.trace.evidence import result_of
from nachweis.trace.linked import is_final

_METHODS: Final = {"test": "TEST", "exercise": "TEST", "meeting": "INTERVIEW"}


def assessment_plan(project: Project) -> Data:
    """Return the plan of what is assessed: each requirement whose proof is dated."""
    asked = [
        requirement
        for requirement in project.applicable
        if any(PROOFS[kind].is_dated for kind in requirement.proofs)
    ]
    tasks = [
        {
            "uuid": project.uuid("task", requirement.id),
            "type": "action",
            "title": line(f"{requirement.label} {requirement.id}"),
            "description": project.text(requirement.text),
            "props": props(
                control=requirement.id,
                recurrence=requirement.recurrence,
                due=", ".join(p for k, p in requirement.proofs.items() if PROOFS[k].is_dated),
            ),
        }
        for requirement in asked
    ]
    return {
        "uuid": project.uuid("document", "assessment-plan"),
        "metadata": project.metadata("assessment plan"),
        "import-ssp": {"href": project.address("ssp")},
        "reviewed-controls": _reviewed([requirement.id for requirement in asked]),
        "tasks": tasks,
    }


def _reviewed(controls: list[str]) -> Data:
    if not controls:
        return {"control-selections": [{"include-all": {"": ""}}]}
    chosen = [{"control-id": name} for name in dict.fromkeys(controls)]
    return {"control-selections": [{"include-controls": chosen}]}


def assessment_results(project: Project) -> Data:
    """Return the results of the records: one a day, with an observation for each record."""
    days: dict[datetime.date, list[Item]] = {}
    for item in project.graph.of_type("record"):
        day = item.date("date")
        if (
            day is not None
            and is_final(item, project.coverage.as_of)
            and [*_controls(project, item)]
        ):
            days.setdefault(day, []).append(item)
    if not days:
        raise problem(project.settings.place, Message("has no records to export"))
    records = [item for items in days.values() for item in items]
    return {
        "uuid": project.uuid("document", "assessment-results"),
        "metadata": project.metadata("assessment results"),
        "import-ap": {"href": project.address("assessment-plan")},
        "results": [_result(project, day, days[day]) for day in sorted(days)],
        "back-matter": {"resources": [*project.evidence(records)]},
    }


def _controls(project: Project, item: Item) -> Iterator[str]:
    """Yield the requirements that a record proves, those of topics, too."""
    for target in item.targets("proves"):
        if target in project.graph.requirements:
            yield target
        yield from project.graph.members.get(target, ())


def _result(project: Project, day: datetime.date, items: list[Item]) -> Data:
    controls = [name for item in items for name in _controls(project, item)]
    findings = [_finding(project, item, n) for item in items for n in _controls(project, item)]
    return {
        "uuid": project.uuid("result", day.isoformat()),
        "title": f"Records of {day}",
        "description": "; ".join(line(item.title) for item in items),
        "start": moment(day),
        "end": moment(day),
        "reviewed-controls": _reviewed(controls),
        "observations": [_observation(project, item, day) for item in items],
        "findings": findings,
    }


def _observation(project: Project, item: Item, day: datetime.date) -> Data:
    evidence = [
        {"href": f"#{resource['uuid']}", "description": resource["title"]}
        for resource in project.evidence([item])
    ]
    return {
        "uuid": project.uuid("observation", item.id),
        "title": line(item.title),
        "description": item.body.strip() or line(item.title),
        "props": props(
            record=item.id, kind=item.get("kind"), result=item.get("result"), by=item.get("by")
        ),
        "methods": [_METHODS.get(item.get("kind"), "EXAMINE")],
        "types": ["control-objective"],
        "relevant-evidence": evidence,
        "collected": moment(day),
    }


def _finding(project: Project, item: Item, control: str) -> Data:
    result = result_of(item, project.settings.evidence)
    satisfied = result == Result.PASS
    return {
        "uuid": project.uuid("finding", item.id, control),
        "title": line(f"{control}: {item.title}"),
        "description": item.body.strip() or line(item.title),
        "target": {
            "type": "statement-id",
            "target-id": f"{control}_smt",
            "status": {
                "state": "satisfied" if satisfied else "not-satisfied",
                "reason": "pass" if satisfied else "fail" if result == Result.FAIL else "other",
            },
        },
        "related-observations": [{"observation-uuid": project.uuid("observation", item.id)}],
    }


def plan_of_action(project: Project) -> Data:
    """Return what is to be done or bounded in time: actions, decisions with an end, derogations."""
    entries = [*_entries(project)]
    if not entries:
        what = Message(
            "has no corrective action, no decision with an end and no derogation to export"
        )
        raise problem(project.settings.place, what)
    return {
        "uuid": project.uuid("document", "poam"),
        "metadata": project.metadata("plan of action"),
        "import-ssp": {"href": project.address("ssp")},
        "system-id": {"identifier-type": "urn:nachweis:key", "id": project.key},
        "risks": [risk for risk, _ in entries],
        "poam-items": [entry for _, entry in entries],
    }


def _entries(project: Project) -> Iterator[tuple[Data, Data]]:
    """Yield the risk and the item for each object of which something is still owed."""
    for kind, link, end, closed in (
        ("action", "corrects", "due", "done"),
        ("decision", "concerns", "until", ""),
        ("derogation", "departs_from", "until", "lifted"),
    ):
        for item in project.graph.of_type(kind):
            until = item.date(end)
            if kind == "decision" and until is None:
                continue
            words = item.body.strip() or line(item.title)
            risk = project.uuid("risk", item.id)
            told = props(
                id=item.id,
                type=kind,
                kind=item.get("kind"),
                about=", ".join(item.targets(link)),
                owner=item.get("owner") or item.get("approved_by"),
                done=item.get(closed) if closed else "",
                ends_with=item.get("ends_with"),
            )
            yield (
                {
                    "uuid": risk,
                    "title": line(item.title),
                    "description": words,
                    "statement": words,
                    "props": told,
                    "status": _status(project, item, closed),
                    "deadline": moment(until) if until else None,
                },
                {
                    "uuid": project.uuid("poam", item.id),
                    "title": line(item.title),
                    "description": words,
                    "props": told,
                    "related-risks": [{"risk-uuid": risk}],
                },
            )


def _status(project: Project, item: Item, closed: str) -> str:
    """Return where it stands: an action is closed by the record that shows its effect."""
    as_of = project.coverage.as_of
    if item.type == "action":
        action = follow_up(project.graph, item, as_of)
        return "closed" if action.check else "remediating" if action.done else "open"
    if closed and item.get(closed):
        return "closed"
    until = item.date("until")
    return "open" if until is not None and until < as_of else "deviation-approved"
