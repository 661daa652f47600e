"""The tutorial does what it says: its files are written, its commands run, its output compared."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from nachweis.sources.workspace import package_data

DOCS = Path(__file__).resolve().parents[2] / "docs"
BLOCK = re.compile(
    r"^```\{code-block\} (?P<language>\w+)\n"
    r"(?::caption: (?P<caption>[^\n]*)\n)?\n?(?P<text>.*?)^```$",
    re.DOTALL | re.MULTILINE,
)


def steps(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield the blocks of the tutorial: files by their captions, and what the terminal shows."""
    page = folder / "tutorial" / "first-project.md"
    for match in BLOCK.finditer(page.read_text(encoding="utf-8")):
        yield match["caption"] or "", match["text"]


@pytest.mark.parametrize("folder", [DOCS, DOCS / "de"], ids=["en", "de"])
def test_tutorial_does_what_it_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, folder: Path
) -> None:
    from nachweis.cli.group import main

    monkeypatch.chdir(tmp_path)
    commands = 0
    for caption, text in steps(folder):
        if caption:
            path = tmp_path / caption
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
            continue
        command, _, expected = text.partition("\n")
        result = CliRunner().invoke(main, command.removeprefix("$ nachweis ").split())
        assert result.output == expected, command
        commands += 1
    assert commands == 4
    assert package_data("catalog").is_dir()
