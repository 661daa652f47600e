"""Write the files that the records of the examples carry, and attach them.

Run once from the repository: ``python projects/_evidence/make.py``. What a file says comes from the
record that it belongs to, so that both agree; a file that is attached already stays as it is. The
reports of machines in ``projects/*/evidence/`` are written by hand.
"""

from __future__ import annotations

import datetime
import re
import tempfile
import textwrap
from collections.abc import Iterator
from pathlib import Path

import typst

from nachweis.model.items import Item
from nachweis.scaffold.attach import attach
from nachweis.sources.project import read_project
from nachweis.sources.workspace import find_workspace

ROOT = Path(__file__).resolve().parents[2]
FILES = {
    "VKN": {
        "minutes": "MTG_01 MTG_02 MTG_03 MTG_04 MTG_05 MTG_06 MTG_07 MTG_08 MTG_09 EXE_04 CHG_05 "
        "WA_06 WB_01 WB_04 WC_04 CPT_19",
        "protocol": "EXE_01 EXE_02 EXE_03 EXE_05 EXE_06 EXE_07 EXE_08 CHK_01 CHK_02 CHK_04 TEN_01 "
        "TEN_02 TEN_03 CHG_03 WA_02 WA_03 WA_07 WB_07 WC_05 LNK_03",
        "table": "CHK_03 CHK_05 CHK_06 CHK_07 RGT_01 RGT_02 LNK_04 STF_12",
        "report": "AUD_01 AUD_02 AUD_04 CPT_10",
    },
    "RWD": {
        "minutes": "RND_01 RND_02 RND_03 CHG_05 MIG_09 MIG_11 CPT_01",
        "protocol": "EXE_01 EXE_02 TEN_03 TEN_04 TEN_06 TEN_07 ACC_03 MIG_02 MIG_06 MIG_07",
        "table": "OPS_01 OPS_03 OPS_04 OPS_06 ACC_01 ACC_02 OPS_10 STF_11",
        "report": "OPS_02 OPS_07 CPT_02",
    },
}
"""Records by the form of their file."""

REPORT = """\
#set document(title: "{title}", date: datetime(year: {y}, month: {m}, day: {d}))
#set page(paper: "a4", margin: 25mm, numbering: "1 / 1")
#set text(font: "Libertinus Serif", size: 10.5pt, lang: "en")
#text(9pt)[{organisation} · {number}]
= {title}
{date} · {by} · result: {result}
#line(length: 100%, stroke: .4pt)
{body}
#v(2em)
#line(length: 45%, stroke: .4pt)
{by}
"""


def sentences(item: Item) -> list[str]:
    """Return what the record says, sentence by sentence."""
    prose = [line for line in item.body.splitlines() if not line.startswith(("|", ":", "-", "#"))]
    text = re.sub(r"[`*]|\{\w+\}", "", " ".join(prose))
    return [
        part.strip() for part in re.split(r"(?<=[a-z0-9)%][.]) +(?=[A-Z])", text) if part.strip()
    ]


def head(item: Item, organisation: str, by: str, what: str) -> list[str]:
    """Return the lines above every text."""
    number = re.search(r"DMS [\w-]+", item.body)
    day = item.get("date")
    return [
        organisation,
        f"{what}: {item.title}",
        f"{'File':<12}{number[0] if number else item.id}",
        f"{'Date':<12}{day}",
        f"{'Recorded by':<12}{by}",
        "-" * 78,
        "",
    ]


def minutes(item: Item, organisation: str, by: str) -> str:
    """Return minutes: what was said, point by point."""
    lines = head(item, organisation, by, "Minutes")
    for number, words in enumerate(sentences(item), 1):
        lines += textwrap.wrap(words, 78, initial_indent=f"{number:>2}. ", subsequent_indent="    ")
        lines.append("")
    lines += ["Agreed as read at the end of the session; objections within one week: none.", ""]
    return "\n".join([*lines, f"for the minutes: {by}", ""])


def protocol(item: Item, organisation: str, by: str) -> str:
    """Return the protocol of a test or exercise: what was seen, and when it was written down."""
    lines = head(item, organisation, by, "Protocol")
    clock = datetime.datetime.fromisoformat(f"{item.get('date')}T08:05")
    for words in sentences(item):
        clock += datetime.timedelta(minutes=7 + len(words) % 23)
        lines += textwrap.wrap(
            words, 78, initial_indent=f"{clock:%H:%M}  ", subsequent_indent=" " * 7
        )
    return "\n".join([*lines, "", f"Result: {item.get('result')}", f"signed: {by}", ""])


def table(item: Item, *_: str) -> str:
    """Return an export: the table of the record, or its figures with what they count."""
    rows = [
        ";".join(cell.strip() for cell in line.strip("| ").split("|"))
        for line in item.body.splitlines()
        if line.startswith("|") and not set(line) <= set("|-: ")
    ]
    if not rows:
        rows = ["no;date;observation;figures"]
        for number, words in enumerate(sentences(item), 1):
            figures = " ".join(re.findall(r"\d[\d .,:]*\d|\d", words))
            rows.append(f"{number};{item.get('date')};{words.replace(';', ',')};{figures}")
    return "\n".join([*rows, ""])


def report(item: Item, organisation: str, by: str) -> bytes:
    """Return a report as a PDF."""
    escape = str.maketrans({c: f"\\{c}" for c in '\\#$*_@<>`~[]"/'})
    y, m, d = (int(part) for part in item.get("date").split("-"))
    said = sentences(item)
    parts = [
        " ".join(said[start : start + 3]).translate(escape) for start in range(0, len(said), 3)
    ]
    source = REPORT.format(
        title=item.title.translate(escape),
        organisation=organisation.translate(escape),
        number=item.id.translate(escape),
        date=item.get("date"),
        by=by.translate(escape),
        result=item.get("result"),
        body="\n\n".join(parts),
        y=y,
        m=m,
        d=d,
    )
    stamp = datetime.datetime(y, m, d, tzinfo=datetime.UTC)
    return bytes(typst.compile(source.encode(), format="pdf", timestamp=int(stamp.timestamp())))


FORMS = {
    "minutes": (minutes, "minutes-{day}.txt"),
    "protocol": (protocol, "protocol-{day}.txt"),
    "table": (table, "export-{day}.csv"),
    "report": (report, "report-{day}.pdf"),
}


def made(key: str, room: Path) -> Iterator[tuple[str, Path]]:
    """Yield the ID of each record with the file that was written for it."""
    items = {item.id: item for item in read_project(find_workspace(ROOT), key).items}
    for form, names in FILES[key].items():
        make, name = FORMS[form]
        for identifier in (f"{key}_R_{name}" for name in names.split()):
            item = items[identifier]
            if item.get("file"):
                continue
            contact = items[item.get("by")]
            organisation = items[contact.get("party") or f"{key}_P_{key}"].title
            path = room / identifier / name.format(day=item.get("date"))
            path.parent.mkdir()
            content = make(item, organisation, contact.title)
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
            yield identifier, path


def main() -> None:
    """Write and attach the files of both examples."""
    with tempfile.TemporaryDirectory() as room:
        for key in FILES:
            for identifier, path in made(key, Path(room)):
                attach(find_workspace(ROOT), identifier, [path])


if __name__ == "__main__":
    main()
