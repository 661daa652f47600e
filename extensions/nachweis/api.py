"""The public interface for house extensions: rules, types, views, formats and templates.

A workspace names its modules in ``nachweis.toml``, and each module has an ``extension``::

    extension = Extension(rules=(NO_OWNER,), types=(CERTIFICATE,), templates=Path(...))

Nothing else of the package is public. This interface changes only with the version of
:data:`API`, and a removal is announced one minor version before.
"""

from __future__ import annotations

from typing import Final

from nachweis.export.formats import EXPORTS, Exported, ExportRequest
from nachweis.model.catalogue import Catalogue, Group, Requirement, in_language
from nachweis.model.findings import Check, Finding, Rule
from nachweis.model.items import Item
from nachweis.model.kinds import (
    REQUIREMENT_TARGETS,
    Field,
    FieldKind,
    Guard,
    Link,
    ObjectType,
    Origin,
    Proof,
    Weaker,
)
from nachweis.model.messages import Message, Term
from nachweis.model.objects import PROOFS, TYPE
from nachweis.model.outputs import Export, ExportOption, ReportFormat, View
from nachweis.model.places import Place
from nachweis.model.project import Project, Settings
from nachweis.model.registry import Extension
from nachweis.model.terms import Party, Phase, PhaseStatus, Result, Severity, State
from nachweis.report.formats import FORMATS
from nachweis.report.report import Entry, Report
from nachweis.trace.coverage import Cell, Coverage
from nachweis.trace.gate import Verdict
from nachweis.trace.graph import Graph
from nachweis.trace.rules import RULES
from nachweis.trace.rules.subjects import GATE
from nachweis.views.declared import VIEWS
from nachweis.views.table import Quote, Reference, Table, ViewRequest

REGISTRIES: Final = (EXPORTS, FORMATS, PROOFS, RULES, TYPE, VIEWS)
"""All that a house adds to: loaded before its module is done, so that each tells a name that is
taken."""

API: Final = 1
"""Version of this interface; a change that breaks a module raises it."""

__all__ = [
    "API",
    "GATE",
    "REQUIREMENT_TARGETS",
    "Catalogue",
    "Cell",
    "Check",
    "Coverage",
    "Entry",
    "Export",
    "ExportOption",
    "ExportRequest",
    "Exported",
    "Extension",
    "Field",
    "FieldKind",
    "Finding",
    "Graph",
    "Group",
    "Guard",
    "Item",
    "Link",
    "Message",
    "ObjectType",
    "Origin",
    "Party",
    "Phase",
    "PhaseStatus",
    "Place",
    "Project",
    "Proof",
    "Quote",
    "Reference",
    "Report",
    "ReportFormat",
    "Requirement",
    "Result",
    "Rule",
    "Settings",
    "Severity",
    "State",
    "Table",
    "Term",
    "Verdict",
    "View",
    "ViewRequest",
    "Weaker",
    "in_language",
]
