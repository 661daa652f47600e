"""Who does what: components of parties and assets, and the security plan of the system."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from nachweis.export.oscal.parts import Data, Project, line, props, uuid_of
from nachweis.model.catalogue import Requirement
from nachweis.model.items import Item
from nachweis.model.objects import PROOFS
from nachweis.model.terms import BasicValue, Party, Phase, PhaseStatus, ProtectionNeed, Side, State
from nachweis.trace.stated import party_of

_KINDS: Final = {"application": "software", "system": "hardware", "network": "network"}
_SUPPLIERS: Final = frozenset({Side.PROVIDER, Side.NETWORK_PROVIDER})
_NOT_YET: Final = "Not described yet."
_DONE: Final = frozenset({State.COVERED, State.WAIVED, State.NA, State.PARTIAL})


def component_definition(project: Project) -> Data:
    """Return a component for each party, with what its concept says, and for each asset."""
    components = []
    for party in Party:
        implemented = [
            {
                "uuid": project.uuid("implemented", party, requirement.id),
                "control-id": requirement.id,
                "description": _told(sections),
                "props": props(sections=", ".join(s.id for s in sections)),
            }
            for requirement in project.graph.requirements.values()
            if (sections := [*_sections(project, requirement, party)])
        ]
        component = _party(project, party)
        if implemented:
            component["control-implementations"] = [
                {
                    "uuid": project.uuid("implementation", party),
                    "source": project.address("catalog"),
                    "description": f"What the concept of the {party.value} says.",
                    "implemented-requirements": implemented,
                }
            ]
        components.append(component)
    return {
        "uuid": project.uuid("document", "component-definition"),
        "metadata": project.metadata("components"),
        "components": [*components, *_assets(project)],
    }


def _party(project: Project, party: Party) -> Data:
    return {
        "uuid": project.uuid("component", party),
        "type": "service",
        "title": project.name_of(party),
        "description": f"What lies in the sphere of influence of the {party.value}.",
        "props": props(party=party.value),
        "responsible-roles": [
            {"role-id": party.value, "party-uuids": [project.party(party)]},
        ],
    }


def _assets(project: Project) -> Iterator[Data]:
    for item in project.graph.of_type("asset"):
        yield {
            "uuid": project.uuid("component", item.id),
            "type": _KINDS.get(item.get("kind"), "service"),
            "title": line(item.title),
            "description": item.body.strip() or line(item.title),
            "props": props(
                id=item.id,
                kind=item.get("kind"),
                confidentiality=item.get("confidentiality"),
                integrity=item.get("integrity"),
                availability=item.get("availability"),
            ),
        }


def _sections(project: Project, requirement: Requirement, party: Party) -> Iterator[Item]:
    """Yield the approved sections of a party's concept about a requirement."""
    for target in (requirement.id, requirement.part_of):
        for item in project.graph.sources(target, "addresses"):
            approved = item.get("status") in PROOFS["section"].valid
            if item.type == "section" and approved and item.get("concept") == party.value:
                yield item


def _told(items: Sequence[Item]) -> str:
    return "\n\n".join(f"**{line(item.title)}**\n\n{item.body.strip()}".strip() for item in items)


def _characteristics(project: Project, state: Data) -> Data:
    """Return what the system is, and how much protection it needs."""
    protection = project.settings.protection
    needs = {
        value.name.lower(): protection.get(value, ProtectionNeed.NORMAL).value
        for value in BasicValue
    }
    return {
        "system-ids": [{"identifier-type": "urn:nachweis:key", "id": project.key}],
        "system-name": project.title,
        "system-name-short": project.key,
        "description": project.title,
        "security-sensitivity-level": max(needs.values(), key=_rank),
        "system-information": {
            "information-types": [
                {
                    "uuid": project.uuid("information", "all"),
                    "title": "What the service processes",
                    "description": "All information of the service, by its protection need.",
                    **{f"{name}-impact": {"base": need} for name, need in needs.items()},
                }
            ]
        },
        "security-impact-level": {
            f"security-objective-{name}": need for name, need in needs.items()
        },
        "status": state,
        "authorization-boundary": {
            "description": "The spheres of influence of the parties and their interfaces."
        },
    }


def security_plan(project: Project) -> Data:
    """Return the security plan of the system that a project is about."""
    running = project.coverage.status[Phase.MIGRATION] is PhaseStatus.CLOSED
    components = [
        {
            "uuid": project.uuid("component", "this-system"),
            "type": "this-system",
            "title": project.title,
            "description": "The service as a whole, with what concerns all parties.",
        },
        *(_leveraging(project, party) for party in Party),
        *_assets(project),
    ]
    state = {"state": "operational" if running else "under-development"}
    return {
        "uuid": project.uuid("document", "ssp"),
        "metadata": project.metadata("security plan"),
        "import-profile": {"href": project.address("profile")},
        "system-characteristics": _characteristics(project, state),
        "system-implementation": {
            "leveraged-authorizations": [*_leveraged(project)],
            "users": [
                {
                    "uuid": project.uuid("user", party),
                    "title": project.name_of(party),
                    "role-ids": [party.value],
                }
                for party in Party
            ],
            "components": [{**c, "status": dict(state)} for c in components],
        },
        "control-implementation": {
            "description": "How each requirement is met, by the party that has to meet it.",
            "implemented-requirements": [
                _implemented(project, requirement) for requirement in project.applicable
            ],
        },
        "back-matter": {"resources": [*project.evidence(project.graph.of_type("record"))]},
    }


