"""A project in its selection phase, judged once."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from nachweis.load import judge_projects
from nachweis.model.texts import LANGUAGES
from nachweis.tender.form import Request, request_of
from nachweis.tender.workbook import Envelope, workbook
from nachweis.trace.gate import Verdict
from tests.support.bids import answered_tender
from tests.support.sandbox import Sandbox
from tests.support.tenders import ALPHA, AS_OF, KEY, NAMES, tender_workspace


@pytest.fixture(scope="session")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tender_workspace(tmp_path_factory.mktemp("tender"))


@pytest.fixture(scope="session")
def verdict(root: Path) -> Verdict:
    [judged] = judge_projects(root, [KEY], datetime.date.fromisoformat(AS_OF))
    return judged


@pytest.fixture(scope="session")
def requests(verdict: Verdict) -> list[Request]:
    return [request_of(verdict, language) for language in LANGUAGES]


@pytest.fixture(scope="session")
def envelope() -> Envelope:
    day = datetime.date(2025, 12, 1)
    due = datetime.date(2026, 1, 31)
    return Envelope("Data centre & hosting", ALPHA, NAMES[ALPHA], day, due, "en")


@pytest.fixture(scope="session")
def sent_out(requests: list[Request], envelope: Envelope) -> bytes:
    """The workbook as it goes out, in English."""
    return workbook(requests[0], envelope)


@pytest.fixture
def tender(tmp_path: Path) -> Sandbox:
    """Return a small project in selection that three bidders have answered."""
    return answered_tender(tmp_path / "workspace")
