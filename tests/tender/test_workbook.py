"""The workbook for a bidder, and the same as CSV."""

from __future__ import annotations

import io
import re
import zipfile

from nachweis.tender.form import Request
from nachweis.tender.workbook import Envelope, csv_files, workbook
from tests.support.tenders import ALPHA, tables_of


def part(data: bytes, name: str) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(name).decode()


def test_a_row_a_requirement_with_what_bidders_read_and_places_for_what_they_answer(
    sent_out: bytes,
) -> None:
    head, *rows = tables_of(sent_out)["Requirements"]
    assert head == [
        *("ID", "Measure", "Requirement", "Degree", "At least", "Clause", "Answer"),
        *("How it is met", "Evidence offered", "Rendered by", "Remark"),
        *("State of the row", "Bidder's ID"),
    ]
    [notice] = [row for row in rows if row[0] == "OPS31_M02_EMG_04"]
    assert notice[4] == "Within two hours, at any time."
    assert len(rows) > 40
    assert {row[12] for row in rows} == {ALPHA}


def test_sheets_for_what_bidders_tell_of_themselves_and_for_questions(sent_out: bytes) -> None:
    tables = tables_of(sent_out)
    assert [*tables] == [
        *("Instructions", "Requirements", "Subcontractors", "Contacts", "Certificates"),
        *("Service levels", "Questions and answers"),
    ]
    assert tables["Questions and answers"][1:] == [
        [
            "2025-12-05",
            "Does the notice have to reach a person?",
            "2025-12-09",
            "Yes, the duty officer by telephone; a ticket alone is no notice.",
            "OPS31_M02_EMG_04",
        ]
    ]


def test_our_texts_are_protected_and_answers_are_chosen_from_a_list(sent_out: bytes) -> None:
    sheet = part(sent_out, "xl/worksheets/sheet2.xml")
    assert "<sheetProtection " in sheet
    assert 'sort="0"' in sheet  # which allows it
    assert '"fulfilled,partly,not,alternative"' in sheet
    assert 'state="frozen"' in sheet
    assert 'fitToHeight="0"' in sheet
    styles = part(sent_out, "xl/styles.xml")
    assert 'locked="0"' in styles


def test_the_language_decides_heads_words_and_days(
    requests: list[Request], envelope: Envelope
) -> None:
    tables = tables_of(workbook(requests[1], envelope._replace(language="de")))
    assert [*tables][:2] == ["Anleitung", "Anforderungen"]
    assert tables["Anforderungen"][0][6] == "Antwort"
    assert ["Antworten bis", "31.01.2026"] in tables["Anleitung"]


def test_the_same_request_gives_the_same_bytes(
    sent_out: bytes, requests: list[Request], envelope: Envelope
) -> None:
    assert workbook(requests[0], envelope) == sent_out


def test_the_version_follows_what_is_asked(requests: list[Request]) -> None:
    english, german = requests
    assert re.fullmatch("[0-9a-f]{12}", english.version)
    assert english.version == german.version


def test_texts_that_look_like_formulas_stay_texts(
    requests: list[Request], envelope: Envelope
) -> None:
    row = requests[0].rows[0]
    texts = {**row.texts, "minimum": '=HYPERLINK("https://evil.example","x")'}
    request = requests[0]._replace(rows=(row._replace(texts=texts),))
    book = workbook(request, envelope)
    assert "<f>" not in part(book, "xl/worksheets/sheet2.xml")
    table = csv_files(request, envelope)[f"{ALPHA}-answers.csv"].decode("utf-8-sig")
    assert "'=HYPERLINK" in table


def test_csv_has_the_same_rows_as_programs_of_the_language_read_them(
    requests: list[Request], envelope: Envelope
) -> None:
    files = csv_files(requests[1], envelope._replace(language="de"))
    assert [*files] == [
        f"{ALPHA}-{name}.csv"
        for name in (
            *("answers", "subcontractor", "contact", "certificate", "service-level", "questions"),
        )
    ]
    lines = files[f"{ALPHA}-answers.csv"].decode("utf-8-sig").split("\r\n")
    assert lines[0].startswith("ID;Maßnahme;Anforderung;")
    assert len(lines) == len(requests[1].rows) + 2
