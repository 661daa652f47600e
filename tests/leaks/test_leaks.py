"""The search for leaks finds words in whatever format they hide, and nothing else."""

from __future__ import annotations

import gzip
import io
import json
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nachweis.leaks.containers import UnreadableError, texts
from nachweis.leaks.scan import Scan
from nachweis.leaks.secrets import Found, Reader, Secret
from nachweis.leaks.words import of_markup, plain

SENTENCE = "Zwölf Schlüssel liegen im Tresor & warten"
SECRETS = (
    Secret(words=plain(SENTENCE), what="text", path="a.md", line=3),
    Secret(words=" test_c_07 ", what="ID", path="a.md", line=2),
)


def scan(secrets: tuple[Secret, ...] = SECRETS, seen: str = "") -> Scan:
    return Scan(Found(secrets=secrets, seen=seen, files=()))


def zipped(data: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", data)
    return out.getvalue()


def png(data: bytes) -> bytes:
    body = b"zTXtComment\0\0" + zlib.compress(data)
    return b"\x89PNG\r\n\x1a\n" + len(body).to_bytes(4, "big") + body + b"\0\0\0\0"


UTF8 = SENTENCE.encode()
WRITTEN: dict[str, bytes] = {
    "a.txt": UTF8,
    "a.html": b"<!doctype html><p>Zw&ouml;lf <em>Schl</em>&uuml;s&shy;sel\n liegen im <b>Tresor"
    b"</b> &amp; warten",
    "b.html": b'<!doctype html><a title="Zw&#246;lf Schl&#252;ssel liegen im Tresor &amp; '
    b'warten">x</a>',
    "a.json": json.dumps({"x": SENTENCE}).encode(),
    "a.js": b'x={"t":"Zw\\u00f6lf Schl\\u00fcssel\\nliegen im Tresor \\u0026 warten"}',
    "a.svg": b"<?xml version='1.0'?><svg><text>Zw\xc3\xb6lf Schl\xc3\xbcssel liegen "
    b"<tspan>im</tspan> Tresor warten</text></svg>",
    "a.docx": zipped(
        b"<?xml?><w:t>Zw\xc3\xb6lf Schl</w:t><w:t>\xc3\xbcssel liegen im Tresor &amp; warten</w:t>"
    ),
    "zip in zip.zip": zipped(zipped(UTF8)),
    "a.gz": gzip.compress(UTF8),
    "a.png": png(UTF8),
    "a.bin": b"\0\0\0" + SENTENCE.encode("utf-16-le"),
    "a.url": b"https://x.example/?q=Zw%C3%B6lf%20Schl%C3%BCssel%20liegen%20im%20Tresor%20%26%20warten",
    "TEST_C_07.html": b"nothing",
    "id.css": b".x { content: 'TEST_C_07' }",
    "id.ics": b"UID:TEST_C_07@x.example",
}


@pytest.mark.parametrize("name", WRITTEN)
def test_words_are_found_however_they_are_written(name: str) -> None:
    leaks = [*scan().file(name, WRITTEN[name])]
    assert leaks
    assert leaks[0].place.startswith(name)
    assert "a.md:" in leaks[0].origin


def test_other_words_are_not() -> None:
    data = b"TEST_C_071, TEST_C_0, zw\xc3\xb6lf Schl\xc3\xbcssel liegen im Schrank"
    assert [*scan().file("a.txt", data)] == []


def test_what_may_be_seen_elsewhere_is_no_secret() -> None:
    assert [*scan(seen=f"So: {SENTENCE}.").file("a.txt", UTF8)] == []
    assert [*scan(seen="TEST_C_07").file("a.txt", b"TEST_C_07")]  # but for an ID


def test_a_line_that_many_pages_have_is_told_where_it_stands_first(tmp_path: Path) -> None:
    for name in ("a.html", "b.html"):
        (tmp_path / name).write_bytes(b"<html>\n" + UTF8)
    assert [leak.place for leak in scan().folder(tmp_path)] == ["a.html"]


def test_a_secret_that_wraps_over_lines_is_found_though_each_of_them_stood_elsewhere() -> None:
    pages = [
        b"<p>Zw\xc3\xb6lf</p>\n<p>Schl\xc3\xbcssel</p>",
        b"<p>Schl\xc3\xbcssel</p>\n<p class='x'>\n\n<em>liegen</em> im Tresor",
        b"</p>\n<em>liegen</em> im Tresor\nwarten",
    ]
    found = scan()
    for number, page in enumerate(pages):
        assert [*found.file(f"{number}.html", b"<html>\n" + page)] == []
    whole = b"<p>Zw\xc3\xb6lf</p>\n" + pages[1] + b"\nwarten"
    assert [*found.file("3.html", b"<html>\n" + whole)]


def test_lines_without_words_take_no_longer_the_more_there_are() -> None:
    found = scan()
    assert [*found.file("a.css", b"\n".join(b"}" * (n % 7) for n in range(30_000)))] == []
    empty = b"\n" * 100
    assert [*found.file("b.html", b"<html>" + UTF8.replace(b" ", b" " + empty))]


@given(st.lists(st.lists(st.sampled_from(["a", "b", "c d", "<p>", ""]), max_size=9), max_size=6))
def test_searching_only_what_is_fresh_finds_what_searching_all_finds(
    pages: list[list[str]],
) -> None:
    secret = Secret(words=" a b c d ", what="text", path="a.md", line=1)
    found = scan((secret,))
    told = any([*found.file("x.html", "\n".join(["<html>", *page]).encode())] for page in pages)
    assert told == any(secret.words in of_markup("\n".join(page)) for page in pages)


def test_a_row_of_values_that_a_seen_register_has_is_no_secret(tmp_path: Path) -> None:
    folder = tmp_path / "projects/TEST"
    (folder / "registers").mkdir(parents=True)
    (folder / "project.yaml").write_text("key: TEST\ninfoclass: Open\n", encoding="utf-8")
    (folder / "registers/classes.yaml").write_text(
        "infoclasses:\n  - {id: L1, title: Open, rank: 1}\n  - {id: L2, title: Shut, rank: 2}\n"
        "contacts:\n  - {id: K1, title: Head of operations, phone: 49 4888 77, hours: day}\n",
        encoding="utf-8",
    )
    (folder / "a.md").write_text(
        "---\ninfoclass: Shut\n---\n| Head of operations | 49 4888 77 |\n"
        "| Head of operations | 49 4888 78 |\n",
        encoding="utf-8",
    )
    found = Reader(tmp_path, folder, frozenset({"L1"})).read()
    assert {s.words for s in found.secrets if s.what == "text" and s.line < 5} == set()
    assert {s.words for s in found.secrets if s.what == "text"} == {
        " head of operations 49 4888 78 "
    }


REFUSED: dict[str, Callable[[], bytes]] = {
    "broken": lambda: b"PK\x03\x04 no archive",
    "deep": lambda: zipped(zipped(zipped(zipped(zipped(zipped(UTF8)))))),
    "cut off": lambda: gzip.compress(UTF8 * 100)[:-20],
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_searched_is_refused(name: str) -> None:
    with pytest.raises(UnreadableError):
        list(texts("x.zip", REFUSED[name]()))


def test_the_search_reads_the_sources_by_itself(tmp_path: Path) -> None:
    folder = tmp_path / "projects/TEST"
    (folder / "registers").mkdir(parents=True)
    (folder / "project.yaml").write_text("key: TEST\ninfoclass: Open\n", encoding="utf-8")
    (folder / "registers/classes.yaml").write_text(
        "infoclasses:\n  - {id: L1, title: Open, rank: 1}\n  - {id: L2, title: Shut, rank: 2}\n",
        encoding="utf-8",
    )
    (folder / "a.md").write_text(
        "# Seen\n\n:::{clause} Hidden thing\n:id: TEST_C_1\n:infoclass: Shut\n\n"
        "Nobody of the others may read this.\n:::\n\nAll of us may read that.\n",
        encoding="utf-8",
    )
    found = Reader(tmp_path, folder, frozenset({"L1"})).read()
    assert {(s.what, s.words, s.line) for s in found.secrets} == {
        ("ID", " test_c_1 ", 3),
        ("title", " hidden thing ", 3),
        ("text", " nobody of the others may read ", 7),
        ("text", " of the others may read this ", 7),
    }
    assert "All of us" in found.seen
    assert "Nobody" not in found.seen


def test_a_file_that_nobody_reads_is_not_expanded(tmp_path: Path) -> None:
    folder = tmp_path / "projects" / "TEST"
    (folder / "tender" / "archive").mkdir(parents=True)
    (folder / "project.yaml").write_text("key: TEST\n", encoding="utf-8")
    levels = "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 12))
    bomb = f"a0: &a0 [{{id: X}}]\n{levels}"
    for name in ("tender/archive/other.yaml", "other.yaml"):
        (folder / name).write_text(bomb, encoding="utf-8")
    assert Reader(tmp_path, folder, frozenset()).read().secrets == ()
