"""What README and how-tos show of the example projects is what the commands print."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from nachweis.cli.group import main

ROOT = Path(__file__).resolve().parents[2]
SHOWN = [("README.md", 1), ("docs/how-to/make-an-annex.md", 1)]


def shown(page: str) -> list[tuple[list[str], list[str]]]:
    """Return the commands of a page on the example that change nothing, and what they print.

    :param page: path of a page, relative to the repository
    """
    text = (ROOT / page).read_text(encoding="utf-8")
    return [
        (command.split(), lines.splitlines())
        for command, lines in re.findall(
            r"^\$ nachweis ((?:check VKN|annex VKN$).*)\n((?:[^$`].*\n)+)", text, re.MULTILINE
        )
    ]


@pytest.mark.parametrize(("page", "commands"), SHOWN)
def test_example_prints_what_is_shown(
    page: str, commands: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    found = shown(page)
    assert len(found) == commands
    for arguments, lines in found:
        parts = [re.escape(line) if line != "…" else "(?s:.*)" for line in lines]
        printed = CliRunner().invoke(main, arguments).output
        assert re.fullmatch("\n".join(parts), printed.rstrip("\n")), printed
