"""A verdict depends on no titles and texts but those that were read while it was found.

So an edit of others needs no judging (``nachweis.cli.edits``).
"""

from __future__ import annotations

import datetime
import operator

import pytest

from nachweis.model.items import WORDS_READ, Item
from nachweis.model.summary import Items, summary_of
from nachweis.report.report import Report
from nachweis.report.text import judged
from nachweis.sources.catalogue import catalogue_of
from nachweis.sources.project import read_project
from nachweis.sources.workspace import find_workspace
from nachweis.trace.gate import judge
from tests.support.edits import ROOT

DATE = datetime.date(2026, 11, 20)


@pytest.mark.parametrize("key", ["VKN", "NPX"])
def test_words_that_were_not_read_decide_nothing(key: str) -> None:
    workspace = find_workspace(ROOT)
    project, catalogue = read_project(workspace, key), catalogue_of(workspace)
    WORDS_READ.clear()
    verdict = judge(catalogue, project, DATE)
    said = judged(Report(verdicts=(verdict,)), verdict)
    read = frozenset(WORDS_READ)

    def other(item: Item) -> Item:
        return item if item.id in read else item._replace(title="POISON", body="POISON ???")

    items = Items(map(other, project.items), summary_of(project.items, key))
    poisoned = judge(catalogue, project._replace(items=items), DATE)
    assert sum(map(operator.ne, items, project.items)) > 10
    assert poisoned.findings == verdict.findings
    assert poisoned.coverage == verdict.coverage
    assert judged(Report(verdicts=(poisoned,)), poisoned) == said
