"""The second tutorial does what it says, from ``nachweis new`` to a closed phase."""

from __future__ import annotations

import datetime
import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from nachweis.cli.group import main
from tests.docs.test_tutorial import BLOCK

DOCS = Path(__file__).resolve().parents[2] / "docs"
STUB = re.compile(
    r"^projects/\S+?:\d+: .*(?:fill in (\w+)|; (\w+) ausfüllen)",
    re.MULTILINE,
)


def shows(output: str, expected: str) -> bool:
    """Return whether an output is what the page shows, where ``…`` stands for any lines."""
    pattern = r"(?:.*\n)*?".join(re.escape(part) for part in expected.split("…\n"))
    return re.fullmatch(pattern, output) is not None


def fill_in(path: Path, identifier: str, text: str) -> None:
    """Replace the stub of an ID by a finished object."""
    whole = path.read_text(encoding="utf-8")
    stub = rf"^:::\{{section\}}[^\n]*\n:id: {identifier}\n(?:.*\n)*?:::\n"
    whole, count = re.subn(stub, lambda _: text, whole, count=1, flags=re.MULTILINE)
    assert count == 1, identifier
    path.write_text(whole, encoding="utf-8")


def approve(root: Path, output: str) -> int:
    """Give every stub that the gate names a text and its status; return how many there were."""
    found = [english or german for english, german in STUB.findall(output)]
    for path in root.rglob("*.md"):
        text = path.read_text(encoding="utf-8")
        for identifier in found:
            head = rf"(:id: {identifier}\n:%s: \S+\n):status: open\n"
            text = re.sub(head % "concept", r"\1:status: approved\n:owner: ACME_K_ISO\n", text)
            record = r"\1:date: 2026-11-20\n:result: pass\n:by: ACME_K_ISO\n"
            text = re.sub(head % "kind", record, text)
        stub = r"^(:id: (\w+)\n(?:.+\n)*\n)(?:To do|Zu tun) \(.*\)\.$"
        text = re.sub(stub, r"\1The board has settled \2.", text, flags=re.MULTILINE)
        path.write_text(text, encoding="utf-8")
    for path in root.rglob("registers/*.yaml"):
        text = path.read_text(encoding="utf-8").replace(".example", ".test")
        text = text.replace(f"{datetime.date.today()}", "2026-11-20")  # noqa: DTZ011 - as new does
        path.write_text(re.sub(r"(?m)^ +tags: example\n", "", text), encoding="utf-8")
    return len(found)


@pytest.mark.parametrize("language", ["en", pytest.param("de", marks=pytest.mark.slow)])
def test_tutorial_closes_the_first_phase(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    folder = DOCS if language == "en" else DOCS / language
    page = (folder / "tutorial" / "close-the-first-phase.md").read_text(encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    commands = 0
    output = ""
    for match in BLOCK.finditer(page):
        language, caption, text = match["language"], match["caption"] or "", match["text"]
        if language == "console":
            command, _, expected = text.partition("\n")
            words = shlex.split(command.removeprefix("$ nachweis "))
            output = CliRunner().invoke(main, words).output
            assert shows(output, expected), output
            commands += 1
        elif language == "markdown":
            identifier = re.search(r":id: (\w+)", text)
            assert identifier is not None
            assert re.search(rf"{identifier[1]} (and|ausfüllen)", output)
            fill_in(tmp_path / caption, identifier[1], text)
            assert approve(tmp_path, output) == 21
        else:
            settings = tmp_path / caption
            written = settings.read_text(encoding="utf-8")
            closed = re.sub(r"^phases: .*\n", text, written, flags=re.MULTILINE)
            settings.write_text(closed, encoding="utf-8")
    assert commands == 4
