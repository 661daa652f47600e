"""Files of strangers: none takes memory or time beyond its limits, none is followed anywhere."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping

import pytest

from nachweis.tender import spreadsheet
from nachweis.tender.spreadsheet import Sheet, SpreadsheetError, read_tables

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
BOOK = (
    f'<workbook xmlns="{MAIN}" xmlns:r="{RELATION}"><sheets>'
    '<sheet name="A" sheetId="1" r:id="rId1"/></sheets></workbook>'
)
RELATIONS = f'<Relationships><Relationship Id="rId1" Type="{RELATION}/worksheet" Target="{{}}"/>'
TAIL = f'<Relationship Id="rId2" Type="{RELATION}/sharedStrings" Target="sharedStrings.xml"/>'
TAIL += "</Relationships>"


def packed(rows: str, more: Mapping[str, str] | None = None, target: str = "s.xml") -> bytes:
    parts = {
        "xl/workbook.xml": BOOK,
        "xl/_rels/workbook.xml.rels": RELATIONS.format(target) + TAIL,
        "xl/s.xml": f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>',
        **(more or {}),
    }
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return stream.getvalue()


def only(data: bytes) -> Sheet:
    [sheet] = read_tables(data)
    return sheet


def test_texts_of_every_kind_are_read() -> None:
    shared = (
        "<sst><si><t>plain</t></si><si><r><t>rich </t></r><r><t>text</t></r>"
        "<rPh><t>spoken</t></rPh></si></sst>"
    )
    row = (
        '<row r="7"><c r="A7" t="s"><v>0</v></c><c r="C7" t="s"><v>1</v></c>'
        '<c r="D7" t="inlineStr"><is><t>in_x000D_line</t></is></c><c r="E7"><v>4.5</v></c>'
        '<c r="F7" t="b"><v>1</v></c><c r="G7" t="str"><f>A1</f><v>cached</v></c></row>'
    )
    [found] = only(packed(row, {"xl/sharedStrings.xml": shared})).rows
    assert found.number == 7
    assert found.cells == {
        0: "plain",
        2: "rich text",
        3: "in\rline",
        4: "4.5",
        5: "TRUE",
        6: "cached",
    }
    assert found.formulas == {6}


@pytest.mark.slow
def test_a_million_empty_rows_are_passed_over() -> None:
    rows = "".join(f'<row r="{n}"/>' for n in range(1, 1_000_001))
    data = packed(
        rows + '<row r="1000001"><c r="A1000001" t="inlineStr"><is><t>x</t></is></c></row>'
    )
    assert [row.number for row in only(data).rows] == [1_000_001]


def test_a_cell_in_the_last_place_makes_no_grid() -> None:
    row = '<row r="1048576"><c r="A1048576"><v>1</v></c><c r="XFD1048576"><v>2</v></c></row>'
    [found] = only(packed(f'<dimension ref="A1:XFD1048576"/>{row}')).rows
    assert found.cells == {0: "1"}


@pytest.mark.parametrize(
    ("made", "message"),
    [
        (lambda: packed("<row/>" * 12_000_000), "is larger than 64 MiB unpacked"),
        (lambda: packed('<row><c r="A1"><v>1</v></c></row>' * 20_001), "more than 20000 rows"),
        (
            lambda: packed("", {"xl/workbook.xml": '<!DOCTYPE a [<!ENTITY b "c">]>' + BOOK}),
            "declares a document type",
        ),
        (lambda: packed("", {"xl/workbook.xml": "<workbook"}), "is no workbook that can be read"),
        (lambda: packed("", target="../../etc/passwd"), "is no workbook that can be read"),
        (lambda: packed("", {f"x{n}": "" for n in range(1001)}), "has more than 1000 parts"),
        (lambda: packed("<row/>" * 100)[:-40], "is no workbook that can be read"),
        (lambda: b"PK\x05\x06" + bytes(18), "is no workbook that can be read"),
        (
            lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(9),
            "is an old or encrypted Excel file",
        ),
        (lambda: b"x" * (spreadsheet.LARGEST + 1), "is larger than 16 MiB"),
        (lambda: b"ID;Answer\n\0", "is no workbook that can be read"),
        (lambda: b'ID;Answer\n"' + b"x" * 200_000, "is no workbook that can be read"),
        (lambda: b"a\n" * 20_001, "more than 20000 rows"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_asks_for_too_much_is_refused_in_a_sentence(
    made: Callable[[], bytes], message: str
) -> None:
    data = made()
    with pytest.raises(SpreadsheetError) as raised:
        read_tables(data)
    assert message in str(raised.value.args[0])


def test_links_to_other_files_and_macros_are_not_followed() -> None:
    outside = (
        '<Relationship Id="rId9" Type="x/worksheet" TargetMode="External" Target="http://e/"/>'
    )
    data = packed(
        '<row r="1"><c r="A1" t="str"><f>[1]Sheet!A1</f><v>stolen</v></c></row>',
        {
            "xl/_rels/workbook.xml.rels": RELATIONS.format("s.xml") + outside + TAIL,
            "xl/externalLinks/externalLink1.xml": "<!DOCTYPE not-even-xml",
            "xl/vbaProject.bin": "\0",
        },
    )
    [row] = only(data).rows
    assert row.formulas == {0}
