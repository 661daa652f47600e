"""YAML is read as it is written, and whatever it holds, the reader ends with a place."""

from __future__ import annotations

import contextlib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nachweis.model.items import Item
from nachweis.sources.errors import SourceError
from nachweis.sources.yaml.file import read_yaml
from nachweis.sources.yaml.lists import read_list
from nachweis.sources.yaml.settings import read_settings
from tests.support.examples import examples

ANY_TEXT = settings(
    max_examples=examples(200),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
WORDS = st.text(
    alphabet="abkeyid: -\n\t[]{}'\"#&*!|>?%@,.0123456789<\u00e9\x00\x07\x85\u2028\ud800",
    max_size=60,
)
KEYS = "key: TEST\ntitle: A\nside: client\ncatalog: [TSA]\n"


def _contact(folder: Path, lines: str) -> Item:
    path = folder / "contacts.yaml"
    path.write_text(f"contacts:\n  - id: TEST_K_1\n{lines}", encoding="utf-8")
    [item] = read_list(path, folder)
    assert isinstance(item, Item)
    return item


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("7.10", "7.10"),
        ("+4930123456", "+4930123456"),
        ("004930123456", "004930123456"),
        ("12:30", "12:30"),
        ("no", "no"),
        ("0x10", "0x10"),
        ("1_000", "1_000"),
        ("2026-11-20", "2026-11-20"),
        ("'quoted'", "quoted"),
        ('"a: b"', "a: b"),
        ("[a, 1.10, no]", "a, 1.10, no"),
        ("{1: a, b: 2.0}", "1: a, b: 2.0"),
        ("null", ""),
        ("~", ""),
        ("", ""),
        ("'null'", "null"),
        ("[]", ""),
        ("|\n      two\n      lines", "two\nlines\n"),
    ],
)
def test_a_value_is_what_somebody_typed(tmp_path: Path, written: str, value: str) -> None:
    assert _contact(tmp_path, f"    phone: {written}\n").get("phone").strip() == value.strip()


def test_an_entry_knows_its_lines(tmp_path: Path) -> None:
    item = _contact(tmp_path, "    title: A\n    # a comment\n    phone: 1\n    party: TEST_P\n")
    assert str(item.place) == "contacts.yaml:2:5"
    assert str(item.where("phone")) == "contacts.yaml:5:5"
    assert str(item.where("party")) == "contacts.yaml:6:5"
    assert item.targets("party") == ("TEST_P",)


def test_an_entry_may_build_on_another(tmp_path: Path) -> None:
    path = tmp_path / "contacts.yaml"
    path.write_text(
        "contacts:\n  - &a\n    id: TEST_K_1\n    title: A\n    phone: 1.10\n"
        "  - <<: *a\n    id: TEST_K_2\n",
        encoding="utf-8",
    )
    _, second = read_list(path, tmp_path)
    assert isinstance(second, Item)
    assert (second.id, second.title, second.get("phone")) == ("TEST_K_2", "A", "1.10")


@ANY_TEXT
@given(WORDS)
def test_any_text_is_read_or_refused_with_a_place(tmp_path: Path, text: str) -> None:
    path = tmp_path / "any.yaml"
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    try:
        read_yaml(path, tmp_path)
    except SourceError as error:
        lines = len(text.splitlines())  # YAML ends a line at U+0085 and U+2028, too
        for found in error.problems:
            assert found.place.path == "any.yaml"
            assert 1 <= found.place.line <= lines + 1
            assert found.place.column >= 1
            assert "\n" not in str(found)


@ANY_TEXT
@given(st.sampled_from(["", KEYS]), WORDS)
def test_any_project_is_read_or_refused(tmp_path: Path, keys: str, text: str) -> None:
    folder = tmp_path / "projects" / "TEST"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "project.yaml").write_bytes((keys + text).encode("utf-8", "surrogatepass"))
    with contextlib.suppress(SourceError):
        read_settings(folder, tmp_path)


@ANY_TEXT
@given(st.sampled_from(["", "contacts:\n", "contacts:\n  - id: TEST_K_1\n    "]), WORDS)
def test_any_register_is_read_or_refused(tmp_path: Path, keys: str, text: str) -> None:
    path = tmp_path / "any.yaml"
    path.write_bytes((keys + text).encode("utf-8", "surrogatepass"))
    with contextlib.suppress(SourceError):
        list(read_list(path, tmp_path))


@pytest.mark.parametrize(
    "text",
    [
        *(
            "[" * 200_000,
            "{" * 200_000,
            "- " * 200_000,
            "a:\n" + "? " * 100_000,
            "[" * 3000 + "]" * 3000,
        ),
        "\n".join(" " * n + "a:" for n in range(1500)),
    ],
    ids=["lists", "mappings", "dashes", "keys", "closed", "indented"],
)
def test_depth_ends_with_a_place_and_not_the_process(tmp_path: Path, text: str) -> None:
    path = tmp_path / "deep.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SourceError, match=r"deep\.yaml:\d+:\d+: (nests more than 100|is no valid)"):
        read_yaml(path, tmp_path)


@pytest.mark.parametrize("written", ["\u202e", "\\u202E", "\\U0000202e"])
def test_marks_of_direction_are_refused_where_nobody_tells_of_them(
    tmp_path: Path, written: str
) -> None:
    path = tmp_path / "crosswalk.yaml"
    path.write_text(f'title: A\nrows:\n- "7{written}1"\n', encoding="utf-8")
    with pytest.raises(SourceError, match=r"crosswalk\.yaml:3:1: .* U\+202E"):
        read_yaml(path, tmp_path)
    assert read_yaml(path, tmp_path, turned=True).data["rows"]


def test_a_text_that_grows_by_references_is_refused_at_once(tmp_path: Path) -> None:
    levels = [f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 10)}]" for n in range(1, 20)]
    path = tmp_path / "bomb.yaml"
    path.write_text(
        "\n".join(["l0: &l0 [a, a]", *levels, "contacts:", "  - id: A", "    phone: *l19"]),
        encoding="utf-8",
    )
    with pytest.raises(SourceError, match="stands for more than 8 MiB"):
        list(read_list(path, tmp_path))


def test_a_value_that_contains_itself_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="holds an alias of itself"):
        _contact(tmp_path, "    phone: &a [*a]\n")
