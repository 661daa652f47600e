"""The models in which a project leaves as OSCAL."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Final

from nachweis.export.formats import Exported, ExportRequest
from nachweis.export.oscal.assessment import assessment_plan, assessment_results, plan_of_action
from nachweis.export.oscal.controls import catalog, mapping_collection, profile
from nachweis.export.oscal.parts import Data, Project, filled
from nachweis.export.oscal.system import component_definition, security_plan

_MODELS: Final[Mapping[str, tuple[str, Callable[[Project], Data]]]] = {
    "catalog": ("catalog", catalog),
    "profile": ("profile", profile),
    "component-definition": ("component-definition", component_definition),
    "ssp": ("system-security-plan", security_plan),
    "assessment-plan": ("assessment-plan", assessment_plan),
    "assessment-results": ("assessment-results", assessment_results),
    "poam": ("plan-of-action-and-milestones", plan_of_action),
    "mapping-collection": ("mapping-collection", mapping_collection),
}
"""The models by their names on the command line, with their keys and what makes them."""


def export(request: ExportRequest) -> Exported:
    """Return a project as a document of one model of OSCAL.

    :param request: names the project and the *model*
    :raises SourceError: if the project has nothing of that model
    """
    key, make = _MODELS[request.options["model"]]
    data = make(Project(request.project, request.workspace))
    resources = data.get("back-matter", {}).get("resources", ())
    data["metadata"]["links"] = [  # a resource that nothing links to is a complaint of validators
        {"href": f"#{resource['uuid']}", "rel": "reference"} for resource in resources
    ]
    data = filled(data)
    text = json.dumps({key: data}, ensure_ascii=False, indent=2)
    return Exported(content=f"{text}\n", what=f"OSCAL {key}")
