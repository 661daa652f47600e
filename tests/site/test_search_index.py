"""The index of the search: sections of pages without their objects, and words as they are typed."""

from __future__ import annotations

import os
import random
from pathlib import Path
from typing import Any

import pytest
from docutils import nodes
from docutils.utils import new_document

from nachweis.site import search_files
from nachweis.site.needs import NeedNode
from nachweis.site.page_texts import sections
from nachweis.site.search import shown_text
from nachweis.site.search_files import Entry, fold, shard_of, write_index
from tests.support.models import item


def test_a_page_is_cut_at_its_headings_and_has_only_what_it_shows() -> None:
    page = new_document("page")
    first, second = nodes.section(ids=["emergencies"]), nodes.section(ids=["plans"])
    first += [nodes.title("", "Emergencies"), nodes.paragraph("", "Who is called,")]
    first += [
        nodes.comment("", "unseen"),
        NeedNode("", nodes.paragraph("", "two hours")),
    ]
    first += [nodes.bullet_list("", nodes.list_item("", nodes.paragraph("", "and when"))), second]
    second += [nodes.title("", "Plans"), nodes.note("", nodes.paragraph("", "Kept in a safe."))]
    page += first
    assert list(sections(page)) == [
        ("", "Emergencies", "Who is called, and when"),
        ("#plans", "Plans", "Kept in a safe."),
    ]


def test_an_object_is_found_by_what_its_page_shows() -> None:
    level = item("sla", 1, {}, target="4", unit="h")
    body = (
        "Back within {fact}`TEST_SLA_001.target`.\n\n% Not for the provider.\n"
        "<!-- nor this -->\n(place)=\nThen tested."
    )
    shown = shown_text({level.id: level}, body, "en")
    assert shown.split() == ["Back", "within", "4", "h.", "Then", "tested."]


@pytest.mark.parametrize(
    ("written", "typed"),
    [("Prüfung", "pruefung"), ("PRU\u0308FUNG", "pruefung"), ("Café", "cafe"), ("Maß", "mass")],
)
def test_words_are_folded_as_in_the_browser(written: str, typed: str) -> None:
    assert fold(written) == typed


def test_names_of_files_are_plain() -> None:
    assert [shard_of(word) for word in ("notice", "7.3", "a", "ж")] == ["no", "7_", "a_", "__"]


def written(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for path in folder.rglob("*.js")
    }


def entries(choice: random.Random, number: int) -> list[Entry]:
    vocabulary = [
        "access",
        "accept",
        "account",
        "backup",
        "bäcker",
        "7.3",
        "a-b",
        "line\u2028end",
        "line",
        "[U+2028]",
        "ж",
    ]

    def text(most: int) -> str:
        return " ".join(choice.choices(vocabulary, k=choice.randrange(most)))

    return [
        Entry(f"I_{n}", "", text(4), "Clause", f"page.html#{n}", text(9)) for n in range(number)
    ]


@pytest.mark.parametrize("seed", range(4))
def test_after_an_edit_the_index_is_the_one_of_a_whole_build(
    seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search_files, "_TOGETHER", 4)
    monkeypatch.setattr(search_files, "_MOST", 40)
    choice = random.Random(seed)
    current = entries(choice, 14)
    for turn in range(40):
        for n in choice.sample(range(len(current)), choice.randrange(3)):
            [other] = entries(choice, 1)
            part: dict[str, Any] = (
                {"title": other.title} if choice.random() < 0.5 else {"text": other.text}
            )
            current[n] = current[n]._replace(**part)
        if not choice.randrange(8):
            current = entries(choice, choice.choice([13, 14, 15]))
        write_index(tmp_path / "kept", current, {"a": [str(turn // 9)]}, "en")
        write_index(tmp_path / f"{turn}", current, {"a": [str(turn // 9)]}, "en")
        assert written(tmp_path / "kept") == written(tmp_path / f"{turn}")


def test_an_edit_writes_only_what_it_changes(tmp_path: Path) -> None:
    current = [Entry(f"I_{n}", "", f"word{n}", "Clause", "a.html", "words") for n in range(250)]
    write_index(tmp_path, current, {}, "en")
    settle(tmp_path)
    write_index(tmp_path, current, {}, "en")
    assert not new(tmp_path)
    current[140] = current[140]._replace(text="access zebra")
    write_index(tmp_path, current, {}, "en")
    assert new(tmp_path) >= {"text-1.js", "words-ze.js"}
    assert "text-0.js" not in new(tmp_path)


def settle(folder: Path) -> None:
    for path in folder.rglob("*.js"):
        os.utime(path, (1_000_000_000, 1_000_000_000))


def new(folder: Path) -> set[str]:
    return {path.name for path in folder.rglob("*.js") if path.stat().st_mtime > 1_000_000_000}


def test_an_index_that_was_half_written_is_written_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    current = entries(random.Random(1), 5)
    write_index(tmp_path / "kept", current, {}, "en")
    write_index(tmp_path / "fresh", current, {}, "en")
    other = [*current, current[0]._replace(text="new")]
    write, left = Path.write_text, iter(range(3))

    def fail(path: Path, text: str, encoding: str) -> int:
        if next(left, None) is None:
            raise OSError("full")
        return write(path, text, encoding)

    with monkeypatch.context() as patched:
        patched.setattr(Path, "write_text", fail)
        with pytest.raises(OSError, match="full"):
            write_index(tmp_path / "kept", other, {}, "en")
    write_index(tmp_path / "kept", current, {}, "en")
    assert written(tmp_path / "kept") == written(tmp_path / "fresh")
