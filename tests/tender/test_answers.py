"""What is read of answers, and what is said of those that cannot be."""

from __future__ import annotations

import random

import pytest

from nachweis.tender.answers import LONGEST, Sent, judge
from nachweis.tender.form import Request
from nachweis.tender.spreadsheet import SpreadsheetError
from tests.support.tenders import ALPHA, Tables, answered, saved, tables_of

NOTICE = "OPS31_M02_EMG_04"
OTHER = "OPS31_M02_EMG_01"


@pytest.fixture(scope="session")
def blank(sent_out: bytes) -> Tables:
    return tables_of(sent_out)


def told(sent: Sent) -> list[str]:
    return [
        f"{c.sheet} {','.join(map(str, c.rows))}: {c.message}" for c in sent.complaints if c.skipped
    ]


def line_of(tables: Tables, identifier: str) -> int:
    return 1 + [row[0] for row in tables["Requirements"]].index(identifier)


def test_an_answer_is_read_by_its_id(blank: Tables, requests: list[Request]) -> None:
    entered = {
        "Answer": "partly",
        "How it is met": "By telephone.",
        "Evidence offered": "Log of calls",
        "Rendered by": "bidder + client",
        "Remark": "Nights: four hours",
    }
    sent = judge(saved(answered(blank, {NOTICE: entered})), requests)
    assert sent.bidder == ALPHA
    [given] = sent.answers
    assert given.requirement == NOTICE
    assert given.fields == {
        "answer": "partly",
        "how": "By telephone.",
        "evidence": "Log of calls",
        "rendered_by": "bidder, client",
        "remark": "Nights: four hours",
    }
    assert told(sent) == []


def test_words_of_either_language_are_understood(blank: Tables, requests: list[Request]) -> None:
    entered = {"Answer": "Teilweise", "Rendered by": "Bieter, Unterauftragnehmer"}
    [given] = judge(saved(answered(blank, {NOTICE: entered})), requests).answers
    assert given.fields["answer"] == "partly"
    assert given.fields["rendered_by"] == "bidder, subcontractor"


def test_sorted_filtered_and_hidden_rows_and_moved_columns_are_read_alike(
    blank: Tables, requests: list[Request]
) -> None:
    full = answered(blank, {"*": {"Answer": "fulfilled"}, NOTICE: {"Answer": "not"}})
    head, *rows = full["Requirements"]
    random.Random(1).shuffle(rows)
    moved = [[row[-1], *row[:-1]] for row in [head, *rows]]
    other = {**full, "Requirements": [["", "Notes"], *moved]}
    one = judge(saved(full), requests)
    two = judge(saved(other, hidden=frozenset(range(5, 20))), requests)
    assert one.answers == two.answers
    assert told(two) == []
    assert len(one.answers) == len(requests[0].rows)


def test_a_missing_column_leaves_its_field_alone(blank: Tables, requests: list[Request]) -> None:
    full = answered(blank, {NOTICE: {"Answer": "fulfilled", "Remark": "x"}})
    full["Requirements"] = [row[:8] + row[11:] for row in full["Requirements"]]
    [given] = judge(saved(full), requests).answers
    assert [*given.fields] == ["answer", "how"]


def test_rows_that_are_unknown_doubled_or_without_id_are_left_out_and_told(
    blank: Tables, requests: list[Request]
) -> None:
    full = answered(blank, {NOTICE: {"Answer": "fulfilled"}, OTHER: {"Answer": "fulfilled"}})
    rows = full["Requirements"]
    notice = rows[line_of(full, NOTICE) - 1]
    rows.append([*notice])
    rows.append(["OPS31_M99_01", *notice[1:]])
    rows.append(["", *notice[1:]])
    sent = judge(saved(full), requests)
    assert [given.requirement for given in sent.answers] == [OTHER]
    end = len(rows)
    assert told(sent) == [
        f"Requirements {end - 1}: OPS31_M99_01 is not asked here, or no longer",
        f"Requirements {end}: has no ID, so nobody knows what it answers",
        f"Requirements {line_of(full, NOTICE)},{end - 2}: {NOTICE} stands there 2 times",
    ]


@pytest.mark.parametrize(
    ("entered", "message"),
    [
        ({"Answer": "maybe"}, "maybe is none of the answers to choose from"),
        ({"Remark": "only this"}, "the column of the answer is empty"),
        ({"Answer": "not", "Rendered by": "a friend"}, "a friend is nobody who can render it"),
        ({"Answer": "not", "Remark": "=1+1"}, "holds a formula"),
        ({"Answer": "not", "Requirement": "Something milder"}, "our text was changed"),
        ({"Answer": "not", "At least": "Within a week."}, "our text was changed"),
        ({"Answer": "not", "Remark": "x" * (LONGEST + 1)}, "a cell has more than 10000"),
    ],
)
def test_a_bad_row_is_left_out_whole_with_its_place(
    blank: Tables, requests: list[Request], entered: dict[str, str], message: str
) -> None:
    full = answered(blank, {NOTICE: entered, OTHER: {"Answer": "fulfilled"}})
    sent = judge(saved(full), requests)
    assert [given.requirement for given in sent.answers] == [OTHER]
    [said] = told(sent)
    assert said.startswith(f"Requirements {line_of(full, NOTICE)}: {NOTICE}: {message}")


