"""Structure analysis, protection needs, modelling and business impact as tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from nachweis.i18n import Words, translator
from nachweis.model.catalogue import Group, in_language
from nachweis.model.items import Item
from nachweis.model.recovery import RECOVERY_TIMES
from nachweis.model.spans import in_short, spoken
from nachweis.trace.graph import Graph
from nachweis.trace.linked import is_final
from nachweis.trace.recovery import needs, promises, read_span
from nachweis.trace.rules.network import BASIC_VALUES
from nachweis.trace.rules.processes import exercises
from nachweis.views.evidence import person
from nachweis.views.network import Need, build_protection
from nachweis.views.table import CellValue, Quote, Reference, Table, ViewRequest


def structure(request: ViewRequest) -> Table:
    """List processes, applications, systems, connections and rooms, with what each carries."""
    _, graph = translator(request.language), request.verdict.graph
    columns = (
        *(_("Target object"), _("Kind"), _("Sphere"), _("Count")),
        *(_("Needed by"), _("Modules")),
    )
    targets = (*graph.of_type("process"), *graph.of_type("asset"))
    groups = _labelled(graph)
    return Table(
        columns=columns,
        rows=tuple(
            (
                Reference(item.id),
                _kind(_, item),
                _.word(item.get("sphere"), "asset.sphere") if item.get("sphere") else "",
                item.get("count"),
                tuple(Reference(user) for user in _users(graph, item)),
                _modules(groups, item),
            )
            for item in targets
        ),
        lead=_(
            "What the outsourced processes rest on, from the process down to the room. An object "
            "without modules is not modelled yet; one that nothing needs may be superfluous."
        ),
        choices=(1, 2),
    )


def _kind(_: Words, item: Item) -> str:
    return (
        _("Business process") if item.type == "process" else _.word(item.get("kind"), "asset.kind")
    )


def _users(graph: Graph, item: Item) -> Iterator[str]:
    yield from (user.id for user in graph.sources(item.id, "uses"))
    if item.type == "asset":
        yield from (target for target in item.targets("carries") if target in graph.items)


def _modules(groups: Mapping[str, Group], item: Item) -> CellValue:
    return tuple(
        Reference(groups[label].id, label) if label in groups else label
        for label in item.list("modules")
    )


def _labelled(graph: Graph) -> dict[str, Group]:
    """Map each label to its module or measure, which stand before the topics that share it."""
    return {group.label: group for group in reversed([*graph.catalogue.groups.values()])}


def protection_needs(request: ViewRequest) -> Table:
    """Say for each process and asset what it needs, and why: damage, inheritance, principle."""
    _, graph = translator(request.language), request.verdict.graph
    targets = (*graph.of_type("process"), *graph.of_type("asset"))
    columns = (_("Target object"), *(_(v.capitalize()) for v in BASIC_VALUES), _("Reason"))
    return Table(
        columns=columns,
        rows=tuple(
            (
                Reference(row.asset.id),
                *(_need(_, graph, row.asset, value, need) for value, need in row.needs.items()),
                _reason(_, row.asset),
            )
            for row in build_protection(graph, targets)
        ),
        lead=_(
            "How much each target object has to be protected, rated for a process or inherited "
            "from what needs the object, and why. Look at what is more or less than inherited: "
            "its reason has to hold."
        ),
    )


def _need(_: Words, graph: Graph, item: Item, value: str, need: Need) -> CellValue:
    declared = _.word(need.declared, f"asset.{value}") if need.declared else "–"
    scenarios = [_.word(word) for word in item.list(f"damage_{value}")]
    if scenarios:
        return (f"{declared}: {', '.join(scenarios)}",)
    if need.relation == "own":
        return (declared,)
    how = {
        "equal": _("%(need)s, as %(other)s"),
        "higher": _("%(need)s, more than %(other)s"),
        "lower": _("%(need)s, less than %(other)s"),
        "too low": _("%(need)s, too low beside %(other)s"),
    }[need.relation]
    return Reference(need.source, how % {"need": declared, "other": graph.items[need.source].title})


def _reason(_: Words, item: Item) -> CellValue:
    effect = item.get("effect")
    reason = item.get("reason")
    if effect not in ("cumulation", "distribution"):
        return Quote(reason)
    return Quote(f"{_.word(effect, 'asset.effect').capitalize()}: {reason}")


def business_impact(request: ViewRequest) -> Table:
    """List the processes: how soon each has to run again, what is promised, plan and exercise."""
    _, graph = translator(request.language), request.verdict.graph
    columns = (
        *(_("Business process"), _("Owner"), _("MTPD"), _("RTO"), _("RPO")),
        *(_("Promised and shown"), _("Plan"), _("Exercised")),
    )
    said: dict[str, list[Reference]] = {}
    of_target = {time: needs(graph, time) for time in RECOVERY_TIMES}
    for promise in promises(graph):
        if (process := of_target[promise.time].get(promise.target)) is not None:
            text = f"{promise.time.upper()} {in_short(promise.span)}: {_name(promise.source)}"
            said.setdefault(process.id, []).append(Reference(promise.source.id, text))
    rows: list[tuple[CellValue, ...]] = []
    for process in sorted(graph.of_type("process"), key=_urgency):
        plan = [target for target in process.targets("recovered_by") if target in graph.items]
        rows.append(
            (
                Reference(process.id),
                person(graph, process.get("owner")),
                *(spoken(process.get(name), request.language) for name in ("mtpd", "rto", "rpo")),
                tuple(dict.fromkeys(said.get(process.id, ()))),
                tuple(map(Reference, plan)),
                _newest_exercise(request, plan),
            )
        )
    return Table(
        columns=columns,
        rows=tuple(rows),
        lead=_(
            "How long each process may be down at most (MTPD), in what time it has to run again "
            "(RTO) and for what time data may be lost (RPO); what service levels and clauses "
            "promise and exercises have shown; and the plan. The most urgent come first. A "
            "promise or an exercise that takes longer is a finding: agree on less, or ask for more."
        ),
        choices=(1,),
    )


def _urgency(process: Item) -> float:
    need = read_span(process, "rto")
    return need.total_seconds() if need is not None else float("inf")


def _name(item: Item) -> str:
    return f"§ {item.get('number')}" if item.get("number") else item.title


def _newest_exercise(request: ViewRequest, plan: list[str]) -> CellValue:
    graph, as_of = request.verdict.graph, request.verdict.coverage.as_of
    found = [
        (record.get("date"), record)
        for section in plan
        for record in exercises(graph, graph.items[section])
        if is_final(record, as_of)
    ]
    if not found:
        return ""
    day, record = max(found, key=lambda entry: entry[0])
    _ = translator(request.language)
    return Reference(record.id, f"{_.day(day)}: {_.word(record.get('result'), 'result')}")


def modelling(request: ViewRequest) -> Table:
    """List the modules with the target objects to which each is applied."""
    _, graph = translator(request.language), request.verdict.graph
    applied: dict[str, list[str]] = {}
    for asset in graph.of_type("asset"):
        for label in asset.list("modules"):
            applied.setdefault(label, []).append(asset.id)
    groups = _labelled(graph)
    whole = [graph.catalogue.groups[name].label for name in graph.project.settings.catalog]
    rows: list[tuple[CellValue, ...]] = []
    for label in dict.fromkeys([*whole, *sorted(applied)]):
        group = groups.get(label)
        title = in_language(group.title, request.language) if group else ""
        targets: CellValue = tuple(map(Reference, applied.get(label, ())))
        head = Reference(group.id, label) if group else label
        rows.append((head, title, targets or _("The whole information network")))
    return Table(
        columns=(_("Module"), _("Title"), _("Applied to")),
        rows=tuple(rows),
        lead=_(
            "Which modules apply to which target objects. A module with a link is part of the "
            "project's catalogue and has its proofs here; what the others ask for is met elsewhere."
        ),
    )
