"""A backtick in the title of a fence of backticks makes a paragraph of it, and that is said."""

from __future__ import annotations

from pathlib import Path

import pytest

from nachweis.model.findings import Finding
from nachweis.sources.markdown.documents import read_document

MESSAGE = (
    "not recognised as a clause: a backtick fence cannot have a backtick in its title; "
    "open and close it with ':::'"
)


def found(folder: Path, text: str) -> list[str]:
    (folder / "page.md").write_text(text, encoding="utf-8")
    entries = list(read_document(folder / "page.md", folder))
    assert all(isinstance(entry, Finding) for entry in entries)
    assert {entry.rule for entry in entries if isinstance(entry, Finding)} <= {"bad-directive"}
    return [f"{e.place.line}: {e.message}" for e in entries if isinstance(e, Finding)]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("# A\n\n```{clause} Notice of `x`\n:id: TEST_C_1\n```\n", [3]),
        ("````{clause} One ` only\n:id: TEST_C_1\n````\n", [1]),
        ("- item\n\n  ```{clause} In a `list`\n  :id: TEST_C_1\n  ```\n", [3]),
        ("> ```{clause} In a `quote`\n> ```\n", [1]),
        ("words\n```{clause} Below `words`\n", [2]),
        ("::::{note}\n\n```{clause} Deep `down`\n```\n::::\n", [3]),
        (
            "```{clause} `a`\n:id: TEST_C_1\n```\n\n```{clause} Swallowed\n:id: TEST_C_2\n```\n",
            [1],
        ),
    ],
)
def test_backtick_in_a_title_is_found(tmp_path: Path, text: str, lines: list[int]) -> None:
    assert found(tmp_path, text) == [f"{line}: {MESSAGE}" for line in lines]


@pytest.mark.parametrize(
    "text",
    [
        "```{clause}``` is written so.\n",
        "Write ```{clause} `x` ``` like this.\n",
        "```{note} Other `directives`\n",
        "~~~markdown\n```{clause} Notice of `x`\n```\n~~~\n",
        "    ```{clause} Code `x`\n",
    ],
)
def test_what_only_looks_like_it_is_left_alone(tmp_path: Path, text: str) -> None:
    assert found(tmp_path, text) == []
