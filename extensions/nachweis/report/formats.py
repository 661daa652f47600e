"""The formats of ``nachweis check``: one declaration each, with the function that renders it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from nachweis.model.outputs import ReportFormat, resolve
from nachweis.model.registry import Registry

if TYPE_CHECKING:  # the command line lists the formats before anything is read
    from nachweis.report.report import Report

_OWN: Final = (
    ReportFormat(
        name="text", help="for people, in a terminal", render="nachweis.report.text:render"
    ),
    ReportFormat(name="json", help="for scripts", render="nachweis.report.json:render"),
    ReportFormat(
        name="sarif",
        help="SARIF 2.1.0, for code scanning and editors",
        render="nachweis.report.sarif:render",
        in_repository=True,
    ),
    ReportFormat(
        name="junit",
        help="JUnit XML, a test case for each cell of the matrix",
        render="nachweis.report.junit:render",
        in_repository=True,
    ),
    ReportFormat(
        name="gitlab",
        help="GitLab code quality",
        render="nachweis.report.gitlab:render",
        in_repository=True,
    ),
    ReportFormat(
        name="github",
        help="annotations of GitHub Actions",
        render="nachweis.report.github:render",
        in_repository=True,
    ),
    ReportFormat(
        name="markdown",
        help="a comment on a merge request",
        render="nachweis.report.markdown:render",
    ),
)

FORMATS: Final = Registry("report format", _OWN, lambda extension: extension.formats)
"""The formats by name."""


def render(style: str, report: Report) -> str:
    """Format a report as text with a final newline.

    :param style: one of the formats
    :param report: what to report
    """
    text: str = resolve(FORMATS[style].render)(report)
    return text
