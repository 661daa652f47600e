"""The formats of ``nachweis export``: one declaration each, with the function that writes it."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Final

from nachweis.model.outputs import Export, ExportOption
from nachweis.model.registry import Registry
from nachweis.model.terms import Party, Phase
from nachweis.sources.workspace import SCHEMAS, Workspace
from nachweis.trace.gate import Verdict


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class ExportRequest:
    """The request to an export.

    :param verdict: the judged project; None if none was named
    :param options: values of the format's own options by name
    """

    workspace: Workspace
    verdict: Verdict | None
    options: Mapping[str, str]

    @property
    def project(self) -> Verdict:
        """The judged project, for formats that need one.

        :raises ValueError: if none was named
        """
        if self.verdict is None:
            raise ValueError("no project is named")
        return self.verdict


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Exported:
    """The output of an export.

    :param content: the text or bytes of a file, or the texts of the files of a folder by name
    :param what: its size, such as *12 dates*; empty if not counted
    """

    content: str | bytes | Mapping[str, str]
    what: str = ""


_OWN: Final = (
    Export(
        name="ics",
        help="Write the calendar of the project KEY as iCalendar.",
        details="It has what the calendar page has: recurring duties, proofs to be renewed, "
        "decisions and derogations that end, rights to be reviewed, objectives, and phases to be "
        "closed. The same sources and date give the same bytes, and an event keeps its name when "
        "its day changes.",
        write="nachweis.export.ics:export",
    ),
    Export(
        name="xlsx",
        help="Write the project KEY as a workbook of spreadsheet programs.",
        details="A sheet for the coverage, one for the calendar, and one for each type of objects. "
        "State, IDs and dates are in columns of their own, dates and numbers are values, and no "
        "text is taken for a formula. The same sources and date give the same bytes.",
        write="nachweis.export.spreadsheets:export_xlsx",
    ),
    Export(
        name="csv",
        help="Write the coverage or the calendar of the project KEY as CSV.",
        details="In German with semicolons and decimal commas, as spreadsheet programs there read "
        "it. A text that could be taken for a formula has an apostrophe before it.",
        write="nachweis.export.spreadsheets:export_csv",
        options=(
            ExportOption(
                name="sheet",
                choices=("coverage", "calendar"),
                default="coverage",
                help="Which sheet of the workbook.",
            ),
        ),
    ),
    Export(
        name="interview",
        help="Write the questions of an audit of the project KEY, with room for the answers.",
        details="They are those of the articles that concern requirements of the project, each "
        "with what convinces and how its proofs stand. As a workbook, or as Markdown to be printed "
        "or kept as a record's file.",
        write="nachweis.export.interview:export",
        options=(
            ExportOption(
                name="phase",
                choices=tuple(phase.value for phase in Phase),
                help="Only what is asked in a phase.",
            ),
            ExportOption(
                name="party",
                choices=tuple(party.value for party in Party),
                help="Only what a party is asked.",
            ),
            ExportOption(
                name="measure",
                help="Only these articles: IDs or labels of measures, names of phases, "
                "separated by commas.",
            ),
            ExportOption(
                name="format", choices=("xlsx", "md"), default="xlsx", help="Workbook or Markdown."
            ),
            ExportOption(
                name="lang", help="Language of the questions; default: the project's first."
            ),
        ),
    ),
    Export(
        name="oscal",
        help="Write the project KEY as a document of OSCAL 1.2.3 (JSON).",
        details="A model each: the catalogue that it selects, the profile of what applies, "
        "components of parties and assets, the security plan, assessment plan and results, the "
        "plan of action, and mappings to other standards. The same sources and date give the same "
        "bytes; UUIDs follow from IDs.",
        write="nachweis.export.oscal.export:export",
        options=(
            ExportOption(
                name="model",
                choices=(
                    *("catalog", "profile", "component-definition", "ssp", "assessment-plan"),
                    *("assessment-results", "poam", "mapping-collection"),
                ),
                default="ssp",
                help="The model.",
            ),
        ),
    ),
    Export(
        name="schemas",
        help="Write the JSON schemas of all YAML files, with which an editor checks and "
        "completes them.",
        write="nachweis.editor.schemas:export",
        scope="workspace",
        folder=SCHEMAS,
    ),
    Export(
        name="snippets",
        help="Write the IDs of the catalogue, and of the project KEY, for an editor to complete.",
        write="nachweis.editor.snippets:export",
        scope="either",
        options=(
            ExportOption(
                name="format",
                choices=("vscode", "words"),
                default="vscode",
                help="Snippets of VS Code, or one ID a line with label and title behind tabs.",
            ),
            ExportOption(
                name="lang",
                help="Language of the titles; default: the project's first, or en.",
            ),
        ),
    ),
)

EXPORTS: Final = Registry("export", _OWN, lambda extension: extension.exports)
"""The formats by name."""