def _rank(need: str) -> int:
    return [n.value for n in ProtectionNeed].index(need)


def _implemented(project: Project, requirement: Requirement) -> Data:
    cells = project.cells[requirement.id]
    done = [cell.state in _DONE for cell in cells]
    state = "implemented" if all(done) else "partial" if any(done) else "planned"
    return {
        "uuid": project.uuid("implemented", requirement.id),
        "control-id": requirement.id,
        "props": props(
            states=", ".join(f"{cell.kind}: {cell.state}" for cell in cells),
            undecided=", ".join(requirement.undecided),
        ),
        "responsible-roles": [{"role-id": party.value} for party in requirement.responsible],
        "by-components": [
            *(_by_party(project, requirement, p, state) for p in requirement.responsible),
            _by_system(project, requirement, state),
        ],
    }


def _leveraged(project: Project) -> Iterator[Data]:
    """Yield what other parties state in envelopes that are kept: what the plan inherits from."""
    parties = project.graph.of_type("party")
    kept = project.graph.project.foreign
    for foreign in (*kept, *(below for other in kept for below in other.rests_on)):
        party = party_of(foreign, parties)
        if party is not None and foreign.statements:
            yield {
                "uuid": project.uuid("leveraged", foreign.sender),
                "title": line(f"What {party.title} states"),
                "props": props(
                    domain=foreign.sender,
                    number=foreign.sequence,
                    until=foreign.until,
                    sha256=foreign.sha256,
                ),
                "party-uuid": project.party(Party(party.get("role"))),
                "date-authorized": str(foreign.issued),
            }


def _leveraging(project: Project, party: Party) -> Data:
    """Return the component of a party, with the authorizations that it brings."""
    made = _party(project, party)
    made["props"] += [
        {"name": "leveraged-authorization-uuid", "value": given["uuid"]}
        for given in _leveraged(project)
        if given["party-uuid"] == project.party(party)
    ]
    return made


def _is_provided(project: Project, requirement: Requirement) -> bool:
    """Whether the provider does something for the client's side."""
    return Party.PROVIDER in requirement.responsible and project.settings.side not in _SUPPLIERS


def _exports(project: Project, requirement: Requirement, party: Party) -> bool:
    """Whether a party does something on which others rest: a supplier for whoever it works for."""
    if project.settings.side in _SUPPLIERS:
        return party.value == project.settings.side
    return party is Party.PROVIDER and _is_provided(project, requirement)


def _by_party(project: Project, requirement: Requirement, party: Party, state: str) -> Data:
    told = _told([*_sections(project, requirement, party)])
    made: Data = {
        "component-uuid": project.uuid("component", party),
        "uuid": project.uuid("by", party, requirement.id),
        "description": told or _NOT_YET,
        "implementation-status": {"state": state},
    }
    clauses = [
        item
        for target in (requirement.id, requirement.part_of)
        for item in project.graph.sources(target, "fulfils")
        if item.type == "clause" and party.value in item.list("obliges")
    ]
    made["props"] = props(clauses=", ".join(item.id for item in clauses))
    if _exports(project, requirement, party):
        given = project.uuid("provided", requirement.id)
        shared = [other.value for other in requirement.responsible if other is not party]
        made["export"] = {
            "provided": [{"uuid": given, "description": _told(clauses) or told or _NOT_YET}],
            "responsibilities": [
                {
                    "uuid": project.uuid("responsibility", requirement.id),
                    "provided-uuid": given,
                    "description": f"Shared with: {', '.join(shared)}.",
                }
            ]
            if shared
            else [],
        }
    return made


def _by_system(project: Project, requirement: Requirement, state: str) -> Data:
    """Return what the system has as a whole: what it inherits, and what no party has alone.

    What another party states is inherited from its own plan, by the UUIDs that it has there.
    """
    graph = project.graph
    foreign = project.stating.get(requirement.id)
    key = foreign.project if foreign else project.key
    common = [
        item
        for target in (requirement.id, requirement.part_of)
        for item in graph.sources(target, "addresses")
        if item.type == "section" and item.get("concept") in ("interface", "overall")
    ]
    made: Data = {
        "component-uuid": project.uuid("component", "this-system"),
        "uuid": project.uuid("by", "this-system", requirement.id),
        "description": _told(common) or "See the components of the parties.",
        "implementation-status": {"state": state},
    }
    if foreign or _is_provided(project, requirement):
        told = (
            f"What {foreign.sender} states."
            if foreign
            else "What the provider does under the contract."
        )
        made["inherited"] = [
            {
                "uuid": project.uuid("inherited", requirement.id),
                "provided-uuid": uuid_of(key, "provided", requirement.id),
                "description": told,
            }
        ]
        if len(requirement.responsible) > 1:
            made["satisfied"] = [
                {
                    "uuid": project.uuid("satisfied", requirement.id),
                    "responsibility-uuid": uuid_of(key, "responsibility", requirement.id),
                    "description": "What the other parties do themselves.",
                }
            ]
    return made
