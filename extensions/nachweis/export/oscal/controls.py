"""What is asked for: catalogue, profile of what applies, and mappings to other standards."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from nachweis.export.oscal.parts import NAMESPACE, Data, Project, line, props
from nachweis.model.catalogue import Group, Requirement
from nachweis.model.messages import Message
from nachweis.model.relations import Relation
from nachweis.model.terms import State
from nachweis.sources.files import problem
from nachweis.sources.yaml.crosswalks import crosswalk_files, read_crosswalk

_RELATIONS: Final = {
    Relation.EQUAL: "equivalent-to",
    Relation.SUBSET: "subset-of",
    Relation.SUPERSET: "superset-of",
    Relation.INTERSECTS: "intersects-with",
}


def catalog(project: Project) -> Data:
    """Return the catalogue that a project selects."""
    catalogue = project.graph.catalogue
    wanted = {above for i in project.graph.requirements for above in catalogue.chain(i)}
    groups = [group for group in catalogue.groups.values() if group.id in wanted]
    made = {group.id: _group(project, group) for group in groups}
    for requirement in project.graph.requirements.values():
        made[requirement.part_of]["controls"].append(_control(project, requirement))
    top = []
    for group in groups:
        if group.part_of in made:
            made[group.part_of]["groups"].append(made[group.id])
        else:
            top.append(made[group.id])
    licences = {
        line(f"{source.release}: {source.licence or 'licence not named'}")
        for group in groups
        if (source := catalogue.source_of(group))
    }
    metadata = project.metadata("catalogue")
    metadata["props"] += [entry for said in sorted(licences) for entry in props(licence=said)]
    return {"uuid": project.uuid("document", "catalog"), "metadata": metadata, "groups": top}


def _group(project: Project, group: Group) -> Data:
    parts = (("overview", group.summary), ("guidance", group.guidance))
    return {
        "id": group.id,
        "class": group.type,
        "title": line(f"{group.label} {project.text(group.title)}"),
        "props": [{"name": "label", "value": line(group.label)}, *props(level=group.level)],
        "parts": [
            {"id": f"{group.id}_{name}", "name": name, "prose": project.text(text)}
            for name, text in parts
            if text
        ],
        "groups": [],
        "controls": [],
    }


def _control(project: Project, requirement: Requirement) -> Data:
    imported = requirement.imported
    facts = dict(imported.facts) if imported else {}
    said = {
        "modal_verb": requirement.modal,
        "sec_level": requirement.level,
        "responsible": ", ".join(requirement.responsible),
        "proofs": ", ".join(f"{kind}: {due}" for kind, due in requirement.proofs.items()),
        "phases": ", ".join(requirement.phases),
        "recurrence": requirement.recurrence,
        "source": requirement.source,
        **{name: value for name, value in facts.items() if name.isidentifier()},
    }
    title = project.text(imported.title) if imported else ""
    guidance = project.text(imported.guidance) if imported else ""
    required = imported.required if imported else ()
    return {
        "id": requirement.id,
        "class": "requirement",
        "title": line(title or project.text(requirement.text)),
        "props": [
            {"name": "label", "value": line(requirement.label)},
            *([{"name": "alt-identifier", "value": requirement.uuid}] if requirement.uuid else ()),
            *(
                {"name": name, "ns": NAMESPACE, "value": line(str(value))}
                for name, value in said.items()
                if value
            ),
        ],
        "links": [
            {"href": f"#{target}", "rel": "required" if target in required else "related"}
            for target in requirement.see
        ],
        "parts": [
            {
                "id": f"{requirement.id}_smt",
                "name": "statement",
                "prose": project.text(requirement.text),
            },
            *(
                [{"id": f"{requirement.id}_gdn", "name": "guidance", "prose": guidance}]
                if guidance
                else ()
            ),
        ],
    }


def profile(project: Project) -> Data:
    """Return the profile of what applies, with the reasons for what does not."""
    applies = {requirement.id for requirement in project.applicable}
    left = [r for r in project.graph.requirements.values() if r.id not in applies]
    return {
        "uuid": project.uuid("document", "profile"),
        "metadata": project.metadata("profile"),
        "imports": [
            {
                "href": project.address("catalog"),
                "include-controls": [{"with-ids": list(project.graph.requirements)}],
                "exclude-controls": [{"with-ids": [r.id for r in left]}] if left else [],
            }
        ],
        "merge": {"as-is": True},
        "back-matter": {"resources": [*_tailoring(project, left)]},
    }


def _tailoring(project: Project, left: list[Requirement]) -> Iterator[Data]:
    """Yield a resource for each reason why requirements do not apply."""
    reasons: dict[tuple[str, str], list[str]] = {}
    for requirement in left:
        cell = next(c for c in project.cells[requirement.id] if c.state is State.NA)
        reasons.setdefault((cell.decision or "", str(cell.reason)), []).append(requirement.id)
    for (decision, reason), names in reasons.items():
        item = project.graph.items.get(decision)
        yield {
            "uuid": project.uuid("tailoring", decision, reason),
            "title": line(item.title if item else reason),
            "description": item.body.strip() if item else reason,
            "props": props(
                decision=decision,
                controls=", ".join(names),
                approved_by=item.get("approved_by") if item else "",
                date=item.get("date") if item else "",
            ),
        }


def mapping_collection(project: Project) -> Data:
    """Return the crosswalks to other standards as mappings of what the project selects."""
    workspace, catalogue = project.workspace, project.graph.catalogue
    selected = {*project.graph.requirements}
    selected |= {above for i in project.graph.requirements for above in catalogue.chain(i)}
    mappings, resources = [], []
    for path, root in crosswalk_files(workspace):
        crosswalk = read_crosswalk(path, root, catalogue)
        other = project.uuid("standard", crosswalk.id)
        maps = [
            {
                "uuid": project.uuid("map", crosswalk.id, row.reference, pair.to),
                "relationship": _RELATIONS[pair.relation],
                "sources": [{"type": "control", "id-ref": pair.to}],
                "targets": [{"type": "control", "id-ref": line(row.reference)}],
                "props": props(certainty=pair.certainty),
            }
            for row in crosswalk.rows
            for pair in row.pairs
            if pair.to in selected
        ]
        if not maps:
            continue
        title = line(f"{crosswalk.label} {crosswalk.release}")
        resources.append({"uuid": other, "title": title, "description": title})
        mappings.append(
            {
                "uuid": project.uuid("mapping", crosswalk.id),
                "source-resource": {"type": "catalog", "href": project.address("catalog")},
                "target-resource": {"type": "catalog", "href": f"#{other}"},
                "maps": maps,
                "remarks": project.text(crosswalk.note),
            }
        )
    if not mappings:
        message = Message("has no counterparts in other standards to export")
        raise problem(project.settings.place, message)
    return {
        "uuid": project.uuid("document", "mapping-collection"),
        "metadata": project.metadata("mappings"),
        "provenance": {
            "method": "human",
            "matching-rationale": "semantic",
            "status": "complete",
            "mapping-description": "Pairs of requirements, declared by people who read both texts.",
        },
        "mappings": mappings,
        "back-matter": {"resources": resources},
    }