def test_what_is_not_answered_is_told_together(blank: Tables, requests: list[Request]) -> None:
    sent = judge(saved(answered(blank, {NOTICE: {"Answer": "not"}})), requests)
    [empty] = sent.complaints
    assert not empty.skipped
    assert len(empty.rows) == len(requests[0].rows) - 1


def test_an_older_version_says_what_has_changed_since(
    blank: Tables, requests: list[Request]
) -> None:
    old = answered(blank, {NOTICE: {"Answer": "fulfilled"}, OTHER: {"Answer": "fulfilled"}})
    for row in old["Requirements"]:
        if row[0] == NOTICE:
            row[4], row[11] = "Within a day.", "0123abcd"
    dropped = "OPS31_M14_01"
    old["Requirements"] = [row for row in old["Requirements"] if row[0] != dropped]
    sent = judge(saved(old), requests)
    assert sent.changed == (NOTICE,)
    assert sent.added == (dropped,)
    assert {given.requirement: given.version for given in sent.answers}[NOTICE] == "0123abcd"
    assert told(sent) == []


def test_what_bidders_tell_of_themselves_is_read(blank: Tables, requests: list[Request]) -> None:
    tables = dict(blank)
    tables["Subcontractors"] = [blank["Subcontractors"][0], ["Bandlager", "Tapes", "Nordmark"]]
    heads = blank["Certificates"][0]
    tables["Certificates"] = [
        heads,
        ["ISO 27001", "Prüfstelle", "Hosting", "31.12.2027"],
        ["ISO 9001", "Prüfstelle", "All", "46752"],
        ["ISO 22301", "Prüfstelle", "All", "soon"],
        ["", "Prüfstelle", "", ""],
    ]
    sent = judge(saved(tables), requests)
    assert sent.details["subcontractor"] == (
        {"title": "Bandlager", "service": "Tapes", "location": "Nordmark"},
    )
    assert [row["valid_until"] for row in sent.details["certificate"]] == ["2027-12-31"] * 1 + [
        "2027-12-31"
    ]
    assert told(sent) == [
        "Certificates 4: soon is no day; write it as 2027-12-31",
        "Certificates 5: has no entry in its first column",
    ]


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-8", "cp1252", "utf-16"])
def test_csv_is_read_however_programs_write_it(
    requests: list[Request], delimiter: str, encoding: str
) -> None:
    lines = [
        ["ID", "Antwort", "Wie sie erfüllt wird", "Bemerkung"],
        [NOTICE, "erfüllt", '"Über Telefon\nund Ticket"', "'=1+1"],
    ]
    text = "\r\n".join(delimiter.join(line) for line in lines)
    sent = judge(text.encode(encoding), requests)
    [given] = sent.answers
    assert given.fields == {
        "answer": "fulfilled",
        "how": "Über Telefon\nund Ticket",
        "remark": "=1+1",
    }


@pytest.mark.parametrize(
    "text",
    [
        "```{include} /etc/passwd\n```",
        ":::{clause} Mine\n:id: VKN_C_99\n:::",
        "{eval-rst}`x` {{ secret }} <script>alert(1)</script>",
        "[link](file:///etc/passwd) ![](x.png) <https://evil.example>",
        "(target)=\n# Heading\n% comment\n+++ ",
        "$$x$$ [[copy('id')]] \u202eevil\u0007",
        "---\nmyst: {}\n---",
    ],
)
def test_what_bidders_write_does_nothing_on_a_page(
    blank: Tables, requests: list[Request], text: str
) -> None:
    from nachweis.sources.markdown.refused import scan

    entered = {"Answer": "fulfilled", "How it is met": text, "Remark": text}
    [given] = judge(saved(answered(blank, {NOTICE: entered})), requests).answers
    assert list(scan(given.fields["how"])) == []
    assert "\n" not in given.fields["remark"]
    assert not set("{}`[]<>\u202e\u0007") & set(given.fields["remark"])


def test_a_file_without_our_headings_is_refused(requests: list[Request]) -> None:
    with pytest.raises(SpreadsheetError, match="none of our sheets"):
        judge(b"Name,Price\r\nA,1\r\n", requests)
