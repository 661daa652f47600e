"""Every command speaks the language of its project, or that of ``--lang``."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from nachweis.cli.group import COMMANDS, main

ENGLISH = re.compile(
    r"\b(the|is|are|of|with|and|not|has|have|there|it|no|nothing|does|for|from|this|that|cannot|be|"
    r"write|name|give|missing|links?|errors?|warnings?|files?|proofs?|changed|closed|open|holds|fails)\b"
)
TYPED = re.compile(
    r"<[^>]*>|`[^`]*`|„[^“]*“|'[^']*'|\((?:\w+, )?[a-z-]+(?:, \w+)?\)"
    r"|https?://\S+|\S*[/.]\S+|:\w+:|\b[A-Z0-9_]{3,}\b|--\w+"
)
"""What stays as one types it: markup, quoted text, paths, IDs, names of rules."""


def english(output: str) -> list[str]:
    """Return the lines of an output that hold English words."""
    return [line for line in output.splitlines() if ENGLISH.search(TYPED.sub("", line))]


@pytest.fixture(scope="module")
def german(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a German project with a commit and a released version."""
    root = tmp_path_factory.mktemp("german")
    title = "Betrieb der Fachverfahren"
    call = ["new", "WEB", "--side", "client", "--lang", "de", "--title", title, "--root", str(root)]
    result = CliRunner().invoke(main, call)
    assert result.exit_code == 0, result.output
    assert english(result.output) == []
    for line in (
        "init -q -b main",
        "config user.name Redaktion",
        "config user.email redaktion@web.example",
        "add .",
        "commit -q -m Anfang",
    ):
        subprocess.run(["git", *line.split()], cwd=root, check=True, capture_output=True)
    return root


Ask = Callable[..., Result]


@pytest.fixture
def ask(german: Path, monkeypatch: pytest.MonkeyPatch) -> Ask:
    monkeypatch.chdir(german)
    return lambda *arguments: CliRunner().invoke(main, list(arguments))


CALLS = [
    ("check", "--verbose"),
    ("check", "--close", "strategy", "--format", "markdown"),
    ("check", "--close", "strategy", "--format", "junit"),
    ("check", "--base", "HEAD", "--format", "github", "--quiet"),
    ("check", "NIX"),
    ("check", "--as-of", "2026-02-31"),
    ("check", "--strikt"),
    ("add", "clause", "WEB"),
    ("add", "klausel", "WEB"),
    ("add", "clause", "WEB", "--link", "OPS23_A08_0"),
    ("attach", "WEB_R_99", "nichts.pdf"),
    ("build", "--annexes"),
    ("build", "NIX"),
    ("annex", "WEB", "nichts"),
    ("plan", "--verbose"),
    ("assemble", ".", "--out", "site"),
    ("serve", "--port", "99999"),
    ("release", "WEB", "1.0"),
    ("release", "WEB", "1.0.0", "--allow-failing", "Muster", "--dry-run", "--verbose"),
    ("verify", "WEB/1.0.0"),
    ("diff", "WEB", "HEAD"),
    ("diff", "WEB", "nichts"),
    ("diff", "--catalog", "HEAD"),
    ("confirm", "WEB"),
    ("confirm", "WEB", "WEB_X"),
    ("upgrade", "WEB", "--to", "2023", "--dry-run", "--verbose"),
    ("import", "oscal", "nichts.json", "--lang", "de"),
    ("export", "xlsx", "NIX"),
    ("list", "unmapped"),
    ("list", "unmapped", "NIX"),
    ("new", "1", "--side", "client", "--title", "A", "--lang", "de"),
    ("nue",),
    ("offer", "WEB"),
    ("accept", "WEB", "nichts.json"),
    ("tender", "WEB", "--compare"),
    ("learn", "WEB", "NIX"),
    ("explain", "veraltet"),
    ("explain", "WEB_K_ISO"),
    ("explain", "veraltett"),
    ("docs", "zzzzzz"),
]


AGAIN = {call for at, call in enumerate(CALLS) if call[0] in {one[0] for one in CALLS[:at]}}
"""The second and further calls of a command."""


@pytest.mark.parametrize(
    "call",
    [pytest.param(c, marks=pytest.mark.slow) if c in AGAIN else c for c in CALLS],
    ids=[" ".join(call) for call in CALLS],
)
def test_a_german_project_is_told_in_german(ask: Ask, call: tuple[str, ...]) -> None:
    result = ask(*call)
    assert not result.exception or isinstance(result.exception, SystemExit), result.exception
    assert result.output.strip()
    assert english(result.output) == []


def test_every_command_was_asked() -> None:
    assert {call[0] for call in CALLS} >= set(COMMANDS)


def test_lang_overrides_the_language_of_the_project(ask: Ask) -> None:
    assert "WEB offen zum" in ask("check").output
    assert "WEB is open on" in ask("check", "--lang", "en").output


def test_json_keeps_english_names_and_has_both_texts(ask: Ask) -> None:
    data = json.loads(ask("check", "--close", "strategy", "--format", "json").output)
    finding = next(f for f in data["projects"][0]["findings"] if f["rule"] == "missing-section")
    assert finding["level"] == "error"
    assert "fill in" in finding["message"]
    assert "ausfüllen" in finding["translations"]["de"]


def test_projects_of_several_languages_are_told_in_that_of_the_workspace(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from nachweis.sources.languages import language_of

    for key, languages in {"ONE": "[de, en]", "TWO": "[en]", "TRE": "\n  - de"}.items():
        folder = tmp_path / "projects" / key
        folder.mkdir(parents=True)
        text = f"key: {key}\nlanguages: {languages}\n"
        (folder / "project.yaml").write_text(text, encoding="utf-8")
    assert language_of(tmp_path) == "en"
    assert language_of(tmp_path, ["one"]) == "de"
    assert language_of(tmp_path, ["ONE_C_01", "TRE/1.0.0"]) == "de"
    assert language_of(tmp_path, ["ONE", "TWO"]) == "en"
    (tmp_path / "conf.py").write_text('language = "de"\n', encoding="utf-8")
    assert language_of(tmp_path) == "de"
    assert language_of(tmp_path, ["TWO"]) == "en"
