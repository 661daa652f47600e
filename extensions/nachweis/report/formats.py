"""The formats of ``nachweis check``: one module with a function ``render`` and one line each."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:  # the command line lists the formats before anything is read
    from nachweis.report.report import Report

FORMATS: Final[Mapping[str, str]] = {
    "text": "for people, in a terminal",
    "json": "for scripts",
    "sarif": "SARIF 2.1.0, for code scanning and editors",
    "junit": "JUnit XML, a test case for each cell of the matrix",
    "gitlab": "GitLab code quality",
    "github": "annotations of GitHub Actions",
    "markdown": "a comment on a merge request",
}
"""The formats with what each is for; each is rendered by the module of its name."""

IN_REPOSITORY: Final = frozenset({"sarif", "junit", "gitlab", "github"})
"""Formats that name files relative to the repository, which may lie above the workspace."""


def render(style: str, report: Report) -> str:
    """Return a report as text with a final newline.

    :param style: one of the formats
    :param report: what to report
    """
    text = importlib.import_module(f"nachweis.report.{style}").render(report)
    assert isinstance(text, str)  # noqa: S101 - narrows a dynamic import
    return text
